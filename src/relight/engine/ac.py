"""The AC check: what voltages and loadings the served state would have. It looks, and changes nothing.

The state is the one the DC answer has: whole feeders that are on, and what each unit gives. In every island the unit
with the largest capacity balances losses at voltage 1; the others give their MW and hold voltage 1 as long as their
reactive power allows. Lines have no charging (the tables have no susceptance), taps stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, tan

import numpy as np

from relight.engine.ac_flow import AcSolution, solve_ac
from relight.engine.ac_model import AcCase, Complexes
from relight.engine.ac_result import AcCheck, AcIsland, BranchLoading, BusVoltage, message_of
from relight.engine.grid import BoolArray, FloatArray, IntArray
from relight.engine.islands import sum_at
from relight.engine.operation import SAME_MINUTE
from relight.engine.replay import State
from relight.engine.rounding import megawatts

POWER_FACTOR, LOW, HIGH, MVAR_SHARE = "ac_power_factor", "ac_voltage_low_pu", "ac_voltage_high_pu", "ac_mvar_share"
AC_ASSUMPTIONS = (POWER_FACTOR, LOW, HIGH, MVAR_SHARE)
FULL_PERCENT = 100.0
NOTHING_SERVED_MW = 1e-9


def ac_check(state: State) -> AcCheck:
    """Voltages and loadings of the served state by AC power flow.

    Raises
    ------
    InputError
        If power-grid-model is not installed.
    """
    served = state.present.served
    assert served is not None
    grid = state.model.grid
    of_feeder = served.bus_island[grid.feeder_bus]
    of_unit = served.bus_island[grid.unit_bus]
    branch_in = _branches_in_service(state)
    voltages: list[BusVoltage] = []
    loadings: list[BranchLoading] = []
    islands: list[AcIsland] = []
    for island in range(len(served.island_capacity_mw)):
        runs = (of_unit == island) & (served.unit_mw > NOTHING_SERVED_MW)
        if served.feeder_mw[of_feeder == island].sum() <= NOTHING_SERVED_MW or not runs.any():
            continue
        part = _part(state, island, runs, branch_in)
        solution = solve_ac(part.case)
        islands.append(_island_row(state, part, solution))
        if solution is not None:
            voltages += _voltages(state, part, solution)
            loadings += _loadings(state, part, solution)
    return AcCheck(
        converged=all(row.converged for row in islands),
        message=message_of(islands, len(voltages), len(loadings), _without_kv(state)),
        voltages=tuple(voltages),
        loadings=tuple(loadings),
        islands=tuple(islands),
        assumptions={name: state.model.region.assumptions[name] for name in AC_ASSUMPTIONS},
    )


@dataclass(frozen=True, eq=False)
class _Part:
    """One island for the power flow, and where its buses and branches stand in the grid."""

    case: AcCase
    bus: IntArray
    branch: IntArray
    balancing_unit: int


def _without_kv(state: State) -> int:
    return sum(row.kv is None for row in state.model.region.buses)


def _branches_in_service(state: State) -> BoolArray:
    present, served, grid = state.present, state.present.served, state.model.grid
    assert served is not None
    share = present.branch_share
    if present.operation is not None:
        share = np.where(present.operation.branch_closed <= SAME_MINUTE, share, 0.0)
    start, end = served.bus_island[grid.branch_from], served.bus_island[grid.branch_to]
    inside: BoolArray = (share > 0) & (start == end) & (start >= 0) & (grid.branch_from != grid.branch_to)
    return inside


def _part(state: State, island: int, runs: BoolArray, branch_in: BoolArray) -> _Part:
    grid, served, assumptions = state.model.grid, state.present.served, state.model.region.assumptions
    assert served is not None
    bus = np.flatnonzero(served.bus_island == island)
    place = np.full(len(grid.bus_ids), -1, dtype=np.int64)
    place[bus] = np.arange(len(bus))
    branch = np.flatnonzero(branch_in & (served.bus_island[grid.branch_from] == island))
    capacity_mw = np.where(runs, grid.unit_max_mw * state.present.unit_share, 0.0)
    balancing_unit = int(np.argmax(capacity_mw))
    buses = len(grid.bus_ids)
    load_mw = sum_at(grid.feeder_bus, served.feeder_mw, buses)[bus]
    mvar_limit = assumptions[MVAR_SHARE] * sum_at(grid.unit_bus, capacity_mw, buses)[bus]
    impedance_pu, tap, shift_rad = _series_elements(state)
    case = AcCase(
        base_mva=grid.base_mva,
        start=place[grid.branch_from[branch]],
        end=place[grid.branch_to[branch]],
        impedance_pu=impedance_pu[branch],
        tap=tap[branch],
        shift_rad=shift_rad[branch],
        load_mva=np.asarray(load_mw * complex(1, tan(acos(assumptions[POWER_FACTOR]))), dtype=np.complex128),
        unit_mw=sum_at(grid.unit_bus, np.where(runs, served.unit_mw, 0.0), buses)[bus],
        unit_mvar_limit=mvar_limit,
        balancing=int(place[grid.unit_bus[balancing_unit]]),
    )
    return _Part(case, bus, branch, balancing_unit)


def _series_elements(state: State) -> tuple[Complexes, FloatArray, FloatArray]:
    """Impedance [per unit], tap and phase shift [rad] of every branch, in the grid's order."""
    rows = sorted(state.model.region.branches, key=lambda row: row.branch)
    return (
        np.array([complex(row.r_pu, row.x_pu) for row in rows], dtype=np.complex128),
        np.array([row.tap for row in rows], dtype=np.float64),
        np.radians(np.array([row.shift_deg for row in rows], dtype=np.float64)),
    )


