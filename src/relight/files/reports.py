"""Reports: `.csv`, or one JSON object a line as `.jsonl`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from relight.errors import InputError, Problem
from relight.files.claims import read_rows, write_rows
from relight.files.gathering import Reading, capped
from relight.model.check import check_reports
from relight.model.region import Region
from relight.model.schema import Report


def read_reports(path: Path | str, region: Region | None = None) -> tuple[Report, ...]:
    """The reports of a file, those that come twice word for word once.

    A report without an id is called by its place among the file's reports: the first is `1`, blank lines do not count.

    Raises
    ------
    InputError
        With everything that is wrong with them; without a region only what can be seen without it.
    """
    path = Path(path)
    reading = _named(read_rows(path, Report, region.settings.zone if region else None), path.name)
    problems = (*reading.problems, *check_reports(reading.rows, region, reading.places(path.name), path.name))
    if problems:
        raise InputError(capped(problems))
    return tuple(dict.fromkeys(reading.rows))


def _named(reading: Reading[Report], file: str) -> Reading[Report]:
    """The same with an id for each report that has none."""
    given: dict[str, int] = {}
    for report, number in zip(reading.rows, reading.numbers, strict=True):
        given.setdefault(report.report, number)
    rows, problems = [], []
    for place, (report, number) in enumerate(zip(reading.rows, reading.numbers, strict=True), 1):
        own = report.report or str(place)
        if not report.report and own in given:
            found = f"no id, and the report in row {given[own]} has the id {own!r} that it would get from its place"
            problems.append(Problem(file, number, "report", found, "give it an id of its own"))
        rows.append(report if report.report else replace(report, report=own))
    return replace(
        reading,
        rows=tuple(rows),
        problems=(*reading.problems, *problems),
        broken=reading.broken | {problem.row for problem in problems},
    )


def write_reports(reports: Sequence[Report], path: Path | str) -> None:
    """Writes reports as .csv or .jsonl, by the path's ending.

    Raises
    ------
    InputError
        When a value could not be read back, or the place cannot be written.
    """
    write_rows(Path(path), Report, reports)
