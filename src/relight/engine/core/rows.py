"""Lines become rows of the programme: what each megawatt injected anywhere would put on them."""

from __future__ import annotations

from relight.engine.core.basis import restore, seat_row
from relight.engine.core.factor import WIDTH, solve_branches
from relight.engine.core.machine import Floats, Ints, inlined, machine
from relight.engine.core.pattern import Pattern
from relight.engine.core.programme import BALANCE, COLUMNS, ROWS, Programme
from relight.engine.core.workspace import Workspace


@machine
def add_rows(pattern: Pattern, work: Workspace, count: int) -> bool:
    """Add the first `count` found lines as rows, WIDTH right-hand sides at a time; False if there is no room."""
    if work.programme.count[ROWS] + count > len(work.programme.rows.line):
        return False
    done = 0
    while done < count:
        lines = work.found[done : min(done + WIDTH, count)]
        solve_branches(pattern, work.factor, lines, work.angles)
        _write_shares(work, lines)
        for line in lines:
            _add_row(work, line)
        done += len(lines)
    return True


@inlined
def _write_shares(work: Workspace, lines: Ints) -> None:
    """Write the shares of lines whose angles are known, bus by bus: the angles of one lie side by side."""
    programme, susceptance_mw = work.programme, work.susceptance_mw
    place, share = programme.columns.place, programme.rows.share[programme.count[ROWS] :]
    for column in range(programme.count[COLUMNS]):
        angles = work.angles[place[column]]
        for index in range(len(lines)):
            share[index, column] = angles[index] * susceptance_mw[lines[index]]


@inlined
def _add_row(work: Workspace, line: int) -> None:
    """Add a line whose shares are written."""
    programme, rows = work.programme, work.programme.rows
    row = programme.count[ROWS]
    programme.count[ROWS] += 1
    rows.line[row] = line
    rows.of_branch[line] = row
    rows.tight[row] = -1
    rows.held[row] = 0
    rows.dual[row] = 0.0
    rows.limit[row] = work.limit_mw[line]
    rows.flow[row] = work.flow_mw[line]
    seat_row(programme, row, row)


@machine
def refresh_rows(programme: Programme, flow_mw: Floats) -> None:
    """Take over the flows of the network itself, and what the injections leave of the balance."""
    rows = programme.rows
    for row in range(1, programme.count[ROWS]):
        rows.flow[row] = flow_mw[rows.line[row]]
    refresh_balance(programme)


@machine
def refresh_balance(programme: Programme) -> None:
    """Add the injections up afresh and bring them to nothing: every pivot leaves a little rounding."""
    total = 0.0
    for column in range(programme.count[COLUMNS]):
        total += programme.columns.value[column]
    programme.rows.flow[BALANCE] = total
    restore(programme)
