"""When crews are on duty, and when work that is paused between shifts is done."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_DAYS = 4000
"""A job that has not ended by then never does."""


class Shift:
    """The hours of a crew on the local clock, as minutes from the outlook's start; without hours it is always on duty.

    Parameters
    ----------
    begin, end
        Local times HH:MM; an end at or before the begin is on the next day. Both empty: round the clock.
    origin
        The instant minutes count from.
    zone
        The region's clock.
    """

    def __init__(self, begin: str, end: str, origin: datetime, zone: ZoneInfo) -> None:
        self.hours = (begin, end)
        self.always = not begin
        self._zone, self._origin = zone, origin.astimezone(UTC)
        if not self.always:
            self._clock = (time.fromisoformat(begin), time.fromisoformat(end))
            self._first = origin.astimezone(zone).date() - timedelta(days=1)
            self._begins: list[float] = []
            self._ends: list[float] = []

    def on_from(self, minute: float) -> float:
        """The first minute from `minute` on at which the crew is on duty."""
        if self.always:
            return minute
        position = self._duty_before_end(minute)
        return math.inf if position is None else max(minute, self._begins[position])

    def on_until(self, minute: float) -> float:
        """When the duty that holds at `minute` ends."""
        if self.always:
            return math.inf
        position = self._duty_before_end(minute)
        return math.inf if position is None else self._ends[position]

    def _duty_before_end(self, minute: float) -> int | None:
        """Position of the first duty that ends after `minute`; None if that is too far away."""
        while not self._ends or self._ends[-1] <= minute:
            if len(self._ends) > MOST_DAYS:
                return None
            self._add_day()
        return bisect_right(self._ends, minute)

    def _add_day(self) -> None:
        day = self._first + timedelta(days=len(self._ends))
        begin, end = (datetime.combine(day, clock, self._zone) for clock in self._clock)
        if end <= begin:
            end = datetime.combine(day + timedelta(days=1), self._clock[1], self._zone)
        # In UTC, because two times of one zone are subtracted by their clock faces, whatever the clock skipped between.
        self._begins.append((begin.astimezone(UTC) - self._origin) / timedelta(minutes=1))
        self._ends.append((end.astimezone(UTC) - self._origin) / timedelta(minutes=1))


def work(shifts: Sequence[Shift], minute: float, minutes: float) -> tuple[float, float]:
    """When crews who work only while all of them are on duty begin and end work that takes so many minutes."""
    if all(shift.always for shift in shifts):
        return minute, minute + minutes
    begin, left, now = -1.0, minutes, minute
    while now < math.inf:
        together = max(shift.on_from(now) for shift in shifts)
        while together < math.inf and any(shift.on_from(together) > together for shift in shifts):
            together = max(shift.on_from(together) for shift in shifts)
        begin = together if begin < 0 else begin
        until = min(shift.on_until(together) for shift in shifts)
        if together + left <= until:
            return begin, together + left
        left -= until - together
        now = until
    return math.inf, math.inf
