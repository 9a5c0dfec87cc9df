"""Yasno's shape, written: slots in minutes from local midnight for today and tomorrow, and a status for each day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from relight.files.schedules.schedule import Taking
from relight.files.schedules.wall import day_start, next_day, wall_states
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
