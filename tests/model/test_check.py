"""Checks of regions made by a program: on values, without files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from relight.errors import Problem
from relight.model.check import Places, check_region
from relight.model.region import Region, Settings
from relight.model.schema import (
    Backup,
    Branch,
    Bus,
    Crew,
    District,
    Facility,
    Feeder,
    Generator,
    Need,
    Precedence,
    ProfilePoint,
    Serve,
)

REGION = Region(
    Settings("One town", "UTC"),
    districts=(District(district="D1", people=100.0), District(district="D2", people=50.0)),
    buses=(Bus(bus="B1", district="D1"), Bus(bus="B2")),
    branches=(Branch(branch="L1", from_bus="B1", to_bus="B2", x_pu=0.1),),
    generators=(Generator(generator="G1", bus="B1", max_mw=5.0),),
    feeders=(Feeder(feeder="F1", bus="B1", peak_mw=2.0), Feeder(feeder="F2", bus="B2", district="D2", peak_mw=1.0)),
    facilities=(Facility(facility="H1", kind="hospital"), Facility(facility="W1", kind="works")),
    needs=(Need(asset="facility:H1", need="power", supplier="feeder:F1"),),
    backups=(Backup(facility="H1", need="power", backup="set", kind="generator"),),
    serves=(Serve(facility="H1", service="health", district="D1"),),
)


def problems(places: Places | None = None, **tables: Any) -> list[tuple[str, int, str]]:
    """Where the problems of the good region with other tables are."""
    found = check_region(replace(REGION, **tables), places)
    return [(problem.file, problem.row, problem.column) for problem in found]


def test_a_good_region_has_no_problems() -> None:
    """What the other tests break is whole to begin with."""
    assert check_region(REGION) == ()


def test_values_made_by_a_program_are_checked_too() -> None:
    """NaN, a wrong type, an empty id and a word that is not allowed are found without any file."""
    buses = (*REGION.buses, Bus(bus=""), Bus(bus="B4", kv=float("nan")), Bus(bus="B5", name=7))  # type: ignore[arg-type]
    needs = (Need(asset="facility:H1", need="power", supplier="feeder:F1", shape="round"),)
    assert problems(buses=buses, needs=needs) == [
        ("buses.csv", 4, "bus"),
        ("buses.csv", 5, "kv"),
        ("buses.csv", 6, "name"),
        ("needs.csv", 2, "shape"),
    ]


def test_a_row_with_a_bad_value_is_known_but_not_judged() -> None:
    """Its id may be referred to, and nothing else is said of it."""
    buses = (REGION.buses[0], Bus(bus="B2", district="nowhere", kv=-1.0))
    assert problems(buses=buses) == [("buses.csv", 3, "kv")]


def test_problems_point_at_the_rows_of_the_file() -> None:
    """With the row numbers of a file that has blank lines, problems are told there."""
    places = Places(numbers={"generators.csv": (7,)})
    unit = Generator(generator="G1", bus="B9", max_mw=5.0, min_mw=6.0)
    assert problems(places, generators=(unit,)) == [("generators.csv", 7, "bus"), ("generators.csv", 7, "min_mw")]


@pytest.mark.parametrize(
    ("low", "high", "column"), [(5.0, 4.0, "min_mvar"), (None, 4.0, "min_mvar"), (-4.0, None, "max_mvar")]
)
def test_limits_of_reactive_power_come_in_pairs(low: float | None, high: float | None, column: str) -> None:
    """The least above the most, or one limit without the other, is a problem of that column."""
    unit = Generator(generator="G1", bus="B1", max_mw=5.0, min_mvar=low, max_mvar=high)
    assert problems(generators=(unit,)) == [("generators.csv", 2, column)]


def test_nothing_is_said_of_references_to_a_file_that_was_not_read() -> None:
    """An unread table is not held against those that refer to it; its own rows are."""
    places = Places(unread=frozenset({"buses.csv", "needs.csv", "districts.csv"}))
    assert problems(places, buses=(), needs=(), districts=()) == []


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((60.0, 40.0), []),
        ((60.0, 40.5), []),
        ((60.0, 40.6), [("feeders.csv", 3, "people")]),
        ((200.0, 1.0), [("feeders.csv", 2, "people")]),
    ],
)
def test_feeders_light_no_more_people_than_live_there(people: tuple[float, float], expected: list) -> None:
    """A district's feeders, its own and its buses', have at most its people, with half a person to spare."""
    own, of_its_bus = people
    feeders = (
        Feeder(feeder="F1", bus="B2", district="D1", peak_mw=2.0, people=own),
        Feeder(feeder="F2", bus="B1", peak_mw=1.0, people=of_its_bus),
    )
    needs = (Need(asset="facility:H1", need="power", supplier="feeder:F1"),)
    assert problems(feeders=feeders, needs=needs) == expected


def test_people_are_counted_for_each_service_and_group_once() -> None:
    """Alternatives count once, other groups are other people, other services and districts have people of their own."""
    rows = [("H1", "health", "D1", "a", 60.0), ("W1", "health", "D1", "a", 60.0), ("H1", "health", "D1", "b", 40.0)]
    rows += [("H1", "water", "D1", "a", 100.0), ("H1", "health", "D2", "a", 50.0)]
    serves = tuple(Serve(facility=f, service=s, district=d, group=g, people=p) for f, s, d, g, p in rows)
    assert problems(serves=serves) == []
    more = Serve(facility="W1", service="health", district="D1", group="c", people=1.0)
    assert problems(serves=(*serves, more)) == [("serves.csv", 7, "people")]


def test_alternatives_may_leave_their_people_out() -> None:
    """A row without people agrees with any other of its group."""
    serves = (
        Serve(facility="H1", service="health", district="D1", people=100.0),
        Serve(facility="W1", service="health", district="D1"),
    )
    assert problems(serves=serves) == []


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({0}, "hours 0"),
        ({5, 6, 7, 9}, "hours 5-7, 9"),
        (set(range(1, 168)), "hours 1-167"),
        (set(range(0, 168, 2)), "and 78 more"),
    ],
)
def test_a_profile_has_all_hours_of_the_week(missing: set[int], words: str) -> None:
    """Missing hours are listed in runs, the first few of many."""
    points = tuple(
        ProfilePoint(profile="p", hour_of_week=hour, factor=1.0) for hour in range(168) if hour not in missing
    )
    (problem,) = check_region(replace(REGION, profiles=points))
    assert (problem.file, problem.row, problem.column) == ("profiles.csv", 2, "hour_of_week")
    assert problem.found.endswith(words)


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ({"A": "land", "B": "land"}, []),
        ({"A": "B", "B": "C", "C": "land"}, []),
        ({"A": "A"}, [2]),
        ({"A": "C", "B": "A", "C": "B"}, [2]),
        ({"D": "C", "C": "D", "B": "A", "A": "B"}, [3, 5]),
        ({"A": "B", "B": "C", "C": "B"}, [3]),
    ],
)
def test_parents_do_not_go_in_circles(parents: dict[str, str], expected: list[int]) -> None:
    """Each circle of parents is told once, at its least district; what only leads into one is no circle."""
    districts = tuple(District(district=name, parent=parent, people=1.0) for name, parent in parents.items())
    found = check_region(Region(Settings("x", "UTC"), districts=districts))
    assert [(problem.row, problem.column) for problem in found] == [(row, "parent") for row in expected]


@pytest.mark.parametrize(
    ("values", "columns"),
    [
        ({"kind": "generator"}, []),
        ({"kind": "windmill"}, ["endurance_minutes"]),
        ({"kind": "windmill", "endurance_minutes": 0.0}, []),
        ({"fuel_l": 100.0, "fuel_l_per_h": 10.0}, []),
        ({"fuel_l": 100.0, "fuel_l_per_h": 10.0, "endurance_minutes": 603.0}, []),
        ({"fuel_l": 100.0, "fuel_l_per_h": 10.0, "endurance_minutes": 610.0}, ["endurance_minutes"]),
        ({"fuel_l": 0.0, "fuel_l_per_h": 10.0, "endurance_minutes": 0.0}, []),
        ({"fuel_l": 100.0}, ["fuel_l_per_h"]),
        ({"fuel_l_per_h": 10.0}, ["fuel_l"]),
        ({"fuel_l": 100.0, "endurance_minutes": 60.0}, []),
        ({"ready_after_minutes": 60.0, "endurance_unready_minutes": 5.0}, []),
        ({"ready_after_minutes": 60.0}, ["endurance_unready_minutes"]),
        ({"endurance_unready_minutes": 5.0}, ["ready_after_minutes"]),
    ],
)
def test_the_endurance_of_a_backup_is_known_and_not_contradicted(values: dict, columns: list[str]) -> None:
    """Endurance comes from its column, from fuel (600 min here, to 1 %) or from the catalogue, or is missing."""
    backup = replace(REGION.backups[0], **values)
    assert problems(backups=(backup,)) == [("backups.csv", 2, column) for column in columns]


@pytest.mark.parametrize(
    ("start", "end", "columns"),
    [
        ("", "", []),
        ("00:00", "23:59", []),
        ("24:00", "08:00", ["shift_start"]),
        ("7:00", "08:60", ["shift_end", "shift_start"]),
        ("07:00", "", ["shift_end"]),
    ],
)
def test_shifts_are_two_times_of_day(start: str, end: str, columns: list[str]) -> None:
    """A shift is given as HH:MM at both ends or not at all."""
    crew = Crew(crew="C1", shift_start=start, shift_end=end)
    assert problems(crews=(crew,)) == [("crews.csv", 2, column) for column in columns]


@pytest.mark.parametrize("table", ["districts", "buses", "facilities"])
def test_a_position_has_both_ends(table: str) -> None:
    """A longitude alone, or a latitude alone, is a mistake wherever there are positions."""
    first, *others = getattr(REGION, table)
    for given, lacking in (("lon", "lat"), ("lat", "lon")):
        rows = (replace(first, **{given: 5.0}), *others)
        changed: dict[str, Any] = {table: rows}
        assert problems(**changed) == [(f"{table}.csv", 2, lacking)]


def test_jobs_do_not_wait_for_each_other() -> None:
    """A job may wait for several, but never in the end for itself."""
    chain = (("branch:L1", "bus:B1"), ("branch:L1", "bus:B2"), ("bus:B1", "generator:G1"))
    rows = tuple(Precedence(asset=asset, after=after) for asset, after in chain)
    assert problems(precedence=rows) == []
    back = Precedence(asset="generator:G1", after="branch:L1")
    assert problems(precedence=(*rows, back)) == [("precedence.csv", 2, "after")]


@pytest.mark.parametrize(
    ("asset", "words"),
    [
        ("branch:L1", None),
        ("L1", "write branch:L1"),
        ("line:L1", "write it as bus:..."),
        ("brunch:L1", "did you mean 'branch:L1'?"),
        ("district:D1", "only bus:..., branch:..., generator:..., feeder:..., facility:... can stand here"),
        ("branch:l1", "did you mean 'branch:L1'?"),
        ("branch:", "add the branch there"),
    ],
)
def test_names_say_what_they_name(asset: str, words: str | None) -> None:
    """A name is kind:id of a kind that may stand there; what is near gets a hint."""
    found = check_region(replace(REGION, precedence=(Precedence(asset=asset, after="bus:B1"),)))
    assert [problem.column for problem in found] == ([] if words is None else ["asset"])
    assert words is None or words in found[0].remedy


def test_a_misspelt_id_gets_a_hint_however_many_there_are() -> None:
    """With every one of ten thousand references wrong, each is told, and the search for hints ends early."""
    needs = tuple(Need(asset="facility:H1", need=f"n{i}", supplier=f"feeder:F{i}x") for i in range(10_000))
    found = check_region(replace(REGION, needs=needs, backups=()))
    assert len(found) == 10_000
    assert sum("did you mean" in problem.remedy for problem in found) <= 100


def test_settings_are_checked() -> None:
    """What is wrong with settings made by a program is told with their key."""
    settings = Settings(
        " ", "Mars/Base", slot_minutes=0, base_mva=float("nan"), susceptance="x",
        weights={"light": 1.0, "heat": -1.0}, extra_services={"a/b": ""}, assumptions={"gravity": float("inf")},
    )  # fmt: skip
    columns = [column for _, _, column in problems(settings=settings)]
    assert columns == sorted([
        "name", "timezone", "slot_minutes", "base_mva", "susceptance", "weights.light", "weights.heat", "services",
        "assumptions.gravity", "assumptions.gravity",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("repair_cv", -1.0, "it must be at least 0"),
        ("strike_repair_minutes", -60.0, "it must be at least 0 min"),
        ("people_per_customer", 0.0, "it must be greater than 0 people"),
        ("hospital_generator_share", 50.0, "it must be at most 1"),
        ("ac_power_factor", 1.1, "it must be at most 1"),
        ("drain_outdoor_c", -20.0, None),
        ("merit_cost_wind", -5.0, None),
        ("shed_stages", 0.0, None),
        ("emergency_share", 1.4, None),
    ],
)
def test_assumptions_stay_in_their_range(name: str, value: float, remedy: str | None) -> None:
    """A spread, a time or a part that cannot be is refused; what may be below 0 or above 1 is taken."""
    found = check_region(Region(Settings("x", "UTC", assumptions={name: value})))
    assert [problem.remedy for problem in found if problem.column == f"assumptions.{name}"] == [remedy] * bool(remedy)


@pytest.mark.parametrize("zone", ["", "..", "Europe", "/etc/passwd", "a\0b", "Europe/Kyiv\n"])
def test_odd_time_zones_are_refused(zone: str) -> None:
    """Names of folders, paths and nonsense are no time zones."""
    assert problems(settings=Settings("x", zone)) == [("region.toml", 0, "timezone")]


def test_a_shape_of_no_district_is_told() -> None:
    """Every shape belongs to a district."""
    assert problems(shapes={"D1": {}, "D7": {}}) == [("districts.geojson", 0, "district")]


def test_problems_are_sentences_with_a_place() -> None:
    """A problem prints as file, row, column, what was found and what to do."""
    branch = Branch(branch="L1", from_bus="B1", to_bus="B1", x_pu=0.1)
    (problem,) = check_region(replace(REGION, branches=(branch,)))
    assert problem == Problem("branches.csv", 2, "to_bus", "both ends are at bus 'B1'", "name two different buses")
    assert str(problem) == "branches.csv, row 2, column to_bus: both ends are at bus 'B1'; name two different buses"
