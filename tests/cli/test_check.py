"""`relight check`: all problems in one go."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Relight


def replace_in(path: Path, old: str, new: str) -> None:
    """Change a file's text; what is to be changed must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_region_has_no_problems(relight_command: Relight, valley: Path) -> None:
    """A region without problems is summed up by the rows of its tables, and its one doubt is told, exit code 0."""
    assert relight_command("check", valley) == (
        0,
        "no problems: districts 2, buses 2, branches 1, generators 1, feeders 3, facilities 4, needs 4, backups 3, "
        "serves 3, reports 2\n"
        "worth a look: backups.csv, column share: backups too weak for their need to work at all: 'clinic' 30% of 100% "
        "power; if a part is of use, give the need in needs.csv the shape linear and a lower threshold\n",
        "",
    )


def test_problems_of_all_files_come_at_once(relight_command: Relight, valley: Path) -> None:
    """Problems of two tables and of the reports are all said, each with file, row and column, exit code 2."""
    replace_in(valley / "branches.csv", "north,south", "north,sauth")
    replace_in(valley / "districts.csv", "3000", "-3000")
    replace_in(valley / "reports.csv", "18:20+01:00", "half past six")
    shown = relight_command("check", valley)
    assert (shown.code, shown.out) == (2, "")
    places = ("branches.csv, row 2, column to_bus", "districts.csv, row 2, column people", "row 2, column reported_at")
    for place in places:
        assert any(place in line for line in shown.err.splitlines()), shown.err


def test_json_holds_the_problems(relight_command: Relight, valley: Path) -> None:
    """With --json the problems are data on stdout, with the same exit code."""
    replace_in(valley / "generators.csv", "north", "nowhere")
    shown = relight_command("check", valley, "--json")
    (problem,) = json.loads(shown.out)["problems"]
    assert shown.code == 2
    assert (problem["file"], problem["row"], problem["column"]) == ("generators.csv", 2, "bus")


def test_json_without_problems_counts_the_rows(relight_command: Relight, valley: Path) -> None:
    """With --json a sound region is its counts and an empty list."""
    shown = relight_command("check", valley, "--json")
    result = json.loads(shown.out)
    assert shown.code == 0
    assert result["problems"] == []
    assert [(doubt["file"], doubt["column"]) for doubt in result["doubts"]] == [("backups.csv", "share")]
    assert result["counts"]["feeders"] == 3


def test_given_reports_replace_the_folders_own(relight_command: Relight, valley: Path, tmp_path: Path) -> None:
    """With --reports that file is checked, not the reports.csv of the folder."""
    (valley / "reports.csv").write_text("nonsense\n", encoding="utf-8")
    other = tmp_path / "other.csv"
    other.write_text(
        "reported_at,valid_from,subject,state\n2026-01-08T18:00Z,2026-01-08T18:00Z,branch:L1,out\n", encoding="utf-8"
    )
    assert relight_command("check", valley).code == 2
    assert relight_command("check", valley, "--reports", other).code == 0


def test_a_report_of_another_year_is_worth_a_look(relight_command: Relight, valley: Path, tmp_path: Path) -> None:
    """A slip in the year of a report is told with the file that it is in; the exit code stays 0."""
    other = tmp_path / "tonight.csv"
    text = (valley / "reports.csv").read_text(encoding="utf-8")
    other.write_text(text.replace("2026-01-08T18:00", "2025-01-08T18:00"), encoding="utf-8")
    shown = relight_command("check", valley, "--reports", other)
    assert (shown.code, shown.err) == (0, "")
    assert "worth a look: tonight.csv, column valid_from: long before or after the report: '1' 2025-01-08" in shown.out


def test_a_repair_plan_is_checked_too(relight_command: Relight, valley: Path, tmp_path: Path) -> None:
    """With --repairs the plan's problems are among those said."""
    plan = tmp_path / "plan.csv"
    plan.write_text(
        "asset,crew,start,end\nbranch:L9,A,2026-01-08T19:00+01:00,2026-01-08T23:00+01:00\n", encoding="utf-8"
    )
    shown = relight_command("check", valley, "--repairs", plan)
    assert shown.code == 2
    assert "row 2, column asset" in shown.err


def test_a_region_that_is_not_there(relight_command: Relight, tmp_path: Path) -> None:
    """A missing folder is one sentence."""
    shown = relight_command("check", tmp_path / "nowhere")
    assert shown.code == 2
    assert len(shown.err.splitlines()) == 1
    assert "nowhere" in shown.err
