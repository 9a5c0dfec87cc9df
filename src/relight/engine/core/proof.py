"""Proof that a dispatch is the optimum: a bound that no dispatch of the network can pass.

Any prices of the line limits give such a bound, right or wrong ones, as long as the price of every bus follows from
them by the network's own equations. Those are solved afresh here, and checked, so the proof leans on nothing the
simplex worked out but its answer.
"""

from __future__ import annotations

import numpy as np

from relight.engine.core.flows import work_out_angles
from relight.engine.core.machine import inlined, machine
from relight.engine.core.pattern import Pattern
from relight.engine.core.phases import PROTECTED_ALONE, protected_slope
from relight.engine.core.programme import BALANCE, BASIS, COLUMNS, PROTECTED_COST, Columns
from relight.engine.core.shown import least_cost
from relight.engine.core.workspace import Workspace

ENOUGH_PROOF = 3e-10
"""Gap between an answer and its bound, beside the island's load, that counts as none."""


@machine
def is_proved(pattern: Pattern, work: Workspace, load_mw: float, aim: int) -> bool:
    """Whether the dispatch at hand is the optimum aimed at: together, the most protected load, and then the most load.

    Adds the distance between the answer and its bound to those of the state's other islands, and writes what an
    injection in each column is worth to `rate` and the duals to `direction`, which are free between pivots.
    """
    enough = ENOUGH_PROOF * max(load_mw, 1.0)
    columns, short = work.programme.columns, 0.0
    for column in range(work.programme.count[COLUMNS]):
        last = columns.pieces[column] - 1
        for piece in range(last + 1):
            if columns.plain_cost[column, piece] >= PROTECTED_COST:
                short += max(0.0, columns.value[column] - columns.level[column, piece])
                break
    if aim == PROTECTED_ALONE or short > enough:
        proved = abs(_gap(pattern, work, True)) <= enough
        if aim == PROTECTED_ALONE or not proved:
            return proved
    gap = abs(_gap(pattern, work, False))
    work.gap_mw[0] += gap if gap <= enough else 0.0
    return gap <= enough


@machine
def bound_cost(pattern: Pattern, work: Workspace) -> float:
    """What every dispatch costs at least by the prices at hand, of an optimum or not; −∞ where that is not known.

    Writes what an injection in each column is worth to `rate`, which is free between pivots.
    """
    columns, rows, basis = work.programme.columns, work.programme.rows, work.programme.basis
    for tight in range(work.programme.count[BASIS]):
        if basis.row[tight] != BALANCE:
            work.flow_mw[rows.line[basis.row[tight]]] = rows.flow[basis.row[tight]]
    bound = -_price_buses(pattern, work, False)
    for column in range(work.programme.count[COLUMNS]):
        price = columns.rate[column]
        bound += least_cost(columns, column, price, 1.0, 0.0) + price * columns.value[column]
    return float(bound)


@machine
def _gap(pattern: Pattern, work: Workspace, protected_only: bool) -> float:
    """How far the cost of the dispatch is above what it has to cost at least; infinite where that is not known."""
    columns, gap = work.programme.columns, _price_buses(pattern, work, protected_only)
    for column in range(work.programme.count[COLUMNS]):
        gap += _column_gap(columns, column, columns.rate[column], protected_only)
    return gap


@machine
def _price_buses(pattern: Pattern, work: Workspace, protected_only: bool) -> float:
    """Write what an injection in each column is worth to `rate`; what the lines add to a gap, infinite if not known."""
    columns, rows, basis = work.programme.columns, work.programme.rows, work.programme.basis
    size = work.programme.count[BASIS]
    for place in range(len(work.wanted)):
        work.wanted[place] = 0.0
    gap, balance = 0.0, 0.0
    for tight in range(size):
        row, dual = basis.row[tight], 0.0
        for seat in range(size):
            column = basis.seat[seat]
            dual += _slope(columns, column, columns.at[column], protected_only) * basis.answer[tight, seat]
        basis.direction[tight] = dual
        if row == BALANCE:
            balance = dual
        else:
            line = rows.line[row]
            side = rows.side[row] if rows.held[row] else (-1.0 if dual > 0.0 else 1.0)
            gap += dual * (work.flow_mw[line] - side * rows.limit[row])
            work.wanted[pattern.start[line]] += dual * work.susceptance_mw[line]
            work.wanted[pattern.end[line]] -= dual * work.susceptance_mw[line]
    if not work_out_angles(pattern, work, work.spare):
        gap = np.inf
    for column in range(work.programme.count[COLUMNS]):
        columns.rate[column] = balance + work.angle[columns.place[column]]
    return gap


@inlined
def _slope(columns: Columns, column: int, piece: int, protected_only: bool) -> float:
    """Untilted cost of a piece, or what protected load alone makes of it."""
    return protected_slope(columns, column, piece) if protected_only else float(columns.plain_cost[column, piece])


@inlined
def _column_gap(columns: Columns, column: int, price: float, protected_only: bool) -> float:
    """Cost less worth of a column's injection, above the least that any of its injections has at a price."""
    value = columns.value[column]
    least, total, here = 0.0, 0.0, 0.0
    for piece in range(columns.pieces[column]):
        low, high = columns.level[column, piece], columns.level[column, piece + 1]
        slope = _slope(columns, column, piece, protected_only) - price
        here += slope * max(0.0, min(value, high) - low)
        total += slope * (high - low)
        least = min(least, total)
    return here - least
