"""What can go wrong, and the sentence that says so.

    RelightError
    ├── InputError      what a user gave cannot be used; holds every Problem found
    └── SolverError     a solver did not say "optimal"; never turned into a number
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with what was given: where it is, what was found, what to do."""

    file: str
    row: int  # counted as a spreadsheet does: the header is row 1; 0 = the whole file
    column: str
    found: str
    remedy: str

    def __str__(self) -> str:
        place = self.file
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.found}; {self.remedy}"


def install(extra: str) -> str:
    """What to do where a package is missing that belongs to an extra of relight's."""
    return f"install it with: pip install 'relight[{extra}]', or where relight's repository is: make full"


class RelightError(Exception):
    """Base of every error that relight raises on purpose."""


class InputError(RelightError):
    """What was given cannot be used; `problems` has every reason, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SolverError(RelightError):
    """A solver ended without an optimal answer, so there is no number to give."""
