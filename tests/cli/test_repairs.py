"""`relight repairs`: known optima, plan files, what is printed and what is refused."""

from __future__ import annotations

import csv
import inspect
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from relight.cli.repairs_command import REPAIRS_SECTIONS, repairs
from tests.cli.conftest import Relight

NETWORKS = Path(__file__).parents[1] / "cases" / "networks"
SERVED = ("--crews", "1", "--objective", "served_mw")


@pytest.fixture
def imported(relight_command: Relight, tmp_path: Path) -> Any:
    """Import a known network and give its folder."""

    def folder(name: str) -> Path:
        target = tmp_path / name
        relight_command("import", "matpower", NETWORKS / f"{name}.m", target, "--susceptance", "series")
        return target

    return folder


def planned(relight_command: Relight, region: Path, *options: str | Path) -> Mapping[str, Any]:
    """The dictionary that the command prints for a region and the reports in it."""
    run = relight_command("repairs", region, "--reports", region / "reports.csv", *options, "--json")
    assert run.code == 0, run.err
    printed: Mapping[str, Any] = json.loads(run.out)
    return printed


@pytest.mark.parametrize("method", ["exact", "search"])
@pytest.mark.parametrize(
    ("name", "items", "optimum"),
    [("case5_restoration", 6, 63.6), ("case5_restoration_total_dmg", 17, 126.0)],
)
def test_known_optima_come_out(
    relight_command: Relight, imported: Any, name: str, items: int, optimum: float, method: str
) -> None:
    """One crew, an hour each: the served load summed over the steps is the optimum of the literature."""
    result = planned(relight_command, imported(name), *SERVED, "--method", method, "--rounds", "200")
    assert len(result["timeline"]) == items + 1
    assert len(result["tasks"]) == items
    assert sum(row["served_mw"] for row in result["timeline"]) / 100 == pytest.approx(optimum)
    assert result["bound"] >= result["score"]


def test_no_asset_is_repaired_before_what_it_stands_on(relight_command: Relight, imported: Any) -> None:
    """In the totally damaged network every unit and branch comes after its buses."""
    region = imported("case5_restoration_total_dmg")
    result = planned(relight_command, region, *SERVED, "--method", "greedy")
    ends = {row["asset"]: row["end_minute"] for row in result["tasks"]}
    starts = {row["asset"]: row["start_minute"] for row in result["tasks"]}
    assert {asset.partition(":")[0] for asset in starts} == {"bus", "branch", "generator"}
    for table, kind, columns in (("branches", "branch", ("from_bus", "to_bus")), ("generators", "generator", ("bus",))):
        with (region / f"{table}.csv").open(encoding="utf-8-sig") as stream:
            for row in csv.DictReader(stream):
                waits = [ends[f"bus:{row[column]}"] for column in columns]
                assert starts[f"{kind}:{row[kind]}"] >= max(waits)


def test_a_plan_file_scores_the_same_when_it_is_read_back(
    relight_command: Relight, imported: Any, tmp_path: Path
) -> None:
    """--out writes what --score reads."""
    region, plan = imported("case5_restoration"), tmp_path / "plan.csv"
    made = planned(relight_command, region, *SERVED, "--method", "greedy", "--out", plan)
    scored = planned(relight_command, region, *SERVED, "--score", plan)
    assert scored["score"] == made["score"]
    assert scored["tasks"] == made["tasks"]


def test_a_plan_somebody_wrote_is_scored_and_what_it_leaves_out_is_listed(
    relight_command: Relight, imported: Any, tmp_path: Path
) -> None:
    """A plan of one repair: one step, and five assets that stay out."""
    region, plan = imported("case5_restoration"), tmp_path / "mine.csv"
    plan.write_text(
        "asset,crew,start,end\ngenerator:g3,crew-1,2026-01-01T00:00+00:00,2026-01-01T01:00+00:00\n", encoding="utf-8"
    )
    scored = planned(relight_command, region, *SERVED, "--score", plan)
    assert [row["asset"] for row in scored["timeline"]] == ["", "generator:g3"]
    assert {row["because"] for row in scored["unplanned"]} == {"not in the plan"}
    assert len(scored["unplanned"]) == 5


