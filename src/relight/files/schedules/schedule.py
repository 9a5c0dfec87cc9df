"""What a published timetable says: its Rota, its weekly template, and every defect that was found and mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from relight.errors import InputError, Problem
from relight.files.schedules.wall import next_day, wall_pieces
from relight.model.rota import LIKELY_ON, ON, UNKNOWN, Area, Rota, Span, merged_slots, merged_spans
from relight.model.schema import RotaSlot
from relight.model.schema.rota import POSSIBLE

STALE = timedelta(days=1)
"""Content so much older than its fetch time is called stale."""


@dataclass(frozen=True, order=True)
class WeeklySlot:
    """A time of the week at which an area may be cut, as templates say; it is no promise for any date."""

    area: Area
    weekday: int  # 0 = Monday
    begin_minute: int
    end_minute: int


@dataclass(frozen=True)
class Schedule:
    """A timetable as it was read."""

    rota: Rota
    weekly: tuple[WeeklySlot, ...] = ()
    notices: tuple[str, ...] = ()
    fetched_at: datetime | None = None


@dataclass
class Taking:
    """A timetable while it is read: cuts, spans, and what is wrong."""

    file: str
    zone_name: str
    clock: ZoneInfo
    slots: list[RotaSlot] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    weekly: list[WeeklySlot] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def note(self, text: str) -> None:
        """A defect that was mended, or what is not known."""
        if text not in self.notices:
            self.notices.append(text)

    def refuse(self, where: str, found: str, remedy: str) -> None:
        """A defect that cannot be mended."""
        self.problems.append(Problem(self.file, 0, where, found, remedy))

    def take(self, area: Area, start: datetime, end: datetime, state: str, source: str = "") -> None:
        """What an area is told for a time."""
        if state == UNKNOWN or start.astimezone(UTC) >= end.astimezone(UTC):
            return
        if state in (ON, LIKELY_ON):
            self.spans.append(Span(area, start, end, firm=state == ON))
            return
        self.slots.append(
            RotaSlot(
                zone=area.zone, outage_group=area.outage_group, start=start, end=end, state=state, source=source
            )
        )

    def promise_only_with_age(self, ages: Mapping[Area, datetime | None]) -> None:
        """Take back the supply of areas that do not say when they are from, where others do: it may be of any age."""
        unknown = {area for area, instant in ages.items() if instant is None}
        if unknown == ages.keys():
            return  # then nothing has an age, and all of it is stale
        self.spans = [span for span in self.spans if span.area not in unknown]
        for area in sorted(unknown):
            self.note(f"group {area.outage_group} does not say when it is from: its supply is left aside")

    def take_wall(self, area: Area, day: date, minutes: tuple[float, float], state: str, source: str = "") -> None:
        """The same for minutes of a local day."""
        for start, end in wall_pieces(day, *minutes, self.clock):
            self.take(area, start, end, state, source)

    def schedule(self, issued_at: datetime | None, fetched_at: datetime | None) -> Schedule:
        """What was taken.

        Raises
        ------
        InputError
            If anything could not be mended.
        """
        if self.problems:
            raise InputError(self.problems)
        if issued_at is not None and fetched_at is not None and fetched_at - issued_at > STALE:
            days = (fetched_at - issued_at) / timedelta(days=1)
            self.note(f"stale: fetched {fetched_at.isoformat()}, but its content is {days:.0f} days older")
        rota = Rota(merged_slots(self.slots), merged_spans(self.spans), issued_at)
        ends = [*(row.end.astimezone(UTC) for row in rota.slots), *(span.end.astimezone(UTC) for span in rota.spans)]
        if issued_at is not None and ends and max(ends) <= issued_at.astimezone(UTC):
            until = max(ends).astimezone(self.clock)
            self.note(f"it is of other days: all it tells was over on {until.isoformat()}, before it was issued")
        return Schedule(rota, tuple(sorted(self.weekly)), tuple(self.notices), fetched_at)


def expanded(weekly: Iterable[WeeklySlot], first: date, days: int, clock: ZoneInfo) -> tuple[RotaSlot, ...]:
    """A weekly template as possible cuts on so many days."""
    rows: list[RotaSlot] = []
    day = first
    for _ in range(days):
        for slot in weekly:
            if slot.weekday == day.weekday():
                rows += [
                    RotaSlot(
                        zone=slot.area.zone, outage_group=slot.area.outage_group,
                        start=start, end=end, state=POSSIBLE, source="weekly template",
                    )
                    for start, end in wall_pieces(day, slot.begin_minute, slot.end_minute, clock)
                ]  # fmt: skip
        day = next_day(day)
    return merged_slots(rows)
