"""The finished rota put to the grid: what cannot be served although the rota says it is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relight.engine.serve import WHOLE, serve
from relight.plan.rota.capacity import ZoneFeeders, live_load_mw
from relight.plan.rota.need import Floats, Need
from relight.plan.rota.zone_case import Flags, ZoneCase
from relight.plan.rota.zone_value import excess_of


@dataclass(frozen=True)
class Shortfall:
    """In a moment, a zone of which something is not served although nobody switched it off."""

    slot: int
    zone: str  # "" = feeders that no rota switches
    mw: float
    minutes: float


def shortfalls(
    need: Need, zones: Sequence[ZoneFeeders], cases: Mapping[str, ZoneCase], off: Mapping[str, Flags]
) -> list[Shortfall]:
    """What the grid cannot serve of what the rota leaves on, moment by moment."""
    grid, found = need.state.model.grid, []
    factors = {zone.zone: cold_factors(cases[zone.zone], off[zone.zone]) for zone in zones}
    rotatable = need.rotated.switchable
    for moment in need.moments:
        may = moment.state.feeder_in.copy()
        demand_mw = moment.state.demand_mw.copy()
        for zone in zones:
            may[zone.feeder] &= ~off[zone.zone][zone.group, moment.slot]
            demand_mw[zone.feeder] *= factors[zone.zone][zone.group, moment.slot]
        state = replace(moment.state, feeder_in=may, demand_mw=demand_mw)
        asked_mw = live_load_mw(need, state)
        served = serve(grid, state)
        lacking: Floats = np.where(served.feeder_mw < asked_mw * WHOLE, asked_mw - served.feeder_mw, 0.0)
        if not lacking.any():
            continue
        for zone in zones:
            mw = float(lacking[zone.feeder].sum())
            if mw > 0:
                found.append(Shortfall(moment.slot, zone.zone, mw, moment.minutes))
        rest = float(lacking[~rotatable].sum())
        if rest > 0:
            found.append(Shortfall(moment.slot, "", rest, moment.minutes))
    return found


def cold_factors(case: ZoneCase, off: Flags) -> Floats:
    """Demand of each group in each slot as a multiple of the usual, group × slot."""
    return 1.0 + excess_of(case, off)
