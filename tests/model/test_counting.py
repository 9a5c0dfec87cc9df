"""Nouns that follow their number."""

from __future__ import annotations

import pytest

from relight.model.counting import counted, plural_form


@pytest.mark.parametrize(
    ("counted_as", "text"),
    [
        ((1, "island"), "1 island"),
        ((0, "island"), "0 islands"),
        ((2, "island"), "2 islands"),
        ((1.0, "person", "people"), "1 person"),
        ((1.5, "person", "people"), "1.5 people"),
        ((21, "bus has", "buses have"), "21 buses have"),
    ],
)
def test_a_noun_follows_its_number(counted_as: tuple[float, str, str], text: str) -> None:
    """Only one of something is singular in English."""
    assert counted(*counted_as) == text


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        (0, (1, 21, 101, 1001)),
        (1, (2, 3, 4, 22, 24, 102, 1.5)),
        (2, (0, 5, 9, 10, 11, 12, 13, 14, 19, 20, 111, 112, 1000)),
    ],
)
def test_ukrainian_has_three_forms(form: int, numbers: tuple[float, ...]) -> None:
    """The examples of the Unicode CLDR for one, few and many; a fraction goes with the second here."""
    assert {plural_form(number, "uk") for number in numbers} == {form}
