"""What can be wrong with reports and with plans of repairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relight.errors import Problem
from relight.model.check.ids import ASSET_KINDS, Ids, check_duplicates, check_references, cycles, kinds_of
from relight.model.check.places import Places
from relight.model.check.values import Fault, check_values
from relight.model.check.wording import Hints, circle, closest, listed, plain_number, shown
from relight.model.region import Region
from relight.model.schema import Repair, Report, table_of
from relight.model.services import SERVICES

SUBJECT_KINDS = kinds_of(table_of(Report).column("subject").names)
PLACES_OF_SUPPLY = ("bus", "feeder", "district", "region")
KINDS_OF_STATE = {
    "out": (*ASSET_KINDS, "backup"),
    "derated": ("branch", "generator", "facility", "backup"),
    "restored": (*ASSET_KINDS, "backup"),
    "energised": PLACES_OF_SUPPLY,
    "deenergised": PLACES_OF_SUPPLY,
    "level": ("backup",),
    "figure": ("district", "region"),
}
"""What a state can be said of; the other states can be said of anything."""

VALUE_OF_STATE = {
    "derated": "the share left, from 0 to 1",
    "level": "how full, from 0 to 1",
    "figure": "the number, at least 0",
}
COUNTED = ("people", "customers")


def check_reports(
    reports: Sequence[Report], region: Region | None, places: Places | None = None, file: str = Report.FILE
) -> tuple[Problem, ...]:
    """Every problem of the reports, sorted by row and column; identical reports are not one.

    Parameters
    ----------
    reports
        The reports, each with its id.
    region
        What they speak of. None: only what can be seen without it is checked.
    places
        Where the reports stand in their file. Left out for reports made by a program: then every value is checked too.
    file
        Name of the file, for the messages.
    """
    problems: list[Problem] = []
    if places is None:
        problems += check_values(file, reports)
        places = Places(broken=frozenset((file, problem.row) for problem in problems))
    ids = Ids(region, places.unread) if region else None
    services = region.settings.services if region else None
    for number, report in places.judged(file, reports):
        faults = (*_subject_faults(report, ids), *_value_faults(report), *_figure_faults(report, services))
        problems += (Problem(file, number, column, *fault) for column, fault in (*faults, *_time_faults(report)))
    problems += _same_ids(reports, places, file)
    problems += _superseded(reports, places, file)
    return tuple(sorted(problems))


def _subject_faults(report: Report, ids: Ids | None) -> Iterator[tuple[str, Fault]]:
    kind, colon, _ = report.subject.partition(":")
    if ids and (fault := ids.named_fault(SUBJECT_KINDS, report.subject)):
        yield "subject", fault
    elif not colon or kind not in SUBJECT_KINDS:
        forms = listed([f"{name}:..." for name in SUBJECT_KINDS], most=len(SUBJECT_KINDS))
        yield "subject", Fault(f"{shown(report.subject)} does not say what it is", f"write it as {forms}")
    kinds = KINDS_OF_STATE.get(report.state, SUBJECT_KINDS)
    if kind in SUBJECT_KINDS and kind not in kinds:
        found = f"{shown(report.state)} cannot be said of a {kind}"
        yield "state", Fault(found, f"it can be said of: {listed(kinds, most=len(kinds))}")


def _value_faults(report: Report) -> Iterator[tuple[str, Fault]]:
    if report.state == "retracted" and not report.supersedes:
        found = "the cell is empty, although the state is retracted"
        yield "supersedes", Fault(found, "name the report that was wrong")
    if report.state not in VALUE_OF_STATE:
        return
    meaning = VALUE_OF_STATE[report.state]
    if report.value is None:
        yield "value", Fault(f"the cell is empty, although the state is {report.state}", f"give {meaning}")
    elif report.value < 0 or (report.state != "figure" and report.value > 1):
        yield "value", Fault(f"{plain_number(report.value)} is out of range", f"give {meaning}")


def _figure_faults(report: Report, services: Sequence[str] | None) -> Iterator[tuple[str, Fault]]:
    if report.state != "figure":
        return
    service, slash, counted = report.unit.partition("/")
    if not slash or counted not in COUNTED:
        odd = f"{shown(report.unit)} does not say what is counted"
        found = odd if report.unit else "the cell is empty, although the state is figure"
        yield "unit", Fault(found, "write service/people or service/customers, as heat/people")
    elif services and service not in services:
        near = closest(service, services)
        remedy = f"did you mean {shown(f'{near}/{counted}')}?" if near else f"use one of {', '.join(SERVICES)}"
        yield "unit", Fault(f"service {shown(service)} is not known", remedy)


def _time_faults(report: Report) -> Iterator[tuple[str, Fault]]:
    if report.expected_at is not None and report.expected_at < report.valid_from:
        found = f"{report.expected_at.isoformat()} is before valid_from {report.valid_from.isoformat()}"
        yield "expected_at", Fault(found, "a promised return comes after the outage")


def _same_ids(reports: Sequence[Report], places: Places, file: str) -> Iterator[Problem]:
    first: dict[str, tuple[Report, int]] = {}
    for number, report in places.judged(file, reports):
        other, earlier = first.setdefault(report.report, (report, number))
        if other != report:
            found = f"report {shown(report.report)} is in row {earlier} already, with other content"
            yield Problem(file, number, "report", found, "give it an id of its own; to correct a report, supersede it")


def _superseded(reports: Sequence[Report], places: Places, file: str) -> Iterator[Problem]:
    known = {report.report for report in reports}
    numbers: dict[str, int] = {}
    follows: dict[str, list[str]] = {}
    hints = Hints()
    for number, report in places.judged(file, reports):
        if not report.supersedes:
            continue
        if report.supersedes not in known and file not in places.unread:
            near = hints.closest(report.supersedes, known)
            found = f"there is no report {shown(report.supersedes)}"
            remedy = f"did you mean {shown(near)}?" if near else "name a report of this file"
            yield Problem(file, number, "supersedes", found, remedy)
        numbers.setdefault(report.report, number)
        follows.setdefault(report.report, []).append(report.supersedes)
    for loop in cycles(follows):
        what = "it supersedes itself" if len(loop) == 1 else f"these supersede each other: {circle(loop)}"
        yield Problem(file, numbers[loop[0]], "supersedes", what, "a report can only supersede an earlier one")


def check_repairs(
    repairs: Sequence[Repair], region: Region, places: Places | None = None, file: str = Repair.FILE
) -> tuple[Problem, ...]:
    """Every problem of planned repairs, sorted by row and column."""
    problems: list[Problem] = []
    if places is None:
        problems += check_values(file, repairs)
        places = Places(broken=frozenset((file, problem.row) for problem in problems))
    problems += check_references(file, repairs, Ids(region), places)
    problems += check_duplicates(file, repairs, places)
    for number, repair in places.judged(file, repairs):
        if repair.end <= repair.start:
            found = f"{repair.end.isoformat()} is not after the start {repair.start.isoformat()}"
            problems.append(Problem(file, number, "end", found, "give the time at which the asset is back"))
    problems += _repaired_twice(repairs, places, file)
    return tuple(sorted(problems))


def _repaired_twice(repairs: Sequence[Repair], places: Places, file: str) -> list[Problem]:
    """Several crews on one job are one row each with the same times; other times are another job on the same asset."""
    problems: list[Problem] = []
    first: dict[tuple[str, str], tuple[int, Repair]] = {}
    for number, repair in places.judged(file, repairs):
        earlier, job = first.setdefault((repair.asset, repair.kind), (number, repair))
        if (repair.start, repair.end) != (job.start, job.end):
            found = f"{shown(repair.asset)} is repaired at other times in row {earlier}"
            problems.append(Problem(file, number, "start", found, "give the crews of one job the same start and end"))
    return problems
