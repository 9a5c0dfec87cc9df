"""How power comes back: buses along switched branches, units after their start-up; rules in `docs/dynamics.md`."""

from __future__ import annotations

import numpy as np

from relight.engine.compiled import compiled
from relight.engine.grid import BoolArray, FloatArray, Grid, IntArray
from relight.engine.operation import NEVER, Operation
from relight.engine.plant import DynamicsNumbers, Plant

SAME = 1e-9


def schedule(
    grid: Grid,
    plant: Plant,
    numbers: DynamicsNumbers,
    operation: Operation,
    minute: float,
    whole: tuple[BoolArray, BoolArray, BoolArray],
) -> None:
    """Foresee, from `minute` on, when buses become live, branches are closed and units run; written to `operation`.

    Parameters
    ----------
    grid, plant, numbers
        The compiled grid, and how long switching and starting take.
    operation
        What is live and running by now; everything later is foreseen anew.
    minute
        Now.
    whole
        Which buses, branches and units are free of damage (and may be switched).
    """
    bus_whole, branch_whole, unit_whole = whole
    running = unit_whole & (operation.unit_runs <= minute)
    self_start = unit_whole & ~running & plant.black_start & bus_whole[grid.unit_bus]
    # A unit that starts itself is up its start-up time after the later of its own and its bus's loss.
    ready = np.maximum(operation.unit_could, operation.bus_could[grid.unit_bus]) + plant.start_up_minutes
    live = np.where(bus_whole & (operation.bus_live <= minute), operation.bus_live, NEVER)
    for unit in np.flatnonzero(self_start).tolist():
        bus = grid.unit_bus[unit]
        live[bus] = min(live[bus], max(ready[unit], minute))
    network = (grid.branch_from, grid.branch_to, operation.branch_could, branch_whole)
    spread(live, operation.bus_could, bus_whole, *network, numbers.switching_minutes)
    operation.bus_live[:] = live
    operation.branch_closed[:] = _closed(grid, operation, numbers.switching_minutes, minute, live, branch_whole)
    starts = np.maximum(live[grid.unit_bus], operation.unit_could) + plant.start_up_minutes
    starts = np.where(self_start, np.minimum(starts, np.maximum(ready, minute)), starts)
    operation.unit_runs[:] = np.where(running, operation.unit_runs, np.where(unit_whole, starts, NEVER))


@compiled
def spread(
    live: FloatArray,
    bus_could: FloatArray,
    bus_whole: BoolArray,
    branch_from: IntArray,
    branch_to: IntArray,
    branch_could: FloatArray,
    branch_whole: BoolArray,
    switching_minutes: float,
) -> None:
    """Lower `live` to the earliest minute at which each bus is reached along whole branches from those that are live.

    Branches are gone through there and back until no bus is reached sooner (Bellman and Ford).
    """
    branches, sweep, changed = len(branch_whole), 0, True
    while changed:
        changed = False
        for row in range(branches):
            branch = row if sweep % 2 == 0 else branches - 1 - row
            if not branch_whole[branch]:
                continue
            start, end = branch_from[branch], branch_to[branch]
            for _ in range(2):
                start, end = end, start
                if bus_whole[end] and live[start] < live[end]:
                    could = max(live[start], branch_could[branch], bus_could[end])
                    if could + switching_minutes < live[end]:
                        live[end] = could + switching_minutes
                        changed = True
        sweep += 1


def _closed(
    grid: Grid,
    operation: Operation,
    switching_minutes: float,
    minute: float,
    live: FloatArray,
    branch_whole: BoolArray,
) -> FloatArray:
    """When every branch is closed: with the bus it energises, else a switching time after the later of its ends."""
    first = np.minimum(live[grid.branch_from], live[grid.branch_to])
    last = np.maximum(live[grid.branch_from], live[grid.branch_to])
    bus_could = np.where(
        live[grid.branch_from] >= live[grid.branch_to],
        operation.bus_could[grid.branch_from],
        operation.bus_could[grid.branch_to],
    )
    with_bus = np.maximum(np.maximum(first, operation.branch_could), bus_could) + switching_minutes
    with np.errstate(invalid="ignore"):  # inf − inf: neither is foreseen
        energises = np.isfinite(last) & (np.abs(with_bus - last) <= SAME)
    closed = np.where(energises, last, np.maximum(last, operation.branch_could) + switching_minutes)
    kept = (operation.branch_closed <= minute) & (last <= minute)
    return np.where(branch_whole, np.where(kept, operation.branch_closed, closed), NEVER)
