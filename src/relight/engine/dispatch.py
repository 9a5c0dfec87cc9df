"""What units give for the load that is on: in merit order, or at least cost where that would overload a branch."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from relight.engine.flow import dc_flow
from relight.engine.grid import FloatArray, Grid, GridState, limits_mw
from relight.engine.islands import Islands, find_islands, sum_at, sum_by_island
from relight.engine.plant import Plant
from relight.errors import SolverError

OPTIMAL, INFEASIBLE = 0, 2  # scipy's words for it

OVER = 1e-6
"""Share of a rating by which the merit order may pass it before a programme is solved instead."""


def dispatch(grid: Grid, plant: Plant, state: GridState, feeder_mw: FloatArray) -> FloatArray:
    """What every unit gives [MW] so that each island's units cover the load of its feeders.

    Where an island's units cannot cover its load they give all they can.
    """
    islands = find_islands(grid, state)
    unit_mw = merit_order_mw(plant, islands, state.unit_max_mw, feeder_mw)
    flow_mw = dc_flow(grid, islands, injections(grid, unit_mw, feeder_mw))
    limit_mw = limits_mw(grid, state)
    if np.all(np.abs(flow_mw) <= limit_mw * (1 + OVER)):
        return unit_mw
    cheapest_mw = _least_cost_mw(grid, plant, state, islands, feeder_mw)
    return unit_mw if cheapest_mw is None else cheapest_mw


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
    grid: Grid, plant: Plant, state: GridState, islands: Islands, feeder_mw: FloatArray
) -> FloatArray | None:
    """Least-cost DC dispatch within the ratings; None if no dispatch keeps them.

    Columns are units, branches in service and angles; rows are bus balances and the angle law of every branch.
    """
    branch = np.flatnonzero(islands.of_branch >= 0)
    units, buses, lines = len(plant.unit_cost), len(grid.bus_ids), len(branch)
    start, end = grid.branch_from[branch], grid.branch_to[branch]
    flow, angle, law = units + np.arange(lines), units + lines, buses + np.arange(lines)
    reactance = grid.reactance_pu[branch] / grid.base_mva
    along = np.ones(lines)
    values = np.concatenate([np.ones(units), -along, along, reactance, -along, along])
    rows = np.concatenate([grid.unit_bus, start, end, law, law, law])
    columns = np.concatenate([np.arange(units), flow, flow, flow, angle + start, angle + end])
    # Costs of equal units differ by a trifle, in order of id: the dispatch must not depend on the solver.
    cost = np.concatenate([plant.unit_cost + 1e-4 * np.arange(units) / max(1, units), np.zeros(lines + buses)])
    limit_mw = limits_mw(grid, state)[branch]
    found = linprog(
        cost,
        A_eq=coo_matrix((values, (rows, columns)), shape=(buses + lines, units + lines + buses)),
        b_eq=np.concatenate([sum_at(grid.feeder_bus, feeder_mw, buses), -grid.shift_rad[branch]]),
        bounds=[
            *((0.0, most) for most in state.unit_max_mw),
            *((-most, most) for most in limit_mw),
            *((None, None) for _ in range(buses)),
        ],
        method="highs",
    )
    if found.status == INFEASIBLE:
        return None
    if found.status != OPTIMAL:
        raise SolverError(f"HiGHS found no least-cost dispatch: {found.message}")
    return np.asarray(found.x[:units], dtype=np.float64)
