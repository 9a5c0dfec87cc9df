"""A rota in the engine: feeders of a cut group are off; what else has no power is damaged, waits or is an emergency."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np

from relight.engine.clock import minute_of
from relight.engine.replay import State
from relight.engine.result_rows import stamp
from relight.engine.rota_changes import cut_minutes, rotated, switchings
from relight.engine.rounding import megawatts
from relight.engine.simulate import Interval, enact, observe
from relight.engine.timeline import SEEN_ON, UNSEEN, Change, Timeline, slot_starts
from relight.engine.wiring import Flags, Floats
from relight.model.schema import RotaSlot

LEAST_MW = 1e-6
"""Below this a difference of averages is rounding."""

BEYOND = ("emergency", "damaged")
"""What is dark beyond a rota: shed because the grid cannot serve it, or out of reach of any power."""


def with_rota(timeline: Timeline, rota: Sequence[RotaSlot], state: State) -> Timeline:
    """The timeline with the rota's switchings."""
    changes = switchings(rota, state.model, state.situation.at, timeline.begin)
    order = sorted((*timeline.changes, *changes), key=lambda change: (change.minute, change.what, change.subject))
    return replace(timeline, changes=tuple(order))


def under_rota(state: State, rota: Sequence[RotaSlot]) -> State:
    """The State at its instant with the cuts that are in force then, whatever somebody saw before they began."""
    groups, cuts = rotated(state.model), cut_minutes(rota, state.situation.at)
    begun = {area: begin for area, rows in cuts.items() for begin, end in rows if begin <= 0 < end}
    off = {
        feeder: begun[groups.areas[area]]
        for feeder, area in enumerate(groups.feeder_area.tolist())
        if groups.switchable[feeder] and groups.areas[area] in begun
    }
    if not off:
        return state
    present, model, at = state.present.copy(), state.model, state.situation.at
    changes = [Change(0.0, "rota", f"feeder:{model.grid.feeder_ids[feeder]}", 0.0) for feeder in off]
    seen_on = [feeder for feeder in off if present.seen[feeder] == SEEN_ON]
    present.seen[seen_on] = UNSEEN
    was_on = present.feeder_share > 0
    enact(changes, model, present, 0.0, at)
    observe(model, present, 0.0, at)
    for feeder, begin in off.items():
        if was_on[feeder]:
            present.feeder_since[feeder] = begin
    return replace(state, present=present)


class RotaTally:
    """Adds up what is not served, in four parts: damaged, cut by the rota, waiting, and shed beyond the rota.

    Damaged is what no power can reach, with or without the rota, so that a cut of it saves nothing. A feeder that only
    waits to be picked up, step by step, is not shed. Damaged and shed are known area by area and slot by slot.
    """

    def __init__(self, state: State, rota: Sequence[RotaSlot], end: float) -> None:
        self.state, self.end, self.rota = state, end, tuple(rota)
        self.groups = rotated(state.model)
        self.cuts = cut_minutes(rota, state.situation.at)
        self.slots = slot_starts(state.situation, end)
        self._begin()

    def _begin(self) -> None:
        self.cut_mw_minutes = 0.0
        self.waiting_mw_minutes = 0.0  # back by the rota, but not picked up yet
        self.beyond = np.zeros((len(BEYOND), len(self.slots), len(self.groups.areas)))  # MW·min

    def anew(self) -> RotaTally:
        """A tally of nothing yet for another run with the same rota."""
        other = copy(self)
        other._begin()
        return other

    def add(self, interval: Interval) -> None:
        """One more interval of a run with the rota."""
        unserved_mw = interval.feeder_demand_mw * (1.0 - interval.feeder_share)
        minutes = interval.end - interval.begin
        damaged = ~interval.reached
        cut = self._cut(interval.begin)[self.groups.feeder_area] & ~damaged
        self.cut_mw_minutes += float(unserved_mw[cut].sum()) * minutes
        slot = int(np.searchsorted(self.slots, interval.begin, side="right")) - 1
        waiting = interval.waiting & ~cut & ~damaged
        self.waiting_mw_minutes += float(unserved_mw[waiting].sum()) * minutes
        for part, dark in enumerate((~(damaged | cut | waiting), damaged)):
            self.beyond[part, slot] += minutes * np.bincount(
                self.groups.feeder_area, weights=np.where(dark, unserved_mw, 0.0), minlength=len(self.groups.areas)
            )

    def _cut(self, minute: float) -> Flags:
        now = minute + 1e-6
        cuts = (self.cuts.get(area, ()) for area in self.groups.areas)
        return np.array([any(begin <= now < end for begin, end in rows) for rows in cuts])

    def totals_mwh(self) -> dict[str, float]:
        """The parts of what is not served [MWh]; they add up to all of it."""
        emergency, damaged = self.beyond.sum(axis=(1, 2)).tolist()
        return {
            "cut_mwh": self.cut_mw_minutes / 60,
            "waiting_mwh": self.waiting_mw_minutes / 60,
            "emergency_mwh": emergency / 60,
            "damaged_mwh": damaged / 60,
        }

    def beyond_mw(self) -> Floats:
        """What is dark beyond the rota, part × slot × area, on average over each slot; what is rounding is nothing."""
        average = self.beyond / np.diff(np.array([*self.slots, self.end]))[:, None]
        return np.where(average > LEAST_MW, average, 0.0)

    def as_dict(self) -> dict[str, Any]:
        """What the rota cuts and what else has no power: the `rota` part of an outlook."""
        rows = {name: self._rows(name, mw) for name, mw in zip(BEYOND, self.beyond_mw(), strict=True)}
        totals = {name: megawatts(mwh) for name, mwh in self.totals_mwh().items()}
        return {**totals, **rows, "cuts": self._cut_rows()}

    def _cut_rows(self) -> list[dict[str, Any]]:
        """The rota's rows that fall into the horizon, those that are only possible too."""
        origin, zone = self.state.situation.at, self.state.situation.region.settings.zone
        rows = sorted(self.rota, key=lambda row: (row.zone, row.outage_group, row.start, row.end, row.state))
        return [
            {
                "zone": row.zone,
                "outage_group": row.outage_group,
                "start": row.start.astimezone(zone).isoformat(),
                "end": row.end.astimezone(zone).isoformat(),
                "state": row.state,
            }
            for row in rows
            if minute_of(row.end, origin) > 0 and minute_of(row.start, origin) < self.end
        ]

    def _rows(self, name: str, dark_mw: Floats) -> list[dict[str, Any]]:
        """One row an area and unbroken time in which something is dark beyond the rota, with its average MW."""
        rows = []
        lengths = np.diff(np.array([*self.slots, self.end]))
        for at, area in enumerate(self.groups.areas):
            dark = np.concatenate([[False], dark_mw[:, at] > 0, [False]])
            turns = np.flatnonzero(dark[1:] != dark[:-1]).tolist()
            for first, last in zip(turns[::2], turns[1::2], strict=True):
                minutes = lengths[first:last]
                rows.append(
                    {
                        "zone": area.zone,
                        "outage_group": area.outage_group,
                        "start": stamp(self.slots[first], self.state),
                        "end": stamp((*self.slots, self.end)[last], self.state),
                        "state": name,
                        "mw": megawatts(float(dark_mw[first:last, at] @ minutes / minutes.sum())),
                    }
                )
        return rows
