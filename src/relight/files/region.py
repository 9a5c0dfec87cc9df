"""The region folder, or a .zip of it: read with every problem at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from relight.errors import InputError, Problem
from relight.files.archive import Source, open_source
from relight.files.gathering import Reading, capped, together
from relight.files.lines import FILE_LIMIT_BYTES, UnreadableError
from relight.files.region_writing import REGION_FILES, write_region
from relight.files.settings import NEUTRAL, SETTINGS_LIMIT_BYTES, read_settings
from relight.files.shapes import SHAPES_FILE, SHAPES_LIMIT_BYTES, read_shapes
from relight.files.tables import read_table
from relight.model.check import check_region
from relight.model.check.settings import SETTINGS_FILE, zone_of
from relight.model.check.wording import closest, listed, shown
from relight.model.region import Region, Settings
from relight.model.schema import REGION_ROWS

__all__ = ["read_region", "write_region"]

OTHER_FILES = ("reports.csv", "repairs.csv", "rota.csv", "history.csv", "deployments.csv", "hazard.toml")
"""Files that may lie beside the region's own and are no part of it."""

REQUIRED_FILES = (SETTINGS_FILE, *(row_type.FILE for row_type in REGION_ROWS.values() if row_type.REQUIRED))
ENDINGS = (".csv", ".toml", ".geojson")
LOOKS_ALIKE = 0.85
WORKBOOKS = (".xlsx", ".xls", ".ods")
HIDDEN_ENDING = ".txt"
"""What an editor adds to a name, and a desktop that hides endings does not show."""


def read_region(path: Path | str) -> Region:
    """The region of a folder or .zip.

    Raises
    ------
    InputError
        With everything that is wrong with it, file by file and across the files.
    """
    path = Path(path)
    with open_source(path) as source:
        problems = list(_check_names(path, source))
        settings, settings_problems, parsed = _read_settings(source)
        zone = zone_of(settings.timezone)
        readings = {field: _read_rows(source, row_type, zone) for field, row_type in REGION_ROWS.items()}
        shapes, shape_problems = _read_shapes(source)
    region = Region(settings, **{field: reading.rows for field, reading in readings.items()}, shapes=shapes)
    files = {REGION_ROWS[field].FILE: reading for field, reading in readings.items()}
    files[SETTINGS_FILE] = Reading(complete=parsed)
    problems += (*settings_problems, *shape_problems)
    problems += (problem for reading in readings.values() for problem in reading.problems)
    problems += check_region(region, together(files))
    if problems:
        raise InputError(capped(problems))
    return region


def _check_names(path: Path, source: Source) -> Iterator[Problem]:
    """Required files that are missing, and files that look as if they were misspelt."""
    misspelt = {name: near for name in source.sizes if (near := _meant(name) or _kept_otherwise(name, source))}
    if not misspelt and not any(name in source.sizes for name in REGION_FILES):
        remedy = f"a region folder has at least {listed(REQUIRED_FILES)}"
        raise InputError([Problem(str(path), 0, "", "it holds no region", remedy)])
    for name, near in misspelt.items():
        yield Problem(name, 0, "", f"{shown(name)} is not a file of a region folder", _how(name, near))
    for name in REQUIRED_FILES:
        if name not in source.sizes and name not in misspelt.values():
            settings = ', with name = "..." and timezone = "Europe/Kyiv"'
            how = settings if name == SETTINGS_FILE else "; a table may have its header alone"
            yield Problem(name, 0, "", "the file is missing", f"add it{how}")


def _meant(name: str) -> str | None:
    """The region file that a file's name looks like, None if it is one or looks like none."""
    if name in REGION_FILES or name in OTHER_FILES:
        return None
    if name.startswith((".", "~")) or not name.isprintable() or not name.lower().endswith(ENDINGS):
        return None
    return closest(name, REGION_FILES, LOOKS_ALIKE)


def _kept_otherwise(name: str, source: Source) -> str | None:
    """The region file that is there only as a workbook, or with another ending behind its own, if the name says so."""
    folded = name.lower()
    for ending in (*WORKBOOKS, HIDDEN_ENDING):
        meant = folded.removesuffix(ending) + (".csv" if ending in WORKBOOKS else "")
        if folded.endswith(ending) and meant in REGION_FILES and meant not in source.sizes:
            return meant
    return None


def _how(name: str, near: str) -> str:
    """What to do with a file that should be another one."""
    if name.lower().endswith(WORKBOOKS):
        return f"save it from the spreadsheet as {near}, as CSV UTF-8"
    return f"rename it to {near}"


def _read_settings(source: Source) -> tuple[Settings, tuple[Problem, ...], bool]:
    if SETTINGS_FILE not in source.sizes:
        return NEUTRAL, (), False
    try:
        with source.open(SETTINGS_FILE, SETTINGS_LIMIT_BYTES) as stream:
            content = stream.read()
    except UnreadableError as stop:
        problem = Problem(SETTINGS_FILE, 0, "", stop.found, stop.remedy)
        return NEUTRAL, (problem,), False
    return read_settings(content)


def _read_rows(source: Source, row_type: type[Any], zone: ZoneInfo | None) -> Reading[Any]:
    file = row_type.FILE
    if file not in source.sizes:
        return Reading(complete=not row_type.REQUIRED)
    try:
        with source.open(file, FILE_LIMIT_BYTES) as stream:
            return read_table(stream, row_type, file, zone)
    except UnreadableError as stop:
        return Reading(problems=(Problem(file, 0, "", stop.found, stop.remedy),), complete=False)


def _read_shapes(source: Source) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    if SHAPES_FILE not in source.sizes:
        return {}, ()
    try:
        with source.open(SHAPES_FILE, SHAPES_LIMIT_BYTES) as stream:
            content = stream.read()
    except UnreadableError as stop:
        return {}, (Problem(SHAPES_FILE, 0, "", stop.found, stop.remedy),)
    return read_shapes(content)
