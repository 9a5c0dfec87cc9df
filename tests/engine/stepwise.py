"""A second, deliberately naive simulator of facilities and backups: small equal steps, one facility at a time.

It is written from docs/rules.md alone and shares no code with the engine. Its error is a few steps per event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from relight.model.region import Region
from relight.model.schema import Backup, Need

FeederOn = Callable[[str, float], float]
"""Share of its demand a feeder gets at a minute."""


@dataclass
class Tank:
    """One backup's state."""

    row: Backup
    level: float
    wanted_for: float | None = None
    ran_out: list[float] = field(default_factory=list)


def run(
    region: Region, feeder_on: FeederOn, end: float, step: float
) -> tuple[dict[str, float], dict[str, list[float]]]:
    """Facility -> its level integrated over time [min], and backup name -> minutes at which it ran out."""
    tanks = {(row.facility, row.need, row.backup): Tank(row, row.level) for row in region.backups}
    total = {row.facility: 0.0 for row in region.facilities}
    for index in range(round(end / step)):
        minute = (index + 0.5) * step
        levels = settle(region, tanks, on_now(feeder_on, minute))
        for facility, level in levels.items():
            total[facility] += level * step
        for (facility, need), rows in needs_of(region).items():
            given = supply(rows, levels, on_now(feeder_on, minute))
            own = [tank for tank in tanks.values() if (tank.row.facility, tank.row.need) == (facility, need)]
            move(given, own, step, minute)
    return total, {name[2]: tank.ran_out for name, tank in tanks.items()}


def on_now(feeder_on: FeederOn, minute: float) -> Callable[[str], float]:
    """Share of its demand each feeder gets at that minute."""
    return lambda name: feeder_on(name, minute)


def needs_of(region: Region) -> dict[tuple[str, str], list[Need]]:
    """(facility, need) -> alternatives."""
    found: dict[tuple[str, str], list[Need]] = {}
    for row in region.needs:
        found.setdefault((row.asset.removeprefix("facility:"), row.need), []).append(row)
    return found


def supply(rows: list[Need], levels: Mapping[str, float], feeder_on: Callable[[str], float]) -> float:
    """What the alternatives give together, at most 1."""
    given = 0.0
    for row in rows:
        kind, name = row.supplier.split(":")
        given += feeder_on(name) if kind == "feeder" else levels[name]
    return min(1.0, given)


def carried(given: float, tanks: list[Tank]) -> list[float]:
    """What each backup carries, in row order."""
    parts = []
    for tank in tanks:
        missing = 1.0 - given
        ready = (tank.row.start_minutes or 0.0) <= (tank.wanted_for or 0.0) + 1e-9
        part = min(tank.row.share or 0.0, missing) if missing > 1e-9 and ready and tank.level > 1e-9 else 0.0
        parts.append(part)
        given += part
    return parts


def settle(
    region: Region, tanks: Mapping[tuple[str, str, str], Tank], feeder_on: Callable[[str], float]
) -> dict[str, float]:
    """Levels by sweeping until nothing falls any more."""
    levels = {row.facility: 1.0 for row in region.facilities}
    while True:
        lowered = dict(levels)
        for (facility, need), rows in needs_of(region).items():
            given = supply(rows, levels, feeder_on)
            own = [tank for key, tank in tanks.items() if key[:2] == (facility, need)]
            covered = given + sum(carried(given, own))
            enough = covered >= rows[0].threshold - 1e-9
            value = (covered if rows[0].shape == "linear" else 1.0) if enough else 0.0
            lowered[facility] = min(lowered[facility], value)
        if lowered == levels:
            return levels
        levels = lowered


def move(given: float, tanks: list[Tank], step: float, minute: float) -> None:
    """Let the levels of one need's backups move for a step."""
    parts = carried(given, tanks)
    reached = given
    for tank, part in zip(tanks, parts, strict=True):
        wanted = reached < 1.0 - 1e-9
        tank.wanted_for = None if not wanted else (tank.wanted_for or 0.0) + step
        reached += part
        if part > 0:
            tank.level -= part / (tank.row.share or 1.0) / (tank.row.endurance_minutes or 1.0) * step
            if tank.level <= 1e-9:
                tank.level = 0.0
                tank.ran_out.append(minute)
        elif given >= 1.0 - 1e-9 and tank.row.refill_minutes:
            tank.level = min(1.0, tank.level + step / tank.row.refill_minutes)
