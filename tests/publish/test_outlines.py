"""Districts as outlines with room for a label."""

from __future__ import annotations

import re

import pytest

from relight.publish.outlines import Drawing, draw
from relight.publish.places import Place, rings_of

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
TOWN = ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0), (1.0, 1.0))


def place(name: str, *rings: tuple[tuple[float, float], ...], middle: tuple[float, float] | None = None) -> Place:
    """A district of 1,000 people."""
    return Place(name, 1000.0, middle, rings)


def corners(path: str) -> list[tuple[float, float]]:
    """The corners written in a path."""
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]


def span(drawing: Drawing, name: str) -> tuple[float, float, float, float]:
    """West, top, east and bottom of a district in the drawing."""
    outline = next(item for item in drawing.outlines if item.district == name)
    xs, ys = zip(*corners(outline.path), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_a_town_is_drawn_on_top_of_the_country_around_it() -> None:
    """What covers most is drawn first, whatever the order of the districts."""
    drawing = draw([place("town", TOWN), place("country", SQUARE)])
    assert [outline.district for outline in drawing.outlines] == ["country", "town"]


def test_a_label_keeps_clear_of_the_town_on_top() -> None:
    """The country's label lies inside the country and outside the town that covers its middle."""
    drawing = draw([place("country", SQUARE), place("town", TOWN)])
    country = drawing.outlines[0]
    west, top, east, bottom = span(drawing, "town")
    assert country.shows([(country.x, country.y)])
    assert not (west <= country.x <= east and top <= country.y <= bottom)


def test_a_label_finds_the_widest_part() -> None:
    """In a square the label lies in the middle, with room for half the side."""
    outline = draw([place("square", SQUARE)]).outlines[0]
    west, top, east, bottom = span(draw([place("square", SQUARE)]), "square")
    assert outline.x == pytest.approx((west + east) / 2, abs=(east - west) / 15)
    assert outline.room == pytest.approx((bottom - top) / 2, rel=0.1)


def test_a_hole_is_not_inside() -> None:
    """The even-odd rule takes the second ring as a hole, and the label stays out of it."""
    outline = draw([place("ring", SQUARE, TOWN)]).outlines[0]
    west, top, east, bottom = span(draw([place("hole", TOWN), place("ring", SQUARE)]), "hole")
    assert not outline.shows([((west + east) / 2, (top + bottom) / 2)])


def test_districts_without_shapes_become_circles_sized_by_people() -> None:
    """Four times the people give a circle of twice the radius around the district's middle."""
    drawing = draw([Place("big", 400e3, (33.0, 47.0), ()), Place("small", 100e3, (35.0, 48.0), ())])
    big, small = span(drawing, "big"), span(drawing, "small")
    assert (big[2] - big[0]) / (small[2] - small[0]) == pytest.approx(2, rel=0.02)
    assert drawing.outlines[0].district == "big"


def test_districts_without_any_place_become_a_grid_of_tiles() -> None:
    """Tiles are equal squares that do not overlap and stay within the drawing."""
    drawing = draw([place(f"d{i}") for i in range(25)])
    spans = [span(drawing, f"d{i}") for i in range(25)]
    assert {(round(e - w), round(b - t)) for w, t, e, b in spans} == {(64, 64)}
    assert len({(w, t) for w, t, _, _ in spans}) == 25
    assert all(w >= 0 and e <= drawing.width and b <= drawing.height for w, _, e, b in spans)


def test_nothing_to_draw_is_an_empty_drawing() -> None:
    """Without districts there is a drawing without outlines."""
    assert draw([]).outlines == ()


def test_only_polygons_are_shapes() -> None:
    """Polygons and all parts of multipolygons are taken, other geometries and slivers are not."""
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    assert len(rings_of({"type": "Polygon", "coordinates": [ring]})) == 1
    assert len(rings_of({"type": "MultiPolygon", "coordinates": [[ring, ring], [ring]]})) == 3
    assert rings_of({"type": "Point", "coordinates": [0, 0]}) == ()
    assert rings_of({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}) == ()
    assert rings_of(None) == ()
