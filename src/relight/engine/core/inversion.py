"""The basis from scratch: which rows and columns make one, and how its seats answer."""

from __future__ import annotations

from relight.engine.core.basis import seat_row
from relight.engine.core.machine import Floats, inlined, machine
from relight.engine.core.programme import BASIS, ROWS, Programme

SMALLEST_PIVOT = 1e-7
"""Share below which a row and a column do not make a basis."""


@machine
def choose_basis(programme: Programme, tight: int, basics: int) -> int:
    """Order the first tight rows and seats listed so that as many as can be independent stand first; how many.

    The first row, the balance, is always among them. 0 = not even that.
    """
    rows, basis, matrix = programme.rows, programme.basis, programme.basis.matrix
    for row in range(tight):
        for column in range(basics):
            matrix[row, column] = rows.share[basis.row[row], basis.seat[column]]
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
        basis.seat[size], basis.seat[best_column] = basis.seat[best_column], basis.seat[size]
        for row in range(size + 1, tight):
            factor = matrix[row, size] / matrix[size, size]
            for column in range(size, basics):
                matrix[row, column] -= factor * matrix[size, column]
    return min(tight, basics)


@machine
def invert(programme: Programme, size: int) -> bool:
    """Work out afresh how the columns in the first seats answer to the first tight rows; False if they do not fit.

    Gauss and Jordan's elimination in place: what has become a unit column makes room for one of the inverse.
    """
    rows, basis, inverse = programme.rows, programme.basis, programme.basis.answer
    swapped = programme.queue.code  # free between ratio tests
    for tight in range(size):
        share = rows.share[basis.row[tight]]
        for seat in range(size):
            inverse[seat, tight] = share[basis.seat[seat]]
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


@machine
def seat_loose_rows(programme: Programme) -> None:
    """Give the seats behind the basic columns to all rows that are not tight."""
    seat = programme.count[BASIS]
    for row in range(programme.count[ROWS]):
        if programme.rows.tight[row] < 0:
            seat_row(programme, row, seat)
            seat += 1


@machine
def invert_again(programme: Programme) -> bool:
    """The same for the basis at hand, with all seats; False if rounding has made it none."""
    if not invert(programme, programme.count[BASIS]):
        return False
    seat_loose_rows(programme)
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
