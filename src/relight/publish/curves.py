"""Curves over the horizon as hand-written SVG: steps per slot, day marks in local time, values written on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import floor, log10

from markupsafe import Markup

from relight.publish.horizon import Horizon
from relight.publish.words import Words

WIDTH, HEIGHT = 380.0, 170.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 8.0, 16.0, 30.0
HOURS_LABELLED = (6, 12, 18)
LABEL_EVERY_PX = 42.0
"""Least distance of two hour labels; below it only noon is labelled, then none."""


@dataclass(frozen=True)
class Curve:
    """One line of a chart: its values per slot, the class that styles it, and perhaps the band around it."""

    values: Sequence[float]
    style: str = "line"
    filled: bool = True
    band: tuple[Sequence[float], Sequence[float]] | None = None
    """Lower and upper edge per slot; drawn instead of the area below the line."""

    @property
    def highest(self) -> float:
        """The largest value of the line and its band."""
        return max(max(values, default=0.0) for values in (self.values, *(self.band or ())))


def nice_top(value: float) -> float:
    """The least of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is not below `value`."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= value * (1 - 1e-9))


def chart(curves: Sequence[Curve], horizon: Horizon, words: Words, title: str, description: str) -> Markup:
    """A chart of step curves with its own vertical scale."""
    top = nice_top(max((curve.highest for curve in curves), default=0.0))
    parts = [_days(horizon, words), _scale(top, words)]
    for curve in curves:
        line = _steps(curve.values, horizon, top)
        if curve.band is not None:
            parts.append(_band(curve.band, horizon, top))
        elif curve.filled:
            floor_y = _y(0.0, top)
            parts.append(Markup('<path class="fill" d="{}V{:.1f}H{:.1f}Z"/>').format(line, floor_y, LEFT))
        parts.append(Markup('<path class="{}" d="{}"/>').format(curve.style, line))
    parts.append(
        Markup('<line class="cursor" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>').format(LEFT, TOP, HEIGHT - BOTTOM)
    )
    return Markup(
        '<svg class="chart" viewBox="0 0 {:.0f} {:.0f}" role="img"><title>{}</title><desc>{}</desc>{}</svg>'
    ).format(WIDTH, HEIGHT, title, description, Markup("").join(parts))


def _band(edges: tuple[Sequence[float], Sequence[float]], horizon: Horizon, top: float) -> Markup:
    """The area between two step curves: along the upper one and back along the lower one."""
    there, back = (
        [f"{_x(minute, horizon):.1f},{_y(value, top):.1f}" for minute, value in _corners(values, horizon)]
        for values in (edges[1], edges[0])
    )
    return Markup('<path class="band" d="M{}Z"/>').format(" ".join([*there, *reversed(back)]))


def sparkline(curve: Curve, horizon: Horizon, width: float = 120.0, height: float = 26.0) -> Markup:
    """A curve without axes, for a line of a table; what it shows stands in the table's other columns."""
    top = max(curve.highest, 1e-9)

    def points(values: Sequence[float]) -> list[str]:
        corners = _corners(values, horizon)
        return [f"{at / horizon.length * width:.1f},{height - 1 - v / top * (height - 3):.1f}" for at, v in corners]

    line = "M" + " ".join(points(curve.values))
    if curve.band is None:
        area = Markup('<path class="fill" d="{}V{:.0f}H0Z"/>').format(line, height)
    else:
        low, high = (points(values) for values in curve.band)
        area = Markup('<path class="band" d="M{}Z"/>').format(" ".join([*high, *reversed(low)]))
    return Markup(
        '<svg class="spark" viewBox="0 0 {:.0f} {:.0f}" aria-hidden="true">{}<path class="line" d="{}"/></svg>'
    ).format(width, height, area, line)


def plot_span() -> tuple[float, float]:
    """The x where a chart's time axis begins and ends."""
    return LEFT, WIDTH - RIGHT


def _x(minute: float, horizon: Horizon) -> float:
    return LEFT + minute / horizon.length * (WIDTH - LEFT - RIGHT)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)


