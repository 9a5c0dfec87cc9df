"""What a decision on a feeder does to the column of its bus: levels move, costs stay, so prices stay right.

A column begins where everything is served and nothing generated, and ends where all is generated and nothing served.
Load that is served for certain lets it end earlier, load that nobody asks for any longer lets it begin later.
"""

from __future__ import annotations

from relight.engine.core.machine import Floats, Ints, inlined, machine
from relight.engine.core.pricing import WITHIN
from relight.engine.core.programme import COLUMNS, PROTECTED_COST, Columns, Rows, go_to_level

SLIVER = 1e-9
"""Share of an injection, or MW, by which levels that are meant to be one may differ through rounding."""


@inlined
def first_short(columns: Columns, column: int, cost: float) -> int:
    """The first piece of a column in which load of at least that cost is not served."""
    piece = 0
    while piece < columns.pieces[column] and columns.plain_cost[column, piece] < cost:
        piece += 1
    return piece


@inlined
def short_mw(columns: Columns, column: int, cost: float) -> float:
    """Load of at least that cost that a column does not serve [MW]; nothing where that is only rounding."""
    missing_mw = columns.value[column] - columns.level[column, first_short(columns, column, cost)]
    return float(missing_mw if missing_mw > WITHIN else 0.0)


@machine
def sum_short(columns: Columns, count: Ints, short: Floats) -> None:
    """Write how much protected load and how much load in all is not served [MW]."""
    short[0] = short[1] = 0.0
    for column in range(count[COLUMNS]):
        short[0] += short_mw(columns, column, PROTECTED_COST)
        short[1] += short_mw(columns, column, 1.0)


@machine
def hold(columns: Columns, rows: Rows, count: Ints, column: int, held_mw: float) -> None:
    """So much of the costliest load a column may leave unserved is served for certain."""
    level, last = columns.level[column], columns.pieces[column]
    high = level[last] - held_mw
    for here in range(last + 1):
        level[here] = _capped(level[here], high)
    follow_level(columns, rows, count, column)


@machine
def withdraw(columns: Columns, rows: Rows, count: Ints, column: int, cost: float, withdrawn_mw: float) -> None:
    """So much load of one cost is no longer asked for."""
    level, last = columns.level[column], columns.pieces[column]
    begin, high = first_short(columns, column, cost), level[last]
    for here in range(begin + 1):
        level[here] = _capped(level[here] + withdrawn_mw, high)
    for here in range(begin + 1, last):
        level[here] = max(level[here], level[begin])
    follow_level(columns, rows, count, column)


@inlined
def _capped(level: float, high: float) -> float:
    """A level no higher than another, and equal to it if rounding alone parts them."""
    return high if level > high - SLIVER * max(1.0, abs(high)) else level


@inlined
def follow_level(columns: Columns, rows: Rows, count: Ints, column: int) -> None:
    """A column that rests goes with its level."""
    if columns.basic[column] < 0:
        go_to_level(columns, rows, count, column)
