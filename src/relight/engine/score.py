"""Scores of an outlook: energy not served, IEEE 1366 indices, time until most are back, and how evenly it fell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relight.engine.wiring import Floats


@dataclass(frozen=True)
class Score:
    """How bad the horizon is. Indices follow IEEE Std 1366 over the horizon, without leaving out major events."""

    ens_mwh: float
    customer_hours: float
    saidi_hours: float
    saifi: float
    caidi_hours: float
    back_minutes: dict[int, float | None]  # share of those without at the start [%] -> minute they are back
    gini_hours_without: float
    spread_hours_without: float


def customer_indices(hours_off: float, interruptions: float, customers: float) -> tuple[float, float, float]:
    """SAIDI [h], SAIFI and CAIDI [h]: Σ r·N ÷ N_T, Σ N ÷ N_T and their ratio; 0 where nobody is interrupted."""
    if customers <= 0:
        return 0.0, 0.0, 0.0
    saidi, saifi = hours_off / customers, interruptions / customers
    return saidi, saifi, saidi / saifi if saifi > 0 else 0.0


def back_minutes(series: Sequence[tuple[float, float]]) -> dict[int, float | None]:
    """For 50, 90 and 99 %: the minute from which so many of those without at the start stay served.

    `series` is (minute, people without) in order of time; None where the share is not reached for good.
    """
    found: dict[int, float | None] = {}
    first = series[0][1] if series else 0.0
    for percent in (50, 90, 99):
        most = first * (1 - percent / 100)
        minute: float | None = None
        for at, without in series:
            if without > most + 1e-6:
                minute = None
            elif minute is None:
                minute = at
        found[percent] = minute
    return found


def gini(values: Floats, weights: Floats) -> float:
    """Gini coefficient of values weighted by people: 0 = all the same, towards 1 = all on one."""
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    total, mass = float((values * weights).sum()), float(weights.sum())
    if total <= 0 or mass <= 0:
        return 0.0
    below = np.cumsum(weights) - weights / 2
    return max(0.0, float(2 * (values * weights * below).sum() / (total * mass) - 1))
