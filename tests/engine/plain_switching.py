"""Whole feeders exactly as the rules define them, one feeder and one programme at a time, with no shortcut at all.

Everything here stands on the independent programme of `tests.peers.reference_lp`; it is slow and meant for small grids.
With unit commitment the programme is solved for every set of units that may run, and the best answer counts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from relight.model.region import Region
from relight.model.schema import Feeder
from tests.peers.reference_lp import Answer, Floors, Network, best, network_of_region

TOLERANCE_MW = 5e-7
FULL_MW = 1e-3
"""Where a tie decides, a tolerance on the total may cost a feeder many times as much."""


@dataclass(frozen=True)
class Plain:
    """What is served in all, protected and by feeder id."""

    served_mw: float
    protected_mw: float
    feeder_mw: dict[str, float]


EXACT_MW = 1e-4
"""To what the plain definition's sums are exact: HiGHS lets each of a few rows be off by 1e-7 of 100 MVA."""


def plain_serve(region: Region, already_on: Collection[str] = (), commit: bool = False) -> Plain:
    """The served load of a region with everything in service and every feeder at its peak."""
    served_mw = protected_mw = 0.0
    feeder_mw: dict[str, float] = {}
    for buses in _islands(region):
        island = _Island(region, buses, already_on, commit)
        most = island.most(np.zeros(len(island.demand)), island.demand)
        assert most is not None
        protected_mw, served_mw = protected_mw + most[0], served_mw + most[1]
        feeder_mw |= {row.feeder: float(mw) for row, mw in zip(island.feeders, island.whole_feeders(), strict=True)}
    return Plain(served_mw, protected_mw, feeder_mw)


class _Island:
    """One island and the questions the definition asks about it."""

    def __init__(self, region: Region, buses: Collection[str], already_on: Collection[str], commit: bool) -> None:
        everything = network_of_region(region)
        self.feeders = sorted((row for row in region.feeders if row.bus in buses), key=lambda row: row.feeder)
        self.network = Network(
            buses=sorted(buses),
            branches=[row for row in everything.branches if row[0] in buses],
            units=[row for row in everything.units if row[0] in buses],
            loads=[(row.bus, row.peak_mw) for row in self.feeders],
        )
        self.running = [self.network]
        if commit:
            self.running = commitments(self.network, [row.min_mw for row in region.generators if row.bus in buses])
        self.capacity_mw = sum(most for _, most in self.network.units)
        self.demand = np.array([row.peak_mw for row in self.feeders])
        self.protected = np.array([row.protected for row in self.feeders], dtype=float)

        def rank(position: int) -> tuple[bool, bool, str]:
            row: Feeder = self.feeders[position]
            return (not row.protected, row.feeder not in already_on, row.feeder)

        self.ranked = sorted(range(len(self.feeders)), key=rank)

    def best(self, worth: np.ndarray, least: np.ndarray, most: np.ndarray, floors: Floors = ()) -> Answer | None:
        """The best answer of all sets of units that may run."""
        found = [best(network, worth, least, most, floors) for network in self.running]
        return max((answer for answer in found if answer is not None), key=lambda answer: answer.worth, default=None)

    def most(self, least: np.ndarray, most: np.ndarray) -> tuple[float, float] | None:
        """Protected and all megawatts that can be served within bounds, the protected ones first."""
        first = self.best(self.protected, least, most)
        if first is None:
            return None
        floor = (self.protected, first.worth - TOLERANCE_MW)
        second = self.best(np.ones(len(least)), least, most, [floor])
        assert second is not None
        return first.worth, second.worth

    def whole_feeders(self) -> np.ndarray:
        """The capacity walk where the network carries it, else the walk in the network."""
        walk = self.capacity_walk()
        if self.best(np.zeros(len(walk)), walk, walk) is not None:
            return walk
        dropped: set[int] = set()
        while True:
            found = self.network_walk(dropped)
            if isinstance(found, np.ndarray):
                return found
            dropped.add(found)

    def capacity_walk(self) -> np.ndarray:
        given, left = np.zeros(len(self.demand)), self.capacity_mw
        for feeder in self.ranked:
            if self.demand[feeder] <= left + 1e-9:
                given[feeder] = self.demand[feeder]
            elif self.feeders[feeder].divisible:
                given[feeder] = left
            left = max(0.0, left - given[feeder])
        return given

    def network_walk(self, dropped: set[int]) -> np.ndarray | int:
        """What every feeder gets, or the feeder whose switching off left nothing for those kept before."""
        least, most = np.zeros(len(self.demand)), self.demand.copy()
        most[list(dropped)] = 0.0
        held = self.most(least, most)
        assert held is not None
        for feeder in self.ranked:
            if feeder in dropped:
                continue
            floors = [(self.protected, held[0] - TOLERANCE_MW), (np.ones(len(least)), held[1] - TOLERANCE_MW)]
            alone = np.zeros(len(least))
            alone[feeder] = 1.0
            answer = self.best(alone, least, most, floors)
            assert answer is not None
            if answer.worth >= self.demand[feeder] - FULL_MW:
                least[feeder] = answer.worth - TOLERANCE_MW
            elif self.feeders[feeder].divisible:
                least[feeder], most[feeder] = max(0.0, answer.worth - 2 * TOLERANCE_MW), answer.worth
            else:
                most[feeder] = 0.0
                held = self.most(least, most)
                if held is None:
                    return feeder
        return most


def commitments(network: Network, least_mw: Sequence[float]) -> list[Network]:
    """The network once for every choice of which units stand still and which run at their least output or above."""
    choices = [
        ((0.0, 0.0), (least, most)) if least else ((0.0, most),)
        for least, (_, most) in zip(least_mw, network.units, strict=True)
    ]
    return [
        replace(
            network,
            units=[(bus, most) for (bus, _), (_, most) in zip(network.units, chosen, strict=True)],
            least_mw=[least for least, _ in chosen],
        )
        for chosen in product(*choices)
    ]


def _islands(region: Region) -> list[set[str]]:
    islands = [{row.bus} for row in region.buses]
    for branch in region.branches:
        ends = [next(island for island in islands if bus in island) for bus in (branch.from_bus, branch.to_bus)]
        if ends[0] is not ends[1]:
            islands.remove(ends[1])
            ends[0].update(ends[1])
    return islands
