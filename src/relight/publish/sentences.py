"""The engine's sentences on why something is off, in the language of a page: each is made of phrases that are known."""

from __future__ import annotations

import re
from collections.abc import Mapping

from relight.publish.words import Words

ASSET = r"(?P<asset>\w+:\S+)"
PHRASES: Mapping[str, re.Pattern[str]] = {
    f"cause.{name}": re.compile(pattern)
    for name, pattern in {
        "only": r"only (?P<share>\d+)% of its (?P<need>[^(]+?)(?P<held> \(.+\))?",
        "off": rf"{ASSET} off: (?P<because>.+)",
        "computed": r"as computed: (?P<because>.+)",
        "unexplained": r"nothing reported explains it",
        "unconnected": rf"no unit with power is connected to {ASSET}",
        "too_low": rf"the units connected to {ASSET} cannot carry all feeders, and this one ranks too low",
        "line": rf"there is power, but a line on its way to {ASSET} is at its limit",
        "least_output": rf"there is power for {ASSET}, but not with every running unit at its least output or above",
        "out": rf"{ASSET} is out",
        "out_since": rf"{ASSET} out since (?P<day>\w{{3}}) (?P<time>\d\d:\d\d)(?P<source> \(.+\))?",
        "damaged": rf"{ASSET} is damaged, (?P<share>\d+)% left",
        "in_turn": rf"{ASSET} needs it in turn",
        "no": r"no (?P<need>[^(]+?)(?P<held> \(.+\))?",
    }.items()
}
"""Key of the text -> what the engine writes."""

HELD: Mapping[str, re.Pattern[str]] = {
    "held.weak": re.compile(r"carries (?P<most>\d+)% of it, at least (?P<least>\d+)% is needed"),
    "held.empty": re.compile(r"(?P<backup>[^ ,(]+) empty"),
    "held.level": re.compile(r"(?P<backup>[^ ,(]+) at (?P<share>\d+)%"),
}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def told(sentence: str, words: Words) -> str:
    """A sentence of the engine in the language of the page; what is no phrase of the engine's stays as it is."""
    return "; ".join(_phrase(phrase, words) for phrase in re.split(r"; (?![^()]*\))", sentence))


def _phrase(phrase: str, words: Words) -> str:
    for key, pattern in PHRASES.items():
        found = pattern.fullmatch(phrase)
        if found:
            return words(key, **{name: _value(name, text or "", words) for name, text in found.groupdict().items()})
    return phrase


def _value(name: str, text: str, words: Words) -> str:
    if name == "because":
        return words.term("because", text)
    if name == "need":
        name, _, number = text.partition(" ")  # "signalling 2": one of several of a kind
        return f"{words.term('need_of', name)} {number}".rstrip()
    if name == "day":
        return words(f"day.{DAYS.index(text)}.short") if text in DAYS else text
    if name == "held":
        for key, pattern in HELD.items():
            text = pattern.sub(lambda found, key=key: _held(key, found, words), text)  # type: ignore[misc]
    return text


def _held(key: str, found: re.Match[str], words: Words) -> str:
    parts = found.groupdict()
    if "backup" in parts:
        parts["backup"] = words.term("held_in", parts["backup"])
    return words(key, **parts)
