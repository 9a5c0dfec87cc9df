"""How power comes back: buses along switched branches, units after their start-up; rules in `docs/dynamics.md`."""

from __future__ import annotations

import heapq

import numpy as np

from relight.engine.grid import BoolArray, FloatArray, Grid
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
    _spread(grid, operation, numbers.switching_minutes, live, bus_whole, branch_whole)
    operation.bus_live[:] = live
    operation.branch_closed[:] = _closed(grid, operation, numbers.switching_minutes, minute, live, branch_whole)
    starts = np.maximum(live[grid.unit_bus], operation.unit_could) + plant.start_up_minutes
    starts = np.where(self_start, np.minimum(starts, np.maximum(ready, minute)), starts)
    operation.unit_runs[:] = np.where(running, operation.unit_runs, np.where(unit_whole, starts, NEVER))


def _spread(
    grid: Grid,
    operation: Operation,
    switching_minutes: float,
    live: FloatArray,
    bus_whole: BoolArray,
    branch_whole: BoolArray,
) -> None:
    """Earliest minute at which every bus is live, reached along whole branches from those that are (Dijkstra)."""
    neighbours: list[list[tuple[int, int]]] = [[] for _ in live]
    for branch in np.flatnonzero(branch_whole).tolist():
        start, end = int(grid.branch_from[branch]), int(grid.branch_to[branch])
        neighbours[start].append((end, branch))
        neighbours[end].append((start, branch))
    queue = [(float(time), bus) for bus, time in enumerate(live.tolist()) if time < NEVER]
    heapq.heapify(queue)
    while queue:
        time, bus = heapq.heappop(queue)
        if time > live[bus]:
            continue
        for other, branch in neighbours[bus]:
            if not bus_whole[other]:
                continue
            could = max(time, float(operation.branch_could[branch]), float(operation.bus_could[other]))
            if could + switching_minutes < live[other]:
                live[other] = could + switching_minutes
                heapq.heappush(queue, (float(live[other]), other))


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
