"""A published timetable, whatever its shape."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from relight.errors import InputError, Problem
from relight.files.schedules.gpv_reading import read_gpv
from relight.files.schedules.listing import read_schedule_csv
from relight.files.schedules.schedule import Schedule, Taking
from relight.files.schedules.yasno_reading import read_yasno

MOST_BYTES = 50 * 2**20
DEEPEST = 3
"""Planned, group and day: below stand slots."""


def read_schedule(path: Path, clock: ZoneInfo, zone_name: str = "", today: date | None = None) -> Schedule:
    """What a timetable says: Yasno's or DTEK's JSON, or CSV, told apart by what is in it.

    Parameters
    ----------
    path
        The file.
    clock
        Time zone of its local times.
    zone_name
        Supply zone of its groups; without one it is the file's own region, else the file's name.
    today
        The day that "today" is, for files whose own dates cannot be read.

    Raises
    ------
    InputError
        With every defect that cannot be mended.
    """
    text = _text(path)
    if path.suffix.lower() == ".csv":
        return read_schedule_csv(text, Taking(path.name, zone_name or path.stem, clock))
    content = _json(path, text)
    if "fact" in content or "preset" in content:
        taking = Taking(path.name, zone_name or str(content.get("regionId") or path.stem), clock)
        return _careful(content, read_gpv(content, taking))
    entries = [entry for entry in content.values() if isinstance(entry, Mapping)]
    if any({"today", "tomorrow"} & entry.keys() for entry in entries) or "planned" in content or "probable" in content:
        return _careful(content, read_yasno(content, Taking(path.name, zone_name or path.stem, clock), today))
    raise _refused(path, "no timetable in it", "Yasno's shape has today and tomorrow, DTEK's has fact and preset")


def _json(path: Path, text: str) -> Mapping[str, Any]:
    """The object in a file; a name that comes twice in it is refused: which of the two counts nobody knows."""
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        twice.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return found

    try:
        content = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=once)
    except (ValueError, RecursionError):
        begun = text.removeprefix("\ufeff").lstrip().startswith("{")
        found = "its JSON is cut off or damaged" if begun else "it is neither JSON nor a .csv"
        raise _refused(path, found, "get the file anew") from None
    if twice:
        raise _refused(path, f"{', '.join(sorted(set(twice)))} comes twice in one object", "get the file anew")
    if not isinstance(content, Mapping):
        kind = "a list" if isinstance(content, list) else "a single value"
        raise _refused(path, f"{kind} instead of an object", "get the file anew")
    return content


def _careful(content: Mapping[str, Any], schedule: Schedule) -> Schedule:
    """Nothing is promised by a file that calls out an emergency in a way that its shape does not have."""
    called = sorted(set(_emergencies(content, DEEPEST)))
    if not called:
        return schedule
    note = f"{', '.join(called)}: an emergency is called out, for whom is not said: supply is promised to nobody"
    return replace(schedule, rota=replace(schedule.rota, spans=()), notices=(*schedule.notices, note))


def _emergencies(content: Mapping[str, Any], depth: int) -> Iterator[str]:
    for key, value in content.items():
        if "emergency" in key.casefold() and value:
            yield key
        if isinstance(value, Mapping) and depth and key not in ("preset", "meta"):
            yield from _emergencies(value, depth - 1)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, "it is too large for a timetable", "check that it is the right file")
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise _refused(path, "it is not UTF-8 text", "save it as UTF-8") from None
    except OSError as error:
        raise _refused(path, f"it cannot be read ({error.strerror})", "check the path") from None


def _refused(path: Path, found: str, remedy: str) -> InputError:
    return InputError([Problem(path.name, 0, "", found, remedy)])
