"""Every rule of a timed plan through the command line, on three substations whose plan is worked out by hand.

Half a degree of latitude is 55.6 km: 56 minutes at 60 km/h; the middle of the line between is 28 minutes away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Relight

FILES = {
    "region.toml": 'name = "Three"\ntimezone = "UTC"\n',
    "districts.csv": "district,people\nd,1000\n",
    "buses.csv": "bus,district,lon,lat\na,d,30,48\nb,d,30,48.5\nc,d,30,48\n",
    "branches.csv": "branch,from_bus,to_bus,x_pu,rating_mw,kind\nL1,a,b,0.1,50,line\nT1,a,c,0.1,50,transformer\n",
    "generators.csv": "generator,bus,kind,max_mw\ng0,a,hydro,5\ng1,a,thermal,30\n",
    "feeders.csv": "feeder,bus,district,peak_mw\nfa,a,d,5\nfb,b,d,10\nfc,c,d,10\n",
    "crews.csv": (
        "crew,skill,lon,lat,speed_km_per_h,shift_start,shift_end\n"
        "line-1,line,30,48,60,,\nline-2,line,30,48,60,,\nplant,plant,30,48,60,,\n"
        "substation,substation,30,48,60,08:00,16:00\n"
    ),
    "repair_classes.csv": (
        "asset_kind,skill,mean_minutes,crews,temporary_minutes\n"
        "line,line,120,2,\nbus,substation,60,1,\nthermal,plant,300,1,30\ntransformer,substation,60,1,\n"
    ),
    "spares.csv": "asset_kind,count,available_from\ntransformer,1,2026-01-08T12:00+00:00\n",
    "precedence.csv": "asset,after\nbus:b,generator:g1\n",
    "reports.csv": (
        "report,reported_at,valid_from,subject,state\n"
        + "".join(
            f"{number},2026-01-08T06:00+00:00,2026-01-08T05:00+00:00,{asset},out\n"
            for number, asset in enumerate(("branch:L1", "bus:b", "generator:g1", "branch:T1"))
        )
    ),
}


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """The folder of the region."""
    folder = tmp_path / "three"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def planned(relight_command: Relight, region: Path, *options: str | Path) -> Mapping[str, Any]:
    """The dictionary that the command prints."""
    words = ("--reports", region / "reports.csv", "--objective", "served_mw", "--rounds", "20", *options, "--json")
    run = relight_command("repairs", region, *words)
    assert run.code == 0, run.err
    printed: Mapping[str, Any] = json.loads(run.out)
    return printed


def test_skills_travel_shifts_precedence_parts_and_fixes_hold(relight_command: Relight, three: Path) -> None:
    """The only sensible plan: minutes of every crew on site, by hand."""
    result = planned(relight_command, three, "--method", "search")
    tasks = {(row["asset"], row["crew"]): (row["start_minute"], row["end_minute"]) for row in result["tasks"]}
    assert tasks == {
        # A fix of half an hour in place of five hours; nobody else has the skill.
        ("generator:g1", "plant"): (0, 30),
        # On duty from 08:00, 56 minutes on the road, after the access that the unit's repair clears.
        ("bus:b", "substation"): (176, 236),
        # Both line crews at once, and not before the bus at its end works.
        ("branch:L1", "line-1"): (236, 356),
        ("branch:L1", "line-2"): (236, 356),
        # The part comes at noon; the crew's shift lasts until four.
        ("branch:T1", "substation"): (360, 420),
    }
    assert result["to_finish"] == ["generator:g1"]
    assert [row["served_mw"] for row in result["timeline"]] == [5.0, 5.0, 5.0, 15.0, 25.0]


def test_what_nobody_can_do_is_listed_with_the_reason(relight_command: Relight, three: Path) -> None:
    """Without a second line crew, a part or anybody with the skill, three assets stay out."""
    crews = [row for row in FILES["crews.csv"].splitlines() if not row.startswith(("line-2", "plant"))]
    (three / "crews.csv").write_text("\n".join(crews), encoding="utf-8")
    (three / "spares.csv").write_text("asset_kind,count\ntransformer,0\n", encoding="utf-8")
    because = {row["asset"]: row["because"] for row in planned(relight_command, three)["unplanned"]}
    assert because == {
        "generator:g1": "needs 1 crew with skill plant, there are 0",
        "bus:b": "waits for generator:g1",
        "branch:L1": "needs 2 crews with skill line, there are 1",
        "branch:T1": "no spare part left for transformer",
    }


def test_work_in_progress_goes_on_and_the_rest_is_planned_anew(relight_command: Relight, three: Path) -> None:
    """A full repair that began at five keeps its crew and its end at ten; the bus waits for it."""
    (three / "plan.csv").write_text(
        "asset,crew,start,end,kind\n"
        "generator:g1,plant,2026-01-08T05:00+00:00,2026-01-08T10:00+00:00,full\n"
        "branch:T1,substation,2026-01-08T20:00+00:00,2026-01-08T21:00+00:00,full\n",
        encoding="utf-8",
    )
    result = planned(relight_command, three, "--repairs", three / "plan.csv")
    tasks = {row["asset"]: (row["start_minute"], row["end_minute"]) for row in result["tasks"]}
    assert tasks["generator:g1"] == (-60, 240)
    assert tasks["bus:b"] == (240, 300)
    assert tasks["branch:T1"] == (360, 420)
    assert result["to_finish"] == []
    assert result["bound"] >= result["score"]


def test_an_edited_plan_is_scored_as_it_is_written(relight_command: Relight, three: Path) -> None:
    """The same plan read back scores the same; with the line an hour later, 10 MW less for that hour."""
    plan = three / "plan.csv"
    made = planned(relight_command, three, "--hours", "12", "--out", plan)
    again = planned(relight_command, three, "--hours", "12", "--score", plan)
    assert (again["score"], again["tasks"]) == (made["score"], made["tasks"])
    rows = plan.read_text(encoding="utf-8-sig").splitlines()
    later = [
        row.replace("T09:56", "T10:56").replace("T11:56", "T12:56") if row.startswith("branch:L1") else row
        for row in rows
    ]
    plan.write_text("\n".join(later), encoding="utf-8")
    edited = planned(relight_command, three, "--hours", "12", "--score", plan)
    assert edited["score"] == pytest.approx(made["score"] - 10.0, abs=1e-3)
    assert edited["ended_by"] == "given"


def test_what_each_job_buys_and_when_it_stops_being_worth_it(relight_command: Relight, three: Path) -> None:
    """In 12 hours the line buys 10 MW from minute 356 on, the transformer the same from 420 on; then nothing."""
    buys = {row["asset"]: row for row in planned(relight_command, three, "--hours", "12")["buys"]}
    assert buys["branch:L1"]["buys"] == pytest.approx(10 * (720 - 356) / 60, abs=1e-3)
    assert buys["branch:T1"]["buys"] == pytest.approx(10 * (720 - 420) / 60, abs=1e-3)
    assert buys["branch:L1"]["worth_going_on"]
    assert not buys["branch:T1"]["worth_going_on"]


def test_no_job_is_worth_it_after_the_horizon(relight_command: Relight, three: Path) -> None:
    """Within five hours only repairs ended by then count."""
    result = planned(relight_command, three, "--hours", "5")
    assert result["score"] == pytest.approx(25.0)
    assert not any(row["worth_going_on"] for row in result["buys"])
    assert result["gap"] is None


@pytest.mark.parametrize(("changed", "hours_after"), [("", 24), ("[assumptions]\nrepair_judged_minutes = 360\n", 6)])
def test_a_single_repair_buys_what_it_serves_for_a_day(
    relight_command: Relight, three: Path, changed: str, hours_after: int
) -> None:
    """Without --hours services are judged for a day after the last repair, or as the region says: the line's 400 people
    (10 of 25 MW of 1000) have light for so long, which is what its repair buys.
    """
    lines = FILES["reports.csv"].splitlines()
    (three / "reports.csv").write_text("\n".join(lines[:2]), encoding="utf-8")
    (three / "region.toml").write_text(FILES["region.toml"] + changed, encoding="utf-8")
    result = planned(relight_command, three, "--objective", "services")
    (row,) = result["buys"]
    assert row["asset"] == "branch:L1"
    assert row["buys"] == pytest.approx(400 * hours_after)
    assert 60 * result["hours"] == pytest.approx(row["end_minute"] + 60 * hours_after)
