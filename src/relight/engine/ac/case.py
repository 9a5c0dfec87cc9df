"""One island of a served state as a case for the AC power flow: what flows, what holds voltages, what compensates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import acos, tan

import numpy as np

from relight.engine.ac.model import AcCase, Complexes
from relight.engine.grid import BoolArray, FloatArray, IntArray
from relight.engine.islands import sum_at
from relight.engine.operation import SAME_MINUTE
from relight.engine.replay import State
from relight.model.assumptions import Assumptions
from relight.model.schema import Feeder, Generator

POWER_FACTOR, MVAR_SHARE = "ac_power_factor", "ac_mvar_share"
NOTHING_SERVED_MW = 1e-9


@dataclass(frozen=True, eq=False)
class AcPart:
    """One island for the power flow, and where its buses and branches stand in the grid."""

    case: AcCase
    bus: IntArray
    branch: IntArray
    balancing_unit: int


@dataclass(frozen=True, eq=False)
class AcTables:
    """What only the AC check reads of a region's tables, in the grid's order."""

    impedance_pu: Complexes
    charging_pu: FloatArray
    tap: FloatArray
    shift_rad: FloatArray
    shunt_mvar: FloatArray
    mvar_per_mw: FloatArray  # per feeder
    voltage_pu: FloatArray  # per unit, as are the next three
    low_mvar: FloatArray
    high_mvar: FloatArray
    condenser: BoolArray  # gives reactive power alone


def ac_tables(state: State) -> AcTables:
    """What only the AC check reads of the region's tables."""
    region = state.model.region
    buses = sorted(region.buses, key=lambda row: row.bus)
    branches = sorted(region.branches, key=lambda row: row.branch)
    units = sorted(region.generators, key=lambda row: row.generator)
    feeders = sorted(region.feeders, key=lambda row: row.feeder)
    low_mvar, high_mvar = _mvar_limits(units, region.assumptions)
    return AcTables(
        impedance_pu=np.array([complex(row.r_pu, row.x_pu) for row in branches], dtype=np.complex128),
        charging_pu=np.array([row.b_pu for row in branches], dtype=np.float64),
        tap=np.array([row.tap for row in branches], dtype=np.float64),
        shift_rad=np.radians(np.array([row.shift_deg for row in branches], dtype=np.float64)),
        shunt_mvar=np.array([row.shunt_mvar for row in buses], dtype=np.float64),
        mvar_per_mw=_mvar_per_mw(feeders, region.assumptions),
        voltage_pu=np.array([1.0 if row.voltage_pu is None else row.voltage_pu for row in units], dtype=np.float64),
        low_mvar=low_mvar,
        high_mvar=high_mvar,
        condenser=(state.model.grid.unit_max_mw == 0) & (low_mvar < high_mvar),
    )


def ac_part(state: State, island: int, tables: AcTables) -> AcPart | None:
    """An island for the power flow; None where nothing is served or no unit runs."""
    grid, served = state.model.grid, state.present.served
    assert served is not None
    of_feeder, of_unit = served.bus_island[grid.feeder_bus], served.bus_island[grid.unit_bus]
    runs = (of_unit == island) & (served.unit_mw > NOTHING_SERVED_MW)
    if served.feeder_mw[of_feeder == island].sum() <= NOTHING_SERVED_MW or not runs.any():
        return None
    bus = np.flatnonzero(served.bus_island == island)
    place = np.full(len(grid.bus_ids), -1, dtype=np.int64)
    place[bus] = np.arange(len(bus))
    branch = np.flatnonzero(_branches_in_service(state) & (served.bus_island[grid.branch_from] == island))
    capacity_mw = np.where(runs, grid.unit_max_mw * state.present.unit_share, 0.0)
    balancing_unit = int(np.argmax(capacity_mw))
    buses = len(grid.bus_ids)
    load_mva = sum_at(grid.feeder_bus, served.feeder_mw, buses) + 1j * sum_at(
        grid.feeder_bus, served.feeder_mw * tables.mvar_per_mw, buses
    )
    # A derated unit has that share of its reactive power too.
    helps = np.where(
        runs | ((of_unit == island) & tables.condenser & (state.present.unit_share > 0)), state.present.unit_share, 0.0
    )
    unit_mw = np.where(runs, served.unit_mw, 0.0)
    case = AcCase(
        base_mva=grid.base_mva,
        start=place[grid.branch_from[branch]],
        end=place[grid.branch_to[branch]],
        impedance_pu=tables.impedance_pu[branch],
        charging_pu=tables.charging_pu[branch],
        tap=tables.tap[branch],
        shift_rad=tables.shift_rad[branch],
        load_mva=load_mva[bus],
        shunt_mvar=tables.shunt_mvar[bus],
        unit_mw=sum_at(grid.unit_bus, unit_mw, buses)[bus],
        headroom_mw=sum_at(grid.unit_bus, np.maximum(capacity_mw - unit_mw, 0.0), buses)[bus],
        low_mvar=sum_at(grid.unit_bus, helps * tables.low_mvar, buses)[bus],
        high_mvar=sum_at(grid.unit_bus, helps * tables.high_mvar, buses)[bus],
        voltage_pu=_held_voltage(state, tables, helps > 0, balancing_unit)[bus],
        balancing=int(place[grid.unit_bus[balancing_unit]]),
    )
    return AcPart(case, bus, branch, balancing_unit)


def _held_voltage(state: State, tables: AcTables, helps: BoolArray, balancing_unit: int) -> FloatArray:
    """The voltage that each bus is held at [per unit]: that of its unit with the widest reactive power, 1 without."""
    grid = state.model.grid
    voltage_pu = np.ones(len(grid.bus_ids))
    units = np.flatnonzero(helps)
    for unit in units[np.argsort((tables.high_mvar - tables.low_mvar)[units], kind="stable")]:
        voltage_pu[grid.unit_bus[unit]] = tables.voltage_pu[unit]
    voltage_pu[grid.unit_bus[balancing_unit]] = tables.voltage_pu[balancing_unit]
    return voltage_pu


def _branches_in_service(state: State) -> BoolArray:
    present, served, grid = state.present, state.present.served, state.model.grid
    assert served is not None
    share = present.branch_share
    if present.operation is not None:
        share = np.where(present.operation.branch_closed <= SAME_MINUTE, share, 0.0)
    start, end = served.bus_island[grid.branch_from], served.bus_island[grid.branch_to]
    inside: BoolArray = (share > 0) & (start == end) & (start >= 0) & (grid.branch_from != grid.branch_to)
    return inside


def _mvar_limits(units: Sequence[Generator], assumptions: Assumptions) -> tuple[FloatArray, FloatArray]:
    share = assumptions[MVAR_SHARE]
    low = [-share * row.max_mw if row.min_mvar is None else row.min_mvar for row in units]
    high = [share * row.max_mw if row.max_mvar is None else row.max_mvar for row in units]
    return np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)


def _mvar_per_mw(feeders: Sequence[Feeder], assumptions: Assumptions) -> FloatArray:
    usual = tan(acos(assumptions[POWER_FACTOR]))
    ratio = [
        usual if row.peak_mvar is None else row.peak_mvar / row.peak_mw if row.peak_mw > 0 else 0.0 for row in feeders
    ]
    return np.array(ratio, dtype=np.float64)
