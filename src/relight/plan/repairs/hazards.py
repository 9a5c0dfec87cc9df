"""What may still come: which plan is best under each hazard, what it costs if another comes, which regrets least."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    goal: Goal, plan: Schedule, others: Sequence[Schedule], hazards: Sequence[Hazard], limits: Limits
) -> dict[str, Any]:
    """The plan, the reported order and the best plan found under each hazard: their scores, regrets and first jobs.

    Parameters
    ----------
    goal
        What plans are judged by.
    plan
        The plan that was found without hazards.
    others
        Other candidates to begin with.
    hazards
        What may come; each is taken as certain in its column.
    limits
        How many futures, and how long to search; hazards share the time evenly.
    """
    worlds = [UnderHazard(goal, hazard, limits.scenarios, limits.seed, limits.drawn_times) for hazard in hazards]
    orders: dict[str, Order] = {"plan": plan.order, "as reported": reported_order(goal.problem)}
    starts = [*orders.values(), *(each.order for each in others[:STARTS])]
    searches: list[Climbed] = []
    for number, world in enumerate(worlds):
        now = time.monotonic()
        until = now + max(0.0, limits.deadline - now) / (len(worlds) - number)
        searches.append(world.search(starts, limits.rounds, until))
        orders[best_under(world.hazard)] = searches[-1].orders[0]
    orders |= _best_of_all(worlds, orders)
    scores = {world.hazard.name: {name: world.score(order) for name, order in orders.items()} for world in worlds}
    regret = {hazard: _regrets(row, goal.more_is_better) for hazard, row in scores.items()}
    largest = {name: max(row[name] for row in regret.values()) for name in orders}
    return {
        "unit": goal.unit,
        "scenarios": limits.scenarios,
        "hazards": [
            {
                "hazard": world.hazard.name,
                "likelihood": world.hazard.likelihood,
                "source": world.hazard.source,
                "best_plan": _least(regret[world.hazard.name]),
                "scores": _rounded(scores[world.hazard.name]),
                "regret": _rounded(regret[world.hazard.name]),
                "rounds": search.rounds,
                "ended_by": search.ended_by,
            }
            for world, search in zip(worlds, searches, strict=True)
        ],
        "largest_regret": _rounded(largest),
        "least_regret_plan": _least(largest),
        "plans": _plan_rows(goal, orders),
    }


def _best_of_all(worlds: Sequence[UnderHazard], orders: Mapping[str, Order]) -> dict[str, Order]:
    """Under each hazard the best of all plans, whichever search came across it; among equals the first, so the plan."""
    best = {}
    for world in worlds:
        values = [world.value(order) for order in orders.values()]
        good = max(values) - EQUAL * abs(max(values))
        at = next(at for at, value in enumerate(values) if value >= good)
        best[best_under(world.hazard)] = list(orders.values())[at]
    return best


def _regrets(scores: Mapping[str, float], more_is_better: bool) -> dict[str, float]:
    best = max(scores.values()) if more_is_better else min(scores.values())
    small = EQUAL * abs(best)
    losses = {name: abs(best - score) for name, score in scores.items()}
    return {name: loss if loss > small else 0.0 for name, loss in losses.items()}


def _least(regrets: Mapping[str, float]) -> str:
    """Name of what regrets least, the first among equals."""
    return min(regrets, key=lambda name: regrets[name])


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values.items()}


def _plan_rows(goal: Goal, orders: Mapping[str, Order]) -> list[dict[str, Any]]:
    """Each plan at the usual repair times: which earlier one it is equal to, its first jobs, its rows as in a file."""
    at = goal.forecaster.state.situation.at
    plans = {name: decode(goal.problem, order) for name, order in orders.items()}
    begun = {name: _as_begun(goal, plan) for name, plan in plans.items()}
    rows = []
    for number, (name, plan) in enumerate(plans.items()):
        same = [other for other in list(plans)[:number] if plans[other].ends == plan.ends]
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
