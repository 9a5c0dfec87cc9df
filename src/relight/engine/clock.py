"""Between minutes of the engine and instants of the world: origin, local hours and slots."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from relight.errors import Problem

MOST_HOURS = 24 * 366
"""The longest horizon: nobody's reports tell of more than a year ahead."""

MOST_ROTA_HOURS = 24 * 14
"""Two weeks: nobody plans cuts beyond."""


def hours_problems(hours: float, most: int = MOST_HOURS, given_as: str = "hours") -> Iterator[Problem]:
    """What is wrong with the length of a horizon [h], named as whoever gave it does."""
    if not 0 < hours <= most:
        remedy = f"give a number above 0, at most {most}"
        yield Problem(given_as, 0, "", f"{hours:g} hours are no horizon", remedy)


def minute_of(instant: datetime, origin: datetime) -> float:
    """Minutes from `origin` to `instant`, negative if it is earlier."""
    # In UTC: between two times of one zone Python counts what the clock on the wall shows.
    return (instant.astimezone(UTC) - origin.astimezone(UTC)) / timedelta(minutes=1)


def after(instant: datetime, minutes: float) -> datetime:
    """The instant so many minutes later, on the same clock; on the wall that may be an hour more or less."""
    return (instant.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(instant.tzinfo)


def instant_of(minute: float, origin: datetime, zone: ZoneInfo) -> datetime:
    """The instant so many minutes after `origin`, on the local clock, to the second."""
    exact = origin.astimezone(UTC) + timedelta(minutes=minute)
    return (exact + timedelta(microseconds=500_000)).replace(microsecond=0).astimezone(zone)


def hour_of_week(instant: datetime) -> int:
    """Hour of the local week, 0 = Monday 00:00."""
    return instant.weekday() * 24 + instant.hour


def local_edges(origin: datetime, zone: ZoneInfo, begin: float, end: float, every: int) -> list[float]:
    """Minutes strictly between `begin` and `end` at which the local clock passes a multiple of `every` minutes.

    Multiples count from local midnight. On nights when the clock is put forward or back, a piece longer than an hour
    may be shorter or longer than `every`.
    """
    edges: list[float] = []
    minute = begin
    while True:
        minute = _next_edge(origin, zone, minute, every)
        if minute >= end:
            return edges
        edges.append(minute)


def _next_edge(origin: datetime, zone: ZoneInfo, minute: float, every: int) -> float:
    instant = origin.astimezone(UTC) + timedelta(minutes=minute)
    local = instant.astimezone(zone)
    into = (local.hour * 60 + local.minute) % every + local.second / 60 + local.microsecond / 60e6
    edge = instant + timedelta(minutes=every - into)
    # A change of the clock inside the step moves the edge; the local hour it lands on is then aligned again.
    landed = edge.astimezone(zone)
    off = (landed.hour * 60 + landed.minute) % every
    if off and edge - timedelta(minutes=off) > instant:
        edge -= timedelta(minutes=off)
    return minute_of(edge, origin)
