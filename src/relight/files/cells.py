"""One parser per column: the text of a cell to its value, or what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from relight.model.check.values import EMPTY, Fault, bounds, number_fault, text_fault, time_fault
from relight.model.check.wording import plain_number, shown
from relight.model.columns import Column

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
LONGEST_NUMBER = 100
GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ _,'\u00a0\u202f]\d{3})+(?:\.\d+)?", re.ASCII)
WITH_UNIT = re.compile(rf"({NUMBER.pattern})\s*([^\W\d_]\D*|[%°].*)")
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d(?::\d\d)?)?", re.ASCII)
SPREADSHEET_TIME = "%d.%m.%Y %H:%M"
WORDS_FOR_NOTHING = ("nan", "na", "n/a", "none", "null", "-", "inf", "+inf", "-inf", "infinity", "-infinity")
NUMBERS = ("number", "whole number")
YES_NO = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GREATEST_WHOLE = 2**53
MOST_KNOWN = 10_000

Parse = Callable[[str], Any]


class BadCellError(Exception):
    """A cell's text is not a value of its column; holds the fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.found)


def parser_of(column: Column, zone: ZoneInfo | None = None, decimal_comma: bool = False) -> Parse:
    """A function from a cell's text to the value, which raises BadCellError; an empty cell is the default.

    Parameters
    ----------
    column
        The column's definition.
    zone
        Time zone for the example in a message about a time without an offset.
    decimal_comma
        Whether a number may have a comma for its decimal point.
    """
    parse = {
        "text": _text_parser,
        "number": _number_parser,
        "whole number": _whole_parser,
        "yes/no": _yes_no_parser,
    }.get(column.kind)
    filled = parse(column) if parse else _time_parser(column, zone)
    commas = decimal_comma and column.kind in NUMBERS

    def parse_cell(text: str) -> Any:
        text = text.strip()
        if commas and DECIMAL_COMMA.fullmatch(text):
            text = text.replace(",", ".")
        if text:
            return filled(text)
        if column.required:
            raise BadCellError(Fault(EMPTY, f"fill it in: {column.meaning}"))
        return column.default

    return _Known(parse_cell).__getitem__


class _Known(dict[str, Any]):
    """Values by their text: most cells of a table say what another one has said already."""

    def __init__(self, parse: Parse) -> None:
        self._parse = parse

    def __missing__(self, text: str) -> Any:
        value = self._parse(text)
        if len(self) < MOST_KNOWN:
            self[text] = value
        return value


def placeholder(column: Column, text: str) -> Any:
    """A value that stands for a bad cell until the file is mended; no check takes offence at it."""
    if not column.required and column.kind != "text":
        return column.default
    kinds = {"number": math.nan, "whole number": 0, "yes/no": False, "time": EPOCH}
    return kinds.get(column.kind, text.strip())


def _text_parser(column: Column) -> Parse:
    def parse(text: str) -> str:
        if (not text.isprintable() or column.choices) and (fault := text_fault(column, text)):
            raise BadCellError(fault)
        return text

    return parse


def _number_parser(column: Column) -> Parse:
    least, most = bounds(column)
    matches = NUMBER.fullmatch

    def parse(text: str) -> float:
        if matches(text):
            value = float(text)
            if least <= value <= most:
                return value
            raise BadCellError(number_fault(column, value) or Fault(shown(text), "write a number"))
        raise BadCellError(not_a_number(column, text))

    return parse


def _whole_parser(column: Column) -> Parse:
    as_number = _number_parser(column)

    def parse(text: str) -> int:
        value = as_number(text)
        if not float(value).is_integer() or abs(value) > GREATEST_WHOLE:
            raise BadCellError(Fault(f"{shown(text)} is not a whole number", "write a whole number"))
        return int(value)

    return parse


def not_a_number(column: Column, text: str) -> Fault:
    """Why a text is not a number, and how to write what was meant."""
    only = f"write only the number, in {column.unit}" if column.unit else "write only the number"
    if len(text) > LONGEST_NUMBER:
        return Fault(f"{shown(text)} is not a number", only)
    if text.lower() in WORDS_FOR_NOTHING:
        empty = "" if column.required else ", or leave the cell empty"
        return Fault(f"{shown(text)} is not a finite number", f"{only}{empty}")
    plain = re.sub(r"[ _,'\u00a0\u202f]", "", text)
    if DECIMAL_COMMA.fullmatch(text):
        point = text.replace(",", ".")
        meant = f"{point} or {plain}, whichever is meant" if GROUPED.fullmatch(text) else point
        return Fault(f"{shown(text)} has a comma in it", f"write {meant}")
    if GROUPED.fullmatch(text):
        return Fault(f"{shown(text)} has marks between its digits", f"write {plain}")
    with_unit = WITH_UNIT.fullmatch(text)
    if with_unit and with_unit[2] == "%":
        share = plain_number(round(float(with_unit[1]) / 100, 12))
        return Fault(f"{shown(text)} is a percentage", only if column.unit else f"write it as a share: {share}")
    if with_unit:
        return Fault(f"{shown(text)} has the unit {shown(with_unit[2])} in it", only)
    return Fault(f"{shown(text)} is not a number", only)


def _yes_no_parser(column: Column) -> Parse:
    def parse(text: str) -> bool:
        value = YES_NO.get(text.lower())
        if value is None:
            raise BadCellError(Fault(f"{shown(text)} is neither yes nor no", "write yes or no"))
        return value

    return parse


def _time_parser(column: Column, zone: ZoneInfo | None) -> Parse:
    def parse(text: str) -> datetime:
        if not TIME.fullmatch(text):
            raise BadCellError(_not_a_time(text, zone))
        try:
            value = datetime.fromisoformat(text)
        except ValueError as error:
            reason = "no clock has that offset" if "offset" in str(error) else error
            found = f"{shown(text)} is no moment in time ({reason})"
            raise BadCellError(Fault(found, "correct the date or the time")) from None
        if value.tzinfo is None:
            raise BadCellError(_no_offset(text, value, zone))
        if fault := time_fault(value):
            raise BadCellError(fault)
        return value

    return parse


def _no_offset(text: str, value: datetime, zone: ZoneInfo | None) -> Fault:
    """A local time is one moment, but in the nights when the clock is changed two or none."""
    found = f"{shown(text)} has no offset from UTC"
    if zone is None:
        return Fault(found, "add the place's, as +02:00")
    first, second = (value.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return Fault(found, f"add one, as {_stamp(first)}")
    there = first.astimezone(UTC).astimezone(zone)
    if there.replace(tzinfo=None) != value:
        return Fault(f"{found}, and the clock skips that time", f"write the time that was meant, as {_stamp(there)}")
    return Fault(
        f"{found}, and the clock shows that time twice", f"write {_stamp(first)}, or an hour later {_stamp(second)}"
    )


def _not_a_time(text: str, zone: ZoneInfo | None) -> Fault:
    found = f"{shown(text)} is not a date and time"
    for read in (datetime.fromisoformat, lambda text: datetime.strptime(text, SPREADSHEET_TIME)):
        with suppress(ValueError):
            return Fault(found, f"write it as {_local(read(text).replace(tzinfo=zone))}")
    return Fault(found, f"write year, month and day, as {_local(datetime(2026, 1, 7, 21, 40, tzinfo=zone))}")


def _local(value: datetime) -> str:
    """A time as it should be written; where the place's clock is not known nobody can say with which offset."""
    return _stamp(value) + ("" if value.tzinfo else " and the place's offset from UTC, as +02:00")


def _stamp(value: datetime) -> str:
    return value.isoformat(timespec="minutes").replace("+00:00", "Z")
