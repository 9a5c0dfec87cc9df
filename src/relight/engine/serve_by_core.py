"""Served load by the compiled core: a state as the machine code wants it, its answer as everybody else does."""

from __future__ import annotations

import numpy as np

from relight.engine.core.answer import Serving
from relight.engine.core.batch import TROUBLES
from relight.engine.core.rooms import rooms_of
from relight.engine.core.serving import BINDING, serve_state
from relight.engine.core.settling import settle_islands
from relight.engine.core.state import GridStates
from relight.engine.grid import Grid, GridState
from relight.engine.served import Served, reasons


def serve_by_core(grid: Grid, state: GridState) -> Served | str:
    """What the grid can serve in a state, in whole feeders, or why the core cannot tell."""
    answer = _empty_answer(grid)
    rooms = rooms_of(grid)
    with rooms.borrow(1) as borrowed:
        work, rows = borrowed[0][0], _as_rows(state)
        islands, status = serve_state(rooms.pattern, work, rows, np.array(state.already_on, dtype=np.bool_), answer)
        if status == BINDING:
            status = settle_islands(rooms.pattern, work, rows.unit_max_mw[0], answer)
    if status:
        return TROUBLES[status]
    served_mw, protected_mw, capacity_mw, demand_mw = answer.island_mw[:islands].T.copy()
    dead_bus = np.append(capacity_mw <= 0, True)[answer.bus_island]
    return Served(
        served_mw=float(served_mw.sum()),
        protected_mw=float(protected_mw.sum()),
        served_by_island=served_mw,
        feeder_mw=answer.feeder_mw,
        feeder_reason=reasons(grid, state, dead_bus, answer.walk_mw, answer.feeder_mw),
        bus_island=answer.bus_island,
        island_capacity_mw=capacity_mw,
        island_demand_mw=demand_mw,
        unit_mw=answer.unit_mw,
        flow_mw=answer.flow_mw,
    )


def _as_rows(state: GridState) -> GridStates:
    """The state as one row of many: copies, because machine code is made anew for arrays that are read only."""
    return GridStates(
        bus_in=np.array(state.bus_in, dtype=np.bool_, ndmin=2),
        branch_share=np.array(state.branch_share, dtype=np.float64, ndmin=2),
        unit_max_mw=np.array(state.unit_max_mw, dtype=np.float64, ndmin=2),
        demand_mw=np.array(state.demand_mw, dtype=np.float64, ndmin=2),
        feeder_in=np.array(state.feeder_in, dtype=np.bool_, ndmin=2),
    )


def _empty_answer(grid: Grid) -> Serving:
    buses, feeders = len(grid.bus_ids), len(grid.feeder_ids)
    return Serving(
        feeder_mw=np.zeros(feeders),
        walk_mw=np.zeros(feeders),
        unit_mw=np.zeros(len(grid.unit_ids)),
        flow_mw=np.zeros(len(grid.branch_ids)),
        bus_island=np.zeros(buses, dtype=np.int64),
        number=np.zeros(buses, dtype=np.int64),
        island_mw=np.zeros((buses, 4)),
        over=np.zeros((2, buses), dtype=np.bool_),
    )
