"""The best of all orders, by dynamic programming over what is planned, where the crews are and what is still going on.

Jobs that end later than any crew is free are all that a longer plan can still be mixed with; what came before is
settled and can be summed up. With one crew this is the classical programme over subsets: the time at which a set is
repaired does not depend on its order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from relight.errors import InputError, Problem
from relight.plan.repairs.bound import Bound
from relight.plan.repairs.objective import WorthOverTime, steps_of
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.schedule import Crews, Schedule

MOST_PARTIAL_PLANS = 300_000
DECIMALS = 6
"""Minutes that differ by less are the same minute."""

Key = tuple[int, tuple[tuple[float, int], ...], tuple[tuple[float, int], ...], tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class _Partial:
    """A plan of some of the jobs and what its settled part was worth."""

    crews: Crews
    settled: float
    until: float  # minute up to which it is settled


def exact(
    problem: RepairProblem, objective: WorthOverTime, known: Schedule | None = None, bound: Bound | None = None
) -> Schedule:
    """The plan of most worth that any order of all jobs gives.

    Parameters
    ----------
    problem
        Jobs and crews.
    objective
        What a plan is worth.
    known
        A good plan. With a bound, partial plans that cannot become better are given up.
    bound
        What no plan can beat, over time.

    Raises
    ------
    InputError
        If there are too many partial plans to go through.
    """
    jobs = range(len(problem.jobs))
    layer = {_key(partial.crews): partial for partial in [_Partial(Crews(problem), 0.0, 0.0)]}
    least = -math.inf if known is None or bound is None else objective.value(known.ends) * (1 - 1e-9)
    for _ in jobs:
        layer = {key: partial for key, partial in layer.items() if _best_case(partial, bound) >= least}
        grown = [(partial, crews) for partial in layer.values() for crews in _grown(partial.crews, jobs)]
        if not grown:
            break
        if len(grown) > MOST_PARTIAL_PLANS:
            raise too_many(len(problem.jobs))
        objective.prepare(
            repaired
            for _, crews in grown
            for minute, repaired in steps_of(crews.ends, objective.end_minute)
            if minute < min(crews.free)
        )
        layer = _best_of_each(grown, objective)
    whole = [partial for partial in layer.values() if all(partial.crews.tried)]
    plans = [Schedule(tuple(partial.crews.tasks), tuple(partial.crews.ends)) for partial in whole]
    return max([*plans, *([known] if known else [])], key=lambda plan: objective.value(plan.ends))


def _best_case(partial: _Partial, bound: Bound | None) -> float:
    """The most that a partial plan can become."""
    return math.inf if bound is None else partial.settled + bound.after(partial.until)


def too_many(jobs: int) -> InputError:
    """The error for a problem that is too large for this method."""
    found = f"{jobs} repairs have too many orders to go through"
    return InputError([Problem("--method", 0, "", found, "use --method search, which says how good its plan is")])


def _grown(crews: Crews, jobs: Sequence[int]) -> list[Crews]:
    """The partial plan with one job more, for every job whose predecessors are planned."""
    found = []
    for job in jobs:
        if crews.tried[job] or not all(crews.tried[earlier] for earlier in crews.problem.jobs[job].after):
            continue
        twin = crews.copy()
        twin.plan(job)
        found.append(twin)
    return found


def _best_of_each(grown: list[tuple[_Partial, Crews]], objective: WorthOverTime) -> dict[Key, _Partial]:
    """Among partial plans that can go on in the same way, the one whose settled part was worth most."""
    best: dict[Key, _Partial] = {}
    for partial, crews in grown:
        key = _key(crews)
        until = min(crews.free)
        settled = partial.settled + _worth_between(crews, partial.until, until, objective)
        if key not in best or settled > best[key].settled + 1e-12:
            best[key] = _Partial(crews, settled, until)
    return best


def _worth_between(crews: Crews, begin: float, until: float, objective: WorthOverTime) -> float:
    """Worth × hours between two minutes, of which nothing can change any more."""
    end = min(until, objective.end_minute)
    steps = steps_of(crews.ends, objective.end_minute)
    total = 0.0
    for (minute, repaired), following in zip(steps, [*(at for at, _ in steps[1:]), end], strict=True):
        length = min(following, end) - max(minute, begin)
        if length > 0:
            total += objective.worth(repaired) * length / 60
    return total


def _key(crews: Crews) -> Key:
    """What the rest of a plan depends on."""
    settled = min(crews.free)
    planned = sum(1 << job for job, tried in enumerate(crews.tried) if tried)
    pending = tuple(
        sorted((round(end, DECIMALS), job) for job, end in enumerate(crews.ends) if settled < end < float("inf"))
    )
    # Where nobody travels it does not matter where a crew is.
    places = crews.place if crews.problem.travels else [0] * len(crews.place)
    free = tuple((round(minute, DECIMALS), place) for minute, place in zip(crews.free, places, strict=True))
    if crews.problem.alike:
        free = tuple(sorted(free))
    return planned, free, pending, tuple(len(minutes) for minutes in crews.parts.values())
