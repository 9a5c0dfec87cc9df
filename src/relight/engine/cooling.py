"""Buildings that cool without heat, all at once: how warm they are, when they are cold, when they must be drained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relight.engine.clock import minute_of
from relight.engine.compiled import compiled, inlined
from relight.engine.replay import State
from relight.engine.wiring import Floats, Ints
from relight.model.schema import Facility, WeatherPoint

INDOOR, COLD, DRAIN, BACK, TELLING = 0, 1, 2, 3, 4
"""Columns of what `cooled` finds: temperature now [°C], three minutes (inf = never), 1 where there is a clock."""

MARGIN_C = 1e-9


@dataclass(frozen=True, eq=False)
class Homes:
    """Facilities whose buildings cool without their heat, and the weather around each; arrays by facility."""

    facilities: tuple[Facility, ...]
    asset: Ints  # positions among the assets
    indoor_c: Floats
    tau_minutes: Floats
    threshold_c: Floats
    outdoor_start: Ints  # into the two below
    outdoor_minute: Floats
    outdoor_c: Floats
    drain_c: float
    drain_outdoor_c: float
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
        indoor_c=_floats([_or(row.indoor_c, assumptions["indoor_c"]) for row in rows]),
        tau_minutes=_floats([row.time_constant_minutes or 1.0 for row in rows]),
        threshold_c=_floats([_or(row.threshold_c, assumptions["cold_home_c"]) for row in rows]),
        outdoor_start=np.concatenate([[0], np.cumsum([len(own) for own in outdoor], dtype=np.int64)]),
        outdoor_minute=_floats([minute for own in outdoor for minute, _ in own]),
        outdoor_c=_floats([celsius for own in outdoor for _, celsius in own]),
        drain_c=assumptions["drain_c"],
        drain_outdoor_c=assumptions["drain_outdoor_c"],
        begin=min(state.begin, 0.0),
    )


def cooled(homes: Homes, level_start: Ints, level_minute: Floats, level: Floats, end: float) -> Floats:
    """What becomes of every home's temperature up to `end` (homes × 5), from the steps of its facility's level."""
    found = np.empty((len(homes.facilities), 5))
    numbers = (homes.indoor_c, homes.tau_minutes, homes.threshold_c)
    outdoor = (homes.outdoor_start, homes.outdoor_minute, homes.outdoor_c)
    cool(
        found, *numbers, *outdoor, level_start, level_minute, level,
        homes.drain_c, homes.drain_outdoor_c, homes.begin, end,
    )  # fmt: skip
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


@compiled
def cool(
    found: Floats,
    indoor_c: Floats,
    tau_minutes: Floats,
    threshold_c: Floats,
    outdoor_start: Ints,
    outdoor_minute: Floats,
    outdoor_c: Floats,
    level_start: Ints,
    level_minute: Floats,
    level: Floats,
    drain_c: float,
    drain_outdoor_c: float,
    begin: float,
    end: float,
) -> None:
    """Go through the stretches of constant weather and heat of every home and write what happens."""
    for home in range(len(indoor_c)):
        for column in range(found.shape[1]):
            found[home, column] = np.inf
        tau, at_level, at_outdoor = tau_minutes[home], level_start[home], outdoor_start[home]
        start_c, heat, outside_c, left = indoor_c[home], 1.0, outdoor_c[outdoor_start[home]], begin
        cold_since, drain_since, level_now = np.inf, np.inf, 1.0
        while left < end:
            right = 0.0 if left < 0.0 else end
            while at_level < level_start[home + 1] and level_minute[at_level] <= left:
                heat = level[at_level]
                at_level += 1
            while at_outdoor < outdoor_start[home + 1] and outdoor_minute[at_outdoor] <= left:
                outside_c = outdoor_c[at_outdoor]
                at_outdoor += 1
            if at_level < level_start[home + 1]:
                right = min(right, level_minute[at_level])
            if at_outdoor < outdoor_start[home + 1]:
                right = min(right, outdoor_minute[at_outdoor])
            if left == 0.0:
                found[home, INDOOR], level_now = start_c, heat
            if left > 0.0 and level_now < 1.0 and heat >= 1.0 and np.isinf(found[home, BACK]):
                found[home, BACK] = left
            target_c = outside_c + heat * (indoor_c[home] - outside_c)
            freezing = outside_c <= drain_outdoor_c
            for column in (COLD, DRAIN):
                limit_c = threshold_c[home] if column == COLD else drain_c
                may = column == COLD or freezing
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
        last = level_start[home + 1] - 1
        changes = level_now < 1.0 or (last >= level_start[home] and level_minute[last] >= 0.0)
        found[home, TELLING] = 1.0 if changes or found[home, COLD] <= 0.0 else 0.0
