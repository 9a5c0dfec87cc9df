"""Boil-water, sewage and loudspeaker warnings: which districts now, which later, and all times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relight.publish.words import Words

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Warned:
    """One kind of warning: what it is, what to do, the districts now and later, and every stretch of time."""

    title: str
    action: str
    now: str
    later: str
    times: tuple[str, ...]


def warnings(outlook: Item, words: Words) -> list[Warned]:
    """The warnings by kind; a district stands once under now or later, with the first time that applies to it."""
    names = {district["district"]: district["name"] for district in outlook["districts"]}
    kinds: dict[str, dict[str, list[Item]]] = {}
    for warning in sorted(outlook.get("warnings", []), key=lambda item: item["from"]):
        name = names.get(warning["district"], warning["district"])
        kinds.setdefault(warning["kind"], {}).setdefault(name, []).append(warning)
    return [_warned(kind, dict(sorted(districts.items())), words) for kind, districts in sorted(kinds.items())]


def _warned(kind: str, districts: Mapping[str, list[Item]], words: Words) -> Warned:
    now = [name for name, stretches in districts.items() if words.has_begun(stretches[0]["from"])]
    later = [
        words("warning.from", district=name, time=words.clock(stretches[0]["from"]))
        for name, stretches in districts.items()
        if name not in now
    ]
    return Warned(
        words.term("warning", kind),
        words.term("warning_action", kind),
        ", ".join(now),
        ", ".join(later),
        tuple(_span(stretch, name, words) for name, stretches in districts.items() for stretch in stretches),
    )


def _span(warning: Item, name: str, words: Words) -> str:
    if words.has_begun(warning["from"]):
        span = words("warning.now", district=name)
    else:
        span = words("warning.from", district=name, time=words.clock(warning["from"]))
    if warning["until"] is not None:
        span = words("warning.until", span=span, time=words.clock(warning["until"]))
    span = words("warning.people", span=span, people=words.people(warning["people"]))
    chance = warning.get("chance", {}).get("probability", 1.0)
    return span if chance == 1.0 else words("warning.chance", span=span, chance=words.share(chance, 1.0))
