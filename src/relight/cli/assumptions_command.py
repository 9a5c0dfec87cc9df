"""`relight assumptions`: every default number with where it comes from."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

import relight
from relight.cli.options import AsJson
from relight.cli.output import LISTING_COLUMNS, print_json, print_tables
from relight.model.assumptions import Assumption, Assumptions

COLUMNS = ("name", "value", "unit", "grade", "meaning", "source")


def assumptions(
    region: Annotated[
        Path | None,
        typer.Argument(metavar="REGION", help="Region whose own values replace defaults.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Every default number and where it comes from.

    Its value, unit, meaning, source and grade, and whether the region has changed it.
    Grades: A regulation, standard or code read directly; B official statement or peer-reviewed abstract; C secondary
    page; D arithmetic from A or B; X an assumption without a source.

    \b
    Examples:
      relight assumptions
      relight assumptions my-region --json
    """
    chosen = Assumptions() if region is None else relight.read_region(region).assumptions
    items = [chosen.about(name) for name in chosen]
    if as_json:
        print_json({"assumptions": [asdict(item) for item in items]})
    else:
        print_tables([table_of_assumptions(items)], LISTING_COLUMNS)


def table_of_assumptions(items: list[Assumption]) -> Table:
    """The assumptions as a table; a star marks a value the region has changed."""
    caption = "* changed by the region" if any(item.changed for item in items) else None
    table = Table(*COLUMNS, caption=caption, caption_justify="left", box=None, pad_edge=False)
    for item in items:
        value = f"{item.value:g}" + ("*" if item.changed else "")
        table.add_row(item.name, value, item.unit, item.grade, item.meaning, item.source)
    return table
