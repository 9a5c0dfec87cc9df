"""`relight rota` and `relight schedule`: plan, try it, publish it, read it back."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

import relight
from tests.cli.conftest import Relight

AT = ("--at", "2026-07-06T00:00")
QUICK = (*AT, "--hours", "24", "--effort", "0.1")
"""The examples are small: little effort is enough."""


@pytest.fixture
def groups(project: Path) -> Path:
    """The example region with fourteen rotation groups."""
    return project / "examples/groups"


@pytest.fixture
def planned(relight_command: Relight, groups: Path, tmp_path: Path) -> Path:
    """Its rota for a day."""
    path = tmp_path / "rota.csv"
    shown = relight_command("rota", groups, *QUICK, "--out", path)
    assert shown.code == 0
    return path


def test_the_rota_is_printed_as_a_grid(relight_command: Relight, groups: Path) -> None:
    """Every group has a line of 48 slots, hours off and stages with bounds stand below, without control codes."""
    shown = relight_command("rota", groups, *QUICK)
    lines = [line.split() for line in shown.out.splitlines()]
    slots = {words[0]: words[1] for words in lines if len(words) == 2 and set(words[1]) <= set(".Xx!")}
    assert {len(text) for text in slots.values()} == {48}
    assert list(slots) == [str(number) for number in range(1, 15)]
    assert "unserved beyond need" in shown.out
    assert "gap" in shown.out or "proven" in shown.out
    assert "gap 100" not in shown.out, "where nobody looked for a bound there is no gap"
    assert "spread      1 h (proven" in shown.out, "hours cannot be shared more evenly than to a block of one hour"
    assert "inequality  Gini 0." in shown.out
    assert "no bound" in shown.out
    assert "\x1b" not in shown.out


def test_plain_groups_are_cut_in_turn(relight_command: Relight, groups: Path) -> None:
    """In the example everybody is cut for an hour at most, in cuts of one hour that begin on the hour."""
    plan = json.loads(relight_command("rota", groups, *QUICK, "--json").out)
    (zone,) = plan["zones"]
    assert zone["limits_hold"]
    assert {group["off_hours"] for group in zone["groups"]} <= {0, 1}
    assert {row["start"][14:16] for row in plan["rota"]} == {"00"}
    assert plan["emergency_mwh"] == 0


def test_stages_cut_whole_blocks(relight_command: Relight, project: Path) -> None:
    """In the South African example a stage is one of sixteen blocks: in every slot of stage n exactly n are off, cuts
    last two hours and begin at even hours, and each row names its stage.
    """
    plan = json.loads(relight_command("rota", project / "examples/south-africa", *QUICK, "--json").out)
    (zone,) = plan["zones"]
    for slot, stage in enumerate(zone["stage"]):
        assert sum(group["slots"][slot] != "." for group in zone["groups"]) == stage
    assert max(zone["stage"]) >= 3
    assert {int(row["start"][11:13]) % 2 for row in plan["rota"]} == {0}
    assert all("stage" in row["source"] for row in plan["rota"])


def test_stage_one_is_three_cuts_of_two_hours_in_four_days(
    relight_command: Relight, project: Path, tmp_path: Path
) -> None:
    """Eskom's rule: with stage 1 for four days on end, each block is cut three times, two hours each."""
    region = tmp_path / "metro"
    shutil.copytree(project / "examples/south-africa", region)
    flat = [f"evening,{hour},1" for hour in range(168)]
    (region / "profiles.csv").write_text("\n".join(["profile,hour_of_week,factor", *flat]) + "\n", encoding="utf-8")
    supply = (region / "generators.csv").read_text(encoding="utf-8").replace("900", "960")
    (region / "generators.csv").write_text(supply, encoding="utf-8")
    plan = json.loads(relight_command("rota", region, *AT, "--hours", "96", "--effort", "0.1", "--json").out)
    (zone,) = plan["zones"]
    assert set(zone["stage"]) == {1}
    assert {(group["cuts"], group["off_hours"], group["longest_cut_hours"]) for group in zone["groups"]} == {(3, 6, 2)}


