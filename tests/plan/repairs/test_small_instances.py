"""Every method against all orders tried one by one, on generated problems."""

from __future__ import annotations

import pytest

from relight.files.claims import write_rows
from relight.files.repairs import read_repairs
from relight.model.schema import Repair
from relight.plan.repairs.bound import bound_of
from relight.plan.repairs.exact import exact
from relight.plan.repairs.greedy import gaining_order, greedy_order, last_missed_order, reported_order
from relight.plan.repairs.rows import repairs_of, schedule_of
from relight.plan.repairs.schedule import decode
from relight.plan.repairs.search import Budget, Found, Search
from tests.plan.repairs.instances import best_by_trying_all, goal_for, random_situation

INSTANCES = 300
BATCH = 20
SAME = 1e-9


def searched(goal, seed: int = 0, rounds: int = 60) -> Found:  # type: ignore[no-untyped-def]
    """What the search finds from the usual starts."""
    problem, quick = goal.problem, goal.quick
    starts = [
        lambda: reported_order(problem),
        lambda: gaining_order(problem, quick),
        lambda: last_missed_order(problem, quick),
    ]
    return Search(problem, quick, seed).run(starts, Budget(rounds, 60.0))


OPTIMAL: list[bool] = []


@pytest.mark.parametrize("first", range(0, INSTANCES, BATCH))
def test_exact_is_the_best_of_all_orders_and_nothing_beats_the_bound(first: int) -> None:
    """exact = brute force ≤ bound, greedy ≤ search ≤ exact, on generated problems."""
    for seed in range(first, first + BATCH):
        goal = goal_for(random_situation(seed))
        best = best_by_trying_all(goal)
        tolerance = SAME * max(1.0, abs(best))
        assert goal.quick.value(exact(goal.problem, goal.quick).ends) == pytest.approx(best, abs=tolerance), seed
        bound = bound_of(goal, 60.0)
        assert bound is not None
        assert bound.value >= best, seed
        found = searched(goal)
        pruned = exact(goal.problem, goal.quick, found.schedule, bound)
        assert goal.quick.value(pruned.ends) == pytest.approx(best, abs=tolerance), seed
        greedy = goal.quick.value(decode(goal.problem, greedy_order(goal.problem, goal.quick)).ends)
        assert greedy <= found.value + tolerance, seed
        assert found.value <= best + tolerance, seed
        OPTIMAL.append(found.value >= best - tolerance)


def test_search_finds_the_optimum_nearly_always() -> None:
    """On at least 95 % of the generated problems the search reaches the best of all orders."""
    if len(OPTIMAL) < INSTANCES:
        pytest.skip("the generated problems were not all run in this process")
    assert sum(OPTIMAL) >= 0.95 * INSTANCES


@pytest.mark.parametrize("seed", range(5))
def test_the_same_seed_gives_the_same_plan(seed: int) -> None:
    """Two searches with one seed end with the same tasks."""
    situation = random_situation(1000 + seed)
    one, other = searched(goal_for(situation), seed), searched(goal_for(situation), seed)
    assert one == other


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_written_out_and_read_back_scores_the_same(seed: int, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The plan file holds all that the score depends on."""
    situation = random_situation(2000 + seed)
    goal = goal_for(situation)
    schedule = searched(goal).schedule
    write_rows(tmp_path / "plan.csv", Repair, repairs_of(schedule, goal.problem, situation.at))
    again = schedule_of(read_repairs(tmp_path / "plan.csv", situation.region), goal.problem, situation.at)
    assert again.ends == schedule.ends
    assert goal.score(again) == goal.score(schedule)
