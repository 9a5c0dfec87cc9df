"""How the grid is run minute by minute when dynamics are on: what is live, what runs, what waits to be picked up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from relight.engine.grid import FloatArray, Grid

ALWAYS, NEVER = -np.inf, np.inf
SAME_MINUTE = 1e-9


@dataclass
class Operation:
    """Minutes from which things run (−inf = since before, inf = not foreseen), and since when they could.

    `*_could` is when something was repaired, tripped or lost its power: from then on its restart counts.
    """

    bus_live: FloatArray
    bus_could: FloatArray
    branch_closed: FloatArray
    branch_could: FloatArray
    unit_runs: FloatArray
    unit_could: FloatArray
    feeder_back: FloatArray  # minute at which each feeder came back last
    feeder_excess: FloatArray  # by how much its demand was above the usual then
    last_pickup: float = ALWAYS  # minute of the last step of picking up load, or of a shock after it
    next_pickup: float = NEVER  # minute of the next step, if a feeder waits for it
    step_due: bool = False  # a step is being worked out; it counts once the grid is settled

    def copy(self) -> Operation:
        """An independent copy."""
        arrays: dict[str, Any] = {name: value for name, value in vars(self).items() if isinstance(value, np.ndarray)}
        return replace(self, **{name: value.copy() for name, value in arrays.items()})


def running_as_always(grid: Grid) -> Operation:
    """Everything live, closed and running since before."""
    buses, branches = len(grid.bus_ids), len(grid.branch_ids)
    units, feeders = len(grid.unit_ids), len(grid.feeder_ids)
    return Operation(
        bus_live=np.full(buses, ALWAYS),
        bus_could=np.full(buses, ALWAYS),
        branch_closed=np.full(branches, ALWAYS),
        branch_could=np.full(branches, ALWAYS),
        unit_runs=np.full(units, ALWAYS),
        unit_could=np.full(units, ALWAYS),
        feeder_back=np.full(feeders, ALWAYS),
        feeder_excess=np.zeros(feeders),
    )


def next_event(operation: Operation, minute: float, until: float) -> float:
    """The next minute after `minute` at which something becomes live, closed, running or may be picked up."""
    times = np.concatenate([operation.bus_live, operation.branch_closed, operation.unit_runs, [operation.next_pickup]])
    ahead = times[(times > minute + SAME_MINUTE) & (times < until)]
    return float(ahead.min()) if len(ahead) else until