def test_the_rota_goes_back_into_the_outlook(relight_command: Relight, groups: Path, planned: Path) -> None:
    """With the planned rota nothing has to be shed beyond it; without one the same is shed without a timetable."""
    shown = relight_command("outlook", groups, *AT, "--hours", "24", "--rota", planned, "--json")
    rota = json.loads(shown.out)["rota"]
    assert (rota["emergency_mwh"], rota["emergency"]) == (0, [])
    assert rota["cut_mwh"] > 0
    text = relight_command("outlook", groups, *AT, "--hours", "24", "--rota", planned).out
    assert "as an emergency: 0.0 MWh" in text


def test_the_rota_binds_in_an_ensemble(relight_command: Relight, groups: Path, planned: Path, tmp_path: Path) -> None:
    """With --scenarios the rota has P10 to P90, prints its medians with them, and stands in what is public without
    megawatts.
    """
    words = ("outlook", groups, *AT, "--hours", "24", "--rota", planned, "--scenarios", "6", "--seed", "1")
    rota = json.loads(relight_command(*words, "--json").out)["rota"]
    assert set(rota["cut_mwh"]) == {"p10", "p50", "p90"}
    assert rota["cut_mwh"]["p10"] > 0
    assert re.search(r"Rota: [\d.]+ MWh cut \([\d.]+–[\d.]+\)", relight_command(*words).out)
    assert "MWh" not in relight_command(*words, "--public", "--out", tmp_path / "out").out
    public = json.loads((tmp_path / "out" / "outlook-public.json").read_text())["rota"]
    assert public["cuts"] == rota["cuts"] != []
    assert "cut_mwh" not in public


