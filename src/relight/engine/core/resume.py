"""Starting from the last state of a sequence: the same lines tight, the same columns basic.

A repair changes the factor and every share a little, so all numbers are worked out afresh; only who is tight and who is
basic is carried over. As every column and every line is bounded, any such choice can be made a start for the dual
simplex: each column goes to the level its price asks for, each tight line to the limit its dual asks for.
"""

from __future__ import annotations

from relight.engine.core.basis import restore
from relight.engine.core.columns import follow_all_prices, set_up, wake, wake_one
from relight.engine.core.inversion import choose_basis, invert, seat_loose_rows
from relight.engine.core.machine import inlined, machine, spliced
from relight.engine.core.pattern import Pattern
from relight.engine.core.programme import BASIS, COLUMNS, ROWS, Programme, enter, go_to_level
from relight.engine.core.rows import add_rows
from relight.engine.core.workspace import Memory, Workspace

LOOSE, TIGHT = 0, 1
NOT_BASIC = 0.0

OFFSET = 2.0
"""Added to a remembered cost, so that none of them is NOT_BASIC."""


@machine
def remember(work: Workspace, memory: Memory, root: int) -> None:
    """Keep what an island's optimum rests on, in place of what is known of the same places and lines."""
    programme, rows, columns = work.programme, work.programme.rows, work.programme.columns
    for place in range(len(memory.cost)):
        if work.root[place] == root:
            memory.cost[place] = NOT_BASIC
    for seat in range(programme.count[BASIS]):
        column = programme.basis.seat[seat]
        memory.cost[columns.place[column]] = OFFSET + columns.cost[column, columns.at[column]]
    for row in range(1, programme.count[ROWS]):
        memory.line[rows.line[row]] = TIGHT if rows.tight[row] >= 0 else LOOSE


@spliced
def set_up_again(pattern: Pattern, work: Workspace, memory: Memory, root: int) -> None:
    """Start an island's programme from what is remembered of it, or from scratch where nothing fits."""
    set_up(pattern, work, root)
    if not _add_tight_rows(pattern, work, memory, root):
        return
    programme = work.programme
    columns, tight, basics = programme.columns, programme.count[ROWS], 0
    _unseat(programme)
    for row in range(1, tight):
        programme.basis.row[row] = row
    for column in range(programme.count[COLUMNS]):
        if memory.cost[columns.place[column]] != NOT_BASIC and basics < len(programme.basis.seat):
            programme.basis.seat[basics] = wake_one(programme, column)
            basics += 1
    # Mostly all rows and columns of the last basis still make one, and choosing among them costs as much as inverting.
    fits = tight == basics and invert(programme, tight)
    size = tight if fits else choose_basis(programme, tight, basics)
    if not (fits or (size > 0 and invert(programme, size))):
        set_up(pattern, work, root)
        return
    _take_seats(programme, memory, size)
    follow_all_prices(programme)
    wake(programme)
    restore(programme)


@inlined
def _add_tight_rows(pattern: Pattern, work: Workspace, memory: Memory, root: int) -> bool:
    """Add the lines of an island that were tight; False if there are none or not all of them have room."""
    count, known = 0, 0
    for branch in range(len(memory.line)):
        in_service = memory.line[branch] == TIGHT and work.susceptance_mw[branch] != 0.0
        if in_service and work.root[pattern.start[branch]] == root:
            work.found[count] = branch
            count += 1
            known += 1
        if count == len(work.found):
            if not add_rows(pattern, work, count):
                return False
            count = 0
    return known > 0 and add_rows(pattern, work, count)


@inlined
def _unseat(programme: Programme) -> None:
    """Let the column rest that a start from scratch made basic."""
    columns = programme.columns
    column = programme.basis.seat[0]
    columns.basic[column] = -1
    columns.at[column] = 0
    while columns.level[column, columns.at[column]] < columns.value[column] - 1e-9:
        columns.at[column] += 1
    go_to_level(columns, programme.rows, programme.count, column)


@inlined
def _take_seats(programme: Programme, memory: Memory, size: int) -> None:
    """Make the chosen rows tight and the chosen columns basic, each in the piece most like the one it was in."""
    columns, rows, basis = programme.columns, programme.rows, programme.basis
    programme.count[BASIS] = size
    for tight in range(size):
        rows.tight[basis.row[tight]] = tight
    for seat in range(size):
        column, piece = basis.seat[seat], 0
        cost = memory.cost[columns.place[column]] - OFFSET
        for other in range(columns.pieces[column]):
            if abs(columns.cost[column, other] - cost) < abs(columns.cost[column, piece] - cost):
                piece = other
        enter(columns, basis, column, piece, seat)
        basis.weight[seat] = 1.0
    seat_loose_rows(programme)
