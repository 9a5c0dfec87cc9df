"""Services between two changes of the grid, compiled: what changes is settled, the rest costs nothing.

At every event only the assets whose inputs or backups changed, and all that depend on them, are settled anew: they
start from working in full and are lowered until nothing changes, the others stay. That is the largest consistent
state of all.
"""

from __future__ import annotations

import numpy as np

from relight.engine.backups import EPSILON, begin_shortage, bring_up_to_date, covered, set_clocks, write_log
from relight.engine.compiled import compiled, inlined
from relight.engine.due import first_due, next_due_by
from relight.engine.live import CELL, LEVEL, VALUE, Live
from relight.engine.wiring import Floats, Wiring


@inlined
def need_input(wiring: Wiring, need: int, feeder_share: Floats, level: Floats) -> float:
    """What the alternatives of a need give together, at most 1."""
    total = 0.0
    feeders = len(feeder_share)
    for row in range(wiring.supplier_start[need], wiring.supplier_start[need + 1]):
        supplier = wiring.supplier[row]
        total += feeder_share[supplier] if supplier < feeders else level[supplier - feeders]
    return 1.0 if total > 1.0 - EPSILON else total


@inlined
def curve(wiring: Wiring, need: int, given: float) -> float:
    """How much an asset can do with so much of one need: all or nothing (step), or what is there (linear)."""
    if given < wiring.need_threshold[need] - EPSILON:
        return 0.0
    return given if wiring.need_linear[need] else 1.0


@inlined
def enqueue(live: Live, asset: int) -> None:
    """Have an asset settled anew."""
    if not live.queued[asset]:
        live.queued[asset] = True
        live.queue[live.queue_rows[0]] = asset
        live.queue_rows[0] += 1


@inlined
def forget_queue(live: Live) -> None:
    """Nothing is to be settled anew, and nothing was tried."""
    for row in range(live.queue_rows[0]):
        asset = live.queue[row]
        live.queued[asset] = False
        live.tried_level[asset] = live.level[asset]
    live.queue_rows[0] = 0


@inlined
def enqueue_changed(wiring: Wiring, live: Live, feeder_share: Floats) -> None:
    """Have those settled anew whose feeders or own condition are no longer what they were settled with."""
    for feeder in range(len(feeder_share)):
        if feeder_share[feeder] != live.feeder_share[feeder]:
            for row in range(wiring.dependent_start[feeder], wiring.dependent_start[feeder + 1]):
                enqueue(live, wiring.dependent[row])
    for asset in range(len(live.dirty)):
        if live.dirty[asset]:
            enqueue(live, asset)


@inlined
def enqueue_due(wiring: Wiring, live: Live, minute: float) -> None:
    """Have those settled anew whose backups run out, have started or are ready by `minute`."""
    need = next_due_by(live.due, minute + EPSILON, -1)
    while need >= 0:
        enqueue(live, wiring.need_asset[need])
        need = next_due_by(live.due, minute + EPSILON, need)


