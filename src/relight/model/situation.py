"""A Situation: a Region plus the reports believed at one instant, and the ones that are not, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from relight.errors import InputError, Problem
from relight.model.check import check_region, check_reports
from relight.model.region import Region
from relight.model.schema import CONDITION, OBSERVATION, Report

CARE = {"restored": 0, "derated": 1, "out": 2, "energised": 0, "deenergised": 1}
"""Between claims made at the same time the more careful one wins: it fails towards 'off'."""


@dataclass(frozen=True)
class Dropped:
    """A report that is not believed, and why: `superseded`, `retracted`, `outvoted`, `duplicate` or `not yet known`."""

    report: Report
    why: str


Tracks = Mapping[tuple[str, str], tuple[Report, ...]]
"""(subject, track) -> the believed reports, one an instant, in order of `valid_from`."""


@dataclass(frozen=True)
class Situation:
    """What is believed at `at`: for each subject and track the winning reports in order of `valid_from`."""

    region: Region
    at: datetime
    tracks: Tracks
    dropped: tuple[Dropped, ...]

    @staticmethod
    def from_reports(region: Region, reports: Iterable[Report], at: datetime | None = None) -> Situation:
        """The Situation at `at`, by default when the newest report was recorded (now, without reports).

        Raises
        ------
        InputError
            With everything that is wrong with a Region or reports made by a program, or if `at` has no time zone.
            That a report supersedes one that is not among them is no fault: it may be older than all of them.
        """
        reports = tuple(reports)
        if problems := tuple(_problems(region, reports, at)):
            raise InputError(problems)
        return Situation.from_checked(region, reports, at)

    @staticmethod
    def from_checked(region: Region, reports: Iterable[Report], at: datetime | None = None) -> Situation:
        """The same for a Region and reports as they were read from files: reading has checked them."""
        reports = tuple(reports)
        if at is None:
            newest = max((report.reported_at for report in reports), default=None)
            at = newest or datetime.now(region.settings.zone).replace(second=0, microsecond=0)
        unique, dropped = _without_duplicates(reports)
        known = [report for report in unique if report.reported_at <= at]
        dropped += [Dropped(report, "not yet known") for report in unique if report.reported_at > at]
        standing, withdrawn = _without_withdrawn(known)
        tracks, outvoted = _tracks(standing)
        return Situation(region, at, tracks, tuple(dropped + withdrawn + outvoted))

    @property
    def believed(self) -> tuple[Report, ...]:
        """Every believed report, in order of `valid_from`, subject and id."""
        rows = [report for track in self.tracks.values() for report in track]
        return tuple(sorted(rows, key=lambda report: (report.valid_from, report.subject, report.state, report.report)))

    def __repr__(self) -> str:
        counts = f"reports believed {len(self.believed)}, not {len(self.dropped)}"
        return f"<Situation of {self.region.settings.name} at {self.at.isoformat()}: {counts}>"

    def in_track(self, track: str) -> Iterator[tuple[str, tuple[Report, ...]]]:
        """Subjects that have believed reports in `track`, each with those reports, in order of subject."""
        for (subject, name), rows in self.tracks.items():
            if name == track:
                yield subject, rows


def _problems(region: Region, reports: Sequence[Report], at: datetime | None) -> Iterator[Problem]:
    yield from check_region(region)
    yield from (problem for problem in check_reports(reports, region) if problem.column != "supersedes")
    if at is not None and at.utcoffset() is None:
        yield Problem("at", 0, "", f"{at.isoformat()} has no offset from UTC", "give it a time zone")


def track_of(report: Report) -> str:
    """Which track a report speaks on: condition, observation, level, at_risk, figure:<unit>, or empty for none."""
    if report.state in CONDITION:
        return "condition"
    if report.state in OBSERVATION:
        return "observation"
    if report.state == "figure":
        return f"figure:{report.unit}"
    return "" if report.state == "retracted" else report.state


def latest(track: tuple[Report, ...], instant: datetime) -> Report | None:
    """The report of a track that holds at `instant`, if any has begun by then."""
    return next((report for report in reversed(track) if report.valid_from <= instant), None)


def _without_duplicates(reports: tuple[Report, ...]) -> tuple[list[Report], list[Dropped]]:
    seen: set[Report] = set()
    unique: list[Report] = []
    dropped: list[Dropped] = []
    for report in reports:
        if report in seen:
            dropped.append(Dropped(report, "duplicate"))
        else:
            seen.add(report)
            unique.append(report)
    return unique, dropped


def _without_withdrawn(known: list[Report]) -> tuple[list[Report], list[Dropped]]:
    """Split the known reports in those that stand and those superseded or retracted by another that counts."""
    replacing: dict[str, list[Report]] = {}
    for report in known:
        if report.supersedes:
            replacing.setdefault(report.supersedes, []).append(report)
    standing: list[Report] = []
    dropped: list[Dropped] = []
    for report in known:
        by = replacing.get(report.report, [])
        if _retracted(report, replacing):
            dropped.append(Dropped(report, "retracted"))
        elif any(other.state != "retracted" and not _retracted(other, replacing) for other in by):
            dropped.append(Dropped(report, "superseded"))
        elif report.state != "retracted":
            standing.append(report)
    return standing, dropped


def _retracted(report: Report, replacing: Mapping[str, list[Report]], depth: int = 0) -> bool:
    if depth > len(replacing):
        return False  # a circle of retractions: `check_reports` names it, nothing is believed twice
    return any(
        other.state == "retracted" and not _retracted(other, replacing, depth + 1)
        for other in replacing.get(report.report, [])
    )


def _tracks(standing: list[Report]) -> tuple[Tracks, list[Dropped]]:
    winners: dict[tuple[str, str], list[Report]] = {}
    outvoted: list[Dropped] = []
    for report in sorted(standing, key=_precedence):
        rows = winners.setdefault((report.subject, track_of(report)), [])
        if rows and rows[-1].valid_from == report.valid_from:
            outvoted.append(Dropped(rows.pop(), "outvoted"))
        rows.append(report)
    return {key: tuple(winners[key]) for key in sorted(winners)}, outvoted


def _precedence(report: Report) -> tuple[datetime, datetime, int, float, str]:
    """Sorts the report that wins at its instant last."""
    value = 0.0 if report.value is None else report.value
    return (report.valid_from, report.reported_at, CARE.get(report.state, 0), -value, report.report)
