"""DTEK's "GPV" shape: hours 1 to 24 of a day, each `yes`, `no`, `maybe` or a half of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from relight.files.schedules.schedule import Schedule, Taking, WeeklySlot, instant_of_text
from relight.files.schedules.wall import DAY_MINUTES, NO_SUMMER, day_of_midnight, day_start, next_day, wall_states
from relight.model.counting import counted
from relight.model.rota import LIKELY_ON, ON, UNKNOWN, Area, Rota
from relight.model.schema.rota import CONFIRMED, EMERGENCY, POSSIBLE, PRELIMINARY

PREFIX = "GPV"
HALVES = {
    "yes": (ON, ON),
    "no": (CONFIRMED, CONFIRMED),
    "first": (CONFIRMED, ON),
    "second": (ON, CONFIRMED),
    "maybe": (POSSIBLE, POSSIBLE),
    "mfirst": (POSSIBLE, ON),
    "msecond": (ON, POSSIBLE),
}
"""Word of an hour -> what its first and its second half hour are told."""

TIME_TYPE = {
    "yes": "Світло є", "maybe": "Можливо відключення", "no": "Світла немає",
    "first": "Світла не буде перші 30 хв.", "second": "Світла не буде другі 30 хв",
    "mfirst": "Світла можливо не буде перші 30 хв.", "msecond": "Світла можливо не буде другі 30 хв",
}  # fmt: skip
UPDATE_FORMAT = "%d.%m.%Y %H:%M"
EXACT_STATES = (CONFIRMED, PRELIMINARY, POSSIBLE, EMERGENCY, ON, LIKELY_ON)


def read_gpv(content: Mapping[str, Any], taking: Taking) -> Schedule:
    """What a file of this shape says.

    Raises
    ------
    InputError
        With every defect that cannot be mended.
    """
    fact = content.get("fact")
    fact = fact if isinstance(fact, Mapping) else {}
    fetched_at = instant_of_text(content.get("lastUpdated"), taking, "lastUpdated")
    issued_at = _updated(fact.get("update"), taking) or fetched_at
    _note_failure(content.get("lastUpdateStatus"), taking)
    exact = _exact(content)
    days = _days(fact.get("data"), taking)
    if exact is not None:
        _take_exact(exact, taking)
    else:
        for day, groups in days.items():
            _take_day(day, groups, taking)
        _note_missing(days, _expected(content), taking)
    _take_preset(content, taking)
    return taking.schedule(_in_summer(issued_at, fetched_at, taking), fetched_at)


def _note_failure(status: Any, taking: Taking) -> None:
    """Say that the producer's last try failed: it then leaves what it had in the file, under a new time."""
    if isinstance(status, Mapping) and (status.get("ok") is False or status.get("status") == "error"):
        why = status.get("message") or "no reason given"
        taking.note(f"lastUpdateStatus: the producer's last update failed ({why})")


def _updated(value: Any, taking: Taking) -> datetime | None:
    if not isinstance(value, str) or not value:
        return None
    try:
        return datetime.strptime(value, UPDATE_FORMAT).replace(tzinfo=taking.clock)
    except ValueError:
        return instant_of_text(value, taking, "fact.update")


def _in_summer(issued_at: datetime | None, fetched_at: datetime | None, taking: Taking) -> datetime | None:
    """The time of the content, an hour later where the producer's clock does not know summer time."""
    if issued_at is None or fetched_at is None or not any(NO_SUMMER in note for note in taking.notices):
        return issued_at
    if timedelta(minutes=55) < fetched_at - issued_at < timedelta(minutes=65):
        taking.note(f"fact.update is an hour behind lastUpdated: {NO_SUMMER}")
        return issued_at + timedelta(hours=1)
    return issued_at


def _days(data: Any, taking: Taking) -> dict[date, Mapping[str, Any]]:
    """Local day -> its groups."""
    if isinstance(data, list) and not data:
        taking.note("fact.data is an empty list instead of an object: nothing is known, for any group")
        return {}
    if not isinstance(data, Mapping):
        taking.refuse("fact.data", f"{type(data).__name__} instead of an object of days", "get the file anew")
        return {}
    if not data:
        taking.note("fact.data is empty: nothing is known, for any group")
    days: dict[date, Mapping[str, Any]] = {}
    for key, groups in data.items():
        day = _day(key, taking)
        if day is None or not isinstance(groups, Mapping):
            taking.refuse("fact.data", f"day {key!r} is no local midnight with groups", "get the file anew")
        elif day in days:
            taking.refuse("fact.data", f"{day} comes twice", "get the file anew")
        else:
            days[day] = groups
    return days


