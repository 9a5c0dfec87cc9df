"""The maps of a page and the table that says the same: one large map, small ones ahead and for other services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from relight.publish.bands import band, span
from relight.publish.horizon import Horizon
from relight.publish.interactive import series
from relight.publish.map import definitions, district_map
from relight.publish.outlines import Drawing
from relight.publish.restoration import by_parent, first_service, lost_services
from relight.publish.shares import MODELLED_AT_ALL, letter, modelled_people, ranges
from relight.publish.words import Words

MOST_SMALL_MAPS = 8


@dataclass(frozen=True)
class MapLine:
    """One district beside the map: its position in the drawing, its letter, and people without now and ahead."""

    position: int
    name: str
    letter: str
    people: tuple[tuple[str, str], ...]
    """Each with its band in an ensemble, else with an empty text."""


@dataclass(frozen=True)
class Maps:
    """Everything of the map section."""

    definitions: Markup
    large: Markup
    service: str
    small: tuple[tuple[str, str, Markup], ...]
    """Caption, line below it, map."""
    legend: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[MapLine, ...]], ...]
    """Parent, its districts."""


def maps(outlook: Mapping[str, Any], drawing: Drawing, horizon: Horizon, words: Words) -> Maps:
    """The maps of electricity now and ahead and of the other lost services now, and the table beside them."""
    first, ahead = first_service(outlook), horizon.ahead()
    small = [_small(outlook, drawing, horizon, words, (first, hours)) for hours in ahead]
    small += [
        _small(outlook, drawing, horizon, words, (service, 0)) for service in lost_services(outlook) if service != first
    ]
    names = {item["district"]: item["name"] for item in sorted(outlook["districts"], key=lambda item: -item["people"])}
    label = words.service(first)
    title = words("map.title", service=label, time=words.clock(horizon.start))
    return Maps(
        definitions=definitions(drawing),
        large=_map(outlook, drawing, horizon, words, (first, 0), title, names),
        service=label,
        small=tuple(small[:MOST_SMALL_MAPS]),
        legend=tuple(legend(words)),
        heads=(words("column.now"), *(words("column.in_short", hours=hours) for hours in ahead)),
        lines=tuple(_lines(outlook, drawing, horizon, words, first)),
    )


def legend(words: Words) -> list[tuple[str, str]]:
    """Each letter with the share of people it stands for."""
    rows = [(name, words("legend.range", low=low, high=high)) for name, low, high in ranges()]
    rows[0] = (rows[0][0], words("legend.none", high=ranges()[0][2]))
    return [*rows, ("N", words("legend.not_modelled"))]


def _value(district: Mapping[str, Any], service: str, horizon: Horizon, hours: float) -> float:
    values = series(district, service, horizon)
    return float(values[0] if hours == 0 else values[horizon.slot(hours) + 1])


def _map(
    outlook: Mapping[str, Any],
    drawing: Drawing,
    horizon: Horizon,
    words: Words,
    shown: tuple[str, float],
    title: str,
    names: Mapping[str, str] | None = None,
) -> Markup:
    service, hours = shown
    letters, tips = {}, {}
    for district in outlook["districts"]:
        without, modelled = _value(district, service, horizon, hours), modelled_people(district, service)
        mark = letter(without, modelled)
        letters[district["district"]] = mark
        tips[district["district"]] = f"{district['name']}: {tip(without, modelled, words)}"
    return district_map(drawing, letters, tips, title, words("map.description"), names)


def tip(without: float, modelled: float, words: Words) -> str:
    """People without and their share, or that this is not modelled."""
    if modelled < MODELLED_AT_ALL:
        return words("back.not_modelled")
    return f"{words.people(without)} ({words.share(without, modelled)})"


def _small(
    outlook: Mapping[str, Any], drawing: Drawing, horizon: Horizon, words: Words, shown: tuple[str, float]
) -> tuple[str, str, Markup]:
    service, hours = shown
    time = words.clock(horizon.time(60 * hours))
    label = words.service(service)
    total, likely = outlook["without_now"].get(service, 0.0), ""
    if hours:
        slot = horizon.slot(hours)
        total = outlook["people_without"][service][slot]
        likely = span(band(outlook, "people_without", service, slot), words.people)
    when = words("map.in_hours", hours=words.number(hours), time=time) if hours else words("map.now", time=time)
    drawn = _map(outlook, drawing, horizon, words, shown, words("map.title", service=label, time=time))
    people = f"{words.people(total)} ({likely})" if likely else words.people(total)
    return f"{label}, {when}", words("map.people", people=people), drawn


def _lines(
    outlook: Mapping[str, Any], drawing: Drawing, horizon: Horizon, words: Words, service: str
) -> Sequence[tuple[str, tuple[MapLine, ...]]]:
    position = {outline.district: place for place, outline in enumerate(drawing.outlines)}
    hours = (0, *horizon.ahead())
    groups = []
    for parent, districts in by_parent(outlook["districts"]):
        lines = []
        for district in districts:
            modelled = modelled_people(district, service)
            now = _value(district, service, horizon, 0)
            people = tuple(_people(district, service, horizon, hour, words) for hour in hours)
            place = position[district["district"]]
            lines.append(MapLine(place, district["name"], letter(now, modelled), people))
        groups.append((parent, tuple(lines)))
    return groups


def _people(
    district: Mapping[str, Any], service: str, horizon: Horizon, hours: float, words: Words
) -> tuple[str, str]:
    """People without and the band around them; the present has none."""
    if modelled_people(district, service) < MODELLED_AT_ALL:
        return "–", ""
    found = band(district, "without_at", service, horizon.slot(hours)) if hours else None
    return words.people(_value(district, service, horizon, hours)), span(found, words.people)
