"""A rota, and the history of past cuts, as CSV or one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from relight.errors import InputError, Problem
from relight.files.claims import JSON_LINES, checked_rows, write_rows
from relight.files.gathering import capped
from relight.files.schedules.reading import read_schedule
from relight.model.check.rota import check_rota, rotated_areas
from relight.model.region import Region
from relight.model.rota import area_of, merged_slots
from relight.model.schema import PastCut, RotaSlot
from relight.model.schema.rota import CONFIRMED, POSSIBLE

STATE = "state"
"""The column that a rota has and a history of cuts has not."""


def read_rota(path: Path | str, region: Region | None) -> tuple[RotaSlot, ...]:
    """The cuts of a rota.

    Raises
    ------
    InputError
        With everything that is wrong with them; without a region only what can be seen without it. When it is a
        timetable as it is published.
    """
    path = Path(path)
    if is_timetable(path) and path.is_file():
        remedy = f"make a rota of it with: relight schedule import {path.name} --out rota.csv"
        raise InputError([Problem(path.name, 0, "", "it is a published timetable, not a rota", remedy)])
    return checked_rows(path, RotaSlot, region, check_rota)


def read_published(path: Path | str, region: Region | None) -> tuple[RotaSlot, ...]:
    """The cuts of a rota as it was published, those too of groups that the region has no more.

    Raises
    ------
    InputError
        With everything that is wrong with them; also if none of its groups is one of the region's.
    """
    rows = read_rota(path, None)
    areas = frozenset() if region is None else rotated_areas(region)
    return rows if any(area_of(row) in areas for row in rows) else read_rota(path, region)


def read_history(path: Path | str, region: Region | None) -> tuple[PastCut, ...]:
    """The cuts that have been: a history, or a rota or timetable, whose cuts then count as cuts that happened.

    A cut that was only possible did not happen; one that begins later than a rota is planned at does not count there.

    Raises
    ------
    InputError
        With everything that is wrong with them; without a region only what can be seen without it.
    """
    path = Path(path)
    if not is_planned(path):
        return checked_rows(path, PastCut, region, check_rota)
    rows = _timetable(path, region) if is_timetable(path) else read_rota(path, region)
    cuts = merged_slots(replace(row, state=CONFIRMED, source="") for row in rows if row.state != POSSIBLE)
    return tuple(PastCut(zone=cut.zone, outage_group=cut.outage_group, start=cut.start, end=cut.end) for cut in cuts)


def is_timetable(path: Path) -> bool:
    """Whether a file is, by its name, a published timetable: Yasno's or DTEK's JSON, or a schedule.csv."""
    return path.suffix.lower() == ".json" or path.name.endswith("schedule.csv")


def is_planned(path: Path) -> bool:
    """Whether a file has planned cuts, with their states, and no history of cuts."""
    if is_timetable(path):
        return True
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            first = stream.readline(1000)
    except OSError:
        return False
    if path.suffix.lower() in JSON_LINES:
        try:
            return STATE in json.loads(first)
        except (ValueError, TypeError):
            return False
    return STATE in [cell.strip().strip('"').strip() for cell in first.replace(";", ",").split(",")]


def _timetable(path: Path, region: Region | None) -> tuple[RotaSlot, ...]:
    """The cuts of a timetable, of which every group must be one of the region's."""
    rows = read_schedule(path, region.settings.zone if region else ZoneInfo("UTC")).rota.slots
    if region is None:
        return rows
    if problems := {replace(problem, row=0) for problem in check_rota(rows, region, file=path.name)}:
        raise InputError(capped(problems))
    return rows


def write_rota(rows: Sequence[RotaSlot], path: Path | str) -> None:
    """Writes a rota as .csv or .jsonl, by the path's ending.

    Raises
    ------
    InputError
        When the place cannot be written.
    """
    write_rows(Path(path), RotaSlot, rows)
