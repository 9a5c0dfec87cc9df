"""How good a plan is, for objectives that only ask what is repaired when: worth of the repaired set × time.

Sets of jobs are whole numbers, one bit a job, so that what was computed for a set once is found again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

Worths = Callable[[Sequence[int]], Sequence[float]]
"""Worth of sets of repaired jobs, many at a time; more is better."""

STEPS_AT_ONCE = 48
"""So many sets are worked out before it is asked whether the rest can matter."""

ROUNDING = 1e-9
HARDLY = 1e-4

SETS_AT_ONCE = 128
"""So many sets are worked out before the clock is looked at."""


class OutOfTimeError(Exception):
    """The time for planning is over in the middle of something."""


class Objective(Protocol):
    """What a search needs to know of an objective."""

    def value(self, ends: Sequence[float]) -> float:
        """How good a plan is whose jobs end at those minutes; more is better."""


class WorthOverTime:
    """Worth of what is repaired, summed over the hours of the horizon.

    Parameters
    ----------
    worths
        Worth of sets, per hour.
    end_minute
        End of the horizon.
    most
        What no set is worth more than.
    """

    def __init__(self, worths: Worths, end_minute: float, most: float = math.inf) -> None:
        self._worths, self._most = worths, most
        self._known: dict[int, float] = {}
        self.end_minute = end_minute
        self.deadline = math.inf  # on the monotonic clock [s]; sets asked for later raise OutOfTimeError

    def worth(self, repaired: int) -> float:
        """Worth of one set."""
        if repaired not in self._known:
            self.prepare([repaired])
        return self._known[repaired]

    def prepare(self, sets: Iterable[int]) -> None:
        """Work out many sets in one go.

        Raises
        ------
        OutOfTimeError
            If the deadline passes before the last of them.
        """
        missing = [repaired for repaired in dict.fromkeys(sets) if repaired not in self._known]
        for first in range(0, len(missing), SETS_AT_ONCE):
            if time.monotonic() > self.deadline:
                raise OutOfTimeError
            some = missing[first : first + SETS_AT_ONCE]
            self._known.update(zip(some, self._worths(some), strict=True))

    def value(self, ends: Sequence[float]) -> float:
        """Worth × hours over the horizon."""
        return self.value_of(steps_of(ends, self.end_minute))

    def value_of(self, steps: Sequence[tuple[float, int]]) -> float:
        """The same for sets that are told with the minute from which each holds, beginning with minute 0."""
        self.prepare(repaired for _, repaired in steps)
        total = 0.0
        for (minute, repaired), until in zip(steps, [*(at for at, _ in steps[1:]), self.end_minute], strict=True):
            total += self._known[repaired] * (until - minute) / 60
        return total

    def promise(self, ends: Sequence[float], least: float) -> float:
        """At least the value, for less work: exact unless it is below `least` or a set was worth the most there is.

        After such a set everything is taken to be worth the most; nearly always it is.
        """
        steps = steps_of(ends, self.end_minute)
        untils = [*(at for at, _ in steps[1:]), self.end_minute]
        total = 0.0
        for first in range(0, len(steps), STEPS_AT_ONCE):
            some = steps[first : first + STEPS_AT_ONCE]
            self.prepare(repaired for _, repaired in some)
            for (minute, repaired), until in zip(some, untils[first:], strict=False):
                worth = self._known[repaired]
                if worth >= self._most * (1 - ROUNDING):
                    return total + self._most * (self.end_minute - minute) / 60
                total += worth * (until - minute) / 60
            could_be = total + self._most * (self.end_minute - until) / 60
            if could_be < least:
                return could_be
        return total

    def enough_done(self, ends: Sequence[float]) -> int | None:
        """How many jobs are done when hardly anything is left to win, None if that is never so."""
        for _, repaired in steps_of(ends, self.end_minute):
            if self._known.get(repaired, -math.inf) >= self._most * (1 - HARDLY):
                return repaired.bit_count()
        return None


def steps_of(ends: Sequence[float], end_minute: float) -> list[tuple[float, int]]:
    """Minute and what is repaired from then on, beginning with minute 0, before the end of the horizon."""
    steps = [(0.0, 0)]
    repaired = 0
    for minute, job in sorted((minute, job) for job, minute in enumerate(ends) if minute < end_minute):
        repaired |= 1 << job
        if minute <= steps[-1][0]:
            steps[-1] = (steps[-1][0], repaired)
        else:
            steps.append((minute, repaired))
    return steps
