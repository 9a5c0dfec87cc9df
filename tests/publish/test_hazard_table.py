"""Means under hazards with the band of their futures, as pages and the terminal write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from relight.publish.hazard_table import mean_span
from relight.publish.words import Words


@pytest.mark.parametrize(
    ("language", "numbers", "written"),
    [
        ("en", (220_525_969.8, 217_100_000, 223_400_000), "221\u00a0M (217–223)"),
        ("en", (2_617_000, -440_000, 4_982_000), "2.62\u00a0M (−0.44–4.98)"),
        ("en", (45_678, 9_950, 112_000), "46\u00a0k (10–112)"),
        ("en", (154, 154, 154), "154"),
        ("en", (64.25, 60, 70), "64.2 (60.0–70.0)"),
        ("en", (0, 0, 0), "0"),
        ("en", (0.6, 0, 0), "0.60 (0.00–0.00)"),
        ("uk", (2_617_000, -440_000, 4_982_000), "2,62\u00a0млн (−0,44–4,98)"),
    ],
)
def test_a_mean_and_its_band_are_in_one_unit(language: str, numbers: tuple[float, float, float], written: str) -> None:
    """Three figures of the largest; a mean stands alone only where every future is the same."""
    mean, low, high = numbers
    words = Words(language, ZoneInfo("UTC"), datetime(2026, 1, 8, tzinfo=UTC))
    assert mean_span(mean, {"p10": low, "p90": high}, words) == written
