"""Served load with unit commitment: a unit stands still, or gives its least output or more.

The question and the rules are those of `relight.engine.serve`: as much protected load as possible, then as much load as
possible, then whole feeders by rank, each kept on if that loses nothing of the most that can still be served. Only what
units can do is narrower, so every answer comes from a mixed-integer programme, one a feeder that is in doubt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from relight.engine.commitment_model import CommitmentModel
from relight.engine.copper_plate import CopperPlate
from relight.engine.grid import BoolArray, FloatArray, Grid, GridState
from relight.engine.islands import IslandPart, Islands, find_islands, island_part, sum_by_island
from relight.engine.network_lp import Dispatch
from relight.engine.network_walk import HOPELESS, LAST_WORTH
from relight.engine.serve import WHOLE, Reason, Served, serve
from relight.engine.switching import IslandCase, Most, walk_capacity
from relight.errors import SolverError
from relight.model.counting import counted


def serve_committed(grid: Grid, state: GridState) -> Served:
    """What the grid can serve in a state if no running unit gives less than its least output.

    Islands where `relight.engine.serve.serve` serves everything with every unit at 0 or above its least output stay as
    they are.

    Raises
    ------
    SolverError
        HiGHS found no optimum.
    """
    free = serve(grid, state)
    islands = find_islands(grid, state)
    binding = _binding(grid, state, islands, free)
    if not binding.any():
        return free
    elsewhere = replace(state, feeder_in=state.feeder_in & ~np.append(binding, False)[islands.of_feeder])
    protected_mw = serve(grid, elsewhere).protected_mw
    served_by_island, feeder_mw = free.served_by_island.copy(), free.feeder_mw.copy()
    unit_mw, flow_mw = free.unit_mw.copy(), free.flow_mw.copy()
    plate = CopperPlate(grid, state, islands)
    for island in np.flatnonzero(binding).tolist():
        part = island_part(islands, island)
        settled = _settle(grid, state, part, plate.case(part, island))
        protected_mw += settled.most.protected_mw
        served_by_island[island] = settled.most.served_mw
        feeder_mw[part.feeder] = settled.feeder_mw
        unit_mw[part.unit], flow_mw[part.branch] = settled.dispatch.unit_mw, settled.dispatch.flow_mw
    return replace(
        free,
        served_mw=float(served_by_island.sum()),
        protected_mw=protected_mw,
        served_by_island=served_by_island,
        feeder_mw=feeder_mw,
        feeder_reason=_reasons(state, free, feeder_mw),
        unit_mw=unit_mw,
        flow_mw=flow_mw,
    )


def _reasons(state: GridState, free: Served, feeder_mw: FloatArray) -> NDArray[np.int8]:
    """Why each feeder does not get all it asks for: as without commitment, else because of least outputs."""
    reason = free.feeder_reason.copy()
    full = feeder_mw >= state.demand_mw * WHOLE
    reason[~full & (reason == Reason.ON)] = Reason.LEAST_OUTPUT
    reason[full & (feeder_mw > 0)] = Reason.ON
    return reason


Walked = tuple[FloatArray, Dispatch]


@dataclass(frozen=True, eq=False)
class _Settled:
    """The answer for one island: the most that can be served, and what whole feeders get."""

    most: Most
    feeder_mw: FloatArray
    dispatch: Dispatch


def _binding(grid: Grid, state: GridState, islands: Islands, free: Served) -> BoolArray:
    """Islands where least outputs can change the answer: a unit would run too low, or not everything is served."""
    bound_mw = np.where(state.unit_max_mw > 0, grid.unit_min_mw, 0.0)
    low_mw = np.where(free.unit_mw > 0, np.maximum(0.0, grid.unit_min_mw - free.unit_mw), 0.0)
    short = free.served_by_island < islands.demand_mw
    may = sum_by_island(islands.of_unit, bound_mw, islands.count) > 0
    return may & (islands.demand_mw > 0) & (short | (sum_by_island(islands.of_unit, low_mw, islands.count) > 0))


def _settle(grid: Grid, state: GridState, part: IslandPart, case: IslandCase) -> _Settled:
    """One island's answer. Where its phase shifters alone overload it, they are taken to stand neutral."""
    nothing = np.zeros(len(case.demand_mw))
    for neutral in (False, True):
        model = CommitmentModel(grid, state, part, case.protected, neutral)
        most = model.most_served(nothing, case.demand_mw)
        if most is not None:
            feeder_mw, dispatch = _capacity_walk(model, case) or _network_walk(model, case)
            return _Settled(most, feeder_mw, dispatch)
    island = counted(len(part.bus), "bus", "buses")
    raise SolverError(f"an island of {island} has no flow within its limits; check its branches")


