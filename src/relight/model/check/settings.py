"""What can be wrong with the settings of a region, `region.toml`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from relight.errors import Problem
from relight.model.assumptions import BACKUPS, BY_NAME, ROTA, ROTA_PREFIX
from relight.model.check.wording import closest, shown
from relight.model.region import SUSCEPTANCE, Settings

SETTINGS_FILE = "region.toml"
MINUTES_OF_DAY = 1440

BELOW_ZERO = ("°C", "per MWh")
"""Units of assumptions that may be negative."""

DIVISORS = ("people_per_customer", "crew_speed_km_per_h", "ac_power_factor", "import_zero_reactance_pu")
"""Assumptions by which something is divided."""

PARTS = ("ac_power_factor", *(item.name for item in BACKUPS if item.name.endswith("_share")))
"""Assumptions that are a part of something: of the power, of the need that a backup carries."""


def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of that IANA name, None if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, not a name at all, or the name of a folder of zones
        return None


def check_settings(settings: Settings) -> Iterator[Problem]:
    """Everything wrong with the settings; the column is the key."""
    if not settings.name.strip():
        yield Problem(SETTINGS_FILE, 0, "name", "no name", 'add name = "..."')
    if not settings.timezone:
        yield Problem(SETTINGS_FILE, 0, "timezone", "no time zone", 'add one, as timezone = "Europe/Kyiv"')
    elif zone_of(settings.timezone) is None:
        found = f"{shown(settings.timezone)} is not a time zone"
        yield Problem(SETTINGS_FILE, 0, "timezone", found, "give an IANA name, as Europe/Kyiv or UTC")
    if settings.slot_minutes < 1 or MINUTES_OF_DAY % settings.slot_minutes:
        found = f"{settings.slot_minutes} does not divide a day"
        remedy = f"give a whole number of minutes that divides {MINUTES_OF_DAY}"
        yield Problem(SETTINGS_FILE, 0, "slot_minutes", found, remedy)
    if not 0 < settings.base_mva < math.inf:
        found = f"{settings.base_mva:g} is out of range"
        yield Problem(SETTINGS_FILE, 0, "base_mva", found, "it must be greater than 0 MVA")
    if settings.susceptance not in SUSCEPTANCE:
        found = f"{shown(settings.susceptance)} is not known"
        yield Problem(SETTINGS_FILE, 0, "susceptance", found, f"write one of {', '.join(SUSCEPTANCE)}")
    for service in settings.extra_services:
        if "/" in service or not service.isprintable() or service != service.strip() or not service:
            found = f"{shown(service)} cannot name a service"
            yield Problem(SETTINGS_FILE, 0, "services", found, "use a word without '/' and blanks around it")
    yield from _weights(settings)
    yield from _assumptions(settings)
    yield from _rota(settings)


def _weights(settings: Settings) -> Iterator[Problem]:
    for service, weight in settings.weights.items():
        column = f"weights.{service}"
        if service not in settings.services:
            near = closest(service, settings.services)
            remedy = f"did you mean {shown(near)}?" if near else "add it to [services], or remove it"
            yield Problem(SETTINGS_FILE, 0, column, f"service {shown(service)} is not known", remedy)
        if not 0 <= weight < math.inf:
            yield Problem(SETTINGS_FILE, 0, column, f"{weight:g} is out of range", "it must be at least 0")


def _assumptions(settings: Settings) -> Iterator[Problem]:
    for name, value in settings.assumptions.items():
        column = f"assumptions.{name}"
        if name not in BY_NAME:
            near = closest(name, BY_NAME)
            remedy = f"did you mean {shown(near)}?" if near else "remove it"
            yield Problem(SETTINGS_FILE, 0, column, f"there is no assumption {shown(name)}", remedy)
        if not math.isfinite(value):
            yield Problem(SETTINGS_FILE, 0, column, f"{value}", "it must be a finite number")
        elif name in BY_NAME and (remedy := _out_of_range(name, value)):
            yield Problem(SETTINGS_FILE, 0, column, f"{value:g} is out of range", remedy)


def _out_of_range(name: str, value: float) -> str:
    """What an assumption must be that is not; empty if it is."""
    item = BY_NAME[name]
    if name in DIVISORS and value <= 0:
        return f"it must be greater than 0 {item.unit}".rstrip()
    if item.unit not in BELOW_ZERO and value < 0:
        return f"it must be at least 0 {item.unit}".rstrip()
    return "it must be at most 1" if name in PARTS and value > 1 else ""


def _rota(settings: Settings) -> Iterator[Problem]:
    known = [item.name.removeprefix(ROTA_PREFIX) for item in ROTA]
    for name, value in settings.rota.items():
        column = f"rota.{name}"
        if name not in known:
            near = closest(name, known)
            remedy = f"did you mean {shown(near)}?" if near else f"remove it; known are {', '.join(known)}"
            yield Problem(SETTINGS_FILE, 0, column, f"key {shown(name)} is not known", remedy)
        if not 0 <= value < math.inf:
            yield Problem(SETTINGS_FILE, 0, column, f"{value:g} is out of range", "it must be at least 0")
