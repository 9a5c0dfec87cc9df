"""The arithmetic that real MATPOWER files hold: numbers such as `50/3`, and unit conversions after the tables.

Many distribution cases give ohms and kilowatts and convert them in a few lines of code. Those few forms are carried
out; any other statement is refused, because a table that is read without its code would be silently wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Value = float | NDArray[np.float64]

TOKEN = re.compile(r"\s*((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[A-Za-z]\w*(?:\.\w+)*|\.[*/^]|[-+*/^():,\[\]])")
FUNCTIONS: dict[str, Callable[[Value], Value]] = {"sqrt": np.sqrt, "sin": np.sin, "cos": np.cos, "acos": np.arccos}
CONSTANTS = {"pi": np.pi, "inf": np.inf, "nan": np.nan}
COLUMN_NUMBERS = {
    "idx_bus": (*range(1, 5), *range(1, 18)),
    "idx_brch": (*range(1, 12), *range(14, 20), 12, 13, 20, 21),
    "idx_gen": (*range(1, 11), *range(22, 26), *range(11, 22)),
}
"""MATPOWER's functions that name columns -> the numbers they return, in order."""

CONVERSION = re.compile(r"(?P<table>\w+)\s*\(\s*:\s*,(?P<columns>.*?)\)\s*=(?!=)(?P<value>.*)")


class RefusedError(Exception):
    """The text is not among the forms that are understood."""


@dataclass
class Names:
    """What a file has defined so far: the struct's name, its tables and numbers, and plain variables."""

    struct: str = "mpc"
    tables: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)


def number(text: str, names: Names | None = None) -> float:
    """The number that an arithmetic expression stands for.

    Raises
    ------
    RefusedError
        If it is not understood, or is not a single number.
    """
    value = _Reader(text, names or Names()).whole()
    if isinstance(value, np.ndarray):
        raise RefusedError
    return float(value)


def carry_out(statement: str, names: Names) -> None:
    """Carry out one statement on `names`: name columns, set a number, or convert columns of a table in place.

    Raises
    ------
    RefusedError
        If the statement is of any other form.
    """
    if match := re.fullmatch(r"\[([\w\s,]+)\]\s*=\s*(\w+)", statement):
        _name_columns(re.findall(r"\w+", match[1]), match[2], names)
    elif match := re.fullmatch(r"([A-Za-z]\w*(?:\.\w+)?)\s*=(?!=)(.*)", statement):
        names.numbers[match[1]] = number(match[2], names)
    elif (match := CONVERSION.fullmatch(statement.removeprefix(f"{names.struct}."))) and match["table"] in names.tables:
        table = names.tables[match["table"]]
        columns = _Reader(match["columns"], names).columns(table.shape[1])
        table[:, columns] = _Reader(match["value"], names).whole()
    else:
        raise RefusedError


def _name_columns(targets: list[str], function: str, names: Names) -> None:
    numbers = COLUMN_NUMBERS.get(function, ())
    if len(targets) > len(numbers):
        raise RefusedError
    names.numbers.update(zip(targets, map(float, numbers), strict=False))


class _Reader:
    """Reads one expression from left to right (recursive descent)."""

    def __init__(self, text: str, names: Names) -> None:
        self.names = names
        self.tokens: list[str] = []
        end = 0
        while match := TOKEN.match(text, end):
            self.tokens.append(match[1])
            end = match.end()
        if text[end:].strip():
            raise RefusedError

    def whole(self) -> Value:
        value = self.total()
        if self.tokens:
            raise RefusedError
        return value

    def columns(self, count: int) -> list[int]:
        """Positions of the columns that the rest of the text names, as `PD` or `[PD, QD]`."""
        found: list[Value] = []
        if self.take("["):
            while not self.take("]"):
                found.append(self.atom())
                self.take(",")
        else:
            found.append(self.total())
        positions = [int(value) - 1 for value in found if isinstance(value, float) and value == int(value)]
        if len(positions) < len(found) or self.tokens or not all(0 <= position < count for position in positions):
            raise RefusedError
        return positions

    def take(self, *wanted: str) -> str:
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else ""

    def total(self) -> Value:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = value + other if sign == "+" else value - other
        return value

    def product(self) -> Value:
        value = self.signed()
        while sign := self.take("*", "/", ".*", "./"):
            other = self.signed()
            if sign == "/" and isinstance(other, np.ndarray):
                raise RefusedError
            if sign == "*" and isinstance(value, np.ndarray) and isinstance(other, np.ndarray):
                raise RefusedError
            with np.errstate(all="ignore"):
                value = value * other if sign in ("*", ".*") else np.divide(value, other)
        return value

    def signed(self) -> Value:
        if sign := self.take("+", "-"):
            value = self.signed()
            return -value if sign == "-" else value
        return self.power()

    def power(self) -> Value:
        value = self.atom()
        while sign := self.take("^", ".^"):
            exponent = self.signed() if self.tokens[:1] in (["-"], ["+"]) else self.atom()
            if sign == "^" and (isinstance(value, np.ndarray) or isinstance(exponent, np.ndarray)):
                raise RefusedError
            value = value**exponent
        return value

    def atom(self) -> Value:
        if self.take("("):
            value = self.total()
            if not self.take(")"):
                raise RefusedError
            return value
        if not self.tokens:
            raise RefusedError
        token = self.tokens.pop(0)
        if token[0].isdigit() or token[0] == ".":
            return float(token)
        return self.named(token)

    def named(self, name: str) -> Value:
        if name in self.names.numbers:
            return self.names.numbers[name]
        table = self.names.tables.get(name.removeprefix(f"{self.names.struct}."))
        if table is not None and self.take("("):
            return self.cells(table)
        if name in FUNCTIONS and self.take("("):
            value = FUNCTIONS[name](self.total())
            if not self.take(")"):
                raise RefusedError
            return value
        if name.lower() not in CONSTANTS:
            raise RefusedError
        return float(CONSTANTS[name.lower()])

    def cells(self, table: NDArray[np.float64]) -> Value:
        """What `table(row, column)` or `table(:, columns)` stands for; the bracket is already open."""
        row = "" if self.take(":") else self.total()
        if not self.take(",") or ")" not in self.tokens:
            raise RefusedError
        close = self.tokens.index(")")
        inner, self.tokens = self.tokens[:close], self.tokens[close + 1 :]
        rest, self.tokens = self.tokens, inner
        columns = self.columns(table.shape[1])
        self.tokens = rest
        if row == "":
            return table[:, columns].copy()
        if not isinstance(row, float) or len(columns) != 1 or not 1 <= row <= len(table):
            raise RefusedError
        return float(table[int(row) - 1, columns[0]])
