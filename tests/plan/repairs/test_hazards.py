"""The best plan under each hazard, what each plan regrets, and which regrets least."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import numpy as np
import pytest

import relight
from relight.engine.ensembles.hits import with_hits
from relight.engine.returns import conditions
from relight.model.hazard import Hazard, Rate
from relight.model.region import Region, Settings
from relight.model.schema import Branch, Bus, District, Feeder, Generator, Repair, RepairClass
from relight.model.situation import Situation
from relight.plan.repairs.goal import Goal, goal_of
from relight.plan.repairs.hazards import Limits, compare_under_hazards
from relight.plan.repairs.options import RepairOptions
from relight.plan.repairs.problem import repair_problem
from relight.plan.repairs.rows import repairs_of, schedule_of
from relight.plan.repairs.schedule import decode, delayed
from relight.plan.repairs.under_hazard import UnderHazard
from tests.plan.repairs.instances import NOW, goal_for, out, random_situation
from tests.plan.repairs.test_services import with_facilities

TRUCE = Hazard("truce", 0.4)
STRIKES = Hazard("strikes", 0.3, "", (Rate("line", 3.0), Rate("feeder", 1.0)))
UNITS = Hazard("units", 0.3, "", (Rate("generator", 4.0), Rate("bus", 1.0)))


def two_villages() -> Situation:
    """A unit, and two villages of 10 and 8 MW whose lines are out: an hour each to repair, ten days if hit anew."""
    region = Region(
        settings=Settings(name="two villages", timezone="UTC"),
        districts=(District(district="a", people=1000.0), District(district="b", people=800.0)),
        buses=(Bus(bus="hub", district="b"), Bus(bus="a", district="a"), Bus(bus="b", district="b")),
        branches=(
            Branch(branch="to-a", from_bus="a", to_bus="hub", x_pu=0.1),
            Branch(branch="to-b", from_bus="b", to_bus="hub", x_pu=0.1),
        ),
        generators=(Generator(generator="unit", bus="hub", max_mw=100.0),),
        feeders=(
            Feeder(feeder="fa", bus="a", district="a", peak_mw=10.0),
            Feeder(feeder="fb", bus="b", district="b", peak_mw=8.0),
        ),
        repair_classes=(RepairClass(asset_kind="line", mean_minutes=14400, sd_minutes=0),),
    )
    return Situation.from_reports(region, [out("branch:to-a", 60.0), out("branch:to-b", 60.0)])


def test_where_strikes_undo_a_repair_another_comes_first() -> None:
    """By hand: a truce wants the larger village first, strikes on its lines the other; that one regrets least.

    Ten hours, one crew. Truce: a first 10 × 9 + 8 × 8 = 154, b first 8 × 9 + 10 × 8 = 152. With eighty strikes an hour
    on the only line of a, a is never lit: a first 8 × 8 = 64, b first 8 × 9 = 72.
    """
    strikes = Hazard("strikes", 0.2, "", (Rate("line", 2000.0, "a"),))
    options = RepairOptions("served_mw", hours=10, crews=1, rounds=20)
    compared = relight.plan_repairs(two_villages(), options, hazards=(strikes, TRUCE)).hazards
    assert compared is not None
    under = {row["hazard"]: row for row in compared["hazards"]}
    a_first, b_first = ["branch:to-a", "branch:to-b"], ["branch:to-b", "branch:to-a"]
    assert {row["plan"]: (row["first_jobs"], row["same_as"]) for row in compared["plans"]} == {
        "plan": (a_first, ""),
        "as reported": (a_first, "plan"),
        "best under strikes": (b_first, ""),
        "best under truce": (a_first, "plan"),
    }
    assert compared["plans"][2]["parts_from_plan"] == {"place": 1, "asset": "branch:to-b", "in_plan": "branch:to-a"}
    assert compared["plans"][3]["parts_from_plan"] is None
    assert under["truce"]["scores"] == pytest.approx(
        {"plan": 154, "as reported": 154, "best under strikes": 152, "best under truce": 154}
    )
    assert under["strikes"]["scores"] == pytest.approx(
        {"plan": 64, "as reported": 64, "best under strikes": 72, "best under truce": 64}
    )
    assert compared["largest_regret"] == pytest.approx(
        {"plan": 8, "as reported": 8, "best under strikes": 2, "best under truce": 8}
    )
    assert compared["least_regret_plan"] == "best under strikes"


def written(*rows: tuple[str, float, float]) -> tuple[Repair, ...]:
    """A plan of the only crew: asset, begin and end [h]."""
    return tuple(
        Repair(asset=asset, crew="crew-1", start=NOW + timedelta(hours=begin), end=NOW + timedelta(hours=end))
        for asset, begin, end in rows
    )


def test_regrets_are_of_one_future_and_have_a_band() -> None:
    """By hand, future by future: the first hit at hour h keeps a dark from then on, be it repaired by then or not.

    a first serves 10 (h - 1) + 8 × 8, b first 10 (h - 2) + 8 × 9, with nothing below 0 in brackets and h at most 10.
    """
    strikes = Hazard("strikes", 0.2, "", (Rate("line", 6.0, "a"),))
    situation = two_villages()
    options = RepairOptions("served_mw", hours=10, crews=1, rounds=20)
    row = relight.plan_repairs(situation, options, hazards=(strikes,)).hazards["hazards"][0]  # type: ignore[index]
    goal = goal_of("served_mw", situation, repair_problem(situation, 1), 600.0)
    futures = UnderHazard(goal, strikes, 10, 0, drawn_times=False).futures
    firsts = [(share, min([*(hit.begin_minute / 60 for hit in hits), 10.0])) for share, _, hits in futures]
    assert len({hour for _, hour in firsts}) > 3
    lost = sorted(
        (10 * max(0.0, hour - 2) + 72) - (10 * max(0.0, hour - 1) + 64)
        for share, hour in firsts
        for _ in range(round(10 * share))
    )
    assert lost[0] < 0 < sum(lost)  # in the mean b first is better, not in every future
    assert row["best_plan"] == "best under strikes"
    assert row["regret"]["plan"] == pytest.approx(sum(lost) / 10, abs=1e-3)
    assert list(row["regret_bands"]["plan"].values()) == pytest.approx([lost[0], lost[4], lost[8]], abs=1e-3)


def test_a_written_plan_is_compared_as_it_is_written() -> None:
    """By hand: a first, and b after an hour's pause, serves 10 × 9 + 8 × 7 = 146 if nothing comes, where 154 can be.

    Under strikes, where a is never lit, it serves 8 × 7 = 56 of the 72 that b first does.
    """
    strikes = Hazard("strikes", 0.2, "", (Rate("line", 2000.0, "a"),))
    plan = written(("branch:to-a", 0, 1), ("branch:to-b", 2, 3))
    options = RepairOptions("served_mw", hours=10, crews=1, rounds=20)
    scored = relight.score_plan(two_villages(), plan, options, hazards=(TRUCE, strikes))
    assert scored.repairs == plan
    truce, struck = scored.hazards["hazards"]  # type: ignore[index]
    assert truce["scores"]["plan"] == pytest.approx(146)
    assert truce["regret"]["plan"] == pytest.approx(8)
    assert struck["scores"]["plan"] == pytest.approx(56)
    assert struck["regret"]["plan"] == pytest.approx(16)
    assert scored.hazards["largest_regret_under"]["plan"] == "strikes"  # type: ignore[index]


def test_a_written_plan_in_drawn_futures_waits_for_its_crews() -> None:
    """By hand: a job of an hour that began half an hour ago, and the crew's next right after it.

    What is left takes half as long again: 45 minutes, and 90 more. Or half as long: 15 minutes, and the next job begins
    in its time all the same, at 30, and takes 30.
    """
    situation = two_villages()
    usual = repair_problem(situation, 1)
    plan = schedule_of(written(("branch:to-a", -0.5, 0.5), ("branch:to-b", 0.5, 1.5)), usual, NOW)
    for factor, ends in ((1.5, (45.0, 135.0)), (0.5, (15.0, 60.0)), (1.0, (30.0, 90.0))):
        jobs = tuple(replace(job, minutes=factor * job.minutes) for job in usual.jobs)
        timed = delayed(plan, usual, replace(usual, jobs=jobs))
        assert timed.ends == ends
        assert all(task.start_minute >= known.start_minute for task, known in zip(timed.tasks, plan.tasks, strict=True))


def check_all_orders(goal: Goal, seed: int) -> None:
    """Assert that no order is better under a hazard than the plan that was found for it, and what regrets are."""
    hazards = (TRUCE, STRIKES, UNITS)
    plan = decode(goal.problem, range(len(goal.problem.jobs)))
    drawn_times = seed % 2 == 0
    limits = Limits(scenarios=3, drawn_times=drawn_times, seed=seed, rounds=400, deadline=math.inf)
    compared = compare_under_hazards(goal, plan.order, (), hazards, limits)
    sign = 1 if goal.more_is_better else -1
    for hazard, row in zip(hazards, compared["hazards"], strict=True):
        world = UnderHazard(goal, hazard, 3, seed, drawn_times)
        best = max(sign * world.score(order) for order in permutations(range(len(goal.problem.jobs))))
        assert sign * row["scores"][f"best under {hazard.name}"] == pytest.approx(best, abs=2e-3), hazard.name
        for name, regret in row["regret"].items():
            assert regret == pytest.approx(best - sign * row["scores"][name], abs=3e-3)
        # Of three futures P10 is the lowest, P50 the middle one and P90 the highest: their mean is the mean.
        for each in row["scores"]:
            assert np.mean(list(row["score_bands"][each].values())) == pytest.approx(row["scores"][each], abs=3e-3)
            assert np.mean(list(row["regret_bands"][each].values())) == pytest.approx(row["regret"][each], abs=3e-3)
        assert list(row["score_bands"]["plan"].values()) == pytest.approx(sorted(world.scores(plan.order)), abs=2e-3)
        assert min(row["regret"].values()) == 0.0
        assert row["ended_by"] == "rounds"
    largest = {name: max(row["regret"][name] for row in compared["hazards"]) for name in compared["largest_regret"]}
    assert compared["largest_regret"] == largest
    assert largest[compared["least_regret_plan"]] == min(largest.values())
    assert compare_under_hazards(goal, plan.order, (), hazards, limits) == compared


@pytest.mark.parametrize("seed", range(7000, 7020))
def test_the_plan_for_each_hazard_is_the_best_of_all_orders_in_its_futures(seed: int) -> None:
    """Served load, generated problems: every order tried one by one on the same drawn futures, and no chance left."""
    check_all_orders(goal_for(random_situation(seed)), seed)


@pytest.mark.parametrize("seed", range(7100, 7106))
def test_so_it_is_for_services_by_the_engine(seed: int) -> None:
    """Person-hours of facilities with backups: every order judged by the engine in every future."""
    situation = with_facilities(random_situation(seed, most_jobs=4))
    check_all_orders(goal_of("services", situation, repair_problem(situation), 720.0), seed)


@pytest.mark.parametrize("seed", range(7200, 7210))
def test_served_load_with_hits_is_what_the_engine_serves(seed: int) -> None:
    """Sets of repairs and hits × hours = the engine's course of events with the same conditions."""
    goal = goal_for(random_situation(seed))
    at = goal.forecaster.state.situation.at
    world = UnderHazard(goal, STRIKES, 3, seed, drawn_times=True)
    order = tuple(range(len(goal.problem.jobs)))
    served = []
    for _, problem, hits in world.futures:
        steps, _ = conditions(goal.forecaster.state.situation, repairs_of(decode(problem, order), problem, at))
        course = goal.forecaster.run_steps(with_hits(steps, hits, at))
        served.append(course.served_mw @ np.diff([*course.minutes, goal.forecaster.end_minute]) / 60)
    assert world.score(order) == pytest.approx(np.mean(served), rel=1e-6, abs=1e-6)


def test_how_long_repairs_take_and_what_is_hit_are_drawn_for_all_plans_alike() -> None:
    """The same hazard twice has the same hits; under another one repairs take as long."""
    goal = goal_for(random_situation(7300))
    drawn = [UnderHazard(goal, hazard, 4, 5, drawn_times=True).futures for hazard in (STRIKES, STRIKES, UNITS)]
    one, again, other = ([hits for *_, hits in futures] for futures in drawn)
    assert one == again != other
    times = [[[job.minutes for job in problem.jobs] for _, problem, _ in futures] for futures in drawn]
    assert times[0] == times[1] == times[2]
    assert times[0][0] != times[0][1]


def test_futures_that_are_the_same_are_one() -> None:
    """Under a truce with the usual repair times nothing is left to chance: the score is the plan's own."""
    goal = goal_for(random_situation(7301))
    world = UnderHazard(goal, TRUCE, 10, 0, drawn_times=False)
    assert [share for share, *_ in world.futures] == [1.0]
    plan = decode(goal.problem, range(len(goal.problem.jobs)))
    assert world.score(plan.order) == pytest.approx(goal.score(plan))
