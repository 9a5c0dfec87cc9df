"""`region.toml`: the settings of a region, read strictly and written by hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from relight.errors import Problem
from relight.files.lines import BYTE_ORDER_MARK
from relight.model.check.settings import SETTINGS_FILE
from relight.model.check.values import UNPRINTABLE
from relight.model.check.wording import closest, plain_number, shown
from relight.model.region import Settings, Source

SETTINGS_LIMIT_BYTES = 2**20
NEUTRAL = Settings(name="?", timezone="UTC")
"""Stands for settings that could not be read, so that the tables can still be checked."""

SOURCE_KEYS = ("title", "url", "licence")
TOP_KEYS = (
    "name", "timezone", "slot_minutes", "base_mva", "susceptance",
    "weights", "services", "dynamics", "rota", "assumptions", "sources",
)  # fmt: skip
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass
class Toml:
    """A parsed file and the problems found on the way to its settings."""

    values: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)
    file: str = SETTINGS_FILE

    def fault(self, key: str, found: str, remedy: str) -> None:
        """Add a problem with a key."""
        self.problems.append(Problem(self.file, 0, key, found, remedy))

    def take(self, value: Any, key: str, kind: str, default: Any) -> Any:
        """The value if it is of that kind, else the default and a problem."""
        if KINDS[kind](value):
            return value
        self.fault(key, f"{shown(str(value))} is not {kind}", f"give {kind}")
        return default

    def top(self, key: str, kind: str, default: Any) -> Any:
        """The value of a key of the file if it is there and of that kind, else the default."""
        return self.take(self.values[key], key, kind, default) if key in self.values else default

    def table(self, key: str, kind: str) -> dict[str, Any]:
        """The entries of a table whose values are all of one kind; others are left out."""
        entries = self.top(key, "a table", {})
        taken = {name: self.take(value, f"{key}.{name}", kind, None) for name, value in entries.items()}
        return {name: value for name, value in taken.items() if value is not None}

    def unknown(self, keys: Mapping[str, Any], allowed: tuple[str, ...], prefix: str = "") -> None:
        """Adds a problem for every key that is not allowed."""
        for key in keys:
            if key not in allowed:
                near = closest(key, allowed)
                remedy = f"did you mean {shown(near)}?" if near else f"remove it; known are {', '.join(allowed)}"
                self.fault(prefix + key, f"key {shown(key)} is not known", remedy)


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not UNPRINTABLE.search(value)


KINDS: dict[str, Callable[[Any], bool]] = {
    "a text": _is_text,
    "a number": _is_number,
    "a whole number": lambda value: _is_number(value) and isinstance(value, int),
    "true or false": lambda value: isinstance(value, bool),
    "a table": lambda value: isinstance(value, dict),
    "a list of tables": lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value),
}


def read_settings(content: bytes) -> tuple[Settings, tuple[Problem, ...], bool]:
    """The settings, what is wrong with their form, and whether the file could be parsed at all.

    What is wrong with their values, as a time zone that does not exist, is for `check_region` to say.
    """
    try:
        values = tomllib.loads(content.removeprefix(BYTE_ORDER_MARK).decode())
    except UnicodeDecodeError as error:
        found = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8"
        return NEUTRAL, (Problem(SETTINGS_FILE, 0, "", found, "save the file as UTF-8"),), False
    except (ValueError, RecursionError) as error:
        return NEUTRAL, (_syntax_problem(error),), False
    toml = Toml(values)
    settings = _settings(toml)
    return settings, tuple(toml.problems), True


def _syntax_problem(error: Exception) -> Problem:
    reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "a value is too long or too deeply nested"
    place = re.search(r" \(at line (\d+), column \d+\)", reason)
    text = reason.replace(place[0], "") if place else reason
    quotes = ': a text stands between two ", as name = "Valley"' if text == "Invalid value" else ""
    remedy = f"correct that line{quotes}"
    return Problem(SETTINGS_FILE, int(place[1]) if place else 0, "", f"not valid TOML: {text}", remedy)


def _settings(toml: Toml) -> Settings:
    toml.unknown(toml.values, TOP_KEYS)
    dynamics = toml.top("dynamics", "a table", {})
    toml.unknown(dynamics, ("enabled",), "dynamics.")
    base_mva = toml.top("base_mva", "a number", NEUTRAL.base_mva)
    return Settings(
        name=toml.take(toml.values.get("name", ""), "name", "a text", "?"),
        timezone=toml.take(toml.values.get("timezone", ""), "timezone", "a text", "UTC"),
        slot_minutes=toml.top("slot_minutes", "a whole number", NEUTRAL.slot_minutes),
        base_mva=float(base_mva),
        susceptance=toml.top("susceptance", "a text", NEUTRAL.susceptance),
        dynamics=toml.take(dynamics.get("enabled", False), "dynamics.enabled", "true or false", False),
        weights={name: float(value) for name, value in toml.table("weights", "a number").items()},
        extra_services=toml.table("services", "a text"),
        assumptions={name: float(value) for name, value in toml.table("assumptions", "a number").items()},
        rota={name: float(value) for name, value in toml.table("rota", "a number").items()},
        sources=tuple(_sources(toml)),
    )


def _sources(toml: Toml) -> Iterator[Source]:
    for place, entry in enumerate(toml.top("sources", "a list of tables", []), 1):
        prefix = f"sources[{place}]."
        toml.unknown(entry, SOURCE_KEYS, prefix)
        texts = {key: toml.take(entry.get(key, ""), prefix + key, "a text", "?") for key in SOURCE_KEYS}
        if not texts["title"]:
            toml.fault(prefix + "title", "no title", "name the source")
        yield Source(**texts)


def settings_text(settings: Settings) -> str:
    """The settings as `region.toml`; what is at its default is left out."""
    lines = [f"name = {_quoted(settings.name)}", f"timezone = {_quoted(settings.timezone)}"]
    if settings.slot_minutes != NEUTRAL.slot_minutes:
        lines.append(f"slot_minutes = {settings.slot_minutes}")
    if settings.base_mva != NEUTRAL.base_mva:
        lines.append(f"base_mva = {plain_number(settings.base_mva)}")
    if settings.susceptance != NEUTRAL.susceptance:
        lines.append(f"susceptance = {_quoted(settings.susceptance)}")
    lines += _section("weights", {name: plain_number(settings.weights[name]) for name in sorted(settings.weights)})
    lines += _section("services", {name: _quoted(text) for name, text in settings.extra_services.items()})
    lines += ["", "[dynamics]", f"enabled = {'true' if settings.dynamics else 'false'}"]
    lines += _section("rota", {name: plain_number(settings.rota[name]) for name in sorted(settings.rota)})
    changed = {name: plain_number(settings.assumptions[name]) for name in sorted(settings.assumptions)}
    lines += _section("assumptions", changed)
    for source in settings.sources:
        given = {key: getattr(source, key) for key in SOURCE_KEYS}
        lines += ["", "[[sources]]", *(f"{key} = {_quoted(text)}" for key, text in given.items() if text)]
    return "\n".join(lines) + "\n"


def _section(name: str, entries: Mapping[str, str]) -> list[str]:
    return ["", f"[{name}]", *(f"{_key(key)} = {value}" for key, value in entries.items())] if entries else []


def _key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}" for char in escaped) + '"'
