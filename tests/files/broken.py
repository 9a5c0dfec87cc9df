"""Ways to break one file of the small region, its reports or its repairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Change = Callable[[Path], None]


@dataclass(frozen=True)
class Broken:
    """A change of one file, and where and in which words its only problem must be told."""

    name: str
    change: Change
    place: tuple[str, int, str]
    """File, row and column of the problem."""
    words: tuple[str, ...]


def swap(file: str, old: str, new: str, times: int = 1) -> Change:
    """Replaces a text that must be there."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) >= times
        (folder / file).write_text(text.replace(old, new, times), encoding="utf-8")

    return change


def put(file: str, content: str | bytes) -> Change:
    """Gives a file that content."""

    def change(folder: Path) -> None:
        (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    return change


def add(file: str, line: str) -> Change:
    """Adds a line at the end of a file."""

    def change(folder: Path) -> None:
        with (folder / file).open("a", encoding="utf-8") as text:
            text.write(line + "\n")

    return change


def rename(file: str, name: str) -> Change:
    """Gives a file another name."""

    def change(folder: Path) -> None:
        (folder / file).rename(folder / name)

    return change


def remove(file: str) -> Change:
    """Takes a file away."""

    def change(folder: Path) -> None:
        (folder / file).unlink()

    return change
