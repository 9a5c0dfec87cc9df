"""Where the rows of a region stand in the files they were read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Row = TypeVar("Row")

FIRST_ROW = 2  # the header is row 1


@dataclass(frozen=True)
class Places:
    """Row numbers by file, and what reading has already complained about.

    Without any, the first row of every table is row 2 and nothing was wrong with the cells.
    """

    numbers: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """File -> the row number of each of its rows, where blank lines make them differ from 2, 3, 4, ..."""

    broken: frozenset[tuple[str, int]] = frozenset()
    """(file, row number) of rows with a bad cell: their ids are known, but they are not judged again."""

    unread: frozenset[str] = frozenset()
    """Files that could not be read to the end: nothing is said about references to them."""

    def number(self, file: str, index: int) -> int:
        """Row number of the row at that position of the table."""
        numbers = self.numbers.get(file)
        return index + FIRST_ROW if numbers is None else numbers[index]

    def judged(self, file: str, rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
        """Row number and row of every row that was read without a fault."""
        for index, row in enumerate(rows):
            number = self.number(file, index)
            if (file, number) not in self.broken:
                yield number, row
