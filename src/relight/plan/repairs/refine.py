"""The last step where the quick objective is a stand-in: the engine judges the best candidates and orders near them."""

from __future__ import annotations

import time
from collections.abc import Callable

from relight.plan.repairs.goal import Goal
from relight.plan.repairs.options import Options
from relight.plan.repairs.schedule import Schedule, decode
from relight.plan.repairs.search import Found, Search

CANDIDATES = 6
MOST_RUNS = 40
"""Runs of the engine after the first candidates: with them the end does not depend on the clock."""

WORTH_A_LOOK = 0.002
"""Share by which the quick objective may be worse for a neighbour to be judged by the engine."""

TRIES = 30


def refined(
    goal: Goal, search: Search, found: Found, options: Options, told: Callable[[float, float], None] | None
) -> Found:
    """The best plan by the engine among the search's candidates and their neighbours."""
    deadline = time.monotonic() + (1.0 - 0.5) * options.seconds
    judge = _Judge(goal)
    ended_by = found.ended_by
    try:
        candidates = [*search.starts, *reversed(search.better)]
        for number, schedule in enumerate(candidates[: len(search.starts) + CANDIDATES]):
            # The orders everybody knows are always judged, so that no plan is worse than they are.
            if number >= len(search.starts) and time.monotonic() >= deadline:
                break
            judge.consider(schedule)
            _tell(told, number / (len(candidates) + MOST_RUNS), judge)
        if len(goal.problem.jobs) > 1:
            ended_by = _climb(goal, search, judge, min(MOST_RUNS, options.rounds), deadline, told)
    except KeyboardInterrupt:
        ended_by = "interrupted"
    schedule = judge.best if judge.best is not None else found.schedule
    return Found(schedule, judge.value, found.rounds, ended_by)


class _Judge:
    """The engine's opinion of plans, the best one kept."""

    def __init__(self, goal: Goal) -> None:
        self._goal = goal
        self._known: dict[tuple[float, ...], float] = {}
        self.best: Schedule | None = None
        self.value = float("-inf")

    def consider(self, schedule: Schedule) -> bool:
        """Whether the plan is better than the best so far."""
        if schedule.ends in self._known:
            return False
        self._known[schedule.ends] = value = self._goal.value(schedule)
        if value > self.value:
            self.best, self.value = schedule, value
            return True
        return False

    def knows(self, schedule: Schedule) -> bool:
        """Whether the plan has been judged."""
        return schedule.ends in self._known


def _climb(
    goal: Goal,
    search: Search,
    judge: _Judge,
    runs: int,
    deadline: float,
    told: Callable[[float, float], None] | None,
) -> str:
    """Judge neighbours of the best plan that the quick objective does not rule out."""
    for run in range(runs):
        assert judge.best is not None
        here = goal.quick.value(judge.best.ends)
        for _ in range(TRIES):
            if time.monotonic() >= deadline:
                return "seconds"
            order, quick = search.neighbour(judge.best.order)
            schedule = decode(goal.problem, order)
            if not judge.knows(schedule) and quick >= here - WORTH_A_LOOK * abs(here):
                judge.consider(schedule)
                break
        _tell(told, run / runs, judge)
    return "rounds"


def _tell(told: Callable[[float, float], None] | None, share: float, judge: _Judge) -> None:
    if told is not None:
        told(share, -judge.value)
