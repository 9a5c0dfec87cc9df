"""Served load if only each island's capacity counted, and where that would overload a branch."""

from __future__ import annotations

import numpy as np

from relight.engine.flow import dc_flow
from relight.engine.grid import BoolArray, FloatArray, Grid, GridState, IntArray, limits_mw
from relight.engine.islands import NO_ISLAND, IslandPart, Islands, island_part, sum_at, sum_by_island
from relight.engine.switching import IslandCase, rank_feeders, walk_capacity

OVER = 1e-9
"""Share of its limit by which a flow may pass it through rounding."""


class CopperPlate:
    """What every island would serve if only its capacity counted, and where that overloads a branch.

    `best` is a dispatch of the most that can be served, `walk` one of whole feeders; every unit gives the same share of
    what it can. Where no branch is overloaded it is an optimum of the network too, and no programme has to be solved.
    """

    def __init__(self, grid: Grid, state: GridState, islands: Islands) -> None:
        self._grid, self._state, self._islands = grid, state, islands
        count = islands.count
        self._capacity_mw = islands.capacity_mw
        in_live_island = np.append(self._capacity_mw > 0, False)[islands.of_feeder]
        self._asked_mw = np.where(state.feeder_in & in_live_island, state.demand_mw, 0.0)
        asked_mw = sum_by_island(islands.of_feeder, self._asked_mw, count)
        protected_mw = sum_by_island(islands.of_feeder, self._asked_mw * grid.feeder_protected, count)
        self.served_mw = np.minimum(self._capacity_mw, asked_mw)
        self.protected_mw = np.minimum(self._capacity_mw, protected_mw)
        short = np.flatnonzero(asked_mw > self._capacity_mw)
        self._ranked = rank_feeders(grid, state)
        self.walk_mw = self._walk(short)
        self.walk_unit_mw, self.walk_flow_mw = self._dispatch(self.walk_mw)
        self.walk_overloads = self._overloads(self.walk_flow_mw)
        self.best_overloads = self.walk_overloads
        if len(short):
            rest_mw = (self.served_mw - self.protected_mw, asked_mw - protected_mw)
            share = np.append(_share(self.protected_mw, protected_mw), 0.0)[islands.of_feeder]
            share_of_rest = np.append(_share(*rest_mw), 0.0)[islands.of_feeder]
            best_mw = self._asked_mw * np.where(grid.feeder_protected, share, share_of_rest)
            self.best_overloads = self._overloads(self._dispatch(best_mw)[1])

    def case(self, part: IslandPart, island: int) -> IslandCase:
        """The island's feeders by rank."""
        order = np.full(len(self._ranked), len(self._ranked))
        order[self._ranked] = np.arange(len(self._ranked))
        return IslandCase(
            demand_mw=self._asked_mw[part.feeder],
            protected=self._grid.feeder_protected[part.feeder],
            divisible=self._grid.feeder_divisible[part.feeder],
            ranked=np.argsort(order[part.feeder]),
            capacity_mw=float(self._capacity_mw[island]),
        )

    def _walk(self, short: IntArray) -> FloatArray:
        given_mw = self._asked_mw.copy()
        for island in short.tolist():
            part = island_part(self._islands, island)
            given_mw[part.feeder] = walk_capacity(self.case(part, island))
        return given_mw

    def _dispatch(self, feeder_mw: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Megawatts a unit and the flow on every branch for what feeders get."""
        grid, islands = self._grid, self._islands
        load_mw = sum_by_island(islands.of_feeder, feeder_mw, islands.count)
        share = np.append(_share(load_mw, self._capacity_mw), 0.0)[islands.of_unit]
        unit_mw = self._state.unit_max_mw * share
        buses = len(grid.bus_ids)
        injection_mw = sum_at(grid.unit_bus, unit_mw, buses) - sum_at(grid.feeder_bus, feeder_mw, buses)
        flow_mw = dc_flow(grid, islands, injection_mw)
        live = np.append(self._capacity_mw > 0, False)[islands.of_branch]
        return unit_mw, np.where(live, flow_mw, 0.0)

    def _overloads(self, flow_mw: FloatArray) -> BoolArray:
        """Which islands have a branch beyond its limit; a flow that is not known counts as beyond."""
        within = np.abs(flow_mw) <= limits_mw(self._grid, self._state) * (1.0 + OVER)
        over = ~within & (self._islands.of_branch != NO_ISLAND)
        return np.bincount(self._islands.of_branch[over], minlength=self._islands.count) > 0


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part ÷ whole, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)
