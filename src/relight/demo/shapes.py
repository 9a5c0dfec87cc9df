"""District shapes: the walls between districts, smoothed once for both sides and closed to rings, as GeoJSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from relight.demo.cells import Mosaic, Spot
from relight.demo.places import KM_PER_DEGREE_LAT, KM_PER_DEGREE_LON, PLACES, SOUTH_EDGE_LAT, WEST_EDGE_LON

Arc = tuple[int, ...]


def district_shapes(mosaic: Mosaic) -> dict[str, Any]:
    """District -> GeoJSON Polygon; neighbours share every point of the line between them."""
    arcs = _arcs(mosaic)
    lines = {arc: _smoothed([mosaic.corners[corner] for corner in arc]) for arc in arcs}
    sides: dict[str, list[Arc]] = defaultdict(list)
    for arc, owners in arcs.items():
        for owner in owners:
            sides[owner].append(arc)
    return {place.code: _polygon(sides[place.code], lines) for place in PLACES}


def _arcs(mosaic: Mosaic) -> dict[Arc, tuple[str, str]]:
    """Chains of corners between two owners, cut where three meet -> those two owners."""
    border: dict[int, list[tuple[int, tuple[str, str]]]] = defaultdict(list)
    for a, b, start, end in mosaic.walls:
        first, second = sorted((mosaic.owners[a], mosaic.owners[b]))
        if first != second:
            border[start].append((end, (first, second)))
            border[end].append((start, (first, second)))
    used: set[tuple[int, int]] = set()
    arcs: dict[Arc, tuple[str, str]] = {}
    junctions_first = sorted(border, key=lambda corner: (len(border[corner]) == 2, corner))
    for start in junctions_first:
        for step, owners in border[start]:
            if (start, step) not in used:
                arc = _walk(start, step, border)
                used.update(pairwise(arc))
                used.update(pairwise(arc[::-1]))
                arcs[arc] = owners
    return arcs


def _walk(start: int, step: int, border: Mapping[int, list[tuple[int, tuple[str, str]]]]) -> Arc:
    arc = [start, step]
    while len(border[arc[-1]]) == 2 and arc[-1] != start:
        ahead = [corner for corner, _ in border[arc[-1]] if corner != arc[-2]]
        arc.append(ahead[0])
    return tuple(arc)


def _smoothed(line: list[Spot]) -> list[Spot]:
    """The line with its corners rounded; its two ends stay, unless it is closed."""
    for _ in range(2):
        line = _relaxed(line)
    return _rounded_off(line)


def _relaxed(line: list[Spot]) -> list[Spot]:
    inner = [
        ((before[0] + 2 * here[0] + after[0]) / 4, (before[1] + 2 * here[1] + after[1]) / 4)
        for before, here, after in zip(line, line[1:], line[2:], strict=False)
    ]
    if line[0] != line[-1]:
        return [line[0], *inner, line[-1]]
    end = tuple((line[-2][axis] + 2 * line[0][axis] + line[1][axis]) / 4 for axis in (0, 1))
    return [(end[0], end[1]), *inner, (end[0], end[1])]


def _rounded_off(line: list[Spot]) -> list[Spot]:
    cut: list[Spot] = []
    for (x0, y0), (x1, y1) in pairwise(line):
        cut += [(0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1), (0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1)]
    return [*cut, cut[0]] if line[0] == line[-1] else [line[0], *cut, line[-1]]


def _polygon(arcs: list[Arc], lines: Mapping[Arc, list[Spot]]) -> dict[str, Any]:
    rings = sorted(_rings(arcs, lines), key=lambda ring: -abs(_area(ring)))
    turned = [ring if (_area(ring) > 0) == (i == 0) else ring[::-1] for i, ring in enumerate(rings)]
    return {"type": "Polygon", "coordinates": [[_degrees(spot) for spot in ring] for ring in turned]}


def _rings(arcs: list[Arc], lines: Mapping[Arc, list[Spot]]) -> list[list[Spot]]:
    """The arcs of one district joined end to end into closed rings."""
    left = sorted(arcs)
    rings: list[list[Spot]] = []
    while left:
        first = left.pop(0)
        ring, start, end = list(lines[first]), first[0], first[-1]
        while end != start:
            arc = next(arc for arc in left if end in (arc[0], arc[-1]))
            left.remove(arc)
            forward = arc[0] == end
            ring += (lines[arc] if forward else lines[arc][::-1])[1:]
            end = arc[-1] if forward else arc[0]
        rings.append(ring)
    return rings


def _area(ring: list[Spot]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


def _degrees(spot: Spot) -> list[float]:
    lon = WEST_EDGE_LON + spot[0] / KM_PER_DEGREE_LON
    lat = SOUTH_EDGE_LAT + spot[1] / KM_PER_DEGREE_LAT
    return [round(lon, 3), round(lat, 3)]
