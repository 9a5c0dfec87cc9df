"""From megawatts that the grid serves to the share of its demand that each feeder gets, as computed and as seen."""

from __future__ import annotations

import numpy as np

from relight.engine.compiled import compiled
from relight.engine.grid import Grid
from relight.engine.serve import Served
from relight.engine.timeline import SEEN_OFF, SEEN_ON
from relight.engine.wiring import Flags, Floats, Ints

MILLIONTHS = 1e6
"""A solver's last digits must not make a feeder that is on fall short of a facility's threshold: shares are rounded."""


def computed_shares(grid: Grid, served: Served, demand_mw: Floats, may_be_on: Flags) -> Floats:
    """Share of its demand that each feeder gets; one without demand is on if its bus is live."""
    share = np.empty(len(demand_mw))
    live = served.island_capacity_mw > 0
    write_shares(share, served.feeder_mw, demand_mw, served.bus_island, grid.feeder_bus, live, may_be_on)
    return share


def seen_shares(computed: Floats, seen: Ints) -> Floats:
    """The same, but of a feeder that somebody saw on or off what was seen."""
    if seen.max(initial=-1) < 0:
        return computed.copy()
    return np.where(seen == SEEN_ON, 1.0, np.where(seen == SEEN_OFF, 0.0, computed))


@compiled
def write_shares(
    share: Floats,
    feeder_mw: Floats,
    demand_mw: Floats,
    bus_island: Ints,
    feeder_bus: Ints,
    live: Flags,
    may_be_on: Flags,
) -> None:
    """Write the share of every feeder."""
    for feeder in range(len(share)):
        if demand_mw[feeder] > 0.0:
            rounded = np.rint(feeder_mw[feeder] / demand_mw[feeder] * MILLIONTHS) / MILLIONTHS
            share[feeder] = min(max(rounded, 0.0), 1.0)
        else:
            island = bus_island[feeder_bus[feeder]]
            share[feeder] = 1.0 if island >= 0 and live[island] and may_be_on[feeder] else 0.0
