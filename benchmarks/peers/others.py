"""pandapower's `rundcopp` and PyPSA's `optimize` on the same states: sheddable load that pays for each megawatt.

Only the solve is timed, not the making of their networks.
"""

from __future__ import annotations

import logging
import time
import warnings
from typing import Any

import numpy as np

from benchmarks.peers.damage import alone
from relight.engine.core import GridStates
from relight.engine.grid import Grid, GridState
from relight.engine.islands import Islands, find_islands

KV = 100.0
UNLIMITED_KA, UNLIMITED_MW = 1e4, 1e6
WORTHS = (0.01, 1.0, 0.1)


def rundcopp(grid: Grid, batch: GridStates) -> tuple[float, float]:
    """Seconds pandapower takes and the load it serves [MW]. Branches are lines of equal voltage, so without shift."""
    import pandapower as pp

    state, islands = _parts(grid, batch)
    branch = np.flatnonzero(islands.of_branch >= 0)
    limit_mw = grid.limit_mw[branch]
    limit_ka = np.where(np.isinf(limit_mw), UNLIMITED_KA, limit_mw / (np.sqrt(3.0) * KV))
    net = pp.create_empty_network(sn_mva=grid.base_mva)
    pp.create_buses(net, len(grid.bus_ids), vn_kv=KV)
    pp.create_lines_from_parameters(
        net, grid.branch_from[branch], grid.branch_to[branch], length_km=1.0, r_ohm_per_km=0.0,
        x_ohm_per_km=grid.reactance_pu[branch] * KV**2 / grid.base_mva, c_nf_per_km=0.0, max_i_ka=limit_ka,
        max_loading_percent=100.0,
    )  # fmt: skip
    for first in np.unique(islands.of_bus, return_index=True)[1].tolist():
        pp.create_ext_grid(net, first, min_p_mw=0.0, max_p_mw=0.0)
    give = np.flatnonzero(state.unit_max_mw)
    pp.create_sgens(
        net, grid.unit_bus[give], p_mw=0.0, min_p_mw=0.0, max_p_mw=state.unit_max_mw[give], min_q_mvar=0.0,
        max_q_mvar=0.0, controllable=True,
    )  # fmt: skip
    ask = np.flatnonzero(np.isin(islands.of_feeder, np.flatnonzero(islands.capacity_mw > 0)))
    ask_mw = state.demand_mw[ask]
    loads = pp.create_loads(
        net, grid.feeder_bus[ask], p_mw=ask_mw, min_p_mw=0.0, max_p_mw=ask_mw, min_q_mvar=0.0, max_q_mvar=0.0,
        controllable=True,
    )  # fmt: skip
    for load in loads:
        pp.create_poly_cost(net, load, "load", cp1_eur_per_mw=0.0)
    return _converged_seconds(net), float(net.res_load.p_mw.sum())


def _converged_seconds(net: Any) -> float:
    """Seconds of the first run that converges; whether one does depends on what a megawatt pays."""
    import pandapower as pp

    for worth in WORTHS:
        net.poly_cost["cp1_eur_per_mw"] = -worth
        begun = time.perf_counter()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                pp.rundcopp(net)
        except pp.OPFNotConverged:
            continue
        if net.OPF_converged:
            return time.perf_counter() - begun
    return float("nan")


def optimise(grid: Grid, batch: GridStates) -> tuple[float, float]:
    """Seconds PyPSA takes with HiGHS and the load it serves [MW]. Lines that are out are removed."""
    import pypsa

    logging.getLogger("linopy").setLevel(logging.ERROR)
    logging.getLogger("pypsa").setLevel(logging.ERROR)
    state, islands = _parts(grid, batch)
    branch = np.flatnonzero(islands.of_branch >= 0)
    network = pypsa.Network()
    network.add("Bus", grid.bus_ids, v_nom=1.0)
    names = np.array(grid.bus_ids)
    limit_mw = np.minimum(grid.limit_mw[branch], UNLIMITED_MW)
    network.add(
        "Line", [grid.branch_ids[row] for row in branch], bus0=names[grid.branch_from[branch]],
        bus1=names[grid.branch_to[branch]], x=grid.reactance_pu[branch] / grid.base_mva, s_nom=limit_mw,
    )  # fmt: skip
    give = np.flatnonzero(state.unit_max_mw)
    network.add(
        "Generator", [f"unit {grid.unit_ids[row]}" for row in give], bus=names[grid.unit_bus[give]],
        p_nom=state.unit_max_mw[give], marginal_cost=0.0,
    )  # fmt: skip
    network.add(
        "Generator", [f"load {name}" for name in grid.feeder_ids], bus=names[grid.feeder_bus],
        p_nom=state.demand_mw, p_min_pu=-1.0, p_max_pu=0.0, marginal_cost=1.0,
    )  # fmt: skip
    begun = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network.optimize(solver_name="highs", log_to_console=False, threads=1)
    return time.perf_counter() - begun, -float(network.objective)


def _parts(grid: Grid, batch: GridStates) -> tuple[GridState, Islands]:
    state = alone(batch)
    return state, find_islands(grid, state)
