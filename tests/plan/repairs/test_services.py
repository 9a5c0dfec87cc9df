"""The bound for services, and the search that the engine's judgements guide."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import pytest

import relight
from consoles import write_files
from relight.model.schema import Backup, Facility, Need, Serve
from relight.model.situation import Situation
from relight.plan.repairs.bound import bound_of
from relight.plan.repairs.find import find_plan
from relight.plan.repairs.goal import Goal, goal_of
from relight.plan.repairs.greedy import gaining_order, last_missed_order, reported_order
from relight.plan.repairs.options import RepairOptions
from relight.plan.repairs.problem import repair_problem
from relight.plan.repairs.schedule import decode
from tests.plan.repairs.instances import random_situation

HOURS = 12.0


def with_facilities(situation: Situation) -> Situation:
    """The situation with a well and a clinic on the first two feeders, a tower that the well fills, and a battery."""
    region = situation.region
    feeders = [row.feeder for row in region.feeders]
    region = replace(
        region,
        facilities=tuple(Facility(facility=name, kind=name, district="d") for name in ("well", "tower", "clinic")),
        needs=(
            Need(asset="facility:well", need="power", supplier=f"feeder:{feeders[0]}"),
            Need(asset="facility:tower", need="water", supplier="facility:well"),
            Need(asset="facility:clinic", need="power", supplier=f"feeder:{feeders[1]}"),
        ),
        backups=(Backup(facility="clinic", need="power", backup="b", kind="battery", endurance_minutes=120),),
        serves=(
            Serve(facility="tower", service="water", district="d"),
            Serve(facility="clinic", service="health", district="d"),
        ),
    )
    return Situation.from_reports(region, [row for rows in situation.tracks.values() for row in rows])


def services_goal(seed: int) -> Goal:
    """The services goal of a generated problem."""
    situation = with_facilities(random_situation(seed, most_jobs=4))
    return goal_of("services", situation, repair_problem(situation), HOURS * 60)


@pytest.mark.parametrize("seed", range(5000, 5040))
def test_no_order_loses_fewer_person_hours_than_the_bound(seed: int) -> None:
    """All orders of a generated problem with facilities, judged by the engine."""
    goal = services_goal(seed)
    bound = bound_of(goal, 60.0)
    assert bound is not None
    jobs = range(len(goal.problem.jobs))
    scores = [goal.score(decode(goal.problem, order)) for order in permutations(jobs)]
    assert min(scores) >= bound.value - 1e-6


def test_the_bound_of_a_village_without_repairs_is_its_loss(valley_situation: Situation) -> None:
    """With nothing to be repaired in time, what is lost is what cannot be had: lights at once, water with its pump."""
    problem = repair_problem(valley_situation)
    goal = goal_of("services", valley_situation, problem, 60.0)
    bound = bound_of(goal, 10.0)
    assert bound is not None
    # One hour: 2,000 people in Millbrook without power and, as no line is back, the well stands still; the tower's
    # tank, the mast's battery and the clinic's generator are taken to last.
    assert bound.value == pytest.approx(2000.0, rel=1e-4)


@pytest.mark.parametrize("seed", range(6000, 6010))
def test_the_plan_is_no_worse_than_the_orders_everybody_knows(seed: int) -> None:
    """By the engine: as reported and both greedy orders."""
    goal = services_goal(seed)
    outcome = find_plan(goal, RepairOptions(rounds=10, hours=HOURS), math.inf, None)
    greedy = [make(goal.problem, goal.quick) for make in (gaining_order, last_missed_order)]
    known = [reported_order(goal.problem), *greedy]
    assert goal.score(outcome.found.schedule) <= min(goal.score(decode(goal.problem, order)) for order in known)
    again = find_plan(services_goal(seed), RepairOptions(rounds=10, hours=HOURS), math.inf, None)
    assert again.found.schedule == outcome.found.schedule


@pytest.mark.parametrize("seed", range(5))
def test_two_repairs_can_be_put_in_order(seed: int) -> None:
    """The fewest jobs that have an order at all: the engine's best of the two."""
    situation = with_facilities(random_situation(6100, most_jobs=3))
    few = dict(list(situation.tracks.items())[:2])
    situation = Situation.from_reports(situation.region, [row for rows in few.values() for row in rows])
    goal = goal_of("services", situation, repair_problem(situation), HOURS * 60)
    outcome = find_plan(goal, RepairOptions(rounds=10, hours=HOURS, seed=seed), math.inf, None)
    scores = [goal.score(decode(goal.problem, order)) for order in permutations(range(2))]
    assert goal.score(outcome.found.schedule) == min(scores)


@pytest.fixture
def valley_situation(project, tmp_path) -> Situation:  # type: ignore[no-untyped-def]
    """The region of the tutorial with the line out."""
    write_files((project / "docs/tutorial/own-region.md").read_text(encoding="utf-8"), tmp_path)
    region = relight.read_region(tmp_path / "valley")
    return Situation.from_reports(region, relight.read_reports(tmp_path / "valley" / "reports.csv", region))
