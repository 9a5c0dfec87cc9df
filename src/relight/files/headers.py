"""Header rows: which column stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from relight.files.gathering import Gathering
from relight.model.check.wording import closest, listed, shown
from relight.model.columns import Column, Table

NOTE_PREFIX = "x_"
"""Columns whose name starts so are the user's own and are not read."""

MOST_COLUMNS = 100
"""Cells of the first row that are looked at to see whether it is a header at all."""

COMMA, SEMICOLON = ",", ";"


@dataclass(frozen=True)
class Header:
    """The columns that are read, the position of each, and how many cells a row has."""

    columns: tuple[Column, ...]
    positions: tuple[int, ...]
    width: int


def mark_between(table: Table, first_line: str) -> str:
    """What stands between the cells: a comma, or a semicolon where only that makes columns of the first line."""
    known = {column.name for column in table.columns}
    columns = {mark: sum(_bare(cell) in known for cell in first_line.split(mark)) for mark in (COMMA, SEMICOLON)}
    return SEMICOLON if columns[SEMICOLON] > columns[COMMA] else COMMA


def _bare(cell: str) -> str:
    return cell.strip().strip('"').strip()


def read_header(table: Table, number: int, cells: Sequence[str], gathering: Gathering[Any]) -> Header:
    """Where the table's columns stand; what is wrong with the header goes to `gathering`."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = {column.name: column for column in table.columns}
    if not any(name in known for name in names) and (fault := _no_header(table, names[:MOST_COLUMNS])):
        gathering.stop(number, *fault)
        return Header((), (), len(names))
    positions: dict[str, int] = {}
    missing = [column.name for column in table.columns if column.required and column.name not in names]
    for position, name in enumerate(names):
        if name in positions:
            gathering.stop(number, f"column {shown(name)} is there twice", "remove one of the two")
        elif name in known:
            positions[name] = position
        elif not name.startswith(NOTE_PREFIX) and not gathering.full:
            _unknown(name, [known[column] for column in known if column not in names], missing, number, gathering)
    for name in missing:
        remedy = f"add it: {known[name].meaning}"
        gathering.stop(number, f"there is no column {shown(name)}", remedy)
    return Header(tuple(known[name] for name in positions), tuple(positions.values()), len(names))


def check_keys(table: Table, keys: Sequence[str], number: int, gathering: Gathering[Any]) -> None:
    """Adds a problem for every key of a JSON object that is no column of the table."""
    known = [column.name for column in table.columns]
    for key in keys:
        if key not in known and not key.startswith(NOTE_PREFIX) and not gathering.full:
            near = closest(key, known)
            keep = f"remove it, or call it {NOTE_PREFIX}... to keep a note"
            remedy = f"did you mean {shown(near)}?" if near else keep
            gathering.fault(number, "", f"key {shown(key)} is not known", remedy)


def _unknown(name: str, free: list[Column], missing: list[str], number: int, gathering: Gathering[Any]) -> None:
    """A column that is not known; one that is close to a missing required column is told once, as that one."""
    near = closest(name, [column.name for column in free]) if name else None
    unit = next((_unit_to_say(name, column) for column in free if column.name == near), "")
    found = f"column {shown(name)} is not known" if name else "a column without a name"
    if near in missing:
        missing.remove(near)
        gathering.stop(number, found, f"rename it to {shown(near)}" + (f", with its numbers in {unit}" if unit else ""))
        return
    keep = f"call it {NOTE_PREFIX}... to keep it as a note"
    meant = f"{shown(near)}, with its numbers in {unit}" if near and unit else shown(near or "")
    remedy = f"did you mean {meant}? If not, {keep}" if near else f"remove it, or {keep}"
    gathering.fault(number, "", found, remedy)


def _unit_to_say(name: str, meant: Column) -> str:
    """The unit of the column that was meant, where its name ends otherwise: another name may mean other numbers."""
    same = name.casefold().rpartition("_")[2] == meant.name.rpartition("_")[2]
    return "" if same else meant.unit


def _no_header(table: Table, names: Sequence[str]) -> tuple[str, str] | None:
    """Why none of the names is a column, None if some are only misspelt."""
    wanted = [column.name for column in table.columns]
    text = ",".join(names)
    if any(name.strip() in wanted for name in text.split("\t")):
        return "tabs between the cells", "save the table with commas between them"
    if any(closest(name, wanted) for name in names):
        return None
    required = [column.name for column in table.columns if column.required]
    found = f"no header row: the first row is {shown(text)}"
    return found, f"begin with a row of column names, at least {listed(required, most=9)}"
