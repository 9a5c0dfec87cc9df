"""Checks of reports and repairs made by a program, and which state can be said of what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from relight.model.check import Places, check_repairs, check_reports
from relight.model.region import Region, Settings
from relight.model.schema import (
    STATES,
    Backup,
    Branch,
    Bus,
    District,
    Facility,
    Feeder,
    Generator,
    Repair,
    Report,
)

NOON = datetime(2026, 1, 8, 12, tzinfo=UTC)
REGION = Region(
    Settings("One town", "UTC", extra_services={"school": "lessons"}),
    districts=(District(district="D", parent="R", people=10.0),),
    buses=(Bus(bus="B"), Bus(bus="C")),
    branches=(Branch(branch="L", from_bus="B", to_bus="C", x_pu=0.1),),
    generators=(Generator(generator="G", bus="B", max_mw=1.0),),
    feeders=(Feeder(feeder="F", bus="B", peak_mw=1.0),),
    facilities=(Facility(facility="H", kind="hospital"),),
    backups=(Backup(facility="H", need="power", backup="set", kind="generator"),),
)
SUBJECTS = (
    "bus:B", "branch:L", "generator:G", "feeder:F", "facility:H", "backup:H/power/set", "district:D", "region:R",
)  # fmt: skip
ALLOWED = {
    "out": "bus branch generator feeder facility backup",
    "derated": "branch generator facility backup",
    "restored": "bus branch generator feeder facility backup",
    "at_risk": "bus branch generator feeder facility backup district region",
    "energised": "bus feeder district region",
    "deenergised": "bus feeder district region",
    "level": "backup",
    "figure": "district region",
    "retracted": "bus branch generator feeder facility backup district region",
}


def report(name: str = "a", **given: Any) -> Report:
    """A good report, but for what is given."""
    values: dict[str, Any] = {"reported_at": NOON, "valid_from": NOON, "subject": "branch:L", "state": "out"}
    return Report(report=name, **(values | given))


def places(*reports: Report, region: Region | None = REGION) -> list[tuple[int, str]]:
    """Row and column of each problem."""
    return [(problem.row, problem.column) for problem in check_reports(reports, region)]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("region", [REGION, None], ids=["with region", "without"])
def test_what_can_be_said_of_what(state: str, subject: str, region: Region | None) -> None:
    """Every state can be said of exactly the kinds that the contract names."""
    needed: dict[str, dict[str, Any]] = {
        "derated": {"value": 0.5},
        "level": {"value": 0.5},
        "retracted": {"supersedes": "b"},
    }
    given = needed.get(state, {}) | ({"value": 5.0, "unit": "heat/people"} if state == "figure" else {})
    found = places(report(subject=subject, state=state, **given), report("b"), region=region)
    assert found == ([] if subject.split(":")[0] in ALLOWED[state].split() else [(2, "state")])


@pytest.mark.parametrize(
    ("given", "columns"),
    [
        ({"state": "derated"}, ["value"]),
        ({"state": "derated", "value": 0.0}, []),
        ({"state": "derated", "value": 1.0}, []),
        ({"state": "derated", "value": 1.1}, ["value"]),
        ({"state": "derated", "value": -0.1}, ["value"]),
        ({"subject": "backup:H/power/set", "state": "level"}, ["value"]),
        ({"subject": "backup:H/power/set", "state": "level", "value": 2.0}, ["value"]),
        ({"subject": "district:D", "state": "figure", "value": 1e6, "unit": "electricity/customers"}, []),
        ({"subject": "district:D", "state": "figure", "value": 0.0, "unit": "school/people"}, []),
        ({"subject": "district:D", "state": "figure", "unit": "heat/people"}, ["value"]),
        ({"subject": "district:D", "state": "figure", "value": -1.0, "unit": "heat/people"}, ["value"]),
        ({"subject": "district:D", "state": "figure", "value": 1.0}, ["unit"]),
        ({"subject": "district:D", "state": "figure", "value": 1.0, "unit": "heat/homes"}, ["unit"]),
        ({"subject": "district:D", "state": "figure", "value": 1.0, "unit": "gas/people"}, ["unit"]),
        ({"state": "retracted"}, ["supersedes"]),
        ({"supersedes": "z"}, ["supersedes"]),
        ({"supersedes": "a"}, ["supersedes"]),
        ({"expected_at": NOON}, []),
        ({"expected_at": NOON - timedelta(minutes=1)}, ["expected_at"]),
        ({"subject": "branch:M"}, ["subject"]),
        ({"subject": "backup:H/power"}, ["subject"]),
        ({"subject": "region:D", "state": "energised"}, ["subject"]),
        ({"subject": "", "state": "out"}, ["subject"]),
        ({"state": "gone"}, ["state"]),
        ({"value": float("nan")}, ["value"]),
        ({"confidence": 1.5}, ["confidence"]),
        ({"valid_from": NOON.replace(tzinfo=None)}, ["valid_from"]),
    ],
)
def test_values_fit_their_state(given: dict[str, Any], columns: list[str]) -> None:
    """What a state needs is there and in range, references lead somewhere, times are instants in order."""
    assert places(report(**given)) == [(2, column) for column in columns]


def test_a_report_may_come_twice_but_not_with_two_contents() -> None:
    """The same report again is no problem, other content under its id is, at the later row."""
    assert places(report(), report()) == []
    assert places(report(), report(), report(source="council")) == [(4, "report")]


def test_reports_do_not_supersede_each_other_in_a_circle() -> None:
    """A chain is fine, a circle is told once."""
    chain = (report("a"), report("b", supersedes="a"), report("c", supersedes="b"))
    assert places(*chain) == []
    assert places(report("a", supersedes="c"), *chain[1:]) == [(2, "supersedes")]


def test_problems_name_the_file_and_its_rows() -> None:
    """File name and row numbers are those that were given."""
    where = Places(numbers={"night.jsonl": (9,)})
    (problem,) = check_reports([report(subject="bus:Z")], REGION, where, "night.jsonl")
    assert (problem.file, problem.row, problem.column) == ("night.jsonl", 9, "subject")


@pytest.mark.parametrize(
    ("given", "columns"),
    [
        ({}, []),
        ({"asset": "branch:M"}, ["asset"]),
        ({"asset": "district:D"}, ["asset"]),
        ({"end": NOON}, ["end"]),
        ({"end": NOON - timedelta(hours=1)}, ["end"]),
        ({"crew": ""}, ["crew"]),
        ({"kind": "half"}, ["kind"]),
    ],
)
def test_planned_repairs_are_checked(given: dict[str, Any], columns: list[str]) -> None:
    """A repair is of an asset that exists and takes some time."""
    values: dict[str, Any] = {"asset": "branch:L", "crew": "C", "start": NOON, "end": NOON + timedelta(hours=1)} | given
    found = check_repairs([Repair(**values)], REGION)
    assert [(problem.file, problem.row, problem.column) for problem in found] == [
        ("repairs.csv", 2, column) for column in columns
    ]


def test_a_repair_is_planned_once() -> None:
    """A temporary and a full repair of one asset are two jobs, two full ones are a mistake."""
    full = Repair(asset="branch:L", crew="C", start=NOON, end=NOON + timedelta(hours=1))
    quick = Repair(asset="branch:L", crew="C", start=NOON, end=NOON + timedelta(hours=1), kind="temporary")
    assert check_repairs([full, quick], REGION) == ()
    assert [(problem.row, problem.column) for problem in check_repairs([full, full], REGION)] == [(3, "crew")]
