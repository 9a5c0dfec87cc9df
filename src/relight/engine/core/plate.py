"""What stands at every bus of one state, and a first dispatch that looks at each island's capacity alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from relight.engine.core.machine import Flags, Floats, Ints, machine
from relight.engine.core.pattern import Pattern

GENERATION, OTHER, PROTECTED = 0, 1, 2
ROOM, SHORT, VERY_SHORT = 0, 1, 2
"""Of an island: all load fits its capacity, other load does not, not even protected load does."""


class Plate(NamedTuple):
    """What can be had and is asked for per place, and what the first dispatch makes of it [MW]."""

    most: Floats  # per place: what units give, other and protected load asked for
    total: Floats  # per root
    given: Floats  # per place: generated, other and protected load served
    kind: Ints  # per root: ROOM, SHORT, VERY_SHORT; -1 = no island or none with capacity


def empty_plate(places: int) -> Plate:
    """Room for the plate of any state."""
    most, total, given = (np.zeros((places, 3)) for _ in range(3))
    return Plate(most, total, given, np.zeros(places, dtype=np.int64))


@machine
def gather_load(
    pattern: Pattern, unit_max_mw: Floats, demand_mw: Floats, feeder_in: Flags, root: Ints, plate: Plate
) -> None:
    """Sum up what stands at every place and in every island."""
    for place in range(len(root)):
        for kind in range(3):
            plate.most[place, kind] = plate.total[place, kind] = 0.0
    for unit in range(len(unit_max_mw)):
        plate.most[pattern.unit[unit], GENERATION] += unit_max_mw[unit]
    for feeder in range(len(demand_mw)):
        if feeder_in[feeder]:
            plate.most[pattern.feeder[feeder], OTHER + pattern.protected[feeder]] += demand_mw[feeder]
    for place in range(len(root)):
        if root[place] < 0:
            for kind in range(3):
                plate.most[place, kind] = 0.0
        else:
            for kind in range(3):
                plate.total[root[place], kind] += plate.most[place, kind]


@machine
def dispatch(root: Ints, plate: Plate) -> None:
    """Write what every place gives and gets if each island's capacity alone counted; protected load goes first.

    All units of an island give the same share of what they can, all load of a kind gets the same share of its demand.
    """
    for place in range(len(root)):
        plate.kind[place] = -1
        capacity, load = plate.total[place, GENERATION], plate.total[place, OTHER] + plate.total[place, PROTECTED]
        if root[place] == place and capacity > 0.0:
            short = SHORT if plate.total[place, PROTECTED] <= capacity else VERY_SHORT
            plate.kind[place] = ROOM if load <= capacity else short
    for place in range(len(root)):
        island = root[place]
        if island < 0 or plate.kind[island] < 0:
            for kind in range(3):
                plate.given[place, kind] = 0.0
            continue
        capacity, other, protected = plate.total[island, 0], plate.total[island, 1], plate.total[island, 2]
        load = min(capacity, other + protected)
        first = min(load, protected)
        plate.given[place, GENERATION] = plate.most[place, GENERATION] * (load / capacity)
        plate.given[place, OTHER] = plate.most[place, OTHER] * ((load - first) / other) if other > 0.0 else 0.0
        plate.given[place, PROTECTED] = plate.most[place, PROTECTED] * (first / protected) if protected > 0.0 else 0.0
