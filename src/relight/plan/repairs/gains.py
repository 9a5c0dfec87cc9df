"""What each next job buys: the difference it makes to stop after it rather than before it."""

from __future__ import annotations

from typing import Any

from relight.engine.rounding import megawatts, people
from relight.plan.repairs.plan import RepairPlan
from relight.plan.repairs.schedule import NEVER

WORTH_IT = 1e-6
"""Share of all that the plan wins under which a job buys nothing."""


def gain_rows(plan: RepairPlan) -> list[dict[str, Any]]:
    """Per job in order of its end: what it buys in all, per crew-hour, and whether anything after it still does.

    For services it is worked out without backups and with the demand of the start.
    """
    problem, quick = plan.problem, plan.goal.quick
    order = sorted((end, job) for job, end in enumerate(plan.schedule.ends) if end < NEVER)
    ends = [NEVER] * len(problem.jobs)
    values = [quick.value(ends)]
    for end, job in order:
        ends[job] = end
        values.append(quick.value(ends))
    least = WORTH_IT * abs(values[-1] - values[0])
    rows = []
    for position, (end, job) in enumerate(order):
        bought = values[position + 1] - values[position]
        hours = max(problem.jobs[job].least_minutes * problem.jobs[job].crews / 60, 1e-3)
        rows.append(
            {
                "asset": problem.jobs[job].asset,
                "end_minute": end,
                "buys": _number(plan, bought),
                "per_crew_hour": _number(plan, bought / hours),
                "still_to_win": _number(plan, values[-1] - values[position + 1]),
                "worth_going_on": max(values[position + 1 :]) - values[position + 1] > least,
            }
        )
    return rows


def _number(plan: RepairPlan, amount: float) -> float:
    return megawatts(amount) if plan.goal.more_is_better else people(amount)
