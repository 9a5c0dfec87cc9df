"""The scores of an ensemble: those of every scenario, exactly, and what quantiles they have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from relight.engine.ensembles.quantiles import back_times, exact
from relight.engine.replay import State
from relight.engine.rounding import megawatts, people
from relight.engine.score import Score
from relight.engine.wiring import Floats


def _six(value: float) -> float:
    return round(value, 6)


NUMBERS: dict[str, Callable[[float], float]] = {
    "ens_mwh": megawatts,
    "customer_hours": people,
    "saidi_hours": _six,
    "saifi": _six,
    "caidi_hours": _six,
    "gini_hours_without": _six,
    "spread_hours_without": _six,
}
"""Scores that are a number, and how they are rounded."""

BACK = (50, 90, 99)
"""Percents of those without at the start whose return is a score."""

COLUMNS = len(NUMBERS) + len(BACK)


def score_values(score: Score) -> list[float]:
    """The scores of one scenario in the order of `NUMBERS` and `BACK`; a return that is not foreseen is inf."""
    minutes = (score.back_minutes[percent] for percent in BACK)
    return [
        *(float(getattr(score, name)) for name in NUMBERS),
        *(np.inf if minute is None else minute for minute in minutes),
    ]


def score_bands(values: Floats, state: State) -> dict[str, Any]:
    """P10, P50 and P90 of every score, from scenario × score; `not_back` is how often a return is not foreseen."""
    back = {
        f"back_{percent}_at": back_times(values[:, len(NUMBERS) + at], state) for at, percent in enumerate(BACK)
    }
    return {**{name: exact(values[:, at], rounding) for at, (name, rounding) in enumerate(NUMBERS.items())}, **back}
