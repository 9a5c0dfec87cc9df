"""The last word where the quick objective is a stand-in: the engine judges the plans that promise most.

Every judgement also teaches how far the stand-in is off and which repairs matter more than it knows, so that the next
plan to be judged is the one among many neighbours of the best plans that promises most by what is known by then.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from relight.plan.repairs.goal import Goal
from relight.plan.repairs.learned import Learned
from relight.plan.repairs.neighbourhood import Order
from relight.plan.repairs.objective import OutOfTimeError
from relight.plan.repairs.options import RepairOptions
from relight.plan.repairs.schedule import Schedule, decode
from relight.plan.repairs.search import Found, Search

CANDIDATES = 6
MOST_RUNS = 400
"""Runs of the engine after the first candidates: with them the end does not depend on the clock."""

NEIGHBOURS = 24
"""Plans that are compared by what is learned, for each that the engine judges."""

PARENTS = 4
"""Neighbours are made of one of so many of the best plans, more often of the better ones."""

Told = Callable[[float, float], None]


def refined(
    goal: Goal, search: Search, found: Found, options: RepairOptions, deadline: float, told: Told | None
) -> Found:
    """The best plan by the engine among the search's candidates and their neighbours.

    Parameters
    ----------
    goal
        What plans are judged by.
    search
        The quick search, for its candidates and its ways to change an order.
    found
        What it found.
    options
        How many plans may be judged at most, and the seed.
    deadline
        When to end, on the monotonic clock [s]; a run that would probably end later is not begun.
    told
        Told how far it is.
    """
    judge = _Judge(goal, deadline)
    ended_by, interrupted = found.ended_by, found.ended_by == "interrupted"
    try:
        candidates = [*search.starts, *([found.schedule] if interrupted else reversed(search.better))]
        for number, schedule in enumerate(candidates[: len(search.starts) + CANDIDATES]):
            # The orders everybody knows are judged first, so that no plan is worse than they are.
            judge.consider(schedule)
            _tell(told, number / (len(candidates) + MOST_RUNS), judge)
        if len(goal.problem.jobs) > 1 and not interrupted:
            _climb(goal, search, judge, min(MOST_RUNS, options.rounds), options.seed, told)
    except OutOfTimeError:
        ended_by = "seconds"
    except KeyboardInterrupt:
        ended_by = "interrupted"
    if not judge.ranking:
        return Found(found.schedule, found.value, found.rounds, ended_by)
    value, _, schedule = judge.ranking[0]
    return Found(schedule, value, found.rounds, ended_by)


class _Judge:
    """The engine's opinion of plans, the best first, and what can be learned from it."""

    def __init__(self, goal: Goal, deadline: float) -> None:
        self._goal, self._begin, self._deadline = goal, time.monotonic(), deadline
        self._known: set[tuple[float, ...]] = set()
        self._longest = 0.0  # seconds of the longest run
        self.ranking: list[tuple[float, int, Schedule]] = []
        self.learned = Learned(goal)

    def consider(self, schedule: Schedule) -> None:
        """Judge a plan.

        Raises
        ------
        OutOfTimeError
            If that would probably take too long.
        """
        if schedule.ends in self._known:
            return
        begin = time.monotonic()
        if self.ranking and begin + self._longest > self._deadline:
            raise OutOfTimeError
        value = self._goal.value(schedule)
        self._longest = max(self._longest, time.monotonic() - begin)
        self._known.add(schedule.ends)
        self.ranking.append((value, -len(self._known), schedule))
        self.ranking.sort(key=lambda row: row[:2], reverse=True)
        self.learned.add(schedule.ends, value)

    def share_of_time(self) -> float:
        """How much of the time is over."""
        return min(1.0, (time.monotonic() - self._begin) / max(self._deadline - self._begin, 1e-9))

    def knows(self, schedule: Schedule) -> bool:
        """Whether the plan has been judged."""
        return schedule.ends in self._known


def _climb(goal: Goal, search: Search, judge: _Judge, runs: int, seed: int, told: Told | None) -> None:
    """Judge the most promising neighbours of the best plans."""
    chance = np.random.default_rng([seed, 1])
    for run in range(runs):
        promising: dict[tuple[float, ...], Schedule] = {}
        for _ in range(NEIGHBOURS):
            parent = min(int(chance.geometric(0.5)) - 1, PARENTS - 1, len(judge.ranking) - 1)
            schedule = decode(goal.problem, _changed(search, judge.ranking[parent][2].order, chance))
            if not judge.knows(schedule):
                promising[schedule.ends] = schedule
        if promising:
            judge.consider(judge.learned.best_of(list(promising.values())))
        _tell(told, run / runs, judge)


def _changed(search: Search, order: Order, chance: np.random.Generator) -> Order:
    """An order near another one, now and then two steps away."""
    steps = 1 + int(chance.random() < 0.4)
    for _ in range(steps):
        order = search.nearby.varied(order)
    return order


def _tell(told: Told | None, share: float, judge: _Judge) -> None:
    """Say how far it is, by rounds or by the clock, whichever is further."""
    if told is not None:
        told(max(share, judge.share_of_time()), -judge.ranking[0][0])
