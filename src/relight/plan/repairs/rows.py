"""Between timed plans and the rows of a plan file: one row for each crew of a job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from relight.engine.clock import minute_of
from relight.errors import InputError, Problem
from relight.model.schema import Repair
from relight.plan.repairs.problem import Begun, RepairProblem
from relight.plan.repairs.schedule import NEVER, Schedule, Task


def repairs_of(schedule: Schedule, problem: RepairProblem, at: datetime) -> tuple[Repair, ...]:
    """A plan as rows, in order of start, asset and crew."""
    rows = [
        Repair(
            asset=problem.jobs[task.job].asset,
            crew=problem.teams[team].crew,
            start=instant(task.start_minute, at),
            end=instant(task.end_minute, at),
            kind=task.kind,
        )
        for task in schedule.tasks
        for team in task.teams
    ]
    return tuple(sorted(rows, key=lambda row: (row.start, row.asset, row.crew)))


def instant(minute: float, at: datetime) -> datetime:
    """The instant so many minutes after `at`, to the second, on the clock of `at`."""
    exact = at.astimezone(UTC) + timedelta(seconds=round(minute * 60))
    return exact.astimezone(at.tzinfo)


def schedule_of(repairs: Sequence[Repair], problem: RepairProblem, at: datetime) -> Schedule:
    """The timed plan that rows tell, as they tell it; nothing is moved.

    What ends at or before the start is late and counts as not planned, as the engine has it.

    Raises
    ------
    InputError
        If a row names an asset that is not damaged or a crew that there is not.
    """
    position = {job.asset: number for number, job in enumerate(problem.jobs)}
    team = {each.crew: number for number, each in enumerate(problem.teams)}
    tasks: dict[tuple[int, str], list[Repair]] = defaultdict(list)
    problems = []
    for number, row in enumerate(repairs, start=2):
        if row.crew not in team:
            remedy = f"use one of {', '.join(sorted(team))}" if len(team) <= 30 else "use a crew of crews.csv"
            problems.append(Problem(Repair.FILE, number, "crew", f"there is no crew {row.crew!r}", remedy))
        elif row.asset in position and row.end > at:
            tasks[position[row.asset], row.kind].append(row)
    if problems:
        raise InputError(problems)
    ends = [NEVER] * len(problem.jobs)
    timed = []
    for (job, kind), rows in tasks.items():
        start, end = (minute_of(min(each.start for each in rows), at), minute_of(min(each.end for each in rows), at))
        ends[job] = min(ends[job], end)
        timed.append(Task(job, tuple(sorted(team[row.crew] for row in rows)), start, end, kind))
    return Schedule(tuple(sorted(timed, key=lambda task: (task.start_minute, task.job, task.kind))), tuple(ends))


def begun_in(repairs: Sequence[Repair], problem: RepairProblem, at: datetime) -> tuple[Begun, ...]:
    """Work of an earlier plan that has begun by the start and is still going on: it keeps its crews and its end."""
    running = [row for row in repairs if row.start <= at < row.end]
    plan = schedule_of(running, problem, at)
    return tuple(Begun(task.job, task.teams, task.start_minute, task.end_minute, task.kind) for task in plan.tasks)
