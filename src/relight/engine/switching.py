"""Whole feeders: an operator switches feeders, not fractions of them, so the load that can be served goes by rank.

In an island where no line binds this is a walk down the ranked list. Elsewhere each feeder in turn is kept on if the
network can serve it in full without losing any of the most that can still be served. The answer is a property of the
network and the rank alone; the shortcuts here (feeders the solution at hand already serves, feeders that no longer fit)
only save solves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.grid import BoolArray, FloatArray, Grid, GridState, IntArray
from relight.engine.network_lp import Dispatch, IslandModel

LAST_WORTH = 1e-3
"""Worth of the last feeder in rank beside 1 for the first, where a dispatch has to prefer some."""


@dataclass(frozen=True, eq=False)
class IslandCase:
    """One island's feeders, in the order of its part, and what its units can give."""

    demand_mw: FloatArray  # 0 for a feeder that is itself out
    protected: BoolArray
    divisible: BoolArray
    ranked: IntArray  # places in these arrays, the first in rank first
    capacity_mw: float

    @property
    def slack_mw(self) -> float:
        """How much of an optimum may be lost when it is held: far above HiGHS's error, far below what anyone misses."""
        return 1e-8 * max(100.0, float(self.demand_mw.sum()))


@dataclass(frozen=True)
class Most:
    """The most that can be served: protected megawatts first, then all."""

    protected_mw: float
    served_mw: float
    dispatch: Dispatch


def rank_feeders(grid: Grid, state: GridState) -> IntArray:
    """Feeder positions by rank: protected ones first, then those already on, then by id."""
    return np.lexsort((np.arange(len(grid.feeder_ids)), ~state.already_on, ~grid.feeder_protected))


def walk_capacity(case: IslandCase) -> FloatArray:
    """Megawatts each feeder gets when only the island's capacity counts and whole feeders go by rank."""
    left = case.capacity_mw
    margin = 1e-9 * max(1.0, left)
    given = np.zeros(len(case.demand_mw))
    if case.demand_mw.sum() <= left + margin:
        return case.demand_mw.copy()
    demand, divisible = case.demand_mw.tolist(), case.divisible.tolist()
    for feeder in case.ranked.tolist():
        if demand[feeder] <= left + margin:
            given[feeder] = demand[feeder]
        elif divisible[feeder]:
            given[feeder] = left
        left = max(0.0, left - given[feeder])
    return given


def most_served(model: IslandModel, case: IslandCase, least_mw: FloatArray, most_mw: FloatArray) -> Most | None:
    """The most that can be served with every feeder between two bounds; None if nothing lies between them.

    The model is left ready for `keep_to_optima`, which then keeps to the most protected load as well.
    """
    if most_mw[case.protected].any():
        if model.maximise(case.protected.astype(np.float64), least_mw, most_mw) is None:
            return None
        least_mw, most_mw = model.keep_to_optima()
    dispatch = model.maximise(np.ones(len(case.demand_mw)), least_mw, most_mw)
    if dispatch is None:
        return None
    return Most(float(dispatch.feeder_mw[case.protected].sum()), float(dispatch.feeder_mw.sum()), dispatch)


def walk_network(model: IslandModel, case: IslandCase) -> Dispatch | None:
    """The dispatch that serves whole feeders by rank within the network; None if not even that without any can be.

    Switching a feeder off can overload a line beyond what the feeders kept so far allow. Then the walk starts again
    with that feeder off from the beginning.
    """
    dropped: list[int] = []
    while True:
        walk = _Walk(model, case, dropped)
        if not walk.optimise():
            return None
        stuck = walk.run()
        if stuck is None:
            return walk.dispatch
        dropped.append(stuck)


