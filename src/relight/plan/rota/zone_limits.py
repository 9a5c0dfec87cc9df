"""By how much a rota is beyond its limits, as the search counts it: weighted minutes, cut by cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from relight.plan.rota.zone_case import Flags, Ints, ZoneCase
from relight.plan.rota.zone_value import begins, returns

LIMIT_WEIGHTS = {"switchings_per_slot": 1, "min_on_minutes": 2, "min_off_minutes": 2, "max_off_minutes": 3}
"""What a minute beyond each limit costs where not all can hold: what annoys gives way before what harms."""


@dataclass(frozen=True, eq=False)
class RunCosts:
    """Weighted minutes beyond limits of every unbroken time off or on, by first slot and slot after the last.

    A time that ends with the horizon is no switching, so it is never too short. What was under way before the first
    slot is counted with the minutes it had lasted.
    """

    cut: Ints
    supply: Ints
    carried: Ints  # per group: what it was doing before goes on to that slot; 0 = it ends at once

    def of_group(self, group: int, off: Flags, was_off: bool) -> int:
        """Weighted minutes of one group's row."""
        last = len(off)
        edges = [0, *(np.flatnonzero(off[1:] != off[:-1]) + 1).tolist(), last]
        is_off, total = bool(off[0]), 0
        carried_to = edges[1] if is_off == was_off else 0
        total += int(self.carried[group, carried_to])
        for first, end in pairwise(edges):
            if end > carried_to:
                total += int((self.cut if is_off else self.supply)[first, end])
            is_off = not is_off
        return total


@lru_cache(maxsize=16)
def run_costs(case: ZoneCase) -> RunCosts:
    """The tables of a zone."""
    starts = np.array(case.starts)
    cut, supply = _costs(case, starts[:-1], True), _costs(case, starts[:-1], False)
    carried = np.zeros((len(case.groups), len(starts)), dtype=np.int64)
    for group in range(len(case.groups)):
        begin = np.array([-case.been_so(group)])
        carried[group] = _costs(case, begin, case.was_off(group), first=0)[0]
    return RunCosts(cut, supply, carried)


def _costs(case: ZoneCase, begin: Ints, is_off: bool, first: int | None = None) -> Ints:
    """Weighted minutes of times that began at some minutes, by the slot after their last."""
    limits, starts = case.limits, np.array(case.starts)
    minutes = np.array(case.minutes)
    shortest = limits.min_off_minutes if is_off else limits.min_on_minutes
    weight = LIMIT_WEIGHTS["min_off_minutes" if is_off else "min_on_minutes"]
    lacking = minutes * (starts[None, :-1] - begin[:, None] < shortest)
    short = np.zeros((len(begin), len(starts)), dtype=np.int64)
    short[:, :-1] = np.cumsum(lacking[:, ::-1], axis=1)[:, ::-1]
    total = weight * short
    if is_off and limits.max_off_minutes:
        long = minutes * (starts[None, 1:] - begin[:, None] > limits.max_off_minutes)
        if first is None:
            long = np.triu(long)
        total[:, 1:] += LIMIT_WEIGHTS["max_off_minutes"] * np.cumsum(long, axis=1)
    return total


def beyond_limits(case: ZoneCase, off: Flags) -> int:
    """Weighted minutes beyond all limits."""
    costs = run_costs(case)
    total = sum(costs.of_group(group, off[group], case.was_off(group)) for group in range(len(case.groups)))
    limit = int(case.limits.switchings_per_slot)
    if limit:
        switched = (begins(case, off) | returns(case, off)).sum(axis=0).tolist()
        weight = LIMIT_WEIGHTS["switchings_per_slot"]
        total += sum(
            weight * minutes * max(0, count - limit) for count, minutes in zip(switched, case.minutes, strict=True)
        )
    return total