def _corners(values: Sequence[float], horizon: Horizon) -> Iterable[tuple[float, float]]:
    """The corners of the steps: minute and value, without those in the middle of a level stretch."""
    edges = horizon.edges()
    for i, value in enumerate(values):
        if i == 0 or value != values[i - 1]:
            yield edges[i], value
        if i + 1 == len(values) or values[i + 1] != value:
            yield edges[i + 1], value


def _steps(values: Sequence[float], horizon: Horizon, top: float) -> str:
    return "M" + " ".join(
        f"{_x(minute, horizon):.1f},{_y(value, top):.1f}" for minute, value in _corners(values, horizon)
    )


def _scale(top: float, words: Words) -> Markup:
    """Three horizontal lines with the values they stand for."""
    lines = []
    for value in (0.0, top / 2, top):
        y = _y(value, top)
        digits = 0 if value == int(value) else 1
        lines.append(
            Markup('<line class="grid" x1="{:.0f}" x2="{:.0f}" y1="{:.1f}" y2="{:.1f}"/>').format(
                LEFT, WIDTH - RIGHT, y, y
            )
            + Markup('<text class="value" x="{:.0f}" y="{:.1f}">{}</text>').format(
                LEFT - 5, y + 3.5, words.number(value, digits)
            )
        )
    return Markup("").join(lines)


def _days(horizon: Horizon, words: Words) -> Markup:
    """A line at every local midnight with the day's name in the middle of its stretch, and some hours."""
    base, parts = HEIGHT - BOTTOM, []
    for begin, end in _day_stretches(horizon, words):
        left, right = _x(begin, horizon), _x(end, horizon)
        if begin > 0:
            parts.append(
                Markup('<line class="midnight" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.0f}" y2="{2:.0f}"/>').format(
                    left, TOP, HEIGHT - 2
                )
            )
        label = words.date(horizon.time(begin))
        if right - left >= len(label) * 5.2:
            parts.append(
                Markup('<text class="day" x="{:.1f}" y="{:.0f}">{}</text>').format(
                    (left + right) / 2, HEIGHT - 4, label
                )
            )
        parts += _hours(begin, end, horizon, words, base)
    return Markup("").join(parts)


def _day_stretches(horizon: Horizon, words: Words) -> list[tuple[float, float]]:
    """Begin and end of each local day within the horizon [min]."""
    midnight = words.local(horizon.start).replace(hour=0, minute=0, second=0, microsecond=0)
    marks = [0.0]
    while marks[-1] < horizon.length:
        midnight = _next_midnight(midnight)
        marks.append(min(horizon.length, (midnight - horizon.start) / timedelta(minutes=1)))
    return list(pairwise(marks))


def _next_midnight(midnight: datetime) -> datetime:
    """The following local midnight, also across a change of the clocks."""
    naive = midnight.replace(tzinfo=None) + timedelta(days=1)
    return naive.replace(tzinfo=midnight.tzinfo)


def _hours(begin: float, end: float, horizon: Horizon, words: Words, base: float) -> list[Markup]:
    day = words.local(horizon.time(begin)).replace(hour=0, minute=0, second=0, microsecond=0)
    six_hours = _x(360, horizon) - _x(0, horizon)
    shown = HOURS_LABELLED if six_hours >= LABEL_EVERY_PX else (12,) if 4 * six_hours >= LABEL_EVERY_PX else ()
    marks = []
    for hour in HOURS_LABELLED:
        minute = (day.replace(hour=hour) - horizon.start) / timedelta(minutes=1)
        if not begin < minute < end:
            continue
        x = _x(minute, horizon)
        marks.append(
            Markup('<line class="tick" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.0f}" y2="{2:.0f}"/>').format(x, base, base + 4)
        )
        if hour in shown:
            marks.append(Markup('<text class="hour" x="{:.1f}" y="{:.0f}">{:02d}</text>').format(x, base + 13, hour))
    return marks
