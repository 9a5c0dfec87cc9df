"""The served-load programme of one island, small: a column per bus, a row per line that was ever too full.

All that stands at a bus is one column, its net injection [MW], from "nothing generated, everything served" to
"everything generated, nothing served". What the injection costs is convex and piecewise linear: nothing while all load
is served, 1 for each MW of other load not served, PROTECTED_COST for each protected MW. A small tilt away from the
dispatch one starts from makes the optimum unique, so that ties neither stall the simplex nor lead it in a circle.

Columns that only matter once load has to go there sleep behind the others until their price says so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from relight.engine.core.machine import Floats, Ints, inlined, machine

PROTECTED_COST = 16384.0
"""Price of a protected MW not served. Whether it was high enough is proved after every solve."""

TILT = 1e-6
"""Cost of a MW away from the first dispatch, beside 1 for a MW not served."""

MOST_ROWS = 264
"""No power of two: what stands below one another in a matrix that wide would have to share a few lines of the cache."""

MOST_PIECES = 4
COLUMNS, AWAKE, ROWS, BASIS, PIVOTS, BLOCKING, STRAIGHTENED = 0, 1, 2, 3, 4, 5, 6
BALANCE = 0


class Columns(NamedTuple):
    """Net injections: a row for every bus at which anything stands, those awake first."""

    place: Ints  # of the bus
    pieces: Ints  # of its cost
    level: Floats  # injection at which each piece begins, and the last one ends
    cost: Floats  # of each piece, tilted
    plain_cost: Floats
    at: Ints  # the level a column rests at; of a basic one the piece it is in
    basic: Ints  # seat, -1 = not basic
    value: Floats
    price: Floats
    below: Floats  # price at which it would move down, up
    above: Floats
    rate: Floats  # of price, per unit of the leaving one's
    time: Floats  # how far prices move until it leaves its level, or the next not yet queued up
    queued: Ints  # levels queued up


class Rows(NamedTuple):
    """Lines; row 0 is the balance of the island."""

    line: Ints
    of_branch: Ints  # the row of every branch, -1 = none
    share: Floats  # flow on the line for 1 MW injected in each column
    flow: Floats
    limit: Floats
    side: Floats  # +1 or -1: the limit a tight row is held at
    dual: Floats
    tight: Ints  # position among the tight rows, -1 = not tight
    held: Ints  # 1 = tight for good, whatever its dual


class Basis(NamedTuple):
    """Tight rows, and seats: one for every basic column and every row that is not tight."""

    row: Ints  # that is tight
    seat: Ints  # who has it: a column (its number) or a row (−1 − its number)
    answer: Floats  # tight row × seat: by how much it moves for one more MW on the row
    value: Floats  # of a seat: the injection or the flow, while the simplex is at work
    low: Floats  # what counts as within its bounds
    high: Floats
    weight: Floats
    matrix: Floats  # room to choose a basis in
    direction: Floats
    step: Floats
    spare: Floats


class Queue(NamedTuple):
    """What prices may pass on their way: levels of columns, tight rows, further pieces of the leaving column."""

    time: Floats
    code: Ints
    used: Floats  # excess that passing it uses up [MW]


class Programme(NamedTuple):
    """The programme at hand.

    `count` has how many columns, rows, basic columns there are and pivots there were, what a solve was blocked by, and
    how often costs were straightened.
    """

    count: Ints  # type: ignore[assignment]  # nobody asks this tuple how often it holds a thing
    columns: Columns
    rows: Rows
    basis: Basis
    queue: Queue


def empty_programme(places: int, branches: int) -> Programme:
    """Room for the programme of any island of a grid."""
    rows = min(MOST_ROWS, branches + 1)
    most = MOST_PIECES * (places + 1) + rows

    def floats(*shape: int) -> Floats:
        return np.zeros(shape)

    def ints(length: int) -> Ints:
        return np.full(length, -1, dtype=np.int64)

    return Programme(
        count=np.zeros(7, dtype=np.int64),
        columns=Columns(
            place=ints(places),
            pieces=ints(places),
            level=floats(places, MOST_PIECES + 1),
            cost=floats(places, MOST_PIECES),
            plain_cost=floats(places, MOST_PIECES),
            at=ints(places),
            basic=ints(places),
            value=floats(places),
            price=floats(places),
            below=floats(places),
            above=floats(places),
            rate=floats(places),
            time=floats(places),
            queued=ints(places),
        ),
        rows=Rows(
            line=ints(rows),
            of_branch=ints(branches),
            share=floats(rows, places),
            flow=floats(rows),
            limit=floats(rows),
            side=floats(rows),
            dual=floats(rows),
            tight=ints(rows),
            held=ints(rows),
        ),
        basis=Basis(
            row=ints(rows),
            seat=ints(rows),
            answer=floats(rows, rows),
            value=floats(rows),
            low=floats(rows),
            high=floats(rows),
            weight=floats(rows),
            matrix=floats(rows, rows),
            direction=floats(rows),
            step=floats(rows),
            spare=floats(rows),
        ),
        queue=Queue(floats(most), ints(most), floats(most)),
    )


@machine
def clear(programme: Programme) -> None:
    """Forget the last island."""
    rows = programme.rows
    for row in range(1, programme.count[ROWS]):
        rows.of_branch[rows.line[row]] = -1
    for what in range(len(programme.count)):
        programme.count[what] = 0


@inlined
def rest(columns: Columns, column: int) -> None:
    """Write at which prices a column that rests at a level would leave it."""
    at = columns.at[column]
    columns.below[column] = columns.cost[column, at - 1] if at > 0 else -np.inf
    columns.above[column] = columns.cost[column, at] if at < columns.pieces[column] else np.inf


@inlined
def go_to_level(columns: Columns, rows: Rows, count: Ints, column: int) -> None:
    """Move a column to the level it rests at; the flows follow."""
    rest(columns, column)
    level = columns.level[column, columns.at[column]]
    change = level - columns.value[column]
    columns.value[column] = level
    if change != 0.0:
        for row in range(count[ROWS]):
            rows.flow[row] += rows.share[row, column] * change


@inlined
def enter(columns: Columns, basis: Basis, column: int, piece: int, seat: int) -> None:
    """Give a column a seat, in a piece of its cost."""
    columns.at[column] = piece
    columns.basic[column] = seat
    basis.seat[seat] = column
    columns.price[column] = columns.cost[column, piece]
    columns.below[column], columns.above[column] = -np.inf, np.inf


@inlined
def excess_of(columns: Columns, column: int) -> float:
    """How far a basic column is beyond the ends of its piece [MW]; negative if it is below."""
    value, piece = columns.value[column], columns.at[column]
    low, high = columns.level[column, piece], columns.level[column, piece + 1]
    return float(value - high if value > high else min(value - low, 0.0))
