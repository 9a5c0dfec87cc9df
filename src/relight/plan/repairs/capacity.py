"""How much crews can have done by a minute, whatever their plan: what every bound rests on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from relight.plan.repairs.problem import RepairProblem, Team
from relight.plan.repairs.schedule import NEVER
from relight.plan.repairs.shifts import work

JUST_BEFORE = 1e-6
"""Minutes before an instant at which what ends at it has not ended yet."""


@dataclass(frozen=True)
class Capacity:
    """What can have ended before an instant: jobs, crews' parts in jobs, and minutes of work, in all and by skill."""

    possible: tuple[bool, ...]  # per job
    parts_in_jobs: int
    minutes: float
    minutes_by_skill: tuple[tuple[str, float], ...]
    minutes_by_team: tuple[float, ...]


def least_effort(problem: RepairProblem) -> list[float]:
    """Minutes of one crew that every job takes at least: the quickest repair and the shortest way to it.

    Work in progress takes nothing more.
    """
    begun = {row.job for row in problem.begun}
    efforts = []
    for number, job in enumerate(problem.jobs):
        ways = [problem.from_base[team][number] for team in problem.skilled[number]]
        ways += [
            row[number]
            for team in problem.skilled[number]
            for other, row in enumerate(problem.between[team])
            if other != number
        ]
        efforts.append(0.0 if number in begun else job.least_minutes + min(ways, default=0.0))
    return efforts


def earliest_ends(problem: RepairProblem) -> list[float]:
    """The first minute at which every job can have ended if everything else waits for it; inf = never."""
    ends: dict[int, float] = {row.job: row.end_minute for row in problem.begun}
    parts = dict(problem.parts)

    def end_of(number: int) -> float:
        if number not in ends:
            job = problem.jobs[number]
            ready = max((end_of(earlier) for earlier in job.after), default=0.0)
            if job.part and job.temporary_minutes is None:
                ready = max(ready, min(parts[job.part], default=NEVER))
            found = sorted(
                work((problem.teams[at].shift,), max(ready, _arrival(problem, at, number)), job.least_minutes)[1]
                for at in (problem.skilled[number] if ready < NEVER else ())
            )
            ends[number] = found[0] if len(found) >= job.crews else NEVER
        return ends[number]

    return [end_of(number) for number in range(len(problem.jobs))]


def _arrival(problem: RepairProblem, team: int, job: int) -> float:
    """The earliest minute at which a crew can be at a job, straight from where it is first."""
    who = problem.teams[team]
    if who.busy_with >= 0:
        way = min([problem.between[team][other][job] for other in range(len(problem.jobs))], default=0.0)
    else:
        way = min([problem.from_base[team][job], *(row[job] for row in problem.between[team])])
    return work((who.shift,), who.free_minute, way)[1]


class CapacityCurve:
    """What crews can have done, from minute to minute."""

    def __init__(self, problem: RepairProblem) -> None:
        self._problem = problem
        self.efforts, self._ends = least_effort(problem), earliest_ends(problem)
        self._begun = {row.job for row in problem.begun}
        self._own = [
            sorted(
                effort
                for job, effort in enumerate(self.efforts)
                if at in problem.skilled[job] and job not in self._begun
            )
            for at in range(len(problem.teams))
        ]

    def before(self, minute: float) -> Capacity:
        """What can have ended just before a minute."""
        just_before = minute - JUST_BEFORE
        on_duty = [duty_minutes(team, just_before) for team in self._problem.teams]
        parts = sum(max(len(row.teams), self._problem.jobs[row.job].crews) for row in self._problem.begun)
        for minutes, own in zip(on_duty, self._own, strict=True):
            parts += sum(total <= minutes for total in accumulate(own))
        able = {
            skill: sum(
                minutes
                for team, minutes in zip(self._problem.teams, on_duty, strict=True)
                if not skill or team.skill in ("", skill)
            )
            for skill in sorted({job.skill for job in self._problem.jobs})
        }
        possible = tuple(end <= just_before for end in self._ends)
        return Capacity(possible, parts, sum(on_duty), tuple(able.items()), tuple(on_duty))

    def moments(self, end_minute: float) -> list[float]:
        """Minutes at which capacity may grow, ending with the horizon."""
        found = {end for end in self._ends if end < end_minute}
        for team, own in zip(self._problem.teams, self._own, strict=True):
            found |= {work((team.shift,), team.free_minute, total)[1] for total in accumulate(own)}
        return [*sorted(minute for minute in found if 0 < minute < end_minute), end_minute]


def duty_minutes(team: Team, until: float) -> float:
    """Minutes for which a crew is on duty between being free first and a later minute."""
    if until <= team.free_minute:
        return 0.0
    if team.shift.always:
        return until - team.free_minute
    total, now = 0.0, team.free_minute
    while now < until:
        now = team.shift.on_from(now)
        end = min(until, team.shift.on_until(now))
        total += max(0.0, end - now)
        now = max(end, now)
    return total
