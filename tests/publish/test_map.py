"""Maps as SVG, and the classes they are filled by."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from relight.publish.map import definitions, district_map
from relight.publish.outlines import draw
from relight.publish.places import Place
from relight.publish.shares import LETTERS, letter, modelled_people, ranges


@pytest.mark.parametrize(
    ("without", "expected"),
    [(0, "A"), (9.9, "A"), (10, "B"), (99, "B"), (100, "C"), (250, "D"), (500, "E"), (750, "F"), (1000, "F")],
)
def test_each_letter_begins_at_its_limit(without: float, expected: str) -> None:
    """Of 1,000 people: under 1 % is A, then B from 1, C from 10, D from 25, E from 50 and F from 75 %."""
    assert letter(without, 1000) == expected


def test_nobody_known_to_be_served_is_a_class_of_its_own() -> None:
    """Where nobody is modelled the letter is N, never A."""
    district = {"people": 5000, "not_modelled": {"rail": 5000, "heat": 1000}}
    assert letter(0, modelled_people(district, "rail")) == "N"
    assert modelled_people(district, "heat") == 4000


def test_the_legend_spans_everything_once() -> None:
    """The ranges of the letters join without gap from 0 to 100 %."""
    rows = ranges()
    assert [row[0] for row in rows] == list(LETTERS)
    assert (rows[0][1], rows[-1][2]) == (0, 100)
    assert all(this[2] == after[1] for this, after in pairwise(rows))


@pytest.fixture(scope="module")
def drawn() -> ElementTree.Element:
    """A large map of two circles, one with a name that must be escaped."""
    drawing = draw([Place("a", 1e5, (33.0, 47.0), ()), Place("b", 1e5, (35.0, 47.0), ())])
    names = {"a": "A & <b>", "b": "Bee"}
    text = district_map(drawing, {"a": "B", "b": "F"}, {"a": "A & <b>: 5", "b": "Bee: 7"}, "Title", "Words", names)
    return ElementTree.fromstring(text)


def test_a_map_says_in_words_what_it_shows(drawn: ElementTree.Element) -> None:
    """It is well-formed, has a title and a description, and a tip with the figures on every district."""
    assert drawn.get("role") == "img"
    assert [drawn.findtext("title"), drawn.findtext("desc")] == ["Title", "Words"]
    assert sorted(str(area.findtext("title")) for area in drawn.iter("g")) == ["A & <b>: 5", "Bee: 7"]


def test_a_district_carries_its_letter_as_text_and_class(drawn: ElementTree.Element) -> None:
    """The letter does not rest on colour: it is written on the district that is filled by it."""
    assert sorted((area.get("class"), area.findtext("text")) for area in drawn.iter("g")) == [("B", "B"), ("F", "F")]


def test_names_do_not_cover_each_other() -> None:
    """Of two districts at the same place only the more important one carries its name."""
    drawing = draw([Place(name, 1e5, (33.0, 47.0), ()) for name in ("a", "b")])
    marks = {"a": "A", "b": "A"}
    text = district_map(drawing, marks, marks, "", "", {"a": "Long name here", "b": "Other long name"})
    shown = [item.text for item in ElementTree.fromstring(text).iter("text") if "name" in item.get("class", "")]
    assert shown[0] == "Long name here"


def test_outlines_are_written_once_for_all_maps() -> None:
    """Definitions hold one path per district, in the order the maps refer to."""
    drawing = draw([Place("a", 1e5, (33.0, 47.0), ()), Place("b", 2e5, (35.0, 47.0), ())])
    paths = list(ElementTree.fromstring(definitions(drawing)).iter("path"))
    assert [path.get("id") for path in paths] == ["d0", "d1"]
