"""A rota in the engine: cut feeders are off, facilities run on backups, what else is dark is told by its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relight.engine.ensembles.ensemble import ensemble, futures_from
from relight.engine.ensembles.scenario import draw_scenario
from relight.engine.outlook import outlook
from relight.engine.replay import replay
from relight.model.region import Region, Settings
from relight.model.schema import (
    Backup,
    Branch,
    Bus,
    District,
    Facility,
    Feeder,
    Generator,
    Need,
    Report,
    RotaSlot,
    Serve,
)
from relight.model.situation import Situation

START = datetime(2026, 1, 8, tzinfo=UTC)


def region(capacity_mw: float = 100.0, refill_minutes: float | None = 120.0, protected: bool = False) -> Region:
    """Two groups of 10 MW; a mast with a battery for two hours hangs on the feeder of the first."""
    return Region(
        settings=Settings(name="Test", timezone="UTC"),
        districts=(District(district="d", people=1000.0, parent="z"),),
        buses=(Bus(bus="b", district="d"),),
        generators=(Generator(generator="g", bus="b", max_mw=capacity_mw),),
        feeders=(
            Feeder(feeder="f1", bus="b", outage_group="1", peak_mw=10.0, people=600.0, protected=protected),
            Feeder(feeder="f2", bus="b", outage_group="2", peak_mw=10.0, people=400.0),
        ),
        facilities=(Facility(facility="m", kind="mast", district="d"),),
        needs=(Need(asset="facility:m", need="power", supplier="feeder:f1"),),
        backups=(
            Backup(
                facility="m", need="power", backup="battery", kind="battery",
                endurance_minutes=120.0, refill_minutes=refill_minutes,
            ),
        ),
        serves=(Serve(facility="m", service="telecom", district="d"),),
    )  # fmt: skip


def cut(begin_hour: float, end_hour: float, state: str = "confirmed", group: str = "1") -> RotaSlot:
    """A cut from one hour after the start to another."""
    return RotaSlot(
        zone="z",
        outage_group=group,
        start=START + timedelta(hours=begin_hour),
        end=START + timedelta(hours=end_hour),
        state=state,
    )


def hours_without(rota: list[RotaSlot], place: Region, hours: float = 12.0) -> dict[str, float]:
    """Person-hours without each service."""
    situation = Situation.from_reports(place, (), START)
    result: dict[str, float] = outlook(situation, hours=hours, rota=rota).as_dict()["person_hours_without"]
    return result


def test_a_cut_group_is_off_and_its_facilities_run_on_backups() -> None:
    """Cut for three hours, 600 people are off for three; the mast's battery lasts two, so 1000 people are one hour
    without a phone.
    """
    without = hours_without([cut(2, 5)], region())
    assert without["electricity"] == pytest.approx(3 * 600)
    assert without["telecom"] == pytest.approx(1 * 1000)


def test_batteries_do_not_recharge_when_cuts_come_too_often() -> None:
    """Cuts of 1.5 h with half an hour between: the battery of 2 h regains a quarter (30 of 120 minutes refill) and
    has 0.25 + 0.25 left for the second, which is 1 h of 1.5: half an hour without a phone. With three hours between
    it is full again and nobody is without.
    """
    soon, late = [cut(0, 1.5), cut(2, 3.5)], [cut(0, 1.5), cut(4.5, 6)]
    assert hours_without(soon, region())["telecom"] == pytest.approx(0.5 * 1000)
    assert hours_without(late, region())["telecom"] == 0


def test_cuts_before_the_start_have_emptied_batteries() -> None:
    """By hand: the battery lasts two hours and fills in two. Off until an hour ago for an hour and a half, it had a
    quarter and has three quarters now: of a cut of two hours it carries one and a half. In a cut that began an hour and
    a half ago it has a quarter left, and is empty half an hour from now; later than a week ago no cut is remembered.
    """
    for rota, minute in (
        ([cut(-2.5, -1), cut(0, 2)], 90), ([cut(-1.5, 2)], 30), ([cut(-200, -190), cut(0, 3)], 120),
        ([cut(-2.5, -1, "possible"), cut(0, 3)], 120),
    ):  # fmt: skip
        told = outlook(Situation.from_reports(region(), (), START), hours=6, rota=rota).as_dict()
        assert [row["minute"] for row in told["run_out"]] == [pytest.approx(minute)]
    bare = replay(Situation.from_reports(region(), (), START))
    assert (bare.begin, replay(bare.situation, rota=[cut(-1.5, 2)]).begin) == (0, -90)


@pytest.mark.parametrize(
    ("state", "off"), [("confirmed", True), ("preliminary", True), ("emergency", True), ("possible", False)]
)
def test_only_a_possible_cut_is_not_switched(state: str, off: bool) -> None:
    """Confirmed, preliminary and emergency cuts are off; a possible one is only a warning."""
    assert hours_without([cut(1, 2, state)], region())["electricity"] == (600 if off else 0)


@pytest.mark.parametrize("begin", [0.0, -0.5])
def test_who_a_rota_has_off_at_the_start_is_off_now(begin: float) -> None:
    """A cut that begins at the start, or is under way: 600 people are without electricity now, because of the rota and
    since it began, on every place where the present is told; nobody is without a phone, since the battery carries.
    """
    told = outlook(Situation.from_reports(region(), (), START), hours=2, rota=[cut(begin, 1)]).as_dict()
    assert (told["without_now"]["electricity"], told["without_now"]["telecom"]) == (600, 0)
    assert told["districts"][0]["without_now"]["electricity"] == 600
    assert [(row["outage_group"], row["without_now"]) for row in told["groups"]] == [("1", 600), ("2", 0)]
    (off,) = told["now"]["feeders_off"]
    since = (START + timedelta(hours=begin)).isoformat()
    assert (off["feeder"], off["because"], off["since"]) == ("f1", "rota", since)
    assert told["now"]["switched_mw"] == 10
    assert told["groups"][0]["without_at"][:3] == [600, 600, 0]


def test_without_a_battery_a_facility_is_off_with_its_feeder_now() -> None:
    """The mast without a backup is down at the start with the reason that its feeder is off by the rota."""
    bare = replace(region(), backups=())
    told = outlook(Situation.from_reports(bare, (), START), hours=2, rota=[cut(0, 1)]).as_dict()
    assert told["without_now"]["telecom"] == 1000
    (down,) = told["now"]["facilities_down"]
    assert "feeder:f1 off: rota" in down["because"]


@pytest.mark.parametrize(
    "rota", [[], [cut(0, 1, "possible")], [cut(-2, 0)], [cut(0.5, 1)]], ids=["none", "possible", "over", "later"]
)
def test_nobody_is_off_now_by_a_cut_that_is_not_in_force(rota: list[RotaSlot]) -> None:
    """A cut that is only possible, over or still to come leaves the present as it is."""
    situation = Situation.from_reports(region(), (), START)
    with_it, without = (outlook(situation, hours=2, rota=rows).as_dict() for rows in (rota, None))
    for key in ("now", "without_now"):
        assert with_it[key] == without[key]


def test_what_was_seen_before_a_cut_does_not_turn_it_on() -> None:
    """The feeder was seen on an hour ago: off by the rota now all the same. Damaged, it is off because it is out."""
    hour_ago = START - timedelta(hours=1)
    for state, because in (("energised", "rota"), ("out", "reported out")):
        report = Report(reported_at=hour_ago, valid_from=hour_ago, subject="feeder:f1", state=state)
        situation = Situation.from_reports(region(), (report,), START)
        told = outlook(situation, hours=2, rota=[cut(0, 1)]).as_dict()
        assert told["without_now"]["electricity"] == 600
        assert [(row["feeder"], row["because"]) for row in told["now"]["feeders_off"]] == [("f1", because)]


def test_protected_feeders_are_never_switched() -> None:
    """A protected feeder stays on, although its group is cut."""
    assert hours_without([cut(1, 2)], region(protected=True))["electricity"] == 0


def test_what_is_shed_beyond_the_rota_is_an_emergency() -> None:
    """With 10 MW for 20 MW and a rota that cuts group 1 from 01:00 to 02:00, 10 MW are an emergency in the 3 other
    hours: first of group 2, which by id comes after group 1; then of group 1, since group 2 is already on.
    """
    situation = Situation.from_reports(region(capacity_mw=10.0), (), START)
    rota = outlook(situation, hours=4, rota=[cut(1, 2)]).as_dict()["rota"]
    assert (rota["cut_mwh"], rota["emergency_mwh"]) == (10.0, 30.0)
    assert [(row["outage_group"], row["start"][11:16], row["end"][11:16], row["mw"]) for row in rota["emergency"]] == [
        ("1", "02:00", "04:00", 10.0),
        ("2", "00:00", "01:00", 10.0),
    ]


def test_a_rota_without_cuts_changes_nothing_but_says_what_is_shed() -> None:
    """An empty rota gives the outlook without one, and everything shed is an emergency."""
    situation = Situation.from_reports(region(capacity_mw=10.0), (), START)
    plain = outlook(situation, hours=4).as_dict()
    empty = outlook(situation, hours=4, rota=[]).as_dict()
    rota = empty.pop("rota")
    assert empty == plain
    assert rota["emergency_mwh"] == plain["unserved_mwh"] == 40.0


def test_cuts_of_the_same_group_that_overlap_are_one() -> None:
    """Two overlapping rows are off from the first begin to the last end."""
    rows = [cut(1, 3), cut(2, 4, "preliminary"), cut(2.5, 2.75, "emergency")]
    assert hours_without(rows, region())["electricity"] == pytest.approx(3 * 600)


def test_a_rota_binds_in_every_scenario() -> None:
    """Only demand is by chance here: 600 people are off for the three hours of the cut in all of 40 scenarios, and
    what the rota cuts is 3 h of 10 MW times the demand of each.
    """
    state = replay(Situation.from_reports(region(), (), START))
    futures = futures_from(state, 5, hours=12, rota=[cut(2, 5), cut(6, 7, "possible")])
    found = ensemble(futures, 40).as_dict()
    assert found["person_hours_without"]["electricity"] == dict.fromkeys(("p10", "p50", "p90"), 1800.0)
    factors = sorted(draw_scenario(futures, number).demand_factor for number in range(40))
    expected = {"p10": 30 * factors[3], "p50": 30 * factors[19], "p90": 30 * factors[35]}
    assert found["rota"]["cut_mwh"] == pytest.approx(expected, abs=1e-6)
    assert [row["state"] for row in found["rota"]["cuts"]] == ["confirmed", "possible"]


def test_an_emergency_has_its_probability() -> None:
    """19.9 MW for 20 MW times a demand that errs, nobody cut: an emergency in those scenarios that ask for more."""
    state = replay(Situation.from_reports(region(capacity_mw=19.9), (), START))
    futures = futures_from(state, 5, hours=2, rota=[])
    found = ensemble(futures, 40).as_dict()["rota"]
    short = [draw_scenario(futures, number).demand_factor * 20 > 19.9 for number in range(40)]
    assert 0 < sum(short) < 40
    assert [row["probability"] for row in found["emergency"]] == [sum(short) / 40]
    assert (found["emergency_mwh"]["p10"], found["emergency"][0]["mw"]["p10"]) == (0.0, 0.0)
    assert found["emergency_mwh"]["p90"] > 0


PARTS = ("cut_mwh", "waiting_mwh", "emergency_mwh", "damaged_mwh")


def behind_a_line(capacity_mw: float = 10.0, dynamics: bool = False) -> Region:
    """The same with a third feeder of 10 MW, of group 2 too, at the end of a line."""
    place = region(capacity_mw)
    return replace(
        place,
        settings=replace(place.settings, dynamics=dynamics),
        buses=(*place.buses, Bus(bus="c", district="d")),
        branches=(Branch(branch="l", from_bus="b", to_bus="c", x_pu=0.1),),
        feeders=(*place.feeders, Feeder(feeder="f3", bus="c", outage_group="2", peak_mw=10.0, people=0.0)),
    )


def out(subject: str, minutes: float | None = None) -> Report:
    """A report that something is out from the start, with the minutes its repair takes if they are known."""
    return Report(
        report=subject, reported_at=START, valid_from=START, subject=subject, state="out", repair_minutes=minutes
    )


def test_what_is_dark_by_damage_is_no_emergency() -> None:
    """The line is broken: f3 is dark for all of 4 hours (40 MWh), also while its group is cut. Of f1 and f2 the 10 MW
    that there are carry one, f1 by id: f2 is cut in hour 2 (10 MWh) and shed in the other three (30 MWh).
    """
    situation = Situation.from_reports(behind_a_line(), (out("branch:l"),), START)
    found = outlook(situation, hours=4, rota=[cut(1, 2, group="2")]).as_dict()
    assert [found["rota"][part] for part in PARTS] == [10.0, 0.0, 30.0, 40.0]
    assert found["unserved_mwh"] == 80.0
    rows = {
        part: [(row["outage_group"], row["start"][11:16], row["end"][11:16], row["state"], row["mw"]) for row in told]
        for part, told in found["rota"].items()
        if part in ("emergency", "damaged")
    }
    assert rows["emergency"] == [
        ("2", "00:00", "01:00", "emergency", 10.0),
        ("2", "02:00", "04:00", "emergency", 10.0),
    ]
    assert rows["damaged"] == [("2", "00:00", "04:00", "damaged", 10.0)]


def test_damage_has_its_range_in_an_ensemble() -> None:
    """In 20 scenarios f3 asks for 10 MW times the demand of each for 2 hours behind a broken line: that is what damage
    keeps dark, for certain.
    """
    state = replay(Situation.from_reports(behind_a_line(100.0), (out("branch:l"),), START))
    futures = futures_from(state, 5, hours=2, rota=[])
    found = ensemble(futures, 20).as_dict()["rota"]
    factors = sorted(draw_scenario(futures, number).demand_factor for number in range(20))
    expected = {"p10": 20 * factors[1], "p50": 20 * factors[9], "p90": 20 * factors[17]}
    assert found["damaged_mwh"] == pytest.approx(expected, abs=1e-6)
    assert [(row["state"], row["probability"]) for row in found["damaged"]] == [("damaged", 1.0)]
    assert (found["emergency_mwh"]["p90"], found["emergency"]) == (0.0, [])


HOURS = st.integers(0, 5)
CUTS = st.lists(st.tuples(HOURS, st.integers(1, 3), st.sampled_from("12")), max_size=4, unique_by=lambda row: row[::2])
DAMAGE = st.lists(
    st.tuples(st.sampled_from(["branch:l", "feeder:f1", "bus:c", "generator:g"]), st.sampled_from([None, 90, 200])),
    max_size=3,
    unique_by=lambda row: row[0],
)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([8.0, 10.0, 15.0, 25.0, 100.0]), CUTS, DAMAGE, st.booleans())
def test_the_parts_add_up_to_all_that_is_not_served(
    capacity_mw: float, cuts: list[tuple[int, int, str]], damage: list[tuple[str, int | None]], dynamics: bool
) -> None:
    """Whatever is cut, broken and mended, cut, waiting, emergency and damaged are all of what is not served; without
    dynamics damage takes the same whether there are cuts or none.
    """
    reports = [out(subject, minutes) for subject, minutes in damage]
    situation = Situation.from_reports(behind_a_line(capacity_mw, dynamics), reports, START)
    rota = [cut(begin, begin + length, group=group) for begin, length, group in cuts]
    found = outlook(situation, hours=6, rota=rota).as_dict()
    assert sum(found["rota"][part] for part in PARTS) == pytest.approx(found["unserved_mwh"], abs=1e-5)
    for part in ("emergency", "damaged"):
        told = sum(row["mw"] * lasting_hours(row) for row in found["rota"][part])
        assert told == pytest.approx(found["rota"][f"{part}_mwh"], abs=1e-4)
    if not dynamics:
        assert found["rota"]["damaged_mwh"] == outlook(situation, hours=6, rota=[]).as_dict()["rota"]["damaged_mwh"]


def lasting_hours(row: dict[str, str]) -> float:
    """How long a row lasts."""
    begin, end = (datetime.fromisoformat(row[key]) for key in ("start", "end"))
    return (end - begin) / timedelta(hours=1)
