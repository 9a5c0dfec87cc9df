"""`districts.geojson`: the shapes of districts."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from relight.errors import Problem
from relight.files.lines import BYTE_ORDER_MARK
from relight.model.check.wording import shown
from relight.model.counting import counted

SHAPES_FILE = "districts.geojson"
SHAPES_LIMIT_BYTES = 64 * 2**20
SHAPES = ("Polygon", "MultiPolygon")
LONGEST_LON, LONGEST_LAT = 180, 90
FEWEST_POSITIONS = 4  # a triangle, its first corner repeated


class _BadShapeError(ValueError):
    """A geometry is not a polygon on the globe; says why and what to do."""

    def __init__(self, found: str, remedy: str) -> None:
        self.fault = (found, remedy)
        super().__init__(found)


def read_shapes(content: bytes) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """District -> its geometry, and everything wrong with the file."""
    try:
        collection = json.loads(content.removeprefix(BYTE_ORDER_MARK).decode())
    except UnicodeDecodeError as error:
        return {}, (Problem(SHAPES_FILE, 0, "", f"byte {error.start} is not UTF-8", "save the file as UTF-8"),)
    except (ValueError, RecursionError) as error:
        row = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        return {}, (Problem(SHAPES_FILE, row, "", "not valid JSON", "correct it, or export the file anew"),)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection":
        remedy = "save the shapes as a GeoJSON FeatureCollection"
        return {}, (Problem(SHAPES_FILE, 0, "", "no FeatureCollection", remedy),)
    shapes: dict[str, Any] = {}
    problems = []
    for place, feature in enumerate(features, 1):
        try:
            district, geometry = _read_feature(feature)
            if district in shapes:
                found = f"district {shown(district)} has a shape already"
                raise _BadShapeError(found, "make one MultiPolygon of the two")
            shapes[district] = geometry
        except _BadShapeError as bad:
            problems.append(Problem(SHAPES_FILE, 0, "", f"feature {place}: {bad.fault[0]}", bad.fault[1]))
    return shapes, tuple(problems)


def _read_feature(feature: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(feature, dict):
        raise _BadShapeError("not an object", "remove it")
    properties = feature.get("properties")
    district = (properties.get("district") if isinstance(properties, dict) else None) or feature.get("id")
    if not isinstance(district, str | int) or isinstance(district, bool) or not str(district).strip():
        raise _BadShapeError("no district", 'name it in the property "district" or as the id')
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in SHAPES:
        raise _BadShapeError(f"its geometry is {shown(str(kind))}", f"give a {' or '.join(SHAPES)}")
    read = _polygon if kind == "Polygon" else _polygons
    return str(district).strip(), {"type": kind, "coordinates": read(geometry.get("coordinates"))}


def _polygons(value: Any) -> list[Any]:
    return [_polygon(part) for part in _filled(value)]


def _polygon(value: Any) -> list[Any]:
    return [_ring(part) for part in _filled(value)]


def _ring(value: Any) -> list[list[float]]:
    ring = [_position(part) for part in _filled(value)]
    if len(ring) < FEWEST_POSITIONS:
        raise _BadShapeError(f"a ring of {counted(len(ring), 'position')}", f"a ring has at least {FEWEST_POSITIONS}")
    if ring[0] != ring[-1]:
        raise _BadShapeError("a ring that is not closed", "repeat its first position at its end")
    return ring


def _position(value: Any) -> list[float]:
    pair = value[:2] if isinstance(value, list) else []
    if len(pair) != 2 or not all(isinstance(part, int | float) and not isinstance(part, bool) for part in pair):
        raise _BadShapeError(f"{shown(str(value))} is not a position", "give [longitude, latitude] as numbers")
    lon, lat = pair
    if not (abs(lon) <= LONGEST_LON and abs(lat) <= LONGEST_LAT) or math.isnan(lon + lat):
        raise _BadShapeError(f"position [{lon}, {lat}] is not on the globe", "give [longitude, latitude] in degrees")
    return [lon, lat]


def _filled(value: Any) -> Iterator[Any]:
    if not isinstance(value, list) or not value:
        raise _BadShapeError("coordinates are missing", "give a list of rings of positions")
    return iter(value)


def shapes_text(shapes: Mapping[str, Any]) -> str:
    """The shapes as GeoJSON, one feature a line, sorted by district."""
    features = (
        {"type": "Feature", "properties": {"district": district}, "geometry": shapes[district]}
        for district in sorted(shapes)
    )
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
