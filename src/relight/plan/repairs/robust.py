"""Plans when nobody knows how long repairs take: the same drawn futures for every candidate, their mean or P90.

A future is a factor for every job's time, drawn lognormal around its usual time. Each candidate order is timed anew in
every future, so a job that takes longer delays what its crew does next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from relight.engine.ensembles.repair_times import lognormal_longer_than, repair_times
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.greedy import gaining_order
from relight.plan.repairs.objective import WorthOverTime
from relight.plan.repairs.options import RepairOptions
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.schedule import NEVER, Schedule, decode
from relight.plan.repairs.search import Budget, Found, Search

NEXT_JOBS = 3
CANDIDATES = 8
NEARBY = 100
"""Orders near the best candidate that are judged over all futures."""

ROUNDS_EACH = 60
"""Rounds of the search for the plan that is best in one future."""

SURE = 0.9
"""Share of the scenarios in which a job must be among the next ones to be called sure."""


@dataclass(frozen=True, eq=False)
class Futures:
    """One problem for each drawn future."""

    problems: tuple[RepairProblem, ...]


def draw_futures(goal: Goal, scenarios: int, seed: int) -> Futures:
    """So many futures; number k is the same for the same seed however many are drawn."""
    times = repair_times(goal.forecaster.state.situation.region)
    usual = goal.problem.jobs
    spreads = [times.variation(job.asset) for job in usual]
    problems = []
    for number in range(scenarios):
        chance = np.random.default_rng([seed, number])
        factors = [lognormal_longer_than(1.0, spread, 0.0, chance.uniform()) for spread in spreads]
        jobs = tuple(
            replace(
                job,
                minutes=round(job.minutes * factor * 60) / 60,
                temporary_minutes=None
                if job.temporary_minutes is None
                else round(job.temporary_minutes * factor * 60) / 60,
            )
            for job, factor in zip(usual, factors, strict=True)
        )
        problems.append(replace(goal.problem, jobs=jobs))
    return Futures(tuple(problems))


class RobustOrders:
    """What an order of jobs is worth over all futures, by the goal's quick objective.

    Parameters
    ----------
    quick
        Worth of what is repaired when.
    futures
        The futures, the same for every order.
    measure
        `mean`, or `p90`: the value that nine futures in ten reach.
    """

    def __init__(self, quick: WorthOverTime, futures: Futures, measure: str) -> None:
        self._quick, self._futures, self._measure = quick, futures, measure

    def values(self, order: Sequence[int]) -> list[float]:
        """Value in each future."""
        return [self._quick.value(decode(problem, order).ends) for problem in self._futures.problems]

    def value(self, order: Sequence[int]) -> float:
        """Value over all futures; more is better."""
        values = np.array(self.values(order))
        return float(values.mean()) if self._measure == "mean" else float(np.quantile(values, 1.0 - SURE))


def robust_choice(
    goal: Goal, found: Found, others: Sequence[Schedule], options: RepairOptions, deadline: float
) -> tuple[Found, dict[str, Any]]:
    """The candidate that is best over all futures, and which jobs come next in most of them.

    The candidates are the plan found, those the search came across, and orders near the best of them, as many as can
    be judged before the deadline.
    """
    futures = draw_futures(goal, options.scenarios, options.seed)
    judge = RobustOrders(goal.quick, futures, options.measure)
    halfway = (time.monotonic() + deadline) / 2
    candidates = [found.schedule, *others[:CANDIDATES]]
    values = [judge.value(found.schedule.order)]
    values += [judge.value(each.order) for each in candidates[1:] if time.monotonic() < halfway]
    best = max(range(len(values)), key=lambda at: (values[at], -at))
    order, value = candidates[best].order, values[best]
    nearby = Search(goal.problem, goal.quick, options.seed).nearby
    for _ in range(min(NEARBY, options.rounds) if len(order) > 1 else 0):
        if time.monotonic() > halfway:
            break
        changed, _ = nearby.neighbour(order)
        if (new := judge.value(changed)) > value:
            order, value = changed, new
    spread = judge.values(order)
    rows = next_jobs(goal, futures, lambda problem: _best_for(problem, goal, order, options, deadline))
    schedule = decode(goal.problem, order)
    summary = {
        "scenarios": options.scenarios,
        "measure": options.measure,
        "value": round(value, 3),
        "value_of_the_plan_for_usual_times": round(values[0], 3),
        "p10": round(float(np.quantile(spread, 0.1)), 3),
        "p50": round(float(np.quantile(spread, 0.5)), 3),
        "p90": round(float(np.quantile(spread, 0.9)), 3),
        "next_jobs": rows,
    }
    return replace(found, schedule=schedule), summary


def _best_for(
    problem: RepairProblem, goal: Goal, start: Sequence[int], options: RepairOptions, deadline: float
) -> Sequence[int]:
    """A good order for one future: a short search from the plan at hand and from greedy, an even share of the time."""
    left = max(0.0, deadline - time.monotonic()) / options.scenarios
    starts = [lambda: tuple(start), lambda: gaining_order(problem, goal.quick)]
    search = Search(problem, goal.quick, options.seed)
    return search.run(starts, Budget(min(ROUNDS_EACH, options.rounds), left)).schedule.order


def next_jobs(goal: Goal, futures: Futures, plan_in: Callable[[RepairProblem], Sequence[int]]) -> list[dict[str, Any]]:
    """How often each job is among the next three when each future is planned for by itself.

    Parameters
    ----------
    goal
        What plans are judged by.
    futures
        The futures.
    plan_in
        The order that is best for one future.
    """
    count = [0] * len(goal.problem.jobs)
    for problem in futures.problems:
        schedule = decode(problem, plan_in(problem))
        starts = sorted((task.start_minute, at, task.job) for at, task in enumerate(schedule.tasks))
        for *_, job in [start for start in starts if schedule.ends[start[2]] < NEVER][:NEXT_JOBS]:
            count[job] += 1
    total = max(1, len(futures.problems))
    rows = [
        {"asset": goal.problem.jobs[job].asset, "share": round(times / total, 4), "sure": times >= SURE * total}
        for job, times in enumerate(count)
        if times
    ]
    return sorted(rows, key=lambda row: (-row["share"], row["asset"]))
