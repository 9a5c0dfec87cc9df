"""One exchange: who enters takes the seat of the one that leaves, be they columns or rows."""

from __future__ import annotations

from relight.engine.core.basis import work_out_step
from relight.engine.core.machine import copy, inlined
from relight.engine.core.pricing import bound_column, bound_row
from relight.engine.core.programme import BASIS, ROWS, Basis, Programme, enter, rest


@inlined
def exchange(programme: Programme, leaving: int, entering: int, sign: float) -> None:
    """Let the entering column or row take the seat of the leaving one, which goes to the bound it was beyond."""
    columns, rows, basis = programme.columns, programme.rows, programme.basis
    size, seats, taken_by = programme.count[BASIS], programme.count[ROWS], basis.seat[leaving]
    if (taken_by >= 0) != (entering >= 0):  # the columns' seats become one more or one less
        _change_seats(programme, leaving, size if entering >= 0 else size - 1)
        leaving = size if entering >= 0 else size - 1
    step, tight = basis.step[:seats], size
    if entering >= 0:
        work_out_step(rows, basis, size, seats, entering)
        value = columns.value[entering]
    else:
        tight = rows.tight[-1 - entering]
        copy(basis.answer[tight, :seats], step)
        value = rows.side[-1 - entering] * rows.limit[-1 - entering]
    rate = step[leaving] if taken_by < 0 else -step[leaving]
    move = (_bound_of(programme, taken_by, sign) - basis.value[leaving]) / step[leaving]
    for seat in range(len(step)):
        basis.value[seat] += move * step[seat]
    _weigh(basis, seats, leaving)
    _follow(basis, size, seats, leaving)
    _go_to_bound(programme, taken_by, sign, tight)
    if taken_by < 0:
        _answer_to_leaving(basis, seats, leaving, tight)
        programme.count[BASIS] += 1 if entering >= 0 else 0
    elif entering < 0:
        _drop(programme, tight)
    basis.value[leaving] = value + move
    if entering >= 0:
        enter(columns, basis, entering, columns.at[entering] - (0 if sign * rate > 0.0 else 1), leaving)
        bound_column(columns, basis, leaving)
    else:
        basis.seat[leaving] = entering
        rows.tight[-1 - entering] = -1
        rows.dual[-1 - entering] = 0.0
        bound_row(rows, basis, leaving)


@inlined
def _bound_of(programme: Programme, taken_by: int, sign: float) -> float:
    """The bound to which a leaving column or row goes [MW]."""
    if taken_by < 0:
        return float(-sign * programme.rows.limit[-1 - taken_by])
    return float(programme.columns.level[taken_by, programme.columns.at[taken_by] + (1 if sign > 0.0 else 0)])


@inlined
def _go_to_bound(programme: Programme, taken_by: int, sign: float, tight: int) -> None:
    """Let a column rest at the bound it was beyond, or make a row one of the tight ones."""
    columns, rows = programme.columns, programme.rows
    bound = _bound_of(programme, taken_by, sign)
    if taken_by >= 0:
        columns.basic[taken_by] = -1
        columns.value[taken_by] = bound
        columns.at[taken_by] += 1 if sign > 0.0 else 0
        rest(columns, taken_by)
    else:
        programme.basis.row[tight] = -1 - taken_by
        rows.tight[-1 - taken_by] = tight
        rows.side[-1 - taken_by] = -sign
        rows.flow[-1 - taken_by] = bound


@inlined
def _drop(programme: Programme, tight: int) -> None:
    """A row is tight no longer and none in its place: the last takes it."""
    basis, last = programme.basis, programme.count[BASIS] - 1
    if tight != last:
        copy(basis.answer[last, : programme.count[ROWS]], basis.answer[tight])
        basis.row[tight] = basis.row[last]
        programme.rows.tight[basis.row[tight]] = tight
    programme.count[BASIS] = last


@inlined
def _weigh(basis: Basis, seats: int, leaving: int) -> None:
    """Bring the weights of all seats up to date, as Devex pricing does, before an exchange."""
    step, weight = basis.step[:seats], basis.weight[:seats]
    pivotal = weight[leaving] / (step[leaving] * step[leaving])
    for seat in range(len(step)):
        weight[seat] = max(weight[seat], step[seat] * step[seat] * pivotal)
    weight[leaving] = max(pivotal, 1.0)


@inlined
def _change_seats(programme: Programme, one: int, other: int) -> None:
    """Let those who have two seats change places."""
    basis, columns = programme.basis, programme.columns
    if one == other:
        return
    for tight in range(programme.count[BASIS]):
        mine = basis.answer[tight]
        mine[one], mine[other] = mine[other], mine[one]
    basis.seat[one], basis.seat[other] = basis.seat[other], basis.seat[one]
    basis.weight[one], basis.weight[other] = basis.weight[other], basis.weight[one]
    basis.value[one], basis.value[other] = basis.value[other], basis.value[one]
    basis.low[one], basis.low[other] = basis.low[other], basis.low[one]
    basis.high[one], basis.high[other] = basis.high[other], basis.high[one]
    for seat in (one, other):
        if basis.seat[seat] >= 0:
            columns.basic[basis.seat[seat]] = seat


@inlined
def _follow(basis: Basis, size: int, seats: int, leaving: int) -> None:
    """Write how all seats answer once whoever's `step` is known has that of the leaving one; two rows in a pass."""
    step = basis.step[:seats]
    pivot = step[leaving]
    tight = 0
    while tight + 1 < size:
        one, two = basis.answer[tight, :seats], basis.answer[tight + 1, :seats]
        times_one, times_two = one[leaving] / pivot, two[leaving] / pivot
        for seat in range(len(step)):
            one[seat] -= times_one * step[seat]
            two[seat] -= times_two * step[seat]
        one[leaving], two[leaving] = -times_one, -times_two
        tight += 2
    if tight < size:
        one, times_one = basis.answer[tight, :seats], basis.answer[tight, leaving] / pivot
        for seat in range(len(step)):
            one[seat] -= times_one * step[seat]
        one[leaving] = -times_one


@inlined
def _answer_to_leaving(basis: Basis, seats: int, leaving: int, tight: int) -> None:
    """Write how every seat answers to the row that has left one and is tight now: before, the `step` was known."""
    step, mine = basis.step[:seats], basis.answer[tight, :seats]
    pivot = step[leaving]
    for seat in range(len(step)):
        mine[seat] = step[seat] / pivot
    mine[leaving] = 1.0 / pivot
