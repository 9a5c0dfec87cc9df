"""Minutes and instants, local hours and slots, on ordinary days and on nights when the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from relight.engine.clock import hour_of_week, instant_of, local_edges, minute_of

KYIV = ZoneInfo("Europe/Kyiv")
KOLKATA = ZoneInfo("Asia/Kolkata")


def test_first_slot_is_short_when_the_start_is_not_on_an_edge() -> None:
    """From 16:10 half-hour slots begin at 16:30, 17:00, 17:30."""
    start = datetime(2026, 1, 8, 16, 10, tzinfo=KYIV)
    assert local_edges(start, KYIV, 0, 80, 30) == [20.0, 50.0]


def test_edges_follow_the_local_clock_where_the_offset_is_half_an_hour() -> None:
    """In India (UTC+5:30) full local hours fall on half past in UTC."""
    start = datetime(2026, 1, 8, 10, 40, tzinfo=UTC)  # 16:10 local
    assert local_edges(start, KOLKATA, 0, 120, 60) == [50.0, 110.0]


def test_the_past_has_edges_too() -> None:
    """From 90 minutes before 16:00 the full hours are 15:00 and not 16:00 itself."""
    start = datetime(2026, 1, 8, 16, 0, tzinfo=KYIV)
    assert local_edges(start, KYIV, -90, 0, 60) == [-60.0]


def test_spring_night_skips_an_hour() -> None:
    """On 29 March 2026 Kyiv goes from 03:00 to 04:00: hour edges stay an hour apart and 03:00 is missing."""
    start = datetime(2026, 3, 29, 1, 30, tzinfo=KYIV)
    edges = local_edges(start, KYIV, 0, 200, 60)
    assert edges == [30.0, 90.0, 150.0]
    assert [instant_of(edge, start, KYIV).hour for edge in edges] == [2, 4, 5]


def test_autumn_night_has_an_hour_twice() -> None:
    """On 25 October 2026 Kyiv goes from 04:00 back to 03:00: 03:00 comes twice."""
    start = datetime(2026, 10, 25, 1, 30, tzinfo=KYIV)
    edges = local_edges(start, KYIV, 0, 240, 60)
    assert [instant_of(edge, start, KYIV).hour for edge in edges] == [2, 3, 3, 4]


def test_two_hour_slots_are_aligned_again_after_the_clock_changes() -> None:
    """Two-hour slots count from local midnight, so one slot of the spring night lasts an hour and the next are even."""
    start = datetime(2026, 3, 29, 0, 0, tzinfo=KYIV)
    hours = [instant_of(edge, start, KYIV).hour for edge in local_edges(start, KYIV, 0, 600, 120)]
    assert hours == [2, 4, 6, 8, 10]


def test_minutes_and_instants_are_inverse() -> None:
    """An instant written as minutes and back is the same instant."""
    origin = datetime(2026, 10, 25, 0, 0, tzinfo=KYIV)
    later = datetime(2026, 10, 25, 12, 0, tzinfo=KYIV)
    assert minute_of(later.astimezone(UTC), origin.astimezone(UTC)) == 13 * 60  # the night has an hour more
    assert instant_of(13 * 60, origin, KYIV) == later


def test_hour_of_week_counts_from_monday() -> None:
    """Thursday 8 January 2026 at 16:59 is hour 3 · 24 + 16."""
    assert hour_of_week(datetime(2026, 1, 8, 16, 59, tzinfo=KYIV)) == 88


def test_minutes_between_two_local_times_are_those_that_pass() -> None:
    """From 16:00 to 16:00 over the nights of March and October are 23 and 25 hours, also between two times of one zone;
    and there and back is the same minute, in the hour that the clock shows twice too.
    """
    for day, hours in ((28, 23), (24, 25)):
        month = 3 if day == 28 else 10
        start = datetime(2026, month, day, 16, tzinfo=KYIV)
        assert minute_of(datetime(2026, month, day + 1, 16, tzinfo=KYIV), start) == hours * 60
        assert [minute_of(instant_of(minute, start, KYIV), start) for minute in range(0, 1500, 30)] == [
            *range(0, 1500, 30)
        ]
