"""What solves have shown about all later ones: bounds on the cost that only need to be looked up.

A solve ends with a price at every bus. Whatever the feeders' levels become, no dispatch costs less than those prices
say, and a column's part in that bound is quickly brought up to date. So many feeders are seen to be too much without a
solve of their own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from relight.engine.core.machine import Floats, Ints, inlined, machine
from relight.engine.core.programme import BASIS, BLOCKING, COLUMNS, Basis, Columns, Rows, excess_of

KEPT = 16
"""How many solves are remembered."""


class Shown(NamedTuple):
    """The last solves, a row each."""

    learnt: Ints  # one number: solves remembered or forgotten
    price: Floats  # of an injection at each place
    least: Floats  # cost that no dispatch passes below, for the levels at hand
    bound: Floats  # one number: cost that no dispatch passes below by the last look at one that seemed too dear
    costs: Floats  # 1, or 0 where the bound is on a contradiction: above 0 there is no dispatch at all


def empty_shown(places: int) -> Shown:
    """Room for what is shown."""
    return Shown(np.zeros(1, dtype=np.int64), np.zeros((KEPT, places)), np.zeros(KEPT), np.zeros(1), np.zeros(KEPT))


@inlined
def least_cost(columns: Columns, column: int, price: float, costs: float, held_mw: float) -> float:
    """The least cost less worth of a column's injection at a price, with so much more load held."""
    last = columns.pieces[column]
    high = columns.level[column, last] - held_mw
    least, total, low = 0.0, 0.0, columns.level[column, 0]
    for piece in range(last):
        end = min(columns.level[column, piece + 1], high)
        length = max(0.0, end - columns.level[column, piece])
        total += (costs * columns.plain_cost[column, piece] - price) * length
        least = min(least, total)
    return float(least - price * low)


@machine
def count_column(columns: Columns, shown: Shown, column: int, times: float) -> None:
    """Add a column's part to all bounds, or with −1 take it away."""
    for solve in range(min(shown.learnt[0], KEPT)):
        price = shown.price[solve, columns.place[column]]
        part = least_cost(columns, column, price, shown.costs[solve], 0.0)
        shown.least[solve] += times * part


@inlined
def bound_with(columns: Columns, shown: Shown, solve: int, column: int, held_mw: float) -> float:
    """A solve's bound if so much more load were held in a column."""
    price, costs = shown.price[solve, columns.place[column]], shown.costs[solve]
    part = least_cost(columns, column, price, costs, 0.0)
    return float(shown.least[solve] - part + least_cost(columns, column, price, costs, held_mw))


@machine
def learn_cost(columns: Columns, count: Ints, shown: Shown, least: float) -> None:
    """Remember the prices of the last proof, which it wrote to `rate`, and the cost that none passes below by them."""
    solve = shown.learnt[0] % KEPT
    shown.learnt[0] += 1
    shown.least[solve], shown.costs[solve] = least, 1.0
    for column in range(count[COLUMNS]):
        shown.price[solve, columns.place[column]] = columns.rate[column]


@machine
def learn_contradiction(columns: Columns, rows: Rows, basis: Basis, count: Ints, shown: Shown) -> None:
    """Remember a solve that came to a column or line that nothing can bring within its bounds.

    Its row of the tableau holds for any dispatch: Σ rate · injection − Σ direction · flow of tight rows is the flow
    that cannot be brought within its limit, or less the injection.
    """
    leaving, solve = count[BLOCKING], shown.learnt[0] % KEPT
    shown.learnt[0] += 1
    if leaving >= 0:
        columns.rate[leaving] = 1.0
        sense, least = (-1.0 if excess_of(columns, leaving) > 0.0 else 1.0), 0.0
    else:
        sense = 1.0 if rows.flow[-1 - leaving] > 0.0 else -1.0
        least = sense * rows.flow[-1 - leaving] - rows.limit[-1 - leaving]
    for tight in range(count[BASIS]):
        row, direction = basis.row[tight], basis.direction[tight]
        least += sense * direction * rows.flow[row] - abs(direction) * rows.limit[row]
    for column in range(count[COLUMNS]):
        price = -sense * columns.rate[column]
        shown.price[solve, columns.place[column]] = price
        least += price * columns.value[column] + least_cost(columns, column, price, 0.0, 0.0)
    shown.least[solve], shown.costs[solve] = least, 0.0
