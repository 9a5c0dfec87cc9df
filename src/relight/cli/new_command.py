"""`relight new`: a region to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relight.cli.output import quoted
from relight.files.new_region import write_new_region


def new(
    region: Annotated[Path, typer.Argument(metavar="REGION", help="Region folder to make.", show_default=False)],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="What the place is called.", show_default="the folder's name")
    ] = None,
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="Its time zone, as Europe/Kyiv.")] = "UTC",
) -> None:
    """A small region to begin with, to be changed into your own.

    Two districts, a line between them, feeders in outage groups, a hospital, a pump with its water tower and a mast
    with their backups, a crew, and a report of damage. Each file has notes on what belongs into it.

    \b
    Examples:
      relight new my-region
      relight new my-region --name "My county" --timezone Europe/Kyiv
    """
    write_new_region(region, region.resolve().name if name is None else name, timezone)
    place = quoted(region)
    typer.echo(f"written: {place}, a small region to change into your own; begin with {quoted(region / 'region.toml')}")
    typer.echo(f"is it right?     relight check {place}")
    typer.echo(f"the next hours:  relight outlook {place} --reports {quoted(region / 'reports.csv')}")
    typer.echo(f"who is cut when: relight rota {place}")
