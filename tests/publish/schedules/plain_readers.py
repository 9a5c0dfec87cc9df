"""What a plain reader of each feed takes for supply, minute by minute: no feed may let it believe what nobody said.

The readers know what is in the wild, not what relight adds: `state`, `source` and `meta.exact` are not looked at, and a
minute of a calendar without an event is one with supply.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import icalendar

from relight.model.rota import Area
from relight.publish.schedules.feeds import slug

MINUTE = timedelta(minutes=1)
SVG = "{http://www.w3.org/2000/svg}"
HALVES_ON = {"yes": (1, 1), "first": (0, 1), "second": (1, 0), "mfirst": (0, 1), "msecond": (1, 0)}

Believes = Callable[[datetime], bool]
"""Whether a reader believes at an instant (UTC) that an area has supply."""


def yasno_reader(folder: Path, area: Area, clock: ZoneInfo) -> Believes:
    """Yasno's application: emergency and waiting days promise nothing but their `NotPlanned` slots at most."""
    days: dict[str, Any] = {}
    entry = json.loads((folder / f"yasno/{slug(area.zone)}.json").read_text("utf-8")).get(area.outage_group, {})
    for name in ("today", "tomorrow"):
        days[datetime.fromisoformat(entry[name]["date"]).astimezone(clock).date().isoformat()] = entry[name]

    def believes(instant: datetime) -> bool:
        local = instant.astimezone(clock)
        day, minute = days.get(local.date().isoformat()), local.hour * 60 + local.minute
        if day is None or day["status"] == "EmergencyShutdowns":
            return False
        kinds = [slot["type"] for slot in day["slots"] if slot["start"] <= minute < slot["end"]]
        if kinds:
            return kinds == ["NotPlanned"]
        return day["status"] in ("ScheduleApplies", "NoOutages")

    return believes


def gpv_reader(folder: Path, area: Area, clock: ZoneInfo) -> Believes:
    """DTEK's page: only `yes`, and the half hours of which the other half is named."""
    content = json.loads((folder / f"gpv/{slug(area.zone)}.json").read_text("utf-8"))
    days = {datetime.fromtimestamp(int(key), clock).date(): groups for key, groups in content["fact"]["data"].items()}

    def believes(instant: datetime) -> bool:
        local = instant.astimezone(clock)
        hours = days.get(local.date(), {}).get(f"GPV{area.outage_group}")
        return hours is not None and bool(HALVES_ON.get(hours[str(local.hour + 1)], (0, 0))[local.minute // 30])

    return believes


def csv_reader(folder: Path, area: Area, clock: ZoneInfo) -> Believes:
    """A spreadsheet: the rows that say "on", or that it is likely."""
    rows = csv.DictReader(io.StringIO((folder / "schedule.csv").read_text("utf-8")))
    own = [row for row in rows if row["area"] == f"{area.zone}/{area.outage_group}"]
    return within(
        (datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"]))
        for row in own
        if row["stage"] in ("on", "likely_on")
    )


def calendar_reader(folder: Path, area: Area, clock: ZoneInfo) -> Believes:
    """A phone: supply is wherever there is no event, for ever."""
    content = (folder / f"calendars/{slug(area.zone)}-{slug(area.outage_group)}.ics").read_bytes()
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    busy = within(
        (event.decoded("dtstart"), event.decoded("dtend")) for event in events if str(event["status"]) != "CANCELLED"
    )
    return lambda instant: not busy(instant)


def page_reader(folder: Path, area: Area, clock: ZoneInfo) -> Believes:
    """Somebody who reads the table of the page."""
    page = (folder / "index.html").read_text("utf-8")
    zone = next(part for part in page.split("<h2>")[1:] if part.split("</h2>")[0].endswith(f" {area.zone}"))
    row = next(row for row in zone.split('<th scope="row">')[1:] if row.startswith(f"{area.outage_group}<"))
    spans = re.findall(r'class="piece supply" data-begin="([^"]+)"\s+data-end="([^"]+)"', row)
    return within(tuple(datetime.fromisoformat(edge) for edge in span) for span in spans)


def card_reader(folder: Path, area: Area, clock: ZoneInfo, today: datetime) -> Believes:
    """Somebody who looks at the group's card, from which its PNG is drawn: boxes of supply in its four rows."""
    root = ElementTree.parse(folder / f"cards/{slug(area.zone)}-{slug(area.outage_group)}.svg").getroot()
    boxes = [box for box in root.iter(f"{SVG}rect") if box.get("width") == "16"]
    tops = sorted({int(box.get("y", "")) for box in boxes})  # morning and afternoon of today, then of tomorrow
    left = min(int(box.get("x", "")) for box in boxes)
    states = {
        (tops.index(int(box.get("y", ""))), (int(box.get("x", "")) - left) // 16): box.get("class") for box in boxes
    }
    assert len(states) == len(boxes) == 96
    assert len(tops) == 4

    def believes(instant: datetime) -> bool:
        local = instant.astimezone(clock)
        half, at = divmod(local.hour * 2 + local.minute // 30, 24)
        row = 2 * (local.date() - today.astimezone(clock).date()).days + half
        return states.get((row, at)) in ("on", "likely_on")

    return believes


def within(spans: Iterable[tuple[datetime, ...]]) -> Believes:
    """Whether an instant is in any of some spans."""
    known = [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in spans]
    return lambda instant: any(start <= instant < end for start, end in known)


def readers(folder: Path, area: Area, clock: ZoneInfo, today: datetime) -> dict[str, Believes]:
    """Every feed of an area."""
    found = {
        name: reader(folder, area, clock)
        for name, reader in (
            ("yasno", yasno_reader), ("gpv", gpv_reader), ("csv", csv_reader), ("calendar", calendar_reader),
            ("page", page_reader),
        )
    }  # fmt: skip
    return {**found, "card": card_reader(folder, area, clock, today)}
