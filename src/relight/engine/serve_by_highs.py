"""Served load by HiGHS: the reference for the compiled core, and its stand-in where the core has no proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.copper_plate import CopperPlate
from relight.engine.grid import FloatArray, Grid, GridState, limits_mw
from relight.engine.islands import IslandPart, find_islands, island_part
from relight.engine.network_lp import Dispatch, IslandModel, Method
from relight.engine.network_walk import walk_network
from relight.engine.recent import Recent
from relight.engine.served import Served, reasons
from relight.engine.switching import IslandCase, Most, most_served, walk_capacity
from relight.errors import SolverError
from relight.model.counting import counted

_MODELS: Recent[IslandModel] = Recent(size=8)


def serve_by_highs(grid: Grid, state: GridState, method: Method, trouble: str = "") -> Served:
    """What the grid can serve in a state, and which whole feeders are left on.

    Parameters
    ----------
    grid
        The compiled grid.
    state
        What is in service, what units can give and what feeders ask for.
    method
        HiGHS's method.
    trouble
        Why it is not the core that does it.

    Raises
    ------
    SolverError
        HiGHS found no optimum.
    """
    islands = find_islands(grid, state)
    plate = CopperPlate(grid, state, islands)
    served_mw, protected_mw = plate.served_mw.copy(), plate.protected_mw.copy()
    feeder_mw, unit_mw, flow_mw = plate.walk_mw.copy(), plate.walk_unit_mw, plate.walk_flow_mw
    for island in np.flatnonzero(plate.best_overloads | plate.walk_overloads).tolist():
        part = island_part(islands, island)
        settled = _settle(_model(grid, part, method), grid, state, part, plate.case(part, island))
        if plate.best_overloads[island]:
            served_mw[island], protected_mw[island] = settled.served_mw, settled.protected_mw
        if plate.walk_overloads[island]:
            feeder_mw[part.feeder] = settled.feeder_mw
            unit_mw[part.unit] = settled.dispatch.unit_mw
            flow_mw[part.branch] = settled.dispatch.flow_mw
    dead_bus = np.append(islands.capacity_mw <= 0, True)[islands.of_bus]
    return Served(
        served_mw=float(served_mw.sum()),
        protected_mw=float(protected_mw.sum()),
        served_by_island=served_mw,
        feeder_mw=feeder_mw,
        feeder_reason=reasons(grid, state, dead_bus, plate.walk_mw, feeder_mw),
        bus_island=islands.of_bus,
        island_capacity_mw=islands.capacity_mw,
        island_demand_mw=islands.demand_mw,
        unit_mw=unit_mw,
        flow_mw=flow_mw,
        trouble=trouble,
    )


@dataclass(frozen=True, eq=False)
class _Settled:
    """The answer for one island."""

    served_mw: float
    protected_mw: float
    feeder_mw: FloatArray
    dispatch: Dispatch


def _settle(model: IslandModel, grid: Grid, state: GridState, part: IslandPart, case: IslandCase) -> _Settled:
    """Solve one island's programmes. Where its phase shifters alone overload it, they are taken to stand neutral."""
    limit_mw = limits_mw(grid, state)[part.branch]
    for neutral in (False, True):
        model.set_network(limit_mw, state.unit_max_mw[part.unit], neutral)
        settled = _solve(model, case)
        if settled is not None:
            return settled
    island = counted(len(part.bus), "bus", "buses")
    raise SolverError(f"an island of {island} has no flow within its limits; check its branches")


def _solve(model: IslandModel, case: IslandCase) -> _Settled | None:
    """The most that can be served and the whole feeders; None if the network has no flow within its limits."""
    nothing = np.zeros(len(case.demand_mw))
    most = most_served(model, case, nothing, case.demand_mw)
    if most is None:
        return None
    served_mw = _rounded_up(most.served_mw, float(case.demand_mw.sum()), case)
    protected_mw = _rounded_up(most.protected_mw, float(case.demand_mw[case.protected].sum()), case)
    walk_mw = walk_capacity(case)
    dispatch = _dispatch_for(walk_mw, most, model, case)
    if dispatch is not None:
        return _Settled(served_mw, protected_mw, walk_mw, dispatch)
    walked = walk_network(model, case)
    return None if walked is None else _Settled(served_mw, protected_mw, *walked)


def _dispatch_for(walk_mw: FloatArray, most: Most, model: IslandModel, case: IslandCase) -> Dispatch | None:
    """A dispatch that serves what the walk along capacity alone gives; None if the network cannot."""
    wanted_mw = walk_mw.sum() - case.slack_mw
    if most.served_mw < wanted_mw:
        return None
    if walk_mw.sum() == case.demand_mw.sum():
        return most.dispatch
    model.release()
    dispatch = model.maximise(np.ones(len(walk_mw)), np.zeros(len(walk_mw)), walk_mw)
    return dispatch if dispatch and dispatch.feeder_mw.sum() >= wanted_mw else None


def _rounded_up(solved_mw: float, demand_mw: float, case: IslandCase) -> float:
    """All of the demand or of the capacity where the solver is only rounding away from it."""
    bound_mw = min(demand_mw, case.capacity_mw)
    return bound_mw if solved_mw >= bound_mw - case.slack_mw else solved_mw


def _model(grid: Grid, part: IslandPart, method: Method) -> IslandModel:
    key = (method, part.bus.tobytes(), part.branch.tobytes())
    return _MODELS.get(grid, key, lambda: IslandModel(grid, part, method))
