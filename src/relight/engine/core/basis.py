"""What a basis rests on: tight rows, and seats, each taken by a basic column or by a row that is not tight.

A row is tight while its line is held at a limit (row 0, the balance, always is); basic are as many columns as rows are
tight, and the other rows are loose: so there are as many seats as rows, and the columns have the first ones. Of every
seat is known how it answers to each tight row. For basic columns that is the inverse of the basis; loose rows follow
from it, and all change together, by one exchange at a time, whoever leaves and whoever enters.
"""

from __future__ import annotations

from relight.engine.core.machine import Floats, inlined, machine
from relight.engine.core.programme import AWAKE, BASIS, ROWS, Basis, Programme, Rows
from relight.engine.core.sums import add_four, add_one


@inlined
def add_answers(total: Floats, basis: Basis, size: int, factor: Floats) -> None:
    """Add how every seat answers to all tight rows, each times its factor; four tight rows in a pass."""
    answer, seats, tight = basis.answer, len(total), 0
    while tight + 3 < size:
        one, two = answer[tight, :seats], answer[tight + 1, :seats]
        three, four = answer[tight + 2, :seats], answer[tight + 3, :seats]
        add_four(total, one, two, three, four, factor, tight)
        tight += 4
    while tight < size:
        add_one(total, answer[tight, :seats], factor[tight])
        tight += 1


@inlined
def work_out_step(rows: Rows, basis: Basis, size: int, seats: int, column: int) -> None:
    """Write to `step` how every seat answers to one more MW in a column."""
    step = basis.step[:seats]
    for tight in range(size):
        step[tight] = 0.0
        basis.spare[tight] = -rows.share[basis.row[tight], column]
    for seat in range(size, len(step)):
        step[seat] = rows.share[-1 - basis.seat[seat], column]
    add_answers(step, basis, size, basis.spare)


@machine
def seat_row(programme: Programme, row: int, seat: int) -> None:
    """Give a loose row a seat behind all that are taken; it answers as the basic columns before it do."""
    basis, size, awake = programme.basis, programme.count[BASIS], programme.count[AWAKE]
    share, factor = programme.rows.share[row], basis.step[:size]
    basis.weight[seat] = _spread(share[:awake])
    for other in range(len(factor)):
        factor[other] = share[basis.seat[other]]
    basis.seat[seat] = -1 - row
    for tight in range(size):
        mine, total = basis.answer[tight, :size], 0.0
        for other in range(len(factor)):
            total += factor[other] * mine[other]
        basis.answer[tight, seat] = total


@inlined
def _spread(share: Floats) -> float:
    """Sum of squares of a row's shares, measured from their mean: only differences move power."""
    total, squares = 0.0, 0.0
    for column in range(len(share)):
        total += share[column]
        squares += share[column] ** 2
    return max(squares - total * total / len(share), 1e-12)


@machine
def restore(programme: Programme) -> None:
    """Move the basic columns so that every tight row is at its limit again; the other rows follow."""
    rows, basis, columns = programme.rows, programme.basis, programme.columns
    size, seats = programme.count[BASIS], programme.count[ROWS]
    change = basis.step[:seats]
    for tight in range(size):
        row = basis.row[tight]
        wanted = rows.side[row] * rows.limit[row]
        basis.spare[tight] = wanted - rows.flow[row]
        rows.flow[row] = wanted
    for seat in range(len(change)):
        change[seat] = 0.0
    add_answers(change, basis, size, basis.spare)
    for seat in range(size):
        columns.value[basis.seat[seat]] += change[seat]
    for seat in range(size, len(change)):
        rows.flow[-1 - basis.seat[seat]] += change[seat]
