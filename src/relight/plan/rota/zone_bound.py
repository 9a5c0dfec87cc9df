"""Bounds that no rota of a zone can beat: every group by itself at prices for capacity, and the prices that bind most.

A price for every row of the network makes the zone fall apart into its groups, and the best slots of each are found
exactly. Whatever the prices, the sum is a bound (Lagrange); `zone_dual` looks for the best ones. Beside the network's
rows stand those that hold only for whole groups: `zone_whole.whole_rows`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from relight.plan.rota.zone_ages import Ages, ages_for, load_rows
from relight.plan.rota.zone_case import LoadRow, ZoneCase
from relight.plan.rota.zone_dual import Programme, on_prices, uphill
from relight.plan.rota.zone_value import Floats
from relight.plan.rota.zone_whole import whole_rows

ROUNDS = 6000
"""Of new prices; the bound holds after any number of them."""

SAFE = 1e-6
"""Share by which a bound is lowered for rounding."""

PER_MWH = 60_000
"""kW·min in a MWh: numbers near one are solved best."""


@dataclass(frozen=True)
class Weights:
    """What a minute beyond limits, a MWh cut and a cut cost in an objective."""

    beyond: float = 0.0
    cut: float = 0.0
    begun: float = 0.0


@dataclass(frozen=True)
class Most:
    """What a rota may not exceed: with `strict` no limit, else those weighted minutes beyond them, if any are given."""

    strict: bool = True
    beyond: int | None = None
    cut_kw_minutes: int | None = None


class ZoneBound:
    """The relaxation of one zone.

    Every bound is looked for with steps as long as if a value that is `known` to be reachable were the best.
    """

    def __init__(self, case: ZoneCase) -> None:
        self.case = case
        self.cut_mwh = case.load_kw * np.array(case.minutes) / PER_MWH
        self.most, self.known = Most(), 0
        # Prices of being on at the last bound of what is cut: group × slot × age.
        self.on_mwh: Floats = np.zeros((*self.cut_mwh.shape, 0))

    def beyond(self, known: int) -> int:
        """Fewest weighted minutes by which limits give way."""
        step = math.gcd(*self.case.minutes)
        return step * math.ceil(self._bound(Weights(beyond=1.0), Most(strict=False), known)[0] / step)

    def cut(self, most: Most, known: int) -> int:
        """Least that must be cut [kW·min]."""
        minutes = np.array(self.case.minutes, dtype=np.int64)
        step = int(np.gcd.reduce((self.case.load_kw * minutes).ravel())) or 1  # every cut is a sum of these
        self.most, self.known = most, known
        bound, self.on_mwh = self._bound(Weights(cut=1.0), most, known / PER_MWH)
        return step * math.ceil(PER_MWH * bound / step)

    def within(self, rows: Sequence[LoadRow]) -> ZoneBound:
        """The relaxation with more rows, at the prices of its own least cut."""
        relaxation = ZoneBound(replace(self.case, rows=(*self.case.rows, *rows)))
        relaxation.cut(self.most, self.known)
        return relaxation

    def cuts(self, most: Most, known: int) -> int:
        """Fewest cuts."""
        return math.ceil(self._bound(Weights(begun=1.0), most, known)[0])

    def _bound(self, objective: Weights, most: Most, known: float) -> tuple[float, Floats]:
        """The greatest bound found, and what being on costs at its prices."""
        nobody_off = np.zeros_like(self.cut_mwh, dtype=np.bool_)
        programme, unit = self._programme(ages_for(self.case, most.strict, nobody_off))
        cut = math.inf if most.cut_kw_minutes is None else most.cut_kw_minutes / PER_MWH / unit
        beyond = math.inf if most.strict or most.beyond is None else most.beyond
        dear = (1.0 if most.strict else objective.beyond, objective.cut * unit, objective.begun)
        best, prices = uphill(programme, dear, (float(beyond), cut), float(known), ROUNDS)
        on_cost = np.empty((*self.cut_mwh.shape, programme.weight.shape[2]))
        on_prices(programme, prices, on_cost)
        if not math.isfinite(best):
            return 0.0, on_cost  # some group alone cannot hold the limits: there is no rota to bound
        return max(0.0, best - SAFE * max(1.0, abs(best))), on_cost

    def _programme(self, ages: Ages) -> tuple[Programme, float]:
        """The zone for the kernel, every row's weights about one, and the cell in which it counts cuts [MWh]."""
        ons, unit = ages.asks.shape[2] - ages.offs, float(self.cut_mwh.mean()) or 1.0
        weights = [
            (slot, asks[:, ages.offs :].astype(np.float64), float(room))
            for slot, asks, room in load_rows(self.case, ages.offs, ons)
        ]
        weights += [(slot, np.repeat(own[:, None], ons, axis=1), room) for slot, own, room in whole_rows(self.case)]
        slot = np.array([row[0] for row in weights], dtype=np.int64)
        weight = np.array([row[1] for row in weights]).reshape(len(weights), len(self.case.groups), ons)
        usual = np.maximum(weight[:, :, -1].mean(axis=1), 1e-9)
        return Programme(
            stay=ages.stay.astype(np.float64),
            leave_off=ages.leave_off.astype(np.float64),
            leave_on=ages.leave_on.astype(np.float64),
            start=ages.start,
            keep_off=ages.keep_off,
            cut=self.cut_mwh / unit,
            weight=np.ascontiguousarray((weight / usual[:, None, None]).transpose(1, 0, 2)),
            slot=slot,
            room=np.array([row[2] for row in weights]) / usual,
        ), unit
