"""Rows to text: the same rows give the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from relight.model.check.wording import plain_number
from relight.model.columns import Column, table_of

QUOTE = '"'
NEEDS_QUOTES = re.compile('[",\n\r]')


def table_text(row_type: type[Any], rows: Sequence[Any]) -> str:
    """The rows as CSV with the required columns and those in which some row is not at its default."""
    columns = used_columns(row_type, rows)
    lines = [[column.name for column in columns]]
    lines += ([_quoted(cell_text(column, getattr(row, column.name))) for column in columns] for row in rows)
    return "".join(",".join(cells) + "\n" for cells in lines)


def _quoted(text: str) -> str:
    """The text as a CSV cell; the csv module would leave a lone carriage return without its quotation marks."""
    return f'"{text.replace(QUOTE, QUOTE * 2)}"' if NEEDS_QUOTES.search(text) else text


def json_lines_text(row_type: type[Any], rows: Sequence[Any]) -> str:
    """The rows as one JSON object a line, each without what is at its default."""
    columns = table_of(row_type).columns
    return "".join(json.dumps(_entry(columns, row), ensure_ascii=False, allow_nan=False) + "\n" for row in rows)


def _entry(columns: Sequence[Column], row: Any) -> dict[str, Any]:
    values = {column: getattr(row, column.name) for column in columns}
    return {
        column.name: value if column.kind in ("number", "whole number") else cell_text(column, value)
        for column, value in values.items()
        if column.required or value != column.default
    }


def used_columns(row_type: type[Any], rows: Sequence[Any]) -> tuple[Column, ...]:
    """The required columns and those in which some row is not at its default, in the order of the row type."""
    return tuple(
        column
        for column in table_of(row_type).columns
        if column.required or any(getattr(row, column.name) != column.default for row in rows)
    )


def cell_text(column: Column, value: Any) -> str:
    """The value as the text of a cell that reads back as the same value."""
    if value is None:
        return ""
    if column.kind == "yes/no":
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return time_text(value)
    return str(value) if column.kind == "text" else plain_number(value)


def time_text(value: datetime) -> str:
    """The time as ISO 8601 with its offset, to the minute where it has no seconds."""
    return value.isoformat(timespec="minutes" if value.second == value.microsecond == 0 else "auto")
