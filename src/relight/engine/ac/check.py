"""The AC check: what voltages and loadings the served state would have. It looks, and changes nothing.

The state is the one the DC answer has: whole feeders that are on, and what each unit gives. In every island the unit
with the largest capacity balances losses; the others give their MW, and all hold their set point of voltage as long as
their reactive power allows. Taps and shunts stay as they are.
"""

from __future__ import annotations

import numpy as np

from relight.engine.ac.case import MVAR_SHARE, POWER_FACTOR, AcPart, ac_part, ac_tables
from relight.engine.ac.flow import AcSolution, solve_ac, solves_without_mvar_limits
from relight.engine.ac.result import AcCheck, AcIsland, BranchLoading, BusVoltage, message_of
from relight.engine.replay import State
from relight.engine.rounding import megawatts

LOW, HIGH = "ac_voltage_low_pu", "ac_voltage_high_pu"
AC_ASSUMPTIONS = (POWER_FACTOR, LOW, HIGH, MVAR_SHARE)
FULL_PERCENT = 100.0


def ac_check(state: State) -> AcCheck:
    """Voltages and loadings of the served state by AC power flow.

    Raises
    ------
    InputError
        If power-grid-model is not installed.
    """
    served = state.present.served
    assert served is not None
    tables = ac_tables(state)
    voltages: list[BusVoltage] = []
    loadings: list[BranchLoading] = []
    islands: list[AcIsland] = []
    for island in range(len(served.island_capacity_mw)):
        part = ac_part(state, island, tables)
        if part is None:
            continue
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


def _without_kv(state: State) -> int:
    return sum(row.kv is None for row in state.model.region.buses)


def _island_row(state: State, part: AcPart, solution: AcSolution | None) -> AcIsland:
    grid, served = state.model.grid, state.present.served
    assert served is not None
    unit = part.balancing_unit
    over_mw = 0.0
    if solution is not None:
        over_mw = max(0.0, solution.losses_mw - float(part.case.headroom_mw.sum()))
    return AcIsland(
        first_bus=grid.bus_ids[part.bus[0]],
        buses=len(part.bus),
        balancing=grid.unit_ids[unit],
        converged=solution is not None,
        lacks_mvar=solution is None and solves_without_mvar_limits(part.case),
        losses_mw=None if solution is None else megawatts(solution.losses_mw),
        over_capacity_mw=megawatts(over_mw),
    )


def _voltages(state: State, part: AcPart, solution: AcSolution) -> list[BusVoltage]:
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


def _loadings(state: State, part: AcPart, solution: AcSolution) -> list[BranchLoading]:
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
