"""`hazard.toml`: what may still come, by name, with its likelihood and who says so."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from relight.errors import InputError, Problem
from relight.files.settings import KINDS, Toml
from relight.model.hazard import Hazard, Rate, check_hazards
from relight.model.region import Region
from relight.model.schema import WeatherPoint

HAZARD_KEYS = ("likelihood", "source", "rates", "weather")
RATE_KEYS = ("asset_kind", "per_day", "district")
WEATHER_KEYS = ("valid_from", "outdoor_c", "district")


def read_hazards(path: Path | str, region: Region | None) -> tuple[Hazard, ...]:
    """The hazards of a file, in order of name.

    A table a hazard: `likelihood` (0-1, the rest to 1 is 'nothing more'), `source`, `[[name.rates]]` with
    `asset_kind`, `per_day` and `district` (left out = in each), `[[name.weather]]` as in weather.csv.

    Raises
    ------
    InputError
        With everything that is wrong with them; without a region only what can be seen without it.
    """
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        found = f"it cannot be read ({error.strerror})"
        raise InputError([Problem(str(path), 0, "", found, "check the path")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([Problem(path.name, 0, "", f"not TOML: {error}", "mend that line")]) from None
    toml = Toml(values, file=path.name)
    hazards = tuple(_hazard(toml, name) for name in sorted(values) if KINDS["a table"](values[name]))
    for name in values:
        if not KINDS["a table"](values[name]):
            toml.fault(name, "this is not a table", f"write [{name}] and what belongs to it below")
    problems = toml.problems or ([] if region is None else list(check_hazards(hazards, region, path.name)))
    if problems:
        raise InputError(problems)
    return hazards


def _hazard(toml: Toml, name: str) -> Hazard:
    table = toml.values[name]
    toml.unknown(table, HAZARD_KEYS, f"{name}.")
    return Hazard(
        name=name,
        likelihood=toml.take(table.get("likelihood", 1.0), f"{name}.likelihood", "a number", 1.0),
        source=toml.take(table.get("source", ""), f"{name}.source", "a text", ""),
        rates=tuple(_rate(toml, f"{name}.rates", row) for row in _rows(toml, name, "rates")),
        weather=tuple(_weather(toml, f"{name}.weather", row) for row in _rows(toml, name, "weather")),
    )


def _rows(toml: Toml, name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = toml.take(toml.values[name].get(key, []), f"{name}.{key}", "a list of tables", [])
    return rows


def _rate(toml: Toml, key: str, row: dict[str, Any]) -> Rate:
    toml.unknown(row, RATE_KEYS, f"{key}.")
    return Rate(
        asset_kind=toml.take(row.get("asset_kind"), f"{key}.asset_kind", "a text", ""),
        per_day=toml.take(row.get("per_day"), f"{key}.per_day", "a number", 0.0),
        district=toml.take(row.get("district", ""), f"{key}.district", "a text", ""),
    )


def _weather(toml: Toml, key: str, row: dict[str, Any]) -> WeatherPoint:
    toml.unknown(row, WEATHER_KEYS, f"{key}.")
    instant = row.get("valid_from")
    if not isinstance(instant, datetime) or instant.tzinfo is None:
        toml.fault(f"{key}.valid_from", f"{instant} is not a time with an offset", "write 2026-01-09T06:00:00+02:00")
        instant = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    return WeatherPoint(
        valid_from=instant,
        district=toml.take(row.get("district", ""), f"{key}.district", "a text", ""),
        outdoor_c=toml.take(row.get("outdoor_c"), f"{key}.outdoor_c", "a number", 0.0),
    )
