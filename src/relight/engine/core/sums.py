"""Sums of rows of a table, each times its factor, four in a pass: a total is read and written a quarter as often."""

from __future__ import annotations

from relight.engine.core.machine import Floats, inlined


@inlined
def add_four(total: Floats, one: Floats, two: Floats, three: Floats, four: Floats, factor: Floats, at: int) -> None:
    """Add four rows, times the factors from a place on."""
    times_one, times_two, times_three, times_four = factor[at], factor[at + 1], factor[at + 2], factor[at + 3]
    for place in range(len(total)):
        total[place] += (times_one * one[place] + times_two * two[place]) + (
            times_three * three[place] + times_four * four[place]
        )


@inlined
def add_one(total: Floats, one: Floats, times: float) -> None:
    """Add a row, times a factor."""
    for place in range(len(total)):
        total[place] += times * one[place]
