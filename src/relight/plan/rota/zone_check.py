"""Whether a zone's rota fits and holds its limits, worked out without the solver."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from relight.plan.rota.zone_case import LONG_MINUTES, Flags, Ints, ZoneCase, runs
from relight.plan.rota.zone_value import begins, excess_of, returns


def overloads(case: ZoneCase, off: Flags) -> dict[int, int]:
    """Slot -> watts by which what is on exceeds a row's capacity; none if the rota fits."""
    slots, load, room = _rows(case)
    excess = excess_of(case, off)[:, slots]
    beyond = ((load + np.round(load * excess)) * ~off[:, slots]).sum(axis=0) - room
    over: dict[int, int] = {}
    for row in np.flatnonzero(beyond > 0).tolist():
        slot = int(slots[row])
        over[slot] = max(int(beyond[row]), over.get(slot, 0))
    return over


@lru_cache(maxsize=16)
def _rows(case: ZoneCase) -> tuple[Ints, Ints, Ints]:
    """Slot of every row, what each group asks for in it (group × row), and its room."""
    slots = np.array([row.slot for row in case.rows], dtype=np.int64)
    load = np.array([row.load_w for row in case.rows], dtype=np.int64).reshape(len(slots), len(case.groups)).T
    return slots, load, np.array([case.room_w(row) for row in case.rows], dtype=np.int64)


def limits_broken(case: ZoneCase, off: Flags) -> dict[str, float]:
    """Limit -> by how much it is exceeded at worst [min, or switchings]; none if all hold."""
    broken: dict[str, float] = {}
    limits, starts = case.limits, case.starts
    last = len(case.minutes)

    def note(name: str, by: float) -> None:
        if by > 0:
            broken[name] = max(by, broken.get(name, 0.0))

    for group in range(len(case.groups)):
        before = case.been_so(group) if case.been_so(group) < LONG_MINUTES else 0
        for is_off, row in ((True, off[group]), (False, ~off[group])):
            for first, end in runs(row):
                carried = before if first == 0 and case.was_off(group) == is_off else 0
                unbound = first == 0 and case.was_off(group) == is_off and case.been_so(group) >= LONG_MINUTES
                length = starts[end] - starts[first] + carried
                if is_off and limits.max_off_minutes:
                    note("max_off_minutes", length - limits.max_off_minutes)
                if end < last and not unbound:
                    name = "min_off_minutes" if is_off else "min_on_minutes"
                    note(name, getattr(limits, name) - length)
        if case.was_off(group) != bool(off[group, 0]) and case.been_so(group) < LONG_MINUTES:
            name = "min_off_minutes" if case.was_off(group) else "min_on_minutes"
            note(name, getattr(limits, name) - case.been_so(group))
    if limits.switchings_per_slot:
        switched = (begins(case, off) | returns(case, off)).sum(axis=0)
        note("switchings_per_slot", float(switched.max(initial=0)) - limits.switchings_per_slot)
    if case.may_switch:
        barred = ~np.array(case.may_switch)
        note("block_minutes", float((begins(case, off) | returns(case, off))[:, barred].sum()))
    return broken
