"""Large-neighbourhood search over orders: try orders near one, keep what is better.

A slightly worse order is accepted now and then, less and less often (simulated annealing). Everything is drawn from
one seed and counted in rounds, so the same seed gives the same plan unless the clock ends the search first.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from relight.plan.repairs.neighbourhood import Neighbourhood, Order
from relight.plan.repairs.objective import Objective, OutOfTimeError, WorthOverTime
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.schedule import Schedule, decode

Told = Callable[[float, float], None]
"""Called with the share of the budget that is used and the best value so far."""

SAME = 3e-6
"""Share of a bound by which a plan may miss it through the margin that the bound has for rounding."""

IDLE_PER_JOB = 12
"""Rounds without a better plan, per job, after which the search goes on from elsewhere."""

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
        self.nearby = Neighbourhood(problem, objective, self._chance, self.consider)
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
            changed, new = self.nearby.neighbour(order)
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
                self.nearby.places = len(order) if done is None else done + len(self._problem.teams)
        return value

    def _value(self, ends: Sequence[float]) -> float:
        """The value, exact if the plan is the best so far; of a plan that is far worse only how good it is at most."""
        objective = self._objective
        if self.best is None or not isinstance(objective, WorthOverTime):
            return objective.value(ends)
        value = objective.promise(ends, self._least)
        return objective.value(ends) if value > self.best[0] else value
