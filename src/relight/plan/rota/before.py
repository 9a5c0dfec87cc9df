"""What was before the first slot: who has been off for how long, and what was published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from relight.engine.clock import instant_of, minute_of
from relight.model.rota import Area, area_of
from relight.model.schema import PastCut, RotaSlot
from relight.model.schema.rota import POSSIBLE
from relight.plan.rota.limits import Limits
from relight.plan.rota.zone_case import LONG_MINUTES, Ints

Cuts = dict[Area, list[tuple[float, float]]]


@dataclass(frozen=True)
class Before:
    """The past of one area, seen from the first slot."""

    is_off: bool
    been_so_minutes: int
    off_minutes: int
    night_minutes: int


def past_cuts(history: Iterable[PastCut], published: Iterable[RotaSlot], at: datetime, start: datetime) -> Cuts:
    """Area -> its cuts before `start` as minutes (negative), in order, those that touch or overlap made one.

    What history says is over at `at` is over; what it has still going on then goes on until the first slot.
    """
    rows = [
        (Area(row.zone, row.outage_group), minute_of(row.start, start), minute_of(row.end, start))
        for row in history
        if minute_of(row.start, at) < 0
    ]
    rows = [(area, begin, end if end < minute_of(at, start) else 0.0) for area, begin, end in rows]
    rows += [
        (area_of(row), minute_of(row.start, start), min(0.0, minute_of(row.end, start)))
        for row in published
        if row.state != POSSIBLE
    ]
    cuts: Cuts = {}
    for area, begin, until in sorted(rows):
        if begin >= until:
            continue
        known = cuts.setdefault(area, [])
        if known and begin <= known[-1][1]:
            known[-1] = (known[-1][0], max(known[-1][1], until))
        else:
            known.append((begin, until))
    return cuts


def before_of(area: Area, cuts: Cuts, limits: Limits, start: datetime, zone: ZoneInfo) -> Before:
    """The past of an area, seen from the first slot's start."""
    window = -limits.history_days * 1440
    own = [(max(begin, window), end) for begin, end in cuts.get(area, ()) if end > window]
    nights = sum(_night_minutes(begin, end, limits, start, zone) for begin, end in own)
    total = sum(end - begin for begin, end in own)
    last = cuts.get(area, [])[-1:]
    if not last:
        return Before(False, LONG_MINUTES, 0, 0)
    begin, end = last[0]
    is_off = end >= 0
    return Before(is_off, round(-begin if is_off else -end), round(total), round(nights))


def _night_minutes(begin: float, end: float, limits: Limits, start: datetime, zone: ZoneInfo) -> float:
    """Minutes of a cut that fall into the night, to a quarter of an hour."""
    quarters = np.arange(begin, end, 15.0)
    dark = [minute for minute in quarters.tolist() if limits.is_night(instant_of(minute, start, zone).hour)]
    return float(sum(min(15.0, end - minute) for minute in dark))


def published_slots(
    published: Sequence[RotaSlot] | None, areas: Sequence[Area], slots: Sequence[float], end: float, at: datetime
) -> Ints | None:
    """1 where an area was published to be off for at least half of a slot, 0 where on, −1 where nothing was said of it.

    What was published speaks from now to its last row's end, for all areas of a zone of which any row tells: a rota has
    no rows for a group that it never cuts.
    """
    if published is None:
        return None
    rows = [row for row in published if row.state != POSSIBLE]
    until = max((minute_of(row.end, at) for row in rows), default=0.0)
    edges = [*slots, end]
    said = np.full((len(areas), len(slots)), -1, dtype=np.int64)
    if not {area_of(row) for row in rows} & set(areas):
        return said
    for place, area in enumerate(areas):
        own = [(minute_of(row.start, at), minute_of(row.end, at)) for row in rows if area_of(row) == area]
        for slot, (begin, stop) in enumerate(pairwise(edges)):
            if begin < until:
                covered = sum(max(0.0, min(stop, last) - max(begin, first)) for first, last in own)
                said[place, slot] = int(covered >= (stop - begin) / 2)
    return said


def slot_instants(slots: Sequence[float], end: float, at: datetime, zone: ZoneInfo) -> list[datetime]:
    """Local start of every slot, and the end of the last."""
    return [instant_of(minute, at, zone) for minute in (*slots, end)]


def under_way(published: Iterable[RotaSlot], at: datetime, start: datetime) -> list[RotaSlot]:
    """What was published for the time from `at` until the first slot, and no further: it holds as it is."""
    began = [row for row in published if minute_of(row.end, at) > 0 and minute_of(row.start, start) < 0]
    return [replace(row, end=start) if minute_of(row.end, start) > 0 else row for row in began]


def is_edge(instant: datetime, minutes: float) -> bool:
    """Whether a local time is a multiple of so many minutes from midnight; of none every time is."""
    return not minutes or ((instant.hour * 60 + instant.minute) % minutes == 0 and not instant.second)


def cold_excess(factor: float, lasting_minutes: float, slot_minutes: int) -> tuple[float, ...]:
    """Demand above the usual at the start of each slot after a return, as a share of the usual."""
    if factor <= 1 or lasting_minutes <= 0:
        return ()
    step = timedelta(minutes=slot_minutes) / timedelta(minutes=1)
    count = int(np.ceil(lasting_minutes / step))
    return tuple((factor - 1) * (1 - since * step / lasting_minutes) for since in range(count))
