"""From an order of jobs to a timed plan: each job in turn goes to the crew that can finish it first.

A job whose predecessors are not planned yet pulls them forward. So every order gives a plan that can be carried out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from relight.plan.repairs.problem import Begun, Job, RepairProblem
from relight.plan.repairs.shifts import work

FULL, TEMPORARY = "full", "temporary"
NEVER = math.inf
BASE = -1


@dataclass(frozen=True)
class Task:
    """A job at its time: when which crews begin on site and when the asset is back."""

    job: int
    teams: tuple[int, ...]
    start_minute: float
    end_minute: float
    kind: str


@dataclass(frozen=True)
class Schedule:
    """A timed plan: its tasks in the order in which they were planned, and when each asset is back (inf = never)."""

    tasks: tuple[Task, ...]
    ends: tuple[float, ...]

    @property
    def order(self) -> tuple[int, ...]:
        """Every job: first those that are planned, in the order in which they were, then those nobody can do."""
        left_out = (job for job, end in enumerate(self.ends) if end == NEVER)
        return (*(task.job for task in self.tasks), *left_out)

    @property
    def last_end(self) -> float:
        """The end of the last repair [min]; 0 without any."""
        return max((task.end_minute for task in self.tasks), default=0.0)


class Crews:
    """Where the crews are and which parts are left while a plan grows; `copy` to try something."""

    def __init__(self, problem: RepairProblem) -> None:
        self.problem = problem
        self.free = [team.free_minute for team in problem.teams]
        self.place = [team.busy_with for team in problem.teams]
        self.parts = {kind: list(minutes) for kind, minutes in problem.parts}
        self.ends = [NEVER] * len(problem.jobs)
        self.tried = [False] * len(problem.jobs)
        self.tasks: list[Task] = []
        for row in problem.begun:
            self._carry_on(row)

    def copy(self) -> Crews:
        """An independent copy."""
        twin = Crews.__new__(Crews)
        twin.problem = self.problem
        twin.free, twin.place = self.free.copy(), self.place.copy()
        twin.parts = {kind: minutes.copy() for kind, minutes in self.parts.items()}
        twin.ends, twin.tried, twin.tasks = self.ends.copy(), self.tried.copy(), self.tasks.copy()
        return twin

    def plan(self, job: int) -> None:
        """Plan a job, and before it whatever it waits for. What nobody can do is left out."""
        if self.tried[job]:
            return
        self.tried[job] = True
        ready = 0.0
        for earlier in self.problem.jobs[job].after:
            self.plan(earlier)
            ready = max(ready, self.ends[earlier])
        task = self._best(job, ready) if ready < NEVER else None
        if task is None:
            return
        self.tasks.append(task)
        self.ends[job] = task.end_minute
        for team in task.teams:
            self.free[team], self.place[team] = task.end_minute, job
        wanted = self.problem.jobs[job].part
        if task.kind == FULL and wanted:
            self.parts[wanted].pop(0)

    def _carry_on(self, row: Begun) -> None:
        self.tried[row.job], self.ends[row.job] = True, row.end_minute
        self.tasks.append(Task(row.job, row.teams, row.start_minute, row.end_minute, row.kind))
        wanted = self.problem.jobs[row.job].part
        if row.kind == FULL and self.parts.get(wanted):
            self.parts[wanted].pop(0)

    def _best(self, job: int, ready: float) -> Task | None:
        """The task that ends first, among the crews and between full repair and temporary fix."""
        what = self.problem.jobs[job]
        teams = self.problem.skilled[job]
        if len(teams) < what.crews:
            return None
        if self.problem.round_the_clock and what.crews == 1 and not what.part and what.temporary_minutes is None:
            return self._first_free(job, what.minutes, ready, teams)
        arrivals = sorted((self._arrival(team, job), team) for team in teams)
        found = [
            task
            for kind, minutes, there in self._ways(what)
            for task in self._offers(job, kind, minutes, max(ready, there), arrivals)
        ]
        best = min(found, key=lambda task: (task.end_minute, task.start_minute, task.kind, task.teams), default=None)
        return best if best is not None and best.end_minute < NEVER else None

    def _first_free(self, job: int, minutes: float, ready: float, teams: Sequence[int]) -> Task:
        """The same where there is one way to do the job and crews are always on duty: most jobs of most problems."""
        there, team = min((to_second(max(ready, self.free[team] + self._way(team, job))), team) for team in teams)
        return Task(job, (team,), there, to_second(there + minutes), FULL)

    def _ways(self, what: Job) -> list[tuple[str, float, float]]:
        """Kind, minutes of work and first minute of every way to have the asset back."""
        ways = []
        if not what.part:
            ways.append((FULL, what.minutes, 0.0))
        elif self.parts[what.part]:
            ways.append((FULL, what.minutes, self.parts[what.part][0]))
        if what.temporary_minutes is not None:
            ways.append((TEMPORARY, what.temporary_minutes, 0.0))
        return ways

    def _offers(
        self, job: int, kind: str, minutes: float, ready: float, arrivals: Sequence[tuple[float, int]]
    ) -> list[Task]:
        """What each crew, or the first crews to arrive where several are needed, could do."""
        count = self.problem.jobs[job].crews
        groups = [[pair] for pair in arrivals] if count == 1 else [list(arrivals[:count])]
        offers = []
        for group in groups:
            there = max(ready, *(arrival for arrival, _ in group)) if group else ready
            if there == NEVER:
                continue
            shifts = [self.problem.teams[team].shift for _, team in group]
            begin, end = (to_second(minute) for minute in work(shifts, there, minutes))
            offers.append(Task(job, tuple(sorted(team for _, team in group)), begin, end, kind))
        return offers

    def _arrival(self, team: int, job: int) -> float:
        return work((self.problem.teams[team].shift,), self.free[team], self._way(team, job))[1]

    def _way(self, team: int, job: int) -> float:
        """Minutes of travel from where a crew is."""
        here = self.place[team]
        return self.problem.from_base[team][job] if here == BASE else self.problem.between[team][here][job]


def to_second(minute: float) -> float:
    """The minute rounded to the second, as plan files have it."""
    return round(minute * 60) / 60 if minute < NEVER else NEVER


def decode(problem: RepairProblem, order: Iterable[int]) -> Schedule:
    """The plan that an order of jobs gives; jobs that are missing in the order are not done."""
    crews = Crews(problem)
    for job in order:
        crews.plan(job)
    return Schedule(tuple(crews.tasks), tuple(crews.ends))


def delayed(plan: Schedule, usual: RepairProblem, drawn: RepairProblem) -> Schedule:
    """A written plan where repairs take longer or shorter: nothing begins before its time or while its crews work.

    Of a job that has begun at minute 0 the rest takes longer or shorter.

    Parameters
    ----------
    plan
        The plan as it is written, for the usual times.
    usual
        Jobs with their usual times.
    drawn
        The same jobs with the times of one future.
    """
    if drawn is usual:
        return plan
    free = [-NEVER] * len(usual.teams)
    ends = [NEVER] * len(usual.jobs)
    tasks = []
    for task in sorted(plan.tasks, key=lambda task: (task.start_minute, task.job, task.kind)):
        begin = max([task.start_minute, *(free[team] for team in task.teams)])
        done = max(0.0, -begin)
        left = (task.end_minute - task.start_minute - done) * _longer(task.job, usual, drawn)
        end = to_second(begin + done + left)
        for team in task.teams:
            free[team] = end
        ends[task.job] = min(ends[task.job], end)
        tasks.append(replace(task, start_minute=begin, end_minute=end))
    return Schedule(tuple(tasks), tuple(ends))


def _longer(job: int, usual: RepairProblem, drawn: RepairProblem) -> float:
    minutes = usual.jobs[job].minutes
    return drawn.jobs[job].minutes / minutes if minutes > 0 else 1.0