def test_the_same_seed_writes_the_same_file(
    relight_command: Relight, groups: Path, planned: Path, tmp_path: Path
) -> None:
    """A second run writes the same bytes."""
    relight_command("rota", groups, *QUICK, "--out", tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == planned.read_bytes()


def test_what_was_published_is_kept_and_changes_are_said(
    relight_command: Relight, groups: Path, planned: Path, tmp_path: Path
) -> None:
    """Planned again with its own rota as published, nothing changes; with a cut that nobody needs far ahead, the
    change is said.
    """
    again = json.loads(relight_command("rota", groups, *QUICK, "--published", planned, "--json").out)
    kept = [change for change in again["changes"] if change["within_kept"]]
    assert kept == []
    with planned.open("a", encoding="utf-8") as file:
        file.write("county,5,2026-07-06T22:00-07:00,2026-07-06T23:00-07:00,confirmed,by hand\n")
    shown = relight_command("rota", groups, *QUICK, "--published", planned)
    assert "changed: zone county, group 5, 06 Jul 22:00 to 06 Jul 23:00: was off, now on" in shown.out


def test_a_cut_that_nobody_needs_any_more_is_lifted(relight_command: Relight, groups: Path, tmp_path: Path) -> None:
    """At two at night nothing is short: a cut published for then, well within the hours that are kept, is lifted and
    said. Groups of which the published rota has no row because it never cuts them were published to be on: those that
    are cut in its time are said too.
    """
    published = tmp_path / "published.csv"
    published.write_text(
        "zone,outage_group,start,end,state\n"
        "county,5,2026-07-06T02:00-07:00,2026-07-06T03:00-07:00,confirmed\n"
        "county,6,2026-07-06T20:00-07:00,2026-07-06T21:00-07:00,confirmed\n",
        encoding="utf-8",
    )
    plan = json.loads(relight_command("rota", groups, *QUICK, "--published", published, "--json").out)
    assert not [row for row in plan["rota"] if row["start"] < "2026-07-06T06"]
    (lifted,) = (change for change in plan["changes"] if change["within_kept"])
    assert (lifted["outage_group"], lifted["start"][11:16], lifted["was"], lifted["now"]) == ("5", "02:00", "off", "on")
    cut = {row["outage_group"] for row in plan["rota"] if row["start"] < "2026-07-06T21"}
    assert len(cut) > 2
    said = {change["outage_group"] for change in plan["changes"] if (change["was"], change["now"]) == ("on", "off")}
    assert said - {"6"} == cut - {"6"}


def test_a_published_group_that_is_no_more_is_said(relight_command: Relight, groups: Path, tmp_path: Path) -> None:
    """Groups were drawn anew since the rota was published: what group 99 and another zone were told is said, that which
    is over is not, and the plan is made. A rota of which not one group is known is another region's: refused.
    """
    published = tmp_path / "published.csv"
    head = "zone,outage_group,start,end,state\n"
    known = "county,5,2026-07-05T20:00-07:00,2026-07-06T02:00-07:00,confirmed\n"
    gone = (
        "county,99,2026-07-06T10:00-07:00,2026-07-06T12:00-07:00,confirmed\n"
        "town,1,2026-07-06T13:00-07:00,2026-07-06T14:00-07:00,confirmed\n"
        "county,98,2026-07-05T10:00-07:00,2026-07-05T12:00-07:00,confirmed\n"
    )
    words = ("rota", groups, *AT, "--hours", "2", "--effort", "0.1", "--published", published, "--json")
    published.write_text(head + known + gone, encoding="utf-8")
    shown = relight_command(*words)
    assert shown.code == 0
    told = [line for line in shown.err.splitlines() if line.startswith("note: zone")]
    assert told == [
        "note: zone county, group 99, 06 Jul 10:00 to 06 Jul 12:00: was off, and the region has no such group now",
        "note: zone town, group 1, 06 Jul 13:00 to 06 Jul 14:00: was off, and the region has no such group now",
    ]
    published.write_text(head + gone, encoding="utf-8")
    shown = relight_command(*words)
    assert shown.code == 2
    assert "zone 'county' has no outage group '99'" in shown.err


@pytest.mark.parametrize(
    ("row", "noted"),
    [
        ("county,5,2026-06-01T10:00-07:00,2026-06-01T12:00-07:00,confirmed\n", "ended 01 Jun 2026 12:00, before this"),
        ("", "has no cuts: nothing is kept of it"),
    ],
)
def test_a_published_rota_of_another_day_is_noted(
    relight_command: Relight, groups: Path, tmp_path: Path, row: str, noted: str
) -> None:
    """A rota of last month given as the published one keeps nothing: who gave it by mistake is told."""
    published = tmp_path / "published.csv"
    published.write_text(f"zone,outage_group,start,end,state\n{row}", encoding="utf-8")
    shown = relight_command("rota", groups, *AT, "--hours", "2", "--effort", "0.1", "--published", published)
    assert shown.code == 0
    assert f"note: published.csv {noted}" in shown.err


def test_history_spares_who_was_off(relight_command: Relight, groups: Path, tmp_path: Path) -> None:
    """Group 1, off for two hours yesterday, is not cut today, when thirteen of fourteen must be at most."""
    history = tmp_path / "history.csv"
    history.write_text(
        "zone,outage_group,start,end\ncounty,1,2026-07-05T12:00-07:00,2026-07-05T14:00-07:00\n", encoding="utf-8"
    )
    plan = json.loads(relight_command("rota", groups, *QUICK, "--history", history, "--json").out)
    group = next(group for group in plan["zones"][0]["groups"] if group["outage_group"] == "1")
    assert (group["off_hours"], group["off_hours_with_history"]) == (0, 2)


@pytest.mark.parametrize("name", ["rota.csv", "rota.jsonl", "schedule.csv"])
def test_yesterdays_rota_is_a_history(relight_command: Relight, groups: Path, tmp_path: Path, name: str) -> None:
    """What was planned for group 1 yesterday counts as two hours off, in a rota and in what `schedule import` writes of
    it; what was only possible, and what begins tomorrow, has not been. A note says so.
    """
    rota, path = tmp_path / "yesterday.csv", tmp_path / name
    rota.write_text(
        "zone;outage_group;start;end;state\n"
        "county;1;2026-07-05T12:00-07:00;2026-07-05T14:00-07:00;preliminary\n"
        "county;1;2026-07-05T12:00-07:00;2026-07-05T13:00-07:00;emergency\n"
        "county;2;2026-07-05T12:00-07:00;2026-07-05T14:00-07:00;possible\n"
        "county;3;2026-07-08T12:00-07:00;2026-07-08T14:00-07:00;confirmed\n",
        encoding="utf-8",
    )
    if name == "schedule.csv":
        feeds = ("--until", "2026-07-09T00:00", "--issued", "2026-07-05T00:00", "--now", "2026-07-05T08:00")
        assert relight_command("schedule", "publish", groups, "--rota", rota, *feeds, "--out", tmp_path / "f").code == 0
        path = tmp_path / "f" / "schedule.csv"
    else:
        rows = relight.read_rota(rota, relight.read_region(groups))
        relight.write_rota(rows, path)
    shown = relight_command("rota", groups, *QUICK, "--history", path, "--json")
    assert f"note: {name} is a plan: its cuts up to now count as cuts that happened" in shown.err
    past = {
        group["outage_group"]: group["off_hours_with_history"] - group["off_hours"]
        for group in json.loads(shown.out)["zones"][0]["groups"]
    }
    assert {group: hours for group, hours in past.items() if hours} == {"1": 2}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("county,99,2026-07-06T10:00-07:00,2026-07-06T12:00-07:00,confirmed", "zone 'county' has no outage group '99'"),
        ("town,1,2026-07-06T10:00-07:00,2026-07-06T12:00-07:00,confirmed", "there is no supply zone 'town'"),
        ("county,1,2026-07-06T12:00-07:00,2026-07-06T10:00-07:00,confirmed", "is not after the start"),
        ("county,1,2026-07-06T10:00-07:00,2026-07-06T12:00-07:00,planned", "planned"),
    ],
)
def test_a_wrong_rota_is_refused(relight_command: Relight, groups: Path, tmp_path: Path, row: str, found: str) -> None:
    """A group, zone, time or state that cannot be is refused with one sentence and exit code 2."""
    path = tmp_path / "wrong.csv"
    path.write_text(f"zone,outage_group,start,end,state\n{row}\n", encoding="utf-8")
    shown = relight_command("outlook", groups, *AT, "--rota", path)
    assert (shown.code, shown.out) == (2, "")
    assert found in shown.err


