"""A zone as the kernel takes it: for how many slots a group has been off or on, and what that asks for and may cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relight.plan.rota.zone_case import Flags, Ints, ZoneCase
from relight.plan.rota.zone_limits import LIMIT_WEIGHTS
from relight.plan.rota.zone_lot import ages_of
from relight.plan.rota.zone_value import begins, returns

Floats32 = NDArray[np.float32]
Floats = NDArray[np.float64]
NEVER = np.float32(np.inf)


@dataclass(frozen=True, eq=False)
class Ages:
    """States of a group: off since this or an earlier slot (0 to `offs` − 1), then on since this or an earlier one.

    The last age of each stands for all greater ones. Costs are weighted minutes beyond limits; with limits that must
    hold, what is beyond them is infinite.
    """

    offs: int
    keep_off: bool  # whether the greatest age off may go on
    stay: Floats32  # group × slot × age off
    leave_off: Floats32  # group × slot × age off, for a cut that ends as the slot begins
    leave_on: Floats32
    asks: Ints  # group × row × state: what counts against a row
    room: Ints  # of each row
    first: Ints  # first row of each slot, and the number of all
    row_slot: Ints
    start: Ints  # state of each group before the first slot

    def states(self, off: Flags) -> Ints:
        """State of every group in every slot."""
        ons = self.asks.shape[2] - self.offs
        found: Ints = ages_of(off, self.start, self.offs, ons)
        return found

    def asked(self, off: Flags) -> Ints:
        """What every group counts against every row."""
        state = self.states(off)[:, self.row_slot]
        found: Ints = np.take_along_axis(self.asks, state[:, :, None], axis=2)[:, :, 0]
        return found


def ages_for(case: ZoneCase, strict: bool, now: Flags) -> Ages:
    """The tables of a zone; where crews are short, no slot may have more switchings than `now` if not few enough."""
    starts, slots = np.array(case.starts), len(case.minutes)
    limits = case.limits
    longest = _most_slots(starts, limits.max_off_minutes) if limits.max_off_minutes else 0
    offs = max(2, longest + (not strict) if longest else 0, _slots_for(starts, limits.min_off_minutes))
    ons = max(2, _slots_for(starts, limits.min_on_minutes), len(case.cold) + 1)
    groups = len(case.groups)
    stay = np.zeros((groups, slots, offs), dtype=np.float32)
    leave_off = np.zeros((groups, slots, offs), dtype=np.float32)
    leave_on = np.zeros((groups, slots, ons), dtype=np.float32)
    for group in range(groups):
        stay[group] = _too_long(case, group, offs, strict)
        leave_off[group] = _too_short(case, group, offs, strict, of_cuts=True)
        leave_on[group] = _too_short(case, group, ons, strict, of_cuts=False)
        leave_on[group, :, -1] = 0
    if case.may_switch:
        barred = ~np.array(case.may_switch)
        leave_off[:, barred] = leave_on[:, barred] = NEVER
    rows = [*load_rows(case, offs, ons), *_switchings(case, offs, ons, now)]
    rows.sort(key=lambda row: row[0])
    row_slot = np.array([row[0] for row in rows], dtype=np.int64)
    return Ages(
        offs=offs,
        keep_off=not (strict and longest),
        stay=stay,
        leave_off=leave_off,
        leave_on=leave_on,
        asks=np.stack([row[1] for row in rows], axis=1) if rows else np.zeros((groups, 0, offs + ons), dtype=np.int64),
        room=np.array([row[2] for row in rows], dtype=np.int64),
        first=np.searchsorted(row_slot, np.arange(slots + 1)).astype(np.int64),
        row_slot=row_slot,
        start=np.array([_start(case, group, offs, ons) for group in range(groups)], dtype=np.int64),
    )


def _most_slots(starts: Ints, minutes: float) -> int:
    """The most slots in a row that last no longer."""
    ends = np.searchsorted(starts, starts + minutes, side="right") - 1
    return int((ends - np.arange(len(starts))).max())


def _slots_for(starts: Ints, minutes: float) -> int:
    """So many slots in a row last as long wherever they begin."""
    for count in range(1, len(starts)):
        if (starts[count:] - starts[:-count]).min() >= minutes:
            return count
    return len(starts)


def _start(case: ZoneCase, group: int, offs: int, ons: int) -> int:
    """The state before the first slot; what was under way is older than anything that begins in the horizon."""
    age = max(0, case.been_so(group) // max(case.minutes) - 1)
    return min(age, offs - 1) if case.was_off(group) else offs + min(age, ons - 1)


def _begun(case: ZoneCase, group: int, count: int, back: int) -> Floats:
    """Minute at which what is of an age in each slot began, slot × age; `back` 1 = of that age in the slot before."""
    starts = np.array(case.starts)
    first = np.arange(len(case.minutes))[:, None] - back - np.arange(count)[None, :]
    return np.where(first >= 0, starts[np.maximum(first, 0)], -case.been_so(group)).astype(np.float64)


def _too_long(case: ZoneCase, group: int, offs: int, strict: bool) -> Floats:
    if not case.limits.max_off_minutes:
        return np.zeros((len(case.minutes), offs))
    ends = np.array(case.starts)[1:, None]
    beyond = ends - _begun(case, group, offs, 0) > case.limits.max_off_minutes
    cost = LIMIT_WEIGHTS["max_off_minutes"] * np.array(case.minutes, dtype=np.float64)[:, None] * beyond
    return np.where(beyond, np.inf, 0.0) if strict else cost


def _too_short(case: ZoneCase, group: int, count: int, strict: bool, of_cuts: bool) -> Floats:
    name = "min_off_minutes" if of_cuts else "min_on_minutes"
    limit, starts = getattr(case.limits, name), np.array(case.starts[:-1])
    begun = _begun(case, group, count, 1)
    minutes = np.array(case.minutes)
    lacking = (starts[None, None, :] - begun[:, :, None] < limit) & (starts[None, None, :] >= starts[:, None, None])
    short = lacking @ minutes
    return np.where(short > 0, np.inf, 0.0) if strict else (LIMIT_WEIGHTS[name] * short).astype(np.float64)


Row = tuple[int, Ints, int]  # slot, what each group in each state counts, room


def load_rows(case: ZoneCase, offs: int, ons: int) -> list[Row]:
    """What each group in each state counts against the network's rows, with cold load [W]."""
    rows = []
    for row in case.rows:
        load = np.array(row.load_w, dtype=np.int64)
        asks = np.zeros((len(load), offs + ons), dtype=np.int64)
        asks[:, offs:] = load[:, None]
        for age, excess in enumerate(case.cold[: row.slot + 1]):
            asks[:, offs + age] += np.round(load * excess).astype(np.int64)
        rows.append((row.slot, asks, case.room_w(row)))
    return rows


def _switchings(case: ZoneCase, offs: int, ons: int, now: Flags) -> list[Row]:
    limit = int(case.limits.switchings_per_slot)
    if not limit:
        return []
    asks = np.zeros((len(case.groups), offs + ons), dtype=np.int64)
    asks[:, [0, offs]] = 1
    switched = (begins(case, now) | returns(case, now)).sum(axis=0).tolist()
    return [(slot, asks, max(limit, count)) for slot, count in enumerate(switched)]
