"""A day as a strip from midnight to midnight, on which times are drawn as bars; the style says how a state looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup


@dataclass(frozen=True)
class Span:
    """A time with its state; what ends before it begins is no time at all."""

    begin: datetime
    end: datetime
    state: str


def strip(begin: datetime, end: datetime, spans: Iterable[Span]) -> Markup:
    """The bars of one day, later ones above earlier ones; for who cannot see them times in numbers stand beside it."""
    bars = []
    for span in spans:
        first, last = max(begin, span.begin), min(end, span.end)
        if first < last:
            left, right = _percent(begin, end, first), _percent(begin, end, last)
            bars.append(
                Markup('<i class="{}" style="left:{:.4g}%;width:{:.4g}%"></i>').format(span.state, left, right - left)
            )
    return Markup('<span class="strip" aria-hidden="true">{}</span>').format(Markup("").join(bars))


def strip_hours(begin: datetime, end: datetime, marks: Iterable[tuple[datetime, str]]) -> Markup:
    """Some hours of the day at their places, to stand above its strips; it says which day that is."""
    labels = [
        Markup('<span style="left:{:.4g}%">{}</span>').format(_percent(begin, end, instant), text)
        for instant, text in marks
    ]
    return Markup('<span class="hours" aria-hidden="true" data-begin="{}" data-end="{}">{}</span>').format(
        begin.isoformat(), end.isoformat(), Markup("").join(labels)
    )


def _percent(begin: datetime, end: datetime, instant: datetime) -> float:
    return 100 * ((instant - begin) / (end - begin))
