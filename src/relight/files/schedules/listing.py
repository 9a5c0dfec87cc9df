"""A timetable as CSV: `area,start,end,stage,source,issued_at`; every minute is said, so no gap reads as supply."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from relight.errors import Problem
from relight.files.schedules.schedule import Schedule, Taking
from relight.model.rota import LIKELY_ON, ON, UNKNOWN, Area, Rota
from relight.model.schema.rota import CONFIRMED, ROTA_STATES

HEADER = ("area", "start", "end", "stage", "source", "issued_at")
OTHER_NAMES = {"area_name": "area", "finsh": "end", "finish": "end"}
"""Names of the columns in other people's files."""

STAGES = (*ROTA_STATES, ON, LIKELY_ON, UNKNOWN)
HOUR_24 = re.compile(r"^(\d{4}-\d\d-\d\d)[T ]24:00(?::00)?(.*)$")
LAST_MINUTE = re.compile(r"[T ]23:59(?::59)?(?=$|[+\-Z])")
SEPARATOR = "/"


def schedule_csv(rota: Rota, areas: Sequence[Area], start: datetime, end: datetime) -> str:
    """What every area is told from `start` to `end`, one row a piece of time; what is unknown says so."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    issued = "" if rota.issued_at is None else rota.issued_at.astimezone(start.tzinfo).isoformat()
    for area in areas:
        for piece in rota.pieces(area, start, end):
            begin, until = (edge.astimezone(start.tzinfo).isoformat() for edge in (piece.start, piece.end))
            name = f"{area.zone}{SEPARATOR}{area.outage_group}"
            writer.writerow([name, begin, until, piece.state, piece.source, issued])
    return text.getvalue()


def read_schedule_csv(text: str, taking: Taking) -> Schedule:
    """What such a file says; a number as stage is a confirmed cut of that stage.

    Raises
    ------
    InputError
        With every row that cannot be read.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    names = {name: OTHER_NAMES.get(name.strip(), name.strip()) for name in reader.fieldnames or ()}
    missing = [name for name in HEADER[:4] if name not in names.values()]
    if missing:
        taking.refuse("header", f"no column {', '.join(missing)}", f"the columns are {', '.join(HEADER)}")
        return taking.schedule(None, None)
    issued: list[datetime] = []
    for number, row in enumerate(reader, 2):
        cells = {names[key]: (value or "").strip() for key, value in row.items() if key in names}
        instant = _row(number, cells, taking)
        issued += [] if instant is None else [instant]
    return taking.schedule(min(issued, default=None), None)


def _row(number: int, cells: Mapping[str, str], taking: Taking) -> datetime | None:
    """One row; returns when its content was issued."""

    def refuse(column: str, found: str, remedy: str) -> None:
        taking.problems.append(Problem(taking.file, number, column, found, remedy))

    start, end = (_time(cells[name], number, taking) for name in ("start", "end"))
    for name, instant in (("start", start), ("end", end)):
        if instant is None:
            refuse(name, f"{cells[name]!r} is not a time", "write it as 2026-01-08T06:00+02:00")
    if start is None or end is None:
        return None
    if start.astimezone(UTC) >= end.astimezone(UTC):
        refuse("end", f"{cells['end']} is not after the start {cells['start']}", "give the time supply is back")
        return None
    stage, source = cells["stage"], cells.get("source", "")
    if stage.isdecimal():
        stage, source = CONFIRMED, f"stage {stage}; {source}" if source else f"stage {stage}"
    if stage not in STAGES:
        refuse("stage", f"{stage!r} is not known", f"use one of {', '.join(STAGES)}, or the number of a stage")
        return None
    zone, _, group = cells["area"].rpartition(SEPARATOR)
    taking.take(Area(zone or taking.zone_name, group), start, end, stage, source)
    return _time(cells.get("issued_at", ""), number, taking)


def _time(text: str, number: int, taking: Taking) -> datetime | None:
    """The instant of a cell; 24:00 and 23:59 are the midnight they mean."""
    extra = timedelta()
    midnight = HOUR_24.match(text)
    if midnight:
        text, extra = f"{midnight[1]}T00:00{midnight[2]}", timedelta(days=1)
        taking.note(f"row {number}: hour 24 is midnight of the next day")
    elif LAST_MINUTE.search(text):
        text, extra = LAST_MINUTE.sub("T00:00", text), timedelta(days=1)
        taking.note(f"row {number}: 23:59 is taken as midnight")
    try:
        instant: Any = datetime.fromisoformat(text)
    except ValueError:
        return None
    instant += extra
    if instant.tzinfo is None:
        taking.note(f"row {number}: no offset: taken as local time")
        instant = instant.replace(tzinfo=taking.clock)
    return instant  # type: ignore[no-any-return]
