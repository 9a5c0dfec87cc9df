"""Homes without heat: how warm they are, when they are cold, and when the system must be drained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.cooling import BACK, COLD, DRAIN, INDOOR, TELLING, Homes, cooled, homes_of
from relight.engine.history import History
from relight.engine.replay import State
from relight.engine.wiring import Floats
from relight.model.schema import Facility


@dataclass(frozen=True, eq=False)
class HeatClock:
    """One heat supplier's buildings: temperature now [°C] and minutes of what comes; None where it does not."""

    facility: Facility
    indoor_c: float
    cold_home_at: float | None
    drain_by: float | None
    heat_back_at: float | None


def heat_clocks(state: State, history: History, end: float) -> list[HeatClock]:
    """The clocks of every facility with a time constant whose buildings are or will be without full heat.

    Needs outdoor temperatures; without `weather.csv` there are none.
    """
    homes = homes_of(state)
    found = cooled_by(homes, history, end)
    return [
        HeatClock(
            facility,
            float(row[INDOOR]),
            *(float(row[what]) if np.isfinite(row[what]) else None for what in (COLD, DRAIN, BACK)),
        )
        for facility, row in zip(homes.facilities, found, strict=True)
        if row[TELLING]
    ]


def cooled_by(homes: Homes, history: History, end: float) -> Floats:
    """What becomes of every home by the levels that a history tells, see `relight.engine.cooling`."""
    steps = [history.levels.get(asset, []) for asset in homes.asset.tolist()]
    start = np.concatenate([[0], np.cumsum([len(own) for own in steps], dtype=np.int64)])
    flat = np.array([step for own in steps for step in own], dtype=np.float64).reshape(-1, 2)
    return cooled(homes, start, flat[:, 0].copy(), flat[:, 1].copy(), end)
