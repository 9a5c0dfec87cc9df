"""Counts of scenarios in fixed bins: memory that does not grow with their number, sums that do not care for order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relight.engine.compiled import OPTIONS, compiler
from relight.engine.wiring import Floats, Ints

Counts = NDArray[np.unsignedinteger[Any]]


compiled = compiler(__file__, **OPTIONS)

FEW = 255
"""The most scenarios that a small Histogram counts."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """How often each quantity fell nearest to each of `bins` + 1 evenly spaced values from 0 to its `most`.

    A quantile read from it is off by at most half a bin: `most` ÷ `bins` ÷ 2.
    """

    most: Floats  # per quantity
    counts: Counts  # quantity × bin

    def add(self, values: Floats) -> None:
        """Count one scenario's value of every quantity; nan is not counted."""
        count_nearest(self.counts, self.most, values)

    def merge(self, other: Histogram) -> None:
        """Add another one's counts to these."""
        self.counts[:] += other.counts

    def quantile(self, percent: int) -> Floats:
        """The smallest bin value of every quantity that at least `percent` of the scenarios do not exceed."""
        bins = self.counts.shape[1] - 1
        below = np.cumsum(self.counts, axis=1, dtype=np.int64)
        needed = np.ceil(below[:, -1:] * percent / 100)
        first: Ints = np.argmax(below >= np.maximum(needed, 1), axis=1)
        value: Floats = self.most * first / bins
        return value


def empty_histogram(most: Floats, bins: int, few: bool = False) -> Histogram:
    """A Histogram without any scenario, small if it is for no more than `FEW` of them."""
    return Histogram(most, np.zeros((len(most), bins + 1), dtype=np.uint8 if few else np.uint32))


@compiled
def count_nearest(counts: Counts, most: Floats, values: Floats) -> None:
    """Add one to the bin of every quantity that is nearest to its value."""
    bins = counts.shape[1] - 1
    for at in range(len(values)):
        if np.isnan(values[at]):
            continue
        share = values[at] / most[at] if most[at] > 0.0 else 0.0
        counts[at, int(min(max(np.rint(share * bins), 0.0), bins))] += 1
