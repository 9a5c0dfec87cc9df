"""Buildings that cool without heat, all at once: how warm they are, when they are cold, when they must be drained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from relight.engine.clock import minute_of
from relight.engine.compiled import compiled, inlined
from relight.engine.replay import State
from relight.engine.wiring import Floats, Ints
from relight.model.schema import Facility, WeatherPoint

INDOOR, COLD, DRAIN, BACK, TELLING = 0, 1, 2, 3, 4
"""Columns of what `cooled` finds: temperature now [°C], three minutes (inf = never), 1 where there is a clock."""

MARGIN_C = 1e-9


class Buildings(NamedTuple):
    """How warm buildings are at first, how fast they cool, and when they are cold; an entry for each home."""

    indoor_c: Floats
    tau_minutes: Floats
    threshold_c: Floats


class Steps(NamedTuple):
    """Values that change at minutes, those of one home after those of the other."""

    start: Ints  # of each home, into the two below; one more for the end
    minute: Floats
    value: Floats


class Draining(NamedTuple):
    """When a heating system must be drained: colder than that indoors, while it is no warmer than that outdoors."""

    indoor_c: float
    outdoor_c: float


@dataclass(frozen=True, eq=False)
class Homes:
    """Facilities whose buildings cool without their heat, and the weather around each; arrays by facility."""

    facilities: tuple[Facility, ...]
    asset: Ints  # positions among the assets
    buildings: Buildings
    outdoor_c: Steps
    draining: Draining
    begin: float  # minute of the first report


def homes_of(state: State, more_weather: Sequence[WeatherPoint] = ()) -> Homes:
    """Every facility with a time constant and outdoor temperatures, in order of id; without weather there are none."""
    region, model = state.situation.region, state.model
    assumptions, steps = region.assumptions, _outdoor_steps(state, (*region.weather, *more_weather))
    rows = [row for row in region.facilities if row.time_constant_minutes is not None and steps[row.district]]
    rows.sort(key=lambda row: row.facility)
    outdoor = [steps[row.district] for row in rows]
    return Homes(
        facilities=tuple(rows),
        asset=np.array([model.position[f"facility:{row.facility}"] for row in rows], dtype=np.int64),
        buildings=Buildings(
            indoor_c=_floats([_or(row.indoor_c, assumptions["indoor_c"]) for row in rows]),
            tau_minutes=_floats([row.time_constant_minutes or 1.0 for row in rows]),
            threshold_c=_floats([_or(row.threshold_c, assumptions["cold_home_c"]) for row in rows]),
        ),
        outdoor_c=Steps(
            start=np.concatenate([[0], np.cumsum([len(own) for own in outdoor], dtype=np.int64)]),
            minute=_floats([minute for own in outdoor for minute, _ in own]),
            value=_floats([celsius for own in outdoor for _, celsius in own]),
        ),
        draining=Draining(assumptions["drain_c"], assumptions["drain_outdoor_c"]),
        begin=min(state.begin, 0.0),
    )


def cooled(homes: Homes, level_start: Ints, level_minute: Floats, level: Floats, end: float) -> Floats:
    """What becomes of every home's temperature up to `end` (homes × 5), from the steps of its facility's level."""
    found = np.empty((len(homes.facilities), 5))
    levels = Steps(level_start, level_minute, level)
    cool(found, homes.buildings, homes.outdoor_c, levels, homes.draining, homes.begin, end)
    return found


def _outdoor_steps(state: State, weather: Sequence[WeatherPoint]) -> dict[str, list[tuple[float, float]]]:
    """Outdoor temperature [°C] of districts over time; a row for the district goes before one for everywhere."""
    steps = {}
    for district in state.situation.region.districts:
        rows = [row for row in weather if row.district in ("", district.district)]
        rows.sort(key=lambda row: (row.valid_from, row.district != ""))
        steps[district.district] = [(minute_of(row.valid_from, state.situation.at), row.outdoor_c) for row in rows]
    return steps


def _or(own: float | None, usual: float) -> float:
    return usual if own is None else own


def _floats(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)


@inlined
def crossing(start_c: float, target_c: float, threshold_c: float, begin: float, end: float, tau: float) -> float:
    """Minute strictly within a stretch at which T(t) = target + (start − target)·e^(−t/τ) passes; inf = it does not."""
    above, beyond = start_c - target_c, threshold_c - target_c
    if above == 0.0 or not 0.0 < beyond / above < 1.0:
        return np.inf
    minute = begin - tau * np.log(beyond / above)
    return float(minute) if begin < minute < end else np.inf


@inlined
def under(found: Floats, home: int, column: int, since: float, minute: float, is_under: bool) -> float:
    """Since when it is under a threshold (inf = it is not), after one more instant; notes the first that counts.

    The stretch that counts is the one now, else the next.
    """
    if is_under:
        return min(since, minute)
    if since < minute and (minute > 0.0 or since >= 0.0) and np.isinf(found[home, column]):
        found[home, column] = since
    return np.inf


@inlined
def begun(steps: Steps, home: int, at: int, minute: float) -> int:
    """Position behind the last step of a home that has begun by a minute, looked for from `at` on."""
    while at < steps.start[home + 1] and steps.minute[at] <= minute:
        at += 1
    return at


@inlined
def upcoming(steps: Steps, home: int, at: int) -> float:
    """Minute of a home's step at a position; inf = there is none any more."""
    return float(steps.minute[at]) if at < steps.start[home + 1] else np.inf