def _capacity_walk(model: CommitmentModel, case: IslandCase) -> Walked | None:
    """What whole feeders get if only the island's capacity counts; None if units or network cannot do that."""
    walk_mw = walk_capacity(case)
    model.hold(0.0, 0.0)
    dispatch = model.maximise(np.ones(len(walk_mw)), np.zeros(len(walk_mw)), walk_mw)
    reached = dispatch is not None and dispatch.feeder_mw.sum() >= walk_mw.sum() - case.slack_mw
    return (walk_mw, dispatch) if dispatch is not None and reached else None


def _network_walk(model: CommitmentModel, case: IslandCase) -> Walked:
    """What whole feeders get by rank. A feeder that the ones kept before cannot do without is off from the start."""
    dropped: list[int] = []
    while True:
        walked = _walk_without(dropped, model, case)
        if not isinstance(walked, int):
            return walked
        dropped.append(walked)


def _walk_without(dropped: list[int], model: CommitmentModel, case: IslandCase) -> Walked | int:
    """One walk down the rank, or the feeder whose switching off would leave nothing for those kept before it."""
    walk = _Walk(model, case, dropped)
    if not walk.optimise():
        raise SolverError("HiGHS finds no dispatch of an island's units, not even without load")
    ranked: list[int] = case.ranked.tolist()
    for feeder in ranked:
        if walk.most_mw[feeder] > 0 and not walk.decide(feeder):
            return feeder
    return walk.given_mw(), walk.dispatch


class _Walk:
    """A walk down the rank: bounds that hold what is decided, and a dispatch of the most that they leave to serve."""

    def __init__(self, model: CommitmentModel, case: IslandCase, dropped: list[int]) -> None:
        self._model, self._case = model, case
        self._least_mw, self.most_mw = np.zeros(len(case.demand_mw)), case.demand_mw.copy()
        self.most_mw[dropped] = 0.0
        self._worth = np.empty(len(case.demand_mw))
        self._worth[case.ranked] = np.geomspace(1.0, LAST_WORTH, len(case.ranked))
        self._served_mw = 0.0
        self.dispatch: Dispatch

    def optimise(self) -> bool:
        """Work out the most that can be served with what is decided; False if nothing can be."""
        most = self._model.most_served(self._least_mw, self.most_mw)
        if most is None:
            return False
        self._served_mw = most.served_mw
        # Any dispatch of the most will do: one that serves the first in rank saves the walk from asking for them.
        hopeless = self.most_mw > self._left_mw() + self._case.slack_mw
        worth = np.where(hopeless & ~self._case.divisible, HOPELESS * self._worth, self._worth)
        self.dispatch = self._model.suggest(worth, self._least_mw, self.most_mw) or most.dispatch
        return True

    def decide(self, feeder: int) -> bool:
        """Keep a feeder on if that loses nothing, else switch it off; False if those kept before cannot do without."""
        demand_mw, divisible = self.most_mw[feeder], self._case.divisible[feeder]
        may = divisible or demand_mw <= self._left_mw() + self._case.slack_mw
        reached_mw = self.dispatch.feeder_mw[feeder]
        if may and reached_mw < demand_mw - self._model.noise_mw:
            pushed = self._pushed(feeder)
            reached_mw = pushed.feeder_mw[feeder]
            if divisible or reached_mw >= demand_mw - self._case.slack_mw:
                self.dispatch = pushed
        if reached_mw < demand_mw - self._case.slack_mw:
            self.most_mw[feeder] = reached_mw if divisible and reached_mw > self._case.slack_mw else 0.0
        if self.most_mw[feeder] > 0:
            self._least_mw[feeder] = max(0.0, reached_mw - self._model.noise_mw)
            return True
        return bool(self.dispatch.feeder_mw[feeder] <= self._model.noise_mw) or self.optimise()

    def given_mw(self) -> FloatArray:
        """What each feeder gets: all, nothing, or what the dispatch gives a divisible one."""
        return np.where(self.most_mw < self._case.demand_mw, self.dispatch.feeder_mw * (self.most_mw > 0), self.most_mw)

    def _left_mw(self) -> float:
        """How much of the most that can be served is not yet given to a feeder."""
        return self._served_mw - float(self._least_mw.sum())

    def _pushed(self, feeder: int) -> Dispatch:
        """A dispatch of the most that can be served which gives one feeder as much as any of them."""
        only = np.zeros(len(self._worth))
        only[feeder] = 1.0
        dispatch = self._model.maximise(only, self._least_mw, self.most_mw)
        if dispatch is None:
            raise SolverError("HiGHS lost the dispatch it had found for the units of an island")
        return dispatch
