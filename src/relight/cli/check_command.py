"""`relight check`: every problem of a region folder."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

import relight
from relight.cli.inputs import problems_of
from relight.cli.options import AsJson, RegionPath, RepairsPath, ReportsPath
from relight.cli.output import print_json
from relight.errors import Problem
from relight.model.check.doubts import region_doubts, report_doubts
from relight.model.schema import REGION_ROWS

Counts = dict[str, int]


def check(
    region: RegionPath, reports: ReportsPath = None, repairs: RepairsPath = None, as_json: AsJson = False
) -> None:
    """Every problem of a region folder, in one go.

    Each is a line on stderr: file, row, column, what was found, what would be right; then the exit code is 2. Reports
    and a repair plan are checked too when they are given; the folder's own reports.csv always is.

    Without problems it lists what can be meant but is more often a slip, as kilowatts for megawatts or outage groups
    that a spreadsheet made dates of; the exit code is 0.

    \b
    Examples:
      relight check my-region
      relight check my-region.zip --reports tonight.csv
    """
    counts, problems, doubts = examine(region, reports, repairs)
    if as_json:
        found = {"problems": problems, "doubts": doubts}
        print_json({"counts": counts, **{name: [asdict(row) for row in rows] for name, rows in found.items()}})
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(2)
    if not as_json:
        typer.echo("no problems: " + ", ".join(f"{name} {count}" for name, count in counts.items() if count))
        for doubt in doubts:
            typer.echo(f"worth a look: {doubt}")


def examine(
    region_path: Path, reports_path: Path | None, repairs_path: Path | None
) -> tuple[Counts, tuple[Problem, ...], tuple[Problem, ...]]:
    """How many rows each table has, every problem of the files, and without any what is worth a look."""
    own_reports = region_path / "reports.csv"
    if reports_path is None and own_reports.is_file():
        reports_path = own_reports
    region, problems = problems_of(lambda: relight.read_region(region_path))
    reports: tuple[relight.Report, ...] | None = ()
    counts = {} if region is None else {field: len(getattr(region, field)) for field in REGION_ROWS}
    if reports_path is not None:
        reports, more = problems_of(lambda: relight.read_reports(reports_path, region))
        problems += more
        counts["reports"] = len(reports or ())
    if repairs_path is not None:
        repairs, more = problems_of(lambda: relight.read_repairs(repairs_path, region))
        problems += more
        counts["repairs"] = len(repairs or ())
    doubts: tuple[Problem, ...] = ()
    if region is not None and not problems:
        told = () if reports_path is None else report_doubts(reports or (), reports_path.name)
        doubts = (*region_doubts(region), *told)
    return counts, problems, doubts
