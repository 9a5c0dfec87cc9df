"""The public part of an outlook: districts, outage groups and times, and nothing that names an asset.

The public page and data are made from what `public_outlook` returns and never see the outlook itself. It copies only
what is listed here, each value by its type: a number, a time, a word from a fixed list, or the name of a district,
parent, zone, outage group or service. A key that is new in the outlook is left out until somebody adds it here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from relight.errors import InputError, Problem

STATUSES = ("estimated", "confirmed", "overdue", "unknown")
WARNINGS = ("sewage_before_water", "boil_water", "silent_sirens")
CUT_STATES = ("confirmed", "preliminary", "possible", "emergency", "damaged")
PERCENTS = ("p10", "p50", "p90")
WHOLES = "its people|its people's hours|the people with that service|twice the peak demand"
ACCURACY = re.compile(rf"exact|± \d+(\.\d+)?(e-\d+)? (min|% of ({WHOLES}))")

OUTLOOK_KEYS = ("start", "slots", "services", "districts", "groups")
"""What no outlook is without, its public part neither."""

Copy = Callable[[Any], Any]


def check_outlook(outlook: Any) -> None:
    """Refuse what is not the dictionary of an outlook.

    Raises
    ------
    InputError
        Where something else was given, as the Outlook itself.
    """
    if not isinstance(outlook, Mapping):
        found = f"{type(outlook).__name__} instead of the dictionary of an outlook"
        raise InputError([Problem("outlook", 0, "", found, "give what its as_dict() returns")])
    if missing := [key for key in OUTLOOK_KEYS if key not in outlook]:
        found = f"a dictionary without {missing[0]!r}, which is no outlook's"
        raise InputError([Problem("outlook", 0, "", found, "give what as_dict() of an outlook or ensemble returns")])


def public_outlook(outlook: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an outlook that may be published."""
    return _copied(outlook, OUTLOOK)


def _copied(source: Mapping[str, Any], keys: Mapping[str, Copy]) -> dict[str, Any]:
    return {key: copy(source[key]) for key, copy in keys.items() if key in source}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a name was expected, not {type(value).__name__}")
    return value


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    return value if isinstance(value, int) else float(value)


def _time(value: Any) -> str | None:
    return None if value is None else datetime.fromisoformat(value).isoformat()


def _numbers(value: Sequence[Any]) -> list[float | int | None]:
    return [_number(item) for item in value]


def _banded(copy: Copy) -> Copy:
    """Copies one value of a single run, or P10, P50 and P90 of an ensemble."""
    return lambda value: _copied(value, dict.fromkeys(PERCENTS, copy)) if isinstance(value, Mapping) else copy(value)


def _accuracy(value: Any) -> str:
    if not ACCURACY.fullmatch(_text(value)):
        raise ValueError(f"{value!r} does not say how exact a number is")
    return str(value)


def _times(value: Sequence[Any]) -> list[str | None]:
    return [_time(item) for item in value]


def _one_of(words: Sequence[str]) -> Copy:
    return lambda value: words[words.index(value)]


def _each(keys: Mapping[str, Copy]) -> Copy:
    return lambda rows: [_copied(row, keys) for row in rows]


def _by_service(copy: Copy) -> Copy:
    return lambda values: {_text(service): copy(value) for service, value in values.items()}


def _back(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    keys = {"time": _time, "status": _one_of(STATUSES), **RETURN}
    return None if value is None else _copied(value, keys)


def _returned(value: Any) -> Any:
    """Copies the time at which something is back, or its quantiles and how often it is not."""
    return _copied(value, RETURN) if isinstance(value, Mapping) else _time(value)


RETURN: Mapping[str, Copy] = {**dict.fromkeys(PERCENTS, _time), "not_back": _number}


DISTRICT: Mapping[str, Copy] = {
    "district": _text,
    "name": _text,
    "parent": _text,
    "people": _number,
    "without_at": _by_service(_banded(_numbers)),
    "without_now": _by_service(_number),
    "not_modelled": _by_service(_number),
    "person_hours_without": _by_service(_banded(_number)),
    "back_at": _by_service(_back),
}
GROUP: Mapping[str, Copy] = {
    "zone": _text,
    "outage_group": _text,
    "people": _number,
    "without_now": _number,
    "without_at": _banded(_numbers),
    "back_at": _back,
}
CHANCE: Mapping[str, Copy] = {
    "probability": _number,
    "from": _banded(_time),
    "until": _banded(_time),
    "people": _banded(_number),
}
WARNING: Mapping[str, Copy] = {
    "kind": _one_of(WARNINGS),
    "district": _text,
    "from": _time,
    "until": _time,
    "people": _number,
    "chance": lambda chance: _copied(chance, CHANCE),
}
CUT: Mapping[str, Copy] = {
    "zone": _text,
    "outage_group": _text,
    "start": _time,
    "end": _time,
    "state": _one_of(CUT_STATES),
    "probability": _number,
}
ENSEMBLE: Mapping[str, Copy] = {
    "scenarios": _number,
    "seed": _number,
    "percents": _numbers,
    "accuracy": lambda values: {_text(key): _accuracy(value) for key, value in values.items()},
}
OUTLOOK: Mapping[str, Copy] = {
    "region": _text,
    "timezone": _text,
    "start": _time,
    "end": _time,
    "hours": _number,
    "slot_minutes": _number,
    "slots": _times,
    "services": lambda names: [_text(name) for name in names],
    "people": _number,
    "unserved_mwh": _banded(_number),
    "person_hours_without": _by_service(_banded(_number)),
    "people_without": _by_service(_banded(_numbers)),
    "without_now": _by_service(_number),
    "not_modelled": _by_service(_number),
    "back_at": _by_service(_back),
    "parents": _each({"parent": _text, "back_at": _by_service(_back)}),
    "districts": _each(DISTRICT),
    "groups": _each(GROUP),
    "warnings": _each(WARNING),
    "rota": lambda rota: _copied(rota, dict.fromkeys(("cuts", "emergency", "damaged"), _each(CUT))),
    "ensemble": lambda about: _copied(about, ENSEMBLE),
    "reports": lambda reports: _copied(reports, {"newest": _time, "age_minutes": _number}),
    "scores": lambda scores: _copied(scores, dict.fromkeys(("back_50_at", "back_90_at", "back_99_at"), _returned)),
}
