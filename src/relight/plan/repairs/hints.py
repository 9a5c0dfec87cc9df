"""Which jobs seem out of place at one point of an order: what is missed least there, and what is missing most.

A job done before that point and moved behind it costs what it serves there for as long as it comes later, and brings
everything in between forward by its crew time. A job moved forward to it, with what it waits for, the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from relight.plan.repairs.objective import WorthOverTime
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.schedule import NEVER, Schedule

Order = tuple[int, ...]

NEARBY = 40
"""Only jobs within so many places are asked about."""


@dataclass(frozen=True)
class Move:
    """Some jobs moved together to a place in the order of the others, and what that seems to win [worth × minutes]."""

    jobs: tuple[int, ...]
    place: int  # in the order that is given
    seems: float

    def applied(self, order: Order) -> Order:
        """The order after the move."""
        before = [job for job in order[: self.place] if job not in self.jobs]
        return (*before, *self.jobs, *(job for job in order[self.place :] if job not in self.jobs))


def moves_at(problem: RepairProblem, objective: WorthOverTime, schedule: Schedule, order: Order, at: int) -> list[Move]:
    """Moves across one place of an order, the most promising first.

    Parameters
    ----------
    problem
        Jobs and crews.
    objective
        Worth of what is repaired.
    schedule
        The order as a timed plan.
    order
        The jobs.
    at
        The place: so many jobs come before it.
    """
    sets = [0]
    for job in order:
        sets.append(sets[-1] | 1 << job)
    here = sets[at]
    inside = order[:at]
    waited_for = {earlier for job in inside for earlier in problem.jobs[job].after}
    loose = [place for place in range(max(0, at - NEARBY), at) if inside[place] not in waited_for]
    bundles = {place: _bundle(problem, order[place], here) for place in range(at, min(at + NEARBY, len(order)))}
    objective.prepare(here & ~(1 << order[place]) for place in loose)
    objective.prepare(here | _mask(bundle) for bundle in bundles.values())
    objective.prepare(sets[place] for place in (*loose, *bundles))
    worth, ends = objective.worth(here), schedule.ends
    minute = ends[order[at - 1]]
    moves = []
    for place in loose:
        job = order[place]
        costs = (worth - objective.worth(here & ~(1 << job))) * max(0.0, minute - ends[job])
        wins = (worth - objective.worth(sets[place])) * _crew_share(problem, [job])
        moves.append(Move((job,), at, wins - costs))
    for place, bundle in bundles.items():
        if ends[order[place]] == NEVER:
            continue
        wins = (objective.worth(here | _mask(bundle)) - worth) * max(0.0, ends[order[place]] - minute)
        costs = (objective.worth(sets[place]) - worth) * _crew_share(problem, bundle)
        moves.append(Move(tuple(bundle), at, wins - costs))
    return sorted(moves, key=lambda move: (-move.seems, move.jobs))


def _crew_share(problem: RepairProblem, jobs: Sequence[int]) -> float:
    """By how many minutes those jobs put off all others, if crews share the work evenly."""
    return sum(problem.jobs[job].least_minutes * problem.jobs[job].crews for job in jobs) / len(problem.teams)


def _bundle(problem: RepairProblem, job: int, repaired: int) -> list[int]:
    """A job and everything it waits for that is not repaired, in an order in which it can be done."""
    bundle: list[int] = []
    for earlier in problem.jobs[job].after:
        if not repaired >> earlier & 1:
            bundle += [each for each in _bundle(problem, earlier, repaired) if each not in bundle]
    return [*bundle, job]


def _mask(jobs: Sequence[int]) -> int:
    return sum(1 << job for job in jobs)
