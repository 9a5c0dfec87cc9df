"""`relight status`: the instant, the JSON and the table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import relight
from tests.cli.conftest import Relight

NETWORKS = Path(__file__).parents[1] / "cases" / "networks"


def test_json_is_what_the_library_returns(relight_command: Relight, valley: Path, reports: Path) -> None:
    """`--json` prints the dictionary of the library, and nothing else on stdout."""
    region = relight.read_region(valley)
    situation = relight.Situation.from_reports(region, relight.read_reports(reports, region))
    shown = relight_command("status", valley, "--reports", reports, "--json")
    assert json.loads(shown.out) == relight.status(situation).as_dict()
    assert (shown.code, shown.err) == (0, "")


@pytest.mark.parametrize(
    ("at", "served_mw"),
    [
        ("2026-01-08T17:59", 5.2),
        ("2026-01-08T18:20", 3.0),
        ("2026-01-08T17:20Z", 3.0),
        ("2026-01-08T18:20+01:00", 3.0),
        ("2026-01-08T18:19", 5.2),
    ],
)
def test_at_is_local_time_without_an_offset(
    relight_command: Relight, valley: Path, reports: Path, at: str, served_mw: float
) -> None:
    """The line is out from the minute its report was recorded, 18:20 local: before that all 5.2 MW are served."""
    shown = relight_command("status", valley, "--reports", reports, "--at", at, "--json")
    assert json.loads(shown.out)["served_mw"] == served_mw


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("tonight", "--at: 'tonight': this is not a time; write it as 2026-01-08T06:00 or 2026-01-08T06:00+02:00"),
        ("0001-01-01T00:00", "--at: '0001-01-01T00:00': the year is 1; check the year"),
        ("9999-12-31T23:59", "--at: '9999-12-31T23:59': the year is 9999; check the year"),
        ("2026-03-29T02:30", "--at: '2026-03-29T02:30': the clock of Europe/Prague skips this time; add an offset"),
    ],
)
def test_a_wrong_instant_is_one_sentence(relight_command: Relight, valley: Path, at: str, says: str) -> None:
    """What is no time, or a time the local clock skips in spring, is refused with the way to write it."""
    shown = relight_command("status", valley, "--at", at)
    assert shown.code == 2
    assert says in shown.err.splitlines()[-1]


def test_an_instant_years_after_the_news_is_a_slip(relight_command: Relight, valley: Path, reports: Path) -> None:
    """2062 for 2026 is refused: 36 years would be replayed before an answer that nobody meant."""
    shown = relight_command("status", valley, "--reports", reports, "--at", "2062-01-08T20:00")
    assert shown.code == 2
    assert shown.err == "--at: '2062-01-08T20:00': more than 366 days after the newest report; check the year\n"


def test_problems_of_region_and_reports_come_at_once(relight_command: Relight, valley: Path, reports: Path) -> None:
    """Who mends a table at night sees what is wrong with the reports too, not after the next try."""
    for path, old in ((valley / "districts.csv", "3000"), (reports, "2026-01-08T18:20+01:00")):
        path.write_text(path.read_text(encoding="utf-8").replace(old, "many", 1), encoding="utf-8")
    shown = relight_command("status", valley, "--reports", reports)
    assert shown.code == 2
    assert [line.split(":")[0] for line in shown.err.splitlines()] == [
        "districts.csv, row 2, column people",
        "reports.csv, row 2, column reported_at",
    ]


def test_reports_beside_the_region_are_pointed_out(relight_command: Relight, valley: Path, reports: Path) -> None:
    """A reports.csv in the folder is not used unasked: one line on stderr says how to use it."""
    shown = relight_command("status", valley, "--json")
    assert json.loads(shown.out)["served_mw"] == 5.2
    assert shown.err == f"note: {reports} is not used; add --reports {reports} to use it\n"


def test_tables_without_json(relight_command: Relight, valley: Path, reports: Path) -> None:
    """Without --json the same facts are readable text: the megawatts and the feeders that are off, no control codes."""
    shown = relight_command("status", valley, "--reports", reports)
    assert shown.code == 0
    assert "no live path" in shown.out
    assert "\x1b" not in shown.out


def test_commit_lets_no_unit_run_below_its_least_output(relight_command: Relight, tmp_path: Path) -> None:
    """case3_mld_uc: the unit of 95 MW or more cannot run behind lines of 90 MW, so 50 of 200 MW are served."""
    region = tmp_path / "uc"
    relight_command("import", "matpower", NETWORKS / "case3_mld_uc.m", region, "--susceptance", "series")
    shown = relight_command("status", region, "--commit", "--json")
    assert shown.code == 0
    result = json.loads(shown.out)
    assert (result["demand_mw"], result["served_mw"], result["switched_mw"]) == (200.0, 50.0, 50.0)
    assert result["commit"] is True
    assert "no running unit gives less than its least output" in relight_command("status", region, "--commit").out
    assert json.loads(relight_command("status", region, "--json").out)["served_mw"] > 115.0


def test_commit_takes_feeders_seen_on_from_the_reports(relight_command: Relight, tmp_path: Path) -> None:
    """A unit of 80 MW or more cannot run for 70: all is off but what somebody saw on, and that is not explained."""
    region, time = tmp_path / "village", "2026-01-08T12:00+00:00"
    region.mkdir()
    files = {
        "region.toml": 'name = "village"\ntimezone = "UTC"\n',
        "districts.csv": "district,people\nd,1000\n",
        "buses.csv": "bus,district\nb,d\n",
        "generators.csv": "generator,bus,max_mw,min_mw\ng,b,100,80\n",
        "feeders.csv": "feeder,bus,district,peak_mw\nf,b,d,50\ns,b,d,20\n",
        "seen.csv": f"reported_at,valid_from,subject,state\n{time},{time},feeder:s,energised\n",
    }
    for name, text in files.items():
        (region / name).write_text(text, encoding="utf-8")
    asked = ("status", region, "--commit", "--json")
    off = [row["feeder"] for row in json.loads(relight_command(*asked).out)["feeders_off"]]
    assert off == ["f", "s"]
    seen = json.loads(relight_command(*asked, "--reports", region / "seen.csv").out)
    assert [row["feeder"] for row in seen["feeders_off"]] == ["f"]
    assert seen["unexplained"] == [{"feeder": "s", "observed": "energised", "computed": "off"}]


def test_commit_and_dynamics_are_refused_together(relight_command: Relight, valley: Path) -> None:
    """Cascade and restart know no unit commitment: one sentence says so, and what to do."""
    shown = relight_command("status", valley, "--dynamics", "on", "--commit")
    assert shown.code == 2
    says = "--commit: cascade and restart know no unit commitment; add --dynamics off, or leave it out"
    assert shown.err.splitlines()[-1] == says


@pytest.mark.parametrize(
    ("needs", "why"),
    [
        (",", "no power (diesel at 90%, carries 30% of it, at least 100% is needed)"),
        ("0.3,linear", None),
    ],
)
def test_a_backup_that_is_too_weak_is_the_reason(
    relight_command: Relight, valley: Path, reports: Path, needs: str, why: str | None
) -> None:
    """A clinic that needs all its power is told why a generator of 0.3 does not help; one that needs less works.

    The generator holds 24 h and starts after ten minutes, at 18:10: 144 minutes later 90 % is left.
    """
    table = (valley / "needs.csv").read_text(encoding="utf-8").splitlines()
    table[0] += ",threshold,shape"
    (valley / "needs.csv").write_text(
        "\n".join([table[0], f"{table[1]},{needs}", *(f"{line},," for line in table[2:])]) + "\n", encoding="utf-8"
    )
    at = ("--at", "2026-01-08T20:34")
    shown = relight_command("status", valley, "--reports", reports, *at, "--json")
    (clinic,) = (row for row in json.loads(shown.out)["facilities_down"] if row["facility"] == "clinic")
    first_cause = clinic["because"].partition(";")[0]
    assert first_cause == why if why else "carries" not in first_cause
    on_screen = relight_command("status", valley, "--reports", reports, *at).out
    assert ("Now     Clinic not working now: Millbrook clinic" in on_screen) is (why is not None)


def test_what_can_be_pasted_is_quoted(relight_command: Relight, valley: Path) -> None:
    """A folder with a blank in its name is named in quotation marks where a command is given to be copied."""
    spaced = valley.rename(valley.with_name("наша долина"))
    shown = relight_command("status", spaced, "--json")
    assert f'add --reports "{spaced / "reports.csv"}" to use it' in shown.err
