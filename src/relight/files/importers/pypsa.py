"""PyPSA networks as Regions, ids from the source: b<bus>, l<line>, t<transformer>, g<generator>, f<load>, h<shunt>.

One snapshot is taken. DC flows are those of PyPSA's `lpf`: x, and in parts of DC buses r.
"""

from __future__ import annotations

from pathlib import Path

from relight.files.importers.imported import Draft, Imported, Link, peopled
from relight.files.importers.pypsa_branches import BASE_MVA, add_branches
from relight.files.importers.pypsa_network import PypsaElement, PypsaNetwork, read_pypsa_network
from relight.files.importers.pypsa_units import add_demand, add_units
from relight.model.counting import counted
from relight.model.region import Region, Settings, Source
from relight.model.schema import Bus, District

ELECTRIC = ("AC", "DC")
ONLY_AREA = "area1"
LEFT_OUT = {
    "link": "links are not modelled",
    "storage_unit": "storage is not modelled",
    "store": "storage is not modelled",
    "process": "processes are not modelled",
}


def import_pypsa(path: Path | str, snapshot: str = "") -> Imported:
    """A PyPSA network as a Region.

    Parameters
    ----------
    path
        A netCDF file or a folder of CSV files that PyPSA has exported.
    snapshot
        The snapshot whose loads and availabilities are taken, as the file writes it; by default the first.

    Raises
    ------
    InputError
        If PyPSA is not installed, the file is not such a network, or it has no such snapshot.
    """
    network = read_pypsa_network(Path(path), snapshot)
    draft = Draft()
    buses = _add_buses(network, draft)
    add_branches(network, buses, draft)
    add_demand(network, buses, draft)
    add_units(network, buses, draft)
    for table, reason in LEFT_OUT.items():
        for element in network.elements(table):
            draft.leave_out(element.source, reason if element.active else "not active")
    names = {bus.district for bus in draft.buses}
    districts, people = peopled((District(district=name, people=0) for name in sorted(names)), draft.feeders)
    region = Region(
        settings=Settings(
            name=network.name,
            timezone="UTC",
            base_mva=BASE_MVA,
            sources=(Source(title=f"PyPSA network {network.file}"),),
        ),
        districts=districts,
        buses=draft.compensated_buses(),
        branches=tuple(draft.branches),
        generators=tuple(draft.generators),
        feeders=tuple(draft.feeders),
    )
    taken = f"loads and availabilities are those of snapshot {network.snapshot}, one of {network.snapshots}"
    return Imported(region, (), (people, taken, *draft.notices()), tuple(draft.links))


def _add_buses(network: PypsaNetwork, draft: Draft) -> dict[str, Bus]:
    """Add the buses that carry electricity; what comes back are those by PyPSA's name."""
    kept: dict[str, Bus] = {}
    placed = _are_positions(network.elements("bus"))
    for element in network.elements("bus"):
        carrier = element.text("carrier") or "AC"
        if not element.active or carrier not in ELECTRIC:
            draft.leave_out(element.source, f"carries {carrier}, not electricity" if element.active else "not active")
            continue
        kv = element.number("v_nom")
        kept[element.name] = Bus(
            bus=f"b{element.name}",
            name=element.name,
            district=element.text("country") or ONLY_AREA,
            kv=kv if kv > 0 else None,
            **(_position(element) if placed else {}),
        )
        draft.links.append(Link(element.source, asset=f"bus:b{element.name}"))
    draft.buses.extend(kept.values())
    if any(bus.lon is not None for bus in draft.buses):
        draft.notes["coordinates are taken as longitude and latitude"] = [counted(len(kept), "bus", "buses")]
    return kept


def _are_positions(elements: tuple[PypsaElement, ...]) -> bool:
    return all(abs(bus.number("x", 0.0)) <= 180 and abs(bus.number("y", 0.0)) <= 90 for bus in elements)


def _position(element: PypsaElement) -> dict[str, float]:
    lon, lat = element.number("x", 0.0), element.number("y", 0.0)
    return {"lon": lon, "lat": lat} if (lon, lat) != (0.0, 0.0) else {}
