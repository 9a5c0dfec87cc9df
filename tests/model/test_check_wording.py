"""The pieces that messages are made of."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relight.model.check.ids import cycles
from relight.model.check.wording import circle, closest, listed, plain_number, shown, spans


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("feder", ["feeder", "facility"], "feeder"),
        ("PEOPLE", ["people", "parent"], "people"),
        ("B11", ["B1", "B2", "B111"], "B111"),
        ("xyz", ["people"], None),
        ("people", [], None),
        ("p" * 10_000, ["p" * 9_999], None),
    ],
)
def test_the_closest_word(word: str, known: list[str], near: str | None) -> None:
    """A near word is found whatever its case, a far or endless one is not."""
    assert closest(word, known) == near
    assert closest(word, reversed(known)) == near


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back(value: float) -> None:
    """The text of a number is the same number again, and whole ones have no point."""
    text = plain_number(value)
    assert float(text) == value
    assert not text.endswith(".0")


@given(st.sets(st.integers(0, 200)))
def test_spans_hold_exactly_the_numbers(numbers: set[int]) -> None:
    """Runs spelt out again are the numbers, and no two runs touch."""
    runs = [[int(end) for end in run.split("-")] for run in spans(numbers)]
    assert [number for run in runs for number in range(run[0], run[-1] + 1)] == sorted(numbers)
    assert all(before[-1] + 1 < after[0] for before, after in pairwise(runs))


def test_long_things_are_cut_short() -> None:
    """Lists, texts and circles fit into a sentence of one line."""
    assert listed(["a", "b", "c"], most=2) == "a, b and 1 more"
    assert listed(["a", "b"], most=2) == "a, b"
    assert shown("a\nb" + "x" * 100) == repr("a\nb" + "x" * 37) + "…"
    assert circle(["a", "b"]) == "a → b → a"
    assert circle("abcdefgh") == "a → b → c → d → e → f → ... → a"


@pytest.mark.parametrize(
    ("follows", "loops"),
    [
        ({}, []),
        ({"a": ["b"], "b": ["c"]}, []),
        ({"a": ["a"]}, [("a",)]),
        ({"b": ["c"], "c": ["a"], "a": ["b"]}, [("a", "b", "c")]),
        ({"a": ["x", "b"], "b": ["a"], "c": ["c"]}, [("a", "b"), ("c",)]),
    ],
)
def test_loops_are_found_in_the_direction_of_the_arrows(follows: dict, loops: list[tuple[str, ...]]) -> None:
    """Each loop is listed once, from its least id along the arrows."""
    assert sorted(cycles(follows)) == loops
