"""DC power flow of what is in service: one sparse factor a topology, one solve a pattern of injections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu

from relight.engine.grid import FloatArray, Grid, IntArray
from relight.engine.islands import NO_ISLAND, Islands, sum_at
from relight.engine.recent import Recent


@dataclass(frozen=True, eq=False)
class FlowFactor:
    """The factorised nodal equations of one topology, with one bus of every island pinned at angle 0."""

    free_bus: IntArray
    branch: IntArray  # those in service
    start: IntArray
    end: IntArray
    susceptance_mw: FloatArray  # MW a radian
    shift_rad: FloatArray
    factor: Any  # scipy's SuperLU; None if the equations are singular or there is nothing to solve


_FACTORS: Recent[FlowFactor] = Recent(size=16)


def dc_flow(grid: Grid, islands: Islands, injection_mw: FloatArray) -> FloatArray:
    """Flow on every branch [MW], positive from `branch_from`, for injections that balance in each island.

    Branches out of service carry 0. Where the equations of the topology have no single answer (reactances that cancel
    out), every flow in service is nan.
    """
    part = _FACTORS.get(grid, islands.of_branch.tobytes() + islands.of_bus.tobytes(), lambda: _factorise(grid, islands))
    flow_mw = np.zeros(len(grid.branch_ids))
    if not len(part.branch):
        return flow_mw
    if part.factor is None:
        flow_mw[part.branch] = np.nan
        return flow_mw
    forced_mw = part.susceptance_mw * part.shift_rad
    buses = len(grid.bus_ids)
    pushed_mw = sum_at(part.start, forced_mw, buses) - sum_at(part.end, forced_mw, buses)
    angle_rad = np.zeros(buses)
    angle_rad[part.free_bus] = part.factor.solve((injection_mw + pushed_mw)[part.free_bus])
    flow_mw[part.branch] = part.susceptance_mw * (angle_rad[part.start] - angle_rad[part.end]) - forced_mw
    return flow_mw


def _factorise(grid: Grid, islands: Islands) -> FlowFactor:
    branch = np.flatnonzero(islands.of_branch != NO_ISLAND)
    start, end = grid.branch_from[branch], grid.branch_to[branch]
    susceptance_mw = grid.base_mva / grid.reactance_pu[branch]
    pinned = np.unique(islands.of_bus, return_index=True)[1]
    free = islands.of_bus >= 0
    free[pinned] = False
    factor = _factor(start, end, susceptance_mw, np.flatnonzero(free), len(free)) if len(branch) else None
    return FlowFactor(np.flatnonzero(free), branch, start, end, susceptance_mw, grid.shift_rad[branch], factor)


def _factor(start: IntArray, end: IntArray, susceptance_mw: FloatArray, free_bus: IntArray, buses: int) -> Any:
    """SuperLU factor of the nodal matrix of the free buses, None if it is singular."""
    rows = np.concatenate([start, end, start, end])
    columns = np.concatenate([start, end, end, start])
    values = np.concatenate([susceptance_mw, susceptance_mw, -susceptance_mw, -susceptance_mw])
    place = np.full(buses, -1)
    place[free_bus] = np.arange(len(free_bus))
    kept = (place[rows] >= 0) & (place[columns] >= 0)
    cells = (place[rows[kept]], place[columns[kept]])
    matrix = coo_matrix((values[kept], cells), shape=(len(free_bus), len(free_bus))).tocsc()
    try:
        return splu(matrix)
    except RuntimeError:
        return None
