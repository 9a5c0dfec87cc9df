"""By how much a rota is beyond its limits, as the search counts it: weighted minutes."""

from __future__ import annotations

from relight.plan.rota.zone_case import LONG_MINUTES, Flags, ZoneCase
from relight.plan.rota.zone_value import begins, returns

LIMIT_WEIGHTS = {"switchings_per_slot": 1, "min_on_minutes": 2, "min_off_minutes": 2, "max_off_minutes": 3}
"""What a minute beyond each limit costs where not all can hold: what annoys gives way before what harms."""


def beyond_limits(case: ZoneCase, off: Flags) -> int:
    """Weighted minutes beyond all limits."""
    total = sum(group_beyond(case, off, group) for group in range(len(case.groups)))
    limit = int(case.limits.switchings_per_slot)
    if limit:
        switched = (begins(case, off) | returns(case, off)).sum(axis=0).tolist()
        weight = LIMIT_WEIGHTS["switchings_per_slot"]
        total += sum(
            weight * minutes * max(0, count - limit) for count, minutes in zip(switched, case.minutes, strict=True)
        )
    return case.rest.beyond + total


def group_beyond(case: ZoneCase, off: Flags, group: int) -> int:
    """Weighted minutes by which one group is beyond the limits of its own."""
    too_long = LIMIT_WEIGHTS["max_off_minutes"] * _too_long(case, off[group].tolist(), group)
    down, up = begins(case, off)[group].tolist(), returns(case, off)[group].tolist()
    row = off[group].tolist()
    short_off = _too_short(case, row, down, group, case.limits.min_off_minutes, stays_off=True)
    short_on = _too_short(case, row, up, group, case.limits.min_on_minutes, stays_off=False)
    weight_off, weight_on = LIMIT_WEIGHTS["min_off_minutes"], LIMIT_WEIGHTS["min_on_minutes"]
    return too_long + weight_off * short_off + weight_on * short_on


def _too_long(case: ZoneCase, row: list[bool], group: int) -> int:
    limit, starts, beyond = case.limits.max_off_minutes, case.starts, 0
    if not limit:
        return 0
    stretches = [(first, starts[first]) for first in range(len(row))]
    if case.was_off(group):
        stretches.append((0, -case.been_so(group)))
    for first, begin in stretches:
        for slot in range(first, len(row)):
            if not row[slot]:
                break
            if starts[slot + 1] - begin > limit:
                beyond += case.minutes[slot]
                break
    return beyond


def _too_short(
    case: ZoneCase, row: list[bool], begun: list[bool], group: int, limit: float, stays_off: bool
) -> int:
    starts, beyond = case.starts, 0
    known = case.was_off(group) == stays_off and case.been_so(group) < LONG_MINUTES
    for slot, is_off in enumerate(row):
        recent = sum(begun[first] for first in range(slot + 1) if starts[slot] - starts[first] < limit)
        recent += known and starts[slot] + case.been_so(group) < limit
        if recent > int(is_off == stays_off):
            beyond += case.minutes[slot]
    return beyond
