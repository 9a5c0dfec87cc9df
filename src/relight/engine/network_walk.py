"""Whole feeders where lines bind: a walk down the rank that asks the network about each feeder.

Each feeder in turn is kept on if the network can serve it in full without losing any of the most that can still be
served; else it goes off (a divisible one gets the most it can) and the most is worked out again. The answer is a
property of the network and the rank alone; the shortcuts here (feeders the dispatch at hand already serves, feeders
that provably no longer fit) only save solves.
"""

from __future__ import annotations

import numpy as np

from relight.engine.grid import FloatArray
from relight.engine.network_lp import Dispatch, IslandModel
from relight.engine.switching import UNWANTED, IslandCase, Most, most_served

LAST_WORTH = 1e-3
"""Worth of the last feeder in rank beside 1 for the first, where a dispatch has to prefer some."""

HOPELESS = -10.0
"""Factor on the worth of feeders that can only be served in part."""

LOWEST_PRICE = 1e-4
"""Price from which a feeder is bound by what a solve for another has shown; under it rounding would count too much."""


def walk_network(model: IslandModel, case: IslandCase) -> tuple[FloatArray, Dispatch] | None:
    """Megawatts each feeder gets when whole feeders go by rank within the network, and a dispatch that serves them.

    None if the network has no flow within its limits, not even without load.

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
            return walk.given_mw(), walk.dispatch
        dropped.append(stuck)


class _Proofs:
    """What solves for the most that one feeder can get have shown about all of them.

    Such a solve finds f megawatts for its feeder and a price for every feeder. By duality Σ price · (served − found)
    ≥ −f in every dispatch within its bounds, also after they have closed further.
    """

    def __init__(self) -> None:
        self._shown: list[tuple[FloatArray, FloatArray, float]] = []

    def add(self, found_mw: FloatArray, price: FloatArray, pushed: int) -> None:
        """Remember a solve for the most that the feeder `pushed` can get."""
        self._shown.append((found_mw, price, float(found_mw[pushed])))

    def bounds_mw(self, least_mw: FloatArray, most_mw: FloatArray) -> FloatArray:
        """What each feeder certainly cannot pass [MW] while the others keep to their bounds."""
        bound_mw = most_mw.copy()
        for found_mw, price, reached_mw in self._shown:
            room_mw = reached_mw + price @ (np.where(price < 0, least_mw, most_mw) - found_mw)
            share_mw = np.divide(room_mw, -price, out=np.full(len(price), np.inf), where=price < -LOWEST_PRICE)
            np.minimum(bound_mw, least_mw + share_mw, out=bound_mw)
        return bound_mw


class _Walk:
    """One walk down the rank: what is decided so far, the bounds of what is still optimal, and a dispatch in them.

    The bounds only ever close onto bounds the programme began with, so rounding cannot pile up in them.
    """

    def __init__(self, model: IslandModel, case: IslandCase, dropped: list[int]) -> None:
        self._model = model
        self._case = case
        self._decided_mw = np.full(len(case.demand_mw), np.nan)
        self._decided_mw[dropped] = 0.0
        self._least_mw = self._most_mw = self._bound_mw = case.demand_mw.copy()
        self._worth = np.empty(len(case.demand_mw))
        self._worth[case.ranked] = np.geomspace(1.0, LAST_WORTH, len(case.ranked))
        self._most: Most | None = None
        self._left_mw = 0.0
        self._proofs = _Proofs()
        self.dispatch: Dispatch

    def optimise(self, unwanted: int | None = None) -> bool:
        """Work out the most that can be served with what is decided; False if that leaves no dispatch at all."""
        self._model.release()
        least_mw, most_mw = self._decided_bounds()
        most = most_served(self._model, self._case, least_mw, most_mw, unwanted)
        if most is None:
            return False
        if self._most is not None and not most.is_as_good_as(self._most, self._model.noise_mw):
            self._proofs = _Proofs()
        self._most, self.dispatch = most, most.dispatch
        self._left_mw = most.served_mw - float(least_mw.sum())
        self._least_mw, self._most_mw = self._model.keep_to_optima()
        return True

    def given_mw(self) -> FloatArray:
        """What each feeder gets: what is decided, which for a feeder without demand is 0."""
        return np.where(np.isnan(self._decided_mw), 0.0, self._decided_mw)

    def run(self) -> int | None:
        """Decide on every feeder; the feeder whose switching off would break the network for the rest, or None."""
        self._prefer()
        ranked: list[int] = self._case.ranked.tolist()
        for feeder in ranked:
            if self._case.demand_mw[feeder] <= 0 or self._decided_mw[feeder] == 0:
                continue
            if self._is_full(feeder):
                self._decide(feeder, self._case.demand_mw[feeder])
            elif self._case.divisible[feeder]:
                self._divide(feeder)
            elif not self._keep_or_switch_off(feeder):
                return feeder
        return None

    def _divide(self, feeder: int) -> None:
        """Give a divisible feeder the most it can get."""
        if min(self._most_mw[feeder], self._left_mw) <= self._model.noise_mw:
            self._decided_mw[feeder] = 0.0
            return
        self._push(feeder)
        self._least_mw, self._most_mw = self._model.keep_to_optima()
        reached_mw = min(self.dispatch.feeder_mw[feeder], self._left_mw)
        given_mw = self._case.demand_mw[feeder] if self._is_full(feeder) else reached_mw
        self._decided_mw[feeder] = 0.0 if self._is_off(feeder) else given_mw
        self._left_mw -= self._decided_mw[feeder]
        self._prefer()

    def _keep_or_switch_off(self, feeder: int) -> bool:
        """Keep a feeder on in full if that loses nothing, else switch it off; False if the network needs it in part."""
        demand_mw = self._case.demand_mw[feeder]
        if min(self._bound_mw[feeder], self._left_mw) >= demand_mw - self._case.slack_mw:
            before = self.dispatch
            self._push(feeder)
            if self._is_full(feeder):
                self._decide(feeder, demand_mw)
                self._prefer()
                return True
            self._proofs.add(self.dispatch.feeder_mw, self._model.feeder_prices(), feeder)
            self.dispatch = before
        if not self._is_off(feeder):
            self._prefer(unwanted=feeder)
        if not self._is_off(feeder):
            return self._do_without(feeder)
        self._decide(feeder, 0.0)
        return True

    def _do_without(self, feeder: int) -> bool:
        """Switch off a feeder that the most served needs in part and find the most without it; False if none is."""
        certain = self.optimise(unwanted=feeder) and self._is_off(feeder)
        if not certain:
            if not self._can_be_off(feeder):
                return False
            self._decided_mw[feeder] = 0.0
            if not self.optimise():
                return False
        self._decide(feeder, 0.0)
        self._prefer()
        return True

    def _can_be_off(self, feeder: int) -> bool:
        """Whether the network can carry what is decided without serving this feeder."""
        self._model.release()
        self._least_mw, self._most_mw = self._decided_bounds()
        self._push(feeder, -1.0)
        return self._is_off(feeder)

    def _decided_bounds(self) -> tuple[FloatArray, FloatArray]:
        decided = ~np.isnan(self._decided_mw)
        least_mw = np.where(decided, self._decided_mw, 0.0)
        return least_mw, np.where(decided, self._decided_mw, self._case.demand_mw)

    def _is_full(self, feeder: int) -> bool:
        return bool(self.dispatch.feeder_mw[feeder] >= self._case.demand_mw[feeder] - self._model.noise_mw)

    def _is_off(self, feeder: int) -> bool:
        return bool(self.dispatch.feeder_mw[feeder] <= self._model.noise_mw)

    def _push(self, feeder: int, sense: float = 1.0) -> None:
        """Take over the dispatch that gives a feeder the most (with sense -1 the least) within the bounds."""
        only = np.zeros(len(self._worth))
        only[feeder] = sense
        self.dispatch = self._model.maximise_within(only, self._least_mw, self._most_mw)

    def _prefer(self, unwanted: int | None = None) -> None:
        """Take over a dispatch that already serves most of the feeders the walk will keep.

        Worth falls with the rank. Feeders that certainly cannot be served in full count against it, the first in rank
        most: if some of them must be served in part, then those that are decided on last. One feeder may be `unwanted`
        above all.
        """
        self._bound_mw = self._proofs.bounds_mw(self._least_mw, self._most_mw)
        hopeless = self._bound_mw < self._case.demand_mw - self._case.slack_mw
        hopeless &= ~self._case.divisible
        worth = np.where(hopeless, HOPELESS * self._worth, self._worth)
        if unwanted is not None:
            worth[unwanted] = UNWANTED
        self.dispatch = self._model.maximise_within(worth, self._least_mw, self._most_mw)

    def _decide(self, feeder: int, given_mw: float) -> None:
        self._decided_mw[feeder] = self._least_mw[feeder] = self._most_mw[feeder] = given_mw
        self._left_mw -= given_mw
