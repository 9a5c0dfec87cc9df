"""Whole rotas of a zone found from slot to slot, at prices off by chance; all hold the limits, some share the hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relight.plan.rota.zone_ages import Floats, ages_for
from relight.plan.rota.zone_beam import best_way, guide
from relight.plan.rota.zone_bound import ZoneBound
from relight.plan.rota.zone_case import Flags, Ints, ZoneCase
from relight.plan.rota.zone_value import total_off

OFF_BY = 0.2
"""By what share the prices of capacity are off: many ways at a few prices find more than one wide way at the best."""

WIDTH, LOT_WIDTH = 400, 50
"""Ways kept from slot to slot for a whole zone, and for a few of its groups."""

MOST_CELLS = 4_000_000
"""Groups times slots times states times counted slots up to which hours are shared from the start."""

LEVELS = (0, -1, 1, -2, 2)
"""Slots off by which the hours that all are to share differ from the mean of the rota at hand; each is tried."""

Barred = tuple[int, frozenset[int]]


@dataclass(frozen=True, eq=False)
class Share:
    """How many slots off each group is to end with: `least` to `most`, below 0 = as many as it takes."""

    least: Ints
    most: Ints

    @classmethod
    def nobody(cls, case: ZoneCase) -> Share:
        """Hours are not shared."""
        groups = len(case.groups)
        return cls(np.zeros(groups, dtype=np.int64), np.full(groups, -1, dtype=np.int64))

    @classmethod
    def within_a_slot(cls, case: ZoneCase, level: int) -> Share:
        """All are off for that many minutes or up to a slot more, with the past."""
        share, slot = cls.nobody(case), max(case.minutes)
        for group in case.shared_by():
            left = level - case.past(group)
            share.least[group] = max(0, -(-left // slot))
            share.most[group] = max(0, (left + slot) // slot)
        return share


class Ways:
    """What leads through a zone: its states, its prices, and sets of groups found not to be served."""

    def __init__(self, case: ZoneCase, relaxation: ZoneBound) -> None:
        self.case = case
        self.still = np.repeat([[case.was_off(group)] for group in range(len(case.groups))], len(case.minutes), axis=1)
        self.ages = ages_for(case, True, self.still)
        self.on_mwh = relaxation.on_prices(self.ages.asks.shape[2] - self.ages.offs)
        self.cut_mwh = relaxation.cut_mwh.astype(np.float32)

    def bar(self, barred: Sequence[Barred]) -> None:
        """No way has all groups of such a set on in its slot from now on."""
        self.case = replace(self.case, forbidden=(*self.case.forbidden, *barred))
        self.ages = ages_for(self.case, True, self.still)

    def whole(self, share: Share, chance: np.random.Generator) -> Flags | None:
        """A rota; None where no way leads to the end."""
        groups = np.arange(len(self.case.groups))
        return self._best(groups, self.ages.room, share, WIDTH, chance)

    def of_lot(self, off: Flags, lot: Ints, share: Share, chance: np.random.Generator) -> Flags | None:
        """The rota with some groups' slots chosen anew; None where no way leads to the end."""
        kept = np.setdiff1d(np.arange(len(off)), lot)
        room = self.ages.room - self.ages.asked(off)[kept].sum(axis=0)
        slots = self._best(lot, room, share, LOT_WIDTH, chance)
        if slots is None:
            return None
        new = off.copy()
        new[lot] = slots
        return new

    def levels(self, off: Flags) -> Iterator[Share]:
        """Shares of the hours about as many as a rota has on average."""
        shared, slot = self.case.shared_by(), max(self.case.minutes)
        totals = total_off(self.case, off)
        if not shared:
            return
        mean = sum(totals[group] for group in shared) / len(shared)
        for more in LEVELS:
            share = Share.within_a_slot(self.case, slot * (int(mean // slot) + more))
            if self.on_mwh.size * (2 + int(share.most.max())) <= MOST_CELLS:
                yield share

    def _best(self, lot: Ints, room: Ints, share: Share, width: int, chance: np.random.Generator) -> Flags | None:
        ages = self.ages
        off_by: Floats = 1 + OFF_BY * chance.uniform(-1, 1, (1, self.on_mwh.shape[1], 1))
        on_mwh = (self.on_mwh[lot] * off_by).astype(np.float32)
        tables = ages.stay[lot], ages.leave_off[lot], ages.leave_on[lot], self.cut_mwh[lot]
        ahead = guide(*tables, on_mwh, share.least[lot], share.most[lot], ages.keep_off)
        counted = (share.most[lot] >= 0).astype(np.int64)
        cost, off = best_way(
            *tables, counted, ages.asks[lot], ages.first, room, ages.start[lot], ages.keep_off, ahead, width
        )
        found: Flags | None = off if np.isfinite(cost) else None
        return found
