"""The bounded dual simplex on the rows and columns of one island's programme.

Every step keeps the prices those of an optimum for the bounds kept so far and brings one basic column or line back
within its own. As every column is bounded there is always such a start, whatever the damage.
"""

from __future__ import annotations

from relight.engine.core.basis import restore
from relight.engine.core.columns import wake, wake_for
from relight.engine.core.exchange import exchange
from relight.engine.core.machine import inlined, machine
from relight.engine.core.pricing import (
    NOTHING,
    bound_column,
    choose_leaving,
    excess_at,
    leave_seats,
    look_at_seats,
    work_out_rates,
)
from relight.engine.core.programme import AWAKE, BASIS, BLOCKING, PIVOTS, ROWS, Programme, go_to_level, rest
from relight.engine.core.ratio import OWN, long_step, risen

OPTIMAL, STUCK, BLOCKED, DEARER = 0, 1, 2, 3

BEYOND_ROUNDING = 1e-6
"""How much of an excess must be left for the bounds to be certain to hold no dispatch [MW]."""

MANY = 16
"""One in so many columns: if more jump at once, flows are summed up over all columns, which runs along memory."""

PATIENCE = 12
"""Pivots between two looks at the columns that sleep."""


@machine
def reoptimise(programme: Programme, most_pivots: int, most_rise: float) -> int:
    """Pivot until every basic column and every row is within its bounds: OPTIMAL.

    BLOCKED if one of them can certainly not be brought within its bounds, DEARER once the optimum is seen to cost by so
    much more than where this began, STUCK if it does not come to any of them.
    """
    basis, since, rise, moved = programme.basis, 0, 0.0, False
    look_at_seats(programme)
    for _ in range(most_pivots):
        if moved:
            restore(programme)
            look_at_seats(programme)
        if rise > most_rise:
            leave_seats(programme)
            return DEARER
        moved, leaving = False, choose_leaving(programme)
        if leaving == NOTHING or since == PATIENCE:
            since = 0
            leave_seats(programme)
            moved = wake(programme) > 0
            if moved:
                continue
            if leaving == NOTHING:
                return OPTIMAL
        since += 1
        programme.count[PIVOTS] += 1
        taken_by, excess = basis.seat[leaving], excess_at(programme, leaving)
        sign = 1.0 if (excess > 0.0) == (taken_by >= 0) else -1.0
        work_out_rates(programme, leaving, 0, programme.count[AWAKE])
        entering, time, passed = long_step(programme, taken_by, sign, abs(excess))
        if entering == NOTHING:
            leave_seats(programme)
            if wake_for(programme, leaving, sign, time) == 0:
                programme.count[BLOCKING] = taken_by
                return BLOCKED if time > BEYOND_ROUNDING else STUCK
            moved = True
            continue
        rise += risen(programme.queue, passed, time, abs(excess))
        _move_prices(programme, taken_by, sign * time)
        _pass(programme, taken_by, sign, passed)
        if entering == OWN:
            programme.columns.at[taken_by] += 1 if sign > 0.0 else -1
            bound_column(programme.columns, basis, leaving)
        else:
            exchange(programme, leaving, entering, sign)
        moved = passed > 0
        if moved:
            leave_seats(programme)
            _jump(programme, passed)
    return STUCK


@inlined
def _move_prices(programme: Programme, leaving: int, time: float) -> None:
    """Move the prices of all columns awake and the duals of all tight rows."""
    rows, basis = programme.rows, programme.basis
    for tight in range(programme.count[BASIS]):
        rows.dual[basis.row[tight]] += time * basis.direction[tight]
    price, rate = programme.columns.price, programme.columns.rate
    for column in range(programme.count[AWAKE]):
        price[column] += time * rate[column]
    if leaving >= 0:
        price[leaving] += time
    else:
        rows.dual[-1 - leaving] = time


@inlined
def _pass(programme: Programme, leaving: int, sign: float, passed: int) -> None:
    """Note for all that was passed on the way which level or limit it belongs to now."""
    columns, rows, code = programme.columns, programme.rows, programme.queue.code
    for index in range(passed):
        if code[index] == OWN:
            columns.at[leaving] += 1 if sign > 0.0 else -1
        elif code[index] < 0:
            rows.side[-1 - code[index]] *= -1.0
        else:
            columns.at[code[index]] += 1 if sign * columns.rate[code[index]] > 0.0 else -1


@inlined
def _jump(programme: Programme, passed: int) -> None:
    """Move the columns that were passed to their levels; the flows follow."""
    columns, rows, code = programme.columns, programme.rows, programme.queue.code
    if MANY * passed > programme.count[AWAKE]:
        _jump_together(programme, passed)
        return
    for index in range(passed):
        if 0 <= code[index] < OWN:
            go_to_level(columns, rows, programme.count, code[index])


@inlined
def _jump_together(programme: Programme, passed: int) -> None:
    """Move many columns to their level at once."""
    columns, rows, code = programme.columns, programme.rows, programme.queue.code
    change, awake = columns.time, programme.count[AWAKE]  # times are free until the next ratio test
    for column in range(awake):
        change[column] = 0.0
    for index in range(passed):
        column = code[index]
        if 0 <= column < OWN:
            rest(columns, column)
            level = columns.level[column, columns.at[column]]
            change[column] += level - columns.value[column]
            columns.value[column] = level
    for row in range(programme.count[ROWS]):
        share, flow = rows.share[row], 0.0
        for column in range(awake):
            flow += share[column] * change[column]
        rows.flow[row] += flow
