"""Pieces of the sentences that tell a user what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

LONGEST_WORD = 80  # beyond this a comparison costs more than the hint is worth
LONGEST_SHOWN = 40
MOST_IN_A_CIRCLE = 6
HINTS = 100  # looking for the closest of thousands of ids is slow, and nobody reads that many hints


def closest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word most like `word` whatever its case, or None if none is near."""
    if len(word) > LONGEST_WORD:
        return None
    folded = {item.casefold(): item for item in sorted(known, reverse=True)}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=likeness)
    return folded[found[0]] if found else None


def shown(text: str) -> str:
    """The text in quotes, on one line and cut short, as it is printed in a message."""
    return repr(text) if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]!r}…"


def plain_number(value: float) -> str:
    """The shortest text that reads back as the same number, without a needless `.0`."""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e16 else repr(number)


def listed(items: Sequence[str], most: int = 6) -> str:
    """The items with commas between them, the first few if there are many."""
    rest = len(items) - most
    return ", ".join(items[:most]) + (f" and {rest} more" if rest > 0 else "")


def circle(loop: Sequence[str]) -> str:
    """A loop as its ids with arrows between them, back to the first."""
    return " → ".join([*loop[:MOST_IN_A_CIRCLE], *["..."] * (len(loop) > MOST_IN_A_CIRCLE), loop[0]])


def spans(numbers: Iterable[int]) -> list[str]:
    """Whole numbers as runs: 1, 2, 3, 7 becomes `1-3`, `7`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(first) if first == last else f"{first}-{last}" for first, last in runs]


class Hints:
    """Looks for the closest known word, a limited number of times."""

    def __init__(self, left: int = HINTS) -> None:
        self.left = left

    def closest(self, word: str, known: Iterable[str]) -> str | None:
        """As `closest`, but None once there have been enough."""
        self.left -= 1
        return closest(word, known) if self.left >= 0 else None
