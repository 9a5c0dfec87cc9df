"""How many repairs of which length fit into one crew's time: whole numbers say more than minutes that are divided.

A crew that has 40 hours ends one repair of 24 hours, not one and two thirds. While time is short there are few mixes
of repairs that fit into it, and in any plan each crew ends one of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from relight.plan.repairs.problem import RepairProblem

MOST_CLASSES = 6
MOST_MIXES = 400

Mix = tuple[int, ...]
"""How many repairs of each class."""


@dataclass(frozen=True)
class Classes:
    """Jobs of one skill and similar length, and what each job of the class takes a crew at least."""

    of_job: tuple[int, ...]  # −1 = work in progress, which takes nothing more
    minutes: tuple[float, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True)
class CrewKind:
    """Crews who are free at the same minutes, and the mixes that fit into their time, the shortest first."""

    teams: tuple[int, ...]
    mixes: tuple[Mix, ...]
    minutes: tuple[float, ...]  # that each mix takes
    known_to: float  # minutes of work up to which there is no other mix


def classes_of(problem: RepairProblem, efforts: Sequence[float]) -> Classes:
    """Jobs sorted by skill and length into a few classes, as finely as that goes.

    Parameters
    ----------
    problem
        Jobs and crews.
    efforts
        Minutes that every job takes a crew at least.
    """
    begun = {row.job for row in problem.begun}
    rest = sorted((job.skill, efforts[at], at) for at, job in enumerate(problem.jobs) if at not in begun)
    skills_wanted = len({skill for skill, *_ in rest})
    width = 1.1
    while True:
        found: list[tuple[str, float]] = []
        of_job = [-1] * len(problem.jobs)
        for skill, effort, at in rest:
            if not found or found[-1][0] != skill or effort > width * found[-1][1]:
                found.append((skill, effort))
            of_job[at] = len(found) - 1
        if len(found) <= max(MOST_CLASSES, skills_wanted):
            return Classes(tuple(of_job), tuple(effort for _, effort in found), tuple(skill for skill, _ in found))
        width *= width


def crew_kinds(problem: RepairProblem, classes: Classes) -> list[CrewKind]:
    """Kinds of crews with their mixes; none where repairs take no time, or every crew is its own kind."""
    kinds: dict[tuple[str, tuple[str, str], float], list[int]] = {}
    for at, team in enumerate(problem.teams):
        kinds.setdefault((team.skill, team.shift.hours, team.free_minute), []).append(at)
    if not classes.minutes or min(classes.minutes) <= 0:
        return []
    rows = []
    for (skill, *_), teams in kinds.items():
        able = [at for at, wanted in enumerate(classes.skills) if not skill or wanted in ("", skill)]
        mixes, known_to = _shortest_mixes(classes.minutes, able, MOST_MIXES // len(kinds))
        rows.append(CrewKind(tuple(teams), tuple(mix for mix, _ in mixes), tuple(time for _, time in mixes), known_to))
    return rows


def _shortest_mixes(minutes: Sequence[float], able: Sequence[int], most: int) -> tuple[list[tuple[Mix, float]], float]:
    """So many mixes of the classes a crew is able to do, by their minutes, and the minutes of the next one."""
    queue: list[tuple[float, Mix, int]] = [(0.0, (0,) * len(minutes), 0)]
    found: list[tuple[Mix, float]] = []
    while queue:
        total, mix, first = heapq.heappop(queue)
        if len(found) > most:
            return found, total
        found.append((mix, total))
        for place in range(first, len(able)):
            at = able[place]
            more = (*mix[:at], mix[at] + 1, *mix[at + 1 :])
            heapq.heappush(queue, (total + minutes[at], more, place))
    return found, float("inf")
