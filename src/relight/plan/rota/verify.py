"""The finished rota put to the grid: what cannot be served although the rota says it is on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relight.engine.grid import GridState
from relight.engine.serve import WHOLE, serve
from relight.plan.rota.capacity import WATTS, ZoneFeeders, live_load_mw
from relight.plan.rota.need import Floats, Moment, Need
from relight.plan.rota.zone_case import Flags, LoadRow, ZoneCase
from relight.plan.rota.zone_value import excess_of

MORE = 0.02
"""By what share of its usual load a group asks for more, to see what that adds to what is lacking."""


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
    state = _state_with(zones, moment, off, factors)
    asked_mw = live_load_mw(need, state)
    served_mw = serve(need.state.model.grid, state).feeder_mw
    lacking: Floats = np.where(served_mw < asked_mw * WHOLE, asked_mw - served_mw, 0.0)
    return lacking


def _state_with(
    zones: Sequence[ZoneFeeders], moment: Moment, off: Mapping[str, Flags], factors: Mapping[str, Floats]
) -> GridState:
    """The grid in a moment with what the zones' rotas leave on, and what that then asks for."""
    may = moment.state.feeder_in.copy()
    demand_mw = moment.state.demand_mw.copy()
    for zone in zones:
        may[zone.feeder] &= ~off[zone.zone][zone.group, moment.slot]
        demand_mw[zone.feeder] *= factors[zone.zone][zone.group, moment.slot]
    return replace(moment.state, feeder_in=may, demand_mw=demand_mw)


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

    def refused(self, off: Flags) -> list[LoadRow]:
        """A row for each slot that is refused: what every group's load adds to what is lacking there.

        What is lacking is convex in the loads (a linear programme's optimum): the row holds for all that is served,
        but not for the rota that is refused (a cut after Benders 1962).
        """
        now = self.off[self.zone]
        return [self._row(slot, off, now, self.factors[self.zone]) for slot in self._refused_slots(off)]

    def rows(self, slots: Iterable[int], off: Flags) -> list[LoadRow]:
        """The same for slots of a rota in which something is lacking, whatever was before."""
        nobody_on = np.ones_like(off)
        return [self._row(slot, off, nobody_on, np.zeros(off.shape)) for slot in slots]

    def _row(self, slot: int, off: Flags, now: Flags, factor_now: Floats) -> LoadRow:
        """The row of the moment in which most more is lacking than now, from a little more load of each group."""
        factor, at = cold_factors(self.case, off), [one for one in self.need.moments if one.slot == slot]
        shorts_mw = [self._short_mw(one, off, factor) for one in at]
        more_mw = [mw - self._short_mw(one, now, factor_now) for one, mw in zip(at, shorts_mw, strict=True)]
        worst = int(np.argmax(more_mw))
        moment, short_mw, beyond_mw = at[worst], shorts_mw[worst], more_mw[worst]
        zone = next(zone for zone in self.zones if zone.zone == self.zone)
        own_mw = live_load_mw(self.need, moment.state)[zone.feeder]
        load_mw = np.bincount(zone.group, weights=own_mw, minlength=len(zone.groups))
        share = np.zeros(len(load_mw))
        for group in np.flatnonzero(load_mw > 0).tolist():
            more_off, more = off.copy(), np.where(off, 0.0, factor)
            more_off[group, slot] = False
            more[group, slot] += MORE
            added = self._short_mw(moment, more_off, more) - short_mw
            share[group] = min(1.0, max(0.0, added / (MORE * load_mw[group])))
        on_mw = np.where(off[:, slot], 0.0, factor[:, slot]) * load_mw
        if not share @ on_mw:
            share = np.ones(len(load_mw))
        load_w = tuple(np.round(WATTS * share * load_mw).astype(np.int64).tolist())
        return LoadRow(slot, load_w, int(np.floor(WATTS * (share @ on_mw - beyond_mw))))

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
        for moment in self.need.moments:
            if moment.slot == slot:
                lacking = self._lacks(moment, off, factor)
                if lacking and lacking > self._lacks(moment, self.off[self.zone], self.factors[self.zone]):
                    return False
        return True

    def _lacks(self, moment: Moment, off: Flags, factor: Floats) -> float:
        """What is lacking in a moment with another rota of the zone [MW]."""
        offs, factors = {**self.off, self.zone: off}, {**self.factors, self.zone: factor}
        return float(_lacking_mw(self.need, self.zones, moment, offs, factors).sum())

    def _short_mw(self, moment: Moment, off: Flags, factor: Floats) -> float:
        """The same if feeders could be served in part [MW]: the optimum of a linear programme."""
        offs, factors = {**self.off, self.zone: off}, {**self.factors, self.zone: factor}
        state = _state_with(self.zones, moment, offs, factors)
        return float(live_load_mw(self.need, state).sum()) - serve(self.need.state.model.grid, state).served_mw


def cold_factors(case: ZoneCase, off: Flags) -> Floats:
    """Demand of each group in each slot as a multiple of the usual, group × slot."""
    return 1.0 + excess_of(case, off)
