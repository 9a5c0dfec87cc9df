"""Longitude and latitude to the x and y of a drawing: equirectangular, narrowed by the cosine of the latitude."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

LEAST_SPAN = 0.02
"""Degrees: a single point still gets a drawing around it."""


@dataclass(frozen=True)
class Projection:
    """Maps degrees to drawing units, north up; `width` and `height` are the drawing's size."""

    west: float
    north: float
    x_per_degree: float
    y_per_degree: float
    margin: float
    width: float
    height: float
    wrapped: bool
    """Whether western longitudes are counted on past 180° because the drawing crosses the date line."""

    def __call__(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point lies in the drawing."""
        if self.wrapped and lon < 0:
            lon += 360
        x = self.margin + (lon - self.west) * self.x_per_degree
        return x, self.margin + (self.north - lat) * self.y_per_degree


def fit(points: Iterable[tuple[float, float]], width: float, most_height: float, margin: float) -> Projection:
    """The projection that shows all points as large as `width` by `most_height` allows.

    The drawing is always `width` wide; it is only as high as it needs to be.
    """
    corners = list(points)
    wrapped = max(lon for lon, _ in corners) - min(lon for lon, _ in corners) > 180
    lons = [lon + 360 if wrapped and lon < 0 else lon for lon, _ in corners]
    lats = [lat for _, lat in corners]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    narrowing = max(0.05, cos(radians((south + north) / 2)))
    span_x, span_y = max(LEAST_SPAN, (east - west) * narrowing), max(LEAST_SPAN, north - south)
    scale = min((width - 2 * margin) / span_x, (most_height - 2 * margin) / span_y)
    spare = (width - 2 * margin) / scale - (east - west) * narrowing
    height = scale * span_y + 2 * margin
    slack = (span_y - (north - south)) / 2
    return Projection(
        west - spare / 2 / narrowing, north + slack, scale * narrowing, scale, margin, width, height, wrapped
    )
