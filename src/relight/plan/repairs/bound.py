"""A bound that no plan can beat: at each time the best that so much work could have repaired, summed over time.

At each time crews can have finished at most so many jobs and so much work. Whatever they have finished, it serves at
most what the best choice of that much work serves; and that choice may be relaxed: part of a job for part of the work,
flows that only keep to limits and balance. HiGHS's bound on that programme is the proof, whether or not it found the
optimum. What a bound says holds for plans in which repairs take the time they take, not for a hand-written one that
is quicker than crews can be.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from relight.plan.repairs.capacity import CapacityCurve
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.relaxation import Relaxation

MOST_MOMENTS = 120
LEAST_MOMENTS = 16
WHOLE_COLUMNS = 2_500
"""Up to so many columns jobs count as done or not; above, as parts."""

COLUMN_MOMENTS = 240_000
"""Columns of the programme × moments: large networks are looked at less often, or a bound would take for ever."""

MARGIN = 1e-6
"""Added to every bound, as a share of it, for the solver's rounding."""

SECONDS_SHARE = 0.4
"""Share of the seconds for which jobs may count as whole; after that as parts, which is quicker and says less."""


@dataclass(frozen=True)
class Bound:
    """No plan has a better score than `value`; `why` says in a sentence what that rests on."""

    value: float
    why: str
    steps: tuple[tuple[float, float, float], ...] = ()  # begin, end [min] and the most worth per hour in between

    def after(self, minute: float) -> float:
        """The most that can be won from a minute on."""
        hours = ((most, (end - max(begin, minute)) / 60) for begin, end, most in self.steps if end > minute)
        return sum(most * length for most, length in hours)


def bound_of(goal: Goal, seconds: float) -> Bound | None:
    """The bound on every plan's score; None where none is proven.

    Parameters
    ----------
    goal
        What plans are judged by.
    seconds
        How long the whole planning may take.
    """
    if not goal.more_is_better:
        return None
    try:
        return _served_bound(goal, seconds)
    except KeyboardInterrupt:
        return None


def _served_bound(goal: Goal, seconds: float) -> Bound:
    """The bound on served megawatt-hours."""
    problem, end_minute = goal.problem, goal.quick.end_minute
    curve = CapacityCurve(problem)
    relaxation = Relaxation(goal.damage, problem, curve.efforts)
    often = max(LEAST_MOMENTS, min(MOST_MOMENTS, COLUMN_MOMENTS // relaxation.columns))
    moments = curve.moments(end_minute, often)
    deadline = time.monotonic() + SECONDS_SHARE * seconds
    most: list[float] = []
    whole = True
    for minute in reversed(moments):
        whole = whole and relaxation.columns <= WHOLE_COLUMNS and time.monotonic() < deadline
        served = relaxation.most_served(curve.before(minute), whole, deadline - time.monotonic())
        # What can be done earlier can be done later.
        most.append(min(served, most[-1]) if most else served)
    most.reverse()
    begins = [0.0, *moments[:-1]]
    steps = tuple(
        (begin, end, mw * (1 + MARGIN)) for mw, begin, end in zip(most, begins, moments, strict=True)
    )
    why = "most load that the work done by each time could restore, flows relaxed"
    return Bound(sum(mw * (end - begin) / 60 for begin, end, mw in steps), why, steps)


def gap_of(bound: float, score: float, nothing: float) -> float | None:
    """(bound − plan) ÷ (bound − no repairs); None if repairs can win nothing."""
    could_win = bound - nothing
    if abs(could_win) <= 1e-5 * max(1.0, abs(bound)):
        return None
    return (bound - score) / could_win
