"""What a zone may have on: the most that the grid serves there while the other zones' rota is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from relight.engine.grid import GridState
from relight.engine.islands import find_islands, sum_by_island
from relight.engine.serve import serve
from relight.plan.rota.need import Floats, Moment, Need
from relight.plan.rota.zone_case import Flags, LoadRow

WATTS = 1e6
SHORT = 1e-6
"""Share of its demand below which an island is not short."""


@dataclass(frozen=True, eq=False)
class ZoneFeeders:
    """The feeders a zone's rota switches, and the group each is in."""

    zone: str
    groups: tuple[str, ...]
    feeder: np.ndarray  # positions
    group: np.ndarray  # position of the group of each


def zones_of(need: Need) -> tuple[ZoneFeeders, ...]:
    """Every zone with rotated feeders, in order."""
    areas, found = need.rotated.areas, []
    for zone in sorted({area.zone for area in areas if area.outage_group}):
        own = [at for at, area in enumerate(areas) if area.zone == zone and area.outage_group]
        place = {area: at for at, area in enumerate(own)}
        feeder = np.flatnonzero(np.isin(need.rotated.feeder_area, own))
        group = np.array([place[area] for area in need.rotated.feeder_area[feeder].tolist()], dtype=np.int64)
        found.append(ZoneFeeders(zone, tuple(areas[at].outage_group for at in own), feeder, group))
    return tuple(found)


def fair_shares(need: Need, moment: Moment) -> Floats:
    """Share of its demand that each rotated feeder gets if all of its island get the same: before a zone is planned."""
    state, grid = moment.state, need.state.model.grid
    islands = find_islands(grid, state)
    switchable = need.rotated.switchable
    held = serve(grid, replace(state, feeder_in=state.feeder_in & ~switchable))
    whole = serve(grid, state)
    asked_mw = np.where(switchable & state.feeder_in, state.demand_mw, 0.0)
    asked = sum_by_island(islands.of_feeder, asked_mw, islands.count)
    room = np.maximum(0.0, whole.served_by_island - held.served_by_island)
    share = np.append(np.divide(room, asked, out=np.ones(islands.count), where=asked > 0), 0.0)
    return np.where(switchable, np.minimum(1.0, share[islands.of_feeder]), 1.0)


def load_rows(need: Need, zone: ZoneFeeders, held: Mapping[int, Floats]) -> tuple[LoadRow, ...]:
    """A row for every moment and island in which not all of the zone's groups may come back at once.

    Parameters
    ----------
    need
        The horizon.
    zone
        The zone whose rota is planned.
    held
        Moment -> share of its demand that each feeder of the other zones gets.
    """
    rows: list[LoadRow] = []
    for at, moment in enumerate(need.moments):
        rows += _rows_at(need, zone, moment, held[at])
    return tuple(rows)


def _rows_at(need: Need, zone: ZoneFeeders, moment: Moment, held: Floats) -> list[LoadRow]:
    grid, state = need.state.model.grid, moment.state
    islands = find_islands(grid, state)
    own = np.zeros(len(held), dtype=np.bool_)
    own[zone.feeder] = True
    # What comes back asks for more than usual: the capacity is looked for beyond the usual demand.
    demand_mw = np.where(own, state.demand_mw * need.cold_factor, state.demand_mw * held)
    asked = replace(state, demand_mw=demand_mw)
    guarded = replace(grid, feeder_protected=~own)
    room = serve(guarded, asked).served_by_island
    room = room - serve(guarded, replace(asked, feeder_in=state.feeder_in & ~own)).served_by_island
    load_mw = np.where(state.feeder_in, state.demand_mw, 0.0)
    rows = []
    for island in np.unique(islands.of_feeder[zone.feeder]).tolist():
        if island < 0 or islands.capacity_mw[island] <= 0:
            continue
        inside = zone.feeder[islands.of_feeder[zone.feeder] == island]
        groups = zone.group[islands.of_feeder[zone.feeder] == island]
        by_group = np.bincount(groups, weights=load_mw[inside], minlength=len(zone.groups))
        if by_group.sum() * need.cold_factor > room[island] * (1 + SHORT) + SHORT:
            load_w = tuple(np.round(by_group * WATTS).astype(np.int64).tolist())
            rows.append(LoadRow(moment.slot, load_w, int(np.floor(room[island] * WATTS + 0.5))))
    return rows


def live_kw(need: Need, zone: ZoneFeeders) -> np.ndarray:
    """What each group asks for in each slot where its feeders are live [kW], group × slot, on average."""
    energy = np.zeros((len(zone.groups), len(need.slots)))
    for moment in need.moments:
        load_mw = live_load_mw(need, moment.state)[zone.feeder]
        by_group = np.bincount(zone.group, weights=load_mw, minlength=len(zone.groups))
        energy[:, moment.slot] += by_group * moment.minutes
    kilowatts: np.ndarray = np.round(1000 * energy / need.slot_minutes).astype(np.int64)
    return kilowatts


def live_load_mw(need: Need, state: GridState) -> Floats:
    """What every feeder asks for where its island has anything to give [MW]."""
    islands = find_islands(need.state.model.grid, state)
    live = np.append(islands.capacity_mw > 0, False)[islands.of_feeder]
    return np.where(state.feeder_in & live, state.demand_mw, 0.0)


def shares_of(zone: ZoneFeeders, off: Flags, factor: Floats, share: Floats, slot: int) -> Floats:
    """The shares of a moment with a zone's rota in them: its feeders are off, or on with all they then ask for."""
    held = share.copy()
    held[zone.feeder] = np.where(off[zone.group, slot], 0.0, factor[zone.group, slot])
    return held
