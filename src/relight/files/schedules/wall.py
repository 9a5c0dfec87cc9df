"""Between the clock on the wall and instants, on nights when the clock is changed too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from relight.model.rota import LIKELY_ON, ON, UNKNOWN, Piece
from relight.model.schema.rota import ROTA_STATES

DAY_MINUTES = 1440
NO_SUMMER = "the producer does not know summer time"
STEP = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)

CAREFUL = (ROTA_STATES[3], *ROTA_STATES[:3], UNKNOWN, LIKELY_ON, ON)
"""Of two things said of one minute, the first of these stands."""


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """Local midnight at which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def next_day(day: date) -> date:
    """The day after, at the end of a month or year too."""
    return day + timedelta(days=1)


def wall_pieces(day: date, begin: float, end: float, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The instants of a local day at which the clock shows `begin` to `end` [minutes from midnight].

    In the hour the clock skips there are none; in the hour it shows twice they come twice.
    """
    found: list[tuple[datetime, datetime]] = []
    for since, until, wall in _even_parts(day, zone):
        first = since + max(0.0, begin - wall) * MINUTE
        last = min(until, since + (end - wall) * MINUTE)
        if first < last:
            if found and found[-1][1] == first:
                found[-1] = (found[-1][0], last)
            else:
                found.append((first, last))
    return [(first.astimezone(zone), last.astimezone(zone)) for first, last in found]


def _even_parts(day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime, float]]:
    """Parts of a day in which the clock runs evenly: begin, end (UTC), and what the clock shows at the begin [min]."""
    midnight, stop = (day_start(each, zone).astimezone(UTC) for each in (day, next_day(day)))
    naive = datetime(day.year, day.month, day.day)
    parts: list[tuple[datetime, datetime, float]] = []
    begin, at = midnight, midnight
    while at < stop:
        after = min(at + STEP, stop)
        if after == stop or after.astimezone(zone).utcoffset() != at.astimezone(zone).utcoffset():
            wall = (begin.astimezone(zone).replace(tzinfo=None) - naive) / MINUTE
            parts.append((begin, after, wall))
            begin = after
        at = after
    return parts


def wall_states(pieces: Iterable[Piece], day: date, zone: ZoneInfo) -> list[tuple[str, str]]:
    """(state, source) for every minute that the clock shows on a day.

    What the clock shows twice gets the more careful of the two; what it skips is as the minute before it.
    """
    said: list[tuple[str, str] | None] = [None] * DAY_MINUTES
    told = list(pieces)
    for since, until, wall in _even_parts(day, zone):
        for piece in told:
            first, last = max(since, piece.start), min(until, piece.end)
            if first >= last:
                continue
            begin, end = (round(wall + (edge - since) / MINUTE) for edge in (first, last))
            for minute in range(max(0, begin), min(DAY_MINUTES, end)):
                known = said[minute]
                if known is None or CAREFUL.index(piece.state) < CAREFUL.index(known[0]):
                    said[minute] = (piece.state, piece.source)
    return _filled(said)


def _filled(said: list[tuple[str, str] | None]) -> list[tuple[str, str]]:
    filled: list[tuple[str, str]] = []
    for entry in said:
        filled.append(entry if entry is not None else filled[-1] if filled else (UNKNOWN, ""))
    return filled


def day_of_midnight(instant: datetime, zone: ZoneInfo) -> tuple[date, str] | None:
    """The local day whose midnight an instant is meant to be, and what is wrong with it; None if it is no midnight.

    Producers with a fixed offset are an hour off for half the year.
    """
    local = instant.astimezone(zone)
    clock = (local.hour, local.minute, local.second)
    if clock == (0, 0, 0):
        return local.date(), ""
    if clock == (1, 0, 0):
        return local.date(), f"its midnight is 01:00 local time: {NO_SUMMER}"
    if clock == (23, 0, 0):
        return next_day(local.date()), "its midnight is 23:00 local time: the producer is fixed to summer time"
    return None
