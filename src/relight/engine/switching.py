"""Whole feeders: an operator switches feeders, not fractions of them, so the load that can be served goes by rank.

In an island where no line binds this is a walk down the ranked list; elsewhere `relight.engine.network_walk` does it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.grid import BoolArray, FloatArray, Grid, GridState, IntArray
from relight.engine.network_lp import Dispatch, IslandModel

UNWANTED = -1000.0
"""Worth, beside 1 for the others, of a feeder that is to go off if others can take over what it was given."""


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
        """How much may be lost before two totals count as different: far above rounding, far below what matters."""
        return 1e-8 * max(100.0, float(self.demand_mw.sum()))


@dataclass(frozen=True)
class Most:
    """The most that can be served: protected megawatts first, then all."""

    protected_mw: float
    served_mw: float
    dispatch: Dispatch

    def is_as_good_as(self, other: Most, noise_mw: float) -> bool:
        """Whether nothing is lost against another, neither of protected megawatts nor of all."""
        return self.protected_mw >= other.protected_mw - noise_mw and self.served_mw >= other.served_mw - noise_mw


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


def most_served(
    model: IslandModel, case: IslandCase, least_mw: FloatArray, most_mw: FloatArray, unwanted: int | None = None
) -> Most | None:
    """The most that can be served with every feeder between two bounds; None if nothing lies between them.

    One feeder may be `unwanted`: it then gets something only where the others depend on it. The model is left ready for
    `keep_to_optima`, which then keeps to the most protected load as well.
    """
    protected, everything = case.protected.astype(np.float64), np.ones(len(case.demand_mw))
    if unwanted is not None:
        protected[unwanted] = everything[unwanted] = UNWANTED
    if (most_mw > least_mw)[case.protected].any():
        if model.maximise(protected, least_mw, most_mw) is None:
            return None
        dispatch: Dispatch | None = model.maximise_within(everything, *model.keep_to_optima())
    else:
        dispatch = model.maximise(everything, least_mw, most_mw)
    if dispatch is None:
        return None
    return Most(float(dispatch.feeder_mw[case.protected].sum()), float(dispatch.feeder_mw.sum()), dispatch)
