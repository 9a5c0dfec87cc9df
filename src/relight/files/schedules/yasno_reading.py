"""Yasno's shape read, with the defects of its producers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from relight.files.schedules.moments import MOST_NUMBER, day_of, group_of, instant_of
from relight.files.schedules.schedule import Schedule, Taking, WeeklySlot
from relight.files.schedules.wall import DAY_MINUTES, next_day
from relight.files.schedules.yasno import (
    APPLIES,
    DEFINITE,
    MEANING,
    NO_OUTAGES,
    NOT_PLANNED,
    OLD_TYPES,
    SHUTDOWNS,
    TYPES,
    WAITING,
)
from relight.model.rota import LIKELY_ON, Area
from relight.model.schema.rota import EMERGENCY

ANEW = "get the file anew"
CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")


@dataclass(frozen=True, order=True)
class DaySlot:
    """A slot of a day [minutes from midnight], with the state and source that relight writes beside its type."""

    begin: float
    end: float
    kind: str
    state: str | None = None
    source: str = ""


def read_yasno(content: Mapping[str, Any], taking: Taking, today: date | None = None) -> Schedule:
    """What a file of this shape says.

    Parameters
    ----------
    content
        Groups with their days; or an object with such groups as `planned`, and weekly templates as `probable`.
    taking
        Where it goes.
    today
        The day that "today" is, for files whose own dates cannot be read.

    Raises
    ------
    InputError
        With every defect that cannot be mended.
    """
    planned = content.get("planned", {}) if "planned" in content or "probable" in content else content
    if not isinstance(planned, Mapping):
        taking.refuse("planned", "it is not an object of groups", ANEW)
        planned = {}
    updated: dict[str, datetime | None] = {}
    for name, entry in planned.items():
        group = group_of(name, taking)
        if group in updated:
            taking.refuse(f"group {group}", "it comes twice", ANEW)
        if isinstance(entry, Mapping):
            _take_group(Area(taking.zone_name, group), entry, today, taking)
            updated[group] = instant_of(entry.get("updatedOn"), taking, f"group {group}, updatedOn")
        else:
            taking.note(f"group {group} has no days: unknown")
    taking.promise_only_with_age({Area(taking.zone_name, group): instant for group, instant in updated.items()})
    _take_probable(content.get("probable"), taking)
    # The oldest of the groups' times is the age that all of it can claim.
    return taking.schedule(min((instant for instant in updated.values() if instant), default=None), None)


def _take_group(area: Area, entry: Mapping[str, Any], today: date | None, taking: Taking) -> None:
    days: list[date] = []
    for name, offset in (("today", 0), ("tomorrow", 1)):
        told = entry.get(name)
        if isinstance(told, Mapping) and told:
            day = _take_day(area, told, None if today is None else today + timedelta(days=offset), taking)
            days += [] if day is None else [day]
        else:
            taking.note(f"group {area.outage_group} has no {name}: unknown")
    if len(days) == 2 and days[1] != next_day(days[0]):
        taking.note(f"group {area.outage_group}: its today is {days[0]}, its tomorrow {days[1]}: both as dated")


def _take_day(area: Area, entry: Mapping[str, Any], instead: date | None, taking: Taking) -> date | None:
    """What is told of a day; returns which it is."""
    day = _day(entry.get("date"), instead, area, taking)
    status = entry.get("status")
    if not isinstance(status, str) or status not in MEANING:
        known = ", ".join(MEANING)
        taking.refuse(f"group {area.outage_group}", f"status {status!r} is not known", f"known are {known}")
        return day
    where = f"{day}, group {area.outage_group}"
    listed = isinstance(entry.get("slots"), list)
    slots = _slots(entry.get("slots"), where, taking)
    if day is None:
        return None
    if slots and status != SHUTDOWNS:
        _note_gaps(slots, where, taking)
    meaning = dict(MEANING[status])
    if not slots and status != SHUTDOWNS and (status == APPLIES or not listed):
        taking.note(f"{where}: {status} without slots: unknown")
    if status == NO_OUTAGES and any(slot.kind == DEFINITE for slot in slots):
        taking.note(f"{where}: NoOutages contradicts its Definite slots: they are taken as preliminary")
        meaning[NOT_PLANNED] = LIKELY_ON
    if status == WAITING:
        taking.note(f"{where}: {WAITING}" + (": what it says may change" if slots else " without slots: unknown"))
    if status == NO_OUTAGES and not slots and listed:
        slots = [DaySlot(0, DAY_MINUTES, NOT_PLANNED)]
    if status == SHUTDOWNS and not any(slot.state == EMERGENCY for slot in slots):
        taking.note(f"{where}: {SHUTDOWNS}: an emergency all day, no timetable holds")
        taking.take_wall(area, day, (0, DAY_MINUTES), EMERGENCY)
    for slot in slots:
        taking.take_wall(area, day, (slot.begin, slot.end), slot.state or meaning[slot.kind], slot.source)
    return day


def _day(value: Any, instead: date | None, area: Area, taking: Taking) -> date | None:
    where = f"group {area.outage_group}"
    found = day_of(value, taking, f"{where}, date")
    if found is None and instead is not None:
        taking.note(f"{where}: date {value!r} is no local midnight: taken as {instead}")
        return instead
    if found is None:
        taking.refuse(where, f"date {value!r} is no local midnight", "say which day its today is")
    return found


def _slots(value: Any, where: str, taking: Taking) -> list[DaySlot]:
    """The slots of a day in order."""
    rows = value if isinstance(value, list) else []
    scale = 60 if any(_inside(row, "type") in tuple(OLD_TYPES) for row in rows) else 1
    slots = [slot for row in rows if (slot := _slot(row, scale, where, taking)) is not None]
    ordered = sorted(slots, key=lambda slot: (slot.begin, slot.end))
    if [slot.begin for slot in ordered] != [slot.begin for slot in slots]:
        taking.note(f"{where}: its slots are not in order: put in order")
    return ordered


def _note_gaps(slots: Sequence[DaySlot], where: str, taking: Taking) -> None:
    """Say which times of a day two slots name, and which none does."""
    last = 0.0
    for begin, end in [*((slot.begin, slot.end) for slot in slots), (DAY_MINUTES, DAY_MINUTES)]:
        if begin < last:
            taking.note(f"{where}: slots overlap: the more careful of them stands")
        elif begin > last:
            taking.note(f"{where}: no slot from {_clock(last)} to {_clock(begin)}: unknown")
        last = max(last, end)


def _slot(slot: Any, scale: int, where: str, taking: Taking) -> DaySlot | None:
    kind = _inside(slot, "type")
    kind = OLD_TYPES.get(str(kind), kind)
    if not isinstance(kind, str) or kind not in MEANING[APPLIES]:
        taking.refuse(where, f"slot type {kind!r} is not known", f"known are {', '.join(MEANING[APPLIES])}")
        return None
    begin, end = (_minutes(slot.get(key), scale, where, taking) for key in ("start", "end"))
    if begin is None or end is None:
        taking.refuse(where, f"slot {slot} has no start and end", ANEW)
        return None
    if DAY_MINUTES - 1 <= end < DAY_MINUTES:
        taking.note(f"{where}: a slot ends at 23:59: taken as midnight")
        end = DAY_MINUTES
    if not 0 <= begin < end <= DAY_MINUTES:
        found = f"slot {_clock(begin)} to {_clock(end)} does not end after its begin within the day"
        taking.refuse(where, found, ANEW)
        return None
    state = slot.get("state")
    if state is not None and TYPES.get(str(state)) != kind:
        taking.refuse(where, f"state {state!r} of a slot does not go with its type {kind}", ANEW)
        return None
    return DaySlot(begin, end, kind, state, str(slot.get("source", "")))


def _minutes(value: Any, scale: int, where: str, taking: Taking) -> float | None:
    """Minutes from midnight; of a clock time or a number in quotes too."""
    match = CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if match:
        taking.note(f"{where}: slots are written as clock times")
        return 60.0 * int(match[1]) + int(match[2]) + int(match[3] or 0) / 60
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 6:
        taking.note(f"{where}: minutes are texts instead of numbers")
        return float(value) * scale
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MOST_NUMBER:
        return None
    return scale * float(value)


def _clock(minutes: float) -> str:
    """Minutes from midnight as a time; below midnight as a number."""
    return f"{int(minutes // 60):02d}:{int(minutes % 60):02d}" if minutes >= 0 else f"{minutes:g}"


def _take_probable(value: Any, taking: Taking) -> None:
    """Weekly templates: region -> dsos -> groups -> slots by weekday, "0" = Monday."""
    for dso in (dso for region in _values(value) for dso in _values(_inside(region, "dsos"))):
        for name, entry in _items(_inside(dso, "groups")):
            area = Area(taking.zone_name, group_of(name, taking))
            for weekday, slots in _items(_inside(entry, "slots")):
                where = f"weekly template, group {area.outage_group}, day {weekday}"
                if weekday not in ("0", "1", "2", "3", "4", "5", "6"):
                    taking.note(f"{where}: there is no such day of the week: left aside")
                    continue
                taking.weekly += [
                    WeeklySlot(area, int(weekday), int(slot.begin), int(slot.end))
                    for slot in _slots(slots, where, taking)
                    if slot.kind != NOT_PLANNED
                ]


def _inside(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []


def _values(value: Any) -> list[Any]:
    return [inner for _, inner in _items(value)]
