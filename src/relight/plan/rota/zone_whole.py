"""What only holds for whole groups: a feeder group is on or off, so a slot's capacity can seldom be used up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from relight.plan.rota.zone_case import ZoneCase

MOST_GROUPS = 16
"""Groups up to which every set of them is tried."""

MEGA = 1e6

Floats = NDArray[np.float64]


def whole_rows(case: ZoneCase) -> Iterator[tuple[int, Floats, float]]:
    """Rows (slot, weight of each group, most of it that may be on) that every rota of whole groups holds."""
    if not 0 < len(case.groups) <= MOST_GROUPS:
        return
    sets = _sets(len(case.groups))
    for row in case.rows:
        load = np.array(row.load_w, dtype=np.float64)
        if load.sum() > case.room_w(row):
            asked, loaded = sets @ load, load > 0
            fits = asked <= case.room_w(row)
            yield row.slot, load / MEGA, float(asked[fits].max()) / MEGA
            # Groups without load may be on anyway: they are not counted.
            yield row.slot, loaded.astype(np.float64), float((sets @ loaded)[fits].max())


def whole_need_kw_minutes(case: ZoneCase) -> int | None:
    """What must be cut at least [kW·min], slot by slot in whole groups; None if there are too many sets to try.

    Cold load and limits are left aside.
    """
    if not 0 < len(case.groups) <= MOST_GROUPS:
        return None
    sets, need = _sets(len(case.groups)), 0
    for slot, rows in groupby(sorted(case.rows, key=lambda row: row.slot), key=lambda row: row.slot):
        fits = np.ones(len(sets), dtype=np.bool_)
        for row in rows:
            fits &= sets @ np.array(row.load_w, dtype=np.float64) <= case.room_w(row)
        cut_kw = (1 - sets[fits]) @ case.load_kw[:, slot].astype(np.float64)
        need += round(float(cut_kw.min())) * case.minutes[slot]
    return need


@lru_cache(maxsize=4)
def _sets(groups: int) -> Floats:
    """Every set of groups that may be on, as a row of ones and zeros."""
    return ((np.arange(1 << groups)[:, None] >> np.arange(groups)) & 1).astype(np.float64)
