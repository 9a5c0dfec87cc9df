"""What a single value must be like to stand in its column, whether it was read or made."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from numbers import Integral, Real
from operator import attrgetter
from typing import Any, NamedTuple

from relight.errors import Problem
from relight.model.check.places import FIRST_ROW
from relight.model.check.wording import closest, plain_number, shown
from relight.model.columns import Column, table_of

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, invisible spaces and direction marks: an id with one looks like another id."""

LINE_BREAKS = str.maketrans("", "", "\t\n\r")
FREE_TEXT = ("quote", "source")  # columns in which a line break is part of the text
YEARS = range(1900, 2200)
EMPTY = "the cell is empty"


class Fault(NamedTuple):
    """What is wrong with a value, and what to do about it."""

    found: str
    remedy: str


def bounds(column: Column) -> tuple[float, float]:
    """Least and greatest number the column allows, both included; never infinite."""
    least = -sys.float_info.max if column.minimum is None else column.minimum
    if column.above is not None:
        least = max(least, math.nextafter(column.above, math.inf))
    return least, sys.float_info.max if column.maximum is None else column.maximum


def range_words(column: Column) -> str:
    """The allowed range in words with its unit, as `at least 0 MW`."""
    least = None if column.minimum is None else f"at least {plain_number(column.minimum)}"
    if column.above is not None:
        least = f"greater than {plain_number(column.above)}"
    most = None if column.maximum is None else f"at most {plain_number(column.maximum)}"
    words = " and ".join(part for part in (least, most) if part) or "a finite number"
    return f"{words} {column.unit}".rstrip()


def number_fault(column: Column, value: float) -> Fault | None:
    """What is wrong with a number, None if it is finite and in range."""
    least, most = bounds(column)
    if least <= value <= most:
        return None
    found = f"{plain_number(value)} is out of range" if math.isfinite(value) else f"{value} is not a finite number"
    return Fault(found, f"it must be {range_words(column)}")


def text_fault(column: Column, text: str) -> Fault | None:
    """What is wrong with a text, None if it can be printed and is one of the column's words."""
    if column.choices and text not in column.choices:
        near = closest(text, column.choices)
        hint = f"did you mean {shown(near)}? Allowed are" if near else "write one of"
        return Fault(f"{shown(text)} is not an allowed word", f"{hint} {', '.join(column.choices)}")
    printed = text.translate(LINE_BREAKS) if column.name in FREE_TEXT else text
    if UNPRINTABLE.search(printed):
        return Fault(f"{shown(text)} with a control or invisible character", "remove that character")
    if text != text.strip():
        return Fault(f"{shown(text)} with blanks around it", "remove them")
    return None


def time_fault(value: datetime) -> Fault | None:
    """What is wrong with a time, None if it has an offset and a plausible year."""
    if value.utcoffset() is None:
        return Fault(f"{value.isoformat()} has no offset from UTC", "give it a time zone")
    if value.year not in YEARS:
        return Fault(f"the year is {value.year}", f"it must be from {YEARS[0]} to {YEARS[-1]}")
    return None


def value_fault(column: Column, value: Any) -> Fault | None:
    """What is wrong with a value made by a program rather than read from a cell."""
    if value is None or value == "":
        return _empty_fault(column, value)
    match column.kind, value:
        case "text", str():
            return text_fault(column, value)
        case "yes/no", bool():
            return None
        case "time", datetime():
            return time_fault(value)
        case "whole number", Integral() if not isinstance(value, bool):
            return number_fault(column, int(value))
        case "number", Real() if not isinstance(value, bool):
            return number_fault(column, float(value))
    return Fault(f"{shown(str(value))} is not a {column.kind}", f"give a {column.kind}")


def _empty_fault(column: Column, value: Any) -> Fault | None:
    if column.required:
        return Fault(EMPTY, f"fill it in: {column.meaning}")
    if value == column.default:
        return None
    return Fault(EMPTY, f"leave it at its default, {column.default}")


def check_values(file: str, rows: Sequence[Any]) -> Iterator[Problem]:
    """Every value of the rows that cannot stand in its column; row numbers count from 2."""
    if not rows:
        return
    columns = table_of(type(rows[0])).columns
    values_of = attrgetter(*(column.name for column in columns))
    for number, row in enumerate(rows, FIRST_ROW):
        for column, value in zip(columns, values_of(row), strict=True):
            if value is not column.default and (fault := value_fault(column, value)):
                yield Problem(file, number, column.name, *fault)
