% Numbers of case5_restoration_total_dmg from the test data of PowerModelsRestoration.jl; see README.md.
function mpc = case5_restoration_total_dmg
mpc.version = '2';
mpc.baseMVA = 100;

% bus_i type Pd Qd Gs Bs area Vm Va baseKV zone Vmax Vmin
mpc.bus = [
	1 2 0 0 0 0 1 1 2.80377 230 1 1.1 0.9;
	2 1 300 98.61 0 0 1 1.08407 -0.73465 230 1 1.1 0.9;
	3 2 300 98.61 0 0 1 1 -0.55972 230 1 1.1 0.9;
	4 3 400 131.47 0 0 1 1 0 230 1 1.1 0.9;
	10 2 0 0 0 0 1 1 3.59033 230 1 1.1 0.9;
];

%column_names% damaged
mpc.bus_damage = [
	1;
	1;
	1;
	1;
	1;
];

% bus Pg Qg Qmax Qmin Vg mBase status Pmax Pmin
mpc.gen = [
	1 40 30 30 -30 1.07762 100 1 40 0;
	1 170 127.5 127.5 -127.5 1.07762 100 1 170 0;
	3 324.498 390 390 -390 1.1 100 1 520 0;
	4 0 -10.802 150 -150 1.06414 100 1 200 0;
	10 470.694 -165.039 450 -450 1.06907 100 1 600 0;
];

%column_names% damaged
mpc.gen_damage = [
	1;
	1;
	1;
	1;
	1;
];

% model startup shutdown n c(n-1) ... c0
mpc.gencost = [
	2 0 0 3 0 14 0;
	2 0 0 3 0 15 0;
	2 0 0 3 0 30 0;
	2 0 0 3 0 40 0;
	2 0 0 3 0 10 0;
];

% fbus tbus r x b rateA rateB rateC ratio angle status angmin angmax
mpc.branch = [
	1 2 0.00281 0.0281 0.00712 400 400 400 0 0 1 -30 30;
	1 4 0.00304 0.0304 0.00658 426 426 426 0 0 1 -30 30;
	1 10 0.00064 0.0064 0.03126 426 426 426 0 0 1 -30 30;
	2 3 0.00108 0.0108 0.01852 426 426 426 0 0 1 -30 30;
	3 4 0.00297 0.0297 0.00674 426 426 426 1.05 1 1 -30 30;
	3 4 0.00297 0.0297 0.00674 426 426 426 1.05 -1 1 -30 30;
	4 10 0.00297 0.0297 0.00674 240 240 240 0 0 1 -30 30;
];

%column_names% damaged
mpc.branch_damage = [
	1;
	1;
	1;
	1;
	1;
	1;
	1;
];

% storage_bus ps qs energy energy_rating charge_rating discharge_rating charge_efficiency discharge_efficiency thermal_rating qmin qmax r x p_loss q_loss status
mpc.storage = [
	4 0 0 20 100 50 70 0.8 0.9 100 -50 70 0.1 0 0 0 1;
	10 0 0 30 100 50 70 0.9 0.8 100 -50 70 0.1 0 0 0 1;
];

%column_names% damaged
mpc.storage_damage = [
	1;
	1;
];
