"""A fine mosaic of the plan: small Voronoi cells, each given to one district.

Districts are unions of whole cells, so that they tile the land without overlaps or gaps, and a cell of a district is
a sure place to put one of its assets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, sin
from random import Random

from scipy.spatial import Voronoi

from relight.demo.chance import stream
from relight.demo.places import CORES, KALVORIA, PLACES, ZELMARIA, Place

WIDTH_KM, HEIGHT_KM, MARGIN_KM = 320.0, 212.0, 24.0
COARSE_KM, FINE_KM = 6.4, 2.9
OUTSIDE = ""

Spot = tuple[float, float]


@dataclass(frozen=True)
class Mosaic:
    """The cells: their middle, whose they are, and every wall between two of them as (cell, cell, corner, corner)."""

    middles: tuple[Spot, ...]
    owners: tuple[str, ...]
    corners: tuple[Spot, ...]
    walls: tuple[tuple[int, int, int, int], ...]

    def of(self, code: str) -> list[Spot]:
        """Middles of the cells of one district."""
        return [middle for middle, owner in zip(self.middles, self.owners, strict=True) if owner == code]


def build_mosaic(seed: int) -> Mosaic:
    """Cells over the plan, dense in towns, each owned by one district or by nobody."""
    middles = list(_points(stream(seed, "cells")))
    diagram = Voronoi(middles)
    walls = tuple(
        (int(a), int(b), int(start), int(end))
        for (a, b), (start, end) in zip(diagram.ridge_points, diagram.ridge_vertices, strict=True)
        if start >= 0 and end >= 0
    )
    owners = _without_splinters([_owner(spot) for spot in middles], walls)
    corners = tuple((float(x), float(y)) for x, y in diagram.vertices)
    return Mosaic(tuple(middles), tuple(owners), corners, walls)


def _points(chance: Random) -> Iterator[Spot]:
    yield from (spot for spot in _jittered(chance, COARSE_KM) if _near_core(spot) is None)
    yield from (spot for spot in _jittered(chance, FINE_KM) if _near_core(spot) is not None)


def _jittered(chance: Random, step_km: float) -> Iterator[Spot]:
    rows = int((HEIGHT_KM + 2 * MARGIN_KM) / (step_km * 0.866))
    columns = int((WIDTH_KM + 2 * MARGIN_KM) / step_km)
    for row in range(rows):
        for column in range(columns):
            x = (column + 0.5 * (row % 2) + 0.55 * (chance.random() - 0.5)) * step_km - MARGIN_KM
            y = (row * 0.866 + 0.55 * (chance.random() - 0.5)) * step_km - MARGIN_KM
            yield (x, y)


def _near_core(spot: Spot) -> str | None:
    return next((core.name for core in CORES if _distance(spot, (core.x_km, core.y_km)) < core.radius_km + 5.0), None)


def _owner(spot: Spot) -> str:
    """Code of the district a cell belongs to, empty off the land."""
    if not _on_land(spot):
        return OUTSIDE
    x, y = spot
    for core in CORES:
        angle = atan2(y - core.y_km, x - core.x_km)
        raggedness = 1.0 + 0.10 * sin(3 * angle + core.x_km) + 0.07 * cos(5 * angle + core.y_km)
        if _distance(spot, (core.x_km, core.y_km)) < core.radius_km * raggedness:
            return _nearest(spot, [place for place in PLACES if place.core == core.name])
    region = KALVORIA if y > _border_y_km(x) else ZELMARIA
    warped = (x + 5.0 * sin(y / 11.0) + 3.0 * sin(y / 4.7), y + 5.0 * sin(x / 13.0) + 3.0 * cos(x / 5.3))
    return _nearest(warped, [place for place in PLACES if place.region == region and not place.core])


def _on_land(spot: Spot) -> bool:
    x, y = spot[0] - WIDTH_KM / 2, spot[1] - HEIGHT_KM / 2
    angle = atan2(y / HEIGHT_KM, x / WIDTH_KM)
    coast = 0.470 + 0.022 * sin(2 * angle + 0.6) + 0.020 * cos(3 * angle) + 0.012 * sin(7 * angle + 1.0)
    coast += 0.007 * sin(13 * angle) + 0.005 * cos(23 * angle)
    return hypot(x / WIDTH_KM, y / HEIGHT_KM) < coast


def _border_y_km(x_km: float) -> float:
    return 40.0 + 0.30 * x_km + 7.0 * sin(x_km / 21.0) + 3.0 * sin(x_km / 7.5)


def _nearest(spot: Spot, places: Sequence[Place]) -> str:
    return min(places, key=lambda place: _distance(spot, (place.x_km, place.y_km))).code


def _distance(a: Spot, b: Spot) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _without_splinters(owners: list[str], walls: Sequence[tuple[int, int, int, int]]) -> list[str]:
    """Owners with every piece cut off from its district's main body given to the neighbour it touches most."""
    beside: list[list[int]] = [[] for _ in owners]
    for a, b, _, _ in walls:
        beside[a].append(b)
        beside[b].append(a)
    seen: set[int] = set()
    pieces: list[list[int]] = []
    for first in range(len(owners)):
        if first in seen:
            continue
        piece, seen = [first], seen | {first}
        for cell in piece:
            joined = [other for other in beside[cell] if other not in seen and owners[other] == owners[cell]]
            piece.extend(dict.fromkeys(joined))
            seen.update(joined)
        pieces.append(piece)
    largest: dict[str, int] = {}
    for piece in pieces:
        largest[owners[piece[0]]] = max(largest.get(owners[piece[0]], 0), len(piece))
    for piece in pieces:
        if len(piece) < largest[owners[piece[0]]]:
            around = Counter(owners[other] for cell in piece for other in beside[cell] if other not in set(piece))
            new_owner = around.most_common(1)[0][0]
            for cell in piece:
                owners[cell] = new_owner
    return owners
