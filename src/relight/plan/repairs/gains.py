"""What each next job buys: the difference it makes to stop after it rather than before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from relight.engine.rounding import megawatts, people
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.schedule import NEVER, Schedule

WORTH_IT = 1e-6
"""Share of all that the plan wins under which a job buys nothing."""


def gain_rows(goal: Goal, schedule: Schedule) -> list[dict[str, Any]]:
    """Per job in order of its end: what it buys in all, per crew-hour, and whether anything after it still does.

    It is what the plan is judged by: the objective itself, or the engine's person-hours when work stops there.
    """
    problem = goal.problem
    order = sorted((end, job) for job, end in enumerate(schedule.ends) if end < NEVER)
    values = [goal.value(each) for each in stops(schedule, order, goal.quick.end_minute)]
    least = WORTH_IT * abs(values[-1] - values[0])
    rows = []
    for position, (end, job) in enumerate(order):
        bought = values[position + 1] - values[position]
        hours = max(problem.jobs[job].least_minutes * problem.jobs[job].crews / 60, 1e-3)
        rows.append(
            {
                "asset": problem.jobs[job].asset,
                "end_minute": end,
                "buys": _number(goal, bought),
                "per_crew_hour": _number(goal, bought / hours),
                "still_to_win": _number(goal, values[-1] - values[position + 1]),
                "worth_going_on": max(values[position + 1 :]) - values[position + 1] > least,
            }
        )
    return rows


def stops(schedule: Schedule, order: Sequence[tuple[float, int]], end_minute: float) -> list[Schedule]:
    """The plan when work stops before the first job, after it, after the next and so on.

    Jobs that end after the horizon change nothing within it and are left out of all.
    """
    inside = [(end, job) for end, job in order if end < end_minute]
    found = []
    for count in range(len(order) + 1):
        done = {job for _, job in inside[:count]}
        tasks = tuple(task for task in schedule.tasks if task.job in done)
        ends = tuple(end if job in done else NEVER for job, end in enumerate(schedule.ends))
        found.append(Schedule(tasks, ends))
    return found


def _number(goal: Goal, amount: float) -> float:
    return megawatts(amount) if goal.more_is_better else people(amount)
