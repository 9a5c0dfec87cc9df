"""How results reach the terminal: JSON on stdout, tables by rich, progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from relight.cli.letters import escaped, lacks_letters
from relight.files.results import json_text

PIPE_COLUMNS = 100
LISTING_COLUMNS = 300
"""Width of what does not go to a terminal: lists are as wide as they need, so that no row is broken."""


def print_json(result: Any) -> None:
    """Print a result as JSON, the same text as `outlook.json`; in ASCII where stdout lacks letters."""
    text = json_text(result)
    typer.echo(escaped(text) if lacks_letters() else text, nl=False)


def print_tables(tables: Iterable[RenderableType], pipe_columns: int = PIPE_COLUMNS) -> None:
    """Print tables one below the other, on a terminal in its width."""
    console = Console(width=None if sys.stdout.isatty() else pipe_columns, markup=False, emoji=False)
    for table in tables:
        console.print(table)


def quoted(path: Path) -> str:
    """A path as it can be pasted into a shell: one with blanks in double quotes, which every shell reads."""
    return f'"{path}"' if " " in str(path) else str(path)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[float], None] | None]:
    """A function that shows which share of the work is done, or None where stderr is not a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=1.0)
        yield lambda share: progress.update(task, completed=share)
