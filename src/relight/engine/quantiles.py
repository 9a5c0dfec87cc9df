"""P10, P50 and P90, as they stand in the dictionary of an ensemble."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from relight.engine.wiring import Floats

PERCENTS = (10, 50, 90)

LIKELY = 0.1
"""What does not happen in the single run is told of from one scenario in ten on."""


def exact(values: Floats, rounding: Callable[[float], float]) -> dict[str, float]:
    """The quantiles of one number a scenario: the smallest that so many percent of the scenarios do not exceed."""
    found = np.percentile(values, PERCENTS, method="inverted_cdf")
    return {f"p{percent}": rounding(float(value)) for percent, value in zip(PERCENTS, found, strict=True)}