@inlined
def settle(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> None:
    """Write to `live.tried_level` the largest consistent levels at `minute` of what is queued and depends on that."""
    feeders, position = len(feeder_share), 0
    while position < live.queue_rows[0]:
        supplier = feeders + live.queue[position]
        position += 1
        for row in range(wiring.dependent_start[supplier], wiring.dependent_start[supplier + 1]):
            enqueue(live, wiring.dependent[row])
    for row in range(live.queue_rows[0]):
        asset = live.queue[row]
        live.tried_level[asset] = live.asset_share[asset]
        for need in range(wiring.need_start[asset], wiring.need_start[asset + 1]):
            bring_up_to_date(wiring, live, need, minute)
    changed = True
    while changed:
        changed = False
        for row in range(live.queue_rows[0]):
            asset = live.queue[row]
            lowest = live.tried_level[asset]
            for need in range(wiring.need_start[asset], wiring.need_start[asset + 1]):
                given = need_input(wiring, need, feeder_share, live.tried_level)
                lowest = min(lowest, curve(wiring, need, covered(wiring, live, need, given, minute)))
            if lowest < live.tried_level[asset] - 1e-12:
                live.tried_level[asset] = lowest
                changed = True


@inlined
def commit(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> None:
    """Make what was settled the present: inputs, clocks of backups, people without, the log."""
    for row in range(live.queue_rows[0]):
        asset = live.queue[row]
        live.dirty[asset] = False
        for need in range(wiring.need_start[asset], wiring.need_start[asset + 1]):
            given = need_input(wiring, need, feeder_share, live.tried_level)
            live.need_input[need] = given
            if given < 1.0 and not live.short[need]:
                begin_shortage(wiring, live, need, minute)
            elif given >= 1.0 and live.short[need]:
                live.short[need] = False
                live.full_since[need] = minute
            value = curve(wiring, need, covered(wiring, live, need, given, minute))
            if value != live.need_value[need]:
                live.need_value[need] = value
                write_log(live, minute, VALUE, need, value)
            set_clocks(wiring, live, need, given, minute)
        if live.tried_level[asset] != live.level[asset]:
            live.level[asset] = live.tried_level[asset]
            write_log(live, minute, LEVEL, asset, live.level[asset])
            for place in range(wiring.group_start[asset], wiring.group_start[asset + 1]):
                move(live, wiring.group_cell[wiring.group_of_asset[place]])
    forget_queue(live)


@inlined
def take_feeders(wiring: Wiring, live: Live, feeder_share: Floats) -> None:
    """Make the shares that feeders get the present ones."""
    for feeder in range(len(feeder_share)):
        if feeder_share[feeder] != live.feeder_share[feeder]:
            live.feeder_share[feeder] = feeder_share[feeder]
            move(live, wiring.feeder_cell[feeder])
            if wiring.feeder_rota_cell[feeder] >= 0:
                move(live, wiring.feeder_rota_cell[feeder])


@inlined
def move(live: Live, cell: int) -> None:
    """Have the people without in a cell counted anew."""
    if not live.moved[cell]:
        live.moved[cell] = True
        live.moved_cell[live.moved_rows[0]] = cell
        live.moved_rows[0] += 1


@inlined
def count_people(wiring: Wiring, live: Live, minute: float) -> None:
    """People without in the cells that moved, from the levels that hold now; logs every change."""
    for place in range(live.moved_rows[0]):
        cell = live.moved_cell[place]
        live.moved[cell] = False
        before, people = live.without[cell], 0.0
        for row in range(wiring.cell_feeder_start[cell], wiring.cell_feeder_start[cell + 1]):
            feeder = wiring.cell_feeder[row]
            people += wiring.feeder_people[feeder] * (1.0 - live.feeder_share[feeder])
        for row in range(wiring.cell_group_start[cell], wiring.cell_group_start[cell + 1]):
            group = wiring.cell_group[row]
            best = 0.0
            for member in range(wiring.member_start[group], wiring.member_start[group + 1]):
                best = max(best, live.level[wiring.member[member]])
            people += wiring.group_people[group] * (1.0 - best)
        if people == before:
            continue
        live.without[cell] = people
        write_log(live, minute, CELL, cell, people)
        if people == 0.0:
            live.back_at[cell] = minute
        elif before == 0.0:
            live.back_at[cell] = np.inf
    live.moved_rows[0] = 0


@inlined
def grid_asset_changed(wiring: Wiring, live: Live) -> bool:
    """Whether a unit's or bus's settled level is no longer the one the grid was solved with."""
    for row in range(len(wiring.grid_asset)):
        asset = wiring.grid_asset[row]
        if live.tried_level[asset] != live.level[asset]:
            return True
    return False


@compiled
def trial(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> None:
    """Settle all assets at `minute` with those feeders in `live.tried_level`; `advance` makes that the present."""
    forget_queue(live)
    enqueue_changed(wiring, live, feeder_share)
    enqueue_due(wiring, live, minute)
    settle(wiring, live, feeder_share, minute)


@compiled
def advance(wiring: Wiring, live: Live, feeder_share: Floats, minute: float, until: float) -> float:
    """The minute reached: `until`, or earlier when a unit's or bus's level changes or the log is nearly full.

    A `trial` with the same feeders at the same minute must have gone before. The caller settles the grid anew at the
    minute that is reached (or empties the log), tries and calls again.
    """
    room = len(live.log) - len(live.level) - 2 * len(live.need_input) - 2 * len(live.stored) - len(live.without)
    take_feeders(wiring, live, feeder_share)
    while True:
        commit(wiring, live, feeder_share, minute)
        count_people(wiring, live, minute)
        event = min(until, first_due(live.due))
        for cell in range(len(live.without)):
            live.without_minutes[cell] += live.without[cell] * (event - minute)
        minute = event
        if minute >= until or live.log_rows[0] > room:
            return minute
        enqueue_due(wiring, live, minute)
        settle(wiring, live, feeder_share, minute)
        if grid_asset_changed(wiring, live):
            return minute


@compiled
def observe(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> None:
    """Settle one instant without letting time pass, and write down what every backup holds."""
    for need in range(len(live.need_input)):
        bring_up_to_date(wiring, live, need, minute)
    trial(wiring, live, feeder_share, minute)
    take_feeders(wiring, live, feeder_share)
    commit(wiring, live, feeder_share, minute)
    count_people(wiring, live, minute)
