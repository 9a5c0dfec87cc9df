"""What changes while time passes: levels of assets and backups, and since when things are as they are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relight.engine.due import nothing_due
from relight.engine.wiring import Flags, Floats, Ints, Services

LOG_ROWS = 4096
Seeds = NDArray[np.uint64]


class Live(NamedTuple):
    """Mutable arrays that the kernel works on; minutes count from the outlook's start (the past is negative).

    A backup's level is `stored` as of `as_of`, falling by `drain` a minute since then (rising, if it is negative), so
    that a backup costs nothing while nothing about it changes.
    """

    asset_share: Floats  # what an asset's own condition leaves of it, 0-1
    level: Floats  # per asset
    dirty: Flags  # per asset: something about it may have changed since it was settled
    feeder_share: Floats  # as it was when the assets were settled
    need_input: Floats  # per need: what its alternatives give, 0-1
    need_value: Floats  # per need: the curve of what is covered
    short: Flags  # per need: its input is not full
    full_since: Floats  # per need: minute its input became full; −inf = always
    due: Floats  # when a backup of each need runs out, has started, fails or is ready; see `relight.engine.due`
    backup_share: Floats  # what a backup's own condition leaves of it
    stored: Floats
    as_of: Floats
    drain: Floats
    carried: Floats  # share of the need each backup carries now
    wanted_since: Floats  # inf = not wanted
    running: Ints  # units of each backup that run since it was last wanted
    starts: Ints  # how often each backup was wanted so far
    failures: Ints  # and how many of its units have failed
    fails_at: Floats  # when the next of its units fails; inf = never
    seed: Seeds  # one number: the scenario's seed, 0 = no chance, every backup starts and none fails
    without: Floats  # people without, per cell
    without_minutes: Floats  # its integral since the caller last cleared it [person-minutes]
    back_at: Floats  # minute from which nobody in the cell is without; −inf = nobody ever was, inf = someone is
    queue: Ints  # assets to settle anew, the first `queue_rows` of them
    queue_rows: Ints  # one number
    queued: Flags  # per asset: it is in the queue
    tried_level: Floats  # per asset: as `level`, but for those in the queue as they were settled last
    moved_cell: Ints  # cells to count anew, the first `moved_rows` of them
    moved_rows: Ints  # one number
    moved: Flags  # per cell: it is among them
    log: Floats  # rows of (minute, what, position, value)
    log_rows: Ints  # one number: rows in use


LEVEL, RAN_OUT, VALUE, CELL = 0.0, 1.0, 2.0, 3.0
"""What a log row tells: an asset's level, a backup that ran out, a need's value, people without in a cell."""


def whole(services: Services) -> Live:
    """Everything as it is before the first report: nothing damaged, nothing short, backups at their given level."""
    wiring = services.wiring
    assets, needs = len(services.asset_ids), len(services.needs)
    backups, cells = len(services.backups), len(services.cells)
    return Live(
        asset_share=np.ones(assets),
        level=np.ones(assets),
        dirty=np.ones(assets, dtype=np.bool_),
        feeder_share=np.ones(len(services.feeder_ids)),
        need_input=np.ones(needs),
        need_value=np.ones(needs),
        short=np.zeros(needs, dtype=np.bool_),
        full_since=np.full(needs, -np.inf),
        due=nothing_due(needs),
        backup_share=np.ones(backups),
        stored=np.where(wiring.endurance_minutes > 0, services.starting_level, 0.0),
        as_of=np.zeros(backups),
        drain=np.zeros(backups),
        carried=np.zeros(backups),
        wanted_since=np.full(backups, np.inf),
        running=wiring.units.copy(),
        starts=np.zeros(backups, dtype=np.int64),
        failures=np.zeros(backups, dtype=np.int64),
        fails_at=np.full(backups, np.inf),
        seed=np.zeros(1, dtype=np.uint64),
        without=np.zeros(cells),
        without_minutes=np.zeros(cells),
        back_at=np.full(cells, -np.inf),
        queue=np.zeros(assets, dtype=np.int64),
        queue_rows=np.zeros(1, dtype=np.int64),
        queued=np.zeros(assets, dtype=np.bool_),
        tried_level=np.ones(assets),
        moved_cell=np.zeros(cells, dtype=np.int64),
        moved_rows=np.zeros(1, dtype=np.int64),
        moved=np.zeros(cells, dtype=np.bool_),
        log=np.zeros((LOG_ROWS + 4 * (assets + needs + backups + cells), 4)),
        log_rows=np.zeros(1, dtype=np.int64),
    )


def copy(live: Live) -> Live:
    """An independent copy, so that what is computed from it leaves it as it was."""
    return Live._make(array.copy() for array in live)


def take_log(live: Live) -> Floats:
    """The log's rows so far (n × 4), which are then forgotten."""
    rows = live.log[: live.log_rows[0]].copy()
    live.log_rows[0] = 0
    return rows
