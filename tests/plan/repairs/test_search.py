"""The search keeps what it has when it is interrupted, and stops when nothing can be better."""

from __future__ import annotations

from collections.abc import Sequence

from relight.plan.repairs.bound import gap_of
from relight.plan.repairs.greedy import reported_order
from relight.plan.repairs.search import Budget, Search
from tests.plan.repairs.instances import goal_for, network


class Interrupted:
    """An objective that is interrupted by the keyboard at its tenth plan."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    @property
    def evaluations(self) -> int:
        """Plans seen so far."""
        return len(self.seen)

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
