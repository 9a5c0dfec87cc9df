"""A repair plan as a value: its rows, what it is compared with, and the dictionary that `relight repairs` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from relight.engine.rounding import megawatts, people, rounded
from relight.model.counting import counted
from relight.model.schema import Repair
from relight.model.situation import Situation
from relight.plan.repairs.bound import Bound
from relight.plan.repairs.forecast import Course
from relight.plan.repairs.gains import gain_rows
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.options import RepairOptions
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.rows import instant, repairs_of
from relight.plan.repairs.schedule import NEVER, TEMPORARY, Schedule

CURVE_POINTS = 400


@dataclass(frozen=True, eq=False)
class RepairPlan:
    """A plan, the plans it is compared with, and what is proven about it.

    Scores are person-hours without, weighted by service, or MWh served, as `options.objective` asks.
    """

    situation: Situation
    options: RepairOptions
    goal: Goal
    schedule: Schedule
    score: float
    nothing: float  # score without any repair
    reported: Schedule  # every job in the order in which it was reported
    reported_score: float
    bound: Bound | None
    gap: float | None
    seconds: float
    rounds: int
    ended_by: str
    robust: dict[str, Any] | None = None
    hazards: dict[str, Any] | None = None

    def __repr__(self) -> str:
        at = self.situation.at.isoformat()
        return f"<RepairPlan of {counted(len(self.repairs), 'repair')} from {at}: {self.score:,.0f} {self.goal.unit}>"

    @property
    def problem(self) -> RepairProblem:
        """Jobs and crews."""
        return self.goal.problem

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The plan as rows, one for each crew of a job: what `outlook` takes and `write_repairs` writes."""
        return repairs_of(self.schedule, self.problem, self.situation.at)

    def as_dict(self) -> dict[str, Any]:
        """The dictionary that `relight repairs --json` prints; megawatts and person-hours are rounded."""
        return plan_dict(self)


def plan_dict(plan: RepairPlan) -> dict[str, Any]:
    """Everything a plan says, ready for JSON."""
    situation, goal = plan.situation, plan.goal
    nothing = Schedule((), (NEVER,) * len(plan.problem.jobs))
    end_minute = goal.quick.end_minute
    course = goal.course(plan.schedule)
    others = {"no repairs": goal.course(nothing), "as reported": goal.course(plan.reported)}
    return {
        "region": situation.region.settings.name,
        "timezone": situation.region.settings.timezone,
        "start": instant(0.0, situation.at).isoformat(),
        "end": instant(end_minute, situation.at).isoformat(),
        "hours": end_minute / 60,
        "objective": plan.options.objective,
        "unit": goal.unit,
        "method": plan.options.method,
        "seed": plan.options.seed,
        "crews": [team.crew for team in plan.problem.teams],
        "tasks": task_rows(plan, plan.schedule),
        "timeline": timeline_rows(plan, course),
        "score": score_number(plan, plan.score),
        "bound": None if plan.bound is None else score_number(plan, plan.bound.value),
        "bound_rests_on": "no bound is proven for this objective" if plan.bound is None else plan.bound.why,
        "gap": None if plan.gap is None else round(plan.gap, 6),
        "compared": {
            "no repairs": score_number(plan, plan.nothing),
            "as reported": score_number(plan, plan.reported_score),
        },
        "person_hours_without": {
            name: {
                service: people(float(hours))
                for service, hours in zip(goal.forecaster.services, each.person_hours, strict=True)
            }
            for name, each in {"plan": course, **others}.items()
        },
        "curves": {name: curve(plan, each) for name, each in {"plan": course, **others}.items()},
        "buys": gain_rows(goal, plan.schedule),
        "unplanned": unplanned_rows(plan),
        "to_finish": [plan.problem.jobs[task.job].asset for task in plan.schedule.tasks if task.kind == TEMPORARY],
        "robust": plan.robust,
        "hazards": plan.hazards,
        "seconds": round(plan.seconds, 3),
        "rounds": plan.rounds,
        "ended_by": plan.ended_by,
    }


def task_rows(plan: RepairPlan, schedule: Schedule) -> list[dict[str, Any]]:
    """One row for each crew of a job, in order of start, asset and crew."""
    at = plan.situation.at
    rows = [
        {
            "asset": plan.problem.jobs[task.job].asset,
            "crew": plan.problem.teams[team].crew,
            "start_minute": task.start_minute,
            "end_minute": task.end_minute,
            "start": instant(task.start_minute, at).isoformat(),
            "end": instant(task.end_minute, at).isoformat(),
            "kind": task.kind,
        }
        for task in schedule.tasks
        for team in task.teams
    ]
    return sorted(rows, key=lambda row: (row["start_minute"], row["asset"], row["crew"]))


def timeline_rows(plan: RepairPlan, course: Course) -> list[dict[str, Any]]:
    """What holds at the start and after each repair that the course of events reaches."""
    ends = sorted((end, job) for job, end in enumerate(plan.schedule.ends) if end <= course.minutes[-1])
    rows = [_moment(plan, course, 0.0, 0, "")]
    for end, job in ends:
        repaired = sum(1 << other for minute, other in ends if minute <= end)
        rows.append(_moment(plan, course, end, repaired, plan.problem.jobs[job].asset))
    return rows


def _moment(plan: RepairPlan, course: Course, minute: float, repaired: int, asset: str) -> dict[str, Any]:
    at = course.at(minute)
    served, switched = float(course.served_mw[at]), float(course.switched_mw[at])
    if plan.goal.more_is_better:
        served = plan.goal.quick.worth(repaired)
    names = plan.goal.forecaster.services
    return {
        "minute": minute,
        "at": instant(minute, plan.situation.at).isoformat(),
        "asset": asset,
        "served_mw": megawatts(served),
        "switched_mw": megawatts(switched),
        "people_without": {name: people(float(n)) for name, n in zip(names, course.without[at], strict=True)},
    }


def curve(plan: RepairPlan, course: Course) -> dict[str, Any]:
    """People without each service over the horizon: from each minute on, at most so many points."""
    inside = [at for at, minute in enumerate(course.minutes) if minute < plan.goal.quick.end_minute]
    kept = inside[:: max(1, -(-len(inside) // CURVE_POINTS))]
    return {
        "minutes": [course.minutes[at] for at in kept],
        "people_without": {
            name: rounded(course.without[kept, column], 3) for column, name in enumerate(plan.goal.forecaster.services)
        },
    }


def unplanned_rows(plan: RepairPlan) -> list[dict[str, str]]:
    """Damaged assets that the plan does not repair, and why."""
    problem = plan.problem
    rows = []
    for job, end in enumerate(plan.schedule.ends):
        if end < NEVER:
            continue
        what, able = problem.jobs[job], problem.skilled[job]
        waiting = [problem.jobs[earlier].asset for earlier in what.after if plan.schedule.ends[earlier] == NEVER]
        if plan.ended_by == "given":
            because = "not in the plan"
        elif len(able) < what.crews:
            because = f"needs {counted(what.crews, 'crew')} with skill {what.skill or 'any'}, there are {len(able)}"
        elif waiting:
            because = f"waits for {', '.join(waiting)}"
        else:
            because = f"no spare part left for {what.part}" if what.part else "crews are never on duty together"
        rows.append({"asset": what.asset, "because": because})
    return sorted(rows, key=lambda row: row["asset"])


def score_number(plan: RepairPlan, score: float) -> float:
    """A score rounded as its unit is everywhere."""
    return megawatts(score) if plan.goal.more_is_better else people(score)
