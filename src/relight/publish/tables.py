"""A table as the pages and the terminal print it: cells with a text and perhaps a note, long ones folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

Head = str | tuple[str, str]
"""A column's head, or the head and its style."""
NO_DRAWING = Markup("")

SHOWN_ROWS = 12
"""Rows of a long table that are always visible."""
SHORT_ROWS = 10
"""Up to so many rows a table stays on one sheet of paper."""
MOST_ROWS = 1000
"""Rows a page holds of one table; the rest is in the data files."""


@dataclass(frozen=True)
class Cell:
    """What stands in one cell: a text, a smaller note below it, a style, and on pages perhaps a drawing."""

    text: str
    note: str = ""
    style: str = ""
    drawing: Markup = NO_DRAWING


@dataclass(frozen=True)
class Column:
    """The head of a column; `style` is `number`, `time` or empty; on pages perhaps a drawing below it."""

    head: str
    style: str = ""
    drawing: Markup = NO_DRAWING


@dataclass(frozen=True)
class Row:
    """Cells in order of the columns; the first one heads the row."""

    cells: tuple[Cell, ...]
    style: str = ""


@dataclass(frozen=True)
class Table:
    """Columns and rows with a caption; rows beyond `shown` are folded away on pages."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    shown: int = SHOWN_ROWS
    style: str = ""

    @property
    def first_rows(self) -> tuple[Row, ...]:
        """The rows that are always visible: all, if only one or two would be folded away."""
        return self.rows if len(self.rows) <= self.shown + 2 else self.rows[: self.shown]

    @property
    def is_short(self) -> bool:
        """Whether the table should stay on one sheet of paper."""
        return len(self.first_rows) <= SHORT_ROWS

    @property
    def folded_rows(self) -> tuple[Row, ...]:
        """The rows that a reader may unfold."""
        return self.rows[len(self.first_rows) : MOST_ROWS]

    @property
    def left_out(self) -> int:
        """How many rows are not on the page at all."""
        return max(0, len(self.rows) - max(MOST_ROWS, len(self.first_rows)))


def row(*cells: Cell | str, style: str = "") -> Row:
    """A row of cells; a plain text becomes a cell."""
    return Row(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells), style)


def columns(heads: Iterable[Head]) -> tuple[Column, ...]:
    """Column heads, given as texts or as (text, style)."""
    return tuple(Column(head) if isinstance(head, str) else Column(*head) for head in heads)
