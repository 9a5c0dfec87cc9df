"""Degrees to drawing units."""

from __future__ import annotations

import pytest

from relight.publish.projection import fit


def test_a_degree_of_longitude_shrinks_with_the_cosine_of_the_latitude() -> None:
    """At 60° north a degree of longitude is half as wide as a degree of latitude is high."""
    projection = fit([(10.0, 59.0), (14.0, 61.0)], width=720, most_height=620, margin=10)
    west, east = projection(10, 60), projection(11, 60)
    south, north = projection(10, 60), projection(10, 61)
    assert (east[0] - west[0]) / (south[1] - north[1]) == pytest.approx(0.5)


def test_everything_fits_with_north_at_the_top() -> None:
    """All corners lie within the margins; a more northern point lies higher."""
    corners = [(33.0, 47.0), (36.5, 47.0), (36.5, 49.2), (33.0, 49.2)]
    projection = fit(corners, width=720, most_height=300, margin=8)
    places = [projection(*corner) for corner in corners]
    assert all(7.99 <= x <= 712.01 and 7.99 <= y <= projection.height - 7.99 for x, y in places)
    assert projection.height <= 300
    assert projection(34, 49)[1] < projection(34, 48)[1]


def test_a_region_across_the_date_line_stays_in_one_piece() -> None:
    """179° east and 179° west are two degrees apart, not 358."""
    projection = fit([(179.0, -17.0), (-179.0, -16.0)], width=720, most_height=620, margin=8)
    assert projection(179.0, -17.0)[0] < projection(180.0, -17.0)[0] < projection(-179.0, -17.0)[0]


def test_a_single_point_still_gets_a_drawing() -> None:
    """One place lies in the middle of a drawing of some size."""
    projection = fit([(34.0, 48.0)], width=720, most_height=620, margin=8)
    x, y = projection(34.0, 48.0)
    assert x == pytest.approx(360)
    assert y == pytest.approx(projection.height / 2)
