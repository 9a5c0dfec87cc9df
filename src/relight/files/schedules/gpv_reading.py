"""DTEK's "GPV" shape read, with the defects of its producers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from relight.files.schedules.gpv import EXACT_STATES, HALVES, PREFIX, content_hash
from relight.files.schedules.moments import day_of, group_of, instant_of
from relight.files.schedules.schedule import Schedule, Taking, WeeklySlot
from relight.files.schedules.wall import NO_SUMMER
from relight.model.counting import counted
from relight.model.rota import UNKNOWN, Area
from relight.model.schema.rota import CONFIRMED, POSSIBLE

Days = dict[date, dict[str, Mapping[str, Any]]]
"""Local day -> group -> hour -> word."""

ANEW = "get the file anew"


def read_gpv(content: Mapping[str, Any], taking: Taking) -> Schedule:
    """What a file of this shape says.

    Raises
    ------
    InputError
        With every defect that cannot be mended.
    """
    fact = _mapping(content.get("fact"))
    fetched_at = instant_of(content.get("lastUpdated"), taking, "lastUpdated")
    issued_at = _updated(fact.get("update"), taking)
    _note_failure(content.get("lastUpdateStatus"), taking)
    days = _days(fact.get("data"), taking)
    _note_today(fact.get("today"), days, taking)
    exact = _exact(content, fact.get("data"), taking)
    if exact is not None:
        _take_exact(exact, taking)
    else:
        first_hour = _first_hour([hours for groups in days.values() for hours in groups.values()], "fact.data", taking)
        if first_hour is not None:
            _take_days(days, first_hour, taking)
        _note_missing(days, _expected(content, taking), taking)
    _take_preset(content, taking)
    return taking.schedule(_in_summer(issued_at, fetched_at, taking), fetched_at)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _updated(value: Any, taking: Taking) -> datetime | None:
    """When the content is from; when it was fetched says nothing of that."""
    if value is None or value == "":
        taking.note("fact.update is missing: the age of the content is not known")
        return None
    return instant_of(value, taking, "fact.update")


def _note_failure(status: Any, taking: Taking) -> None:
    """Say that the producer's last try failed: it then leaves what it had in the file, under a new time."""
    if isinstance(status, Mapping) and (status.get("ok") is False or status.get("status") == "error"):
        why = status.get("message") or "no reason given"
        taking.note(f"lastUpdateStatus: the producer's last update failed ({why})")


def _in_summer(issued_at: datetime | None, fetched_at: datetime | None, taking: Taking) -> datetime | None:
    """The time of the content, an hour later where the producer's clock does not know summer time."""
    if issued_at is None or fetched_at is None or not any(NO_SUMMER in note for note in taking.notices):
        return issued_at
    if timedelta(minutes=55) < fetched_at - issued_at < timedelta(minutes=65):
        taking.note(f"fact.update is an hour behind lastUpdated: {NO_SUMMER}")
        return issued_at + timedelta(hours=1)
    return issued_at


def _days(data: Any, taking: Taking) -> Days:
    """What is told, day by day."""
    if data in (None, [], {}, ""):
        kind = "an empty list instead of an object" if data == [] else "empty"
        taking.note(f"fact.data is {kind}: nothing is known, for any group")
        return {}
    if not isinstance(data, Mapping):
        taking.refuse("fact.data", "it is not an object of days", ANEW)
        return {}
    days: Days = {}
    for key, groups in data.items():
        day = day_of(key, taking, "day")
        if day is None:
            taking.refuse("fact.data", f"day {key!r} is no local midnight", ANEW)
        elif day in days:
            taking.refuse("fact.data", f"{day} comes twice", ANEW)
        elif groups in (None, [], {}):
            taking.note(f"{day}: it has no groups: nothing is known")
        elif not isinstance(groups, Mapping):
            taking.refuse("fact.data", f"day {day} is not an object of groups", ANEW)
        else:
            days[day] = _groups(day, groups, taking)
    return days


def _groups(day: date, groups: Mapping[str, Any], taking: Taking) -> dict[str, Mapping[str, Any]]:
    """Group -> its hours, of one day."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, hours in groups.items():
        group = _group(name, taking)
        if group in found:
            taking.refuse(str(day), f"group {group} comes twice", ANEW)
        found[group] = hours if isinstance(hours, Mapping) else {}
        if not found[group]:
            taking.note(f"{day}: group {group} has no hours: unknown")
    return found


def _group(name: str, taking: Taking) -> str:
    plain = name.removeprefix(PREFIX)
    return plain if plain != name and plain[:1] not in " _-" else group_of(name, taking)


def _first_hour(days: Sequence[Mapping[str, Any]], where: str, taking: Taking) -> int | None:
    """The number of a day's first hour, the same in all of them: 1, or 0 where producers count from 0 to 23."""
    keys = {int(key) for hours in days for key in hours if key.isdecimal() and len(key) < 3}
    if 0 not in keys:
        return 1
    if 24 in keys:
        taking.refuse(where, "hours are counted from 0 and up to 24", ANEW)
        return None
    taking.note(f"{where}: hours are counted from 0 to 23")
    return 0


