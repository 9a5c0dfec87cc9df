"""Services between two changes of the grid, compiled: what changes is settled, the rest costs nothing.

At every event only the assets whose inputs or backups changed, and all that depend on them, are settled anew: they
start from working in full and are lowered until nothing changes, the others stay. That is the largest consistent
state of all.
"""

from __future__ import annotations

import numpy as np

from relight.engine.backups import EPSILON, begin_shortage, bring_up_to_date, covered, set_clocks, write_log
from relight.engine.compiled import compiled
from relight.engine.live import CELL, LEVEL, VALUE, Live
from relight.engine.wiring import Flags, Floats, Ints, Wiring


@compiled
def need_input(wiring: Wiring, need: int, feeder_share: Floats, level: Floats) -> float:
    """What the alternatives of a need give together, at most 1."""
    total = 0.0
    feeders = len(feeder_share)
    for row in range(wiring.supplier_start[need], wiring.supplier_start[need + 1]):
        supplier = wiring.supplier[row]
        total += feeder_share[supplier] if supplier < feeders else level[supplier - feeders]
    return 1.0 if total > 1.0 - EPSILON else total


@compiled
def curve(wiring: Wiring, need: int, given: float) -> float:
    """How much an asset can do with so much of one need: all or nothing (step), or what is there (linear)."""
    if given < wiring.need_threshold[need] - EPSILON:
        return 0.0
    return given if wiring.need_linear[need] else 1.0


@compiled
def touched(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> Ints:
    """Assets to settle anew at `minute`: those something changed for, and all that depend on them."""
    assets, feeders = len(live.level), len(feeder_share)
    reached = live.dirty.copy()
    for feeder in range(feeders):
        if feeder_share[feeder] != live.feeder_share[feeder]:
            for row in range(wiring.dependent_start[feeder], wiring.dependent_start[feeder + 1]):
                reached[wiring.dependent[row]] = True
    for asset in range(assets):
        for need in range(wiring.need_start[asset], wiring.need_start[asset + 1]):
            if live.event_at[need] <= minute + EPSILON:
                reached[asset] = True
    found = np.empty(assets, dtype=np.int64)
    count = 0
    for asset in range(assets):
        if reached[asset]:
            found[count] = asset
            count += 1
    position = 0
    while position < count:
        supplier = feeders + found[position]
        position += 1
        for row in range(wiring.dependent_start[supplier], wiring.dependent_start[supplier + 1]):
            dependent = wiring.dependent[row]
            if not reached[dependent]:
                reached[dependent] = True
                found[count] = dependent
                count += 1
    return found[:count]


@compiled
def settle(wiring: Wiring, live: Live, feeder_share: Floats, minute: float, assets: Ints) -> Floats:
    """Levels of all assets at `minute` with the given ones settled anew, the largest that are consistent."""
    level = live.level.copy()
    for asset in assets:
        level[asset] = live.asset_share[asset]
        for need in range(wiring.need_start[asset], wiring.need_start[asset + 1]):
            bring_up_to_date(wiring, live, need, minute)
    changed = True
    while changed:
        changed = False
        for asset in assets:
            lowest = level[asset]
            for need in range(wiring.need_start[asset], wiring.need_start[asset + 1]):
                given = need_input(wiring, need, feeder_share, level)
                lowest = min(lowest, curve(wiring, need, covered(wiring, live, need, given, minute)))
            if lowest < level[asset] - 1e-12:
                level[asset] = lowest
                changed = True
    return level


@compiled
def commit(wiring: Wiring, live: Live, feeder_share: Floats, level: Floats, minute: float, assets: Ints) -> None:
    """Make settled levels the present: inputs, clocks of backups, people without, the log."""
    moved = np.zeros(len(live.without), dtype=np.bool_)
    for asset in assets:
        live.dirty[asset] = False
        for need in range(wiring.need_start[asset], wiring.need_start[asset + 1]):
            given = need_input(wiring, need, feeder_share, level)
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
        if level[asset] != live.level[asset]:
            live.level[asset] = level[asset]
            write_log(live, minute, LEVEL, asset, level[asset])
            for row in range(wiring.group_start[asset], wiring.group_start[asset + 1]):
                moved[wiring.group_cell[wiring.group_of_asset[row]]] = True
    for feeder in range(len(feeder_share)):
        if feeder_share[feeder] != live.feeder_share[feeder]:
            live.feeder_share[feeder] = feeder_share[feeder]
            moved[wiring.feeder_cell[feeder]] = True
            if wiring.feeder_rota_cell[feeder] >= 0:
                moved[wiring.feeder_rota_cell[feeder]] = True
    count_people(wiring, live, moved, minute)


@compiled
def count_people(wiring: Wiring, live: Live, moved: Flags, minute: float) -> None:
    """People without in the cells that moved, from the levels that hold now; logs every change."""
    for cell in range(len(moved)):
        if not moved[cell]:
            continue
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


@compiled
def grid_asset_changed(wiring: Wiring, live: Live, level: Floats) -> bool:
    """Whether a unit's or bus's level is no longer the one the grid was solved with."""
    for row in range(len(wiring.grid_asset)):
        asset = wiring.grid_asset[row]
        if level[asset] != live.level[asset]:
            return True
    return False


@compiled
def advance(wiring: Wiring, live: Live, feeder_share: Floats, minute: float, until: float) -> float:
    """The minute reached: `until`, or earlier when a unit's or bus's level changes or the log is nearly full.

    The caller then settles the grid anew at that minute (or empties the log) and calls again.
    """
    room = len(live.log) - len(live.level) - 2 * len(live.need_input) - 2 * len(live.stored) - len(live.without)
    begun = minute
    while minute < until and live.log_rows[0] <= room:
        assets = touched(wiring, live, feeder_share, minute)
        level = settle(wiring, live, feeder_share, minute, assets)
        if minute > begun and grid_asset_changed(wiring, live, level):
            break
        commit(wiring, live, feeder_share, level, minute, assets)
        event = until
        for need in range(len(live.event_at)):
            event = min(event, live.event_at[need])
        for cell in range(len(live.without)):
            live.without_minutes[cell] += live.without[cell] * (event - minute)
        minute = event
    return minute


@compiled
def observe(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> None:
    """Settle one instant without letting time pass, and write down what every backup holds."""
    for need in range(len(live.need_input)):
        bring_up_to_date(wiring, live, need, minute)
    assets = touched(wiring, live, feeder_share, minute)
    level = settle(wiring, live, feeder_share, minute, assets)
    commit(wiring, live, feeder_share, level, minute, assets)


@compiled
def trial(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> Floats:
    """Levels that all assets would have at `minute` with those feeders; the present stays as it is."""
    return settle(wiring, live, feeder_share, minute, touched(wiring, live, feeder_share, minute))
