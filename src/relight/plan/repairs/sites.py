"""Where assets stand, and how far it is between them."""

from __future__ import annotations

import math

from relight.model.region import Region

EARTH_KM = 6371.0088

Site = tuple[float, float]
"""Longitude and latitude [°]."""


def sites_of(region: Region) -> dict[str, Site]:
    """Where every asset stands that has a position: a branch in the middle, units and feeders at their bus.

    Buses and facilities without a position of their own stand where their district does.
    """
    district = {row.district: (row.lon, row.lat) for row in region.districts}
    nowhere = (None, None)
    bus: dict[str, Site] = {}
    found: dict[str, Site] = {}
    for row in region.buses:
        site = _known((row.lon, row.lat)) or _known(district.get(row.district, nowhere))
        if site:
            bus[row.bus] = found[f"bus:{row.bus}"] = site
    for branch in region.branches:
        ends = [bus[name] for name in (branch.from_bus, branch.to_bus) if name in bus]
        if ends:
            found[f"branch:{branch.branch}"] = _middle(ends)
    hanging = [(f"generator:{row.generator}", row.bus) for row in region.generators]
    hanging += [(f"feeder:{row.feeder}", row.bus) for row in region.feeders]
    found |= {asset: bus[name] for asset, name in hanging if name in bus}
    for facility in region.facilities:
        site = _known((facility.lon, facility.lat)) or _known(district.get(facility.district, nowhere))
        if site:
            found[f"facility:{facility.facility}"] = site
    return found


def distance_km(start: Site, end: Site) -> float:
    """Great-circle distance [km]."""
    lon_a, lat_a, lon_b, lat_b = (math.radians(degrees) for degrees in (*start, *end))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _known(position: tuple[float | None, float | None]) -> Site | None:
    lon, lat = position
    return None if lon is None or lat is None else (lon, lat)


def _middle(sites: list[Site]) -> Site:
    return (sum(site[0] for site in sites) / len(sites), sum(site[1] for site in sites) / len(sites))
