"""A bound that no plan can beat: at each time the best that so much work could have repaired, summed over time.

At each time crews can have finished at most so many jobs and so much work. Whatever they have finished, it serves at
most what the best choice of that much work serves; and that choice may be relaxed: part of a job for part of the work,
flows that only keep to limits and balance. HiGHS's bound on that programme is the proof, whether or not it found the
optimum. What a bound says holds for plans in which repairs take the time they take, not for a hand-written one that
is quicker than crews can be.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Event, Thread

import numpy as np

from relight.engine.timeline import SEEN_ON
from relight.engine.wiring import Floats
from relight.plan.repairs.capacity import CapacityCurve
from relight.plan.repairs.damage import Damage
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.relaxation import Relaxation
from relight.plan.repairs.relaxed_programme import RelaxedProgramme
from relight.plan.repairs.service_rows import ServiceRows, service_rows

MOST_MOMENTS = 96
"""So often the programme is solved with parts of jobs; moments lie closest where most is won."""

WORTH_A_MOMENT = 1e-4
"""Share of what can be won by which a moment more must be able to lower the bound."""

MARGIN = 1e-6
"""Added to every bound, as a share of it, for the solver's rounding."""

SECONDS_SHARE = 0.4
"""Share of the seconds for which jobs count as whole where nothing else can be done in the meantime."""

LARGE_COLUMNS = 2_500

TRIED_SHARE = 0.1
"""Share of the time that is left by which one moment may take."""

SECONDS_A_MOMENT = 0.25, 5.0
"""How long to try with whole jobs at one moment, at least and at most."""


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


