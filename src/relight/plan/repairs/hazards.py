"""What may still come: which plan is best under each hazard, what it costs if another comes, which regrets least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from relight.engine.returns import conditions
from relight.engine.scenario import Futures, draw_scenario, repair_times
from relight.model.hazard import Hazard
from relight.plan.repairs.forecast import Course
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.rows import repairs_of
from relight.plan.repairs.schedule import Schedule


def compare_under_hazards(
    goal: Goal, plans: Mapping[str, Schedule], hazards: Sequence[Hazard], scenarios: int, seed: int
) -> dict[str, Any]:
    """Score of every plan under every hazard, the mean of the same drawn scenarios for all, and what each regrets.

    Parameters
    ----------
    goal
        What plans are judged by.
    plans
        Name -> plan.
    hazards
        What may come; each is taken as certain in its column.
    scenarios
        How many futures are drawn under each.
    seed
        Of the draws.
    """
    names = list(plans)
    scores = {
        hazard.name: [_mean_score(goal, plans[name], hazard, scenarios, seed) for name in names] for hazard in hazards
    }
    sign = 1.0 if goal.more_is_better else -1.0
    best = {hazard: max(range(len(names)), key=lambda at: (sign * row[at], -at)) for hazard, row in scores.items()}
    regret = {
        name: {hazard: abs(scores[hazard][best[hazard]] - row[at]) for hazard, row in scores.items()}
        for at, name in enumerate(names)
    }
    least = min(names, key=lambda name: (max(regret[name].values()), names.index(name)))
    return {
        "unit": goal.unit,
        "scenarios": scenarios,
        "hazards": [
            {
                "hazard": hazard.name,
                "likelihood": hazard.likelihood,
                "source": hazard.source,
                "best_plan": names[best[hazard.name]],
                "scores": {name: round(scores[hazard.name][at], 3) for at, name in enumerate(names)},
                "regret": {name: round(regret[name][hazard.name], 3) for name in names},
            }
            for hazard in hazards
        ],
        "largest_regret": {name: round(max(regret[name].values()), 3) for name in names},
        "least_regret_plan": least,
    }


def _mean_score(goal: Goal, plan: Schedule, hazard: Hazard, scenarios: int, seed: int) -> float:
    """Mean score of a plan over the scenarios of a hazard."""
    futures = _futures(goal, plan, hazard, seed)
    scores = [_score(goal, goal.forecaster.run_steps(draw_scenario(futures, k).steps)) for k in range(scenarios)]
    return float(np.mean(scores))


def _futures(goal: Goal, plan: Schedule, hazard: Hazard, seed: int) -> Futures:
    state = goal.forecaster.state
    rows = repairs_of(plan, goal.problem, state.situation.at)
    steps, returns = conditions(state.situation, rows)
    certain = Hazard(hazard.name, 1.0, hazard.source, hazard.rates, hazard.weather)
    times = repair_times(state.situation.region)
    return Futures(state, steps, returns, rows, (certain,), times, goal.forecaster.end_minute, seed)


def _score(goal: Goal, course: Course) -> float:
    """Served megawatt-hours or weighted person-hours of a course of events."""
    if not goal.more_is_better:
        return goal.score_of(course)
    hours = np.diff(np.array([*course.minutes, goal.forecaster.end_minute])) / 60
    return float(course.served_mw @ hours)
