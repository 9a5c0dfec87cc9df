"""Tables: a CSV file to rows of a type, with every problem of every cell.

A table is UTF-8 text with commas between the cells and a header row; or with semicolons, as spreadsheets save it where
the decimal mark is a comma, and then 0,5 is a number. Columns come in any order; those that may be left out are at
their default. Blanks around a cell do not count. Rows without any text are skipped but counted, so that row numbers are
those of a spreadsheet. A column whose name starts with `x_` is the user's own note and is not read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO, TypeVar
from zoneinfo import ZoneInfo

from relight.files.cells import BadCellError, Parse, parser_of
from relight.files.gathering import MORE, Gathering, Reading
from relight.files.headers import SEMICOLON, Header, mark_between, read_header
from relight.files.lines import Lines, UnreadableError
from relight.model.columns import Column, table_of
from relight.model.counting import counted

Row = TypeVar("Row")


def read_table(
    stream: BinaryIO, row_type: type[Row], file: str | None = None, zone: ZoneInfo | None = None
) -> Reading[Row]:
    """The rows of a table and everything wrong with it; reads row by row and stops after a hundred problems.

    Parameters
    ----------
    stream
        The file, open for reading bytes.
    row_type
        One of the types of `relight.model.schema`.
    file
        Its name in the messages.
    zone
        Time zone for examples in the messages.
    """
    table = table_of(row_type)
    gathering = Gathering(file or table.file, row_type)
    lines = Lines(stream)
    try:
        first_line = next(lines, "")
    except UnreadableError as stop:
        gathering.stop(1, stop.found, stop.remedy)
        return gathering.reading()
    mark = mark_between(table, first_line)
    records = _records(first_line, lines, mark, gathering)
    first = next(records, None)
    if first is None:
        if gathering.complete:
            gathering.stop(0, "the file is empty", f"give it a header row: {_columns_of(row_type)}")
        return gathering.reading()
    header = read_header(table, first[0], first[1], gathering)
    if gathering.complete:
        columns = [(column, parser_of(column, zone, decimal_comma=mark == SEMICOLON)) for column in header.columns]
        _read_rows(records, header, columns, mark, gathering)
    return gathering.reading()


def _columns_of(row_type: type[Any]) -> str:
    return ",".join(column.name for column in table_of(row_type).columns if column.required)


def _records(first_line: str, lines: Lines, mark: str, gathering: Gathering[Any]) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells of the rows that have any text; ends with a problem where the file cannot be read."""
    reader = csv.reader(chain([first_line] if first_line else [], lines), delimiter=mark, strict=True)
    number = 0
    while not gathering.full and gathering.complete:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except UnreadableError as stop:
            gathering.stop(number, stop.found, stop.remedy)
            return
        except csv.Error as error:
            gathering.stop(number, *_csv_fault(error))
            return
        lines.next_row()
        if any(cells) and any(cell.strip() for cell in cells):
            yield number, cells
        else:
            gathering.skip(number)
    if gathering.full:
        gathering.stop(number + 1, *MORE)


def _csv_fault(error: csv.Error) -> tuple[str, str]:
    reason = str(error)
    if "unexpected end" in reason:
        return "a quoted cell that is never closed", "close the quotation mark"
    if "field limit" in reason:
        found = f"a cell of more than {csv.field_size_limit()} characters"
        return found, "look for a quotation mark that is never closed"
    if "new-line" in reason:
        return "a carriage return inside a row", "save the file with ordinary line ends"
    return "text after a closing quotation mark", 'write a quotation mark inside a quoted cell twice: ""'


def _read_rows(
    records: Iterator[tuple[int, list[str]]],
    header: Header,
    columns: list[tuple[Column, Parse]],
    mark: str,
    gathering: Gathering[Any],
) -> None:
    plan = [(position, parse) for position, (_, parse) in zip(header.positions, columns, strict=True)]
    names = [column.name for column in header.columns]
    width = header.width
    make = gathering.make
    for number, cells in records:
        if len(cells) != width and not _fits(cells, width):
            _ragged(number, cells, header, mark, gathering)
            cells += [""] * width
            gathering.add_cells(number, columns, [cells[position] for position in header.positions], quiet=True)
            continue
        try:
            values = [parse(cells[position]) for position, parse in plan]
        except BadCellError:
            gathering.add_cells(number, columns, [cells[position] for position in header.positions])
        else:
            gathering.add(number, make(**dict(zip(names, values, strict=True))))


def _fits(cells: list[str], width: int) -> bool:
    """Whether what is beyond the header's last column is empty, as spreadsheets write it."""
    return len(cells) > width and not any(cell.strip() for cell in cells[width:])


def _ragged(number: int, cells: list[str], header: Header, mark: str, gathering: Gathering[Any]) -> None:
    found = f"{counted(len(cells), 'cell')}, but the header has {header.width}"
    if len(cells) < header.width:
        gathering.fault(number, "", found, "add the missing ones, empty if need be")
    else:
        remedy = "put quotation marks around a cell with a comma, and write decimals with a point"
        if mark == SEMICOLON:
            remedy = "put quotation marks around a cell with a semicolon"
        gathering.fault(number, "", found, remedy)
