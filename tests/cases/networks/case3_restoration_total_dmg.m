% Numbers of case3_restoration_total_dmg from the test data of PowerModelsRestoration.jl; see README.md.
function mpc = case3_restoration_total_dmg
mpc.version = '2';
mpc.baseMVA = 100;

% bus_i type Pd Qd Gs Bs area Vm Va baseKV zone Vmax Vmin
mpc.bus = [
	1 2 110 40 0 0 1 1.1 -0 240 1 1.1 0.9;
	2 2 110 40 0 0 1 0.92617 7.25883 240 1 1.1 0.9;
	3 2 95 50 0 0 1 0.9 -17.2671 240 2 1.1 0.9;
];

%column_names% damaged
mpc.bus_damage = [
	1;
	1;
	1;
];

% bus Pg Qg Qmax Qmin Vg mBase status Pmax Pmin
mpc.gen = [
	1 158.067 28.79 1000 -1000 1.1 100 1 2000 0;
	2 160.006 -4.63 1000 -1000 0.92617 100 1 1500 0;
	3 0 -4.843 1000 -1000 0.9 100 1 0 0;
];

%column_names% damaged
mpc.gen_damage = [
	1;
	1;
	1;
];

% model startup shutdown n c(n-1) ... c0
mpc.gencost = [
	2 0 0 3 0.11 5 0;
	2 0 0 3 0.085 1.2 0;
	2 0 0 3 0 0 0;
];

% fbus tbus r x b rateA rateB rateC ratio angle status angmin angmax
mpc.branch = [
	1 3 0.065 0.62 0.45 9000 0 0 0 0 1 -30 30;
	3 2 0.025 0.75 0.7 50 0 0 0 0 1 -30 30;
	1 2 0.042 0.9 0.3 9000 0 0 0 0 1 -30 30;
];

%column_names% damaged
mpc.branch_damage = [
	1;
	1;
	1;
];
