"""Zones, tanks and pumps of a water network as rows of a Region, and the sentences that say what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from relight.files.importers.epanet_network import Run, WaterLink, WaterNetwork
from relight.files.importers.epanet_storage import Drain, TankNumbers, tank_numbers
from relight.files.importers.epanet_zones import GRAVITY, PUMPED, STORED, Parts, Supply, Zone, supply_of
from relight.files.importers.imported import Draft, Link
from relight.model.counting import counted
from relight.model.schema import Backup, Facility, Need, Serve

NEED, SERVICE = "water", "water"
PART: dict[str, Any] = {"shape": "linear", "threshold": 0.0}
"""Half the water reaches half the people."""


@dataclass(frozen=True, eq=False)
class WaterStudy:
    """A network with what EPANET worked out about it."""

    network: WaterNetwork
    usual: Run
    outage: Run
    parts: Parts
    zones: tuple[Zone, ...]
    pumps: tuple[WaterLink, ...]  # that run at some time

    def zone_at(self, node: str) -> Zone | None:
        """The zone of a node; of a tank, the one it feeds; None at a reservoir."""
        part = self.parts.of_node[node]
        zones = [zone for zone in self.zones if zone.part == part]
        inside = next((zone for zone in zones if node in zone.junctions), None)
        return inside or next((zone for zone in zones if zone.how == STORED), None)

    def drain(self, zone: Zone) -> Drain:
        """What a zone's tanks must give while no pump runs: what its part uses less what reservoirs give; where it uses
        nothing itself, what the pumps that draw from it take on average.
        """
        here = [node for node, part in self.parts.of_node.items() if part == zone.part]
        tanks = {tank.name for tank in self.network.tanks}
        use = sum(self.outage.use_m3_per_h[node] for node in here if node not in tanks) + 0 * self.outage.minutes
        if use.sum() <= 0:
            flows = (self.usual.flow_m3_per_h[pump.name] for pump in self.drawing_from(zone))
            use = use * 0 + sum(float(flow.mean()) for flow in flows)
        return Drain.of(self.outage.minutes, use)

    def drawing_from(self, zone: Zone) -> tuple[WaterLink, ...]:
        """The pumps that take their water from a zone."""
        return tuple(pump for pump in self.pumps if self.zone_at(pump.start) is zone)


@dataclass
class WaterRows:
    """Rows of a Region while they are being made."""

    facilities: list[Facility] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    backups: list[Backup] = field(default_factory=list)
    serves: list[Serve] = field(default_factory=list)


@dataclass(frozen=True)
class Where:
    """Where the water facilities stand and what their pumps hang on."""

    prefix: str
    feeder: str
    district: str
    l_per_person_day: float

    def pump(self, pump: WaterLink) -> str:
        """Facility of a pump."""
        return _plain(f"{self.prefix}pump-{pump.name}")


def water_rows(study: WaterStudy, where: Where, draft: Draft) -> WaterRows:
    """The facilities, needs, backups and serves of a network; links and notes go to the draft."""
    rows = WaterRows()
    kept = [
        zone for zone in study.zones if zone.use_m3_per_h > 0 or (zone.how != GRAVITY and study.drawing_from(zone))
    ]
    names = {id(zone): f"{where.prefix}zone-{number}" for number, zone in enumerate(kept, start=1)}
    for zone in kept:
        _add_zone(zone, names[id(zone)], study, where, draft, rows)
    for pump in study.network.pumps:
        if pump not in study.pumps:
            draft.leave_out(f"pump {pump.name}", "it never runs in the file")
            continue
        source = study.zone_at(pump.start)
        upstream = names.get(id(source), "") if source is not None and source.how != GRAVITY else ""
        _add_pump(pump, upstream, study, where, draft, rows)
    for name in study.network.reservoirs:
        draft.links.append(Link(f"reservoir {name}", note="a source that does not run out"))
    linked = {link.source for link in draft.links}
    for zone in study.zones:
        for name in zone.junctions:
            if f"junction {name}" not in linked:
                draft.links.append(Link(f"junction {name}", note="nobody is supplied there"))
    for tank in study.network.tanks:
        if f"tank {tank.name}" not in linked:
            draft.leave_out(f"tank {tank.name}", "nobody depends on it without pumps")
    return rows


def _add_zone(zone: Zone, name: str, study: WaterStudy, where: Where, draft: Draft, rows: WaterRows) -> None:
    supply = supply_of(zone, study.pumps, study.parts, study.usual)
    drain = study.drain(zone)
    tanks = tank_numbers(zone.tanks, drain, study.outage, study.usual) if zone.tanks else ()
    people = round(24_000 * zone.use_m3_per_h / where.l_per_person_day)
    rows.facilities.append(
        Facility(
            facility=name,
            name=_zone_name(zone),
            kind="water_zone",
            district=where.district,
            size=round(24 * zone.use_m3_per_h, 3),
            size_unit="m³/day",
        )
    )
    draft.links += [Link(f"junction {junction}", asset=f"facility:{name}") for junction in zone.junctions]
    if people > 0:
        rows.serves.append(
            Serve(facility=name, service=SERVICE, district=where.district, group=name, people=float(people))
        )
    if not (supply.needed or supply.alternatives) or zone.how == GRAVITY or (zone.how == STORED and not tanks):
        draft.notes["fed without pumps, so never without water"].append(name)
        return
    for supplier in _suppliers(supply, name, where, draft, rows):
        rows.needs.append(Need(asset=f"facility:{name}", need=NEED, supplier=f"facility:{supplier}", **PART))
    rows.backups += [_backup(name, tank, draft) for tank in tanks]
    if zone.how == PUMPED and people > 0:
        draft.notes["without water as soon as the pumps stop"].append(name)
    if tanks:
        hours = drain.minute_of(sum(tank.tank.stored_m3 for tank in tanks)) / 60
        begin = study.network.begin
        when = "at the start of the file" if begin is None else f"at hour {begin.hour:g} of the file"
        draft.notes[f"lasts on its tanks, from their levels {when}"].append(f"{name} {hours:.1f} h")
    if supply.spare:
        spare = ", ".join(pump.name for pump in supply.spare)
        draft.notes["does not depend on these pumps as long as the others run"].append(f"{name} {spare}")


def _zone_name(zone: Zone) -> str:
    tanks = f"{'tank' if len(zone.tanks) == 1 else 'tanks'} {', '.join(tank.name for tank in zone.tanks)}"
    source = {GRAVITY: "a reservoir", PUMPED: "pumps alone"}.get(zone.how, tanks)
    return f"water zone of {counted(len(zone.junctions), 'junction')} on {source}"


def _suppliers(supply: Supply, zone: str, where: Where, draft: Draft, rows: WaterRows) -> Iterator[str]:
    """The facilities that give a zone its water: any of its pumps, or one that needs all those that are needed."""
    if len(supply.needed) < 2:
        yield from (where.pump(pump) for pump in (*supply.needed, *supply.alternatives))
        return
    together = f"{zone}-supply"
    draft.notes["needs several pumps at once"].append(zone)
    rows.facilities.append(
        Facility(facility=together, name=f"pumps of {zone} together", kind="water_supply", district=where.district)
    )
    for pump in supply.needed:
        supplier = f"facility:{where.pump(pump)}"
        rows.needs.append(Need(asset=f"facility:{together}", need=f"pump {pump.name}", supplier=supplier))
    yield together


def _backup(zone: str, numbers: TankNumbers, draft: Draft) -> Backup:
    name = _plain(f"tank {numbers.tank.name}")
    draft.links.append(Link(f"tank {numbers.tank.name}", asset=f"backup:{zone}/{NEED}/{name}"))
    if numbers.refill_minutes is None:
        draft.notes["tanks that never fill in the file do not refill"].append(name)
    return Backup(
        facility=zone,
        need=NEED,
        backup=name,
        kind="tank",
        endurance_minutes=round(numbers.endurance_minutes, 4),
        level=round(numbers.level, 8),
        share=round(numbers.share, 8),
        refill_minutes=None if numbers.refill_minutes is None else round(numbers.refill_minutes, 4),
    )


def _add_pump(
    pump: WaterLink, upstream: str, study: WaterStudy, where: Where, draft: Draft, rows: WaterRows
) -> None:
    name = where.pump(pump)
    flow = study.usual.flow_m3_per_h[pump.name]
    rows.facilities.append(
        Facility(
            facility=name,
            name=f"pump {pump.name}",
            kind="booster" if upstream else "water_pump",
            district=where.district,
            size=round(24 * float(flow.mean()), 3),
            size_unit="m³/day",
        )
    )
    draft.links.append(Link(f"pump {pump.name}", asset=f"facility:{name}"))
    rows.needs.append(Need(asset=f"facility:{name}", need="power", supplier=f"feeder:{where.feeder}"))
    if upstream:
        rows.needs.append(Need(asset=f"facility:{name}", need=NEED, supplier=f"facility:{upstream}", **PART))


def _plain(name: str) -> str:
    """The name as part of an id; "/" would separate the parts of a backup's name."""
    return name.replace("/", "-")

