"""Tables with one JSON object a line: the same columns as in CSV, row numbers are line numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar
from zoneinfo import ZoneInfo

from relight.files.cells import parser_of
from relight.files.gathering import MORE, Gathering, Reading
from relight.files.headers import check_keys
from relight.files.lines import Lines, UnreadableError
from relight.model.check.wording import shown
from relight.model.columns import table_of

Row = TypeVar("Row")

ONE_OBJECT = 'write one object, as {"subject": "bus:B7", ...}, on a line'


class _BadLineError(ValueError):
    """A line is not an object with one value a key."""


def read_json_lines(stream: BinaryIO, row_type: type[Row], file: str, zone: ZoneInfo | None = None) -> Reading[Row]:
    """The rows of a file with one JSON object a line and everything wrong with it; parameters as for `read_table`."""
    table = table_of(row_type)
    columns = [(column, parser_of(column, zone)) for column in table.columns]
    gathering = Gathering(file, row_type)
    for number, line in _filled_lines(stream, gathering):
        try:
            cells = _cells(line)
        except (ValueError, RecursionError) as error:
            gathering.fault(number, "", _what(line, error), ONE_OBJECT)
            continue
        check_keys(table, tuple(cells), number, gathering)
        gathering.add_cells(number, columns, [cells.get(column.name, "") for column in table.columns])
    return gathering.reading()


def _filled_lines(stream: BinaryIO, gathering: Gathering[Any]) -> Iterator[tuple[int, str]]:
    lines = Lines(stream)
    number = 0
    while not gathering.full and gathering.complete:
        number += 1
        try:
            line = next(lines)
        except StopIteration:
            return
        except UnreadableError as stop:
            gathering.stop(number, stop.found, stop.remedy)
            return
        lines.next_row()
        if line.strip():
            yield number, line
        else:
            gathering.skip(number)
    if gathering.full:
        gathering.stop(number + 1, *MORE)


def _cells(line: str) -> dict[str, str]:
    """The object's values as the text that a cell would have."""
    found = json.loads(line, object_pairs_hook=_unique, parse_constant=str)
    if not isinstance(found, dict):
        raise _BadLineError("it is not an object")
    return {key: _text(key, value) for key, value in found.items()}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _BadLineError(f"key {shown(key)} is there twice")
        found[key] = value
    return found


def _text(key: str, value: Any) -> str:
    if isinstance(value, dict | list):
        raise _BadLineError(f"the value of {shown(key)} is not a number or a text")
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _what(line: str, error: Exception) -> str:
    if isinstance(error, _BadLineError):
        return str(error)
    return f"{shown(line.strip())} is not JSON"
