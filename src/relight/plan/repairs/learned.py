"""What the engine's judgements say about plans it has not judged: the quick objective, corrected by what was learned.

A linear model of the engine's value: the quick value, and for every job how long it takes until it is done (ridge
regression, so that what was never seen to matter counts for nothing). It knows what the stand-in leaves out, such as
the unit that a restart waits for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relight.engine.wiring import Floats
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.schedule import Schedule

RIDGE = 0.3
"""How much a coefficient must explain to be believed; every column is scaled to a spread of one."""

MOST_REMEMBERED = 300
"""Of so many of the best judged plans the model is made."""


class Learned:
    """A model of the engine's value, fitted anew whenever it is asked.

    Parameters
    ----------
    goal
        What plans are judged by.
    """

    def __init__(self, goal: Goal) -> None:
        self._goal = goal
        self._rows: list[Floats] = []
        self._values: list[float] = []

    def add(self, ends: Sequence[float], value: float) -> None:
        """Remember a judgement."""
        self._rows.append(self._features(ends))
        self._values.append(value)

    def best_of(self, schedules: Sequence[Schedule]) -> Schedule:
        """The plan of most value by the model; at least one plan must have been judged."""
        kept = np.argsort(self._values)[-MOST_REMEMBERED:]
        rows, values = np.array(self._rows)[kept], np.array(self._values)[kept]
        new = np.array([self._features(schedule.ends) for schedule in schedules])
        everything = np.vstack([rows, new])
        centre, spread = everything.mean(axis=0), everything.std(axis=0)
        spread[spread <= 1e-12 * (1.0 + np.abs(centre))] = np.inf
        scaled, asked = (rows - centre) / spread, (new - centre) / spread
        scale = max(float(values.std()), 1e-9)
        wanted = (values - values.mean()) / scale
        # Without evidence the quick objective is believed, one for one.
        prior = np.zeros(scaled.shape[1])
        prior[0] = min(1.0, spread[0] / scale) if np.isfinite(spread[0]) else 0.0
        fit = np.linalg.solve(scaled.T @ scaled + RIDGE * np.eye(len(prior)), scaled.T @ (wanted - scaled @ prior))
        promise = asked @ (fit + prior)
        return schedules[int(np.argmax(promise))]

    def _features(self, ends: Sequence[float]) -> Floats:
        quick = self._goal.quick
        until = np.minimum(np.array(ends), quick.end_minute) / quick.end_minute
        # Both the first hours and the last count: a repair an hour later matters more early than late.
        return np.array([quick.value(ends), *until, *np.sqrt(until)])