class Proof:
    """The work on a bound: first with parts of jobs, then moment by moment with whole ones.

    Parameters
    ----------
    goal
        What plans are judged by.
    """

    def __init__(self, goal: Goal) -> None:
        self._goal = goal
        self._curve = CapacityCurve(goal.problem)
        self._end = goal.quick.end_minute
        damage, services = (goal.damage, None) if goal.more_is_better else _least_and_services(goal)
        self._relaxation = Relaxation(RelaxedProgramme(damage, goal.problem, self._curve.efforts, services))
        self._nothing = self._relaxation.most_in_parts(self._curve.before(0.0)).most
        self._most: dict[float, float] = {}  # moment -> bound just before it [MW, or weighted people]
        self._divided: set[float] = set()  # moments whose solution has parts of jobs
        self._hints: list[int] = []  # sets of jobs that some moment's best solution has done
        self._count_parts()

    @property
    def bound(self) -> Bound:
        """What is proven by now."""
        moments = sorted(self._most)
        most, total = self._monotone(moments), self._relaxation.total
        spans = zip([0.0, *moments], moments, most, strict=False)
        steps = tuple((begin, end, worth * (1 + MARGIN)) for begin, end, worth in spans)
        if self._goal.more_is_better:
            why = "most load that the work done by each time could restore, flows relaxed"
            return Bound(sum(worth * (end - begin) / 60 for begin, end, worth in steps), why, steps)
        why = "most people whom the work done by each time could give services to, backups taken to last for ever"
        return Bound(sum(max(0.0, total - worth) * (end - begin) / 60 for begin, end, worth in steps), why, steps)

    @property
    def is_large(self) -> bool:
        """Whether the programme is too large to be solved with whole jobs at every moment."""
        return self._relaxation.columns > LARGE_COLUMNS

    def count_whole(self, deadline: float, stop: Event | None = None) -> None:
        """Lower the bound with whole jobs, moment by moment, until a clock's time or until it is told to stop."""
        if deadline <= time.monotonic():
            return
        left = self._worth_whole()
        while left and not (stop and stop.is_set()):
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return
            least, most = SECONDS_A_MOMENT
            moment = left.pop(0)
            seconds = min(remaining, max(least, min(most, TRIED_SHARE * remaining)))
            relaxed = self._relaxation.most_in_whole(self._curve.before(moment), seconds)
            if relaxed is not None:
                self._most[moment] = min(relaxed.most, self._most[moment])
                self._hints.append(sum(1 << job for job in np.flatnonzero(relaxed.done > 0.5).tolist()))

    def new_hints(self) -> list[int]:
        """Sets of jobs that belong together by a relaxed optimum, those not asked for yet."""
        found, self._hints = self._hints, []
        return [repaired for repaired in found if repaired]

    @contextmanager
    def going_on(self, deadline: float) -> Iterator[None]:
        """Go on with whole jobs in a thread of its own for as long as the block runs."""
        stop = Event()
        thread = Thread(target=self.count_whole, args=(deadline, stop), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _count_parts(self) -> None:
        """Solve with parts of jobs at the end, and where the bound's steps are highest and longest."""
        candidates = self._curve.moments(self._end)
        self._solve(self._end)
        if len(candidates) <= MOST_MOMENTS:
            for moment in reversed(candidates[:-1]):
                self._solve(moment)
            return
        for _ in range(MOST_MOMENTS):
            moments = [0.0, *sorted(self._most)]
            most = [self._nothing, *self._monotone(moments[1:])]
            steps = zip(moments, moments[1:], most, most[1:], strict=False)
            height, begin, end = max(((high - low) * (to - start), start, to) for start, to, low, high in steps)
            could_win = max(most[-1] - self._nothing, 1e-9) * self._end
            if height <= WORTH_A_MOMENT * could_win or end - begin < 1.0:
                return
            self._solve((begin + end) / 2)

    def _solve(self, moment: float) -> None:
        relaxed = self._relaxation.most_in_parts(self._curve.before(moment))
        self._most[moment] = relaxed.most
        if _is_divided(relaxed.done):
            self._divided.add(moment)

    def _monotone(self, moments: list[float]) -> list[float]:
        """The bound at each moment; what can be done earlier can be done later."""
        most = [self._most[moment] for moment in moments]
        return np.minimum.accumulate(most[::-1])[::-1].tolist() if most else []

    def _worth_whole(self) -> list[float]:
        """Moments at which whole jobs may say more, spread wide first: each lowers the bound at those before it too."""
        most = self._most[self._end]
        open_moments = [
            moment
            for moment in sorted(self._most)
            if self._most[moment] > self._nothing * (1 + MARGIN)
            and (self._most[moment] < most * (1 - MARGIN) or not self.is_large)
            and moment in self._divided
        ]
        order: list[float] = []
        step = 1
        while step < len(open_moments):
            step *= 2
        while step >= 1:
            order += [each for each in open_moments[step - 1 :: step] if each not in order]
            step //= 2
        return order


def _is_divided(done: Floats) -> bool:
    return bool(((done > 1e-6) & (done < 1 - 1e-6)).any())


def bound_of(goal: Goal, seconds: float) -> Bound | None:
    """The bound on every plan's score; None if the keyboard interrupts the work on it.

    Parameters
    ----------
    goal
        What plans are judged by.
    seconds
        How long the whole planning may take.
    """
    begin = time.monotonic()
    try:
        proof = Proof(goal)
        proof.count_whole(begin + SECONDS_SHARE * seconds)
    except KeyboardInterrupt:
        return None
    return proof.bound


def _least_and_services(goal: Goal) -> tuple[Damage, ServiceRows]:
    """The damage with every feeder's least demand of the week, and who has which service by what has power.

    A feeder that somebody saw with power counts as on whatever the grid is computed to serve: it takes nothing.
    """
    state = goal.forecaster.state
    least_mw = np.where(state.present.seen == SEEN_ON, 0.0, state.model.demand_mw.min(axis=0))
    return replace(goal.damage, demand_mw=least_mw), service_rows(state.model, goal.forecaster.weights.tolist())


def gap_of(bound: float, score: float, nothing: float) -> float | None:
    """(bound − plan) ÷ (bound − no repairs); None if repairs can win nothing."""
    could_win = bound - nothing
    if abs(could_win) <= 1e-5 * max(1.0, abs(bound)):
        return None
    return (bound - score) / could_win
