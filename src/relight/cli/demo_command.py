"""`relight demo`: the bundled region and night, end to end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import relight
from relight.cli.first_run import tell_of_first_run
from relight.cli.output import print_tables, progress_bar
from relight.publish.terminal import outlook_tables


def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder the results are written to.")] = Path("out/demo"),
) -> None:
    """The bundled region and its night, end to end.

    Two fictional regions with 4.7 million people and their grid: strikes from 21:00 on, and at 16:00 the next day the
    outlook for 72 hours, printed and written as pages and data.

    \b
    Examples:
      relight demo
      relight demo --out tonight
    """
    tell_of_first_run()
    with progress_bar("the night, then 72 hours ahead") as progress:
        result, notes = relight.run_demo(out, progress)
    print_tables(outlook_tables(result))
    for note in notes:
        typer.echo(f"note: {note}", err=True)
    typer.echo(f"written: {out / 'report.html'} (for the desk), {out / 'report-public.html'}, {out / 'outlook.json'}")
