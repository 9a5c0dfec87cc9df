"""Which basic column or line leaves, and what its leaving does to every column: one row of the tableau.

A code names a column (its number) or a row (−1 − its number).
"""

from __future__ import annotations

from relight.engine.core.machine import Floats, inlined, machine
from relight.engine.core.programme import BASIS, ROWS, Programme, excess_of

NOTHING = -(1 << 40)
WITHIN = 1e-9
"""How far beyond a limit of 1 MW or less, or beyond the end of its piece, a value still counts as within [MW]."""


@inlined
def slack(limit: float) -> float:
    """How far beyond a limit a flow still counts as within [MW]."""
    return WITHIN * max(1.0, limit)


@inlined
def choose_leaving(programme: Programme) -> int:
    """The column or row furthest beyond its bounds by the norm of its row, NOTHING if all are within."""
    rows, columns, basis = programme.rows, programme.columns, programme.basis
    best, leaving = 0.0, NOTHING
    for row in range(programme.count[ROWS]):
        if rows.tight[row] < 0:
            excess = abs(rows.flow[row]) - rows.limit[row]
            if excess > slack(rows.limit[row]) and excess * excess > best * rows.weight[row]:
                best, leaving = excess * excess / rows.weight[row], -1 - row
    for position in range(programme.count[BASIS]):
        column = basis.column[position]
        excess = abs(excess_of(columns, column))
        if excess > WITHIN and excess * excess > best * columns.weight[column]:
            best, leaving = excess * excess / columns.weight[column], column
    return leaving


@inlined
def excess_of_code(programme: Programme, code: int) -> float:
    """How far a column or row is beyond its bounds [MW]; negative if it is below."""
    if code >= 0:
        return excess_of(programme.columns, code)
    flow, limit = programme.rows.flow[-1 - code], programme.rows.limit[-1 - code]
    return float(flow - limit if flow > 0.0 else flow + limit)


@machine
def work_out_rates(programme: Programme, leaving: int, first: int, last: int) -> None:
    """Write the leaving one's row of the tableau: `direction` over the tight rows, `rate` over the columns named."""
    size, rows, basis = programme.count[BASIS], programme.rows, programme.basis
    direction, inverse, rate = basis.direction, basis.inverse, programme.columns.rate[first:last]
    if leaving >= 0:
        position = programme.columns.basic[leaving]
        for tight in range(size):
            direction[tight] = inverse[position, tight]
        for column in range(len(rate)):
            rate[column] = 0.0
    else:
        for tight in range(size):
            direction[tight] = 0.0
        for position in range(size):
            factor = rows.share[-1 - leaving, basis.column[position]]
            for tight in range(size):
                direction[tight] -= factor * inverse[position, tight]
        share = rows.share[-1 - leaving, first:last]
        for column in range(len(rate)):
            rate[column] = share[column]
    add_rows_times(rate, direction, programme, first)
    for position in range(size):
        column = basis.column[position]
        if first <= column < last:
            rate[column - first] = 0.0


@inlined
def add_rows_times(total: Floats, factor: Floats, programme: Programme, first: int) -> None:
    """Add every tight row, each times its factor, to a total over the columns from one on; four rows in a pass."""
    size, row, share, last = programme.count[BASIS], programme.basis.row, programme.rows.share, first + len(total)
    tight = 0
    while tight + 3 < size:
        one, two = share[row[tight], first:last], share[row[tight + 1], first:last]
        three, four = share[row[tight + 2], first:last], share[row[tight + 3], first:last]
        times_one, times_two = factor[tight], factor[tight + 1]
        times_three, times_four = factor[tight + 2], factor[tight + 3]
        for column in range(len(total)):
            total[column] += (times_one * one[column] + times_two * two[column]) + (
                times_three * three[column] + times_four * four[column]
            )
        tight += 4
    while tight < size:
        one, times_one = share[row[tight], first:last], factor[tight]
        for column in range(len(total)):
            total[column] += times_one * one[column]
        tight += 1
