"""Islands: the connected parts of what is in service, and what stands in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.compiled import compiled
from relight.engine.grid import BoolArray, FloatArray, Grid, GridState, IntArray

NO_ISLAND = -1


@dataclass(frozen=True, eq=False)
class Islands:
    """Where everything stands: islands count up by their smallest bus, -1 is what is out of service."""

    count: int
    of_bus: IntArray
    of_branch: IntArray  # a branch is in service only with both of its buses
    of_unit: IntArray
    of_feeder: IntArray
    capacity_mw: FloatArray  # what the units in each island can give
    demand_mw: FloatArray  # of every feeder in each island, those reported out too


@dataclass(frozen=True, eq=False)
class IslandPart:
    """Positions of everything in one island, each in ascending order."""

    bus: IntArray
    branch: IntArray
    unit: IntArray
    feeder: IntArray


def find_islands(grid: Grid, state: GridState) -> Islands:
    """The connected parts of the buses and branches in service."""
    ends_in = state.bus_in[grid.branch_from] & state.bus_in[grid.branch_to]
    branch_in = (state.branch_share > 0) & ends_in & (grid.branch_from != grid.branch_to)
    root = np.arange(len(grid.bus_ids))
    of_bus = np.empty_like(root)
    bus_in = np.array(state.bus_in, dtype=np.bool_)
    count = _connect(grid.branch_from, grid.branch_to, branch_in, bus_in, root, of_bus)
    of_unit = of_bus[grid.unit_bus]
    of_feeder = of_bus[grid.feeder_bus]
    return Islands(
        count=count,
        of_bus=of_bus,
        of_branch=np.where(branch_in, of_bus[grid.branch_from], NO_ISLAND),
        of_unit=of_unit,
        of_feeder=of_feeder,
        capacity_mw=sum_by_island(of_unit, state.unit_max_mw, count),
        demand_mw=sum_by_island(of_feeder, state.demand_mw, count),
    )


def island_part(islands: Islands, island: int) -> IslandPart:
    """What stands in one island."""
    return IslandPart(
        bus=np.flatnonzero(islands.of_bus == island),
        branch=np.flatnonzero(islands.of_branch == island),
        unit=np.flatnonzero(islands.of_unit == island),
        feeder=np.flatnonzero(islands.of_feeder == island),
    )


def sum_by_island(island: IntArray, amounts: FloatArray, count: int) -> FloatArray:
    """Sum of the amounts in each island, leaving out what is in none."""
    return sum_at(island + 1, amounts, count + 1)[1:]


def sum_at(position: IntArray, amounts: FloatArray, length: int) -> FloatArray:
    """An array of the given length with the sum of the amounts at each position."""
    return np.bincount(position, weights=amounts, minlength=length).astype(np.float64, copy=False)


@compiled
def _connect(
    start: IntArray, end: IntArray, branch_in: BoolArray, bus_in: BoolArray, root: IntArray, of_bus: IntArray
) -> int:
    """Write the island of every bus, by union-find, where every bus is its own root at first; how many there are."""
    for branch in range(len(start)):
        if branch_in[branch]:
            one, other = start[branch], end[branch]
            while root[one] != one:
                root[one] = root[root[one]]
                one = root[one]
            while root[other] != other:
                root[other] = root[root[other]]
                other = root[other]
            root[max(one, other)] = min(one, other)
    count = 0
    for bus in range(len(of_bus)):
        if not bus_in[bus]:
            of_bus[bus] = NO_ISLAND
        elif root[bus] == bus:
            of_bus[bus] = count
            count += 1
        else:
            of_bus[bus] = of_bus[root[bus]]
    return count
