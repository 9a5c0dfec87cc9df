"""A few groups of a zone free, the others as they are: the small problem that improves a large rota."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from relight.plan.rota.zone_case import Flags, LoadRow, Rest, ZoneCase
from relight.plan.rota.zone_limits import group_beyond
from relight.plan.rota.zone_value import (
    begins,
    changes_of,
    cut_of,
    inequality_of,
    night_off,
    returns,
    total_off,
)


def part_of(case: ZoneCase, off: Flags, free: Sequence[int]) -> ZoneCase:
    """The case of the free groups alone, with what the others take of every row and count in every objective."""
    kept = [group for group in range(len(case.groups)) if group not in free]
    fixed = np.zeros_like(off)
    fixed[kept] = off[kept]
    shared = case.shared_by()
    others = [group for group in shared if group in kept]
    totals, nights = total_off(case, off), night_off(case, off)
    weights = tuple(case.weight(group) for group in range(len(case.groups)))
    rest = Rest(
        off_minutes=tuple(totals[group] for group in others),
        night_minutes=tuple(nights[group] for group in others),
        weights=tuple(weights[group] for group in others),
        beyond=sum(group_beyond(case, off, group) for group in kept),
        changes=changes_of(case, off, kept),
        cut=cut_of(case, fixed),
        cuts=int(begins(case, off)[kept].sum()),
        inequality=inequality_of([totals[group] for group in others], [weights[group] for group in others]),
        switched=tuple((begins(case, off) | returns(case, off))[kept].sum(axis=0).tolist()),
    )
    return replace(
        case,
        groups=tuple(case.groups[group] for group in free),
        load_kw=case.load_kw[list(free)],
        rows=_rows(case, off, free, kept),
        before_off=tuple(case.was_off(group) for group in free),
        before_minutes=tuple(case.been_so(group) for group in free),
        past_off_minutes=tuple(case.past(group) for group in free),
        past_night_minutes=tuple(case.past_night(group) for group in free),
        weights=tuple(weights[group] for group in free),
        published=None if case.published is None else case.published[list(free)],
        forbidden=_forbidden(case, off, free),
        shared=tuple(at for at, group in enumerate(free) if group in shared),
        rest=rest,
    )


def _rows(case: ZoneCase, off: Flags, free: Sequence[int], kept: Sequence[int]) -> tuple[LoadRow, ...]:
    """Every row with what the kept groups ask for taken from its capacity."""
    back = returns(case, off)
    rows = []
    for row in case.rows:
        asked = sum(row.load_w[group] for group in kept if not off[group, row.slot])
        asked += sum(
            round(row.load_w[group] * excess)
            for since, excess in enumerate(case.cold)
            if since <= row.slot
            for group in kept
            if back[group, row.slot - since]
        )
        load_w = tuple(row.load_w[group] for group in free)
        # The tolerance goes by the number of groups: with fewer the difference moves into the capacity.
        slack_w = len(case.groups) // 2 - len(free) // 2
        rows.append(LoadRow(row.slot, load_w, max(0, row.capacity_w) - asked + slack_w))
    return tuple(rows)


def _forbidden(case: ZoneCase, off: Flags, free: Sequence[int]) -> tuple[tuple[int, frozenset[int]], ...]:
    place = {group: at for at, group in enumerate(free)}
    return tuple(
        (slot, frozenset(place[group] for group in groups if group in place))
        for slot, groups in case.forbidden
        if not any(off[group, slot] for group in groups if group not in place)
    )
