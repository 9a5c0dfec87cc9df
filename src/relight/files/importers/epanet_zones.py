"""Demand zones of a water network: junctions that fare alike while its pumps stand still, and the pumps of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from relight.files.importers.epanet_network import Floats, Run, Tank, WaterLink, WaterNetwork

GRAVITY, STORED, PUMPED = "gravity", "stored", "pumped"
"""How a zone fares without pumps: a reservoir feeds it, its tanks feed it until they are empty, nothing feeds it."""


@dataclass(frozen=True)
class Zone:
    """Junctions of one connected part that fare alike without pumps."""

    part: int
    how: str
    junctions: tuple[str, ...]
    tanks: tuple[Tank, ...]
    use_m3_per_h: float


@dataclass(frozen=True)
class Parts:
    """The parts into which the network falls when its pumps stand still."""

    of_node: dict[str, int]
    junctions: dict[int, tuple[str, ...]]
    tanks: dict[int, tuple[Tank, ...]]
    with_reservoir: frozenset[int]


def find_parts(network: WaterNetwork, outage: Run) -> Parts:
    """The connected parts by open pipes and valves, numbered in the order of the file's nodes."""
    beside: dict[str, list[str]] = defaultdict(list)
    for pipe in network.pipes:
        if pipe.name in outage.open_links[0]:
            beside[pipe.start].append(pipe.end)
            beside[pipe.end].append(pipe.start)
    of_node: dict[str, int] = {}
    for node in (*network.use_m3_per_h, *(tank.name for tank in network.tanks), *network.reservoirs):
        if node not in of_node:
            _spread(node, len(set(of_node.values())), beside, of_node)
    junctions: dict[int, list[str]] = defaultdict(list)
    for name in network.use_m3_per_h:
        junctions[of_node[name]].append(name)
    tanks: dict[int, list[Tank]] = defaultdict(list)
    for tank in network.tanks:
        if tank.capacity_m3 > 0:
            tanks[of_node[tank.name]].append(tank)
    return Parts(
        of_node=of_node,
        junctions={part: tuple(names) for part, names in junctions.items()},
        tanks={part: tuple(held) for part, held in tanks.items()},
        with_reservoir=frozenset(of_node[name] for name in network.reservoirs),
    )


def _spread(node: str, part: int, beside: dict[str, list[str]], of_node: dict[str, int]) -> None:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if here not in of_node:
            of_node[here] = part
            waiting.extend(beside[here])


@dataclass(frozen=True)
class Enough:
    """Says whether junctions get water: at the pressure asked for, or at any if they never have that much."""

    pressure_m: float
    usual: Run

    def at(self, junction: str, pressure_m: Floats) -> bool:
        """Whether a junction gets water in at least half of the steps."""
        usual_m = float(np.median(self.usual.pressure_m[junction]))
        asked_m = self.pressure_m if usual_m >= self.pressure_m else 0.0
        return bool(np.mean(pressure_m >= asked_m) >= 0.5)


def find_zones(
    network: WaterNetwork, parts: Parts, outage: Run, without_tanks: Run | None, enough: Enough
) -> tuple[Zone, ...]:
    """The zones in the order of their first junctions.

    Parameters
    ----------
    network, parts
        The network and the parts of it.
    outage
        A run without pumps.
    without_tanks
        The same without tanks; None if no part has a reservoir.
    enough
        Which pressure counts as water.
    """
    members: dict[tuple[int, str], list[str]] = defaultdict(list)
    for part, junctions in parts.junctions.items():
        for name in junctions:
            if not enough.at(name, outage.pressure_m[name][:1]):
                how = PUMPED
            elif part in parts.with_reservoir and (
                without_tanks is None or enough.at(name, without_tanks.pressure_m[name])
            ):
                how = GRAVITY
            else:
                how = STORED if part in parts.tanks else PUMPED
            members[part, how].append(name)
    for part in parts.tanks:
        if part not in parts.junctions:
            members[part, STORED] = []
    return tuple(
        Zone(
            part=part,
            how=how,
            junctions=tuple(names),
            tanks=parts.tanks.get(part, ()) if how == STORED else (),
            use_m3_per_h=sum(max(0.0, network.use_m3_per_h[name]) for name in names),
        )
        for (part, how), names in members.items()
    )


@dataclass(frozen=True)
class Supply:
    """The pumps of a zone: without any one of the needed it runs dry; if none is, each is enough alone with the rest
    of them; spare ones are not missed as long as the needed run.
    """

    needed: tuple[WaterLink, ...]
    alternatives: tuple[WaterLink, ...]
    spare: tuple[WaterLink, ...]


def running(network: WaterNetwork, usual: Run) -> tuple[WaterLink, ...]:
    """The pumps that run at some time in the file."""
    return tuple(pump for pump in network.pumps if usual.flow_m3_per_h[pump.name].max() > 1e-6)


def supply_of(zone: Zone, pumps: Iterable[WaterLink], parts: Parts, usual: Run) -> Supply:
    """The pumps a zone depends on, judged by flows: one is needed if the others at their best give less than all do
    on average.
    """
    inside = zone.how == PUMPED
    feeding = [
        pump
        for pump in pumps
        if parts.of_node[pump.end] == zone.part and (inside or parts.of_node[pump.start] != zone.part)
    ]
    flow = {pump.name: usual.flow_m3_per_h[pump.name] for pump in feeding}
    mean = sum(float(series.mean()) for series in flow.values())
    best = sum(float(series.max()) for series in flow.values())
    needed = tuple(pump for pump in feeding if best - float(flow[pump.name].max()) < mean)
    if not needed:
        return Supply((), tuple(feeding), ())
    return Supply(needed, (), tuple(pump for pump in feeding if pump not in needed))