def test_services_are_planned_by_the_engine_s_person_hours(
    relight_command: Relight, valley: Path, tmp_path: Path
) -> None:
    """The score of a plan is what the outlook under that plan file says."""
    plan = tmp_path / "plan.csv"
    made = planned(relight_command, valley, "--hours", "48", "--rounds", "5", "--out", plan)
    run = relight_command(
        "outlook", valley, "--reports", valley / "reports.csv", "--hours", "48", "--repairs", plan, "--json"
    )
    assert made["score"] == pytest.approx(json.loads(run.out)["weighted_person_hours"], abs=0.01)
    assert made["score"] <= made["compared"]["no repairs"]
    assert made["bound"] <= made["score"]
    assert 0.0 <= made["gap"] <= 1.0


def test_the_work_list_and_the_curves_are_printed(relight_command: Relight, imported: Any) -> None:
    """Without --json: who does what, what it buys, and people without power beside the other plans."""
    region = imported("case5_restoration")
    run = relight_command("repairs", region, "--reports", region / "reports.csv", *SERVED, "--rounds", "20")
    for part in ("Work of the first 24 h", "What each next job buys", "no repairs", "as reported", "no plan beats"):
        assert part in run.out


def test_services_are_called_as_in_the_outlook(relight_command: Relight, valley: Path) -> None:
    """Both commands say Electricity, Water and so on; the names of files and JSON are for programs."""
    asked = (valley, "--reports", valley / "reports.csv", "--hours", "48")
    repairs = relight_command("repairs", *asked, "--rounds", "2").out.partition("People without")[2]
    outlook = relight_command("outlook", *asked).out
    known = [line.split("  ")[0] for line in outlook.partition("People without")[2].splitlines()[2:]]
    called = {line.split("  ")[0] for line in repairs.splitlines()[2:] if "  plan  " in line} - {""}
    assert "Electricity" in called
    assert called <= set(known)


def test_only_the_desk_s_page_shows_the_plan(relight_command: Relight, imported: Any, tmp_path: Path) -> None:
    """report.html has the Gantt chart, report-public.html has not."""
    region, pages = imported("case5_restoration"), tmp_path / "pages"
    planned(relight_command, region, *SERVED, "--method", "greedy", "--report", pages)
    assert 'class="gantt"' in (pages / "report.html").read_text(encoding="utf-8")
    assert 'class="gantt"' not in (pages / "report-public.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--crews", "0"), "--crews: 0 crews repair nothing; give at least 1"),
        (("--hours", "-1"), "--hours: -1 hours are no horizon"),
        (("--method", "exact"), "exact plans are only worked out for served load"),
    ],
)
def test_options_that_mean_nothing_are_refused(
    relight_command: Relight, imported: Any, options: tuple[str, ...], sentence: str
) -> None:
    """One sentence and exit code 2."""
    region = imported("case5_restoration")
    run = relight_command("repairs", region, "--reports", region / "reports.csv", *options)
    assert run.code == 2
    assert sentence in run.err


def test_scenarios_and_hazards_say_what_is_sure(relight_command: Relight, imported: Any, tmp_path: Path) -> None:
    """With drawn repair times the first unit is next in all of them; nothing regrets less than the plan."""
    hazard = tmp_path / "hazard.toml"
    hazard.write_text('[truce]\nlikelihood = 1.0\nsource = "a statement"\n', encoding="utf-8")
    chance = ("--scenarios", "5", "--rounds", "50", "--hazard", hazard)
    result = planned(relight_command, imported("case5_restoration"), *SERVED, *chance)
    assert result["robust"]["next_jobs"][0] == {"asset": "generator:g3", "share": 1.0, "sure": True}
    assert result["hazards"]["largest_regret"]["plan"] == 0.0
    assert result["hazards"]["largest_regret"]["as reported"] > 0


