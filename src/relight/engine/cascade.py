"""What happens before any operator can act: round by round until nothing trips any more.

The rules are in `docs/dynamics.md`. Everything here is a plain function of what ran before and what is damaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.dispatch import injections
from relight.engine.flow import dc_flow
from relight.engine.grid import BoolArray, FloatArray, Grid, GridState, IntArray
from relight.engine.islands import Islands, find_islands
from relight.engine.plant import DynamicsNumbers, Plant

IDLE, BALANCED, RESPONSE, SHED, RUN_BACK, TRIPPED, COLLAPSED = (
    "idle",
    "balanced",
    "response",
    "shed",
    "run back",
    "units tripped",
    "collapsed",
)
ROUNDING = 1e-5
"""Share of a load or a limit (of 1 MW, if that is less) below which a difference is rounding and nothing responds."""


@dataclass(frozen=True, eq=False)
class Running:
    """What runs: buses and branches in service (share of the rating left), megawatts of units and feeders."""

    bus_in: BoolArray
    branch_share: FloatArray
    unit_max_mw: FloatArray  # what each unit can give after the damage
    unit_mw: FloatArray
    feeder_mw: FloatArray


@dataclass(frozen=True, eq=False)
class IslandRound:
    """What one island did in one round. Megawatts are those at its beginning, but for `load_after_mw`."""

    buses: IntArray
    load_mw: float
    generation_mw: float
    response_mw: float  # the most its units could raise (or lower) within seconds
    what: str
    shed: IntArray  # feeders
    tripped_units: IntArray
    load_after_mw: float
    why: str = ""


@dataclass(frozen=True, eq=False)
class Round:
    """One round: what every island with load or generation did, then which branches tripped at which flow."""

    islands: tuple[IslandRound, ...]
    tripped_branches: tuple[tuple[int, float, float], ...]  # branch, flow, what it carries before it trips [MW]
    unit_mw: FloatArray
    feeder_mw: FloatArray


@dataclass(frozen=True, eq=False)
class Cascade:
    """The blackout and how it came about."""

    running: Running
    rounds: tuple[Round, ...]
    idle_units: BoolArray  # units that run without load in an island of their own, as they do in a restart


def cascade(grid: Grid, plant: Plant, numbers: DynamicsNumbers, after: Running) -> Cascade:
    """What is left of what ran, once nothing trips any more.

    Parameters
    ----------
    grid, plant, numbers
        The compiled grid, and how its units and relays act.
    after
        What ran before the shock, with what is damaged taken out of `bus_in` and `branch_share` and units cut to
        what they can still give; megawatts of the rest as before.
    """
    rounds: list[Round] = []
    while True:
        islands = _islands(grid, after)
        unit_mw = np.where(islands.of_unit >= 0, after.unit_mw, 0.0)
        feeder_mw = np.where(islands.of_feeder >= 0, after.feeder_mw, 0.0)
        bus_in = after.bus_in.copy()
        told, idle_units = [], np.zeros(len(unit_mw), dtype=np.bool_)
        for island in range(islands.count):
            one = _Island(grid, plant, numbers, islands, island, after, unit_mw, feeder_mw)
            event = one.settle()
            if event.what == COLLAPSED:
                bus_in[event.buses] = False
            elif event.what == IDLE:
                idle_units |= one.idle_units
            if event.load_mw > 0 or event.generation_mw > 0:
                told.append(event)
        flow_mw = dc_flow(grid, islands, injections(grid, unit_mw, feeder_mw))
        limit_mw = np.where(after.branch_share > 0, plant.emergency_mw, 0.0) * after.branch_share
        alive = bus_in[grid.branch_from] & bus_in[grid.branch_to] & (islands.of_branch >= 0)
        over = np.flatnonzero(alive & (np.abs(flow_mw) > limit_mw + ROUNDING * np.maximum(1.0, limit_mw)))
        tripped = tuple((int(row), float(flow_mw[row]), float(limit_mw[row])) for row in over)
        rounds.append(Round(tuple(told), tripped, unit_mw, feeder_mw))
        branch_share = after.branch_share.copy()
        branch_share[over] = 0.0
        after = Running(bus_in, branch_share, after.unit_max_mw, unit_mw, feeder_mw)
        if not len(over):
            return Cascade(after, tuple(rounds), idle_units)


def _islands(grid: Grid, running: Running) -> Islands:
    feeders = len(grid.feeder_ids)
    state = GridState(
        bus_in=running.bus_in,
        branch_share=running.branch_share,
        unit_max_mw=running.unit_mw,
        demand_mw=running.feeder_mw,
        feeder_in=np.ones(feeders, dtype=np.bool_),
        already_on=running.feeder_mw > 0,
    )
    return find_islands(grid, state)


class _Island:
    """One island in one round; `settle` writes its units' and feeders' new megawatts into the arrays of all."""

    def __init__(
        self,
        grid: Grid,
        plant: Plant,
        numbers: DynamicsNumbers,
        islands: Islands,
        island: int,
        after: Running,
        unit_mw: FloatArray,
        feeder_mw: FloatArray,
    ) -> None:
        self.grid, self.plant, self.numbers = grid, plant, numbers
        self.unit_max_mw = after.unit_max_mw
        self.unit_mw, self.feeder_mw = unit_mw, feeder_mw
        self.buses = np.flatnonzero(islands.of_bus == island)
        self.units = np.flatnonzero((islands.of_unit == island) & (unit_mw > 0))
        self.idle_units = (islands.of_unit == island) & (after.unit_max_mw > 0)
        self.feeders = np.flatnonzero((islands.of_feeder == island) & (feeder_mw > 0))
        self.load_mw = float(feeder_mw[self.feeders].sum())
        self.generation_mw = float(unit_mw[self.units].sum())
        self.rounding_mw = ROUNDING * max(1.0, self.load_mw)

    def settle(self) -> IslandRound:
        """What the island does about its imbalance."""
        if self.load_mw <= 0 and not len(self.units) and self.idle_units.any():
            return self._told(IDLE, 0.0)
        if not len(self.units) or self.load_mw <= 0:
            return self._collapse("no unit runs" if not len(self.units) else "no load is left")
        surplus_mw = self.generation_mw - self.load_mw
        if abs(surplus_mw) <= self.rounding_mw:
            self.unit_mw[self.units] *= self.load_mw / self.generation_mw
            return self._told(BALANCED, 0.0)
        return self._too_little(-surplus_mw) if surplus_mw < 0 else self._too_much(surplus_mw)

    def _too_little(self, missing_mw: float) -> IslandRound:
        room_mw = self._reach_mw(self.unit_max_mw[self.units] - self.unit_mw[self.units])
        response_mw = float(room_mw.sum())
        if missing_mw <= response_mw + self.rounding_mw and response_mw > 0:
            self.unit_mw[self.units] += room_mw * (missing_mw / response_mw)
            return self._told(RESPONSE, response_mw)
        shed = self._relays(missing_mw - response_mw)
        if shed is None:
            most = self.numbers.shed_stages * self.numbers.shed_stage_share
            return self._collapse(f"shedding {most:.0%} of the load is not enough", response_mw)
        self.feeder_mw[shed] = 0.0
        left_mw = float(self.feeder_mw[self.feeders].sum())
        if left_mw <= 0:
            return self._collapse("no load is left", response_mw)
        if left_mw > self.generation_mw and response_mw > 0:
            self.unit_mw[self.units] += room_mw * ((left_mw - self.generation_mw) / response_mw)
        else:
            self.unit_mw[self.units] *= left_mw / self.generation_mw
        return self._told(SHED, response_mw, shed=shed)

    def _relays(self, missing_mw: float) -> IntArray | None:
        """The feeders that as many stages shed as are needed; None if all of them are not enough."""
        protected = self.grid.feeder_protected[self.feeders]
        worst_first = self.feeders[np.lexsort((-self.feeders, protected))]
        total_mw = np.cumsum(self.feeder_mw[worst_first])
        for stage in range(1, self.numbers.shed_stages + 1):
            target_mw = stage * self.numbers.shed_stage_share * self.load_mw
            count = int(np.searchsorted(total_mw, target_mw - self.rounding_mw)) + 1
            shed_mw = total_mw[min(count, len(total_mw)) - 1]
            if shed_mw >= missing_mw - self.rounding_mw:
                return worst_first[:count]
        return None

    def _too_much(self, surplus_mw: float) -> IslandRound:
        room_mw = self._reach_mw(self.unit_mw[self.units])
        response_mw = float(room_mw.sum())
        if surplus_mw > self.numbers.collapse_surplus_share * self.load_mw + self.rounding_mw:
            return self._collapse(f"the surplus is {surplus_mw / self.load_mw:.0%} of the load", response_mw)
        if surplus_mw <= response_mw + self.rounding_mw and response_mw > 0:
            self.unit_mw[self.units] -= room_mw * (surplus_mw / response_mw)
            return self._told(RUN_BACK, response_mw)
        tripped = []
        largest_first = self.units[np.lexsort((self.units, -self.unit_mw[self.units]))]
        for unit in largest_first.tolist():
            if self.unit_mw[unit] <= surplus_mw + self.rounding_mw:
                surplus_mw -= self.unit_mw[unit]
                self.unit_mw[unit] = 0.0
                tripped.append(unit)
        running_mw = float(self.unit_mw[self.units].sum())
        self.unit_mw[self.units] *= self.load_mw / running_mw
        return self._told(TRIPPED if tripped else RUN_BACK, response_mw, tripped=np.array(tripped, dtype=np.int64))

    def _reach_mw(self, room_mw: FloatArray) -> FloatArray:
        """How far each running unit follows within seconds [MW]."""
        reach = self.plant.response_share[self.units] * self.unit_max_mw[self.units]
        return np.clip(np.minimum(reach, room_mw), 0.0, None)

    def _collapse(self, why: str, response_mw: float = 0.0) -> IslandRound:
        self.unit_mw[self.units] = 0.0
        self.feeder_mw[self.feeders] = 0.0
        return self._told(COLLAPSED, response_mw, shed=self.feeders, tripped=self.units, why=why)

    def _told(
        self,
        what: str,
        response_mw: float,
        shed: IntArray | None = None,
        tripped: IntArray | None = None,
        why: str = "",
    ) -> IslandRound:
        none = np.zeros(0, dtype=np.int64)
        return IslandRound(
            buses=self.buses,
            load_mw=self.load_mw,
            generation_mw=self.generation_mw,
            response_mw=response_mw,
            what=what,
            shed=none if shed is None else shed,
            tripped_units=none if tripped is None else tripped,
            load_after_mw=float(self.feeder_mw[self.feeders].sum()),
            why=why,
        )