@pytest.mark.parametrize("words", [("--hours", "0"), ("--hours", "9999"), ("--effort", "0")])
def test_senseless_options_are_refused(relight_command: Relight, groups: Path, words: tuple[str, str]) -> None:
    """Hours and efforts that make no sense are refused without a traceback."""
    shown = relight_command("rota", groups, *words)
    assert (shown.code, shown.out) == (2, "")


def test_a_region_without_groups_is_told_what_to_do(relight_command: Relight, valley: Path) -> None:
    """Without a single outage group there is nothing to plan, and the message says what to give."""
    shown = relight_command("rota", valley)
    assert shown.code == 2
    assert "outage_group" in shown.err


def test_ortools_missing_is_one_sentence(
    relight_command: Relight, groups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without OR-Tools the command says how to install it, as the README does and as pip does."""
    monkeypatch.setitem(__import__("sys").modules, "ortools.sat.python", None)
    shown = relight_command("rota", groups, *QUICK)
    assert shown.code == 2
    assert "pip install 'relight[rota]'" in shown.err
    assert "make full" in shown.err
    assert len(shown.err.splitlines()) == 1


def test_publish_and_import_go_round(relight_command: Relight, groups: Path, planned: Path, tmp_path: Path) -> None:
    """Published as feeds and imported again, the rota has the same cuts."""
    feeds, back = tmp_path / "feeds", tmp_path / "back.csv"
    words = ("--until", "2026-07-08T00:00", "--issued", "2026-07-06T00:00", "--now", "2026-07-06T00:00")
    shown = relight_command("schedule", "publish", groups, "--rota", planned, "--out", feeds, *words)
    assert shown.code == 0
    assert (feeds / "index.html").is_file()
    assert len(list((feeds / "calendars").glob("*.ics"))) == 14
    zone = ("--timezone", "America/Los_Angeles", "--zone", "county")
    for name in ("gpv/county.json", "yasno/county.json", "schedule.csv"):
        assert relight_command("schedule", "import", feeds / name, *zone, "--out", back).code == 0
        assert cuts(back) == cuts(planned)


def test_a_group_that_damage_keeps_off_is_published_as_an_emergency(
    relight_command: Relight, groups: Path, planned: Path, tmp_path: Path
) -> None:
    """The feeder of group 1 is out: with the outlook beside the rota its feeds say so, where the rota alone has no cut
    planned for most of the day; others stay as they are. A file that is no outlook is refused.
    """
    region = relight.read_region(groups)
    feeder = next(feeder for feeder in region.feeders if feeder.outage_group == "1")
    reports = tmp_path / "reports.csv"
    out_since = f"2026-07-05T20:00-07:00,2026-07-05T20:00-07:00,feeder:{feeder.feeder},out"
    reports.write_text(f"reported_at,valid_from,subject,state\n{out_since}\n", encoding="utf-8")
    words = ("outlook", groups, *AT, "--hours", "24", "--reports", reports, "--rota", planned)
    assert relight_command(*words, "--out", tmp_path / "tonight").code == 0
    states = {}
    for name, more in (("alone", ()), ("beside", ("--outlook", tmp_path / "tonight/outlook-public.json"))):
        words = ("--issued", "2026-07-06T00:00", "--now", "2026-07-06T00:00", "--until", "2026-07-07T00:00", *more)
        shown = relight_command("schedule", "publish", groups, "--rota", planned, "--out", tmp_path / name, *words)
        assert shown.code == 0
        with (tmp_path / name / "schedule.csv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["start"] < "2026-07-07"]
        states[name] = {area: {row["stage"] for row in rows if row["area"] == area} for area in
                        ("county/1", "county/2")}  # fmt: skip
    assert "on" in states["alone"]["county/1"]
    assert "emergency" in states["beside"]["county/1"]
    assert not states["beside"]["county/1"] & {"on", "likely_on"}
    assert states["beside"]["county/2"] == states["alone"]["county/2"]
    refused = relight_command("schedule", "publish", groups, "--rota", planned, "--out", tmp_path / "no", *words,
                              "--outlook", planned)  # fmt: skip
    assert refused.code == 2
    assert "it is no outlook with a rota" in refused.err


def test_the_next_steps_can_be_typed_as_they_are_printed(
    relight_command: Relight, groups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the rota prints to go on with asks about the same night: the same reports and instant, not a whole grid; the
    feeds then speak for every group until the planned end, numbers of two digits after those of one.
    """
    monkeypatch.chdir(tmp_path)
    first, *_ = relight.read_region(groups).feeders
    out_since = f"2026-07-05T20:00-07:00,2026-07-05T20:00-07:00,feeder:{first.feeder},out"
    Path("reports.csv").write_text(f"reported_at,valid_from,subject,state\n{out_since}\n", encoding="utf-8")
    shown = relight_command("rota", groups, *QUICK, "--reports", "reports.csv", "--out", "rota.csv")
    steps = [line.split(": relight ")[1].split() for line in shown.out.splitlines() if ": relight " in line]
    assert [step[0] for step in steps] == ["outlook", "schedule"]
    that_night = ("--now", "2026-07-06T00:00", "--issued", "2026-07-06T00:00")  # the files are of today
    assert relight_command(*steps[0]).code == 0
    assert relight_command(*steps[1], *that_night).code == 0
    outlook = json.loads(Path("tonight/outlook.json").read_text())
    assert outlook["start"].startswith("2026-07-06T00:00")
    assert [row["asset"] for row in outlook["returns"]] == [f"feeder:{first.feeder}"]
    with Path("feeds/schedule.csv").open(encoding="utf-8") as file:
        ends = {row["area"]: row["end"] for row in csv.DictReader(file) if row["stage"] != "unknown"}
    assert len(ends) == 14
    page = Path("feeds/index.html").read_text()
    assert page.index('id="county-2"') < page.index('id="county-10"')


STATES = {"1": "confirmed", "2": "preliminary", "3": "possible", "4": "emergency"}


def four_states() -> dict[str, object]:
    """A timetable in Yasno's shape of 6 and 7 July 2026: one group a state, as that shape has them in the wild."""
    cut = [{"start": 0, "end": 600, "type": "NotPlanned"}, {"start": 600, "end": 720, "type": "Definite"},
           {"start": 720, "end": 1440, "type": "NotPlanned"}]  # fmt: skip
    maybe = [{**slot, "type": slot["type"].replace("Definite", "Possible")} for slot in cut]  # type: ignore[attr-defined]
    days = {
        "1": ("ScheduleApplies", cut), "2": ("WaitingForSchedule", cut), "3": ("ScheduleApplies", maybe),
        "4": ("EmergencyShutdowns", []),
    }  # fmt: skip
    return {
        group: {
            name: {"slots": slots, "date": f"2026-07-0{day}T00:00:00-07:00", "status": status}
            for name, day in (("today", 6), ("tomorrow", 7))
        } | {"updatedOn": "2026-07-06T05:00:00Z"}
        for group, (status, slots) in days.items()
    }  # fmt: skip


def test_states_stay_apart_from_end_to_end(relight_command: Relight, groups: Path, tmp_path: Path) -> None:
    """Confirmed, preliminary, possible and emergency cuts of a published timetable are imported as such, only the
    possible one is not switched by the outlook, and what is published from them is imported as the same again.
    """
    (tmp_path / "yasno.json").write_text(json.dumps(four_states()), encoding="utf-8")
    zone = ("--timezone", "America/Los_Angeles", "--zone", "county")
    rota = tmp_path / "rota.csv"
    assert relight_command("schedule", "import", tmp_path / "yasno.json", *zone, "--out", rota).code == 0
    with rota.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["outage_group"]: row["state"] for row in rows} == STATES
    assert [len([row for row in rows if row["outage_group"] == group]) for group in STATES] == [2, 2, 2, 1]

    shown = relight_command("outlook", groups, *AT, "--hours", "24", "--rota", rota, "--json")
    outlook = json.loads(shown.out)
    assert {cut["outage_group"]: cut["state"] for cut in outlook["rota"]["cuts"]} == STATES
    at_ten = {row["outage_group"]: row["without_at"][20] for row in outlook["groups"]}
    assert {group for group in STATES if at_ten[group]} == {"1", "2", "4"}

    everything, feeds = tmp_path / "all.schedule.csv", tmp_path / "feeds"
    assert relight_command("schedule", "import", tmp_path / "yasno.json", *zone, "--out", everything).code == 0
    words = ("--out", feeds, "--now", "2026-07-06T08:00")
    assert relight_command("schedule", "publish", groups, "--rota", everything, *words).code == 0
    for name in ("gpv/county.json", "yasno/county.json", "schedule.csv"):
        assert relight_command("schedule", "import", feeds / name, *zone, "--out", tmp_path / "back.csv").code == 0
        assert (tmp_path / "back.csv").read_bytes() == rota.read_bytes(), name


