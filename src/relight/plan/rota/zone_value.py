"""What a zone's rota is worth: the objectives as plain sums, apart from the solver's model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from relight.plan.rota.zone_case import Flags, ZoneCase

Floats = NDArray[np.float64]


def cut_of(case: ZoneCase, off: Flags) -> int:
    """What is cut [kW·min]."""
    return int(((case.load_kw * off) @ np.array(case.minutes, dtype=np.int64)).sum())


def total_off(case: ZoneCase, off: Flags) -> list[int]:
    """Minutes each group is off, with the past."""
    now = off.astype(np.int64) @ np.array(case.minutes, dtype=np.int64)
    return [int(now[group]) + case.past(group) for group in range(len(case.groups))]


def night_off(case: ZoneCase, off: Flags) -> list[int]:
    """The same at night."""
    night = np.array(case.night or (False,) * len(case.minutes))
    now = (off & night).astype(np.int64) @ np.array(case.minutes, dtype=np.int64)
    return [int(now[group]) + case.past_night(group) for group in range(len(case.groups))]


def spread_of(totals: Iterable[int], at_least: int = 0) -> int:
    """Most minus fewest, no less than `at_least`."""
    totals = list(totals)
    return max(at_least, max(totals) - min(totals)) if totals else at_least


def inequality_of(totals: Sequence[int], weights: Sequence[int]) -> int:
    """Σ over pairs of weight × weight × difference."""
    pairs = combinations(zip(totals, weights, strict=True), 2)
    return sum(first[1] * second[1] * abs(first[0] - second[0]) for first, second in pairs)


def changes_of(case: ZoneCase, off: Flags) -> int:
    """Minutes that differ from what was published."""
    if case.published is None:
        return 0
    differs = (case.published >= 0) & (off != (case.published == 1))
    return int((differs @ np.array(case.minutes, dtype=np.int64)).sum())


def begins(case: ZoneCase, off: Flags) -> Flags:
    """Where a cut begins, group × slot."""
    return off & ~_before(case, off)


def returns(case: ZoneCase, off: Flags) -> Flags:
    """Where supply comes back, group × slot."""
    return ~off & _before(case, off)


def excess_of(case: ZoneCase, off: Flags) -> Floats:
    """Demand above the usual of what is on, as a share of the usual, group × slot: cold load since the return."""
    excess = np.zeros(off.shape)
    fresh = returns(case, off)
    for share in case.cold[: off.shape[1]]:
        excess += share * fresh
        fresh[:, 1:] = fresh[:, :-1] & ~off[:, 1:]
        fresh[:, 0] = False
    return excess


def _before(case: ZoneCase, off: Flags) -> Flags:
    first = np.array([[case.was_off(group)] for group in range(len(case.groups))], dtype=np.bool_)
    return np.hstack([first.reshape(-1, 1), off[:, :-1]])
