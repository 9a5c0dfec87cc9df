"""Orders near an order: jobs moved, swapped, shuffled, brought forward together or taken out and put back.

What is taken out is a few jobs at random, a stretch of the order, or jobs that wait for each other; they come back
where they fit best among a few places, or shuffled within their stretch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from relight.plan.repairs.hints import moves_at
from relight.plan.repairs.objective import Objective, WorthOverTime
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.schedule import decode
from relight.plan.repairs.stretch import best_stretch

Order = tuple[int, ...]

PLACES_TRIED = 4
NEAR, FAR = 6.0, 0.25
"""Mean number of places by which a job moves, and how often it moves anywhere."""

STRETCH_REARRANGED = 7
MOST_FOR_A_STRETCH = 3
"""So many crews at most may be at work for a stretch to be put in the best order, which is worked out for one."""

JOBS_A_CREW = 4
"""More crews than one for so many jobs count as no more."""

LONGEST_STRETCH = 8
MOST_TAKEN_OUT = 4
HINTS_TRIED = 4
"""How many of the most promising moves at one point of the order are worked out."""


class Neighbourhood:
    """Where orders near another one come from.

    Parameters
    ----------
    problem
        Jobs and crews.
    objective
        What a plan is worth.
    chance
        Of everything that is drawn.
    value_of
        The value of an order, noted by who searches.
    """

    def __init__(
        self,
        problem: RepairProblem,
        objective: Objective,
        chance: np.random.Generator,
        value_of: Callable[[Sequence[int]], float],
    ) -> None:
        self._problem, self._objective, self._chance, self._value_of = problem, objective, chance, value_of
        # With many crews at work, jobs a few places apart are done at the same time, and only longer moves matter.
        self._crews_at_once = max(1, min(len(problem.teams), len(problem.jobs) // JOBS_A_CREW))
        self.places = len(problem.jobs)  # so many of an order are worth working on, as far as is known

    def neighbour(self, order: Order) -> tuple[Order, float]:
        """An order near another one, and what it is worth."""
        draw = self._chance.random()
        if isinstance(self._objective, WorthOverTime):
            if draw < 0.25 and self._crews_at_once <= MOST_FOR_A_STRETCH:
                changed = self._rearranged(order, self._objective)
                return changed, self._value_of(changed)
            if draw < 0.6:
                return self._moved_for_good_reason(order, self._objective)
        draw = self._chance.random()
        if draw < 0.2:
            return self._shuffled_stretch(order)
        if draw < 0.4:
            return self._swapped(order)
        if draw < 0.65:
            return self._lifted(order)
        return self._reinserted(order)

    def _reach(self, order: Order) -> int:
        """How many places of an order are worth working on: behind them nothing more was won by the best plan."""
        return min(len(order), max(self.places, STRETCH_REARRANGED, LONGEST_STRETCH + self._crews_at_once))

    def _lifted(self, order: Order) -> tuple[Order, float]:
        """Two or three jobs brought forward together: some repairs only pay as a pair."""
        count = min(len(order), 2 + int(self._chance.random() < 0.3))
        chosen = {int(job) for job in self._chance.choice(np.array(order), count, replace=False)}
        first = min(order.index(job) for job in chosen)
        together = [job for job in order if job in chosen]
        rest = [job for job in order if job not in chosen]
        places = {0, first, int(self._chance.integers(0, first + 1)), int(self._chance.integers(0, first + 1))}
        value, at = max((self._value_of([*rest[:at], *together, *rest[at:]]), -at) for at in sorted(places))
        return (*rest[:-at], *together, *rest[-at:]) if at else (*together, *rest), value

    def _rearranged(self, order: Order, objective: WorthOverTime) -> Order:
        """The order with one stretch in the best order for it, if one job after the other took its time."""
        length = min(STRETCH_REARRANGED, len(order))
        begin = int(self._chance.integers(0, self._reach(order) - length + 1))
        before = sum(1 << job for job in order[:begin])
        best = best_stretch(self._problem, objective, before, order[begin : begin + length])
        return (*order[:begin], *best, *order[begin + length :])

    def varied(self, order: Order) -> Order:
        """An order near another one, whatever it is worth."""
        draw = self._chance.random()
        if draw < 0.4:
            return self._at_another_place(order, 1)
        if draw < 0.6:
            return self._at_another_place(order, 2)
        if draw < 0.8:
            return self._swapped(order)[0]
        return self._shuffled_stretch(order)[0]

    def _at_another_place(self, order: Order, count: int) -> Order:
        """The order with some jobs taken out and put back anywhere, together."""
        count = min(count, len(order) - 1)
        chosen = {int(job) for job in self._chance.choice(np.array(order), count, replace=False)}
        together = [job for job in order if job in chosen]
        rest = [job for job in order if job not in chosen]
        at = self._near(min(order.index(together[0]), len(rest)), len(rest))
        return (*rest[:at], *together, *rest[at:])

    def _moved_for_good_reason(self, order: Order, objective: WorthOverTime) -> tuple[Order, float]:
        """The order with one job later or earlier that seems out of place at one point: the best of a few."""
        schedule = decode(self._problem, order)
        at = int(self._chance.integers(1, self._reach(order)))
        hints = moves_at(self._problem, objective, schedule, order, at)
        tried = []
        for hint in hints[:HINTS_TRIED]:
            changed = hint.applied(order)
            tried.append((self._value_of(changed), changed))
        if not tried:
            return self._swapped(order)
        value, changed = max(tried)
        return changed, value

    def _swapped(self, order: Order) -> tuple[Order, float]:
        one = int(self._chance.integers(self._reach(order)))
        other = self._near(one, len(order) - 1)
        changed = list(order)
        changed[one], changed[other] = changed[other], changed[one]
        return tuple(changed), self._value_of(changed)

    def _shuffled_stretch(self, order: Order) -> tuple[Order, float]:
        length = int(self._chance.integers(2, min(LONGEST_STRETCH + self._crews_at_once, len(order) + 1)))
        begin = int(self._chance.integers(0, self._reach(order) - length + 1))
        stretch = list(order[begin : begin + length])
        self._chance.shuffle(stretch)
        changed = (*order[:begin], *stretch, *order[begin + length :])
        return changed, self._value_of(changed)

    def _reinserted(self, order: Order) -> tuple[Order, float]:
        """Some jobs taken out and put back, together or one by one, at the best of a few places."""
        taken = self._taken(order)
        rest = [job for job in order if job not in taken]
        groups = [taken] if self._chance.random() < 0.5 else [[job] for job in taken]
        value = -math.inf
        for number, group in enumerate(groups):
            last = [job for later in groups[number + 1 :] for job in later]
            home = min(order.index(group[0]), len(rest))
            places = sorted({self._near(home, len(rest)) for _ in range(PLACES_TRIED)})
            tried = [(self._value_of([*rest[:at], *group, *rest[at:], *last]), -at) for at in places]
            value, at = max(tried)
            rest[-at:-at] = group
        return tuple(rest), value

    def _near(self, place: int, last: int) -> int:
        """Another place from 0 to the last, more often a near one: what is between has to be worked out anew."""
        far = self._chance.random() < FAR
        usual = 1 / (NEAR + self._crews_at_once - 1)
        step = int(self._chance.integers(1, last + 1) if far else self._chance.geometric(usual))
        moved = place + step if self._chance.random() < 0.5 else place - step
        return min(last, max(0, moved))

    def _taken(self, order: Order) -> list[int]:
        """Jobs to take out: one with what waits for it, or a few at random; in the order they have."""
        first = order[int(self._chance.integers(self._reach(order)))]
        if self._chance.random() < 0.5:
            related = {first, *self._problem.jobs[first].after}
            related |= {later for later, job in enumerate(self._problem.jobs) if first in job.after}
            chosen = related if len(related) < len(order) else {first}
        else:
            most = max(1, min(MOST_TAKEN_OUT, len(order) - 1))
            count = int(self._chance.integers(1, most + 1))
            chosen = {int(job) for job in self._chance.choice(np.array(order), count, replace=False)}
        return [job for job in order if job in chosen]
