"""Backups in the kernel: what they hold, what they carry, and when that next changes. Compiled."""

from __future__ import annotations

import numpy as np

from relight.engine.chance import minutes_to_failure, units_started
from relight.engine.compiled import compiled, inlined
from relight.engine.due import set_due
from relight.engine.live import RAN_OUT, Live
from relight.engine.wiring import Wiring

EPSILON = 1e-9


@inlined
def write_log(live: Live, minute: float, what: float, position: int, value: float) -> None:
    """Add a row to the log; `advance` keeps room for the rows of one instant."""
    row = live.log_rows[0]
    live.log[row, 0], live.log[row, 1], live.log[row, 2], live.log[row, 3] = minute, what, position, value
    live.log_rows[0] = row + 1


@inlined
def level_now(live: Live, backup: int, minute: float) -> float:
    """A backup's level at a minute, 0-1, if nothing has changed about it since it was last settled."""
    drain = live.drain[backup]
    level = live.stored[backup]
    if drain != 0.0:
        level -= drain * (minute - live.as_of[backup])
    if drain > 0.0 and level <= EPSILON * drain:
        return 0.0
    return float(min(1.0, level))


@inlined
def made_ready(wiring: Wiring, live: Live, need: int, backup: int) -> float:
    """Minute at which a backup that does not refill by itself is full again after long on supply; inf = never."""
    if live.short[need] or not np.isinf(wiring.refill_minutes[backup]) or wiring.ready_after_minutes[backup] <= 0.0:
        return np.inf
    ready = live.full_since[need] + wiring.ready_after_minutes[backup]
    return np.inf if np.isinf(ready) or live.stored[backup] >= 1.0 else float(ready)


@inlined
def bring_up_to_date(wiring: Wiring, live: Live, need: int, minute: float) -> None:
    """Write down what the backups of a need hold at `minute`, before what they do may change."""
    for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
        ready = made_ready(wiring, live, need, backup) <= minute + EPSILON
        level = 1.0 if ready else level_now(live, backup, minute)
        if level == 0.0 and live.stored[backup] > 0.0 and live.drain[backup] > 0.0:
            write_log(live, minute, RAN_OUT, backup, 0.0)
        live.stored[backup] = level
        live.as_of[backup] = minute
        if live.fails_at[backup] <= minute + EPSILON:
            live.running[backup] -= 1
            live.failures[backup] += 1
            wait = minutes_to_failure(wiring, live, backup, live.failures[backup], live.running[backup])
            live.fails_at[backup] = minute + wait


@inlined
def usable(wiring: Wiring, live: Live, need: int, backup: int, minute: float) -> bool:
    """Whether a backup that is wanted at `minute` gives anything: it is not empty and has had time to start."""
    if live.backup_share[backup] <= 0.0 or level_now(live, backup, minute) <= 0.0:
        return False
    on_supply = minute - live.full_since[need]
    unready = not live.short[need] and on_supply < wiring.ready_after_minutes[backup] - EPSILON
    if unready and wiring.unready_level[backup] <= 0.0:
        return False
    since = min(live.wanted_since[backup], minute)
    return bool(minute - since >= wiring.start_minutes[backup] - EPSILON)


@inlined
def share_running(wiring: Wiring, live: Live, backup: int) -> float:
    """Share of the need a backup can carry with the units that run, or would run if it were wanted now."""
    if np.isinf(live.wanted_since[backup]):
        running = units_started(wiring, live, backup, live.starts[backup] + 1)
    else:
        running = live.running[backup]
    return float(wiring.share[backup] * live.backup_share[backup] * running / wiring.units[backup])


@inlined
def covered(wiring: Wiring, live: Live, need: int, given: float, minute: float) -> float:
    """A need's input with what its backups carry, in row order; writes what each carries to `live.carried`."""
    for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
        live.carried[backup] = 0.0
        missing = 1.0 - given
        if missing > EPSILON and usable(wiring, live, need, backup, minute):
            live.carried[backup] = min(share_running(wiring, live, backup), missing)
            given += live.carried[backup]
    return 1.0 if given > 1.0 - EPSILON else given


@inlined
def begin_shortage(wiring: Wiring, live: Live, need: int, minute: float) -> None:
    """A need's input stops being full: a backup that has not been on supply for long enough holds less."""
    live.short[need] = True
    on_supply = minute - live.full_since[need]
    for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
        if on_supply < wiring.ready_after_minutes[backup] - EPSILON:
            live.stored[backup] = min(live.stored[backup], wiring.unready_level[backup])


@inlined
def begin_run(wiring: Wiring, live: Live, backup: int, minute: float) -> None:
    """A backup is wanted from now on: which of its units start, and when the first of them fails."""
    live.wanted_since[backup] = minute
    live.starts[backup] += 1
    live.running[backup] = units_started(wiring, live, backup, live.starts[backup])
    wait = minutes_to_failure(wiring, live, backup, live.failures[backup], live.running[backup])
    live.fails_at[backup] = minute + wiring.start_minutes[backup] + wait


@inlined
def set_clocks(wiring: Wiring, live: Live, need: int, given: float, minute: float) -> None:
    """Since when each backup of a need is wanted, how fast it drains or fills, and when that next changes."""
    due = np.inf
    for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
        if given >= 1.0 - EPSILON:
            live.wanted_since[backup] = np.inf
            live.fails_at[backup] = np.inf
        elif np.isinf(live.wanted_since[backup]):
            begin_run(wiring, live, backup, minute)
        due = min(due, live.fails_at[backup])
        given += live.carried[backup]
        if live.carried[backup] > 0.0:
            live.drain[backup] = live.carried[backup] / wiring.share[backup] / wiring.endurance_minutes[backup]
            due = min(due, minute + live.stored[backup] / live.drain[backup])
        elif live.short[need]:
            live.drain[backup] = 0.0
        else:
            live.drain[backup] = -1.0 / wiring.refill_minutes[backup]
        started = live.wanted_since[backup] + wiring.start_minutes[backup]
        if started > minute + EPSILON:
            due = min(due, started)
        due = min(due, made_ready(wiring, live, need, backup))
    set_due(live.due, need, due)


@compiled
def begin_chance(wiring: Wiring, live: Live, seed: np.uint64, minute: float) -> None:
    """From `minute` on backups start and fail by chance; those that run by then are known to have started."""
    live.seed[0] = seed
    for need in range(len(live.need_input)):
        bring_up_to_date(wiring, live, need, minute)
        for backup in range(wiring.backup_start[need], wiring.backup_start[need + 1]):
            if not np.isinf(live.wanted_since[backup]):
                wait = minutes_to_failure(wiring, live, backup, live.failures[backup], live.running[backup])
                live.fails_at[backup] = minute + wait
    live.dirty[:] = True
