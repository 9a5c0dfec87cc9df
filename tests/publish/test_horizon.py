"""Which slot an hour ahead lies in."""

from __future__ import annotations

from typing import Any

import pytest

from relight.publish.horizon import first_loss, horizon_of

HALF_HOURS: dict[str, Any] = {
    "start": "2026-01-08T16:10:00+02:00",
    "end": "2026-01-08T17:40:00+02:00",
    "slots": [
        "2026-01-08T16:10:00+02:00",
        "2026-01-08T16:30:00+02:00",
        "2026-01-08T17:00:00+02:00",
        "2026-01-08T17:30:00+02:00",
    ],
}
"""An hour and a half from 16:10: slots of 20, 30, 30 and 10 minutes."""


@pytest.mark.parametrize(
    ("minutes", "slot"), [(0, 0), (19.9, 0), (20, 1), (50, 2), (79, 2), (80, 3), (90, 3), (500, 3)]
)
def test_an_instant_lies_in_the_slot_that_has_begun(minutes: float, slot: int) -> None:
    """A slot begins with its start and lasts to the next one's; the end belongs to the last."""
    assert horizon_of(HALF_HOURS).slot(minutes / 60) == slot


def test_only_hours_within_the_horizon_are_shown() -> None:
    """An outlook of an hour and a half has nothing to say about 6 hours ahead; one of 24 hours has."""
    assert horizon_of(HALF_HOURS).ahead() == []
    assert horizon_of({**HALF_HOURS, "end": "2026-01-09T16:10:00+02:00"}).ahead() == [6, 24]


def test_minutes_count_real_time_when_the_clocks_change() -> None:
    """03:00+02:00 does not exist that night: an hour after 02:00+02:00 comes 04:00+03:00."""
    night = {
        "start": "2026-03-29T02:00:00+02:00",
        "end": "2026-03-29T05:00:00+03:00",
        "slots": ["2026-03-29T02:00:00+02:00", "2026-03-29T04:00:00+03:00"],
    }
    assert horizon_of(night).minutes == (0.0, 60.0)
    assert horizon_of(night).length == 120.0


@pytest.mark.parametrize(("series", "first"), [([0, 0, 3], 2), ([1, 0], 0), ([0.0, 0.2], None), ([], None)])
def test_the_first_loss_is_the_first_slot_with_somebody_without(series: list[float], first: int | None) -> None:
    """Less than half a person does not count."""
    assert first_loss(series) == first
