"""Homes without heat: how warm they are, when they are cold, and when the system must be drained."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from relight.engine.clock import minute_of
from relight.engine.history import History, Steps, stretches, value_at
from relight.engine.model import Model
from relight.engine.replay import State
from relight.model.schema import Facility


@dataclass(frozen=True)
class HeatClock:
    """One heat supplier's buildings: temperature now [°C] and minutes of what comes; None where it does not."""

    facility: Facility
    indoor_c: float
    cold_home_at: float | None
    drain_by: float | None
    heat_back_at: float | None


@dataclass(frozen=True)
class Cooling:
    """A stretch in which temperature moves towards `target_c` with the time constant τ."""

    begin: float
    end: float
    start_c: float
    target_c: float
    outdoor_c: float
    tau_minutes: float

    def at(self, minute: float) -> float:
        """T(t) = target + (start − target)·e^(−t/τ) [°C]."""
        passed = (minute - self.begin) / self.tau_minutes
        return self.target_c + (self.start_c - self.target_c) * math.exp(-passed)

    def crosses(self, threshold_c: float) -> float | None:
        """Minute strictly within the stretch at which it passes the threshold, None if it does not."""
        above, beyond = self.start_c - self.target_c, threshold_c - self.target_c
        if above == 0 or not 0 < beyond / above < 1:
            return None
        minute = self.begin - self.tau_minutes * math.log(beyond / above)
        return minute if self.begin < minute < self.end else None


def heat_clocks(state: State, history: History, end: float) -> list[HeatClock]:
    """The clocks of every facility with a time constant whose buildings are or will be without full heat.

    Needs outdoor temperatures; without `weather.csv` there are none.
    """
    model = state.model
    clocks = []
    for row in sorted(model.region.facilities, key=lambda row: row.facility):
        outdoor = outdoor_steps(row.district, state)
        if row.time_constant_minutes is None or not outdoor:
            continue
        levels = history.levels.get(model.position[f"facility:{row.facility}"], [])
        if value_at(levels, 0.0, 1.0) >= 1.0 and all(minute < 0 for minute, _ in levels):
            clock = _clock(row, _coolings(row, levels, outdoor, state, end), levels, model)
            clocks += [clock] if clock.cold_home_at is not None and clock.cold_home_at <= 0 else []
        else:
            clocks.append(_clock(row, _coolings(row, levels, outdoor, state, end), levels, model))
    return clocks


def outdoor_steps(district: str, state: State) -> Steps:
    """Outdoor temperature [°C] of a district over time; a row for the district goes before one for everywhere."""
    rows = [row for row in state.situation.region.weather if row.district in ("", district)]
    rows.sort(key=lambda row: (row.valid_from, row.district != ""))
    return [(minute_of(row.valid_from, state.situation.at), row.outdoor_c) for row in rows]


def _coolings(row: Facility, levels: Steps, outdoor: Steps, state: State, end: float) -> list[Cooling]:
    """The temperature of a facility's buildings from the first report to the end of the horizon, piece by piece."""
    indoor_c = row.indoor_c if row.indoor_c is not None else state.model.region.assumptions["indoor_c"]
    begin = min(state.begin, 0.0)
    edges = sorted({begin, 0.0, end, *(at for at, _ in (*levels, *outdoor) if begin < at < end)})
    pieces: list[Cooling] = []
    start_c = indoor_c
    for left, right in pairwise(edges):
        outdoor_c = value_at(outdoor, left, outdoor[0][1])
        target_c = outdoor_c + value_at(levels, left, 1.0) * (indoor_c - outdoor_c)
        piece = Cooling(left, right, start_c, target_c, outdoor_c, row.time_constant_minutes or 1.0)
        pieces.append(piece)
        start_c = piece.at(right)
    return pieces


def _clock(row: Facility, pieces: list[Cooling], levels: Steps, model: Model) -> HeatClock:
    assumptions = model.region.assumptions
    threshold_c = row.threshold_c if row.threshold_c is not None else assumptions["cold_home_c"]
    now = next((piece for piece in pieces if piece.begin <= 0.0 < piece.end), pieces[-1])
    freezing = assumptions["drain_outdoor_c"]
    cold = _begins(pieces, threshold_c, math.inf)
    drain = _begins(pieces, assumptions["drain_c"], freezing)
    reduced = value_at(levels, 0.0, 1.0) < 1.0
    back = next((minute for minute, level in levels if minute > 0 and level >= 1.0), None) if reduced else None
    return HeatClock(row, now.at(0.0), cold, drain, back)


def _begins(pieces: list[Cooling], threshold_c: float, outdoor_at_most_c: float) -> float | None:
    """When it went under the threshold (if it is now) or next will, while it is no warmer outdoors than given."""
    above: Steps = []
    for piece in pieces:
        cold_outside = piece.outdoor_c <= outdoor_at_most_c
        above.append((piece.begin, 0.0 if cold_outside and piece.start_c < threshold_c - 1e-9 else 1.0))
        crossing = piece.crosses(threshold_c)
        if crossing is not None:
            above.append((crossing, 0.0 if cold_outside and piece.start_c > threshold_c else 1.0))
    under = stretches(above)
    return next((stretch.begin for stretch in under if stretch.holds(0.0) or stretch.begin >= 0), None)
