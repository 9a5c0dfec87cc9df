"""Services between two changes of the grid, compiled: levels now, what backups carry, and when that next changes.

`settle` works out one instant, `advance` lets time pass to the next event. Both speak of positions, never of ids.
"""

from __future__ import annotations

import numpy as np

from relight.engine.compiled import compiled
from relight.engine.live import CELL, LEVEL, RAN_OUT, VALUE, Live
from relight.engine.wiring import Floats, Wiring

EPSILON = 1e-9


@compiled
def need_input(wiring: Wiring, need: int, feeder_share: Floats, level: Floats) -> float:
    """What the alternatives of a need give together, at most 1."""
    total = 0.0
    for row in range(wiring.supplier_start[need], wiring.supplier_start[need + 1]):
        supplier = wiring.supplier[row]
        feeders = len(feeder_share)
        total += feeder_share[supplier] if supplier < feeders else level[supplier - feeders]
    return 1.0 if total > 1.0 - EPSILON else total


@compiled
def usable(wiring: Wiring, live: Live, need: int, backup: int, minute: float) -> bool:
    """Whether a backup that is wanted at `minute` gives anything: it is not empty and has had time to start."""
    if live.stored[backup] <= 0.0 or live.backup_share[backup] <= 0.0:
        return False
    on_supply = minute - live.full_since[need]
    unready = not live.short[need] and on_supply < wiring.ready_after_minutes[backup] - EPSILON
    if unready and wiring.unready_level[backup] <= 0.0:
        return False
    since = min(live.wanted_since[backup], minute)
    return bool(minute - since >= wiring.start_minutes[backup] - EPSILON)


@compiled
def covered(wiring: Wiring, live: Live, need: int, given: float, minute: float) -> float:
    """A need's input with what its backups carry, in row order; writes what each carries to `live.carried`."""
    for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
        live.carried[backup] = 0.0
        missing = 1.0 - given
        if missing > EPSILON and usable(wiring, live, need, backup, minute):
            live.carried[backup] = min(wiring.share[backup] * live.backup_share[backup], missing)
            given += live.carried[backup]
    return 1.0 if given > 1.0 - EPSILON else given


@compiled
def curve(wiring: Wiring, need: int, given: float) -> float:
    """How much an asset can do with so much of one need: all or nothing (step), or what is there (linear)."""
    if given < wiring.need_threshold[need] - EPSILON:
        return 0.0
    return given if wiring.need_linear[need] else 1.0


