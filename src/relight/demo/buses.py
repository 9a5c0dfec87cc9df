"""Buses of the demo: every 330 kV station, the 150 kV substations of every district, 35 kV ones outside the cities."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from relight.demo.cells import Mosaic, Spot
from relight.demo.places import PLACES, Place, degrees
from relight.demo.stations import STATIONS
from relight.model.schema import Bus

LARGE_TOWN_PEOPLE = 90_000


@dataclass(frozen=True)
class Site:
    """A bus on the plan."""

    bus: str
    name: str
    district: str
    kv: int
    spot: Spot


def build_sites(mosaic: Mosaic) -> tuple[Site, ...]:
    """Every bus with its spot on the plan, by voltage and id."""
    sites = [Site(f"B-{s.key}-330", f"{s.name} 330 kV", s.district, 330, (s.x_km, s.y_km)) for s in STATIONS]
    for place in PLACES:
        sites += _district_sites(place, mosaic.of(place.code))
    return tuple(sorted(sites, key=lambda site: (-site.kv, site.bus)))


def buses_of(sites: tuple[Site, ...]) -> tuple[Bus, ...]:
    """The sites as rows of the region, by id."""
    rows = []
    for site in sites:
        lon, lat = degrees(*site.spot)
        rows.append(Bus(bus=site.bus, name=site.name, district=site.district, kv=float(site.kv), lon=lon, lat=lat))
    return tuple(sorted(rows, key=lambda bus: bus.bus))


def station_150(key: str) -> str:
    """150 kV bus that a station's transformers feed."""
    return f"B-{next(station.district for station in STATIONS if station.key == key)}-150A"


def _district_sites(place: Place, cells: list[Spot]) -> list[Site]:
    voltages = _voltages(place)
    station = next((s for s in STATIONS if s.district == place.code and s.transformers), None)
    centre = min(cells, key=lambda cell: _gap(cell, (place.x_km, place.y_km)))
    start = (station.x_km, station.y_km) if station else centre
    spots = _far_apart(start, cells, len(voltages))
    letters: dict[int, int] = {}
    sites = []
    for kv, spot in zip(voltages, _matched(voltages, spots), strict=True):
        letter = "ABCD"[letters.get(kv, 0)]
        letters[kv] = letters.get(kv, 0) + 1
        name = f"{place.name} {kv} kV substation {letter}"
        sites.append(Site(f"B-{place.code}-{kv}{letter}", name, place.code, kv, spot))
    return sites


def _voltages(place: Place) -> list[int]:
    if place.kind == "city":
        return [150, 150]
    if place.kind == "town":
        return [150, 150, 35, 35] if place.people >= LARGE_TOWN_PEOPLE else [150, 35, 35]
    return [150, 150, 35, 35, 35, 35]


def _matched(voltages: list[int], spots: list[Spot]) -> list[Spot]:
    """Spots in the order of the voltages: the first and last 35 kV bus stand beside a 150 kV one."""
    high, low = voltages.count(150), voltages.count(35)
    if low == 0:
        return spots
    beside = [(x + 0.6, y - 0.6) for x, y in spots[:high]]
    if low == 2:
        return [*spots[:high], beside[0], spots[high]]
    return [*spots[:high], beside[0], *sorted(spots[high : high + 2], key=lambda s: _gap(s, spots[0])), beside[1]]


def _far_apart(start: Spot, cells: list[Spot], count: int) -> list[Spot]:
    """`count` cells beginning with `start`, each new one as far as it can be from those before."""
    inner = sorted(cells, key=lambda cell: _gap(cell, _middle(cells)))[: max(count, int(len(cells) * 0.7))]
    chosen = [start]
    while len(chosen) < count:
        chosen.append(max(inner, key=lambda cell: min(_gap(cell, other) for other in chosen)))
    return chosen


def _middle(cells: list[Spot]) -> Spot:
    return sum(x for x, _ in cells) / len(cells), sum(y for _, y in cells) / len(cells)


def _gap(a: Spot, b: Spot) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])
