"""What the commands read: region, reports and the instant to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import typer

import relight
from relight.cli.options import Switch
from relight.cli.output import quoted
from relight.errors import InputError, Problem
from relight.model.check.values import YEARS

Read = TypeVar("Read")

OLDEST_NEWS = timedelta(days=366)
"""An instant so long after the newest report is a slip: the years between would be replayed."""


def read_situation(
    region_path: Path, reports_path: Path | None, at: str | None, dynamics: Switch | None = None
) -> relight.Situation:
    """The Situation of a region folder and a reports file at an instant, with dynamics as asked for.

    Raises
    ------
    InputError
        With every problem of both files and of the instant.
    """
    return read_inputs(region_path, reports_path, at, dynamics)[0]


def read_inputs(
    region_path: Path,
    reports_path: Path | None,
    at: str | None,
    dynamics: Switch | None,
    *plans: tuple[Callable[[Path, relight.Region | None], Any], Path | None],
) -> tuple[relight.Situation, list[Any]]:
    """The Situation, and what each plan's reader makes of its file; None where there is no file.

    Raises
    ------
    InputError
        With every problem of all files and of the instant; where the region is broken, of the others those that can be
        seen without it.
    """
    region, problems = problems_of(lambda: relight.read_region(region_path))
    reports: tuple[relight.Report, ...] | None = ()
    if reports_path is not None:
        reports, more = problems_of(lambda: relight.read_reports(reports_path, region))
        problems += more
    read = []
    for reader, path in plans:
        found, more = (None, ()) if path is None else problems_of(partial(reader, path, region))
        problems += more
        read.append(found)
    instant = None
    if at is not None and region is not None:
        clock = region.settings.zone
        instant, more = problems_of(lambda: _instant(at, clock, reports or ()))
        problems += more
    if region is None or reports is None or problems:
        raise InputError(problems)
    if dynamics is not None:
        region = replace(region, settings=replace(region.settings, dynamics=dynamics is Switch.on))
    if reports_path is None:
        hint_at_reports(region_path)
    return relight.Situation.from_checked(region, reports, at=instant), read


def _instant(text: str, clock: ZoneInfo, reports: Sequence[relight.Report]) -> datetime:
    """The instant to look at."""
    instant = parse_instant(text, clock)
    if reports and instant - max(report.reported_at for report in reports) > OLDEST_NEWS:
        raise wrong_instant(text, f"more than {OLDEST_NEWS.days} days after the newest report", "check the year")
    return instant


def hint_at_reports(region_path: Path) -> None:
    """Say on stderr that the region folder has reports that were not asked for."""
    beside = region_path / "reports.csv"
    if beside.is_file():
        typer.echo(f"note: {beside} is not used; add --reports {quoted(beside)} to use it", err=True)


def parse_instant(text: str, zone: ZoneInfo, option: str = "--at") -> datetime:
    """The instant an ISO 8601 text names, given with that option; without an offset it is local time in `zone`.

    Raises
    ------
    InputError
        If it is not ISO 8601, in no plausible year, or a local time that the clock skips.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        remedy = "write it as 2026-01-08T06:00 or 2026-01-08T06:00+02:00"
        raise wrong_instant(text, "this is not a time", remedy, option) from None
    if instant.year not in YEARS:
        raise wrong_instant(text, f"the year is {instant.year}", "check the year", option)
    if instant.tzinfo is not None:
        return instant.astimezone(zone)
    local = instant.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != instant:
        raise wrong_instant(text, f"the clock of {zone.key} skips this time", "add an offset, as in +02:00", option)
    return local


def wrong_instant(text: str, found: str, remedy: str, option: str = "--at") -> InputError:
    """The error for an instant on the command line."""
    return InputError([Problem(option, 0, "", f"{text!r}: {found}", remedy)])


def problems_of(read: Callable[[], Read]) -> tuple[Read | None, tuple[Problem, ...]]:
    """What `read` returns, or else the problems it found."""
    try:
        return read(), ()
    except InputError as error:
        return None, error.problems