@compiled
def settle(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> Floats:
    """The largest consistent levels of all assets at `minute`, starting from everything working and only lowering."""
    level = live.asset_share.copy()
    assets = len(level)
    changed = True
    while changed:
        changed = False
        for asset in range(assets):
            lowest = level[asset]
            for need in range(wiring.need_start[asset], wiring.need_start[asset + 1]):
                given = need_input(wiring, need, feeder_share, level)
                lowest = min(lowest, curve(wiring, need, covered(wiring, live, need, given, minute)))
            if lowest < level[asset] - 1e-12:
                level[asset] = lowest
                changed = True
    return level


@compiled
def write_log(live: Live, minute: float, what: float, position: int, value: float) -> None:
    """Add a row to the log; `advance` keeps room for the rows of one instant."""
    row = live.log_rows[0]
    live.log[row, 0], live.log[row, 1], live.log[row, 2], live.log[row, 3] = minute, what, position, value
    live.log_rows[0] = row + 1


@compiled
def begin_shortage(wiring: Wiring, live: Live, need: int, minute: float) -> None:
    """A need's input stops being full: a backup that has not been on supply for long enough holds less."""
    live.short[need] = True
    on_supply = minute - live.full_since[need]
    for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
        if on_supply < wiring.ready_after_minutes[backup] - EPSILON:
            live.stored[backup] = min(live.stored[backup], wiring.unready_level[backup])


@compiled
def commit(wiring: Wiring, live: Live, feeder_share: Floats, level: Floats, minute: float) -> None:
    """Make the settled levels the present: inputs, clocks of backups, the log."""
    for need in range(len(live.need_input)):
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
        for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
            if given >= 1.0 - EPSILON:
                live.wanted_since[backup] = np.inf
            elif np.isinf(live.wanted_since[backup]):
                live.wanted_since[backup] = minute
            given += live.carried[backup]
    for asset in range(len(level)):
        if level[asset] != live.level[asset]:
            live.level[asset] = level[asset]
            write_log(live, minute, LEVEL, asset, level[asset])


@compiled
def count_people(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> None:
    """People without, per cell, from the levels that hold now; logs every change."""
    before = live.without.copy()
    live.without[:] = 0.0
    for feeder in range(len(feeder_share)):
        people = wiring.feeder_people[feeder] * (1.0 - feeder_share[feeder])
        live.without[wiring.feeder_cell[feeder]] += people
        if wiring.feeder_rota_cell[feeder] >= 0:
            live.without[wiring.feeder_rota_cell[feeder]] += people
    for group in range(len(wiring.group_people)):
        best = 0.0
        for row in range(wiring.member_start[group], wiring.member_start[group + 1]):
            best = max(best, live.level[wiring.member[row]])
        live.without[wiring.group_cell[group]] += wiring.group_people[group] * (1.0 - best)
    for cell in range(len(before)):
        if live.without[cell] == before[cell]:
            continue
        write_log(live, minute, CELL, cell, live.without[cell])
        if live.without[cell] == 0.0:
            live.back_at[cell] = minute
        elif before[cell] == 0.0:
            live.back_at[cell] = np.inf


@compiled
def drain_per_minute(wiring: Wiring, live: Live, backup: int) -> float:
    """How fast a backup's level falls with what it carries now."""
    if live.carried[backup] <= 0.0:
        return 0.0
    return float(live.carried[backup] / wiring.share[backup] / wiring.endurance_minutes[backup])


@compiled
def made_ready(wiring: Wiring, live: Live, need: int, backup: int) -> float:
    """Minute at which a backup that does not refill by itself is full again after long on supply; inf = never."""
    if live.short[need] or not np.isinf(wiring.refill_minutes[backup]) or wiring.ready_after_minutes[backup] <= 0.0:
        return np.inf
    ready = live.full_since[need] + wiring.ready_after_minutes[backup]
    return np.inf if np.isinf(ready) or live.stored[backup] >= 1.0 else float(ready)


@compiled
def next_event(wiring: Wiring, live: Live, minute: float, until: float) -> float:
    """The next minute at which a backup runs out, has started or is ready again, at most `until`."""
    event = until
    for need in range(len(live.need_input)):
        for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
            drain = drain_per_minute(wiring, live, backup)
            if drain > 0.0:
                event = min(event, minute + live.stored[backup] / drain)
            started = live.wanted_since[backup] + wiring.start_minutes[backup]
            if started > minute + EPSILON:
                event = min(event, started)
            ready = made_ready(wiring, live, need, backup)
            if ready > minute + EPSILON:
                event = min(event, ready)
    return event


@compiled
def pass_time(wiring: Wiring, live: Live, minute: float, event: float) -> None:
    """Let levels move from `minute` to `event`, between which nothing else changes."""
    passed = event - minute
    for need in range(len(live.need_input)):
        for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
            drain = drain_per_minute(wiring, live, backup)
            if drain > 0.0:
                live.stored[backup] -= drain * passed
                if live.stored[backup] <= EPSILON * drain:
                    live.stored[backup] = 0.0
                    write_log(live, event, RAN_OUT, backup, 0.0)
            elif made_ready(wiring, live, need, backup) <= event + EPSILON:
                live.stored[backup] = 1.0
            elif not live.short[need] and live.stored[backup] < 1.0:
                live.stored[backup] = min(1.0, live.stored[backup] + passed / wiring.refill_minutes[backup])
    for cell in range(len(live.without)):
        live.without_minutes[cell] += live.without[cell] * passed


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
    room = len(live.log) - len(live.level) - 2 * len(live.need_input) - len(live.stored) - len(live.without)
    begun = minute
    while minute < until and live.log_rows[0] <= room:
        level = settle(wiring, live, feeder_share, minute)
        if minute > begun and grid_asset_changed(wiring, live, level):
            break
        commit(wiring, live, feeder_share, level, minute)
        count_people(wiring, live, feeder_share, minute)
        event = next_event(wiring, live, minute, until)
        pass_time(wiring, live, minute, event)
        minute = event
    return minute


@compiled
def observe(wiring: Wiring, live: Live, feeder_share: Floats, minute: float) -> None:
    """Settle one instant and count people at it without letting time pass."""
    level = settle(wiring, live, feeder_share, minute)
    commit(wiring, live, feeder_share, level, minute)
    count_people(wiring, live, feeder_share, minute)
