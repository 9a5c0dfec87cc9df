"""The search keeps what it has when it is interrupted, and stops when nothing can be better."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest

from relight.plan.repairs.bound import gap_of
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.greedy import Order, gaining_order, last_missed_order, reported_order
from relight.plan.repairs.objective import WorthOverTime
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.schedule import decode
from relight.plan.repairs.search import Budget, Search
from tests.plan.repairs.instances import goal_for, network


class Interrupted:
    """An objective that is interrupted by the keyboard at its tenth plan."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    def value(self, ends: Sequence[float]) -> float:
        """The minute at which the first job ends, negative."""
        if len(self.seen) == 10:
            raise KeyboardInterrupt
        self.seen.append(-ends[0])
        return self.seen[-1]


def test_an_interruption_keeps_the_best_plan() -> None:
    """After Ctrl-C the best of the plans seen by then comes back."""
    problem, objective = goal_for(network("case5_restoration")).problem, Interrupted()
    found = Search(problem, objective, 0).run([lambda: reported_order(problem)], Budget(1000, 60))
    assert found.ended_by == "interrupted"
    assert found.value == max(objective.seen)
    assert found.schedule.ends[0] == -found.value


def test_the_search_ends_when_the_bound_is_reached() -> None:
    """A start that is as good as the bound needs no rounds."""
    goal = goal_for(network("case5_restoration"))
    start = reported_order(goal.problem)
    search = Search(goal.problem, goal.quick, 0)
    found = search.run([lambda: start], Budget(1000, 60, enough=lambda: 0.0))
    assert (found.ended_by, found.rounds) == ("bound", 0)


def test_the_gap_is_measured_in_what_repairs_can_win() -> None:
    """A bound of 120 over 20 without repairs: 95 misses a quarter; the same for losses, the other way round."""
    assert gap_of(120.0, 95.0, 20.0) == 0.25
    assert gap_of(20.0, 45.0, 120.0) == 0.25
    assert gap_of(20.0, 20.0, 20.0) is None


class Clock:
    """Worth of sets that lets the time run out after so many of them."""

    def __init__(self, goal: Goal, most: int) -> None:
        self.objective = WorthOverTime(self.worths, goal.quick.end_minute)
        self._goal, self._left = goal, most

    def worths(self, sets: Sequence[int]) -> list[float]:
        """Served load of each set."""
        self._left -= len(sets)
        if self._left < 0 and self.objective.deadline < math.inf:
            self.objective.deadline = -math.inf
        return [self._goal.quick.worth(repaired) for repaired in sets]


@pytest.mark.parametrize("most", [20, 40, 80, 160])
@pytest.mark.parametrize("make", [gaining_order, last_missed_order])
def test_a_greedy_order_that_runs_out_of_time_is_finished_by_what_it_knows(
    make: Callable[[RepairProblem, WorthOverTime], Order], most: int
) -> None:
    """Every job once, buses first, and judged, so that the plan is no worse than the first order."""
    goal = goal_for(network("case5_restoration_total_dmg"))
    clock = Clock(goal, most)
    search = Search(goal.problem, clock.objective, 0)
    starts = [lambda: reported_order(goal.problem), lambda: make(goal.problem, clock.objective)]
    found = search.run(starts, Budget(10, 60.0))
    assert sorted(search.starts[1].order) == list(range(len(goal.problem.jobs)))
    assert search.starts[1].order == decode(goal.problem, search.starts[1].order).order
    assert found.ended_by == "seconds"
    assert found.value == max(goal.quick.value(each.ends) for each in search.starts)
