"""District shapes tile the land: no gaps, no overlaps, every asset in its own district."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random
from typing import Any

from relight.model.region import Region


def _inside(lon: float, lat: float, shape: dict[str, Any]) -> bool:
    crossings = 0
    for ring in shape["coordinates"]:
        for (x0, y0), (x1, y1) in pairwise(ring):
            if (y0 > lat) != (y1 > lat) and lon < x0 + (lat - y0) * (x1 - x0) / (y1 - y0):
                crossings += 1
    return crossings % 2 == 1


def test_a_spot_is_in_one_district_at_most(region: Region) -> None:
    """Of 400 random spots none lies in two districts."""
    chance = Random(7)
    for _ in range(400):
        lon, lat = -30.2 + 4.3 * chance.random(), 46.3 + 1.95 * chance.random()
        assert sum(_inside(lon, lat, shape) for shape in region.shapes.values()) <= 1


def test_every_edge_has_a_neighbour_or_is_the_coast(region: Region) -> None:
    """Every edge belongs to one or two shapes; the edges that belong to one close into a single coast line."""
    edges: Counter[frozenset[tuple[float, float]]] = Counter()
    for shape in region.shapes.values():
        for ring in shape["coordinates"]:
            edges.update(frozenset({tuple(a), tuple(b)}) for a, b in pairwise(ring) if a != b)
    assert set(edges.values()) == {1, 2}
    coast: dict[tuple[float, float], list[tuple[float, float]]] = {}
    for edge, count in edges.items():
        if count == 1:
            a, b = edge
            coast.setdefault(a, []).append(b)
            coast.setdefault(b, []).append(a)
    assert {len(ends) for ends in coast.values()} == {2}
    start = next(iter(coast))
    reached = [start]
    seen = {start}
    for spot in reached:
        for ahead in coast[spot]:
            if ahead not in seen:
                seen.add(ahead)
                reached.append(ahead)
    assert len(reached) == len(coast)


def test_districts_stand_in_their_shapes(region: Region) -> None:
    """The middle of every district lies in its own shape."""
    for district in region.districts:
        assert district.lon is not None
        assert district.lat is not None
        assert _inside(district.lon, district.lat, region.shapes[district.district]), district.name


def test_facilities_stand_in_their_districts(region: Region) -> None:
    """Nearly every facility lies in its district's shape; smoothing moves a border past a few at most."""
    astray = [f.facility for f in region.facilities if not _inside(f.lon or 0, f.lat or 0, region.shapes[f.district])]
    assert len(astray) < 0.03 * len(region.facilities)
