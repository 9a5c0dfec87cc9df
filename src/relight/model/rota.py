"""A Rota: which outage group of which zone is off when, and for which times the timetable speaks at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from relight.model.schema.rota import CONFIRMED, EMERGENCY, POSSIBLE, PRELIMINARY, RotaSlot

ON, LIKELY_ON, UNKNOWN = "on", "likely_on", "unknown"
"""What a timetable says of a time without a cut: supply is planned, supply is planned but may change, nothing."""

BY_CARE = (EMERGENCY, CONFIRMED, PRELIMINARY, POSSIBLE, LIKELY_ON, ON, UNKNOWN)
"""Where several rows speak for one instant, the first of these is what the group is told."""


CLOCKS_APART = timedelta(minutes=90)
"""By how much a producer's clock may be ahead, as one that is wrong about summer time is."""


@dataclass(frozen=True, order=True)
class Area:
    """An outage group of a supply zone: every region has a group 3.1, so the group alone names nobody."""

    zone: str
    outage_group: str


@dataclass(frozen=True, order=True)
class Span:
    """A time for which the timetable speaks: outside its spans nothing is known of an area, never that it is on."""

    area: Area
    start: datetime
    end: datetime
    firm: bool = True  # False: the timetable for this time may still change


@dataclass(frozen=True, order=True)
class Piece:
    """A time during which an area is told one thing."""

    start: datetime
    end: datetime
    state: str
    source: str = ""


@dataclass(frozen=True)
class Rota:
    """Cuts of outage groups, and the spans of time for which the absence of a cut means supply."""

    slots: tuple[RotaSlot, ...] = ()
    spans: tuple[Span, ...] = ()
    issued_at: datetime | None = None  # when the content is from, not when it was fetched

    @property
    def areas(self) -> tuple[Area, ...]:
        """Every area it names, in order."""
        return tuple(sorted({area_of(slot) for slot in self.slots} | {span.area for span in self.spans}))

    def pieces(self, area: Area, start: datetime, end: datetime) -> tuple[Piece, ...]:
        """What an area is told from `start` to `end`, without a gap: a time nobody speaks for is `unknown`."""
        first, last = start.astimezone(UTC), end.astimezone(UTC)
        slots = [slot for slot in self.slots if area_of(slot) == area and slot.start < last and slot.end > first]
        spans = [span for span in self.spans if span.area == area and span.start < last and span.end > first]
        bounds = [(row.start, row.end) for row in slots] + [(row.start, row.end) for row in spans]
        edges = {edge.astimezone(UTC) for pair in bounds for edge in pair}
        ordered = [first, *sorted(edge for edge in edges if first < edge < last), last]
        said = [Piece(begin, until, *_told(slots, spans, begin)) for begin, until in pairwise(ordered)]
        return _joined(said)


def area_of(slot: RotaSlot) -> Area:
    """The area a row speaks for."""
    return Area(slot.zone, slot.outage_group)


def _told(slots: Sequence[RotaSlot], spans: Sequence[Span], at: datetime) -> tuple[str, str]:
    """State and source at an instant."""
    said = [(slot.state, slot.source) for slot in slots if slot.start <= at < slot.end]
    if not said:
        known = [span.firm for span in spans if span.start <= at < span.end]
        return (ON if all(known) else LIKELY_ON) if known else UNKNOWN, ""
    return min(said, key=lambda pair: (BY_CARE.index(pair[0]), pair[1]))


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and (joined[-1].state, joined[-1].source) == (piece.state, piece.source):
            joined[-1] = replace(joined[-1], end=piece.end)
        else:
            joined.append(piece)
    return tuple(joined)


def merged_slots(slots: Iterable[RotaSlot]) -> tuple[RotaSlot, ...]:
    """The cuts in order, those of one area, state and source that touch or overlap made one: midnight splits no cut."""
    by_area: dict[tuple[str, str, str, str], list[RotaSlot]] = defaultdict(list)
    for slot in sorted(slots, key=_in_time):
        rows = by_area[slot.zone, slot.outage_group, slot.state, slot.source]
        if rows and _utc(slot.start) <= _utc(rows[-1].end):
            rows[-1] = replace(rows[-1], end=max(rows[-1].end, slot.end, key=_utc))
        else:
            rows.append(slot)
    rows = [slot for rows in by_area.values() for slot in rows]
    return tuple(
        sorted(rows, key=lambda slot: (slot.zone, slot.outage_group, _utc(slot.start), slot.state, slot.source))
    )


def merged_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those of one area and firmness that touch or overlap made one."""
    by_area: dict[tuple[Area, bool], list[Span]] = defaultdict(list)
    for span in sorted(spans, key=_in_time):
        rows = by_area[span.area, span.firm]
        if rows and _utc(span.start) <= _utc(rows[-1].end):
            rows[-1] = replace(rows[-1], end=max(rows[-1].end, span.end, key=_utc))
        else:
            rows.append(span)
    rows = [span for rows in by_area.values() for span in rows]
    return tuple(sorted(rows, key=lambda span: (span.area, *_in_time(span), span.firm)))


def _utc(instant: datetime) -> datetime:
    """An instant that can be compared: between two times of one zone Python compares what the clock on the wall shows,
    which in the hour that it shows twice is not their order.
    """
    return instant.astimezone(UTC)


def _in_time(row: RotaSlot | Span) -> tuple[datetime, datetime]:
    return _utc(row.start), _utc(row.end)


def is_stale(issued_at: datetime | None, now: datetime, stale_minutes: float) -> bool:
    """Whether content is older than `stale_minutes`, or of no age that one could trust: unknown, or from the future."""
    return issued_at is None or not -CLOCKS_APART <= _utc(now) - _utc(issued_at) <= timedelta(minutes=stale_minutes)


def aged(rota: Rota, now: datetime, stale_minutes: float) -> Rota:
    """The Rota as it may be told at `now`: once its content is stale it promises supply to nobody.

    Cuts are still told; a time without one is then unknown.
    """
    return replace(rota, spans=()) if is_stale(rota.issued_at, now, stale_minutes) else rota