def test_exact_says_what_it_has_proven(relight_command: Relight, imported: Any) -> None:
    """Going through all orders proves more than the bound on plans of any kind; a search has no such sentence."""
    region = imported("case5_restoration")
    asked = ("repairs", region, "--reports", region / "reports.csv", *SERVED)
    sentence = "no order of these repairs gives a better plan"
    assert sentence in relight_command(*asked, "--method", "exact").out
    assert sentence not in relight_command(*asked, "--rounds", "5").out


def test_a_written_plan_is_compared_under_hazards(relight_command: Relight, imported: Any, tmp_path: Path) -> None:
    """The plan in the table is the written one; options that mean nothing for it are named."""
    region, hazard, plan = imported("case5_restoration"), tmp_path / "hazard.toml", tmp_path / "plan.csv"
    hazard.write_text("[truce]\nlikelihood = 1.0\n", encoding="utf-8")
    planned(relight_command, region, *SERVED, "--method", "greedy", "--out", plan)
    asked = ("repairs", region, "--reports", region / "reports.csv", *SERVED, "--score", plan, "--json")
    run = relight_command(*asked, "--rounds", "20", "--hazard", hazard)
    assert run.err == ""
    result = json.loads(run.out)
    assert result["hazards"]["hazards"][0]["scores"]["plan"] == pytest.approx(result["score"])
    noted = relight_command(*asked, "--repairs", plan, "--scenarios", "3")
    assert noted.code == 0
    assert [line.partition(" is not used")[0] for line in noted.err.splitlines()] == [
        "note: --repairs", "note: --scenarios",
    ]  # fmt: skip


def test_what_hazards_change_is_printed_and_on_the_desk_s_page_alone(
    relight_command: Relight, imported: Any, tmp_path: Path
) -> None:
    """A row for every plan with its score, its regret and its first jobs; the public page knows nothing of it."""
    region, hazard, pages = imported("case5_restoration"), tmp_path / "hazard.toml", tmp_path / "pages"
    strikes = '[strikes]\nlikelihood = 0.2\n[[strikes.rates]]\nasset_kind = "generator"\nper_day = 5\n'
    hazard.write_text(f"[truce]\nlikelihood = 0.5\n{strikes}", encoding="utf-8")
    asked = ("--reports", region / "reports.csv", *SERVED, "--rounds", "20", "--hazard", hazard, "--report", pages)
    run = relight_command("repairs", region, *asked)
    assert run.code == 0, run.err
    for part in ("strikes (20%)", "[MWh]", "best under truce", "regrets least: ", "What these plans begin with"):
        assert part in run.out
    desk, public = ((pages / name).read_text(encoding="utf-8") for name in ("report.html", "report-public.html"))
    for part in ("best under strikes", "truce (50%)", "Regrets least: "):
        assert part in desk
        assert part not in public


def test_a_unit_in_lower_case_is_printed_too(relight_command: Relight, valley: Path) -> None:
    """In square brackets it is no mark-up of the terminal."""
    run = relight_command("repairs", valley, "--reports", valley / "reports.csv", "--hours", "48", "--rounds", "2")
    assert "What each next job buys [person-hours]" in run.out


def test_help_has_every_option_once_in_sections(relight_command: Relight) -> None:
    """Twenty options are found by what they are for; each stands in one section, as many as the command takes."""
    text = relight_command("repairs", "--help").out
    titles = [line.rstrip(":") for line in text.splitlines() if re.fullmatch(r"[A-Z][a-z ]+:", line)]
    assert titles == ["Arguments", "Options", *REPAIRS_SECTIONS]
    options = re.findall(r"^  (?:-h, )?(--[a-z]+)", text, re.MULTILINE)
    assert len(options) == len(set(options)) == len(inspect.signature(repairs).parameters)
