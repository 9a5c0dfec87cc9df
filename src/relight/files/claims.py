"""A single file of rows, CSV or one JSON object a line, read by its ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from relight.errors import InputError, Problem
from relight.files.gathering import Reading, capped
from relight.files.json_lines import read_json_lines
from relight.files.lines import FILE_LIMIT_BYTES
from relight.files.results import write_text_atomically
from relight.files.tables import read_table
from relight.files.writing import json_lines_text, table_text
from relight.model.check.places import Places
from relight.model.check.values import check_values
from relight.model.region import Region

Row = TypeVar("Row")

JSON_LINES = (".jsonl", ".ndjson")


def read_rows(path: Path, row_type: type[Row], zone: ZoneInfo | None = None) -> Reading[Row]:
    """The rows of a .csv or .jsonl file and everything wrong with them.

    Raises
    ------
    InputError
        When there is no such file or it may not be read.
    """
    read = read_json_lines if path.suffix.lower() in JSON_LINES else read_table
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT_BYTES:
            found = f"{size} bytes, more than the {FILE_LIMIT_BYTES} that are read"
            raise InputError([Problem(path.name, 0, "", found, "check that it is the right file")])
        with path.open("rb") as stream:
            return read(stream, row_type, path.name, zone)
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        found = "there is no such file" if missing else f"it cannot be read ({error.strerror})"
        raise InputError([Problem(str(path), 0, "", found, "check the path")]) from None


Check = Callable[[Sequence[Row], Region, Places, str], Sequence[Problem]]


def checked_rows(path: Path | str, row_type: type[Row], region: Region | None, check: Check[Row]) -> tuple[Row, ...]:
    """The rows of a file about a region.

    Raises
    ------
    InputError
        With everything that is wrong with them; without a region only what can be seen without it.
    """
    path = Path(path)
    reading = read_rows(path, row_type, region.settings.zone if region else None)
    problems = [*reading.problems]
    if region is not None:
        problems += check(reading.rows, region, reading.places(path.name), path.name)
    if problems:
        raise InputError(capped(problems))
    return reading.rows


def write_rows(path: Path, row_type: type[Any], rows: Sequence[Any]) -> None:
    """Writes rows as .csv or .jsonl, by the path's ending.

    Raises
    ------
    InputError
        When a value could not be read back, or the place cannot be written.
    """
    if problems := tuple(check_values(path.name, rows)):
        raise InputError(capped(problems))
    text = json_lines_text if path.suffix.lower() in JSON_LINES else table_text
    write_text_atomically(path, text(row_type, rows))
