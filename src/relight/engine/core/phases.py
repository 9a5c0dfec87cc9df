"""Protected load alone, then all load among the optima of that: for islands where one price cannot settle both.

Where a protected MW is to be had only for others by the ten thousand, a price that still counts the others takes the
wrong side. Then the programme is solved again with protected load priced out of all proportion, and what has a price in
its optimum is held: a line at its limit, an injection at its level. What is left to move are the optima for protected
load, all of them, and among those every MW counts the same.
"""

from __future__ import annotations

from relight.engine.core.columns import follow_all_prices
from relight.engine.core.machine import inlined, machine
from relight.engine.core.programme import AWAKE, BASIS, COLUMNS, PROTECTED_COST, Columns, Programme, rest

TOGETHER, PROTECTED_ALONE, AMONG_OPTIMA = 0, 1, 2
"""What is solved for: both by their prices; protected load; all load that leaves protected load at its most."""

ALONE_COST = PROTECTED_COST * 2.0**20
"""Price of a protected MW beside which others only break ties."""

PRICED = 1e-7
"""Protected MW that a MW is worth from which it stays where it is in every optimum. HiGHS goes by the same number."""


@machine
def price_protected_alone(programme: Programme) -> None:
    """Price protected load so high that nothing else counts beside it."""
    columns = programme.columns
    for column in range(programme.count[COLUMNS]):
        for piece in range(columns.pieces[column]):
            if columns.plain_cost[column, piece] >= PROTECTED_COST:
                columns.plain_cost[column, piece] = columns.cost[column, piece] = ALONE_COST
    follow_all_prices(programme)


@machine
def keep_optima(programme: Programme) -> None:
    """Leave only the optima for protected load, by the prices of their proof, and price all load the same."""
    columns, rows, basis = programme.columns, programme.rows, programme.basis
    for tight in range(programme.count[BASIS]):
        row = basis.row[tight]
        rows.held[row] = 1 if abs(basis.direction[tight]) > PRICED else rows.held[row]
    for column in range(programme.count[COLUMNS]):
        _keep_pieces(columns, column)
    programme.count[AWAKE] = programme.count[COLUMNS]
    follow_all_prices(programme)


@inlined
def _keep_pieces(columns: Columns, column: int) -> None:
    """Leave only those pieces of a column that cost its price in protected load, or the level between two."""
    basic, at, first, last = columns.basic[column] >= 0, columns.at[column], 0, columns.pieces[column]
    price = protected_slope(columns, column, at) if basic else columns.rate[column]
    while first < last and protected_slope(columns, column, first) < price - PRICED:
        first += 1
    while first < last and protected_slope(columns, column, last - 1) > price + PRICED:
        last -= 1
    for piece in range(first, last):
        cost = min(columns.plain_cost[column, piece], 1.0)
        columns.cost[column, piece - first] = cost + (columns.cost[column, piece] - columns.plain_cost[column, piece])
        columns.plain_cost[column, piece - first] = cost
    for level in range(first, last + 1):
        columns.level[column, level - first] = columns.level[column, level]
    columns.pieces[column] = last - first
    columns.at[column] = min(max(at, first), last) - first
    if not basic:
        rest(columns, column)


@inlined
def protected_slope(columns: Columns, column: int, piece: int) -> float:
    """What protected load alone makes of the cost of a piece."""
    return 1.0 if columns.plain_cost[column, piece] >= PROTECTED_COST else 0.0
