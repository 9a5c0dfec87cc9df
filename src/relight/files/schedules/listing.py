"""A timetable as CSV: `area,start,end,stage,source,issued_at`; every minute is said, so no gap reads as supply."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from relight.errors import Problem
from relight.files.schedules.moments import YEARS
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
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


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


def areas_in_csv(path: Path) -> set[Area]:
    """The areas that such a file of relight's own tells of; none if there is no file, or no such file."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            names = {row.get("area") or "" for row in csv.DictReader(file)}
    except (OSError, UnicodeDecodeError, csv.Error):
        return set()
    parts = (name.rpartition(SEPARATOR) for name in names)
    return {Area(zone, group) for zone, _, group in parts if zone and group}


def read_schedule_csv(text: str, taking: Taking) -> Schedule:
    """What such a file says; a number as stage is a confirmed cut of that stage.

    Raises
    ------
    InputError
        With every row that cannot be read.
    """
    if "\0" in text:
        taking.refuse("", "it has NUL characters: it is damaged", "get the file anew")
        return taking.schedule(None, None)
    text = text.removeprefix("\ufeff")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text, taking), strict=True)
    issued: list[datetime | None] = []
    try:
        names = {name: _column(name) for name in reader.fieldnames or ()}
        missing = [name for name in HEADER[:4] if name not in names.values()]
        if missing:
            taking.refuse("header", f"no column {', '.join(missing)}", f"the columns are {', '.join(HEADER)}")
            return taking.schedule(None, None)
        for row in reader:
            cells = {names[key]: (value or "").strip() for key, value in row.items() if key in names}
            issued.append(_row(reader.line_num, cells, taking))
    except csv.Error as error:
        taking.refuse("", f"row {reader.line_num} cannot be read ({error})", "get the file anew")
    if not issued:
        taking.note("it has no rows: nothing is known, for any group")
    known = [instant for instant in issued if instant is not None]
    if known and len(known) < len(issued):
        taking.spans.clear()
        taking.note("not every row says when it was issued: supply is promised to nobody")
    return taking.schedule(min(known, default=None), None)


def _delimiter(text: str, taking: Taking) -> str:
    """What stands between columns: a comma, or what spreadsheets of other countries write."""
    header = text.partition("\n")[0]
    found = max(DELIMITERS, key=header.count)
    if found != ",":
        taking.note(f"columns are separated by {DELIMITERS[found]} instead of commas")
    return found


def _column(name: str) -> str:
    plain = name.strip().casefold()
    return OTHER_NAMES.get(plain, plain)


def _row(number: int, cells: Mapping[str, str], taking: Taking) -> datetime | None:
    """One row; returns when its content was issued."""
    problems: list[tuple[str, str, str]] = []
    starts, ends = (_time(cells[name], number, taking) for name in ("start", "end"))
    for name, instants in (("start", starts), ("end", ends)):
        if not instants:
            problems.append((name, f"{cells[name]!r} is not a time", "write it as 2026-01-08T06:00+02:00"))
    if starts and ends and min(starts) >= max(ends):
        found = f"{cells['end']} is not after the start {cells['start']}"
        problems.append(("end", found, "give the time supply is back"))
    zone, _, group = cells["area"].rpartition(SEPARATOR)
    if not group:
        problems.append(("area", f"{cells['area']!r} names no group", "write it as zone/group"))
    stage, source = cells["stage"].casefold(), cells.get("source", "")
    if stage.isdecimal() and int(stage):
        stage, source = CONFIRMED, f"stage {int(stage)}; {source}" if source else f"stage {int(stage)}"
    if stage not in STAGES:
        known = f"use one of {', '.join(STAGES)}, or the number of a stage from 1 on"
        problems.append(("stage", f"{cells['stage']!r} is not known", known))
    taking.problems += [Problem(taking.file, number, *problem) for problem in problems]
    if problems:
        return None
    # Around an hour that is shown twice, or skipped, a cut may be told longer than it is, supply never.
    start, end = (max(starts), min(ends)) if stage in (ON, LIKELY_ON) else (min(starts), max(ends))
    area = Area(zone or taking.zone_name, group)
    taking.take(area, start.astimezone(taking.clock), end.astimezone(taking.clock), stage, source)
    return min(_time(cells.get("issued_at", ""), number, taking), default=None)


def _time(text: str, number: int, taking: Taking) -> list[datetime]:
    """The instants (UTC) that a cell may mean, two where the clock shows a time twice or never, none if it is no time.

    24:00 and 23:59 are the midnight they mean.
    """
    extra = timedelta()
    midnight = HOUR_24.match(text)
    if midnight:
        text, extra = f"{midnight[1]}T00:00{midnight[2]}", timedelta(days=1)
        taking.note(f"row {number}: hour 24 is midnight of the next day")
    elif LAST_MINUTE.search(text):
        text, extra = LAST_MINUTE.sub("T00:00", text), timedelta(days=1)
        taking.note(f"row {number}: 23:59 is taken as midnight")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return []
    if instant.year not in YEARS:
        return []
    instant += extra
    if instant.tzinfo is not None:
        return [instant.astimezone(UTC)]
    taking.note(f"row {number}: no offset: taken as local time")
    instants = {instant.replace(tzinfo=taking.clock, fold=fold).astimezone(UTC) for fold in (0, 1)}
    if len(instants) > 1:
        taking.note(f"row {number}: the clock shows {instant:%d.%m.%Y %H:%M} twice, or never: both are thought of")
    return sorted(instants)
