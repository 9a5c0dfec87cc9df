% Numbers of case3_mld from the test data of PowerModelsRestoration.jl; see README.md.
function mpc = case3_mld
mpc.version = '2';
mpc.baseMVA = 100;

% bus_i type Pd Qd Gs Bs area Vm Va baseKV zone Vmax Vmin
mpc.bus = [
	1 3 0 0 0 0 1 1 0 240 1 1.1 0.9;
	2 2 100 50 0 0 1 1 0 240 1 1.1 0.9;
	3 2 100 50 0 0 1 1 0 240 1 1.1 0.9;
];

% bus Pg Qg Qmax Qmin Vg mBase status Pmax Pmin
mpc.gen = [
	1 0 0 1000 -1000 1 100 1 100 0;
	3 0 0 1000 -1000 1 100 1 40 0;
];

% model startup shutdown n c(n-1) ... c0
mpc.gencost = [
	2 0 0 3 0 10 0;
	2 0 0 3 0 1 0;
];

% fbus tbus r x b rateA rateB rateC ratio angle status angmin angmax
mpc.branch = [
	1 3 0.065 0.62 0 30 0 0 0 0 1 -30 30;
	3 2 0.025 0.75 0 30 0 0 0 0 1 -30 30;
	1 2 0.042 0.9 0 60 0 0 0 0 1 -30 30;
];
