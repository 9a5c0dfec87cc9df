"""Scores against hand-worked numbers and against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relight.engine.score import back_minutes, customer_indices, gini


def test_customer_indices_of_two_outages() -> None:
    """1,000 customers; 200 off for 3 h and 100 off for 1 h: SAIDI 0.7 h, SAIFI 0.3, CAIDI 2.333 h (IEEE 1366)."""
    saidi, saifi, caidi = customer_indices(200 * 3 + 100 * 1, 300, 1000)
    assert (saidi, saifi) == pytest.approx((0.7, 0.3))
    assert caidi == pytest.approx(7 / 3)


def test_nobody_interrupted_has_no_duration() -> None:
    """Without interruptions every index is 0 and nothing is divided by zero."""
    assert customer_indices(0, 0, 1000) == (0, 0, 0)
    assert customer_indices(0, 0, 0) == (0, 0, 0)


def test_time_until_most_are_back_counts_only_the_last_return() -> None:
    """100 without, 40 at 60 min, 80 at 90, 10 at 120, 0 at 300: 50 and 90 % are back for good at 120, 99 % at 300."""
    series = [(0, 100), (60, 40), (90, 80), (120, 10), (300, 0)]
    assert back_minutes(series) == {50: 120, 90: 120, 99: 300}


def test_what_does_not_come_back_has_no_time() -> None:
    """If 20 of 100 stay without, half are back at 60 min and 90 % never."""
    assert back_minutes([(0, 100), (60, 20)]) == {50: 60, 90: None, 99: None}


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), min_size=1, max_size=8))
def test_gini_equals_the_mean_difference_of_all_pairs(rows: list[tuple[int, int]]) -> None:
    """The closed form equals Σ|a − b| over all pairs of people ÷ (2 n² mean), counted person by person."""
    values, weights = np.array([r[0] for r in rows], float), np.array([r[1] for r in rows], float)
    people = np.repeat(values, weights.astype(int))
    mean = people.mean()
    pairs = np.abs(people[:, None] - people[None, :]).mean()
    expected = 0.0 if mean == 0 else pairs / (2 * mean)
    assert gini(values, weights) == pytest.approx(expected, abs=1e-12)
