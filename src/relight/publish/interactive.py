"""The numbers behind a page's time slider: what its script needs to move the map and the figures, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from relight.publish.bands import band_series
from relight.publish.curves import plot_span
from relight.publish.horizon import Horizon
from relight.publish.outlines import Drawing
from relight.publish.overview import STALE_AFTER_MINUTES, service_names
from relight.publish.restoration import first_service
from relight.publish.shares import LETTERS, LIMITS, NOT_MODELLED, modelled_people
from relight.publish.words import Words

TEXTS = ("now", "head", "thousands", "not_modelled", "old")


def runs(values: Iterable[float]) -> list[int]:
    """Whole numbers run-length encoded: value, count, value, count, … (most people's state changes seldom)."""
    encoded: list[int] = []
    for value in values:
        whole = int(value + 0.5)
        if encoded and encoded[-2] == whole:
            encoded[-1] += 1
        else:
            encoded += [whole, 1]
    return encoded


def script_data(outlook: Mapping[str, Any], drawing: Drawing, horizon: Horizon, words: Words) -> dict[str, Any]:
    """What the inline script works with. Position 0 of every series is now, position i + 1 is slot i."""
    services = service_names(outlook)
    districts = {district["district"]: district for district in outlook["districts"]}
    order = [outline.district for outline in drawing.outlines if outline.district in districts]
    return {
        "times": [words.clock(horizon.start), *(words.clock(horizon.time(minute)) for minute in horizon.minutes)],
        "shares": [0.0, *(round(minute / horizon.length, 5) for minute in horizon.minutes)],
        "start": horizon.start.isoformat(),
        "services": [{"id": name, "label": words.service(name)} for name in services],
        "ahead": [0, *(horizon.slot(hours) + 1 for hours in horizon.ahead())],
        "districts": [districts[name]["name"] for name in order],
        "modelled": {
            service: [int(modelled_people(districts[name], service) + 0.5) for name in order] for service in services
        },
        "without": {
            service: [runs(series(districts[name], service, horizon)) for name in order] for service in services
        },
        "totals": {
            service: runs([outlook["without_now"].get(service, 0.0), *outlook["people_without"][service]])
            for service in services
        },
        "bands": {service: _bands(outlook, [districts[name] for name in order], service) for service in services},
        "all": {
            service: int(outlook["people"] - outlook["not_modelled"].get(service, 0.0) + 0.5) for service in services
        },
        "letters": LETTERS,
        "limits": LIMITS,
        "unknown": NOT_MODELLED,
        "span": plot_span(),
        "first": first_service(outlook),
        "as_of": words.full(horizon.start),
        "old_after": STALE_AFTER_MINUTES,
        "texts": {key: words(f"script.{key}", time="{time}", age="{age}") for key in TEXTS},
        "units": {key: words(f"unit.{key}") for key in ("minutes", "hours", "days")},
    }


def series(district: Mapping[str, Any], service: str, horizon: Horizon) -> Sequence[float]:
    """The district's people without the service now and in each slot; nobody where the outlook lists nothing."""
    ahead = district["without_at"].get(service) or [0.0] * len(horizon.minutes)
    return [district["without_now"].get(service, 0.0), *ahead]


def _bands(outlook: Mapping[str, Any], districts: Sequence[Mapping[str, Any]], service: str) -> list[list[list[int]]]:
    """P10 and P90 in every slot, of the whole region, then of each district; nothing in a single run."""
    whole = band_series(outlook, "people_without", service)
    if whole is None:
        return []
    nobody = ([0.0] * len(whole[0]),) * 2
    found = [(outlook, whole)]
    found += [(district, band_series(district, "without_at", service) or nobody) for district in districts]
    return [[runs([item["without_now"].get(service, 0.0), *edge]) for edge in edges] for item, edges in found]


def embedded(data: Mapping[str, Any]) -> Markup:
    """JSON that may stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))
