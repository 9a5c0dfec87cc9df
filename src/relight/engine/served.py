"""What the grid serves at one instant, and why a feeder does not get all it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from relight.engine.grid import BoolArray, FloatArray, Grid, GridState, IntArray

Method = Literal["core", "simplex", "ipm"]
"""How served load is solved: by the compiled core, or by HiGHS's simplex or interior point. No result depends on it."""

WHOLE = 1.0 - 1e-6
"""Share of its demand from which a feeder counts as served in full."""


class Reason(IntEnum):
    """Why a feeder does not get all it asks for."""

    ON = 0
    NO_LIVE_PATH = 1
    NO_CAPACITY = 2
    LINE_LIMIT = 3
    REPORTED_OUT = 4
    LEAST_OUTPUT = 5  # with unit commitment only


@dataclass(frozen=True, eq=False)
class Served:
    """What the grid serves at one instant."""

    served_mw: float
    protected_mw: float
    served_by_island: FloatArray
    feeder_mw: FloatArray  # whole feeders, a divisible one in part
    feeder_reason: NDArray[np.int8]  # a Reason each; a divisible feeder served in part has one too
    bus_island: IntArray  # -1 = out of service
    island_capacity_mw: FloatArray
    island_demand_mw: FloatArray
    unit_mw: FloatArray
    flow_mw: FloatArray  # with whole feeders, as are unit_mw
    trouble: str = ""  # why HiGHS had to work this out in place of the core; "" = it did not

    @property
    def switched_mw(self) -> float:
        """Load of the feeders that are on [MW]."""
        return float(self.feeder_mw.sum())


def reasons(
    grid: Grid, state: GridState, dead_bus: BoolArray, walk_mw: FloatArray, feeder_mw: FloatArray
) -> NDArray[np.int8]:
    """Why each feeder does not get all it asks for; `walk_mw` is what it would get if only capacity counted."""
    reason = np.full(len(feeder_mw), Reason.ON, dtype=np.int8)
    reason[feeder_mw < state.demand_mw * WHOLE] = Reason.NO_CAPACITY
    reason[feeder_mw < walk_mw * WHOLE] = Reason.LINE_LIMIT
    reason[dead_bus[grid.feeder_bus]] = Reason.NO_LIVE_PATH
    reason[~state.feeder_in] = Reason.REPORTED_OUT
    return reason
