"""Load shedding by stages: what is cut is rounded up to whole stages, the same for a whole block of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from relight.plan.rota.zone_case import ZoneCase


def staged(case: ZoneCase, slots: Sequence[float]) -> tuple[ZoneCase, tuple[int, ...]]:
    """The case with capacities lowered to whole stages, and the stage of every slot; as it is where there are none."""
    share = case.limits.stage_share
    if not share:
        return case, ()
    stage = [0] * len(slots)
    for row in case.rows:
        lacking, whole = sum(row.load_w) - row.capacity_w, sum(row.load_w)
        if lacking > 0 and whole > 0:
            stage[row.slot] = max(stage[row.slot], math.ceil(lacking / (share * whole) - 1e-9))
    for first, last in _blocks(case):
        stage[first:last] = [max(stage[first:last])] * (last - first)
    highest = math.ceil(1 / share)
    stage = [min(highest, number) for number in stage]
    rows = tuple(
        replace(row, capacity_w=min(row.capacity_w, math.floor(sum(row.load_w) * (1 - share * stage[row.slot]) + 0.5)))
        for row in case.rows
    )
    return replace(case, rows=rows), tuple(stage)


def _blocks(case: ZoneCase) -> list[tuple[int, int]]:
    """(first slot, slot after the last) between two times at which switching is allowed."""
    edges = [slot for slot, allowed in enumerate(case.may_switch) if allowed] or [0]
    return list(zip(edges, [*edges[1:], len(case.minutes)], strict=True))
