"""Boil-water, sewage and loudspeaker warnings: which districts now, which later, and all times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relight.publish.bands import Band, times_span
from relight.publish.bands import span as span_of
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
    end = outlook["end"]
    return [_warned(kind, dict(sorted(districts.items())), words, end) for kind, districts in sorted(kinds.items())]


def _warned(kind: str, districts: Mapping[str, list[Item]], words: Words, end: str) -> Warned:
    now = [name for name, stretches in districts.items() if words.has_begun(stretches[0]["from"])]
    later = [
        _after(_begins(stretches[0], name, words), _share(stretches[0], words))
        for name, stretches in districts.items()
        if name not in now
    ]
    return Warned(
        words.term("warning", kind),
        words.term("warning_action", kind),
        ", ".join(now),
        ", ".join(later),
        tuple(_span(stretch, name, words, end) for name, stretches in districts.items() for stretch in stretches),
    )


def _span(warning: Item, name: str, words: Words, end: str) -> str:
    begun = words.has_begun(warning["from"])
    span = words("warning.now", district=name) if begun else _begins(warning, name, words)
    if warning["until"] is not None:
        span = words("warning.until", span=span, time=words.clock(warning["until"]))
    span = words("warning.people", span=span, people=words.people(warning["people"]))
    return _after(span, _chance(warning, words, end))


def _chance(warning: Item, words: Words, end: str) -> str:
    """How likely a warning is given, and P10 to P90 of when and for how many; nothing in a single run."""
    chance = warning.get("chance")
    if chance is None:
        return ""
    share = _share(warning, words)
    parts = [words("warning.chance", chance=share)] if share else []
    for key in ("from", "until"):
        low, high = chance[key]["p10"], chance[key]["p90"]
        span = times_span({"at_p10": low, "at_p90": high}, words, end)
        parts += [words(f"warning.{key}_span", span=span)] if span else []
    people = span_of(Band(chance["people"]["p10"], chance["people"]["p90"]), words.people)
    parts += [words("warning.people_span", span=people)] if people else []
    return "; ".join(parts)


def _begins(warning: Item, name: str, words: Words) -> str:
    return words("warning.from", district=name, time=words.clock(warning["from"]))


def _share(warning: Item, words: Words) -> str:
    """In how many scenarios it is given; nothing where it is sure."""
    chance = warning.get("chance", {}).get("probability", 1.0)
    return "" if chance == 1.0 else words.share(chance, 1.0)


def _after(text: str, note: str) -> str:
    """A text with a note in brackets behind it, if there is one."""
    return f"{text} ({note})" if note else text
