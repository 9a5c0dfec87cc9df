"""A published timetable, whatever its shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from relight.errors import InputError, Problem
from relight.files.schedules.gpv import read_gpv
from relight.files.schedules.listing import read_schedule_csv
from relight.files.schedules.schedule import Schedule, Taking
from relight.files.schedules.yasno import read_yasno

MOST_BYTES = 50 * 2**20


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
    try:
        content = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise _refused(path, "it is neither JSON nor a .csv", "get the file anew") from None
    if not isinstance(content, Mapping):
        raise _refused(path, f"a {type(content).__name__} instead of an object", "get the file anew")
    if "fact" in content or "preset" in content:
        return read_gpv(content, Taking(path.name, zone_name or str(content.get("regionId") or path.stem), clock))
    entries = [entry for entry in content.values() if isinstance(entry, Mapping)]
    if any({"today", "tomorrow"} & entry.keys() for entry in entries) or "planned" in content or "probable" in content:
        return read_yasno(content, Taking(path.name, zone_name or path.stem, clock), today)
    raise _refused(path, "no timetable in it", "Yasno's shape has today and tomorrow, DTEK's has fact and preset")


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