def _island_row(state: State, part: _Part, solution: AcSolution | None) -> AcIsland:
    grid, served = state.model.grid, state.present.served
    assert served is not None
    unit = part.balancing_unit
    over_mw = 0.0
    if solution is not None:
        capacity_mw = grid.unit_max_mw[unit] * state.present.unit_share[unit]
        over_mw = max(0.0, float(served.unit_mw[unit] + solution.losses_mw - capacity_mw))
    return AcIsland(
        first_bus=grid.bus_ids[part.bus[0]],
        buses=len(part.bus),
        balancing=grid.unit_ids[unit],
        converged=solution is not None,
        losses_mw=None if solution is None else megawatts(solution.losses_mw),
        over_capacity_mw=megawatts(over_mw),
    )


def _voltages(state: State, part: _Part, solution: AcSolution) -> list[BusVoltage]:
    assumptions, grid = state.model.region.assumptions, state.model.grid
    low, high = assumptions[LOW], assumptions[HIGH]
    kv = {row.bus: row.kv for row in state.model.region.buses}
    rows = []
    for at in np.flatnonzero((solution.voltage_pu < low) | (solution.voltage_pu > high)):
        bus, voltage = grid.bus_ids[part.bus[at]], float(solution.voltage_pu[at])
        nominal = kv[bus]
        in_kv = None if nominal is None else round(voltage * nominal, 3)
        rows.append(BusVoltage(bus, round(voltage, 4), in_kv, low if voltage < low else high))
    return rows


def _loadings(state: State, part: _Part, solution: AcSolution) -> list[BranchLoading]:
    ratings = {row.branch: row.rating_mw for row in state.model.region.branches}
    rows = []
    for at, branch in enumerate(part.branch):
        name = state.model.grid.branch_ids[branch]
        rating_mw = ratings[name]
        if rating_mw is None:
            continue
        left_mw = rating_mw * float(state.present.branch_share[branch])
        mva = float(solution.branch_mva[at])
        percent = FULL_PERCENT * mva / left_mw if left_mw > 0 else np.inf
        if percent > FULL_PERCENT:
            rows.append(BranchLoading(name, round(percent, 1), megawatts(mva), megawatts(left_mw)))
    return rows
