"""First rotas of a zone, slot after slot: who has been off least is cut next. The search starts from the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relight.plan.rota.zone_case import Flags, Ints, ZoneCase
from relight.plan.rota.zone_check import limits_broken, overloads

Floats = NDArray[np.float64]

STAY_MINUTES = (0.0, 30.0, 60.0, 90.0, 120.0, 180.0, 240.0)
"""A group that is off may have been off by so much longer before another is cut in its place; each is tried."""

LOOK_AHEAD_SLOTS = (1, 2, 4, 6)
"""How many slots what is on must fit: a group that has just come back cannot be cut soon; each is tried."""

TRIES = 2
"""Rotas for each pair of them, with ties broken by chance."""


@dataclass(frozen=True, eq=False)
class _Now:
    """Where a rota stands before a slot: who is off, for how long each has been so, and who is cut first."""

    slot: int
    off: Flags
    since: Ints
    wanted: Floats


def greedy_rotas(case: ZoneCase, seed: int) -> list[Flags]:
    """First rotas, those that fit and hold the limits where there are any."""
    chance = np.random.default_rng(seed)
    found = [
        greedy_rota(case, stay, ahead, chance.random(len(case.groups)))
        for stay in STAY_MINUTES
        for ahead in LOOK_AHEAD_SLOTS
        for _ in range(TRIES)
    ]
    return [off for off in found if not overloads(case, off) and not limits_broken(case, off)] or found[:1]


def fitting_rota(case: ZoneCase) -> Flags:
    """A rota that always fits, whatever limits it breaks: where capacity is short, nobody is spared."""
    return fitted(case, greedy_rota(case, 0.0, 1, np.zeros(len(case.groups)), spare=False))


def fitted(case: ZoneCase, off: Flags) -> Flags:
    """The rota with more cuts where it does not fit: cuts beside the slot are made longer before new ones begin."""
    off = off.copy()
    last = off.shape[1] - 1
    while over := overloads(case, off):
        slot = min(over)
        on = np.flatnonzero(~off[:, slot] & case.load_kw[:, slot].astype(np.bool_)).tolist()
        if not on:  # a return in this slot asks for cold load: everybody stays off
            off[:, slot] = True
            continue
        longer = {group: (bool(off[group, min(slot + 1, last)]), bool(off[group, max(slot - 1, 0)])) for group in on}
        off[max(on, key=lambda group: (*longer[group], -group)), slot] = True
    return off


def greedy_rota(case: ZoneCase, stay_minutes: float, ahead: int, ties: Floats, spare: bool = True) -> Flags:
    """Which group is off in which slot; it may break limits, or not fit a slot, where the search then does better."""
    groups, slots = len(case.groups), len(case.minutes)
    off = np.zeros((groups, slots), dtype=np.bool_)
    state = np.array([case.was_off(group) for group in range(groups)], dtype=np.bool_)
    since = np.array([case.been_so(group) for group in range(groups)], dtype=np.int64)
    total = np.array([case.past(group) for group in range(groups)], dtype=np.int64)
    room = _Room(case)
    for slot, minutes in enumerate(case.minutes):
        now = _Now(slot, state, since, total - np.where(state, stay_minutes, 0.0) + ties)
        cut = _cut_now(case, now, room, ahead, spare)
        since = np.where(cut == state, since + minutes, minutes)
        state = cut
        total = total + minutes * cut
        off[:, slot] = cut
    return off


def _cut_now(case: ZoneCase, now: _Now, room: _Room, ahead: int, spare: bool) -> Flags:
    """Who is off in a slot; the least `wanted` are cut first."""
    limits, slot = case.limits, now.slot
    if case.may_switch and not case.may_switch[slot]:
        return now.off.copy()
    most = limits.max_off_minutes or np.inf
    stays_off = now.off & (now.since < limits.min_off_minutes)
    stays_on = ~now.off & (now.since < limits.min_on_minutes)
    stays_on |= now.off & (now.since + case.minutes[slot] > most)
    cut = stays_off & ~stays_on
    free = np.flatnonzero(~stays_off & ~stays_on).tolist()
    order = sorted(free, key=lambda group: float(now.wanted[group]))
    if not spare:
        # Limits give way: those that have just come back are cut last.
        spared = np.flatnonzero(stays_on).tolist()
        order += sorted(spared, key=lambda group: (not now.off[group], float(now.wanted[group])))
    for group in order:
        if room.fits(now, cut, ahead):
            break
        if case.load_kw[group, slot]:
            cut[group] = True
    return cut


class _Room:
    """What the rows of every slot let be on."""

    def __init__(self, case: ZoneCase) -> None:
        self.case = case
        self.rows: list[list[tuple[Floats, int]]] = [[] for _ in case.minutes]
        for row in case.rows:
            self.rows[row.slot].append((np.array(row.load_w, dtype=np.float64), case.room_w(row)))
        self.excess = np.array([*case.cold, 0.0])

    def fits(self, now: _Now, cut: Flags, ahead: int) -> bool:
        """Whether what is then on fits this slot and the next ones, with the cold load of what comes or came back."""
        last = min(len(self.rows), now.slot + ahead)
        for slot in range(now.slot, last):
            factor = ~cut * (1.0 + self._excess(now, slot))
            if any(load @ factor > capacity for load, capacity in self.rows[slot]):
                return False
        return True

    def _excess(self, now: _Now, slot: int) -> Floats:
        """Cold load of every group in a slot if it stays on from now, as a share of the usual."""
        length = max(self.case.minutes)
        back = np.where(now.off, 0, now.since // length) + slot - now.slot
        excess: Floats = self.excess[np.minimum(back, len(self.excess) - 1)]
        return excess
