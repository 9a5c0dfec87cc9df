"""Large-neighbourhood search over orders: take some jobs out, put them back elsewhere, keep what is better.

What is taken out is a few jobs at random, a stretch of the order, or jobs that wait for each other; they come back
where they fit best among a few places, or shuffled within their stretch. A slightly worse order is accepted now and
then, less and less often (simulated annealing). Everything is drawn from one seed and counted in rounds, so the same
seed gives the same plan unless the clock ends the search first.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from relight.plan.repairs.hints import moves_at
from relight.plan.repairs.objective import Objective, OutOfTimeError, WorthOverTime
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.schedule import Schedule, decode
from relight.plan.repairs.stretch import best_stretch

Order = tuple[int, ...]
Told = Callable[[float, float], None]
"""Called with the share of the budget that is used and the best value so far."""

SAME = 3e-6
"""Share of a bound by which a plan may miss it through the margin that the bound has for rounding."""

PLACES_TRIED = 4
NEAR, FAR = 6.0, 0.25
"""Mean number of places by which a job moves, and how often it moves anywhere."""

STRETCH_REARRANGED = 7
MOST_FOR_A_STRETCH = 3
"""So many crews at most may be at work for a stretch to be put in the best order, which is worked out for one."""

JOBS_A_CREW = 4
"""More crews than one for so many jobs count as no more."""

LONGEST_STRETCH = 8
IDLE_PER_JOB = 12
"""Rounds without a better plan, per job, after which the search goes on from elsewhere."""

MOST_TAKEN_OUT = 4
HINTS_TRIED = 4
"""How many of the most promising moves at one point of the order are worked out."""

FIRST_TEMPERATURE = 0.2
"""As a share of what one job matters: the difference between the best and the worst order at the start, per job."""

HOPELESS = 5.0
"""Temperatures by which a plan is worse that will not be accepted."""


@dataclass(frozen=True)
class Budget:
    """How long to search: rounds make it repeatable, seconds only cut it short."""

    rounds: int
    seconds: float
    enough: Callable[[], float] | None = None  # a value that no plan can beat, as far as it is proven by now
    hints: Callable[[], Sequence[int]] | None = None  # sets of jobs that may belong together at the front


@dataclass(frozen=True)
class Found:
    """What a search found, and what ended it: `rounds`, `seconds`, `bound` or `interrupted`."""

    schedule: Schedule
    value: float
    rounds: int
    ended_by: str


class Search:
    """One search.

    Parameters
    ----------
    problem
        Jobs and crews.
    objective
        What a plan is worth.
    seed
        Of everything that is drawn.
    """

    def __init__(self, problem: RepairProblem, objective: Objective, seed: int) -> None:
        self._problem, self._objective = problem, objective
        self._chance = np.random.default_rng(seed)
        self._values: dict[tuple[float, ...], float] = {}
        self._hinted = False
        # With many crews at work, jobs a few places apart are done at the same time, and only longer moves matter.
        self._crews_at_once = max(1, min(len(problem.teams), len(problem.jobs) // JOBS_A_CREW))
        self._places = len(problem.jobs)
        self._least = -math.inf  # what a plan must reach to be worth working out
        self.best: tuple[float, Schedule] | None = None
        self.starts: list[Schedule] = []
        self.better: list[Schedule] = []  # every plan that was the best when it was found
        self.rounds = 0

    def run(self, starts: Iterable[Callable[[], Order]], budget: Budget, told: Told | None = None) -> Found:
        """The best plan found; an interruption by the keyboard keeps it too."""
        deadline = time.monotonic() + budget.seconds
        ended_by, worth = "rounds", list[float]()
        try:
            for start in starts:
                if worth and time.monotonic() > deadline:
                    raise OutOfTimeError
                # An order that ran out of time is judged all the same: it is the best there is.
                self._watch(deadline if worth else math.inf)
                order = start()
                self._watch(math.inf)
                worth.append(self._begin_with(order))
                if told is not None and self.best is not None:
                    told(0.0, self.best[0])
            self._watch(deadline)
            if len(self._problem.jobs) > 1:
                ended_by = self._improve(budget, deadline, max(worth) - min(worth), told)
        except OutOfTimeError:
            ended_by = "seconds"
        except KeyboardInterrupt:
            ended_by = "interrupted"
        finally:
            self._watch(math.inf)
        if self.best is None:
            self.consider(tuple(range(len(self._problem.jobs))))
        assert self.best is not None
        return Found(self.best[1], self.best[0], self.rounds, ended_by)

    def _watch(self, deadline: float) -> None:
        """Let the objective give up when the clock says so."""
        if isinstance(self._objective, WorthOverTime):
            self._objective.deadline = deadline

    def _begin_with(self, order: Order) -> float:
        self.starts.append(decode(self._problem, order))
        return self.consider(order)

    def _improve(self, budget: Budget, deadline: float, spread: float, told: Told | None) -> str:
        assert self.best is not None
        value, order = self.best[0], self.best[1].order
        scale = FIRST_TEMPERATURE * max(spread, 1e-3 * abs(value), 1e-9) / len(order)
        idle = 0
        while self.rounds < budget.rounds:
            if budget.enough is not None and self.best[0] >= (enough := budget.enough()) - SAME * abs(enough):
                return "bound"
            now = time.monotonic()
            if now >= deadline:
                return "seconds"
            for together in budget.hints() if budget.hints is not None else ():
                hinted = self._brought_forward(self.best[1].order, together)
                if (new := self.consider(hinted)) > value:
                    order, value, self._hinted = hinted, new, True
            self.rounds += 1
            used = max(self.rounds / budget.rounds, 1 - (deadline - now) / budget.seconds)
            before = self.best[0]
            # By rounds alone: the clock must not reach what is drawn or accepted.
            temperature = scale * (1 - self.rounds / budget.rounds)
            self._least = value - HOPELESS * temperature
            changed, new = self.neighbour(order)
            if new >= value or (temperature > 0 and self._chance.random() < math.exp((new - value) / temperature)):
                order, value = changed, new
            idle = 0 if self.best[0] > before else idle + 1
            if idle > IDLE_PER_JOB * len(order):
                value, order, idle = *self._fresh(), 0
            if told is not None:
                told(used, self.best[0])
        # Hints come when they come, so the seed alone has not decided.
        return "seconds" if self._hinted else "rounds"

    def _brought_forward(self, order: Order, together: int) -> Order:
        """The order with a set of jobs before all others."""
        return tuple(sorted(order, key=lambda job: not together >> job & 1))

    def _fresh(self) -> tuple[float, Order]:
        """Where to go on when nothing better was found for long: from the best plan, or from anywhere."""
        assert self.best is not None
        if self._chance.random() < 0.5:
            return self.best[0], self.best[1].order
        order = tuple(int(job) for job in self._chance.permutation(len(self._problem.jobs)))
        return self.consider(order), order

    def consider(self, order: Sequence[int]) -> float:
        """The value of an order; the best plan so far is kept."""
        schedule = decode(self._problem, order)
        value = self._values.get(schedule.ends)
        if value is None:
            value = self._value(schedule.ends)
            self._values[schedule.ends] = value
        if self.best is None or value > self.best[0] + 1e-9 * abs(self.best[0]):
            self.best = (value, schedule)
            self.better.append(schedule)
            if isinstance(self._objective, WorthOverTime):
                done = self._objective.enough_done(schedule.ends)
                self._places = len(order) if done is None else done + len(self._problem.teams)
        return value

    def _value(self, ends: Sequence[float]) -> float:
        """The value, exact if the plan is the best so far; of a plan that is far worse only how good it is at most."""
        objective = self._objective
        if self.best is None or not isinstance(objective, WorthOverTime):
            return objective.value(ends)
        value = objective.promise(ends, self._least)
        return objective.value(ends) if value > self.best[0] else value

    def neighbour(self, order: Order) -> tuple[Order, float]:
        """An order near another one, and what it is worth."""
        draw = self._chance.random()
        if isinstance(self._objective, WorthOverTime):
            if draw < 0.25 and self._crews_at_once <= MOST_FOR_A_STRETCH:
                changed = self._rearranged(order, self._objective)
                return changed, self.consider(changed)
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
        return min(len(order), max(self._places, STRETCH_REARRANGED, LONGEST_STRETCH + self._crews_at_once))

    def _lifted(self, order: Order) -> tuple[Order, float]:
        """Two or three jobs brought forward together: some repairs only pay as a pair."""
        count = min(len(order), 2 + int(self._chance.random() < 0.3))
        chosen = {int(job) for job in self._chance.choice(np.array(order), count, replace=False)}
        first = min(order.index(job) for job in chosen)
        together = [job for job in order if job in chosen]
        rest = [job for job in order if job not in chosen]
        places = {0, first, int(self._chance.integers(0, first + 1)), int(self._chance.integers(0, first + 1))}
        value, at = max((self.consider([*rest[:at], *together, *rest[at:]]), -at) for at in sorted(places))
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
            tried.append((self.consider(changed), changed))
        if not tried:
            return self._swapped(order)
        value, changed = max(tried)
        return changed, value

    def _swapped(self, order: Order) -> tuple[Order, float]:
        one = int(self._chance.integers(self._reach(order)))
        other = self._near(one, len(order) - 1)
        changed = list(order)
        changed[one], changed[other] = changed[other], changed[one]
        return tuple(changed), self.consider(changed)

    def _shuffled_stretch(self, order: Order) -> tuple[Order, float]:
        length = int(self._chance.integers(2, min(LONGEST_STRETCH + self._crews_at_once, len(order) + 1)))
        begin = int(self._chance.integers(0, self._reach(order) - length + 1))
        stretch = list(order[begin : begin + length])
        self._chance.shuffle(stretch)
        changed = (*order[:begin], *stretch, *order[begin + length :])
        return changed, self.consider(changed)

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
            tried = [(self.consider([*rest[:at], *group, *rest[at:], *last]), -at) for at in places]
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