def _day(key: str, taking: Taking) -> date | None:
    if not key.isdecimal() or len(key) > 11:
        return None
    found = day_of_midnight(datetime.fromtimestamp(int(key), UTC), taking.clock)
    if found is None:
        return None
    if found[1]:
        taking.note(f"day {found[0]}: {found[1]}")
    return found[0]


def _take_day(day: date, groups: Mapping[str, Any], taking: Taking) -> None:
    for name, hours in groups.items():
        area = Area(taking.zone_name, name.removeprefix(PREFIX))
        if not isinstance(hours, Mapping):
            taking.note(f"{day}: group {area.outage_group} has no hours: unknown")
            continue
        for begin, end, state in _halves(hours, f"{day}, group {area.outage_group}", taking):
            taking.take_wall(area, day, (begin, end), state)


def _halves(hours: Mapping[str, Any], where: str, taking: Taking) -> Iterator[tuple[int, int, str]]:
    """Begin and end [minutes from midnight] and state of every half hour; joined where they are equal."""
    shift = 0 if "0" in hours and "24" not in hours else 1
    if not shift:
        taking.note(f"{where}: hours are counted from 0 to 23")
    states = [UNKNOWN] * 48
    for key, word in hours.items():
        hour = int(key) - shift if key.isdecimal() and len(key) < 3 else -1
        if not 0 <= hour < 24:
            taking.refuse(where, f"hour {key!r} is not an hour of a day", "get the file anew")
        elif not isinstance(word, str) or word not in HALVES:
            taking.refuse(where, f"state {word!r} is not known", f"known are {', '.join(HALVES)}")
        else:
            states[2 * hour : 2 * hour + 2] = HALVES[word]
    if UNKNOWN in states and len(hours) < 24:
        taking.note(f"{where}: {counted(states.count(UNKNOWN) // 2, 'hour is', 'hours are')} missing: unknown")
    begin = 0
    for at in range(1, 49):
        if at == 48 or states[at] != states[begin]:
            yield 30 * begin, 30 * at, states[begin]
            begin = at


def _expected(content: Mapping[str, Any]) -> set[str]:
    names = (content.get("preset") or {}).get("sch_names") or {}
    return {name.removeprefix(PREFIX) for name in names}


def _note_missing(days: Mapping[date, Mapping[str, Any]], expected: set[str], taking: Taking) -> None:
    """Say which groups a day does not name: they are unknown, not on."""
    everywhere = expected | {name.removeprefix(PREFIX) for groups in days.values() for name in groups}
    for day, groups in days.items():
        missing = sorted(everywhere - {name.removeprefix(PREFIX) for name in groups})
        if missing:
            taking.note(f"{day}: group {', '.join(missing)} is missing: unknown, not on")


def _take_preset(content: Mapping[str, Any], taking: Taking) -> None:
    data = (content.get("preset") or {}).get("data")
    for name, week in data.items() if isinstance(data, Mapping) else ():
        area = Area(taking.zone_name, name.removeprefix(PREFIX))
        for weekday, hours in week.items() if isinstance(week, Mapping) else ():
            where = f"weekly template, group {area.outage_group}, day {weekday}"
            taking.weekly += [
                WeeklySlot(area, int(weekday) - 1, begin, end)
                for begin, end, state in _halves(hours, where, taking)
                if state in (CONFIRMED, POSSIBLE)
            ]


def _exact(content: Mapping[str, Any]) -> Sequence[Mapping[str, Any]] | None:
    meta = content.get("meta")
    told = meta.get("exact") if isinstance(meta, Mapping) else None
    return told if isinstance(told, list) else None


