"""Times, days and names of groups as producers write them: with a wrong offset, in milliseconds, numbers as texts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from relight.files.schedules.schedule import Taking
from relight.files.schedules.wall import day_of_midnight

YEARS = range(2000, 2101)
"""No timetable is of another year: such a time is a wrong number."""

MILLISECONDS = 1e11
"""As seconds the year 5138: so large a number counts milliseconds."""

MOST_NUMBER = 1e15
"""Nothing in a timetable is larger; what is no number is not below it either."""

DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? +(\d{1,2}:\d\d(?::\d\d)?))?")
NUMBER = re.compile(r"\d{9,14}(\.\d+)?")
GROUP = re.compile(r"(?:gpv|черга|група|queue|group)[\s_-]*(\d+[.,]\d+)", re.IGNORECASE)
"""A name around the number of a group, as in "Черга 3.1"."""


def instant_of(value: Any, taking: Taking, where: str) -> datetime | None:
    """The instant that a text or a number of seconds means; None if it means none, which is noted where it is given."""
    if value is None or value == "":
        return None
    instant, wrong = _instant(value, taking)
    if instant is None:
        taking.note(f"{where} {value!r} is not a time: the age of the content is not known")
    elif wrong:
        taking.note(f"{where} {value!r} {wrong}")
    return instant


def day_of(value: Any, taking: Taking, where: str) -> date | None:
    """The local day whose midnight a value means, or which it names; None if it does neither."""
    written = _date(value)
    if written is not None:
        taking.note(f"{where} {value!r} is a date without an offset: taken as the local day")
        return written
    instant, wrong = _instant(value, taking)
    found = None if instant is None else day_of_midnight(instant, taking.clock)
    if found is None:
        return None
    if wrong:
        taking.note(f"{where} {value!r} {wrong}")
    if found[1]:
        taking.note(f"{where} {found[0]}: {found[1]}")
    return found[0]


def group_of(name: str, taking: Taking) -> str:
    """A group by its number alone: "Черга 3.1" is 3.1; any other name stays as it is."""
    match = GROUP.fullmatch(name.strip())
    if match is None:
        return name.strip()
    taking.note(f"groups are written as {name.replace(match[1], '…')!r}: taken by their numbers")
    return match[1].replace(",", ".")


def _instant(value: Any, taking: Taking) -> tuple[datetime | None, str]:
    """The instant, and what was wrong with how it is written."""
    wrong: list[str] = []
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not abs(value) < MOST_NUMBER:
            return None, ""
        if abs(value) >= MILLISECONDS:
            value = value / 1000
            wrong.append("counts milliseconds")
        return _of_these_years(value, taking), ", ".join(wrong)
    if not isinstance(value, str):
        return None, ""
    text = value.strip()
    if text.endswith("Z") and "+" in text[10:]:
        text = text[:-1]
        wrong.append("has an offset and a Z: the offset is used")
    day_first = DAY_FIRST.fullmatch(text)
    if day_first:
        day, month, year, clock = day_first.groups()
        text = f"{year}-{int(month):02d}-{int(day):02d}T{(clock or '0:00').zfill(5)}"
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None, ""
    if instant.year not in YEARS:
        return None, ""
    local = instant.astimezone(taking.clock) if instant.tzinfo else instant.replace(tzinfo=taking.clock)
    return local, ", ".join(wrong)


def _of_these_years(seconds: float, taking: Taking) -> datetime | None:
    if not 0 <= seconds < MILLISECONDS:
        return None
    instant = datetime.fromtimestamp(seconds, UTC)
    return instant.astimezone(taking.clock) if instant.year in YEARS else None


def _date(value: Any) -> date | None:
    """A day that is written as a date, or as its midnight without an offset."""
    if not isinstance(value, str) or NUMBER.fullmatch(value.strip()):
        return None
    text, day_first = value.strip(), DAY_FIRST.fullmatch(value.strip())
    if day_first and day_first[4] in (None, "0:00", "00:00"):
        text = f"{day_first[3]}-{int(day_first[2]):02d}-{int(day_first[1]):02d}"
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    midnight = instant.tzinfo is None and (instant.hour, instant.minute, instant.second) == (0, 0, 0)
    return instant.date() if midnight and instant.year in YEARS else None
