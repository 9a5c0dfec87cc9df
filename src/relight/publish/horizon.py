"""Places in an outlook's horizon: which slot an hour ahead lies in, and what a series holds there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

AHEAD_HOURS = (6, 24, 72)
"""Hours ahead that the tables show beside now."""


@dataclass(frozen=True)
class Horizon:
    """The slots of an outlook in minutes from its start."""

    start: datetime
    end: datetime
    minutes: tuple[float, ...]
    """Start of each slot [min]."""

    @property
    def length(self) -> float:
        """Length of the horizon [min]."""
        return (self.end - self.start) / timedelta(minutes=1)

    def slot(self, hours: float) -> int:
        """Position of the slot that many hours ahead; the last one from its start on."""
        return min(len(self.minutes), bisect_right(self.minutes, hours * 60)) - 1

    def ahead(self) -> list[int]:
        """The hours of `AHEAD_HOURS` that lie within the horizon."""
        return [hours for hours in AHEAD_HOURS if hours * 60 <= self.length + 1e-6]

    def time(self, minutes: float) -> datetime:
        """The instant so many minutes after the start."""
        return self.start + timedelta(minutes=minutes)

    def edges(self) -> tuple[float, ...]:
        """Starts of the slots and the end of the last [min]."""
        return (*self.minutes, self.length)


def horizon_of(outlook: Mapping[str, Any]) -> Horizon:
    """The horizon of an outlook."""
    start, end = (datetime.fromisoformat(outlook[key]) for key in ("start", "end"))
    minutes = ((datetime.fromisoformat(slot) - start) / timedelta(minutes=1) for slot in outlook["slots"])
    return Horizon(start, end, tuple(minutes))


def first_loss(series: Sequence[float]) -> int | None:
    """Position of the first slot in which somebody is without, if there is one."""
    return next((i for i, people in enumerate(series) if people >= 0.5), None)
