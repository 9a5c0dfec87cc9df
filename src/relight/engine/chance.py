"""Chance in the kernel: numbers that depend only on who asks and for what, never on the order of asking.

A draw is a hash of the scenario's seed and three counters, so a backup's third start succeeds or fails the same way
whatever happened elsewhere before it, with any number of workers. Compiled.
"""

from __future__ import annotations

import numpy as np

from relight.engine.compiled import compiled, inlined
from relight.engine.live import Live
from relight.engine.wiring import Wiring

FIT, START, FAILURE = 1, 2, 3
"""What a draw is for: a unit is fit for use, a start succeeds, the time to the next failure."""


@compiled
def mixed(value: np.uint64) -> np.uint64:
    """A well mixed 64-bit number (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@compiled
def uniform(seed: np.uint64, purpose: int, backup: int, number: int) -> float:
    """A uniform draw from [0, 1) for one purpose, backup and running number."""
    step = np.uint64(0x9E3779B97F4A7C15)
    value = mixed(seed + step * np.uint64(purpose))
    value = mixed(value + step * np.uint64(backup + 1))
    value = mixed(value + step * np.uint64(number + 1))
    return float(value >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inlined
def units_started(wiring: Wiring, live: Live, backup: int, start: int) -> int:
    """How many units of a backup run after its start number `start`; all of them where there is no chance."""
    units = wiring.units[backup]
    if live.seed[0] == np.uint64(0):
        return int(units)
    running = 0
    for unit in range(units):
        fit = uniform(live.seed[0], FIT, backup, unit) < wiring.availability[backup]
        if fit and uniform(live.seed[0], START, backup, start * units + unit) < wiring.start_probability[backup]:
            running += 1
    return running


@inlined
def minutes_to_failure(wiring: Wiring, live: Live, backup: int, number: int, running: int) -> float:
    """Minutes until the next of the running units fails; exponential, inf where there is no chance or no MTBF."""
    if live.seed[0] == np.uint64(0) or running == 0 or np.isinf(wiring.mtbf_minutes[backup]):
        return np.inf
    draw = uniform(live.seed[0], FAILURE, backup, number)
    return float(-np.log(1.0 - draw) * wiring.mtbf_minutes[backup] / running)