@compiled
def cool(
    found: Floats, buildings: Buildings, outdoor_c: Steps, levels: Steps, draining: Draining, begin: float, end: float
) -> None:
    """Go through the stretches of constant weather and heat of every home and write what happens."""
    for home in range(len(buildings.tau_minutes)):
        for column in range(found.shape[1]):
            found[home, column] = np.inf
        tau, warm_c, cold_c = buildings.tau_minutes[home], buildings.indoor_c[home], buildings.threshold_c[home]
        first_level, first_outdoor = levels.start[home], outdoor_c.start[home]
        at_level, at_outdoor = first_level, first_outdoor
        start_c, left, level_now = warm_c, begin, 1.0
        cold_since, drain_since = np.inf, np.inf
        while left < end:
            at_level = begun(levels, home, at_level, left)
            at_outdoor = begun(outdoor_c, home, at_outdoor, left)
            heat = levels.value[at_level - 1] if at_level > first_level else 1.0
            outside_c = outdoor_c.value[max(at_outdoor - 1, first_outdoor)]
            right = min(0.0 if left < 0.0 else end, upcoming(levels, home, at_level))
            right = min(right, upcoming(outdoor_c, home, at_outdoor))
            if left == 0.0:
                found[home, INDOOR], level_now = start_c, heat
            if left > 0.0 and level_now < 1.0 and heat >= 1.0 and np.isinf(found[home, BACK]):
                found[home, BACK] = left
            target_c = outside_c + heat * (warm_c - outside_c)
            for column in (COLD, DRAIN):
                limit_c = cold_c if column == COLD else draining.indoor_c
                may = column == COLD or outside_c <= draining.outdoor_c
                since = cold_since if column == COLD else drain_since
                since = under(found, home, column, since, left, may and start_c < limit_c - MARGIN_C)
                passes = crossing(start_c, target_c, limit_c, left, right, tau)
                if passes < np.inf:
                    since = under(found, home, column, since, passes, may and start_c > limit_c)
                if column == COLD:
                    cold_since = since
                else:
                    drain_since = since
            start_c = target_c + (start_c - target_c) * np.exp(-(right - left) / tau)
            left = right
        found[home, COLD] = min(found[home, COLD], cold_since)
        found[home, DRAIN] = min(found[home, DRAIN], drain_since)
        last = levels.start[home + 1] - 1
        changes = level_now < 1.0 or (last >= first_level and levels.minute[last] >= 0.0)
        found[home, TELLING] = 1.0 if changes or found[home, COLD] <= 0.0 else 0.0
