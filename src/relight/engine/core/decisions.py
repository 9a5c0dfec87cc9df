"""Whole feeders where lines bind: the walk down the rank within the network.

What it means is defined in `relight.engine.network_walk`; there HiGHS does the same. Each feeder is kept on if the
network can serve it in full without losing any of the most that can still be served; else it goes off (a divisible one
gets the most it can) and the most is worked out again. All feeders of a bus share one column, so most of them are
decided by a look at the dispatch at hand or at what earlier solves have shown. The others need a solve, for which the
walk stops: `go_on` takes up its answer. (Machine code that calls the simplex is slow to make, so only one loop does.)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from relight.engine.core.columns import follow_all_prices
from relight.engine.core.island import DONE, NO_DISPATCH, TOO_CLOSE, TOO_DEAR, TOO_MANY_ROUNDS
from relight.engine.core.levels import follow_level, hold, short_mw, sum_short, withdraw
from relight.engine.core.machine import Floats, machine
from relight.engine.core.pricing import WITHIN
from relight.engine.core.programme import COLUMNS, MOST_PIECES, PROTECTED_COST, STRAIGHTENED, Programme
from relight.engine.core.shown import KEPT, Shown, bound_with, count_column, learn_contradiction, learn_cost
from relight.engine.core.standing import Standing, go_back, keep
from relight.engine.core.switching import CUTS, FEEDERS, INDEX, PHASE, Switching

NOTHING_LOST, LOST = 1e-10, 1e-9
"""Shares of an island's load, or of 100 MW: a loss up to the first is rounding, one from the second on is real.

