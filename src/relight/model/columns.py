"""How a table's columns are declared: a frozen dataclass whose fields carry their meaning, unit and range.

The row types in `relight.model.schema` are the only definition of every column. Reading, checking, writing and
the format page of the docs all work from what `table_of` finds in them.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Union

KINDS: dict[Any, str] = {str: "text", float: "number", int: "whole number", bool: "yes/no", datetime: "time"}


@dataclass(frozen=True)
class Column:
    """One column of a table: its type, unit, default, meaning and allowed range."""

    name: str
    kind: str
    meaning: str
    unit: str
    required: bool
    default: Any
    minimum: float | None
    maximum: float | None
    above: float | None
    choices: tuple[str, ...]
    names: tuple[str, ...]
    empty_means: str


@dataclass(frozen=True)
class Table:
    """One file of the region folder: its row type, its columns and what makes a row unique."""

    file: str
    row_type: type[Any]
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def column(
    meaning: str,
    *,
    default: Any = dataclasses.MISSING,
    unit: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    above: float | None = None,
    choices: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    empty_means: str = "",
) -> Any:
    """A dataclass field that carries a column's definition.

    Parameters
    ----------
    meaning
        One phrase for the format page.
    default
        Value of an empty cell; left out for a required column.
    unit
        Unit of the number, as printed.
    minimum, maximum
        Allowed range, both ends included.
    above
        The number must be greater than this.
    choices
        The only words allowed.
    names
        Kinds of thing this cell refers to (`bus`, `district`, ...); the reference is checked.
    empty_means
        What an empty cell stands for, where the default alone does not say it.
    """
    extra = {
        "meaning": meaning,
        "unit": unit,
        "minimum": minimum,
        "maximum": maximum,
        "above": above,
        "choices": choices,
        "names": names,
        "empty_means": empty_means,
    }
    return dataclasses.field(default=default, metadata=extra)


_TABLES: dict[type[Any], Table] = {}


def table_of(row_type: type[Any]) -> Table:
    """The table a row type stands for, with its columns in order.

    A row type names its file in `FILE`, its unique columns in `KEY` and whether the file may be absent in `REQUIRED`.
    """
    if row_type not in _TABLES:
        _TABLES[row_type] = _make_table(row_type)
    return _TABLES[row_type]


def _make_table(row_type: type[Any]) -> Table:
    hints = typing.get_type_hints(row_type)
    columns = tuple(
        Column(
            name=field.name,
            kind=_kind(hints[field.name]),
            required=field.default is dataclasses.MISSING,
            default=None if field.default is dataclasses.MISSING else field.default,
            **field.metadata,
        )
        for field in dataclasses.fields(row_type)
    )
    meaning = (row_type.__doc__ or "").strip().splitlines()[0]
    return Table(row_type.FILE, row_type, meaning, columns, row_type.KEY, row_type.REQUIRED)


def _kind(hint: Any) -> str:
    if typing.get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    return KINDS[hint]
