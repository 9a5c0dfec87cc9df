"""Rows of a linear programme, collected one at a time."""

from __future__ import annotations

from scipy.sparse import coo_matrix, csr_matrix


class Rows:
    """Rows of a sparse system, added one at a time: Σ coefficient × column ≤ most."""

    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.least: list[float] = []
        self.most: list[float] = []

    def add(self, entries: list[tuple[int, float]], least: float, most: float) -> None:
        """One more row."""
        for column, value in entries:
            self.row.append(len(self.most))
            self.column.append(column)
            self.value.append(value)
        self.least.append(least)
        self.most.append(most)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.most)

    def matrix(self, columns: int) -> csr_matrix:
        """All rows as a matrix."""
        return coo_matrix((self.value, (self.row, self.column)), shape=(len(self.most), columns)).tocsr()