Between them neither is certain, and HiGHS decides.
"""

CERTAIN = 1e-6
"""By how much a bound has to pass what is to be shown [MW]."""

SEEN = 4.0
"""By how many times a certain loss a cost has to seem to rise for a look at whether it does."""

MOST_CUTS = 20

FIT, MOST, BEGIN, TRY, OFF = 0, 1, 2, 3, 4
"""What was solved for: the walk along capacity alone, the most, the most before the walk, one feeder, one less."""

SOLVE, NOT_KEPT, DECIDED = -1, -2, -3
"""Go on after a solve; a feeder cannot get what was tried; all feeders of the island are decided on."""


class Walk(NamedTuple):
    """What decisions need of a workspace: fewer arrays make machine code that is made faster."""

    programme: Programme
    switching: Switching
    shown: Shown
    standing: Standing


@machine
def ask_for_everything(walk: Walk, phase: int) -> int:
    """Put every column back to its first levels, where all is still undecided but for the feeders dropped."""
    columns, rows, count, switching = walk.programme.columns, walk.programme.rows, walk.programme.count, walk.switching
    switching.short_mw[2] = 0.0
    for column in range(count[COLUMNS]):
        place = columns.place[column]
        for level in range(MOST_PIECES + 1):
            columns.level[column, level] = switching.first_level[place, level]
        for kind in range(2):
            switching.pool_mw[place, kind] = switching.first_pool_mw[place, kind]
            switching.short_mw[2] += switching.pool_mw[place, kind]
        follow_level(columns, rows, count, column)
    walk.shown.learnt[0] = 0
    if phase == BEGIN:
        for index in range(switching.at[FEEDERS]):
            feeder = switching.mine[index]
            switching.given_mw[feeder] = 0.0
            if switching.dropped[feeder]:
                _withdraw(walk, feeder, switching.asked_mw[feeder])
    switching.at[PHASE] = phase
    return SOLVE


@machine
def take_up(walk: Walk, status: int) -> int:
    """Take up a solve that ended with a status and decide on feeders: SOLVE, DONE, or why they cannot be decided on."""
    switching = walk.switching
    phase = switching.at[PHASE]
    switching.most_rise[0] = np.inf
    if status != DONE and status != TOO_DEAR and not (status == NO_DISPATCH and phase >= TRY):
        return status
    if phase == TRY:
        status = _take_up_try(walk, status)
        if status == NOT_KEPT:
            status = _do_with_less(walk)
        if status != DONE:
            return status
    elif status == NO_DISPATCH:
        # Without this feeder the network cannot carry what was kept before: the walk starts again without it.
        switching.dropped[switching.mine[switching.at[INDEX]]] = 1
        return ask_for_everything(walk, BEGIN)
    else:
        sum_short(walk.programme.columns, walk.programme.count, switching.short_mw)
    switching.at[INDEX] = 0 if phase == BEGIN else switching.at[INDEX] + 1
    while switching.at[INDEX] < switching.at[FEEDERS]:
        feeder = switching.mine[switching.at[INDEX]]
        if not switching.dropped[feeder]:
            status = _decide(walk, feeder)
            if status != DONE:
                return status
        switching.at[INDEX] += 1
    return DONE


@machine
def _decide(walk: Walk, feeder: int) -> int:
    """Decide on one feeder while the dispatch at hand serves the most that can still be served."""
    switching, columns = walk.switching, walk.programme.columns
    place, kind, demand_mw = switching.place[feeder], switching.protected[feeder], switching.asked_mw[feeder]
    column = switching.column[place]
    here_mw = short_mw(columns, column, PROTECTED_COST if kind else 1.0)
    if switching.pool_mw[place, kind] - here_mw >= demand_mw - WITHIN:
        _hold(walk, column, demand_mw)
        _give(walk, feeder, demand_mw)
        return DONE
    switching.at[CUTS] = 0
    switching.tried_mw[2] = demand_mw
    if _may_get(walk, feeder, demand_mw):
        return _try(walk, feeder)
    if switching.divisible[feeder]:
        return _do_with_less(walk)
    _withdraw(walk, feeder, demand_mw)
    if here_mw < demand_mw - WITHIN:
        switching.at[PHASE] = OFF
        return SOLVE
    sum_short(walk.programme.columns, walk.programme.count, switching.short_mw)
    return DONE


@machine
def _may_get(walk: Walk, feeder: int, wanted_mw: float) -> bool:
    """Whether nothing yet shows that so much for a feeder would lose some of the most that can be served."""
    switching, shown, load_mw = walk.switching, walk.shown, walk.switching.load_mw[0]
    if wanted_mw > switching.short_mw[2] - switching.short_mw[1] + LOST * load_mw:
        return False
    column, cost = switching.column[switching.place[feeder]], _cost_of(walk.switching.short_mw)
    lost = _certain_loss(switching, feeder)
    for solve in range(min(shown.learnt[0], KEPT)):
        bound = bound_with(walk.programme.columns, shown, solve, column, wanted_mw)
        if bound > shown.costs[solve] * cost + (lost if shown.costs[solve] > 0.0 else CERTAIN):
            return False
    return True


@machine
def _certain_loss(switching: Switching, feeder: int) -> float:
    """By how much a cost has to pass that of the most for certain to lose some of it by serving a feeder."""
    return float(CERTAIN + LOST * switching.load_mw[0] * (PROTECTED_COST if switching.protected[feeder] else 1.0))


@machine
def _try(walk: Walk, feeder: int) -> int:
    """See what becomes of the most if a feeder gets what is to be tried."""
    switching, columns = walk.switching, walk.programme.columns
    column = switching.column[switching.place[feeder]]
    for level in range(MOST_PIECES + 1):
        switching.saved[level] = columns.level[column, level]
    keep(walk.programme, walk.standing)
    if not switching.divisible[feeder]:
        switching.most_rise[0] = SEEN * _certain_loss(switching, feeder)
    _hold(walk, column, switching.tried_mw[2])
    switching.at[PHASE] = TRY
    return SOLVE


@machine
def _take_up_try(walk: Walk, status: int) -> int:
    """Give a feeder what was tried if that loses nothing: DONE, SOLVE, TOO_CLOSE; NOT_KEPT with levels as before."""
    switching, programme, shown, columns = walk.switching, walk.programme, walk.shown, walk.programme.columns
    feeder, load_mw = switching.mine[switching.at[INDEX]], switching.load_mw[0]
    column = switching.column[switching.place[feeder]]
    if status == TOO_DEAR:
        if shown.bound[0] <= _cost_of(switching.short_mw) + _certain_loss(switching, feeder):
            return SOLVE
        learn_cost(columns, programme.count, shown, shown.bound[0])
    elif status == NO_DISPATCH:
        learn_contradiction(columns, programme.rows, programme.basis, programme.count, shown)
    else:
        tried_mw, short = switching.tried_mw, switching.short_mw
        sum_short(columns, programme.count, tried_mw)
        lost_mw = max(tried_mw[0] - short[0], tried_mw[1] - short[1])
        if lost_mw <= NOTHING_LOST * load_mw:
            missing_mw = switching.asked_mw[feeder] - tried_mw[2]
            _give(walk, feeder, tried_mw[2])
            if missing_mw <= 0.0:
                return DONE
            _withdraw(walk, feeder, missing_mw)
            switching.at[PHASE] = OFF
            return SOLVE
        if lost_mw < LOST * load_mw and not switching.divisible[feeder]:
            return TOO_CLOSE
        learn_cost(columns, programme.count, shown, _cost_of(tried_mw))
    count_column(columns, shown, column, -1.0)
    for level in range(MOST_PIECES + 1):
        columns.level[column, level] = switching.saved[level]
    count_column(columns, shown, column, 1.0)
    go_back(programme, walk.standing)
    if programme.count[STRAIGHTENED] != walk.standing.count[STRAIGHTENED]:
        follow_all_prices(programme)
    return NOT_KEPT


@machine
def _do_with_less(walk: Walk) -> int:
    """Try the most that a divisible feeder can get by what was shown so far; switch off one that is not."""
    switching = walk.switching
    feeder, part_mw = switching.mine[switching.at[INDEX]], 0.0
    if switching.divisible[feeder]:
        part_mw = min(switching.tried_mw[2], switching.short_mw[2] - switching.short_mw[1])
        part_mw = _most_shown(walk, feeder, part_mw)
    if part_mw <= LOST * switching.load_mw[0]:
        _withdraw(walk, feeder, switching.asked_mw[feeder])
        switching.at[PHASE] = OFF
        return SOLVE
    switching.at[CUTS] += 1
    switching.tried_mw[2] = part_mw
    return _try(walk, feeder) if switching.at[CUTS] <= MOST_CUTS else TOO_MANY_ROUNDS


@machine
def _most_shown(walk: Walk, feeder: int, most_mw: float) -> float:
    """The most a feeder can get by the solves shown [MW]."""
    switching, shown, part_mw = walk.switching, walk.shown, most_mw
    kind, place = switching.protected[feeder], switching.place[feeder]
    column, cost = switching.column[place], _cost_of(switching.short_mw)
    for solve in range(min(shown.learnt[0], KEPT)):
        costs = shown.costs[solve]
        steepness = shown.price[solve, place] - costs * (PROTECTED_COST if kind else 1.0)
        over = bound_with(walk.programme.columns, shown, solve, column, part_mw) - costs * cost
        if over > 0.0 and steepness > CERTAIN:
            # Where all must be used up to the last digit to reach a dispatch at all, rounding would leave none.
            part_mw = max(0.0, part_mw - over / steepness - (WITHIN if costs == 0.0 else 0.0))
    return part_mw


@machine
def _give(walk: Walk, feeder: int, given_mw: float) -> None:
    """Note that a feeder gets so much, which its column holds."""
    switching = walk.switching
    switching.given_mw[feeder] = given_mw
    switching.pool_mw[switching.place[feeder], switching.protected[feeder]] -= given_mw
    switching.short_mw[2] -= given_mw


@machine
def _hold(walk: Walk, column: int, held_mw: float) -> None:
    """Let a column hold so much more; what was shown follows."""
    columns = walk.programme.columns
    count_column(columns, walk.shown, column, -1.0)
    hold(columns, walk.programme.rows, walk.programme.count, column, held_mw)
    count_column(columns, walk.shown, column, 1.0)


@machine
def _withdraw(walk: Walk, feeder: int, withdrawn_mw: float) -> None:
    """Take so much of a feeder's demand away; what was shown follows."""
    switching, columns, rows, count = walk.switching, walk.programme.columns, walk.programme.rows, walk.programme.count
    place, kind = switching.place[feeder], switching.protected[feeder]
    column = switching.column[place]
    switching.pool_mw[place, kind] -= withdrawn_mw
    switching.short_mw[2] -= withdrawn_mw
    count_column(columns, walk.shown, column, -1.0)
    withdraw(columns, rows, count, column, PROTECTED_COST if kind else 1.0, withdrawn_mw)
    count_column(columns, walk.shown, column, 1.0)


@machine
def _cost_of(short: Floats) -> float:
    """Cost of leaving so much protected load, and so much in all, unserved."""
    return float(PROTECTED_COST * short[0] + (short[1] - short[0]))
