"""The bounded dual simplex on the rows and columns of one island's programme.

Every step keeps the prices those of an optimum for the bounds kept so far and brings one basic column or line back
within its own. As every column is bounded there is always such a start, whatever the damage.
"""

from __future__ import annotations

from relight.engine.core.basis import exchange_column, exchange_row, grow, restore, shrink, work_out_step
from relight.engine.core.columns import wake, wake_for
from relight.engine.core.machine import inlined, machine
from relight.engine.core.pricing import NOTHING, choose_leaving, excess_of_code, work_out_rates
from relight.engine.core.programme import AWAKE, BASIS, BLOCKING, PIVOTS, ROWS, Programme, enter, go_to_level, rest
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
    since, rise = 0, 0.0
    for _ in range(most_pivots):
        leaving = choose_leaving(programme)
        if leaving == NOTHING or since == PATIENCE:
            since = 0
            if wake(programme) > 0:
                restore(programme)
                continue
            if leaving == NOTHING:
                return OPTIMAL
        since += 1
        programme.count[PIVOTS] += 1
        excess = excess_of_code(programme, leaving)
        sign = 1.0 if (excess > 0.0) == (leaving >= 0) else -1.0
        work_out_rates(programme, leaving, 0, programme.count[AWAKE])
        entering, time, passed = long_step(programme, leaving, sign, abs(excess))
        if entering == NOTHING:
            if wake_for(programme, leaving, sign, time) == 0:
                programme.count[BLOCKING] = leaving
                return BLOCKED if time > BEYOND_ROUNDING else STUCK
        else:
            rise += risen(programme.queue, passed, time, abs(excess))
            _move_prices(programme, leaving, sign * time)
            _jump(programme, leaving, sign, passed)
            if entering == OWN:
                programme.columns.at[leaving] += 1 if sign > 0.0 else -1
            else:
                _exchange(programme, leaving, entering, sign)
        restore(programme)
        if rise > most_rise:
            return DEARER
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
def _jump(programme: Programme, leaving: int, sign: float, passed: int) -> None:
    """Put what was passed on the way where it belongs now; the flows follow."""
    columns, rows, code = programme.columns, programme.rows, programme.queue.code
    for index in range(passed):
        if code[index] == OWN:
            columns.at[leaving] += 1 if sign > 0.0 else -1
        elif code[index] < 0:
            rows.side[-1 - code[index]] *= -1.0
        else:
            columns.at[code[index]] += 1 if sign * columns.rate[code[index]] > 0.0 else -1
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


@inlined
def _exchange(programme: Programme, leaving: int, entering: int, sign: float) -> None:
    """Let the entering column or row into the basis in place of the leaving one."""
    columns, rows, basis = programme.columns, programme.rows, programme.basis
    size = programme.count[BASIS]
    position = columns.basic[leaving] if leaving >= 0 else size
    if entering >= 0:
        rate = columns.rate[entering]
        work_out_step(rows, basis, size, entering)
        _weigh(programme, leaving, entering, rate)
        if leaving >= 0:
            exchange_column(basis, size, position)
        else:
            grow(basis, size, rate)
            programme.count[BASIS] += 1
            _tighten(programme, leaving, size, sign)
        enter(columns, basis, entering, columns.at[entering] - (0 if sign * rate > 0.0 else 1), position)
    else:
        tight = rows.tight[-1 - entering]
        if leaving >= 0:
            shrink(programme, position, tight)
        else:
            exchange_row(basis, size, tight)
            _tighten(programme, leaving, tight, sign)
        rows.tight[-1 - entering] = -1
        rows.dual[-1 - entering] = 0.0
    if leaving >= 0:
        columns.basic[leaving] = -1
        columns.at[leaving] += 1 if sign > 0.0 else 0
        go_to_level(columns, rows, programme.count, leaving)


@inlined
def _weigh(programme: Programme, leaving: int, entering: int, rate: float) -> None:
    """Bring the weights of the basic columns up to date, as Devex pricing does, before an exchange."""
    columns, basis = programme.columns, programme.basis
    weight = columns.weight[leaving] if leaving >= 0 else programme.rows.weight[-1 - leaving]
    weight /= rate * rate
    for position in range(programme.count[BASIS]):
        column = basis.column[position]
        columns.weight[column] = max(columns.weight[column], basis.step[position] ** 2 * weight)
    columns.weight[entering] = max(weight, 1.0)


@inlined
def _tighten(programme: Programme, leaving: int, tight: int, sign: float) -> None:
    """Hold a row at the limit it was beyond."""
    row = -1 - leaving
    programme.basis.row[tight] = row
    programme.rows.tight[row] = tight
    programme.rows.side[row] = -sign
