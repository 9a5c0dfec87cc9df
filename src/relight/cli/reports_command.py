"""`relight reports`: what is believed at an instant, and what is not, with the reason."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

import relight
from relight.cli.inputs import read_situation
from relight.cli.options import AsJson, At, RegionPath
from relight.cli.output import LISTING_COLUMNS, print_json, print_tables
from relight.model.situation import Dropped

COLUMNS = ("report", "valid_from", "reported_at", "subject", "state", "value", "source")
TIMES = ("valid_from", "reported_at")


def reports(
    region: RegionPath,
    reports: Annotated[
        Path, typer.Option("--reports", metavar="FILE", help="Reports of what happened, .csv or .jsonl.")
    ],
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Which reports are believed, which are not, and why.

    At one instant a report is not believed because another one supersedes or retracts it, because a later or more
    careful one says otherwise (outvoted), because it repeats another (duplicate), or because it is not yet known.

    \b
    Examples:
      relight reports my-region --reports tonight.csv
      relight reports my-region --reports tonight.csv --at 2026-01-08T06:00 --json
    """
    situation = read_situation(region, reports, at)
    result = listing(situation)
    if as_json:
        print_json(result)
    else:
        print_tables([table_of_reports(result)], LISTING_COLUMNS)


def listing(situation: relight.Situation) -> dict[str, Any]:
    """Believed reports and dropped ones, each as a dictionary; dropped ones say `why`."""
    zone = situation.region.settings.zone
    dropped = sorted(situation.dropped, key=in_order)
    return {
        "at": situation.at.astimezone(zone).isoformat(),
        "believed": [as_dict(report, zone) for report in situation.believed],
        "dropped": [{**as_dict(item.report, zone), "why": item.why} for item in dropped],
    }


def in_order(item: Dropped) -> tuple[datetime, str, str]:
    """Sorts by time, subject and id."""
    return (item.report.valid_from, item.report.subject, item.report.report)


def as_dict(report: relight.Report, zone: ZoneInfo) -> dict[str, Any]:
    """A report by column, with times in `zone`."""
    cells = ((field.name, getattr(report, field.name)) for field in fields(report))
    return {name: cell.astimezone(zone).isoformat() if isinstance(cell, datetime) else cell for name, cell in cells}


def table_of_reports(result: dict[str, Any]) -> Table:
    """Believed reports first, then the others with the reason."""
    title = f"{len(result['believed'])} believed, {len(result['dropped'])} not, at {result['at']}"
    table = Table(*COLUMNS, "why not", title=title, title_justify="left", box=None, pad_edge=False)
    for row in (*result["believed"], *result["dropped"]):
        table.add_row(*(cell_text(name, row[name]) for name in COLUMNS), row.get("why", ""))
    return table


def cell_text(column: str, value: Any) -> str:
    """A cell of the table; times are local and without seconds."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
    return value[:16].replace("T", " ") if column in TIMES else str(value)
