"""P10, P50 and P90, as they stand in the dictionary of an ensemble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from relight.engine.replay import State
from relight.engine.result_rows import stamp
from relight.engine.wiring import Floats

PERCENTS = (10, 50, 90)

LIKELY = 0.1
"""What does not happen in the single run is told of from one scenario in ten on."""


def ranked(values: Floats) -> dict[int, float]:
    """Percent -> the smallest of one number a scenario that so many percent of the scenarios do not exceed."""
    ordered = np.sort(values)
    return {percent: float(ordered[max(-(-len(ordered) * percent // 100), 1) - 1]) for percent in PERCENTS}


def exact(values: Floats, rounding: Callable[[float], float]) -> dict[str, float]:
    """The quantiles of one number a scenario."""
    return {f"p{percent}": rounding(value) for percent, value in ranked(values).items()}


def times(minutes: dict[int, float], state: State) -> dict[str, str | None]:
    """The quantiles of a time of which the minutes are given; null where that is not within the horizon (inf)."""
    return {
        f"p{percent}": None if np.isinf(minute) else stamp(minute, state) for percent, minute in minutes.items()
    }


def back_times(minutes: Floats, state: State) -> dict[str, Any]:
    """When something is back, one minute a scenario (inf = not within the horizon), and how often it is not."""
    return {**times(ranked(minutes), state), "not_back": share(float(np.isinf(minutes).mean()))}


def share(value: float) -> float:
    """A share of the scenarios as it is printed."""
    return round(value, 6) + 0.0
