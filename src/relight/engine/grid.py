"""The power grid of a Region as arrays: positions instead of ids, every table sorted by id.

Ids are strings at the border and sorted here, so nothing the engine computes depends on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from relight.errors import InputError, Problem
from relight.model.region import Region
from relight.model.schema import Branch, Bus

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Grid:
    """The intact grid, compiled once: what hangs where and what it can carry."""

    base_mva: float
    bus_ids: tuple[str, ...]
    branch_ids: tuple[str, ...]
    unit_ids: tuple[str, ...]
    feeder_ids: tuple[str, ...]
    branch_from: IntArray
    branch_to: IntArray
    reactance_pu: FloatArray  # reactance_pu · flow in per unit = θ_from − θ_to − shift_rad
    shift_rad: FloatArray
    limit_mw: FloatArray  # rating or angle limit, whichever is less; inf = unlimited
    unit_bus: IntArray
    unit_max_mw: FloatArray
    unit_min_mw: FloatArray  # least it can give while it runs; binds with unit commitment only
    feeder_bus: IntArray
    feeder_peak_mw: FloatArray
    feeder_protected: BoolArray
    feeder_divisible: BoolArray

    def __repr__(self) -> str:
        buses, branches = len(self.bus_ids), len(self.branch_ids)
        return f"<Grid: buses {buses}, branches {branches}, units {len(self.unit_ids)}, feeders {len(self.feeder_ids)}>"


@dataclass(frozen=True, eq=False)
class GridState:
    """One instant of a Grid: what is in service, what units can give, what feeders ask for."""

    bus_in: BoolArray
    branch_share: FloatArray  # share of the limit that is left; 0 = out of service
    unit_max_mw: FloatArray  # 0 = out of service
    demand_mw: FloatArray
    feeder_in: BoolArray  # False = the feeder itself is reported out
    already_on: BoolArray


def compile_grid(region: Region) -> Grid:
    """The arrays of a Region's grid, each table sorted by id.

    Raises
    ------
    InputError
        If something stands at a bus that there is not; all else that may be wrong, `Situation.from_reports` looks for.
    """
    buses = sorted(row.bus for row in region.buses)
    position = {bus: index for index, bus in enumerate(buses)}
    branches = sorted(region.branches, key=lambda row: row.branch)
    units = sorted(region.generators, key=lambda row: row.generator)
    feeders = sorted(region.feeders, key=lambda row: row.feeder)
    base_mva = region.settings.base_mva
    reactance_pu, shift_rad = _series_elements(branches, region.settings.susceptance)
    return Grid(
        base_mva=base_mva,
        bus_ids=tuple(buses),
        branch_ids=tuple(row.branch for row in branches),
        unit_ids=tuple(row.generator for row in units),
        feeder_ids=tuple(row.feeder for row in feeders),
        branch_from=_positions(position, [row.from_bus for row in branches]),
        branch_to=_positions(position, [row.to_bus for row in branches]),
        reactance_pu=reactance_pu,
        shift_rad=shift_rad,
        limit_mw=_limits_mw(branches, reactance_pu, base_mva),
        unit_bus=_positions(position, [row.bus for row in units]),
        unit_max_mw=_floats([row.max_mw for row in units]),
        unit_min_mw=_floats([row.min_mw for row in units]),
        feeder_bus=_positions(position, [row.bus for row in feeders]),
        feeder_peak_mw=_floats([row.peak_mw for row in feeders]),
        feeder_protected=np.array([row.protected for row in feeders], dtype=np.bool_),
        feeder_divisible=np.array([row.divisible for row in feeders], dtype=np.bool_),
    )


def intact_state(grid: Grid) -> GridState:
    """Everything in service, every feeder at its peak and none of them on already."""
    feeders = len(grid.feeder_ids)
    return GridState(
        bus_in=np.ones(len(grid.bus_ids), dtype=np.bool_),
        branch_share=np.ones(len(grid.branch_ids)),
        unit_max_mw=grid.unit_max_mw.copy(),
        demand_mw=grid.feeder_peak_mw.copy(),
        feeder_in=np.ones(feeders, dtype=np.bool_),
        already_on=np.zeros(feeders, dtype=np.bool_),
    )


def same_state(one: GridState, other: GridState) -> bool:
    """Whether two instants of a Grid are the same to the bit."""
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(GridState))


def limits_mw(grid: Grid, state: GridState) -> FloatArray:
    """What every branch carries at most in a state [MW]; 0 for one that is out, inf for one without a limit."""
    left = state.branch_share > 0
    return np.multiply(grid.limit_mw, state.branch_share, out=np.zeros(len(left)), where=left)


def _series_elements(branches: Sequence[Branch], susceptance: str) -> tuple[FloatArray, FloatArray]:
    """Reactance [per unit] and phase shift [rad] of every branch, as the region's kind of susceptance has them."""
    x_pu = _floats([row.x_pu for row in branches])
    if susceptance == "series":
        r_pu = _floats([row.r_pu for row in branches])
        return (r_pu**2 + x_pu**2) / x_pu, np.zeros(len(branches))
    tap = _floats([row.tap for row in branches])
    return x_pu * tap, np.radians(_floats([row.shift_deg for row in branches]))


def _limits_mw(branches: Sequence[Branch], reactance_pu: FloatArray, base_mva: float) -> FloatArray:
    """What every branch carries at most [MW]: its rating or the flow at its largest angle, whichever is less."""
    rating_mw = _floats([np.inf if row.rating_mw is None else row.rating_mw for row in branches])
    angle_rad = np.radians(_floats([np.inf if row.max_angle_deg is None else row.max_angle_deg for row in branches]))
    return np.minimum(rating_mw, base_mva * angle_rad / np.abs(reactance_pu))


def _positions(position: dict[str, int], ids: Sequence[str]) -> IntArray:
    if unknown := sorted(set(ids) - position.keys()):
        remedy = "add it, or correct what stands there"
        raise InputError(Problem(Bus.FILE, 0, "bus", f"there is no bus {name!r}", remedy) for name in unknown)
    return np.array([position[name] for name in ids], dtype=np.int64)


def _floats(values: Sequence[float]) -> FloatArray:
    return np.array(values, dtype=np.float64)
