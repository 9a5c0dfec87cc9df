"""The inverse of the basis: tight rows × basic columns, small, dense, changed by one exchange at a time.

A row is tight while its line is held at a limit (row 0, the balance, always is); basic are as many columns as rows are
tight. All other rows only follow.
"""

from __future__ import annotations

from relight.engine.core.machine import Floats, inlined, machine
from relight.engine.core.programme import BASIS, ROWS, Basis, Programme, Rows

SMALLEST_PIVOT = 1e-7
"""Share below which a row and a column do not make a basis."""


@inlined
def work_out_step(rows: Rows, basis: Basis, size: int, column: int) -> None:
    """Write to `step` how the basic columns answer to one more MW in a column."""
    for tight in range(size):
        basis.spare[tight] = rows.share[basis.row[tight], column]
    for position in range(size):
        total = 0.0
        for tight in range(size):
            total += basis.inverse[position, tight] * basis.spare[tight]
        basis.step[position] = total


@inlined
def exchange_column(basis: Basis, size: int, position: int) -> None:
    """The column whose `step` is known takes the place of a basic one."""
    inverse, step = basis.inverse, basis.step
    for tight in range(size):
        inverse[position, tight] /= step[position]
    for other in range(size):
        if other != position:
            factor = step[other]
            for tight in range(size):
                inverse[other, tight] -= factor * inverse[position, tight]


@inlined
def exchange_row(basis: Basis, size: int, tight: int) -> None:
    """The row whose `direction` is known takes the place of a tight one."""
    inverse, direction = basis.inverse, basis.direction
    pivot = -direction[tight]
    for position in range(size):
        factor = inverse[position, tight] / pivot
        for other in range(size):
            inverse[position, other] += factor * direction[other]
        inverse[position, tight] = factor


@inlined
def grow(basis: Basis, size: int, rate: float) -> None:
    """The row whose `direction` and the column whose `step` are known join a basis of some size."""
    inverse, step, direction = basis.inverse, basis.step, basis.direction
    for position in range(size):
        factor = -step[position] / rate
        for tight in range(size):
            inverse[position, tight] += factor * direction[tight]
        inverse[position, size] = factor
    for tight in range(size):
        inverse[size, tight] = direction[tight] / rate
    inverse[size, size] = 1.0 / rate


@inlined
def shrink(programme: Programme, position: int, tight: int) -> None:
    """A basic column and a tight row drop out; the last of each takes its place."""
    basis, inverse = programme.basis, programme.basis.inverse
    last = programme.count[BASIS] - 1
    pivot = inverse[position, tight]
    for other in range(last + 1):
        if other != position:
            factor = inverse[other, tight] / pivot
            for row in range(last + 1):
                inverse[other, row] -= factor * inverse[position, row]
    for row in range(last + 1):
        inverse[position, row] = inverse[last, row]
    for other in range(last + 1):
        inverse[other, tight] = inverse[other, last]
    basis.column[position] = basis.column[last]
    programme.columns.basic[basis.column[position]] = position
    basis.row[tight] = basis.row[last]
    programme.rows.tight[basis.row[tight]] = tight
    programme.count[BASIS] = last


@machine
def restore(programme: Programme) -> None:
    """Move the basic columns so that every tight row is at its limit again; the other rows follow."""
    rows, basis, size = programme.rows, programme.basis, programme.count[BASIS]
    change = basis.step
    for tight in range(size):
        row = basis.row[tight]
        wanted = rows.side[row] * rows.limit[row]
        basis.spare[tight] = wanted - rows.flow[row]
        rows.flow[row] = wanted
    for position in range(size):
        total = 0.0
        for tight in range(size):
            total += basis.inverse[position, tight] * basis.spare[tight]
        change[position] = total
        programme.columns.value[basis.column[position]] += total
    for row in range(1, programme.count[ROWS]):
        if rows.tight[row] < 0:
            share, flow = rows.share[row], 0.0
            for position in range(size):
                flow += share[basis.column[position]] * change[position]
            rows.flow[row] += flow


@machine
def choose_basis(programme: Programme, tight: int, basics: int) -> int:
    """Order the first rows and columns listed in the basis so that as many as can be independent stand first; how many.

    The first row, the balance, is always among them. 0 = not even that.
    """
    rows, basis, matrix = programme.rows, programme.basis, programme.basis.matrix
    for row in range(tight):
        for column in range(basics):
            matrix[row, column] = rows.share[basis.row[row], basis.column[column]]
    for size in range(min(tight, basics)):
        best, best_row, best_column = SMALLEST_PIVOT, -1, -1
        for row in range(size, tight if size > 0 else 1):
            for column in range(size, basics):
                if abs(matrix[row, column]) > best:
                    best, best_row, best_column = abs(matrix[row, column]), row, column
        if best_row < 0:
            return size
        for column in range(basics):
            matrix[size, column], matrix[best_row, column] = matrix[best_row, column], matrix[size, column]
        for row in range(tight):
            matrix[row, size], matrix[row, best_column] = matrix[row, best_column], matrix[row, size]
        basis.row[size], basis.row[best_row] = basis.row[best_row], basis.row[size]
        basis.column[size], basis.column[best_column] = basis.column[best_column], basis.column[size]
        for row in range(size + 1, tight):
            factor = matrix[row, size] / matrix[size, size]
            for column in range(size, basics):
                matrix[row, column] -= factor * matrix[size, column]
    return min(tight, basics)


@machine
def invert(programme: Programme, size: int) -> bool:
    """Work the inverse out afresh from the first columns and rows of the basis; False if they do not fit together.

    Gauss and Jordan's elimination in place: what has become a unit column makes room for one of the inverse.
    """
    rows, basis, inverse = programme.rows, programme.basis, programme.basis.inverse
    swapped = programme.queue.code  # free between ratio tests
    for tight in range(size):
        share, mine = rows.share[basis.row[tight]], inverse[tight]
        for position in range(size):
            mine[position] = share[basis.column[position]]
    for pivot in range(size):
        best = pivot
        for row in range(pivot + 1, size):
            best = row if abs(inverse[row, pivot]) > abs(inverse[best, pivot]) else best
        if abs(inverse[best, pivot]) < SMALLEST_PIVOT:
            return False
        swapped[pivot] = best
        for column in range(size):
            inverse[pivot, column], inverse[best, column] = inverse[best, column], inverse[pivot, column]
        _eliminate(inverse, size, pivot)
    for pivot in range(size - 1, -1, -1):
        other = swapped[pivot]
        for row in range(size):
            inverse[row, pivot], inverse[row, other] = inverse[row, other], inverse[row, pivot]
    return True


@inlined
def _eliminate(matrix: Floats, size: int, pivot: int) -> None:
    """Clear a column of all rows but the pivot's, and write there what the inverse takes from it."""
    pivotal = matrix[pivot, :size]
    scale = 1.0 / pivotal[pivot]
    pivotal[pivot] = 1.0
    for column in range(len(pivotal)):
        pivotal[column] *= scale
    for row in range(size):
        mine = matrix[row, :size]
        factor = mine[pivot]
        if row != pivot and factor != 0.0:
            mine[pivot] = 0.0
            for column in range(len(pivotal)):
                mine[column] -= factor * pivotal[column]
