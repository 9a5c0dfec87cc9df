"""Which basic column or line leaves its seat, and what that does to every column: one row of the tableau."""

from __future__ import annotations

from relight.engine.core.machine import Floats, inlined
from relight.engine.core.programme import BASIS, ROWS, Basis, Columns, Programme, Rows
from relight.engine.core.sums import add_four, add_one

NOTHING = -(1 << 40)
WITHIN = 1e-9
"""How far beyond a limit of 1 MW or less, or beyond the end of its piece, a value still counts as within [MW]."""


@inlined
def slack(limit: float) -> float:
    """How far beyond a limit a flow still counts as within [MW]."""
    return WITHIN * max(1.0, limit)


@inlined
def look_at_seats(programme: Programme) -> None:
    """Write the value and the bounds of everyone who has a seat."""
    rows, columns, basis = programme.rows, programme.columns, programme.basis
    for seat in range(programme.count[BASIS]):
        basis.value[seat] = columns.value[basis.seat[seat]]
        bound_column(columns, basis, seat)
    for seat in range(programme.count[BASIS], programme.count[ROWS]):
        basis.value[seat] = rows.flow[-1 - basis.seat[seat]]
        bound_row(rows, basis, seat)


@inlined
def bound_column(columns: Columns, basis: Basis, seat: int) -> None:
    """Write between what values the column that has a seat counts as within its bounds."""
    column = basis.seat[seat]
    basis.low[seat] = columns.level[column, columns.at[column]] - WITHIN
    basis.high[seat] = columns.level[column, columns.at[column] + 1] + WITHIN


@inlined
def bound_row(rows: Rows, basis: Basis, seat: int) -> None:
    """Write between what values the row that has a seat counts as within its bounds."""
    limit = rows.limit[-1 - basis.seat[seat]]
    basis.high[seat] = limit + slack(limit)
    basis.low[seat] = -basis.high[seat]


@inlined
def leave_seats(programme: Programme) -> None:
    """Write the values of all seats to the columns and rows that have them."""
    rows, columns, basis = programme.rows, programme.columns, programme.basis
    for seat in range(programme.count[BASIS]):
        columns.value[basis.seat[seat]] = basis.value[seat]
    for seat in range(programme.count[BASIS], programme.count[ROWS]):
        rows.flow[-1 - basis.seat[seat]] = basis.value[seat]


@inlined
def choose_leaving(programme: Programme) -> int:
    """The seat of the one furthest beyond its bounds by the norm of its row, NOTHING if all are within."""
    basis, seats = programme.basis, programme.count[ROWS]
    value, low, high, weight = basis.value[:seats], basis.low[:seats], basis.high[:seats], basis.weight[:seats]
    merit = basis.step  # free between exchanges
    for seat in range(len(value)):
        excess = max(max(value[seat] - high[seat], low[seat] - value[seat]), 0.0)
        merit[seat] = excess * excess / weight[seat]
    best, leaving = 0.0, NOTHING
    for seat in range(len(value)):
        if merit[seat] > best:
            best, leaving = merit[seat], seat
    return leaving


@inlined
def all_within(programme: Programme) -> bool:
    """Whether every basic column and every row is within its bounds."""
    look_at_seats(programme)
    return choose_leaving(programme) == NOTHING


@inlined
def excess_at(programme: Programme, seat: int) -> float:
    """How far the one who has a seat is beyond its bounds [MW]; negative if it is below."""
    columns, value, taken_by = programme.columns, programme.basis.value[seat], programme.basis.seat[seat]
    if taken_by < 0:
        limit = programme.rows.limit[-1 - taken_by]
        return float(value - limit if value > 0.0 else value + limit)
    piece = columns.at[taken_by]
    low, high = columns.level[taken_by, piece], columns.level[taken_by, piece + 1]
    return float(value - high if value > high else min(value - low, 0.0))


@inlined
def work_out_rates(programme: Programme, leaving: int, first: int, last: int) -> None:
    """Write the row of the tableau of a seat: `direction` over the tight rows, `rate` over the columns named."""
    size, rows, basis = programme.count[BASIS], programme.rows, programme.basis
    taken_by, direction, rate = basis.seat[leaving], basis.direction, programme.columns.rate[first:last]
    if taken_by >= 0:
        for tight in range(size):
            direction[tight] = basis.answer[tight, leaving]
        for column in range(len(rate)):
            rate[column] = 0.0
    else:
        for tight in range(size):
            direction[tight] = -basis.answer[tight, leaving]
        share = rows.share[-1 - taken_by, first:last]
        for column in range(len(rate)):
            rate[column] = share[column]
    add_rows_times(rate, direction, programme, first)
    if first == 0:  # columns that sleep are not basic
        for seat in range(size):
            rate[basis.seat[seat]] = 0.0


@inlined
def add_rows_times(total: Floats, factor: Floats, programme: Programme, first: int) -> None:
    """Add every tight row, each times its factor, to a total over the columns from one on; four rows in a pass."""
    size, row, share, last = programme.count[BASIS], programme.basis.row, programme.rows.share, first + len(total)
    tight = 0
    while tight + 3 < size:
        one, two = share[row[tight], first:last], share[row[tight + 1], first:last]
        three, four = share[row[tight + 2], first:last], share[row[tight + 3], first:last]
        add_four(total, one, two, three, four, factor, tight)
        tight += 4
    while tight < size:
        add_one(total, share[row[tight], first:last], factor[tight])
        tight += 1
