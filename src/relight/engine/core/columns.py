"""The columns of an island: made from what stands at its buses, woken when their price says so."""

from __future__ import annotations

from relight.engine.core.machine import Floats, inlined, machine
from relight.engine.core.pattern import Pattern
from relight.engine.core.plate import GENERATION, OTHER, PROTECTED, ROOM, VERY_SHORT
from relight.engine.core.pricing import add_rows_times, work_out_rates
from relight.engine.core.programme import (
    AWAKE,
    BALANCE,
    BASIS,
    COLUMNS,
    MOST_PIECES,
    PROTECTED_COST,
    ROWS,
    STRAIGHTENED,
    TILT,
    Columns,
    Programme,
    clear,
    enter,
    go_to_level,
    rest,
)
from relight.engine.core.ratio import SMALLEST_RATE
from relight.engine.core.workspace import Workspace

SLIVER = 1e-9
"""Share of an injection, or MW, that rounding may account for."""

ENOUGH = 2.0
"""How many times the load that a line lacks is woken to relieve it."""


@machine
def set_up(pattern: Pattern, work: Workspace, root: int) -> None:
    """Start the programme of an island from its first dispatch: every column at rest but one, which balances."""
    programme, plate, columns = work.programme, work.plate, work.programme.columns
    clear(programme)
    kind = GENERATION if plate.kind[root] == ROOM else PROTECTED if plate.kind[root] == VERY_SHORT else OTHER
    balancing, most, count = -1, -1.0, 0
    for place in range(len(work.root)):
        if work.root[place] == root and plate.most[place, kind] > most:
            balancing, most = place, plate.most[place, kind]
    for asleep in (False, True):
        for place in range(len(work.root)):
            if work.root[place] != root or plate.most[place, 0] + plate.most[place, 1] + plate.most[place, 2] <= 0.0:
                continue
            idle = plate.kind[root] == ROOM and plate.most[place, GENERATION] <= 0.0
            if idle == asleep:
                tilt = 0.0 if place == balancing else TILT * pattern.tilt[place]
                columns.place[count] = place
                _make_pieces(columns, count, plate.most[place], plate.given[place], tilt)
                if place == balancing:
                    enter(columns, programme.basis, count, _piece_of_kind(columns, count, kind), 0)
                count += 1
        if not asleep:
            programme.count[AWAKE] = count
    programme.count[COLUMNS] = count
    _start_basis(programme)


@machine
def _start_basis(programme: Programme) -> None:
    """Make the balance the only tight row."""
    rows = programme.rows
    programme.count[ROWS] = 1
    programme.count[BASIS] = 1
    rows.share[BALANCE, : programme.count[COLUMNS]] = 1.0
    rows.limit[BALANCE] = 0.0
    rows.tight[BALANCE] = 0
    rows.held[BALANCE] = 1
    programme.basis.row[0] = BALANCE
    programme.basis.answer[0, 0] = 1.0
    programme.basis.weight[0] = programme.count[AWAKE]
    refresh_prices(programme)


@inlined
def _make_pieces(columns: Columns, column: int, most: Floats, given: Floats, tilt: float) -> None:
    """Write the pieces of a bus's cost, parted where its first injection lies."""
    low = -most[OTHER] - most[PROTECTED]
    first = given[GENERATION] - given[OTHER] - given[PROTECTED]
    first = _snapped(min(max(first, low), most[GENERATION]), low)
    columns.level[column, 0] = low
    columns.basic[column] = -1
    at, piece = 0, 0
    for kind in range(3):
        cost = 0.0 if kind == GENERATION else 1.0 if kind == OTHER else PROTECTED_COST
        high = most[GENERATION]
        high -= (most[PROTECTED] if kind < PROTECTED else 0.0) + (most[OTHER] if kind < OTHER else 0.0)
        first = _snapped(first, high)
        for half in range(2):
            end = min(first, high) if half == 0 and tilt > 0.0 else high
            if end <= low:
                continue
            columns.plain_cost[column, piece] = cost
            columns.cost[column, piece] = cost + (tilt if low >= first else -tilt)
            piece += 1
            columns.level[column, piece] = end
            at = piece if end <= first else at
            low = end
    columns.pieces[column] = piece
    columns.at[column] = at
    columns.value[column] = first
    rest(columns, column)


@inlined
def _snapped(first: float, level: float) -> float:
    """An injection, or the level it misses by rounding alone: a sliver between them would be a piece of its own."""
    return level if abs(first - level) <= SLIVER * max(1.0, abs(level)) else first


@inlined
def _piece_of_kind(columns: Columns, column: int, kind: int) -> int:
    """The piece of a column in which its injection is generation, other or protected load not served."""
    cost = PROTECTED_COST if kind == PROTECTED else 1.0 if kind == OTHER else 0.0
    for piece in range(columns.pieces[column]):
        if columns.plain_cost[column, piece] == cost:
            return piece
    return 0


@machine
def refresh_prices(programme: Programme) -> None:
    """Work out duals and prices afresh from the costs of the basic columns."""
    columns, rows, basis = programme.columns, programme.rows, programme.basis
    for tight in range(programme.count[BASIS]):
        dual = 0.0
        for seat in range(programme.count[BASIS]):
            column = basis.seat[seat]
            dual += columns.cost[column, columns.at[column]] * basis.answer[tight, seat]
        rows.dual[basis.row[tight]] = dual
    _price(programme, 0)


