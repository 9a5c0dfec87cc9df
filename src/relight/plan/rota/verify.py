"""The finished rota put to the grid: what cannot be served although the rota says it is on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relight.engine.serve import WHOLE, serve
from relight.plan.rota.capacity import ZoneFeeders, live_load_mw
from relight.plan.rota.need import Floats, Moment, Need
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
    found = []
    factors = {zone.zone: cold_factors(cases[zone.zone], off[zone.zone]) for zone in zones}
    for moment in need.moments:
        lacking = _lacking_mw(need, zones, moment, off, factors)
        for zone in zones:
            mw = float(lacking[zone.feeder].sum())
            if mw > 0:
                found.append(Shortfall(moment.slot, zone.zone, mw, moment.minutes))
        rest = float(lacking[~need.rotated.switchable].sum())
        if rest > 0:
            found.append(Shortfall(moment.slot, "", rest, moment.minutes))
    return found


def _lacking_mw(
    need: Need, zones: Sequence[ZoneFeeders], moment: Moment, off: Mapping[str, Flags], factors: Mapping[str, Floats]
) -> Floats:
    """What every feeder that is on lacks in a moment; a feeder is served whole or not at all."""
    may = moment.state.feeder_in.copy()
    demand_mw = moment.state.demand_mw.copy()
    for zone in zones:
        may[zone.feeder] &= ~off[zone.zone][zone.group, moment.slot]
        demand_mw[zone.feeder] *= factors[zone.zone][zone.group, moment.slot]
    state = replace(moment.state, feeder_in=may, demand_mw=demand_mw)
    asked_mw = live_load_mw(need, state)
    served_mw = serve(need.state.model.grid, state).feeder_mw
    lacking: Floats = np.where(served_mw < asked_mw * WHOLE, asked_mw - served_mw, 0.0)
    return lacking


class Guard:
    """Whether the grid serves a zone's changed rota as well as the one it was made for, the other zones' held."""

    def __init__(
        self, need: Need, zones: Sequence[ZoneFeeders], cases: Mapping[str, ZoneCase], off: Mapping[str, Flags],
        zone: str,
    ) -> None:  # fmt: skip
        self.need, self.zones, self.case, self.zone = need, zones, cases[zone], zone
        self.off = dict(off)
        self.factors = {one.zone: cold_factors(cases[one.zone], off[one.zone]) for one in zones}
        self.known: dict[tuple[int, bytes, bytes], bool] = {}

    def allows(self, off: Flags) -> bool:
        """Whether in no moment anybody lacks more than with the rota there was."""
        return next(self._refused_slots(off), None) is None

    def refused(self, off: Flags) -> list[tuple[int, frozenset[int]]]:
        """The slots that are refused, and the groups that cannot all be on in each."""
        return [(slot, frozenset(np.flatnonzero(~off[:, slot]).tolist())) for slot in self._refused_slots(off)]

    def _refused_slots(self, off: Flags) -> Iterator[int]:
        now, factor = self.off[self.zone], cold_factors(self.case, off)
        changed = (off != now).any(axis=0) | (factor != self.factors[self.zone]).any(axis=0)
        return (slot for slot in np.flatnonzero(changed).tolist() if not self._serves(slot, off, factor))

    def _serves(self, slot: int, off: Flags, factor: Floats) -> bool:
        key = (slot, off[:, slot].tobytes(), np.where(off[:, slot], 0.0, factor[:, slot]).tobytes())
        if key not in self.known:
            self.known[key] = self._asked(slot, off, factor)
        return self.known[key]

    def _asked(self, slot: int, off: Flags, factor: Floats) -> bool:
        offs, factors = {**self.off, self.zone: off}, {**self.factors, self.zone: factor}
        for moment in self.need.moments:
            if moment.slot == slot:
                lacking = _lacking_mw(self.need, self.zones, moment, offs, factors).sum()
                if lacking and lacking > _lacking_mw(self.need, self.zones, moment, self.off, self.factors).sum():
                    return False
        return True


def cold_factors(case: ZoneCase, off: Flags) -> Floats:
    """Demand of each group in each slot as a multiple of the usual, group × slot."""
    return 1.0 + excess_of(case, off)