def _take_days(days: Days, first_hour: int, taking: Taking) -> None:
    for day, groups in days.items():
        for group, hours in groups.items():
            area = Area(taking.zone_name, group)
            for begin, end, state in _halves(hours, first_hour, f"{day}, group {group}", taking):
                taking.take_wall(area, day, (begin, end), state)


def _halves(
    hours: Mapping[str, Any], first_hour: int, where: str, taking: Taking
) -> Iterator[tuple[int, int, str]]:
    """Begin and end [minutes from midnight] and state of every half hour; joined where they are equal."""
    states = [UNKNOWN] * 48
    for key, word in hours.items():
        hour = int(key) - first_hour if key.isdecimal() and len(key) < 3 else -1
        if not 0 <= hour < 24:
            taking.refuse(where, f"hour {key!r} is not an hour of a day", ANEW)
        elif not isinstance(word, str) or word not in HALVES:
            taking.refuse(where, f"state {word!r} is not known", f"known are {', '.join(HALVES)}")
        elif states[2 * hour] != UNKNOWN:
            taking.refuse(where, f"hour {key!r} comes twice", ANEW)
        else:
            states[2 * hour : 2 * hour + 2] = HALVES[word]
    if UNKNOWN in states and hours:
        taking.note(f"{where}: {counted(states.count(UNKNOWN) // 2, 'hour is', 'hours are')} missing: unknown")
    begin = 0
    for at in range(1, 49):
        if at == 48 or states[at] != states[begin]:
            yield 30 * begin, 30 * at, states[begin]
            begin = at


def _expected(content: Mapping[str, Any], taking: Taking) -> set[str]:
    names = _mapping(content.get("preset")).get("sch_names")
    listed = names if isinstance(names, dict | list) else ()
    return {_group(name, taking) for name in listed if isinstance(name, str)}


def _note_missing(days: Days, expected: set[str], taking: Taking) -> None:
    """Say which groups a day does not name: they are unknown, not on."""
    everywhere = expected.union(*days.values())
    for day, groups in days.items():
        missing = sorted(everywhere - groups.keys())
        if missing:
            taking.note(f"{day}: group {', '.join(missing)} is missing: unknown, not on")


def _note_today(value: Any, days: Days, taking: Taking) -> None:
    """Say that the file calls a day today of which it says nothing."""
    today = None if value is None else day_of(str(value), taking, "fact.today")
    if today is not None and days and today not in days:
        taking.note(f"fact.today is {today}, of which it says nothing: unknown")


def _take_preset(content: Mapping[str, Any], taking: Taking) -> None:
    data = _mapping(_mapping(content.get("preset")).get("data"))
    weeks = {name: _mapping(week) for name, week in data.items()}
    days = [hours for week in weeks.values() for hours in week.values() if isinstance(hours, Mapping)]
    first_hour = _first_hour(days, "weekly template", taking)
    if first_hour is None:
        return
    for name, week in weeks.items():
        area = Area(taking.zone_name, _group(name, taking))
        for weekday, hours in week.items():
            where = f"weekly template, group {area.outage_group}, day {weekday}"
            if weekday not in ("1", "2", "3", "4", "5", "6", "7"):
                taking.note(f"{where}: there is no such day of the week: left aside")
                continue
            taking.weekly += [
                WeeklySlot(area, int(weekday) - 1, begin, end)
                for begin, end, state in _halves(_mapping(hours), first_hour, where, taking)
                if state in (CONFIRMED, POSSIBLE)
            ]


def _exact(content: Mapping[str, Any], data: Any, taking: Taking) -> Sequence[Any] | None:
    """relight's own rows, if what they explain is still what it was when they were written."""
    meta = _mapping(content.get("meta"))
    told = meta.get("exact")
    if not isinstance(told, list):
        return None
    if meta.get("contentHash") != content_hash(data):
        taking.note("meta.exact is of other content than fact.data: left aside")
        return None
    return told


def _take_exact(rows: Sequence[Any], taking: Taking) -> None:
    """What the seven words cannot say, as relight writes it beside them."""
    for row in map(_mapping, rows):
        start, end = (instant_of(row.get(key), taking, f"meta.exact.{key}") for key in ("start", "end"))
        if start is None or end is None or row.get("state") not in EXACT_STATES:
            taking.refuse("meta.exact", "a row cannot be read", ANEW)
            continue
        area = Area(taking.zone_name, str(row.get("group")))
        taking.take(area, start, end, row["state"], str(row.get("source", "")))
