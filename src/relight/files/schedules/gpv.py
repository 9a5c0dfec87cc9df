"""DTEK's "GPV" shape, written: hours 1 to 24 of a day, each `yes`, `no`, `maybe` or a half of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from relight.files.schedules.schedule import Taking
from relight.files.schedules.wall import DAY_MINUTES, day_start, next_day, wall_states
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
            "contentHash": content_hash(data),
            **({} if exact is None else {"exact": exact}),
        },
    }


def content_hash(data: Any) -> str:
    """A fingerprint of `fact.data`: what was written beside it counts only as long as it is the same."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
