"""Districts as outlines in a drawing, each with the place where its label fits best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from relight.publish.places import Place
from relight.publish.projection import Projection, fit

WIDTH, MOST_HEIGHT, MARGIN = 720.0, 620.0, 8.0
CIRCLES_SHARE = 0.22
"""Share of the drawing that the circles of districts without shapes cover together."""
TILE, TILE_GAP = 64.0, 6.0
GRID = 20
"""Points tried along each side when a label looks for room."""

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Outline:
    """One district in the drawing: its path, and the middle and radius of the largest free circle found in it."""

    district: str
    path: str
    x: float
    y: float
    room: float
    rings: tuple[Points, ...] = field(default=(), compare=False)
    above: tuple[Points, ...] = field(default=(), compare=False)
    """Outlines of the districts drawn on top of it."""

    def shows(self, corners: Sequence[tuple[float, float]]) -> bool:
        """Whether all these points lie on the visible part of the district."""
        points = np.array(corners)
        return bool(_inside(points, self.rings).all() and not any(_inside(points, [ring]).any() for ring in self.above))


@dataclass(frozen=True)
class Drawing:
    """All districts, those that cover most first, so that a town lies on top of the country around it."""

    width: float
    height: float
    outlines: tuple[Outline, ...]


def draw(places: Sequence[Place]) -> Drawing:
    """The districts as polygons where they have shapes, else circles sized by people, else a grid of tiles."""
    shaped = [place for place in places if place.rings]
    round_ones = [place for place in places if not place.rings and place.middle]
    rest = [place for place in places if not place.rings and not place.middle]
    height, rings_by_place = MARGIN, list[tuple[Place, list[Points]]]()
    if shaped or round_ones:
        known = [place.middle for place in round_ones if place.middle]
        corners = [corner for place in shaped for ring in place.rings for corner in ring] + known
        projection = fit(corners, WIDTH, MOST_HEIGHT, MARGIN if shaped else 10 * MARGIN)
        rings_by_place += [(place, [_projected(ring, projection) for ring in place.rings]) for place in shaped]
        rings_by_place += _circles(round_ones, projection)
        height = projection.height
    tiles = _tiles(rest, height)
    if tiles:
        height = max(float(rings[0][:, 1].max()) for _, rings in tiles) + MARGIN
    rings_by_place = sorted(rings_by_place + tiles, key=lambda item: -_area(item[1]))
    return Drawing(WIDTH, round(height, 1), tuple(_outlines(rings_by_place)))


def _projected(ring: Sequence[tuple[float, float]], projection: Projection) -> Points:
    return np.array([projection(lon, lat) for lon, lat in ring])


def _circles(places: Sequence[Place], projection: Projection) -> list[tuple[Place, list[Points]]]:
    people = sum(place.people for place in places) or 1.0
    area = CIRCLES_SHARE * projection.width * projection.height
    turn = np.linspace(0, 2 * np.pi, 49)[:-1]
    circles = []
    for place in places:
        x, y = projection(*place.middle) if place.middle else (0.0, 0.0)
        radius = max(9.0, sqrt(area * place.people / people / np.pi))
        circles.append((place, [np.column_stack((x + radius * np.cos(turn), y + radius * np.sin(turn)))]))
    return circles


def _tiles(places: Sequence[Place], top: float) -> list[tuple[Place, list[Points]]]:
    pitch = TILE + TILE_GAP
    columns = max(1, min(int((WIDTH - 2 * MARGIN + TILE_GAP) // pitch), ceil(sqrt(2 * len(places)))))
    left = (WIDTH - columns * pitch + TILE_GAP) / 2
    tiles = []
    for position, place in enumerate(places):
        x, y = left + position % columns * pitch, top + position // columns * pitch
        square = [(x, y), (x + TILE, y), (x + TILE, y + TILE), (x, y + TILE)]
        tiles.append((place, [np.array(square)]))
    return tiles


def _outlines(rings_by_place: Sequence[tuple[Place, list[Points]]]) -> list[Outline]:
    boxes = [_box(rings) for _, rings in rings_by_place]
    outlines = []
    for position, (place, rings) in enumerate(rings_by_place):
        above = [
            ring
            for later in range(position + 1, len(boxes))
            if _touch(boxes[position], boxes[later])
            for ring in rings_by_place[later][1]
        ]
        x, y, room = _freest_point(rings, above)
        middle = round(x, 1), round(y, 1), round(room, 1)
        outlines.append(Outline(place.district, _path(rings), *middle, tuple(rings), tuple(above)))
    return outlines


def _path(rings: Sequence[Points]) -> str:
    parts = []
    for ring in rings:
        corners = [f"{x:.1f},{y:.1f}" for x, y in ring]
        kept = [corner for i, corner in enumerate(corners) if i == 0 or corner != corners[i - 1]]
        parts.append("M" + " ".join(kept) + "Z")
    return "".join(parts)


def _area(rings: Sequence[Points]) -> float:
    return max(abs(float(np.sum(r[:, 0] * np.roll(r[:, 1], -1) - r[:, 1] * np.roll(r[:, 0], -1)))) / 2 for r in rings)


def _box(rings: Sequence[Points]) -> tuple[float, float, float, float]:
    corners = np.vstack(rings)
    (west, top), (east, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float(west), float(top), float(east), float(bottom)


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _freest_point(rings: Sequence[Points], above: Sequence[Points]) -> tuple[float, float, float]:
    """The point inside `rings` and outside all of `above` that is farthest from any edge, and that distance."""
    west, top, east, bottom = _box(rings)
    steps = (np.arange(GRID) + 0.5) / GRID
    xs, ys = np.meshgrid(west + steps * (east - west), top + steps * (bottom - top))
    points = np.column_stack((xs.ravel(), ys.ravel()))
    inside = _inside(points, rings)
    visible = inside & ~np.logical_or.reduce([_inside(points, [ring]) for ring in above]) if above else inside
    candidates = points[visible] if visible.any() else points[inside] if inside.any() else points
    distance = _distance(candidates, [*rings, *above])
    best = int(np.argmax(distance))
    return float(candidates[best, 0]), float(candidates[best, 1]), float(distance[best])


def _edges(rings: Sequence[Points]) -> tuple[Points, Points]:
    """Begin and end of every edge of the rings."""
    return np.vstack(rings), np.vstack([np.roll(ring, -1, axis=0) for ring in rings])


def _inside(points: Points, rings: Sequence[Points]) -> NDArray[np.bool_]:
    """Which points lie inside, by the even-odd rule over all rings."""
    begins, ends = _edges(rings)
    sloping = begins[:, 1] != ends[:, 1]
    (x1, y1), (x2, y2) = begins[sloping].T, ends[sloping].T
    x, y = points[:, 0, None], points[:, 1, None]
    crossed = ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    odd: NDArray[np.bool_] = crossed.sum(axis=1) % 2 == 1
    return odd


def _distance(points: Points, rings: Sequence[Points]) -> Points:
    """Distance from each point to the nearest edge of any ring."""
    begins, ends = _edges(rings)
    along = ends - begins
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    away = points[:, None, :] - begins
    share = np.clip((away * along).sum(axis=2) / length, 0.0, 1.0)
    nearest: Points = np.sqrt(((away - share[:, :, None] * along) ** 2).sum(axis=2).min(axis=1))
    return nearest
