"""What the core answers about one state."""

from __future__ import annotations

from typing import NamedTuple

from relight.engine.core.machine import Flags, Floats, Ints, machine
from relight.engine.core.plate import ROOM, Plate


class Serving(NamedTuple):
    """What comes out of one state; islands count up by their smallest bus."""

    feeder_mw: Floats
    walk_mw: Floats
    unit_mw: Floats
    flow_mw: Floats
    bus_island: Ints
    number: Ints  # per root: of its island
    island_mw: Floats  # per island: served, protected served, capacity, demand
    over: Flags  # per root, for two dispatches: the most that can be served, whole feeders


@machine
def any_short(plate: Plate) -> bool:
    """Whether some island's load does not fit its capacity."""
    most = ROOM
    for place in range(len(plate.kind)):
        most = max(most, plate.kind[place])
    return most > ROOM
