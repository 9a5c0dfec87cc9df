"""A zone's rota, what was reached of every objective, and how hard it was looked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from relight.errors import InputError, Problem
from relight.plan.rota.zone_case import Flags
from relight.plan.rota.zone_parts import Parts


@dataclass(frozen=True)
class Effort:
    """How hard each stage is tried; none of it by the clock, so that the result is the same on every machine."""

    whole: float = 0.15  # CP-SAT's deterministic time for a small zone, per stage
    rounds: float = 1.0  # steps of the walk, as a multiple of what each aim has
    seed: int = 0

    @classmethod
    def times(cls, factor: float, seed: int = 0) -> Effort:
        """So many times the usual effort.

        Raises
        ------
        InputError
            If that is no effort, or the seed is negative.
        """
        problems = []
        if not 0 < factor < float("inf"):
            problems.append(Problem("effort", 0, "", f"{factor:g} is no effort", "give a number above 0, as 1 or 2"))
        if seed < 0:
            problems.append(Problem("seed", 0, "", f"{seed} cannot be a seed", "give a whole number from 0 on"))
        if problems:
            raise InputError(problems)
        return cls(whole=factor * cls.whole, rounds=factor * cls.rounds, seed=seed)


USUAL_EFFORT = Effort()


@dataclass(frozen=True)
class Stage:
    """One objective: what was reached, what cannot be beaten, and how long it took."""

    name: str
    value: int
    bound: int
    unit: str
    proven: bool
    seconds: float = field(compare=False)

    @property
    def gap(self) -> float:
        """(value − bound) ÷ value; 0 where it is proven to be the best."""
        return 0.0 if self.proven or not self.value else max(0.0, (self.value - self.bound) / self.value)


@dataclass(frozen=True, eq=False)
class ZoneRota:
    """Which group is off in which slot, and how good that is."""

    off: Flags  # group × slot
    stages: tuple[Stage, ...]
    limits_hold: bool
    parts: Parts | None = None  # of what is cut, where they were looked for
