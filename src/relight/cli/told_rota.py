"""The rota that is to be published: a rota.csv with the times it speaks for, or a timetable of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import relight
from relight.cli.inputs import parse_instant
from relight.files.rota import is_timetable
from relight.files.schedules.reading import read_schedule
from relight.model.check.rota import rotated_areas
from relight.model.check.wording import listed
from relight.model.rota import Area, Rota, Span, merged_slots
from relight.plan.rota.limits import limits_of


def told_rota(
    path: Path, region: relight.Region, issued: str | None, until: str | None, zone: str
) -> tuple[Rota, tuple[str, ...]]:
    """The rota in a file, and what is to be noted about it."""
    if is_timetable(path):
        schedule = read_schedule(path, region.settings.zone, zone)
        return schedule.rota, (*schedule.notices, *_strangers(schedule.rota, region))
    return _of_csv(path, region, issued, until)


def _strangers(rota: Rota, region: relight.Region) -> tuple[str, ...]:
    """Groups that the region does not have: its own are then unknown, which may be nothing but another zone's name."""
    areas = rotated_areas(region)
    names = [f"{area.zone}/{area.outage_group}" for area in rota.areas if area not in areas]
    if not names:
        return ()
    zones = ", ".join(sorted({area.zone for area in areas})) or "no zones with outage groups"
    return (f"the region has no groups {listed(names)}; if they are of one of its zones, give it with --zone: {zones}",)


def _of_csv(
    path: Path, region: relight.Region, issued: str | None, until: str | None
) -> tuple[Rota, tuple[str, ...]]:
    clock = region.settings.zone
    rows = relight.read_rota(path, region)
    when, notes = _issued(path, issued, clock)
    bounds: dict[Area, list[datetime]] = {}
    if until is not None:
        end = parse_instant(until, clock, "--until")
        notes = (*notes, *_far_beyond(rows, end))
        bounds = {area: [when, end] for area in rotated_areas(region) if when.astimezone(UTC) < end.astimezone(UTC)}
    else:
        for row in rows:
            bounds.setdefault(Area(row.zone, row.outage_group), []).extend((row.start, row.end))
    # As with cuts: what is so far ahead that it may still change is no promise.
    firm = when.astimezone(UTC) + timedelta(minutes=limits_of(region).firm_minutes)
    spans = []
    for area, times in sorted(bounds.items()):
        start, *_, end = sorted(instant.astimezone(UTC) for instant in times)
        spans += [Span(area, start, min(firm, end), True)] if start < firm else []
        spans += [Span(area, max(start, firm), end, False)] if firm < end else []
    return Rota(merged_slots(rows), tuple(spans), when), notes


def _far_beyond(rows: Sequence[relight.RotaSlot], end: datetime) -> Iterator[str]:
    """That a day and more after the last cut is promised to have none: was it planned at all?"""
    last = max((row.end.astimezone(UTC) for row in rows), default=end.astimezone(UTC))
    if end.astimezone(UTC) - last > timedelta(days=1):
        hours = (end.astimezone(UTC) - last) / timedelta(hours=1)
        yield f"--until is {hours:.0f} h after the last cut: that none is planned there is told as well"


def _issued(path: Path, issued: str | None, clock: ZoneInfo) -> tuple[datetime, tuple[str, ...]]:
    """When a rota was issued; else when its file was written, which is told: a copy is as young as the copying."""
    if issued:
        return parse_instant(issued, clock, "--issued"), ()
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone(clock).replace(microsecond=0)
    note = (
        f"{path.name} does not say when it was issued: taken from the file, {written.isoformat()}; "
        "give --issued if it is a copy"
    )
    return written, (note,)
