"""What may still come: which plan is best under each hazard, what it costs if another comes, which regrets least."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relight.engine.ensembles.quantiles import exact
from relight.engine.rounding import megawatts, people
from relight.model.hazard import Hazard
from relight.plan.repairs.climb import Climbed
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.greedy import reported_order
from relight.plan.repairs.neighbourhood import Order
from relight.plan.repairs.rows import repairs_of
from relight.plan.repairs.schedule import Schedule, decode
from relight.plan.repairs.under_hazard import UnderHazard

STARTS = 4
"""Candidates of the search for the plan from which the search under each hazard begins too."""

FIRST_JOBS = 3
EQUAL = 1e-9
"""Share of a score by which two plans may differ and count as equally good."""


@dataclass(frozen=True)
class Limits:
    """Futures drawn under each hazard, seed, most rounds of a search, and when to end on the monotonic clock [s].

    With `drawn_times` repairs take as long as drawn in each future, else as long as usual.
    """

    scenarios: int
    drawn_times: bool
    seed: int
    rounds: int
    deadline: float


def best_under(hazard: Hazard) -> str:
    """Name of the plan that is best under a hazard."""
    return f"best under {hazard.name}"


def compare_under_hazards(
    goal: Goal, plan: Order | Schedule, others: Sequence[Schedule], hazards: Sequence[Hazard], limits: Limits
) -> dict[str, Any]:
    """The plan, the reported order and the best plan found under each hazard: their scores, regrets and first jobs.

    Parameters
    ----------
    goal
        What plans are judged by.
    plan
        The order that was found without hazards, or a written plan, which is taken as it is.
    others
        Other candidates to begin with.
    hazards
        What may come; each is taken as certain in its column.
    limits
        How many futures, and how long to search; hazards share the time evenly.
    """
    worlds = [UnderHazard(goal, hazard, limits.scenarios, limits.seed, limits.drawn_times) for hazard in hazards]
    reported = reported_order(goal.problem)
    plans: dict[str, Order | Schedule] = {"plan": plan, "as reported": reported}
    starts = [plan.order if isinstance(plan, Schedule) else plan, reported, *(each.order for each in others[:STARTS])]
    searches: list[Climbed] = []
    for number, world in enumerate(worlds):
        now = time.monotonic()
        until = now + max(0.0, limits.deadline - now) / (len(worlds) - number)
        searches.append(world.search(starts, limits.rounds, until))
        plans[best_under(world.hazard)] = searches[-1].orders[0]
    plans |= _best_of_all(worlds, plans)
    rows = [_hazard_row(world, plans, search) for world, search in zip(worlds, searches, strict=True)]
    worst = {name: max(rows, key=lambda row: row["regret"][name]) for name in plans}
    largest = {name: row["regret"][name] for name, row in worst.items()}
    return {
        "unit": goal.unit,
        "scenarios": limits.scenarios,
        "hazards": rows,
        "largest_regret": largest,
        "largest_regret_under": {name: row["hazard"] for name, row in worst.items()},
        "least_regret_plan": _least(largest),
        "plans": _plan_rows(goal, plans),
    }


def _best_of_all(worlds: Sequence[UnderHazard], plans: Mapping[str, Order | Schedule]) -> dict[str, Order | Schedule]:
    """Under each hazard the best of all plans, whichever search came across it; among equals the first, so the plan."""
    best = {}
    for world in worlds:
        values = [world.value(plan) for plan in plans.values()]
        good = max(values) - EQUAL * abs(max(values))
        at = next(at for at, value in enumerate(values) if value >= good)
        best[best_under(world.hazard)] = list(plans.values())[at]
    return best


def _hazard_row(world: UnderHazard, plans: Mapping[str, Order | Schedule], search: Climbed) -> dict[str, Any]:
    """Mean scores and regrets of the plans if a hazard comes, and how far they reach from future to future.

    In each future a plan is set beside the plan that is best in the mean of them; it may do better there than that one.
    """
    scores = {name: world.scores(plan) for name, plan in plans.items()}
    best = scores[best_under(world.hazard)]
    losses = {name: best - own if world.goal.more_is_better else own - best for name, own in scores.items()}
    regret = {name: _loss(float(each.mean()), float(best.mean())) for name, each in losses.items()}
    shown = megawatts if world.goal.more_is_better else people
    return {
        "hazard": world.hazard.name,
        "likelihood": world.hazard.likelihood,
        "source": world.hazard.source,
        "best_plan": _least(regret),
        "scores": {name: shown(float(each.mean())) for name, each in scores.items()},
        "score_bands": {name: exact(each, shown) for name, each in scores.items()},
        "regret": {name: shown(loss) for name, loss in regret.items()},
        "regret_bands": {name: exact(each, shown) for name, each in losses.items()},
        "rounds": search.rounds,
        "ended_by": search.ended_by,
    }


def _loss(loss: float, best: float) -> float:
    """A mean loss, 0 where it is one of rounding."""
    return loss if loss > EQUAL * abs(best) else 0.0


def _least(regrets: Mapping[str, float]) -> str:
    """Name of what regrets least, the first among equals."""
    return min(regrets, key=lambda name: regrets[name])


def _plan_rows(goal: Goal, plans: Mapping[str, Order | Schedule]) -> list[dict[str, Any]]:
    """Each plan at the usual repair times: which earlier one it is equal to, its first jobs, its rows as in a file."""
    at = goal.forecaster.state.situation.at
    timed = {name: plan if isinstance(plan, Schedule) else decode(goal.problem, plan) for name, plan in plans.items()}
    begun = {name: _as_begun(goal, plan) for name, plan in timed.items()}
    rows = []
    for number, (name, plan) in enumerate(timed.items()):
        same = [other for other in list(timed)[:number] if timed[other].ends == plan.ends]
        tasks = [
            {
                "asset": row.asset,
                "crew": row.crew,
                "start": row.start.isoformat(),
                "end": row.end.isoformat(),
                "kind": row.kind,
            }
            for row in repairs_of(plan, goal.problem, at)
        ]
        rows.append(
            {
                "plan": name,
                "same_as": same[0] if same else "",
                "first_jobs": begun[name][:FIRST_JOBS],
                "parts_from_plan": _parting(begun[name], begun["plan"]),
                "tasks": tasks,
            }
        )
    return rows


def _as_begun(goal: Goal, plan: Schedule) -> list[str]:
    """Assets in the order in which work on them begins."""
    return [goal.problem.jobs[job].asset for _, job in sorted((task.start_minute, task.job) for task in plan.tasks)]


def _parting(assets: Sequence[str], in_plan: Sequence[str]) -> dict[str, Any] | None:
    """The first job that is another one than in the plan, by its place from 1 on; None if there is none."""
    pairs = enumerate(zip(assets, in_plan, strict=False), start=1)
    return next(({"place": at, "asset": own, "in_plan": other} for at, (own, other) in pairs if own != other), None)
