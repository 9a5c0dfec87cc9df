"""What was before a rota: seven days of history, nights and cuts under way, counted minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relight.model.rota import Area
from relight.model.schema import PastCut, RotaSlot
from relight.plan.rota.before import before_of, past_cuts, published_slots
from relight.plan.rota.limits import Limits
from relight.plan.rota.zone_case import LONG_MINUTES

KYIV = ZoneInfo("Europe/Kyiv")
AREA = Area("z", "1")
QUARTER = timedelta(minutes=15)
STARTS = ("2026-01-08T16:00", "2026-03-29T12:00", "2026-10-25T12:00")


def cut(start: datetime, end: datetime) -> PastCut:
    """A cut of the area that has been."""
    return PastCut(zone=AREA.zone, outage_group=AREA.outage_group, start=start, end=end)


@settings(max_examples=60)
@given(
    start=st.sampled_from(STARTS),
    times=st.lists(st.tuples(st.integers(-900, -1), st.integers(1, 60)), max_size=5),
    days=st.sampled_from([7.0, 1.0]),
)
def test_history_is_what_counting_minutes_finds(start: str, times: list[tuple[int, int]], days: float) -> None:
    """Of cuts in quarters of an hour, which may overlap, touch now or reach beyond it, before or after the clock was
    changed, `off_minutes` are the minutes off in the last days, `night_minutes` those of them at night by the clock,
    and what is under way has been so since it last changed.
    """
    at = datetime.fromisoformat(start).replace(tzinfo=KYIV)
    now = at.astimezone(UTC)
    history = [cut((now + first * QUARTER).astimezone(KYIV), (now + (first + count) * QUARTER).astimezone(KYIV))
               for first, count in times]  # fmt: skip
    found = before_of(AREA, past_cuts(history, (), at, at), Limits(history_days=days), at, KYIV)
    off = [any(first <= quarter < first + count for first, count in times) for quarter in range(-1000, 0)]
    window = round(days * 96)
    hours = [(now + quarter * QUARTER).astimezone(KYIV).hour for quarter in range(-1000, 0)]
    assert found.off_minutes == 15 * sum(off[-window:])
    assert found.night_minutes == 15 * sum(
        is_off and (hour >= 23 or hour < 6) for is_off, hour in zip(off[-window:], hours[-window:], strict=True)
    )
    assert found.is_off == off[-1]
    been = next((count for count, is_off in enumerate(reversed(off)) if is_off != off[-1]), None)
    assert found.been_so_minutes == (LONG_MINUTES if been is None else 15 * been)


@pytest.mark.parametrize(("ago_hours", "counted_hours"), [(7 * 24 + 3, 0), (7 * 24 + 1, 1), (7 * 24 - 5, 2)])
def test_what_is_older_than_a_week_no_longer_counts(ago_hours: int, counted_hours: int) -> None:
    """Of two hours off, those that are more than seven days ago are forgotten: all of them, one, and none."""
    at = datetime(2026, 1, 8, 16, tzinfo=UTC)
    begin = at - timedelta(hours=ago_hours)
    cuts = past_cuts([cut(begin, begin + timedelta(hours=2))], (), at, at)
    assert before_of(AREA, cuts, Limits(), at, KYIV).off_minutes == 60 * counted_hours


def test_what_was_published_up_to_now_counts_as_history_unless_it_was_only_possible() -> None:
    """A published cut from two hours ago to an hour ahead is under way for 120 minutes; a possible one never was."""
    at = datetime(2026, 1, 8, 16, tzinfo=UTC)
    times = {"start": at - timedelta(hours=2), "end": at + timedelta(hours=1)}
    for state, is_off, minutes in (("confirmed", True, 120), ("emergency", True, 120), ("possible", False, 0)):
        row = RotaSlot(zone="z", outage_group="1", start=times["start"], end=times["end"], state=state)
        found = before_of(AREA, past_cuts((), [row], at, at), Limits(), at, KYIV)
        assert (found.is_off, found.off_minutes) == (is_off, minutes)
        assert found.been_so_minutes == (120 if is_off else LONG_MINUTES)


@pytest.mark.parametrize(
    ("zone", "rows"),
    [("z", [[0, 1, 0, -1], [0, 0, 0, -1]]), ("another", [[-1, -1, -1, -1], [-1, -1, -1, -1]])],
)
def test_a_group_that_a_published_rota_never_cuts_was_published_to_be_on(zone: str, rows: list[list[int]]) -> None:
    """Of four half hours group 1 is off in the second and group 3 until the end of the third: group 2, of which there
    is no row, was published to be on until there; of a zone without any row, nothing was said.
    """
    at = datetime(2026, 1, 8, 16, tzinfo=UTC)
    half = timedelta(minutes=30)
    published = [
        RotaSlot(zone="z", outage_group=group, start=at + begin * half, end=at + end * half, state="confirmed")
        for group, begin, end in (("1", 1, 2), ("3", 2, 3))
    ]
    areas = [Area(zone, "1"), Area(zone, "2")]
    said = published_slots(published, areas, [0.0, 30.0, 60.0, 90.0], 120.0, at)
    assert said is not None
    assert said.tolist() == rows