def _take_exact(rows: Sequence[Mapping[str, Any]], taking: Taking) -> None:
    """What the seven words cannot say, as relight writes it beside them."""
    for row in rows:
        start, end = (instant_of_text(row.get(key), taking, f"meta.exact.{key}") for key in ("start", "end"))
        if start is None or end is None or row.get("state") not in EXACT_STATES:
            taking.refuse("meta.exact", f"a row cannot be read: {row}", "get the file anew")
            continue
        taking.take(Area(taking.zone_name, str(row.get("group"))), start, end, row["state"], row.get("source", ""))


def gpv_json(rota: Rota, zone_name: str, groups: Sequence[str], today: date, taking: Taking) -> dict[str, Any]:
    """The timetable of a zone for today and tomorrow in this shape.

    Only `yes` says that there is supply. What is unknown, may change or has no timetable is `maybe`; what it really
    is stands in `meta.exact`, as soon as the seven words cannot say everything.
    """
    clock = taking.clock
    data: dict[str, dict[str, dict[str, str]]] = {}
    exact: list[dict[str, str]] = []
    lossy = False
    for day in (today, next_day(today)):
        start, end = day_start(day, clock), day_start(next_day(day), clock)
        told = {group: rota.pieces(Area(zone_name, group), start, end) for group in groups}
        if all(piece.state == UNKNOWN for pieces in told.values() for piece in pieces):
            continue
        words: dict[str, dict[str, str]] = {}
        for group, pieces in told.items():
            states = [state for state, _ in wall_states(pieces, day, clock)]
            words[PREFIX + group] = {str(hour + 1): _word(states[60 * hour : 60 * hour + 60]) for hour in range(24)}
            lossy = lossy or not _says_all(states) or any(piece.source for piece in pieces)
            exact += [
                {"group": group, "start": piece.start.astimezone(clock).isoformat(),
                 "end": piece.end.astimezone(clock).isoformat(), "state": piece.state, "source": piece.source}
                for piece in pieces
                if piece.state != UNKNOWN
            ]  # fmt: skip
        data[str(int(start.timestamp()))] = words
    return _document(rota, zone_name, groups, today, data, exact if lossy else None, taking)


def _word(states: Sequence[str]) -> str:
    halves = tuple(_half(states[begin : begin + 30]) for begin in (0, 30))
    for word, meaning in HALVES.items():
        if meaning == halves:
            return word
    return "no" if CONFIRMED in halves else "maybe"


def _half(states: Sequence[str]) -> str:
    if CONFIRMED in states:
        return CONFIRMED
    return ON if all(state == ON for state in states) else POSSIBLE


def _says_all(states: Sequence[str]) -> bool:
    """Whether the seven words say all of a day's states."""
    halves = [states[begin : begin + 30] for begin in range(0, DAY_MINUTES, 30)]
    even = all(len(set(half)) == 1 for half in halves)
    known = all(state in (ON, CONFIRMED, POSSIBLE) for state in states)
    mixed = any({halves[at][0], halves[at + 1][0]} == {CONFIRMED, POSSIBLE} for at in range(0, 48, 2))
    return even and known and not mixed


def _document(
    rota: Rota, zone_name: str, groups: Sequence[str], today: date, data: dict[str, Any],
    exact: list[dict[str, str]] | None, taking: Taking,
) -> dict[str, Any]:  # fmt: skip
    issued = None if rota.issued_at is None else rota.issued_at.astimezone(taking.clock)
    content = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return {
        "regionId": zone_name,
        "lastUpdated": None if issued is None else issued.isoformat(),
        "fact": {
            "data": data,
            "update": "" if issued is None else issued.strftime(UPDATE_FORMAT),
            "today": int(day_start(today, taking.clock).timestamp()),
        },
        "preset": {
            "sch_names": {PREFIX + group: f"Черга {group}" for group in groups},
            "time_zone": {
                str(hour + 1): [f"{hour:02d}-{hour + 1:02d}", f"{hour:02d}:00", f"{hour + 1:02d}:00"]
                for hour in range(24)
            },
            "time_type": TIME_TYPE,
        },
        "meta": {
            "schemaVersion": "1.0.0",
            "contentHash": hashlib.sha256(content.encode()).hexdigest(),
            **({} if exact is None else {"exact": exact}),
        },
    }
