"""Where districts are: all that the pages may know of a Region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relight.model.region import Region

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude of the corners of an outline."""


@dataclass(frozen=True)
class Place:
    """A district on the map: its people, its middle and its outlines, as far as they are known."""

    district: str
    people: float
    middle: tuple[float, float] | None
    rings: tuple[Ring, ...]
    """Outer outlines and holes alike; the even-odd rule tells them apart."""


def places_of(region: Region) -> tuple[Place, ...]:
    """The districts of a region as places, in its order. Nothing else of the region goes along."""
    return tuple(
        Place(
            district.district,
            district.people,
            None if district.lon is None or district.lat is None else (district.lon, district.lat),
            rings_of(region.shapes.get(district.district)),
        )
        for district in region.districts
    )


def rings_of(geometry: Mapping[str, Any] | None) -> tuple[Ring, ...]:
    """The rings of a GeoJSON Polygon or MultiPolygon; none for anything else."""
    if geometry is None or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return ()
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = [tuple((float(corner[0]), float(corner[1])) for corner in ring) for polygon in polygons for ring in polygon]
    return tuple(ring for ring in rings if len(ring) >= 3)
