"""Whole rotas of a zone found from slot to slot, at prices off by chance; all hold the limits, some share the hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from relight.plan.rota.zone_ages import Floats, ages_for
from relight.plan.rota.zone_beam import best_way, guide
from relight.plan.rota.zone_bound import ZoneBound
from relight.plan.rota.zone_case import Flags, Ints, LoadRow, ZoneCase
from relight.plan.rota.zone_value import total_off

OFF_BY = 0.05
"""By what share the prices of capacity are off, so that ways at a few of them find more than one rota."""

LOT_WIDTH = 20
"""Ways kept from slot to slot for a few groups."""

BEYOND_PRICE = 10.0
"""What a weighted minute beyond limits costs where they may give way, in slots of an average group."""

KEPT_PRICE = 20.0
"""What a slot that differs from what was published costs, in slots of an average group."""

MOST_CELLS = 4_000_000
"""Groups times slots times states times counted slots up to which hours are shared from the start."""

LEVELS = (0, 1, -1)
"""Slots off by which the hours that all are to share differ from the mean of the rota at hand; each is tried."""


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
    def within(cls, case: ZoneCase, level: int, slots: int = 1) -> Share:
        """All are off for that many minutes or up to so many slots more, with the past."""
        share, slot = cls.nobody(case), max(case.minutes)
        for group in case.shared_by():
            left = level - case.past(group)
            share.least[group] = max(0, -(-left // slot))
            share.most[group] = max(0, (left + slots * slot) // slot)
        return share


class Ways:
    """What leads through a zone, within limits or beyond them at a price, and rows against what is not served."""

    def __init__(self, relaxation: ZoneBound, strict: bool = True) -> None:
        case, usual_mwh = relaxation.case, float(relaxation.cut_mwh.mean())
        self.relaxation, self.case, self.strict = relaxation, case, strict
        self.still = np.repeat([[case.was_off(group)] for group in range(len(case.groups))], len(case.minutes), axis=1)
        self.ages = ages_for(case, strict, self.still)
        self.on_mwh = relaxation.on_mwh
        self.off_mwh = (relaxation.cut_mwh + _kept_mwh(case, usual_mwh)).astype(np.float32)
        # What may not be is infinite in the tables, whatever it costs to be beyond limits.
        beyond = np.float32(1.0 if strict else BEYOND_PRICE * usual_mwh)
        self.limits_mwh = tuple(table * beyond for table in (self.ages.stay, self.ages.leave_off, self.ages.leave_on))

    def bar(self, rows: Sequence[LoadRow]) -> None:
        """Every way keeps within those rows too from now on."""
        self.relaxation = self.relaxation.within(rows)
        self.case, self.on_mwh = self.relaxation.case, self.relaxation.on_mwh
        self.ages = ages_for(self.case, self.strict, self.still)

    def whole(self, share: Share, width: int, chance: np.random.Generator) -> Flags | None:
        """The best rota of so many ways kept from slot to slot; None where none leads to the end."""
        groups = np.arange(len(self.case.groups))
        return self._best(groups, self.ages.room, share, width, chance)

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

    def levels(self, off: Flags, slots: int = 1) -> Iterator[Share]:
        """Shares of the hours about as many as a rota has on average, within one slot or within more."""
        shared, slot = self.case.shared_by(), max(self.case.minutes)
        totals = total_off(self.case, off)
        if not shared:
            return
        mean = sum(totals[group] for group in shared) / len(shared)
        for more in LEVELS:
            share = Share.within(self.case, slot * (int(mean // slot) + more - slots // 2), slots)
            if self.on_mwh.size * (2 + int(share.most.max())) <= MOST_CELLS:
                yield share

    def _best(self, lot: Ints, room: Ints, share: Share, width: int, chance: np.random.Generator) -> Flags | None:
        ages = self.ages
        off_by: Floats = 1 + OFF_BY * chance.uniform(-1, 1, (1, self.on_mwh.shape[1], 1))
        on_mwh = (self.on_mwh[lot] * off_by).astype(np.float32)
        stay, leave_off, leave_on = (table[lot] for table in self.limits_mwh)
        tables = stay, leave_off, leave_on, self.off_mwh[lot]
        ahead = guide(*tables, on_mwh, share.least[lot], share.most[lot], ages.keep_off)
        counted = (share.most[lot] >= 0).astype(np.int64)
        cost, off = best_way(
            *tables, counted, ages.asks[lot], ages.first, room, ages.start[lot], ages.keep_off, ahead, width
        )
        found: Flags | None = off if np.isfinite(cost) else None
        return found


def _kept_mwh(case: ZoneCase, usual_mwh: float) -> Floats:
    """What is added to the price of being off, so that what was published is kept."""
    if case.published is None:
        return np.zeros(case.load_kw.shape)
    found: Floats = KEPT_PRICE * usual_mwh * np.where(case.published < 0, 0.0, 1.0 - 2.0 * case.published)
    return found
