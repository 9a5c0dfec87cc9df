"""How good a plan is, for objectives that only ask what is repaired when: worth of the repaired set × time.

Sets of jobs are whole numbers, one bit a job, so that what was computed for a set once is found again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

Worths = Callable[[Sequence[int]], Sequence[float]]
"""Worth of sets of repaired jobs, many at a time; more is better."""


class Objective(Protocol):
    """What a search needs to know of an objective."""

    def value(self, ends: Sequence[float]) -> float:
        """How good a plan is whose jobs end at those minutes; more is better."""

    @property
    def evaluations(self) -> int:
        """How much work it was so far, in units that do not depend on the machine."""


class WorthOverTime:
    """Worth of what is repaired, summed over the hours of the horizon.

    Parameters
    ----------
    worths
        Worth of sets, per hour.
    end_minute
        End of the horizon.
    """

    def __init__(self, worths: Worths, end_minute: float) -> None:
        self._worths = worths
        self._known: dict[int, float] = {}
        self.end_minute = end_minute

    @property
    def evaluations(self) -> int:
        """How many sets were worked out."""
        return len(self._known)

    def worth(self, repaired: int) -> float:
        """Worth of one set."""
        if repaired not in self._known:
            self.prepare([repaired])
        return self._known[repaired]

    def prepare(self, sets: Iterable[int]) -> None:
        """Work out many sets in one go."""
        missing = [repaired for repaired in dict.fromkeys(sets) if repaired not in self._known]
        if missing:
            self._known.update(zip(missing, self._worths(missing), strict=True))

    def value(self, ends: Sequence[float]) -> float:
        """Worth × hours over the horizon."""
        steps = steps_of(ends, self.end_minute)
        self.prepare(repaired for _, repaired in steps)
        total = 0.0
        for (minute, repaired), until in zip(steps, [*(at for at, _ in steps[1:]), self.end_minute], strict=True):
            total += self._known[repaired] * (until - minute) / 60
        return total


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