class _Walk:
    """One walk down the rank: what is decided so far, the most still served, and a dispatch that reaches it."""

    def __init__(self, model: IslandModel, case: IslandCase, dropped: list[int]) -> None:
        self._model = model
        self._case = case
        self._least_mw = np.zeros(len(case.demand_mw))
        self._most_mw = case.demand_mw.copy()
        self._most_mw[dropped] = 0.0
        self._optima_mw = (self._least_mw, self._most_mw)  # what the optima leave of the bounds
        # Worth that falls with the rank: the dispatch at hand then already serves most feeders the walk will keep.
        self._worth = np.empty(len(case.demand_mw))
        self._worth[case.ranked] = np.geomspace(1.0, LAST_WORTH, len(case.ranked))
        self._left_mw = 0.0
        self.dispatch: Dispatch

    def optimise(self) -> bool:
        """Work out the most that can be served within the bounds; False if there is nothing within them."""
        self._model.release()
        most = most_served(self._model, self._case, self._least_mw, self._most_mw)
        if most is None:
            return False
        self._optima_mw = self._model.keep_to_optima()
        self._left_mw = most.served_mw - float(self._least_mw.sum())
        self.dispatch = most.dispatch
        self._prefer()
        return True

    def run(self) -> int | None:
        """Decide on every feeder; the feeder whose switching off would break the network for the rest, or None."""
        ranked: list[int] = self._case.ranked.tolist()
        for feeder in ranked:
            demand_mw = float(self._case.demand_mw[feeder])
            if self._most_mw[feeder] <= 0:
                continue
            if self.dispatch.feeder_mw[feeder] >= demand_mw - self._model.noise_mw:
                self._fix(feeder, demand_mw)
                continue
            reach_mw = self._reach_mw(feeder)
            if reach_mw >= demand_mw - self._model.noise_mw:
                self._fix(feeder, demand_mw)
            elif self._case.divisible[feeder]:
                self._fix(feeder, reach_mw)
            elif not self._switch_off(feeder):
                return feeder
        return None

    def _reach_mw(self, feeder: int) -> float:
        """The most this feeder can get [MW] while the most is served; 0 without a solve if that is too little."""
        bound_mw = min(self._optima_mw[1][feeder], self._left_mw)
        enough_mw = 0.0 if self._case.divisible[feeder] else self._case.demand_mw[feeder]
        if bound_mw <= self._model.noise_mw or bound_mw < enough_mw - self._case.slack_mw:
            return 0.0
        return self._extreme_mw(feeder, 1.0)

    def _switch_off(self, feeder: int) -> bool:
        """Take a feeder off and settle what can be served without it; False if the network needs it."""
        if self.dispatch.feeder_mw[feeder] <= self._model.noise_mw or self._can_do_without(feeder):
            self._fix(feeder, 0.0)
            return True
        self._model.release()
        self._optima_mw = (self._least_mw, self._most_mw)
        if not self._can_do_without(feeder):
            return False
        self._fix(feeder, 0.0)
        return self.optimise()

    def _can_do_without(self, feeder: int) -> bool:
        return self._extreme_mw(feeder, -1.0) <= self._model.noise_mw

    def _extreme_mw(self, feeder: int, sense: float) -> float:
        """The most (or with sense -1 the least) this feeder gets in any dispatch within the bounds [MW]."""
        only = np.zeros(len(self._worth))
        only[feeder] = sense
        dispatch = self._model.maximise(only, *self._bounds_mw())
        if dispatch is not None:
            self.dispatch = dispatch
        return float(self.dispatch.feeder_mw[feeder])

    def _prefer(self) -> None:
        """Take over the dispatch of most worth within the bounds."""
        dispatch = self._model.maximise(self._worth, *self._bounds_mw())
        if dispatch is not None:
            self.dispatch = dispatch

    def _bounds_mw(self) -> tuple[FloatArray, FloatArray]:
        """What is decided and what keeps to the optima."""
        least_mw, most_mw = self._optima_mw
        return np.maximum(self._least_mw, least_mw), np.minimum(self._most_mw, most_mw)

    def _fix(self, feeder: int, given_mw: float) -> None:
        if given_mw <= self._model.noise_mw:
            given_mw = 0.0
        self._least_mw[feeder] = self._most_mw[feeder] = min(given_mw, self._case.demand_mw[feeder])
        self._left_mw -= self._least_mw[feeder]
