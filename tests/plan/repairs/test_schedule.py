"""From an order to a timed plan: skills, travel, shifts, several crews, waiting, parts, temporary fixes, work begun."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relight.model.region import Region, Settings
from relight.model.schema import (
    Branch,
    Bus,
    Crew,
    District,
    Feeder,
    Generator,
    Precedence,
    Repair,
    RepairClass,
    Report,
    Spare,
)
from relight.model.situation import Situation
from relight.plan.repairs.problem import repair_problem, with_begun
from relight.plan.repairs.rows import begun_in
from relight.plan.repairs.schedule import Schedule, decode
from tests.plan.repairs.instances import NOW, out

DEGREE_KM = 111.195  # of a meridian, on a sphere of 6371 km


def region(**tables: object) -> Region:
    """Two buses, a line between them, a unit and a feeder."""
    whole = Region(
        settings=Settings(name="two", timezone="UTC"),
        districts=(District(district="d", people=100.0),),
        buses=(Bus(bus="A"), Bus(bus="B")),
        branches=(Branch(branch="L", from_bus="A", to_bus="B", x_pu=0.1),),
        generators=(Generator(generator="G", bus="A", max_mw=10.0),),
        feeders=(Feeder(feeder="F", bus="B", district="d", peak_mw=5.0),),
    )
    return replace(whole, **tables)  # type: ignore[arg-type]


def planned(
    place: Region, *reports: Report, crews: int | None = None, order: tuple[int, ...] | None = None
) -> Schedule:
    """The plan for those damages, in the order of the jobs unless one is given."""
    problem = repair_problem(Situation.from_reports(place, reports), crews)
    return decode(problem, order or range(len(problem.jobs)))


def test_a_job_waits_for_what_it_stands_on() -> None:
    """The line is damaged together with its bus: one crew repairs the bus first, whatever the order says."""
    plan = planned(region(), out("branch:L", 60), out("bus:B", 30), crews=1, order=(0, 1))
    assert plan.ends == (90.0, 30.0)


def test_a_second_crew_waits_too() -> None:
    """With two crews the line still begins when its bus is repaired."""
    plan = planned(region(), out("branch:L", 60), out("bus:B", 30), crews=2)
    assert plan.ends == (90.0, 30.0)


def test_precedence_rows_count_like_buses() -> None:
    """A unit that must wait for the line by precedence.csv begins when the line is repaired."""
    place = region(precedence=(Precedence(asset="generator:G", after="branch:L"),))
    plan = planned(place, out("generator:G", 20), out("branch:L", 60), crews=2)
    assert sorted(plan.ends) == [60.0, 80.0]


def test_travel_takes_the_great_circle_at_the_crew_s_speed() -> None:
    """A degree of latitude at 60 km/h takes 112 minutes; from there half a degree to the line takes 56."""
    buses = (Bus(bus="A", lon=30.0, lat=48.0), Bus(bus="B", lon=30.0, lat=49.0))
    place = region(buses=buses, crews=(Crew(crew="c", lon=30.0, lat=48.0, speed_km_per_h=60.0),))
    plan = planned(place, out("branch:L", 10), out("bus:B", 30))
    there, on = math.ceil(DEGREE_KM), math.ceil(DEGREE_KM / 2)
    by_start = sorted(plan.tasks, key=lambda task: task.start_minute)
    assert [(task.start_minute, task.end_minute) for task in by_start] == [
        (there, there + 30),
        (there + 30 + on, there + 30 + on + 10),
    ]


def test_only_a_crew_with_the_skill_does_a_job() -> None:
    """The line crew, although it is free, does not repair the bus; without anybody who can, it stays out."""
    classes = (RepairClass(asset_kind="bus", skill="substation", mean_minutes=60),)
    crews = (Crew(crew="lines", skill="line"), Crew(crew="stations", skill="substation"))
    place = region(repair_classes=classes, crews=crews)
    assert [task.teams for task in planned(place, out("bus:B")).tasks] == [(1,)]
    assert planned(replace(place, crews=crews[:1]), out("bus:B")).ends == (math.inf,)


def test_a_crew_without_a_skill_can_do_everything() -> None:
    """An empty skill is every skill."""
    classes = (RepairClass(asset_kind="bus", skill="substation", mean_minutes=60),)
    assert planned(region(repair_classes=classes, crews=(Crew(crew="all"),)), out("bus:B")).ends == (60.0,)


def test_work_pauses_between_shifts() -> None:
    """At 6:00 a crew whose shift is 8:00 to 10:00 begins at 8:00; three hours of work end at 9:00 the next day."""
    place = region(crews=(Crew(crew="c", shift_start="08:00", shift_end="10:00"),))
    plan = planned(place, out("bus:B", 180))
    assert (plan.tasks[0].start_minute, plan.tasks[0].end_minute) == (120.0, 27 * 60.0)


def test_a_night_shift_goes_past_midnight() -> None:
    """At 6:00 a crew on duty from 22:00 to 7:00 has an hour left, the other two come from 22:00 on."""
    place = region(crews=(Crew(crew="c", shift_start="22:00", shift_end="07:00"),))
    assert planned(place, out("bus:B", 180)).ends == (18 * 60.0,)


def test_several_crews_begin_together() -> None:
    """A job for two crews begins when the second one is free; both are busy to its end."""
    classes = (RepairClass(asset_kind="bus", mean_minutes=60, crews=2),)
    place = region(repair_classes=classes, crews=(Crew(crew="a"), Crew(crew="b")))
    plan = planned(place, out("branch:L", 50), out("bus:B"), out("generator:G", 10), order=(2, 1, 0))
    pair = next(task for task in plan.tasks if len(task.teams) == 2)
    assert pair.teams == (0, 1)
    others = [task for task in plan.tasks if task is not pair]
    assert all(task.end_minute <= pair.start_minute or task.start_minute >= pair.end_minute for task in others)


def test_a_temporary_fix_is_taken_where_it_is_quicker() -> None:
    """The class says ten hours, or four for a temporary fix."""
    classes = (RepairClass(asset_kind="line", mean_minutes=600, temporary_minutes=240),)
    task = planned(region(repair_classes=classes), out("branch:L"), crews=1).tasks[0]
    assert (task.kind, task.end_minute) == ("temporary", 240.0)


def test_the_crew_s_own_estimate_goes_before_the_class() -> None:
    """A report that says 90 minutes counts, and a temporary fix of four hours is no use then."""
    classes = (RepairClass(asset_kind="line", mean_minutes=600, temporary_minutes=240),)
    task = planned(region(repair_classes=classes), out("branch:L", 90), crews=1).tasks[0]
    assert (task.kind, task.end_minute) == ("full", 90.0)


@pytest.mark.parametrize(
    ("estimate", "promised_hours", "class_minutes", "planned_minutes"),
    [
        (None, 3, None, 180.0),  # promised in three hours: not the three days of the assumption
        (None, 3, 600.0, 180.0),
        (None, 20, 600.0, 600.0),  # the promise leaves more than the work takes
        (None, 0, 600.0, 600.0),  # a promise that has passed says nothing
        (None, 0, None, 4320.0),
        (90.0, 1, 600.0, 90.0),  # who gives an estimate means it
    ],
)
def test_a_job_takes_no_longer_than_its_promise_leaves(
    estimate: float | None, promised_hours: int, class_minutes: float | None, planned_minutes: float
) -> None:
    """A report with a promised return, with and without an estimate of the crew and a class."""
    classes = () if class_minutes is None else (RepairClass(asset_kind="line", mean_minutes=class_minutes),)
    report = replace(out("branch:L", estimate), expected_at=NOW + timedelta(hours=promised_hours))
    assert planned(region(repair_classes=classes), report, crews=1).ends == (planned_minutes,)


def test_without_a_part_a_repair_waits_or_is_left_out() -> None:
    """Of two lines one takes the part in store, the other the part that comes at 8:00; a third stays out."""
    lines = tuple(Branch(branch=f"L{n}", from_bus="A", to_bus="B", x_pu=0.1) for n in range(3))
    later = Spare(asset_kind="line", count=1, available_from=NOW + timedelta(hours=2))
    place = region(branches=lines, spares=(Spare(asset_kind="line", count=1), later))
    plan = planned(place, *(out(f"branch:L{n}", 30) for n in range(3)), crews=3)
    assert plan.ends == (30.0, 150.0, math.inf)


@pytest.mark.parametrize(("start", "busy"), [(NOW - timedelta(hours=1), True), (NOW + timedelta(hours=1), False)])
def test_work_in_progress_goes_on(start: datetime, busy: bool) -> None:
    """A job that an earlier plan began keeps its crew and end; one that has not begun is planned anew."""
    place = region(crews=(Crew(crew="c"),))
    situation = Situation.from_reports(place, [out("bus:B", 30), out("generator:G", 20)])
    problem = repair_problem(situation)
    in_force = [Repair(asset="generator:G", crew="c", start=start, end=NOW + timedelta(hours=2))]
    plan = decode(with_begun(problem, begun_in(in_force, problem, NOW)), range(2))
    assert plan.ends == ((150.0, 120.0) if busy else (30.0, 50.0))
