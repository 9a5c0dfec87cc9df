"""The same question put to HiGHS: the reference for the core, and its stand-in where it has no proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.core.machine import Floats
from relight.engine.grid import Grid, GridState, limits_mw
from relight.engine.islands import IslandPart, find_islands, island_part
from relight.engine.network_lp import Dispatch, IslandModel
from relight.errors import SolverError
from relight.model.counting import counted


@dataclass(frozen=True, eq=False)
class Load:
    """A dispatch of the most load that can be served."""

    feeder_mw: Floats
    unit_mw: Floats
    flow_mw: Floats


def most_load(grid: Grid, state: GridState) -> Load:
    """The most protected load, then the most load, with a linear programme for every island that can serve any.

    Raises
    ------
    SolverError
        HiGHS found no optimum.
    """
    islands = find_islands(grid, state)
    load = Load(np.zeros(len(grid.feeder_ids)), np.zeros(len(grid.unit_ids)), np.zeros(len(grid.branch_ids)))
    for island in np.flatnonzero(islands.capacity_mw > 0).tolist():
        part = island_part(islands, island)
        dispatch = _most_load_of_island(grid, state, part)
        load.feeder_mw[part.feeder] = np.clip(dispatch.feeder_mw, 0.0, state.demand_mw[part.feeder])
        load.unit_mw[part.unit] = dispatch.unit_mw
        load.flow_mw[part.branch] = dispatch.flow_mw
    return load


def _most_load_of_island(grid: Grid, state: GridState, part: IslandPart) -> Dispatch:
    """One island's optimum. Where its phase shifters alone overload it, they are taken to stand neutral."""
    asked_mw = np.where(state.feeder_in, state.demand_mw, 0.0)[part.feeder]
    nothing, everything = np.zeros(len(asked_mw)), np.ones(len(asked_mw))
    protected = grid.feeder_protected[part.feeder].astype(np.float64)
    model = IslandModel(grid, part, "simplex")
    for neutral in (False, True):
        model.set_network(limits_mw(grid, state)[part.branch], state.unit_max_mw[part.unit], neutral)
        if not protected.any():
            dispatch = model.maximise(everything, nothing, asked_mw)
        elif dispatch := model.maximise(protected, nothing, asked_mw):
            dispatch = model.maximise_within(everything, *model.keep_to_optima())
        if dispatch is not None:
            return dispatch
    island = counted(len(part.bus), "bus", "buses")
    raise SolverError(f"an island of {island} has no flow within its limits; check its branches")
