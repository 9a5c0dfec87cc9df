"""Islands whose lines bind: the most each can be served, whole feeders within its network, and their dispatch."""

from __future__ import annotations

import numpy as np

from relight.engine.core.answer import Serving, any_short
from relight.engine.core.columns import set_up
from relight.engine.core.decisions import BEGIN, DECIDED, FIT, MOST, SOLVE, Walk, ask_for_everything, take_up
from relight.engine.core.island import DONE, TOO_DEAR, bring_within_limits
from relight.engine.core.levels import sum_short, withdraw
from relight.engine.core.machine import Floats, entry, machine
from relight.engine.core.pattern import Pattern
from relight.engine.core.phases import TOGETHER
from relight.engine.core.plate import GENERATION, OTHER, PROTECTED, dispatch
from relight.engine.core.programme import COLUMNS, MOST_PIECES, PROTECTED_COST, clear
from relight.engine.core.proof import bound_cost
from relight.engine.core.switching import FEEDERS, PHASE, WRITTEN
from relight.engine.core.workspace import Workspace

ROUNDED = 1e-8
"""Share of an island's load, or of 100 MW, that may be missing before two totals count as different."""


@entry
def settle_islands(pattern: Pattern, work: Workspace, unit_max_mw: Floats, answer: Serving) -> int:
    """Settle what `serve_state` has marked, with its dispatch of whole feeders at hand; DONE, or why it cannot be.

    First islands whose whole feeders overload a line, then those where only the most that can be served does.
    """
    programme, short, status = work.programme, any_short(work.plate), DONE
    walk = Walk(programme, work.switching, work.shown, work.standing)
    for turn in range(2):
        if turn == 1:
            dispatch(work.root, work.plate)
        for root in range(len(work.root)):
            most, whole = answer.over[0 if short else 1, root], answer.over[1, root]
            if status != DONE or not (whole if turn == 0 else most and not whole):
                continue
            begin_settling(pattern, work, root, whole)
            status = SOLVE
            while status == SOLVE:
                status = bring_within_limits(pattern, work, root, True, TOGETHER, work.switching.most_rise[0])
                if status == TOO_DEAR:
                    work.shown.bound[0] = bound_cost(pattern, work)
                status = go_on(walk, status, answer.island_mw[answer.number[root]])
                if status == DECIDED:
                    _write_dispatch(pattern, work, root, unit_max_mw, answer)
                    status = ask_for_everything(walk, MOST) if most and not work.switching.at[WRITTEN] else DONE
            clear(programme)
    return status


@machine
def begin_settling(pattern: Pattern, work: Workspace, root: int, whole: bool) -> None:
    """Set up the programme of an island from the plate's dispatch: of whole feeders, or of the most."""
    switching, programme, plate = work.switching, work.programme, work.plate
    columns, rows, count = programme.columns, programme.rows, programme.count
    set_up(pattern, work, root)
    for column in range(count[COLUMNS]):
        place = columns.place[column]
        switching.column[place] = column
        for level in range(MOST_PIECES + 1):
            switching.first_level[place, level] = columns.level[column, level]
        for kind in range(2):
            switching.first_pool_mw[place, kind] = plate.most[place, OTHER + kind]
    switching.load_mw[1] = plate.total[root, OTHER] + plate.total[root, PROTECTED]
    switching.load_mw[2] = plate.total[root, PROTECTED]
    switching.load_mw[0] = max(100.0, switching.load_mw[1])
    switching.most_rise[0] = np.inf
    switching.at[PHASE], switching.at[WRITTEN], switching.at[FEEDERS] = FIT if whole else MOST, 0, 0
    for index in range(len(switching.ranked)):
        feeder = switching.ranked[index]
        place, asked_mw, walk_mw = pattern.feeder[feeder], switching.asked_mw[feeder], switching.walk_mw[feeder]
        if work.root[place] == root and asked_mw > 0.0:
            switching.mine[switching.at[FEEDERS]] = feeder
            switching.at[FEEDERS] += 1
            switching.dropped[feeder] = 0
            switching.given_mw[feeder] = walk_mw
            if whole and walk_mw < asked_mw:
                cost = PROTECTED_COST if pattern.protected[feeder] else 1.0
                withdraw(columns, rows, count, switching.column[place], cost, asked_mw - walk_mw)


@machine
def go_on(walk: Walk, status: int, served_mw: Floats) -> int:
    """Take up a solve that ended with a status: SOLVE, DECIDED, DONE, or why the island cannot be settled.

    Writes the most it can be served once that is known.
    """
    switching = walk.switching
    phase, short = switching.at[PHASE], switching.short_mw
    for column in range(walk.programme.count[COLUMNS]):
        switching.column[walk.programme.columns.place[column]] = column  # some have changed places to wake
    if status == DONE and phase == FIT:
        sum_short(walk.programme.columns, walk.programme.count, short)
        return DECIDED if short[1] <= ROUNDED * switching.load_mw[0] else ask_for_everything(walk, BEGIN)
    if status == DONE and phase <= BEGIN and not switching.at[WRITTEN]:
        sum_short(walk.programme.columns, walk.programme.count, short)
        for kind in range(2):
            # All of the demand or of the capacity, which stand there, where only rounding is missing.
            most_mw = switching.load_mw[1 + kind] - short[1 - kind]
            if most_mw < served_mw[kind] - ROUNDED * switching.load_mw[0]:
                served_mw[kind] = most_mw
        switching.at[WRITTEN] = 1
    if status == DONE and phase == MOST:
        return DONE
    status = take_up(walk, status)
    return DECIDED if status == DONE else status


@machine
def _write_dispatch(pattern: Pattern, work: Workspace, root: int, unit_max_mw: Floats, answer: Serving) -> None:
    """Write what an island's feeders get, the flows, and what its units give: what is sent out and what is served."""
    switching, columns, most = work.switching, work.programme.columns, work.plate.most
    generated_mw = switching.generated_mw
    for branch in range(len(work.flow_mw)):
        if work.root[pattern.start[branch]] == root and work.susceptance_mw[branch] != 0.0:
            answer.flow_mw[branch] = work.flow_mw[branch]
    for place in range(len(work.root)):
        if work.root[place] == root:
            generated_mw[place] = 0.0
    for index in range(switching.at[FEEDERS]):
        feeder = switching.mine[index]
        answer.feeder_mw[feeder] = switching.given_mw[feeder]
        generated_mw[pattern.feeder[feeder]] += switching.given_mw[feeder]
    for column in range(work.programme.count[COLUMNS]):
        place = columns.place[column]
        sent_mw = generated_mw[place] + columns.value[column]
        generated_mw[place] = max(0.0, min(sent_mw, most[place, GENERATION]))
    for unit in range(len(unit_max_mw)):
        place = pattern.unit[unit]
        if work.root[place] == root and most[place, GENERATION] > 0.0:
            answer.unit_mw[unit] = unit_max_mw[unit] * (generated_mw[place] / most[place, GENERATION])
