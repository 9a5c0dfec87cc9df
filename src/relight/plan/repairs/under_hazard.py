"""What an order of jobs is worth if one hazard comes, over drawn futures that are the same for every order."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import numpy as np

from relight.engine.ensembles.hits import Hit, with_hits
from relight.engine.returns import conditions
from relight.engine.wiring import Floats
from relight.model.hazard import Hazard
from relight.plan.repairs.climb import Climbed, climb
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.neighbourhood import Order
from relight.plan.repairs.objective import WorthOverTime
from relight.plan.repairs.robust import draw_futures
from relight.plan.repairs.rows import repairs_of
from relight.plan.repairs.schedule import Schedule, decode, delayed
from relight.plan.repairs.search import Search
from relight.plan.repairs.struck import GRID_KINDS, futures_hit, struck

ROUNDS = 600
"""Orders that are judged by the quick objective under one hazard."""

JUDGED_ROUNDS = 40
"""Orders that the engine judges after them, where the quick objective stands in for it."""

CANDIDATES = 6
"""So many of the best by the quick objective the engine judges first."""

QUICK_SHARE = 0.3
"""Share of the time for the quick objective where the engine has the last word."""


class UnderHazard:
    """Scores of orders under one hazard: the mean over futures with their own hits and, if wanted, repair times.

    Parameters
    ----------
    goal
        What plans are judged by.
    hazard
        What comes; it is taken as certain.
    scenarios
        How many futures.
    seed
        Of the draws; repair times are the same under every hazard.
    drawn_times
        Whether repairs take as long as drawn; else as long as usual.
    """

    def __init__(self, goal: Goal, hazard: Hazard, scenarios: int, seed: int, drawn_times: bool) -> None:
        self.goal, self.hazard, self._seed = goal, hazard, seed
        drawn = futures_hit(goal, hazard, scenarios, seed)
        problems = draw_futures(goal, scenarios, seed).problems if drawn_times else (goal.problem,) * scenarios
        # Futures that are the same, as they all are when nothing is hit or drawn, are worked out once.
        counts = Counter(zip(problems, drawn, strict=True))
        self.futures = tuple((count / scenarios, *future) for future, count in counts.items())
        self._counts = np.array(list(counts.values()))
        grid = sorted({hit.asset for hits in drawn for hit in hits if hit.asset.partition(":")[0] in GRID_KINDS})
        jobs = len(goal.problem.jobs)
        self._bits = {asset: 1 << (jobs + number) for number, asset in enumerate(grid)}
        numbers = {asset: jobs + number for number, asset in enumerate(grid)}
        damage = struck(goal.damage, goal.forecaster.state.model, numbers)
        self._quick = WorthOverTime(goal.worths_with(damage), goal.quick.end_minute)
        self._known: dict[tuple[tuple[float, ...], ...], Floats] = {}

    def quick_value(self, order: Order) -> float:
        """Mean worth by the quick objective; more is better."""
        return sum(share * self._worth(plan, hits) for share, plan, hits in self._plans(order))

    def scores(self, plan: Order | Schedule) -> Floats:
        """Served megawatt-hours, or weighted person-hours without services as the engine has them, in every future.

        An order is timed anew in each. A Schedule is taken as it is written; where repairs take as long as drawn, work
        begins no sooner than written, and a crew that is late is late for its next job.
        """
        plans = self._plans(plan)
        key = tuple(plan.ends for _, plan, _ in plans)
        if key not in self._known:
            judged = self._worth if self.goal.more_is_better else self._person_hours
            self._known[key] = np.array([judged(timed, hits) for _, timed, hits in plans])
        return np.repeat(self._known[key], self._counts)

    def score(self, plan: Order | Schedule) -> float:
        """Mean of the scores."""
        return float(self.scores(plan).mean())

    def value(self, plan: Order | Schedule) -> float:
        """The score so that more is better."""
        return self.score(plan) if self.goal.more_is_better else -self.score(plan)

    def search(self, starts: Sequence[Order], rounds: int, deadline: float) -> Climbed:
        """The best orders found from some starts, for so many rounds at most; the first start is always judged."""
        nearby = Search(self.goal.problem, self.goal.quick, self._seed).nearby
        rounds = rounds if len(self.goal.problem.jobs) > 1 else 0
        until = deadline
        if not self.goal.more_is_better:
            now = time.monotonic()
            until = now + QUICK_SHARE * (deadline - now)
        found = climb(starts, self.quick_value, nearby.varied, min(ROUNDS, rounds), self._seed, until)
        if self.goal.more_is_better:
            return found
        again = [starts[0], *found.orders[:CANDIDATES], *starts[1:]]
        judged = climb(again, self.value, nearby.varied, min(JUDGED_ROUNDS, rounds), self._seed, deadline)
        ended_by = "seconds" if "seconds" in (found.ended_by, judged.ended_by) else "rounds"
        return Climbed(judged.orders, found.rounds + judged.rounds, ended_by)

    def _plans(self, plan: Order | Schedule) -> list[tuple[float, Schedule, tuple[Hit, ...]]]:
        """Share of each future, the plan as it goes there, and what is hit there."""
        usual = self.goal.problem
        return [
            (share, delayed(plan, usual, drawn) if isinstance(plan, Schedule) else decode(drawn, plan), hits)
            for share, drawn, hits in self.futures
        ]

    def _worth(self, plan: Schedule, hits: Sequence[Hit]) -> float:
        """Worth over time of what is repaired and not down."""
        end_minute = self._quick.end_minute
        changes = [(end, 1 << job) for job, end in enumerate(plan.ends)]
        for hit in hits:
            if hit.asset in self._bits:
                bit = self._bits[hit.asset]
                changes += [(hit.begin_minute, bit), (hit.end_minute, bit)]
        steps, now = [(0.0, 0)], 0
        for minute, bit in sorted(change for change in changes if change[0] < end_minute):
            now ^= bit
            if minute <= steps[-1][0]:
                steps[-1] = (steps[-1][0], now)
            else:
                steps.append((minute, now))
        return self._quick.value_of(steps)

    def _person_hours(self, plan: Schedule, hits: Sequence[Hit]) -> float:
        situation = self.goal.forecaster.state.situation
        steps, _ = conditions(situation, repairs_of(plan, self.goal.problem, situation.at))
        return self.goal.score_of(self.goal.forecaster.run_steps(with_hits(steps, hits, situation.at)))
