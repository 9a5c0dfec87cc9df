"""The best order of a few jobs that follow each other, by dynamic programming over subsets."""

from __future__ import annotations

from collections.abc import Sequence

from relight.plan.repairs.objective import WorthOverTime
from relight.plan.repairs.problem import RepairProblem


def best_stretch(problem: RepairProblem, objective: WorthOverTime, before: int, jobs: Sequence[int]) -> tuple[int, ...]:
    """The order in which those jobs win most if one comes after the other, each in its quickest time.

    Parameters
    ----------
    problem
        Jobs and what they wait for.
    objective
        Worth of what is repaired.
    before
        The set of jobs that are done before.
    jobs
        The jobs of the stretch, in an order in which they can be done.
    """
    waits = [_mask(jobs, problem.jobs[job].after) for job in jobs]
    full = (1 << len(jobs)) - 1
    reached: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    layer = [0]
    for _ in jobs:
        objective.prepare(_repaired(before, jobs, part) for part in layer)
        following: set[int] = set()
        for part in layer:
            won, order = reached[part]
            worth = objective.worth(_repaired(before, jobs, part))
            for at, job in enumerate(jobs):
                if part >> at & 1 or waits[at] & ~part:
                    continue
                more = part | 1 << at
                value = won + worth * problem.jobs[job].least_minutes
                if more not in reached or value > reached[more][0]:
                    reached[more] = (value, (*order, job))
                following.add(more)
        layer = sorted(following)
    return reached[full][1] if full in reached else tuple(jobs)


def _mask(jobs: Sequence[int], some: Sequence[int]) -> int:
    """Some of the jobs of the stretch as a set of places in it."""
    return sum(1 << at for at, job in enumerate(jobs) if job in some)


def _repaired(before: int, jobs: Sequence[int], part: int) -> int:
    return before | sum(1 << job for at, job in enumerate(jobs) if part >> at & 1)
