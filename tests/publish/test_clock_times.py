"""Times of day, of which the night when clocks are put back has an hour of twice."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from relight.publish.clock_times import SUMMER, WINTER, clock_time

NAMES = {SUMMER: "summer", WINTER: "winter"}


@pytest.mark.parametrize(
    ("zone", "utc", "shown"),
    [
        ("Europe/Kyiv", "2026-10-24T23:59", "02:59"),
        ("Europe/Kyiv", "2026-10-25T00:00", "03:00 (summer)"),
        ("Europe/Kyiv", "2026-10-25T00:30", "03:30 (summer)"),
        ("Europe/Kyiv", "2026-10-25T01:30", "03:30 (winter)"),
        ("Europe/Kyiv", "2026-10-25T02:00", "04:00"),
        ("Europe/Kyiv", "2026-03-29T01:00", "04:00"),  # the hour before was skipped
        ("Europe/Dublin", "2026-10-25T01:30", "01:30 (winter)"),  # where winter is the odd one
        ("Australia/Lord_Howe", "2026-04-04T15:15", "01:45 (winter)"),  # half an hour, and in April
        ("Asia/Almaty", "2024-02-29T17:30", "23:30 (UTC+0600)"),  # a zone was given up: no summer, no winter
        ("UTC", "2026-10-25T01:30", "01:30"),
    ],
)
def test_an_hour_that_comes_twice_is_told_apart(zone: str, utc: str, shown: str) -> None:
    """The last Sunday of October in Kyiv, where 03:00 to 04:00 comes twice; and other clocks of the world."""
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    assert clock_time(moment, NAMES) == shown
