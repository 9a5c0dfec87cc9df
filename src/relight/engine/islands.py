"""Islands: the connected parts of what is in service, and what stands in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

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
    count, of_bus = _connected(grid, branch_in, state.bus_in)
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


def _connected(grid: Grid, branch_in: BoolArray, bus_in: BoolArray) -> tuple[int, IntArray]:
    """How many islands there are and the island of every bus."""
    buses = len(bus_in)
    ends = (grid.branch_from[branch_in], grid.branch_to[branch_in])
    links = coo_matrix((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(buses, buses))
    _, label = connected_components(links, directed=False)
    of_bus = np.full(buses, NO_ISLAND, dtype=np.int64)
    labels, first_bus, of_live_bus = np.unique(label[bus_in], return_index=True, return_inverse=True)
    number = np.empty(len(labels), dtype=np.int64)
    number[np.argsort(first_bus)] = np.arange(len(labels))
    of_bus[bus_in] = number[of_live_bus]
    return len(labels), of_bus
