"""Yasno's shape: slots in minutes from local midnight for today and tomorrow, and a status for each day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from relight.files.schedules.schedule import Schedule, Taking, WeeklySlot, instant_of_text
from relight.files.schedules.wall import DAY_MINUTES, day_of_midnight, day_start, next_day, wall_states
from relight.model.rota import LIKELY_ON, ON, UNKNOWN, Area, Rota
from relight.model.schema.rota import CONFIRMED, EMERGENCY, POSSIBLE, PRELIMINARY

APPLIES, WAITING, SHUTDOWNS, NO_OUTAGES = "ScheduleApplies", "WaitingForSchedule", "EmergencyShutdowns", "NoOutages"
DEFINITE, NOT_PLANNED, MAYBE = "Definite", "NotPlanned", "Possible"
OLD_TYPES = {"DEFINITE_OUTAGE": DEFINITE, "POSSIBLE_OUTAGE": MAYBE}
"""Of the API before 2025, with hours instead of minutes."""

MEANING = {
    APPLIES: {DEFINITE: CONFIRMED, NOT_PLANNED: ON, MAYBE: POSSIBLE},
    WAITING: {DEFINITE: PRELIMINARY, NOT_PLANNED: LIKELY_ON, MAYBE: POSSIBLE},
    SHUTDOWNS: {DEFINITE: CONFIRMED, NOT_PLANNED: UNKNOWN, MAYBE: POSSIBLE},
    NO_OUTAGES: {DEFINITE: PRELIMINARY, NOT_PLANNED: ON, MAYBE: POSSIBLE},
}
"""Status of a day -> type of a slot -> what it says, unless the slot has a `state` of its own."""

TYPES = {
    CONFIRMED: DEFINITE, PRELIMINARY: DEFINITE, EMERGENCY: DEFINITE,
    POSSIBLE: MAYBE, ON: NOT_PLANNED, LIKELY_ON: NOT_PLANNED,
}  # fmt: skip


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
    planned = content.get("planned") if "planned" in content or "probable" in content else content
    updated: list[datetime] = []
    for group, entry in planned.items() if isinstance(planned, Mapping) else ():
        if not isinstance(entry, Mapping):
            taking.note(f"group {group} has no days: unknown")
            continue
        area = Area(taking.zone_name, group)
        for name, offset in (("today", 0), ("tomorrow", 1)):
            if isinstance(entry.get(name), Mapping):
                _take_day(area, entry[name], None if today is None else today + timedelta(days=offset), taking)
            else:
                taking.note(f"group {group} has no {name}: unknown")
        instant = instant_of_text(entry.get("updatedOn"), taking, f"group {group}, updatedOn")
        updated += [] if instant is None else [instant]
    _take_probable(content.get("probable"), taking)
    # The oldest of the groups' times is the age that all of it can claim.
    return taking.schedule(min(updated, default=None), None)


def _take_day(area: Area, entry: Mapping[str, Any], instead: date | None, taking: Taking) -> None:
    day = _day(entry.get("date"), instead, area, taking)
    status = entry.get("status")
    if status not in MEANING:
        known = ", ".join(MEANING)
        taking.refuse(f"group {area.outage_group}", f"status {status!r} is not known", f"known are {known}")
        return
    slots = list(_slots(entry.get("slots"), area, taking))
    if day is None:
        return
    meaning = dict(MEANING[status])
    where = f"{day}, group {area.outage_group}"
    if status == NO_OUTAGES and any(kind == DEFINITE for _, _, kind, _, _ in slots):
        taking.note(f"{where}: NoOutages contradicts its Definite slots: they are taken as preliminary")
        meaning[NOT_PLANNED] = LIKELY_ON
    if status == WAITING:
        taking.note(f"{where}: {WAITING}" + (": what it says may change" if slots else " without slots: unknown"))
    if status == NO_OUTAGES and not slots:
        slots = [(0, DAY_MINUTES, NOT_PLANNED, None, "")]
    said = [state for _, _, _, state, _ in slots]
    if status == SHUTDOWNS and EMERGENCY not in said:
        taking.take_wall(area, day, (0, DAY_MINUTES), EMERGENCY)
    for begin, end, kind, state, source in slots:
        taking.take_wall(area, day, (begin, end), state or meaning[kind], source)


def _day(value: Any, instead: date | None, area: Area, taking: Taking) -> date | None:
    try:
        found = day_of_midnight(datetime.fromisoformat(str(value)), taking.clock)
    except ValueError:
        found = None
    if found is not None:
        if found[1]:
            taking.note(f"{found[0]}, group {area.outage_group}: {found[1]}")
        return found[0]
    if instead is not None:
        taking.note(f"group {area.outage_group}: date {value!r} is no local midnight: taken as {instead}")
        return instead
    taking.refuse(f"group {area.outage_group}", f"date {value!r} is no local midnight", "say which day its today is")
    return None


def _slots(value: Any, area: Area, taking: Taking) -> Iterator[tuple[float, float, str, str | None, str]]:
    """Begin, end [minutes], type, own state and source of every slot."""
    last = 0.0
    for slot in value if isinstance(value, list) else ():
        where = f"group {area.outage_group}"
        kind = slot.get("type") if isinstance(slot, Mapping) else None
        scale = 60 if kind in OLD_TYPES else 1
        kind = OLD_TYPES.get(str(kind), kind)
        begin, end = (slot.get(key) if isinstance(slot, Mapping) else None for key in ("start", "end"))
        if kind not in MEANING[APPLIES]:
            taking.refuse(where, f"slot type {kind!r} is not known", f"known are {', '.join(MEANING[APPLIES])}")
            continue
        if not all(isinstance(edge, int | float) and not isinstance(edge, bool) for edge in (begin, end)):
            taking.refuse(where, f"slot {slot} has no start and end", "get the file anew")
            continue
        begin, end = scale * begin, scale * end  # type: ignore[operator]
        if end == DAY_MINUTES - 1:
            taking.note(f"{where}: a slot ends at 23:59: taken as midnight")
            end = DAY_MINUTES
        if not last <= begin < end <= DAY_MINUTES:
            taking.refuse(where, f"slot {begin:g} to {end:g} is not in order within a day", "get the file anew")
            continue
        last = end
        yield begin, end, kind, slot.get("state"), str(slot.get("source", ""))


def _take_probable(value: Any, taking: Taking) -> None:
    """Weekly templates: region -> dsos -> groups -> slots by weekday, "0" = Monday."""
    for region in value.values() if isinstance(value, Mapping) else ():
        for dso in region.get("dsos", {}).values():
            for group, entry in dso.get("groups", {}).items():
                area = Area(taking.zone_name, group)
                for weekday, slots in entry.get("slots", {}).items():
                    taking.weekly += [
                        WeeklySlot(area, int(weekday), int(begin), int(end))
                        for begin, end, kind, _, _ in _slots(slots, area, taking)
                        if kind != NOT_PLANNED
                    ]


def yasno_json(rota: Rota, zone_name: str, groups: Sequence[str], today: date, taking: Taking) -> dict[str, Any]:
    """The timetable of a zone for today and tomorrow in this shape; a group nobody speaks for is waiting, never on."""
    issued = None if rota.issued_at is None else rota.issued_at.astimezone(taking.clock).isoformat()
    return {
        group: {
            "today": _day_json(rota, Area(zone_name, group), today, taking),
            "tomorrow": _day_json(rota, Area(zone_name, group), next_day(today), taking),
            "updatedOn": issued,
        }
        for group in groups
    }


def _day_json(rota: Rota, area: Area, day: date, taking: Taking) -> dict[str, Any]:
    start, end = day_start(day, taking.clock), day_start(next_day(day), taking.clock)
    minutes = wall_states(rota.pieces(area, start, end), day, taking.clock)
    states = {state for state, _ in minutes}
    status = _status(states)
    slots: list[dict[str, Any]] = []
    at = 0
    for (state, source), members in groupby(minutes):
        length = len(list(members))
        if state != UNKNOWN:
            slots.append(_slot_json(at, at + length, (state, source), status))
        at += length
    if set(minutes) == {(EMERGENCY, "")}:
        slots = []
    return {"slots": slots, "date": start.isoformat(), "status": status}


def _status(states: set[str]) -> str:
    """The status of a day; anything unknown in it makes it one to wait for."""
    if EMERGENCY in states:
        return SHUTDOWNS
    if UNKNOWN in states or (states & {PRELIMINARY, LIKELY_ON} and not states & {CONFIRMED, ON}):
        return WAITING
    return APPLIES


def _slot_json(begin: int, end: int, said: tuple[str, str], status: str) -> dict[str, Any]:
    state, source = said
    slot: dict[str, Any] = {"start": begin, "end": end, "type": TYPES[state]}
    if MEANING[status][TYPES[state]] != state:
        slot["state"] = state
    if source:
        slot["source"] = source
    return slot
