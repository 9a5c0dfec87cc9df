"""One zone's rota as numbers: groups, slots, what each row of the network lets be on, and what was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from relight.plan.rota.limits import Limits

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

LONG_MINUTES = 10**6
"""Of a group nobody has ever switched: it has been on for so long that no limit binds it."""


@dataclass(frozen=True, eq=False)
class LoadRow:
    """In a slot, the groups that are on may not ask for more than the capacity; one row an island and moment."""

    slot: int
    load_w: tuple[int, ...]  # per group
    capacity_w: int


@dataclass(frozen=True, eq=False)
class ZoneCase:
    """What the solver is given for one zone; arrays are group × slot."""

    groups: tuple[str, ...]
    minutes: tuple[int, ...]  # length of each slot
    load_kw: Ints  # what a cut of each group saves in each slot
    rows: tuple[LoadRow, ...]
    limits: Limits = field(default_factory=Limits)
    before_off: tuple[bool, ...] = ()  # whether each group is off just before the first slot
    before_minutes: tuple[int, ...] = ()  # and for how long it has been off or on
    past_off_minutes: tuple[int, ...] = ()
    past_night_minutes: tuple[int, ...] = ()
    weights: tuple[int, ...] = ()  # of each group in the Gini index, by its people
    night: tuple[bool, ...] = ()
    may_switch: tuple[bool, ...] = ()
    cold: tuple[float, ...] = ()  # demand above the usual in the slots after a return, as a share
    published: Ints | None = None  # 1 off, 0 on, −1 nothing said; None = nothing was published

    @property
    def starts(self) -> tuple[int, ...]:
        """Minute at which each slot begins, and the end of the last."""
        return tuple(np.concatenate([[0], np.cumsum(self.minutes)]).tolist())

    def was_off(self, group: int) -> bool:
        """Whether a group is off just before the first slot."""
        return bool(self.before_off) and self.before_off[group]

    def been_so(self, group: int) -> int:
        """For how long a group has been off or on before the first slot [min]."""
        return self.before_minutes[group] if self.before_minutes else LONG_MINUTES

    def past(self, group: int) -> int:
        """Minutes a group has been off in the history that counts."""
        return self.past_off_minutes[group] if self.past_off_minutes else 0

    def past_night(self, group: int) -> int:
        """The same at night."""
        return self.past_night_minutes[group] if self.past_night_minutes else 0

    def weight(self, group: int) -> int:
        """Weight of a group in the Gini index."""
        return self.weights[group] if self.weights else 1

    def room_w(self, row: LoadRow) -> int:
        """What may be on in a row; half a watt a group more than its capacity, as loads are rounded to whole watts."""
        return max(0, row.capacity_w) + len(self.groups) // 2

    def need_kw_minutes(self) -> int:
        """What must be cut at least [kW·min] if groups could be cut in part: slot by slot, what its tightest row needs.

        Of each row those groups are cut first whose cut saves least for what it leaves to the others (Dantzig 1957).
        """
        need_kw = np.zeros(len(self.minutes))
        for row in self.rows:
            need_kw[row.slot] = max(need_kw[row.slot], self._row_need_kw(row))
        return round(float(need_kw @ np.array(self.minutes)))

    def _row_need_kw(self, row: LoadRow) -> float:
        """Least that must be cut in a row's slot for what is on to fit that row."""
        load_w, cut_kw = np.array(row.load_w, dtype=np.float64), self.load_kw[:, row.slot]
        loaded = np.flatnonzero(load_w > 0)
        cheapest = loaded[np.argsort(cut_kw[loaded] / load_w[loaded], kind="stable")]
        before_w = np.cumsum(load_w[cheapest]) - load_w[cheapest]
        lacking_w = load_w.sum() - self.room_w(row)
        share = np.clip((lacking_w - before_w) / load_w[cheapest], 0.0, 1.0)
        return float(share @ cut_kw[cheapest])

    def shared_by(self) -> tuple[int, ...]:
        """Groups among which hours off are shared: those with load whenever something must be cut."""
        short = sorted({row.slot for row in self.rows if sum(row.load_w) > row.capacity_w})
        loaded = self.load_kw[:, short] > 0
        always = np.flatnonzero(loaded.all(axis=1)).tolist() if short else list(range(len(self.groups)))
        return tuple(always if len(always) > 1 else np.flatnonzero(self.load_kw.any(axis=1)).tolist())


def runs(off: Flags) -> list[tuple[int, int]]:
    """(first slot, slot after the last) of every unbroken time off."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], off.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def weights_by_people(people: Sequence[float]) -> tuple[int, ...]:
    """Weights 1 to 100 in proportion to people."""
    most = max(people, default=0.0)
    return tuple(max(1, round(100 * number / most)) if most > 0 else 1 for number in people)
