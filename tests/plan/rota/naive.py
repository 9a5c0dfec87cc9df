"""The best rota of three small groups by trying all, from the words of docs/rota.md alone: every stage, nothing clever.

A row is what one group does in the slots, 1 = off. All that a row is worth by itself is worked out in plain Python;
rotas are then all triples of rows. The rows of the grid, crews and sets that cannot be on are all that joins groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from relight.plan.rota.zone_case import ZoneCase

Row = tuple[int, ...]
Numbers = NDArray[np.int64]

SLOT_MINUTES = 30
LONGEST, SHORTEST, CREWS = 3, 2, 1
"""Weights of a minute beyond `max_off`, `min_off` or `min_on`, and of a minute of one switching too many."""


@dataclass(frozen=True)
class Facts:
    """What one group's row is worth."""

    beyond: int
    changes: int
    cut: int  # kW·min
    total: int  # minutes off, with the past
    night: int
    cuts: int
    switched: Row
    asks_w: Row  # by row of the grid


def facts_of(case: ZoneCase, group: int, row: Row) -> Facts:
    """All of them, by the definitions."""
    minutes_off = SLOT_MINUTES * sum(row)
    published = [-1] * len(row) if case.published is None else case.published[group].tolist()
    before = (int(case.was_off(group)), *row[:-1])
    return Facts(
        beyond=sum(_beyond(case, run, SLOT_MINUTES * len(row)) for run in _runs(case, group, row)),
        changes=SLOT_MINUTES * sum(said >= 0 and said != off for said, off in zip(published, row, strict=True)),
        cut=SLOT_MINUTES * sum(load for load, off in zip(case.load_kw[group].tolist(), row, strict=True) if off),
        total=minutes_off + case.past_off_minutes[group],
        night=SLOT_MINUTES * sum(off * dark for off, dark in zip(row, case.night, strict=True))
        + case.past_night_minutes[group],
        cuts=sum(off > was for off, was in zip(row, before, strict=True)),
        switched=tuple(int(off != was) for off, was in zip(row, before, strict=True)),
        asks_w=tuple(_asks(case, group, row, line.slot, line.load_w[group]) for line in case.rows),
    )


def _runs(case: ZoneCase, group: int, row: Row) -> Iterator[tuple[int, int, int]]:
    """(off or on, begin, end) of every unbroken time [min]; the first may have begun long before."""
    value, begin = int(case.was_off(group)), -case.before_minutes[group]
    for slot, off in enumerate(row):
        if off != value:
            yield value, begin, SLOT_MINUTES * slot
            value, begin = off, SLOT_MINUTES * slot
    yield value, begin, SLOT_MINUTES * len(row)


def _beyond(case: ZoneCase, run: tuple[int, int, int], horizon: int) -> int:
    """Weighted minutes of the horizon for which a time lasts too long, or is over too soon."""
    off, begin, end = run
    limits, weighted = case.limits, 0
    for minute in range(max(0, begin), end):
        weighted += LONGEST * off * (0 < limits.max_off_minutes <= minute - begin)
    shortest = limits.min_off_minutes if off else limits.min_on_minutes
    for minute in range(end, horizon):  # none where it lasts to the end: that is no switching
        weighted += SHORTEST * (minute - begin < shortest)
    return weighted


def _asks(case: ZoneCase, group: int, row: Row, slot: int, load_w: int) -> int:
    """What a group asks for in a slot [W]: nothing if off, more than usual while its load is cold."""
    if row[slot]:
        return 0
    since = slot
    while since and not row[since - 1]:
        since -= 1
    came_back = row[since - 1] if since else case.was_off(group)
    excess = case.cold[slot - since] if came_back and slot - since < len(case.cold) else 0.0
    return load_w + round(load_w * excess)


def best_values(case: ZoneCase) -> dict[str, int]:
    """Stage -> its value in the best rota, each stage held while the next is improved."""
    rotas = _Rotas(case, [[facts_of(case, group, row) for row in _rows(case, group)] for group in range(3)])
    found: dict[str, int] = {}
    beyond = rotas.keep_least_beyond()
    if beyond:
        found["limits"] = beyond
    if case.published is not None:
        found["changes"] = rotas.keep_least(rotas.sum_of("changes"))
    give = round(case.limits.beyond_need_share * _need(case))
    enough = SLOT_MINUTES if give else 0
    found["cut"] = rotas.keep_least(rotas.sum_of("cut"), give)
    found["spread"] = rotas.keep_least(np.maximum(enough, rotas.range_of("total")))
    if give:
        found["cut again"] = rotas.keep_least(rotas.sum_of("cut"))
    found["inequality"] = rotas.keep_least(rotas.inequality())
    if any(case.night):
        found["night"] = rotas.keep_least(np.maximum(enough, rotas.range_of("night")))
    found["cuts"] = rotas.keep_least(rotas.sum_of("cuts"))
    return found