@machine
def _price(programme: Programme, first: int) -> None:
    """Write the prices of the columns from one on, from the duals of the tight rows."""
    price, step = programme.columns.price[first : programme.count[COLUMNS]], programme.basis.step
    for column in range(len(price)):
        price[column] = 0.0
    for tight in range(programme.count[BASIS]):
        step[tight] = programme.rows.dual[programme.basis.row[tight]]
    add_rows_times(price, step, programme, first)


@machine
def wake(programme: Programme) -> int:
    """Wake every column whose price says that load has to go there, and move it accordingly; how many."""
    columns, first = programme.columns, programme.count[AWAKE]
    _price(programme, first)
    for column in range(first, programme.count[COLUMNS]):
        if columns.price[column] > columns.above[column]:
            follow_price(programme, wake_one(programme, column))
    return int(programme.count[AWAKE] - first)


@machine
def wake_for(programme: Programme, leaving: int, sign: float, left: float) -> int:
    """Wake the columns that can do most for the leaving one, enough to use up what is left of its excess; how many."""
    columns, first = programme.columns, programme.count[AWAKE]
    _price(programme, first)
    work_out_rates(programme, leaving, first, programme.count[COLUMNS])
    fastest = 0.0
    for column in range(first, programme.count[COLUMNS]):
        fastest = max(fastest, sign * columns.rate[column])
    if fastest <= SMALLEST_RATE:
        return 0
    slowest, found = fastest, 0.0
    while found < ENOUGH * left and slowest > SMALLEST_RATE:
        slowest, found = 0.5 * slowest, 0.0
        for column in range(first, programme.count[COLUMNS]):
            if sign * columns.rate[column] >= slowest:
                range_mw = columns.level[column, columns.pieces[column]] - columns.value[column]
                found += abs(columns.rate[column]) * range_mw
    for column in range(first, programme.count[COLUMNS]):
        if sign * columns.rate[column] >= slowest:
            follow_price(programme, wake_one(programme, column))
    return int(programme.count[AWAKE] - first)


@machine
def wake_one(programme: Programme, column: int) -> int:
    """Wake a column if it sleeps; its position then."""
    awake = programme.count[AWAKE]
    if column < awake:
        return column
    programme.count[AWAKE] += 1
    _swap(programme, awake, column)
    return int(awake)


@inlined
def follow_price(programme: Programme, column: int) -> None:
    """Move a column that rests to the level its price asks for."""
    columns = programme.columns
    rest(columns, column)
    while columns.price[column] > columns.above[column]:
        columns.at[column] += 1
        rest(columns, column)
    while columns.price[column] < columns.below[column]:
        columns.at[column] -= 1
        rest(columns, column)
    go_to_level(columns, programme.rows, programme.count, column)


@inlined
def _swap(programme: Programme, one: int, other: int) -> None:
    """Let two columns that rest change places."""
    columns, rows = programme.columns, programme.rows
    if one == other:
        return
    columns.place[one], columns.place[other] = columns.place[other], columns.place[one]
    columns.pieces[one], columns.pieces[other] = columns.pieces[other], columns.pieces[one]
    columns.at[one], columns.at[other] = columns.at[other], columns.at[one]
    _swap_numbers(columns.value, one, other)
    _swap_numbers(columns.price, one, other)
    _swap_numbers(columns.rate, one, other)
    for piece in range(MOST_PIECES + 1):
        _swap_numbers(columns.level[:, piece], one, other)
    for piece in range(MOST_PIECES):
        _swap_numbers(columns.cost[:, piece], one, other)
        _swap_numbers(columns.plain_cost[:, piece], one, other)
    for row in range(programme.count[ROWS]):
        _swap_numbers(rows.share[row], one, other)
    rest(columns, one)
    rest(columns, other)


@inlined
def _swap_numbers(numbers: Floats, one: int, other: int) -> None:
    """Let two numbers change places."""
    numbers[one], numbers[other] = numbers[other], numbers[one]


@machine
def straighten(programme: Programme, left: float) -> None:
    """Leave only a share of the tilt in all costs, and move every column to the level its price then asks for."""
    columns = programme.columns
    for column in range(programme.count[COLUMNS]):
        for piece in range(columns.pieces[column]):
            plain = columns.plain_cost[column, piece]
            columns.cost[column, piece] = plain + left * (columns.cost[column, piece] - plain)
    programme.count[AWAKE] = programme.count[COLUMNS]
    programme.count[STRAIGHTENED] += 1
    follow_all_prices(programme)


@machine
def follow_all_prices(programme: Programme) -> None:
    """Work prices out afresh and put what rests where they want it: columns awake, tight lines not held for good."""
    rows, basis = programme.rows, programme.basis
    refresh_prices(programme)
    for tight in range(programme.count[BASIS]):
        row = basis.row[tight]
        if not rows.held[row]:
            rows.side[row] = -1.0 if rows.dual[row] > 0.0 else 1.0
    for column in range(programme.count[AWAKE]):
        if programme.columns.basic[column] < 0:
            follow_price(programme, column)
