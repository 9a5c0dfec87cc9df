"""What scenarios say of clocks and warnings: the minute of every moment, counted in bins where it comes at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relight.engine.cooling import BACK, COLD, DRAIN, TELLING, Homes, cooled, homes_of
from relight.engine.ensembles.histogram import Histogram, empty_histogram
from relight.engine.history import history_of
from relight.engine.live import CELL, LEVEL, RAN_OUT, VALUE
from relight.engine.mine_clock import MINE_TIMES, Mine, mine_clock, mines_of
from relight.engine.notices import KINDS, SERVICES, Notice, notices
from relight.engine.replay import State
from relight.engine.wiring import Flags, Floats, Ints
from relight.model.hazard import Hazard

STEP_MINUTES = 5.0
HEAT_TIMES = ("cold_home_at", "drain_by", "heat_back_at")
WARNING_TIMES = ("from", "until")
PEOPLE_BINS = 100


@dataclass(frozen=True, eq=False)
class Clocks:
    """The clocks and warnings that a region can have, and what of the log they are read from."""

    mines: tuple[Mine, ...]
    homes: dict[str, Homes]  # by the hazard that is drawn, which may bring its own weather; "" = none
    warnings: tuple[tuple[str, str], ...]  # (district, kind)
    people: Floats  # per warning, the most it can concern
    past: Floats  # rows of the log before the start
    told: dict[float, Flags]  # what -> whether clocks are read from that position
    home_of: Ints  # per asset, −1 = none
    end: float
    lowest: float  # the earliest minute that is counted
    steps: int


@dataclass(frozen=True, eq=False)
class ClockStatistics:
    """Histograms of minutes from `lowest` (the last bin is 'not within the horizon'), alarms and people warned.

    Only scenarios in which a clock runs or a warning is given are counted for it.
    """

    times: Histogram  # mines × 5, then homes × 3, then warnings × 2
    alarm: Histogram  # per mine: no or yes
    warned: Histogram  # per warning: the most people

    def add(self, one: tuple[Floats, Floats, Floats]) -> None:
        """Count what `clocks_in` found in one scenario."""
        for histogram, values in zip((self.times, self.alarm, self.warned), one, strict=True):
            histogram.add(values)

    def merge(self, other: ClockStatistics) -> None:
        """Add another one's counts to these."""
        self.times.merge(other.times)
        self.alarm.merge(other.alarm)
        self.warned.merge(other.warned)


def clocks_from(state: State, hazards: Sequence[Hazard], end: float) -> Clocks:
    """The Clocks of a State's region; a hazard held to be certain has its weather in the region already."""
    model = state.model
    mines, plain = mines_of(model), homes_of(state)
    own = {hazard.name: hazard.weather for hazard in hazards if hazard.weather and hazard.likelihood < 1}
    homes = {"": plain, **{name: homes_of(state, weather) for name, weather in own.items()}}
    districts = sorted(row.district for row in model.region.districts)
    most = {row.district: row.people for row in model.region.districts}
    warnings = tuple((district, kind) for district in districts for kind in KINDS)
    longest = max((mine.facility.egress_minutes or 0.0 for mine in mines), default=0.0)
    lowest = STEP_MINUTES * np.floor((min(state.begin, 0.0) - longest) / STEP_MINUTES)
    steps = int(np.ceil((end + longest - lowest) / STEP_MINUTES)) + 1
    told = _told(state, mines)
    home_of = np.full(len(model.services.asset_ids), -1, dtype=np.int64)
    for other in homes.values():
        home_of[other.asset] = np.arange(len(other.asset))
    people = np.array([most[district] for district, _ in warnings])
    past = state.log[_is_told(state.log, told) | (_homes_in(state.log, home_of) >= 0)]
    return Clocks(mines, homes, warnings, people, past, told, home_of, end, float(lowest), steps)


