"""Rows and problems as they are gathered from a file, up to a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from relight.errors import Problem
from relight.files.cells import BadCellError, Parse, placeholder
from relight.model.check import Places
from relight.model.columns import Column

Row = TypeVar("Row")

MOST_PROBLEMS = 100
"""Problems of one file that are listed; whoever has more has one cause for all of them."""

MOST_BLANK_ROWS = 2**20
"""Rows without any text that are skipped: as many as a spreadsheet has."""

MORE = ("more problems from here on", "mend the first ones and check again")


@dataclass(frozen=True)
class Reading(Generic[Row]):
    """What was read from one file: its rows, where they stand, and what is wrong with them."""

    rows: tuple[Row, ...] = ()
    numbers: tuple[int, ...] = ()
    broken: frozenset[int] = frozenset()
    """Row numbers of rows with a bad cell; a placeholder stands in for it."""
    problems: tuple[Problem, ...] = ()
    complete: bool = True
    """False if rows are missing, so that nothing can be said about references to them."""

    def places(self, file: str) -> Places:
        """The same for the checks across tables."""
        return together({file: self})


def together(readings: dict[str, Reading[Any]]) -> Places:
    """Where the rows of all files stand."""
    return Places(
        numbers={file: reading.numbers for file, reading in readings.items()},
        broken=frozenset((file, number) for file, reading in readings.items() for number in reading.broken),
        unread=frozenset(file for file, reading in readings.items() if not reading.complete),
    )


@dataclass
class Gathering(Generic[Row]):
    """Collects the rows and problems of one file while it is read."""

    file: str
    make: Callable[..., Row]
    rows: list[Row] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True
    blank: int = 0

    @property
    def full(self) -> bool:
        """Whether there are so many problems that reading on is of no use."""
        return len(self.problems) >= MOST_PROBLEMS

    def fault(self, number: int, column: str, found: str, remedy: str) -> None:
        """Adds a problem."""
        self.problems.append(Problem(self.file, number, column, found, remedy))
        self.broken.add(number)

    def stop(self, number: int, found: str, remedy: str) -> None:
        """Adds the problem that ends the reading."""
        self.fault(number, "", found, remedy)
        self.complete = False

    def skip(self, number: int) -> None:
        """Counts a row without any text, and stops where there are more than any table has."""
        self.blank += 1
        if self.blank > MOST_BLANK_ROWS:
            self.stop(number, f"more than {MOST_BLANK_ROWS} empty rows", "remove them")

    def add(self, number: int, row: Row) -> None:
        """Adds a row."""
        self.rows.append(row)
        self.numbers.append(number)

    def add_cells(
        self, number: int, columns: Sequence[tuple[Column, Parse]], cells: Iterable[str], quiet: bool = False
    ) -> None:
        """Adds a row cell by cell, with a placeholder for each bad one, and a problem unless `quiet`."""
        values = {}
        for (column, parse), text in zip(columns, cells, strict=True):
            try:
                values[column.name] = parse(text)
            except BadCellError as bad:
                if not quiet:
                    self.fault(number, column.name, *bad.fault)
                values[column.name] = placeholder(column, text)
        self.add(number, self.make(**values))

    def reading(self) -> Reading[Row]:
        """What has been gathered."""
        return Reading(
            tuple(self.rows), tuple(self.numbers), frozenset(self.broken), capped(self.problems), self.complete
        )


def capped(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems sorted, of each file the first hundred, then one that says that there are more."""
    kept: list[Problem] = []
    counts: dict[str, int] = {}
    for problem in sorted(problems):
        counts[problem.file] = count = counts.get(problem.file, 0) + 1
        if count <= MOST_PROBLEMS:
            kept.append(problem)
        elif count == MOST_PROBLEMS + 1:
            kept.append(Problem(problem.file, problem.row, "", *MORE))
    return tuple(kept)
