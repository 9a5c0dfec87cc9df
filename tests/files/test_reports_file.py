"""Reports as files: ids, reports that come twice, the two formats."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from relight.errors import InputError
from relight.files.region import read_region
from relight.files.repairs import read_repairs
from relight.files.reports import read_reports, write_reports
from relight.model.schema import Repair, Report

HEADER = "report,reported_at,valid_from,subject,state,value,unit,supersedes\n"
TIMES = "2026-01-07T23:00Z,2026-01-07T22:00Z"
NOON = datetime(2026, 1, 8, 12, tzinfo=UTC)


def written(path: Path, *lines: str) -> Path:
    """A reports file with those lines after the header."""
    path.write_text(HEADER + "".join(line + "\n" for line in lines))
    return path


def test_every_state_of_the_small_region_is_read(tiny: Path, claims: Path) -> None:
    """Good reports of every kind are read in the order of the file, with and without their region."""
    reports = read_reports(claims / "reports.csv", read_region(tiny))
    assert [report.report for report in reports] == ["r1", "r2", "r3", "r4", "r5", "r6", "7"]
    assert [report.state for report in reports] == [
        "out", "derated", "level", "figure", "deenergised", "retracted", "at_risk",
    ]  # fmt: skip
    assert read_reports(claims / "reports.csv") == reports


def test_a_report_without_an_id_is_called_by_its_place(tmp_path: Path) -> None:
    """Places count reports from 1, so that blank lines do not change them."""
    path = written(
        tmp_path / "night.csv", f",{TIMES},bus:B1,out,,,", "", f"a,{TIMES},bus:B2,out,,,", f",{TIMES},bus:B3,out,,,"
    )
    assert [report.report for report in read_reports(path)] == ["1", "a", "3"]


def test_a_place_can_be_superseded(tmp_path: Path) -> None:
    """A report that got its id from its place can be named by it."""
    path = written(tmp_path / "night.csv", f",{TIMES},bus:B1,out,,,", f",{TIMES},bus:B1,restored,,,1")
    assert read_reports(path)[1].supersedes == "1"


def test_a_report_that_comes_twice_is_one(tmp_path: Path) -> None:
    """The same id with the same content, even at another offset, is one report."""
    twice = "a,2026-01-08T01:00+02:00,2026-01-08T00:00+02:00,bus:B1,out,,,"
    path = written(tmp_path / "night.csv", f"a,{TIMES},bus:B1,out,,,", twice)
    assert [report.report for report in read_reports(path)] == ["a"]


def test_json_lines_hold_the_same_as_csv(tiny: Path, claims: Path) -> None:
    """One object a line, with numbers as numbers or as texts and keys in any order, is the same report."""
    reports = read_reports(claims / "reports.csv", read_region(tiny))
    keys = (claims / "reports.csv").read_text().splitlines()[0].split(",")
    lines = []
    for row in (claims / "reports.csv").read_text().splitlines()[1:]:
        filled = {key: text for key, text in zip(keys, row.split(","), strict=True) if text}
        if "value" in filled and filled["state"] != "level":
            filled["value"] = float(filled["value"])  # type: ignore[assignment]
        lines.append(json.dumps(dict(sorted(filled.items())) | {"x_note": [1] and 1, "quote": None}))
    (claims / "night.jsonl").write_text("\n\n".join(lines))
    assert read_reports(claims / "night.jsonl", read_region(tiny)) == reports


@pytest.mark.parametrize("name", ["night.csv", "night.jsonl"])
def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, name: str) -> None:
    """A report made by a program with a time that has no offset is refused."""
    report = Report(report="a", reported_at=NOON, valid_from=NOON.replace(tzinfo=None), subject="bus:B1", state="out")
    with pytest.raises(InputError, match="column valid_from"):
        write_reports([report], tmp_path / name)
    assert not (tmp_path / name).exists()


def test_empty_json_lines_are_no_reports(tmp_path: Path) -> None:
    """A log that nobody has written to yet has no reports and no mistake."""
    (tmp_path / "night.jsonl").write_text("\n")
    assert read_reports(tmp_path / "night.jsonl") == ()


def test_a_thousand_bad_lines_are_a_hundred_messages(tmp_path: Path) -> None:
    """Reading stops after a hundred problems and says so."""
    (tmp_path / "night.jsonl").write_text("oops\n" * 1000)
    with pytest.raises(InputError) as caught:
        read_reports(tmp_path / "night.jsonl")
    assert len(caught.value.problems) == 101
    assert "more problems" in caught.value.problems[-1].found


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.jsonl", "."])
def test_reports_that_are_not_there(tmp_path: Path, name: str) -> None:
    """A path that leads to no file is one message that names it."""
    with pytest.raises(InputError) as caught:
        read_reports(tmp_path / name)
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / name)


def test_broken_reports_are_not_held_against_the_others(tmp_path: Path) -> None:
    """A report with a bad cell may still be superseded by a good one."""
    path = written(tmp_path / "night.csv", f"a,{TIMES},bus:B1,gone,,,", f"b,{TIMES},bus:B1,out,,,a")
    with pytest.raises(InputError) as caught:
        read_reports(path)
    assert [(problem.row, problem.column) for problem in caught.value.problems] == [(2, "state")]


def test_planned_repairs_are_read(tiny: Path, claims: Path) -> None:
    """A good plan is its rows."""
    (repair,) = read_repairs(claims / "repairs.csv", read_region(tiny))
    morning = NOON.replace(hour=6)
    expected = Repair(asset="branch:L1", crew="C1", start=morning, end=morning.replace(hour=10), kind="full")
    assert repair == expected
    assert replace(repair, kind="temporary") != expected