def test_supply_far_ahead_is_as_preliminary_as_cuts_are(
    relight_command: Relight, groups: Path, planned: Path, tmp_path: Path
) -> None:
    """Until `firm_minutes` (a day) after the rota was issued the absence of a cut is supply, later it may change."""
    words = ("--until", "2026-07-08T00:00", "--issued", "2026-07-06T06:00", "--now", "2026-07-06T06:00")
    relight_command("schedule", "publish", groups, "--rota", planned, "--out", tmp_path, *words)
    with (tmp_path / "schedule.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["area"] == "county/1"]
    turns = [(row["start"], row["stage"]) for row in rows if row["start"] >= "2026-07-07T06"]
    assert turns == [("2026-07-07T06:00:00-07:00", "likely_on")]


def test_a_time_far_beyond_the_last_cut_is_noted(
    relight_command: Relight, groups: Path, planned: Path, tmp_path: Path
) -> None:
    """A rota of a day told to speak for a week: that nobody is cut for six days may not have been planned."""
    when = "2026-07-06T06:00"
    words = ("--rota", planned, "--out", tmp_path / "feeds", "--now", when, "--issued", when, "--until")
    shown = relight_command("schedule", "publish", groups, *words, "2026-07-13T00:00")
    assert "h after the last cut: that none is planned there is told as well" in shown.err
    shown = relight_command("schedule", "publish", groups, *words, "2026-07-07T00:00")
    assert "after the last cut" not in shown.err


@pytest.mark.parametrize(("command", "option"), [("rota", "--published"), ("outlook", "--rota")])
def test_a_published_timetable_is_not_taken_for_a_rota(
    relight_command: Relight, groups: Path, tmp_path: Path, command: str, option: str
) -> None:
    """Whoever gives a feed where a rota belongs is told how to make one of it, in one sentence."""
    path = tmp_path / "county.json"
    path.write_text(json.dumps(four_states()), encoding="utf-8")
    shown = relight_command(command, groups, *AT, "--hours", "2", option, path)
    assert shown.code == 2
    assert shown.err.splitlines()[-1] == (
        "county.json: it is a published timetable, not a rota; make a rota of it with: "
        "relight schedule import county.json --out rota.csv"
    )


def test_a_rota_of_unsaid_age_is_noted(relight_command: Relight, groups: Path, planned: Path, tmp_path: Path) -> None:
    """Without --issued the time of the file is taken, which a copy makes young: a note says so."""
    words = ("--rota", planned, "--out", tmp_path / "feeds", "--now", "2026-07-06T06:00")
    shown = relight_command("schedule", "publish", groups, *words)
    assert "rota.csv does not say when it was issued" in shown.err
    assert "does not say" not in relight_command("schedule", "publish", groups, *words, "--issued", words[-1]).err


def test_a_published_timetable_of_others_names_its_defects_and_its_strangers(
    relight_command: Relight, groups: Path, tmp_path: Path
) -> None:
    """Published as it is, a file is noted with its defects and with the groups that the region does not have, as where
    its zone has another name; with --zone none of them is strange.
    """
    path = tmp_path / "known.json"
    path.write_text(json.dumps(four_states()), encoding="utf-8")
    words = ("schedule", "publish", groups, "--rota", path, "--now", "2026-07-06T06:00", "--out", tmp_path / "feeds")
    shown = relight_command(*words)
    assert "note: 2026-07-06, group 2: WaitingForSchedule: what it says may change" in shown.err
    assert "note: the region has no groups known/1, known/2, known/3, known/4; if they are of one of its" in shown.err
    assert "give it with --zone: county" in shown.err
    assert "the region has no groups" not in relight_command(*words, "--zone", "county").err


def cuts(path: Path) -> list[tuple[str, ...]]:
    """Group, start and end of every row."""
    with path.open(encoding="utf-8") as file:
        return sorted((row["outage_group"], row["start"], row["end"]) for row in csv.DictReader(file))


def test_import_names_every_defect(relight_command: Relight, project: Path) -> None:
    """The real file with an empty list and old content is read; both defects are notes on stderr."""
    path = project / "tests/files/schedules/data/kyiv-region-2026-08-21-empty-list-stale-preset-excerpt.json"
    shown = relight_command("schedule", "import", path, "--json")
    assert shown.code == 0
    assert "empty list" in shown.err
    assert "stale" in shown.err
    assert json.loads(shown.out)["rota"] == []
    assert "0 groups, nothing is known, 20 weekly times" in relight_command("schedule", "import", path).out


def test_an_imported_rota_says_that_it_has_cuts_only(relight_command: Relight, project: Path, tmp_path: Path) -> None:
    """In a rota.csv a group of which nothing is known looks as one without cuts: who means to publish it is told."""
    path = project / "tests/files/schedules/data/yasno-2025-12-13-waiting-for-schedule.json"
    shown = relight_command("schedule", "import", path, "--out", tmp_path / "rota.csv")
    assert f"note: rota.csv has cuts only; to publish it, give {path.name} itself" in shown.err
    assert "cuts only" not in relight_command("schedule", "import", path, "--out", tmp_path / "all.schedule.csv").err


@pytest.mark.parametrize("option", ["--now", "--issued", "--until"])
def test_a_wrong_time_of_a_publication_names_its_option(
    relight_command: Relight, groups: Path, planned: Path, tmp_path: Path, option: str
) -> None:
    """Each of the three times that can be given is refused under its own name."""
    shown = relight_command(
        "schedule", "publish", groups, "--rota", planned, "--out", tmp_path / "feeds", option, "soon"
    )
    assert shown.code == 2
    assert shown.err.splitlines()[-1].startswith(f"{option}: 'soon': this is not a time; write it as")
    assert not (tmp_path / "feeds").exists()
