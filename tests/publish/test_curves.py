"""Curves as SVG."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from relight.publish.curves import Curve, chart, nice_top, plot_span, sparkline
from relight.publish.horizon import Horizon
from relight.publish.words import Words

KYIV = ZoneInfo("Europe/Kyiv")


def horizon(start: datetime, hours: float, step: float = 60) -> Horizon:
    """Slots of equal length from a start."""
    start = datetime.fromisoformat(start.isoformat())
    slots = tuple(step * i for i in range(int(hours * 60 / step)))
    return Horizon(start, start + timedelta(hours=hours), slots)


def drawn(values: list[float], over: Horizon) -> ElementTree.Element:
    """A chart of one curve."""
    words = Words("en", KYIV, over.start.astimezone(KYIV))
    return ElementTree.fromstring(chart([Curve(values)], over, words, "Title", "Words"))


@pytest.mark.parametrize(
    ("value", "top"), [(0, 1), (1, 1), (1.01, 1.5), (782_000, 800_000), (1_050_000, 1_500_000), (61, 80), (9.1, 10)]
)
def test_a_scale_ends_at_a_round_number_not_below_the_curve(value: float, top: float) -> None:
    """The top of the scale is the next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten."""
    assert nice_top(value) == pytest.approx(top)


def test_a_curve_is_drawn_in_steps() -> None:
    """Four slots with values 4, 4, 2, 0 of at most 4: level over two slots, half height, then the base line."""
    svg = drawn([4, 4, 2, 0], horizon(datetime(2026, 1, 8, 8, tzinfo=KYIV), 4))
    line = next(path for path in svg.iter("path") if path.get("class") == "line")
    points = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", str(line.get("d")))]
    left, right = plot_span()
    quarter = (right - left) / 4
    assert [x for x, _ in points] == pytest.approx(
        [left, left + 2 * quarter, left + 2 * quarter, left + 3 * quarter, left + 3 * quarter, right], abs=0.06
    )
    assert [y for _, y in points] == pytest.approx([16, 16, 78, 78, 140, 140], abs=0.06)


def test_a_band_goes_along_its_upper_edge_and_back_along_the_lower() -> None:
    """Two slots from 1-3 to 0-4 of at most 4: the corners of the upper steps, then those of the lower ones reversed.

    By hand: the base line is at 140, the top at 16, so one unit is 31 high.
    """
    over = horizon(datetime(2026, 1, 8, 8, tzinfo=KYIV), 2)
    words = Words("en", KYIV, over.start)
    curve = Curve([2, 2], band=([1, 0], [3, 4]))
    svg = ElementTree.fromstring(chart([curve], over, words, "Title", "Words"))
    assert not [path for path in svg.iter("path") if path.get("class") == "fill"]
    band = next(path for path in svg.iter("path") if path.get("class") == "band")
    points = [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", str(band.get("d")))]
    left, right = plot_span()
    middle = (left + right) / 2
    assert [x for x, _ in points] == pytest.approx([left, middle, middle, right, right, middle, middle, left], abs=0.06)
    assert [y for _, y in points] == pytest.approx([47, 47, 16, 16, 140, 140, 109, 109], abs=0.06)


def midnights(svg: ElementTree.Element) -> list[float]:
    """Where midnights are drawn, as shares of the time axis."""
    left, right = plot_span()
    return [
        (float(line.get("x1", "")) - left) / (right - left)
        for line in svg.iter("line")
        if line.get("class") == "midnight"
    ]


def test_midnights_are_local() -> None:
    """From 18:00 local time over 48 hours, midnights come after 6 and 30 hours."""
    svg = drawn([1.0] * 48, horizon(datetime(2026, 1, 8, 18, tzinfo=KYIV), 48))
    assert midnights(svg) == pytest.approx([6 / 48, 30 / 48], abs=0.001)


def test_the_day_the_clocks_change_is_an_hour_shorter() -> None:
    """In Kyiv 29 March 2026 lasts 23 hours: from its midnight on, the next comes after 23 and then 47 hours."""
    svg = drawn([1.0] * 72, horizon(datetime(2026, 3, 29, 0, tzinfo=KYIV), 72))
    assert midnights(svg)[:2] == pytest.approx([23 / 72, 47 / 72], abs=0.001)


def test_days_are_named_in_local_time() -> None:
    """The stretches between midnights carry weekday and date."""
    svg = drawn([1.0] * 72, horizon(datetime(2026, 1, 8, 16, tzinfo=KYIV), 72))
    assert [text.text for text in svg.iter("text") if text.get("class") == "day"] == [
        "Fri 9 Jan",
        "Sat 10 Jan",
        "Sun 11 Jan",
    ]


@pytest.mark.parametrize("hours", [0.2, 1, 6, 24, 240])
def test_any_horizon_can_be_drawn(hours: float) -> None:
    """Horizons of minutes or many days give a well-formed chart with a title."""
    svg = drawn(
        [1.0],
        Horizon(
            datetime(2026, 1, 8, 16, tzinfo=KYIV),
            datetime(2026, 1, 8, 16, tzinfo=KYIV) + timedelta(hours=hours),
            (0.0,),
        ),
    )
    assert svg.findtext("title") == "Title"


def test_a_sparkline_of_nothing_is_flat() -> None:
    """Zeros give a line on the ground, not a division by zero."""
    svg = ElementTree.fromstring(sparkline(Curve([0.0, 0.0]), horizon(datetime(2026, 1, 8, 16, tzinfo=KYIV), 2)))
    assert "0.0,25.0 120.0,25.0" in str(list(svg)[1].get("d"))
