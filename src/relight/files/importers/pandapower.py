"""pandapower networks (JSON) as Regions, ids from the source: b, l, t, w, i<index> the grid, f, g, s, e<index> on it.

Closed bus-bus switches fuse buses into the one with the lowest index, open ones isolate; an open switch at a line or
transformer takes it out. DC flows are those of `pandapower.rundcpp`.
"""

from __future__ import annotations

import json
from pathlib import Path

from relight.files.importers.imported import Draft, Imported, Link, peopled
from relight.files.importers.pandapower_branches import add_branches
from relight.files.importers.pandapower_net import Element, PandapowerNet, read_pandapower_net
from relight.files.importers.pandapower_units import DEMAND, UNITS, add_demand, add_units
from relight.model.region import Region, Settings, Source
from relight.model.schema import Bus, District

ONLY_ZONE = "1"
GRID = ("bus", "switch", "line", "trafo", "trafo3w", "impedance")
HANDLED = (*GRID, *(demand.table for demand in DEMAND), *(unit.table for unit in UNITS))


def import_pandapower(path: Path | str) -> Imported:
    """A pandapower network as a Region.

    Parameters
    ----------
    path
        A file that `pandapower.to_json` has written.

    Raises
    ------
    InputError
        If pandapower is not installed or the file is not such a network.
    """
    net = read_pandapower_net(Path(path))
    draft = Draft()
    buses = _add_buses(net, draft)
    _link_switches(net, buses, draft)
    add_branches(net, buses, draft)
    add_demand(net, buses, draft)
    add_units(net, buses, draft)
    _leave_out_the_rest(net, draft)
    districts, people = peopled(_districts(net, buses), draft.feeders)
    region = Region(
        settings=Settings(
            name=net.name,
            timezone="UTC",
            base_mva=net.base_mva,
            sources=(Source(title=f"pandapower network {net.file}"),),
        ),
        districts=districts,
        buses=draft.compensated_buses(),
        branches=tuple(draft.branches),
        generators=tuple(draft.generators),
        feeders=tuple(draft.feeders),
    )
    return Imported(region, (), (people, *draft.notices()), tuple(draft.links))


def _add_buses(net: PandapowerNet, draft: Draft) -> dict[int, Bus]:
    """Add the buses in service, fused ones once; what comes back is the bus that stands for each index."""
    root = _fused(net)
    kept = {
        element.index: Bus(
            bus=f"b{element.index}",
            name=element.name,
            district=_district(_zone(element)),
            kv=element.number("vn_kv") if element.number("vn_kv") > 0 else None,
            **_position(element),
        )
        for element in net.elements("bus")
        if root.get(element.index) == element.index
    }
    draft.buses.extend(kept.values())
    for element in net.elements("bus"):
        if element.index not in root:
            draft.leave_out(element.source, "out of service", element.name)
            continue
        bus = kept[root[element.index]]
        fused = root[element.index] != element.index
        draft.links.append(Link(element.source, element.name, f"bus:{bus.bus}", "fused" if fused else ""))
        if fused:
            draft.notes["buses fused by closed switches"].append(element.source)
    if placed := [bus.bus for bus in draft.buses if bus.lon is not None]:
        draft.notes["coordinates are taken as longitude and latitude"] = placed
    return {index: kept[lowest] for index, lowest in root.items()}


def _fused(net: PandapowerNet) -> dict[int, int]:
    """Every bus in service -> the lowest index among those that closed switches without impedance join it to."""
    root = {element.index: element.index for element in net.elements("bus") if element.in_service}

    def find(index: int) -> int:
        while root[index] != index:
            index = root[index]
        return index

    for switch in net.elements("switch"):
        ends = (switch.bus(), int(switch.number("element")))
        if switch.text("et") == "b" and switch.flag("closed", True) and not switch.series and set(ends) <= set(root):
            low, high = sorted(find(end) for end in ends)
            root[high] = low
    return {index: find(index) for index in root}


def _link_switches(net: PandapowerNet, buses: dict[int, Bus], draft: Draft) -> None:
    """Enter every switch without impedance into the id map: a bus if it fuses, else no asset of its own."""
    for switch in net.elements("switch"):
        if switch.series:
            continue
        closed = switch.flag("closed", True)
        bus = buses.get(switch.bus()) if closed and switch.text("et") == "b" else None
        asset = "" if bus is None else f"bus:{bus.bus}"
        draft.links.append(Link(switch.source, switch.name, asset, "closed" if closed else "open"))


def _leave_out_the_rest(net: PandapowerNet, draft: Draft) -> None:
    """Leave out every element of a kind that a Region does not have."""
    for table, elements in net.tables.items():
        for element in elements:
            if table not in HANDLED and "in_service" in element.cells:
                draft.leave_out(element.source, "not modelled", element.name)


def _zone(element: Element) -> str:
    """The zone of a bus, "1" if it has none."""
    number = element.number("zone")
    if number == number:
        return str(int(number)) if number == int(number) else str(number)
    return element.text("zone") or ONLY_ZONE


def _district(zone: str) -> str:
    return f"area{zone}" if zone.replace(".", "").isdigit() else zone


def _districts(net: PandapowerNet, buses: dict[int, Bus]) -> list[District]:
    zones = {_district(_zone(element)): _zone(element) for element in net.elements("bus") if element.index in buses}
    used = {bus.district for bus in buses.values()}
    return [
        District(district=key, name=f"Area {zone}" if key != zone else zone, people=0)
        for key, zone in sorted(zones.items())
        if key in used
    ]


def _position(element: Element) -> dict[str, float]:
    """Longitude and latitude of a bus, if its `geo` is a GeoJSON point that could be on Earth."""
    try:
        point = json.loads(element.text("geo"))
        lon, lat = map(float, point["coordinates"][:2])
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}
    return {"lon": lon, "lat": lat} if abs(lon) <= 180 and abs(lat) <= 90 else {}
