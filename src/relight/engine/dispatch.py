"""What units give for the load that is on: in merit order, or at least cost where that would overload a branch."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from relight.engine.flow import dc_flow
from relight.engine.grid import FloatArray, Grid, GridState, limits_mw
from relight.engine.islands import NO_ISLAND, IslandPart, Islands, find_islands, island_part, sum_at, sum_by_island
from relight.engine.plant import Plant
from relight.errors import SolverError

OPTIMAL, INFEASIBLE = 0, 2  # scipy's words for it

STANDS_STILL_MW = 1e-6
"""Up to so much is rounding: a unit that gives it is not running."""

OVER = 1e-6
"""Share of a rating (of 1 MW, if that is less) by which a dispatch may pass it: what solvers' rounding leaves."""


def dispatch(grid: Grid, plant: Plant, state: GridState, feeder_mw: FloatArray) -> FloatArray:
    """What every unit gives [MW] so that each island's units cover the load of its feeders.

    Where an island's units cannot cover its load they give all they can, and where no dispatch keeps an island's
    ratings the merit order stays.
    """
    islands = find_islands(grid, state)
    unit_mw = merit_order_mw(plant, islands, state.unit_max_mw, feeder_mw)
    flow_mw = dc_flow(grid, islands, injections(grid, unit_mw, feeder_mw))
    limit_mw = limits_mw(grid, state)
    fits = np.abs(flow_mw) <= limit_mw + OVER * np.maximum(1.0, limit_mw)
    for island in np.unique(islands.of_branch[~fits & (islands.of_branch != NO_ISLAND)]).tolist():
        part = island_part(islands, island)
        cheapest_mw = _least_cost_mw(grid, plant, state, part, feeder_mw)
        if cheapest_mw is not None:
            unit_mw[part.unit] = cheapest_mw
    return np.where(unit_mw > STANDS_STILL_MW, unit_mw, 0.0)


def injections(grid: Grid, unit_mw: FloatArray, feeder_mw: FloatArray) -> FloatArray:
    """Generation less load at every bus [MW]."""
    buses = len(grid.bus_ids)
    return sum_at(grid.unit_bus, unit_mw, buses) - sum_at(grid.feeder_bus, feeder_mw, buses)


def merit_order_mw(plant: Plant, islands: Islands, unit_max_mw: FloatArray, feeder_mw: FloatArray) -> FloatArray:
    """Units filled in merit order in each island until its load is covered [MW]."""
    left = np.append(sum_by_island(islands.of_feeder, feeder_mw, islands.count), 0.0)
    unit_mw = np.zeros(len(unit_max_mw))
    for unit in plant.merit_order.tolist():
        island = islands.of_unit[unit]
        unit_mw[unit] = min(unit_max_mw[unit], left[island])
        left[island] -= unit_mw[unit]
    return unit_mw


def _least_cost_mw(
    grid: Grid, plant: Plant, state: GridState, part: IslandPart, feeder_mw: FloatArray
) -> FloatArray | None:
    """Least-cost DC dispatch of an island's units within the ratings [MW]; None if no dispatch keeps them.

    Columns are units, branches and angles; rows are bus balances and the angle law of every branch.
    """
    units, buses, lines = len(part.unit), len(part.bus), len(part.branch)
    place = np.zeros(len(grid.bus_ids), dtype=np.int64)
    place[part.bus] = np.arange(buses)
    start, end = place[grid.branch_from[part.branch]], place[grid.branch_to[part.branch]]
    flow, angle, law = units + np.arange(lines), units + lines, buses + np.arange(lines)
    reactance = grid.reactance_pu[part.branch] / grid.base_mva
    along = np.ones(lines)
    values = np.concatenate([np.ones(units), -along, along, reactance, -along, along])
    rows = np.concatenate([place[grid.unit_bus[part.unit]], start, end, law, law, law])
    columns = np.concatenate([np.arange(units), flow, flow, flow, angle + start, angle + end])
    # Costs of equal units differ by a trifle, in order of id: the dispatch must not depend on the solver.
    trifle = 1e-4 * part.unit / max(1, len(plant.unit_cost))
    limit_mw = limits_mw(grid, state)[part.branch]
    limit_mw += OVER * np.maximum(1.0, limit_mw)
    programme = {
        "c": np.concatenate([plant.unit_cost[part.unit] + trifle, np.zeros(lines + buses)]),
        "A_eq": coo_matrix((values, (rows, columns)), shape=(buses + lines, units + lines + buses)),
        "b_eq": np.concatenate(
            [sum_at(place[grid.feeder_bus[part.feeder]], feeder_mw[part.feeder], buses), -grid.shift_rad[part.branch]]
        ),
        "bounds": [
            *((0.0, most) for most in state.unit_max_mw[part.unit]),
            *((-most, most) for most in limit_mw),
            *((None, None) for _ in range(buses)),
        ],
    }
    # HiGHS's presolve now and then leaves a programme its simplex ends without an answer for, rarely so does the rest.
    for method, presolve in (("highs", True), ("highs", False), ("highs-ipm", True)):
        found = linprog(**programme, method=method, options={"presolve": presolve})
        if found.status in (OPTIMAL, INFEASIBLE):
            break
    if found.status == INFEASIBLE:
        return None
    if found.status != OPTIMAL:
        raise SolverError(f"HiGHS found no least-cost dispatch: {found.message}")
    return np.clip(np.asarray(found.x[:units], dtype=np.float64), 0.0, state.unit_max_mw[part.unit])
