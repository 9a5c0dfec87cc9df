"""One island beyond its lines' limits: lines become rows, a few at a time, until the optimum fits them all."""

from __future__ import annotations

import numpy as np

from relight.engine.core.basis import restore
from relight.engine.core.columns import set_up, straighten
from relight.engine.core.flows import work_out_flows, worst_lines
from relight.engine.core.inversion import invert_again
from relight.engine.core.machine import machine, spliced
from relight.engine.core.pattern import Pattern
from relight.engine.core.phases import AMONG_OPTIMA, PROTECTED_ALONE, TOGETHER, keep_optima, price_protected_alone
from relight.engine.core.plate import GENERATION, OTHER, PROTECTED
from relight.engine.core.pricing import all_within
from relight.engine.core.programme import COLUMNS, ROWS
from relight.engine.core.proof import is_proved
from relight.engine.core.resume import remember, set_up_again
from relight.engine.core.rows import add_rows, refresh_balance, refresh_rows
from relight.engine.core.simplex import BLOCKED, DEARER, OPTIMAL, reoptimise
from relight.engine.core.workspace import Memory, Workspace

LESS_TILT = (1e-3, 0.0)
"""Shares of the tilt that are left at the second and third attempt, where the first did not end in a proof."""

MOST_ROUNDS = 60
PIVOTS_PER_ROW = 40
DONE, NO_FLOW, TOO_MANY_ROWS, TOO_MANY_PIVOTS, TOO_MANY_ROUNDS, NOT_PROVED = 0, 1, 2, 3, 4, 5
NO_DISPATCH, TOO_CLOSE, TOO_DEAR = 7, 8, 9


@spliced
def solve_island(pattern: Pattern, work: Workspace, memory: Memory, sequence: bool, root: int) -> int:
    """Bring an island within its limits at the least loss of load and write what it gives; DONE, or why not.

    In a sequence it starts from what is remembered, and its optimum is remembered in turn.
    """
    programme = work.programme
    if sequence:
        set_up_again(pattern, work, memory, root)
        reoptimise(programme, PIVOTS_PER_ROW * (programme.count[ROWS] + 10), np.inf)
        refresh_balance(programme)
        work_out_flows(pattern, work)
    else:
        set_up(pattern, work, root)
    status = DONE
    for aim in (TOGETHER, PROTECTED_ALONE, AMONG_OPTIMA):
        if aim == PROTECTED_ALONE:
            price_protected_alone(programme)
        elif aim == AMONG_OPTIMA:
            keep_optima(programme)
        status = bring_within_limits(pattern, work, root, aim != TOGETHER, aim, np.inf)
        if aim == TOGETHER and sequence and status in (DONE, NOT_PROVED):
            remember(work, memory, root)
        if status != (NOT_PROVED if aim == TOGETHER else DONE):
            break
    if status == DONE:
        _write_given(work)
    return status


@machine
def bring_within_limits(pattern: Pattern, work: Workspace, root: int, moved: bool, aim: int, most_rise: float) -> int:
    """Make rows of the lines an optimum overloads and find the next, until it is proved.

    DONE, NO_DISPATCH if there is certainly none within the limits, TOO_DEAR once it seems to cost by `most_rise` more
    than before, or why none was found. `moved`: the levels have moved since the dispatch at hand was an optimum.
    """
    programme, load_mw = work.programme, work.plate.total[root, OTHER] + work.plate.total[root, PROTECTED]
    attempts = 0
    for turn in range(MOST_ROUNDS):
        if moved and turn == 0:
            restore(programme)
        else:
            refresh_rows(programme, work.flow_mw)
            count = worst_lines(pattern, work, root)
            if count == 0 and all_within(programme):
                if is_proved(pattern, work, load_mw, aim):
                    return DONE
                if attempts == len(LESS_TILT) or not invert_again(programme):
                    return NOT_PROVED
                straighten(programme, LESS_TILT[attempts])
                restore(programme)
                attempts += 1
            elif not add_rows(pattern, work, count):
                return TOO_MANY_ROWS
        outcome = reoptimise(programme, PIVOTS_PER_ROW * (programme.count[ROWS] + 10), most_rise)
        if outcome != OPTIMAL:
            return NO_DISPATCH if outcome == BLOCKED else TOO_DEAR if outcome == DEARER else TOO_MANY_PIVOTS
        refresh_balance(programme)
        if not work_out_flows(pattern, work):
            return NO_FLOW
    return TOO_MANY_ROUNDS


@machine
def _write_given(work: Workspace) -> None:
    """Write what every place of the island generates and serves: other load goes first where some has to."""
    columns, most, given = work.programme.columns, work.plate.most, work.plate.given
    for column in range(work.programme.count[COLUMNS]):
        place, value = columns.place[column], columns.value[column]
        generation, other, protected = most[place, GENERATION], most[place, OTHER], most[place, PROTECTED]
        generated = min(value + other + protected, generation)
        served = min(max(generated - value, 0.0), other + protected)
        given[place, GENERATION] = generated
        given[place, PROTECTED] = min(served, protected)
        given[place, OTHER] = served - given[place, PROTECTED]
