"""What is off although it could be on: put back, so that no group is cut in a slot in which it can be served."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from relight.plan.rota.zone_aims import aims_of
from relight.plan.rota.zone_case import Flags, ZoneCase
from relight.plan.rota.zone_check import limits_broken, overloads
from relight.plan.rota.zone_walk import Held

KEPT = ("changes", "spread")
"""What a finished rota gives up for no group that could be on: what was published, and equal hours."""


def put_back(case: ZoneCase, off: Flags, held: Sequence[Held], allows: Callable[[Flags], bool]) -> Flags:
    """The rota with groups on again, slot by slot, largest load first, wherever that is allowed and breaks nothing."""
    broken = limits_broken(case, off)
    cells = np.argwhere(off & (case.load_kw > 0)).tolist()
    for group, slot in sorted(cells, key=lambda cell: -int(case.load_kw[cell[0], cell[1]])):
        new = off.copy()
        new[group, slot] = False
        if overloads(case, new) or any(by > broken.get(name, 0) for name, by in limits_broken(case, new).items()):
            continue
        if all(one.aim.value(case, new) <= one.most for one in held) and allows(new):
            off = new
    return off


def kept_aims(case: ZoneCase, off: Flags) -> list[Held]:
    """What a finished rota has reached and is to keep."""
    return [Held(aim, aim.value(case, off)) for aim in aims_of(case) if aim.name in KEPT]
