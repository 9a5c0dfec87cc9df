"""Further damage: what a hazard hits, from when to when, and the conditions of assets with it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from relight.engine.clock import after
from relight.engine.ensembles.repair_times import RepairTimes
from relight.engine.returns import ConditionStep
from relight.model.hazard import Hazard
from relight.model.region import Region


@dataclass(frozen=True, order=True)
class Hit:
    """An asset that is down from one minute to another."""

    asset: str
    begin_minute: float
    end_minute: float


def draw_hits(
    hazard: Hazard, region: Region, times: RepairTimes, end_minute: float, chance: np.random.Generator
) -> tuple[Hit, ...]:
    """What a hazard hits up to `end_minute`, by asset and time.

    Hits are Poisson in number, uniform in time and among the assets of their kind in their district. What is hit again
    while it is down stays down until both are repaired: one Hit.
    """
    places = sorted(row.district for row in region.districts)
    days = end_minute / 1440
    hits: list[Hit] = []
    for rate in hazard.rates:
        for district in [rate.district] if rate.district else places:
            assets = times.by_kind.get((district, rate.asset_kind), ())
            for _ in range(int(chance.poisson(rate.per_day * days)) if assets else 0):
                asset = assets[int(chance.integers(len(assets)))]
                begin = float(chance.uniform(0, end_minute))
                minutes = times.drawn_minutes(asset, times.mean_minutes(asset), 0.0, chance.uniform())
                hits.append(Hit(asset, begin, begin + minutes))
    return _joined(hits)


def with_hits(steps: Iterable[ConditionStep], hits: Iterable[Hit], at: datetime) -> list[ConditionStep]:
    """The changes of conditions with what is hit: down while any hit lasts, else as the steps say.

    So a hit may delay a return. It never brings anything back sooner or in a better state, nor what nobody expects, and
    an outage that is planned for later stays planned.

    Parameters
    ----------
    steps
        Conditions without the hits; of two for one instant the one with the larger share counts.
    hits
        What is down when.
    at
        Minute 0 of the hits.
    """
    down = defaultdict[str, list[tuple[datetime, datetime]]](list)
    for hit in hits:
        down[hit.asset].append((after(at, hit.begin_minute), after(at, hit.end_minute)))
    mixed: list[ConditionStep] = []
    own = defaultdict[str, list[ConditionStep]](list)
    for step in steps:
        (own[step.asset] if step.asset in down else mixed).append(step)
    for asset, stretches in down.items():
        mixed += _struck(asset, own[asset], stretches)
    return sorted(mixed, key=lambda step: (step.valid_from, step.asset, step.share))


def _struck(
    asset: str, steps: Sequence[ConditionStep], stretches: Sequence[tuple[datetime, datetime]]
) -> list[ConditionStep]:
    """An asset's changes where it is down in the stretches."""
    known = sorted((step.valid_from, step.share) for step in steps)
    changes: list[ConditionStep] = []
    before = 1.0
    for moment in sorted({moment for moment, _ in known} | {moment for stretch in stretches for moment in stretch}):
        last = bisect_right(known, (moment, 1.0))
        share = known[last - 1][1] if last else 1.0
        if any(begin <= moment < end for begin, end in stretches):
            share = 0.0
        if share != before:
            changes.append(ConditionStep(moment, asset, share))
            before = share
    return changes


def _joined(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits by asset and time, those on one asset that overlap as one."""
    joined: list[Hit] = []
    for hit in sorted(hits):
        last = joined[-1] if joined else None
        if last is not None and last.asset == hit.asset and hit.begin_minute <= last.end_minute:
            joined[-1] = replace(last, end_minute=max(last.end_minute, hit.end_minute))
        else:
            joined.append(hit)
    return tuple(joined)