def _rows(case: ZoneCase, group: int) -> list[Row]:
    """Every row that switches only where switching is allowed."""
    allowed = case.may_switch or (True,) * len(case.minutes)
    rows = product((0, 1), repeat=len(case.minutes))
    return [row for row in rows if all(may or off == was for may, off, was in zip(
        allowed, row, (int(case.was_off(group)), *row[:-1]), strict=True))]  # fmt: skip


def _need(case: ZoneCase) -> int:
    """kW·min that must be cut if everybody could be cut by the same share."""
    need = 0.0
    for slot in range(len(case.minutes)):
        lines = [line for line in case.rows if line.slot == slot and any(line.load_w)]
        share = max((1 - line.capacity_w / sum(line.load_w) for line in lines), default=0.0)
        need += SLOT_MINUTES * int(case.load_kw[:, slot].sum()) * max(0.0, share)
    return round(need)


class _Rotas:
    """Triples of rows that fit and are still among the best."""

    def __init__(self, case: ZoneCase, facts: list[list[Facts]]) -> None:
        self.case, self.facts = case, facts
        self.chosen: tuple[Numbers, ...] = ()

    def keep_least_beyond(self) -> int:
        """Only rotas with the fewest weighted minutes beyond limits are kept, and those minutes returned.

        A rota with at most so many minutes is made of rows with at most so many: rows are let in bit by bit.
        """
        most = 0
        while True:
            self.chosen = self._fitting(most)
            beyond = self.sum_of("beyond") + CREWS * SLOT_MINUTES * self._too_many_switchings()
            if len(beyond) and beyond.min() <= most:
                return self.keep_least(beyond)
            most = max(SLOT_MINUTES, 2 * most)

    def _fitting(self, most: int) -> tuple[Numbers, ...]:
        """Rows of each group whose triples fit, of those that are at most so far beyond limits."""
        places = [[at for at, fact in enumerate(own) if fact.beyond <= most] for own in self.facts]
        fits = np.ones([len(own) for own in places], dtype=np.bool_)
        shapes = ((-1, 1, 1), (1, -1, 1), (1, 1, -1))
        for at, line in enumerate(self.case.rows):
            asked: Numbers = np.zeros((1, 1, 1), dtype=np.int64)
            for group, shape in enumerate(shapes):
                own = [self.facts[group][place].asks_w[at] for place in places[group]]
                asked = asked + np.array(own, dtype=np.int64).reshape(shape)
            fits &= asked <= max(0, line.capacity_w)
        kept = np.nonzero(fits)
        return tuple(np.array(own, dtype=np.int64)[index] for own, index in zip(places, kept, strict=True))

    def _too_many_switchings(self) -> Numbers:
        limit = int(self.case.limits.switchings_per_slot)
        switched = sum(np.array([fact.switched for fact in own])[at] for own, at in self._both())
        return np.maximum(0, np.asarray(switched) - limit).sum(axis=1) * bool(limit)

    def _both(self) -> Iterator[tuple[list[Facts], Numbers]]:
        return zip(self.facts, self.chosen, strict=True)

    def values(self, name: str) -> list[Numbers]:
        """A fact of each group in every rota that is left."""
        return [np.array([getattr(fact, name) for fact in own], dtype=np.int64)[at] for own, at in self._both()]

    def sum_of(self, name: str) -> Numbers:
        """Its sum over the groups."""
        return np.add.reduce(self.values(name))

    def _shared(self) -> list[int]:
        """Groups that have load whenever something must be cut; those that ever have some, where these are too few."""
        short = {line.slot for line in self.case.rows if sum(line.load_w) > line.capacity_w}
        loads = self.case.load_kw.tolist()
        always = [group for group in range(3) if all(loads[group][slot] for slot in short)]
        return always if len(always) > 1 else [group for group in range(3) if any(loads[group])]

    def range_of(self, name: str) -> Numbers:
        """Most minus fewest among the groups that share."""
        own = [self.values(name)[group] for group in self._shared()]
        return np.maximum.reduce(own) - np.minimum.reduce(own)

    def inequality(self) -> Numbers:
        """Differences of all pairs that share, by their weights."""
        totals, weights, shared = self.values("total"), self.case.weights, self._shared()
        pairs = [(one, two) for one in shared for two in shared if one < two]
        return np.add.reduce([weights[a] * weights[b] * np.abs(totals[a] - totals[b]) for a, b in pairs])

    def keep_least(self, values: Numbers, give: int = 0) -> int:
        """Only the rotas of the least value are kept, or those that come near it; the least is returned."""
        least = int(values.min())
        self.chosen = tuple(own[values <= least + give] for own in self.chosen)
        return least
