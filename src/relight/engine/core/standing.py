"""The optimum a walk stands on while it tries something, kept to go back to where the try fails.

A try that fails ends far from where it began: at prices that no dispatch can meet, or at an optimum that serves less.
From there the way to the next optimum is long; from the one before it, a few pivots.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from relight.engine.core.basis import seat_row
from relight.engine.core.machine import Floats, Ints, copy, machine
from relight.engine.core.programme import AWAKE, BASIS, COLUMNS, ROWS, Programme, rest


class Standing(NamedTuple):
    """An optimum of the programme at hand, fields as there."""

    count: Ints  # type: ignore[assignment]  # nobody asks this tuple how often it holds a thing
    at: Ints
    basic: Ints
    value: Floats
    price: Floats
    side: Floats
    flow: Floats
    dual: Floats
    tight: Ints
    row: Ints
    seat: Ints
    weight: Floats
    answer: Floats


def empty_standing(programme: Programme) -> Standing:
    """Room for any optimum of a programme."""
    columns, rows, basis = programme.columns, programme.rows, programme.basis
    return Standing(
        count=np.zeros_like(programme.count),
        at=np.zeros_like(columns.at),
        basic=np.zeros_like(columns.basic),
        value=np.zeros_like(columns.value),
        price=np.zeros_like(columns.price),
        side=np.zeros_like(rows.side),
        flow=np.zeros_like(rows.flow),
        dual=np.zeros_like(rows.dual),
        tight=np.zeros_like(rows.tight),
        row=np.zeros_like(basis.row),
        seat=np.zeros_like(basis.seat),
        weight=np.zeros_like(basis.weight),
        answer=np.zeros_like(basis.answer),
    )


@machine
def keep(programme: Programme, standing: Standing) -> None:
    """Keep the optimum at hand."""
    columns, rows, basis, count = programme.columns, programme.rows, programme.basis, programme.count
    for what in range(len(count)):
        standing.count[what] = count[what]
    for column in range(count[AWAKE]):
        standing.at[column], standing.basic[column] = columns.at[column], columns.basic[column]
        standing.value[column], standing.price[column] = columns.value[column], columns.price[column]
    for row in range(count[ROWS]):
        standing.side[row], standing.flow[row] = rows.side[row], rows.flow[row]
        standing.dual[row], standing.tight[row] = rows.dual[row], rows.tight[row]
        standing.seat[row], standing.weight[row] = basis.seat[row], basis.weight[row]
    for tight in range(count[BASIS]):
        standing.row[tight] = basis.row[tight]
        copy(basis.answer[tight, : count[ROWS]], standing.answer[tight])


@machine
def go_back(programme: Programme, standing: Standing) -> None:
    """Take up the optimum that was kept. Lines that have become rows since then stay, loose; who woke sleeps again."""
    columns, rows, basis, count = programme.columns, programme.rows, programme.basis, programme.count
    awake, change = standing.count[AWAKE], columns.time  # times are free until the next ratio test
    for column in range(count[COLUMNS]):
        slept = column >= awake
        value = columns.level[column, 0] if slept else standing.value[column]
        change[column] = value - columns.value[column]
        columns.value[column] = value
        columns.at[column] = 0 if slept else standing.at[column]
        columns.basic[column] = -1 if slept else standing.basic[column]
        columns.price[column] = standing.price[column]
        rest(columns, column)
    for row in range(count[ROWS]):
        known, flow = row < standing.count[ROWS], standing.flow[row]
        if not known:
            flow = rows.flow[row]
            for column in range(count[COLUMNS]):
                flow += rows.share[row, column] * change[column]
        rows.flow[row] = flow
        rows.side[row] = standing.side[row] if known else 1.0
        rows.dual[row] = standing.dual[row] if known else 0.0
        rows.tight[row] = standing.tight[row] if known else -1
    count[BASIS], count[AWAKE] = standing.count[BASIS], awake
    for tight in range(count[BASIS]):
        basis.row[tight] = standing.row[tight]
        copy(standing.answer[tight, : standing.count[ROWS]], basis.answer[tight])
    for seat in range(standing.count[ROWS]):
        basis.seat[seat], basis.weight[seat] = standing.seat[seat], standing.weight[seat]
    for seat in range(count[BASIS]):
        columns.below[basis.seat[seat]], columns.above[basis.seat[seat]] = -np.inf, np.inf
    for row in range(standing.count[ROWS], count[ROWS]):
        seat_row(programme, row, row)