def empty_clocks(clocks: Clocks, few: bool) -> ClockStatistics:
    """Statistics of no scenario."""
    homes = len(clocks.homes[""].facilities)
    moments = len(MINE_TIMES) * len(clocks.mines) + len(HEAT_TIMES) * homes + len(WARNING_TIMES) * len(clocks.warnings)
    return ClockStatistics(
        times=empty_histogram(np.full(moments, clocks.steps * STEP_MINUTES), clocks.steps, few),
        alarm=empty_histogram(np.ones(len(clocks.mines)), 1, few),
        warned=empty_histogram(clocks.people, PEOPLE_BINS, few),
    )


def clocks_in(clocks: Clocks, state: State, logs: Sequence[Floats], hazard: str) -> tuple[Floats, Floats, Floats]:
    """Minutes from `lowest` of every moment, alarms and people warned in one run; nan where there is no clock."""
    log = np.concatenate([clocks.past, *logs])
    history = history_of(log[_is_told(log, clocks.told)])
    mines = [mine_clock(mine, state.model, history) for mine in clocks.mines]
    minutes = [moment for mine in mines for moment in ([np.nan] * len(MINE_TIMES) if mine is None else mine.minutes())]
    alarm = np.array([np.nan if mine is None else float(mine.alarm) for mine in mines])
    heat = _heat(clocks, log, hazard)
    first, last, warned = _warned(clocks, notices(state.model, history))
    found = np.concatenate([minutes, heat.ravel(), np.column_stack([first, last]).ravel()])
    # Only a time that never comes may stand in the last bin.
    beyond = clocks.steps * STEP_MINUTES
    shifted = np.clip(found - clocks.lowest, 0.0, beyond - STEP_MINUTES)
    return np.where(np.isposinf(found), beyond, shifted), alarm, warned


def _heat(clocks: Clocks, log: Floats, hazard: str) -> Floats:
    """Home × (cold, drain, back), inf = not within the horizon; a row of nan where no clock runs."""
    homes = clocks.homes.get(hazard, clocks.homes[""])
    home = _homes_in(log, clocks.home_of)
    rows = np.flatnonzero(home >= 0)
    rows = rows[np.argsort(home[rows], kind="stable")]
    start = np.searchsorted(home[rows], np.arange(len(homes.facilities) + 1))
    found = cooled(homes, start, log[rows, 0], log[rows, 3], clocks.end)
    return np.where(found[:, [TELLING]] > 0, found[:, [COLD, DRAIN, BACK]], np.nan)


def _warned(clocks: Clocks, given: Sequence[Notice]) -> tuple[Floats, Floats, Floats]:
    """Per warning when it is first given, when it last ends (inf = no end in sight) and the most people it concerns."""
    position = {warning: at for at, warning in enumerate(clocks.warnings)}
    first, last, people = (np.full(len(position), np.nan) for _ in range(3))
    for notice in given:
        at = position[notice.district, notice.kind]
        first[at] = np.fmin(first[at], notice.begin)
        last[at] = np.fmax(last[at], np.inf if notice.until is None else notice.until)
        people[at] = np.fmax(people[at], notice.people)
    return first, last, people


def _told(state: State, mines: Sequence[Mine]) -> dict[float, Flags]:
    services = state.model.services
    told = {
        VALUE: np.zeros(len(services.needs), dtype=np.bool_),
        RAN_OUT: np.zeros(len(services.backups), dtype=np.bool_),
        CELL: np.zeros(len(services.cells), dtype=np.bool_),
    }
    for mine in mines:
        told[VALUE][mine.fan] = True
        told[RAN_OUT][list(mine.hoist)] = True
    for at, (_, service) in enumerate(services.cells[: services.rota_cells]):
        told[CELL][at] = service in SERVICES
    return told


def _is_told(log: Floats, told: dict[float, Flags]) -> Flags:
    position, kept = log[:, 2].astype(np.int64), np.zeros(len(log), dtype=np.bool_)
    for what, wanted in told.items():
        rows = np.flatnonzero(log[:, 1] == what)
        kept[rows] = wanted[position[rows]]
    return kept


def _homes_in(log: Floats, home_of: Ints) -> Ints:
    """Home that each row of the log tells of, −1 = none."""
    home = np.full(len(log), -1, dtype=np.int64)
    rows = np.flatnonzero(log[:, 1] == LEVEL)
    home[rows] = home_of[log[rows, 2].astype(np.int64)]
    return home
