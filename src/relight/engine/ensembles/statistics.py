"""What is kept of an ensemble's scenarios: counts in bins that add up in any order, and every scenario's totals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from relight.engine.ensembles.back_statistics import restarted, returned
from relight.engine.ensembles.clock_statistics import ClockStatistics, clocks_in, empty_clocks
from relight.engine.ensembles.histogram import Histogram, empty_histogram
from relight.engine.ensembles.scenario import Futures, Scenario
from relight.engine.ensembles.totals import Totals, joined_totals, no_totals, totals_of
from relight.engine.future_run import FutureRun
from relight.engine.live import RAN_OUT
from relight.engine.replay import State
from relight.engine.rota_switching import RotaTally
from relight.engine.wiring import Floats

PEOPLE_BINS, TOTAL_BINS, POWER_BINS = 100, 1000, 1000
STEP_MINUTES = 5.0
"""Times are counted to so many minutes."""

PARTS = ("without", "hours", "total", "power", "back", "run_out", "returned", "restarted", "beyond_rota", "clocks")


@dataclass(frozen=True, eq=False)
class Statistics:
    """Histograms over slots and places, and the totals of every scenario exactly."""

    without: Histogram  # (slot × cell): people
    hours: Histogram  # per cell: person-hours
    total: Histogram  # (slot × service): people over all districts
    power: Histogram  # (demand, served, switched × slot): MW
    back: Histogram  # per cell: minute from which nobody is without; the last bin is 'not within the horizon'
    run_out: Histogram  # per backup: minute it first runs out; the last bin is 'not within the horizon'
    returned: Histogram  # per damaged asset: minute it works again; the last bin is 'not within the horizon'
    restarted: Histogram  # with dynamics, per bus and unit that goes: minute it comes back last; likewise
    beyond_rota: Histogram | None  # with a rota (emergency, damaged × slot × area): MW dark beyond it
    clocks: ClockStatistics
    totals: Totals


def empty_statistics(futures: Futures, few: bool = False) -> Statistics:
    """Statistics of no scenario; small ones for a `few`, see `relight.engine.ensembles.histogram`."""
    state, slots, end = futures.state, len(futures.slots), futures.end
    services = state.model.services
    most_mw = float(state.model.demand_mw.sum(axis=1).max(initial=0.0)) * 2
    steps = int(np.ceil(end / STEP_MINUTES)) + 1
    beyond = steps * STEP_MINUTES
    people = _people_of_cells(state)
    grid = state.model.grid
    restarts = 0 if state.present.operation is None else len(grid.bus_ids) + len(grid.unit_ids)
    return Statistics(
        without=empty_histogram(np.tile(people, slots), PEOPLE_BINS, few),
        hours=empty_histogram(people * end / 60, TOTAL_BINS, few),
        total=empty_histogram(np.tile(people @ service_columns(state), slots), TOTAL_BINS, few),
        power=empty_histogram(np.full(3 * slots, most_mw), POWER_BINS, few),
        back=empty_histogram(np.full(len(services.cells), beyond), steps, few),
        run_out=empty_histogram(np.full(len(services.backups), beyond), steps, few),
        returned=empty_histogram(np.full(len(futures.returns), beyond), steps, few),
        restarted=empty_histogram(np.full(restarts, beyond), steps, few),
        beyond_rota=_empty_beyond(futures, few),
        clocks=empty_clocks(futures.clocks, few),
        totals=no_totals(futures),
    )


def _empty_beyond(futures: Futures, few: bool) -> Histogram | None:
    if futures.rota_tally is None:
        return None
    groups, (parts, slots, _) = futures.rota_tally.groups, futures.rota_tally.beyond.shape
    peaks_mw = np.bincount(groups.feeder_area, weights=futures.state.model.grid.feeder_peak_mw)
    return empty_histogram(np.tile(2.0 * peaks_mw, parts * slots), POWER_BINS, few)


def with_run(
    statistics: Statistics, number: int, run: FutureRun, futures: Futures, scenario: Scenario, rota: RotaTally | None
) -> Statistics:
    """The Statistics with one more scenario; its histograms are the same objects, counted on."""
    tally, state, end = run.tally, futures.state, futures.end
    slot_minutes = np.diff(np.array([*tally.slots, tally.end]))
    without = tally.without / slot_minutes[:, None]
    total = without @ service_columns(state)
    power = np.concatenate([tally.demand, tally.served, tally.switched]) / np.tile(slot_minutes, 3)
    statistics.without.add(without.ravel())
    statistics.hours.add(tally.without.sum(axis=0) / 60)
    statistics.total.add(total.ravel())
    statistics.power.add(power)
    statistics.back.add(np.clip(run.present.live.back_at, 0.0, statistics.back.most))
    statistics.run_out.add(_first_run_outs(run, statistics.run_out.most))
    statistics.returned.add(returned(futures.returns, scenario.steps, state, end))
    statistics.restarted.add(restarted(run.present.operation, end))
    statistics.clocks.add(clocks_in(futures.clocks, state, tally.logs, scenario.hazard))
    if statistics.beyond_rota is not None and rota is not None:
        statistics.beyond_rota.add(rota.beyond_mw().ravel())
    totals = totals_of(number, run, slot_minutes / 60 @ total, futures, rota)
    return replace(statistics, totals=joined_totals(statistics.totals, totals))


def added(one: Statistics, other: Statistics) -> Statistics:
    """Both together, scenarios in order of their number; the first one's histograms are counted on."""
    for name in PARTS:
        if getattr(one, name) is not None:
            getattr(one, name).merge(getattr(other, name))
    return replace(one, totals=joined_totals(one.totals, other.totals))


def service_columns(state: State) -> Floats:
    """A 0/1 matrix (cell × service): which cells are of which service; outage groups are of none."""
    services, names = state.model.services, state.situation.region.settings.services
    columns = np.zeros((len(services.cells), len(names)))
    for cell, (_, service) in enumerate(services.cells[: services.rota_cells]):
        columns[cell, names.index(service)] = 1.0
    return columns


def _people_of_cells(state: State) -> Floats:
    """The most people that can be without in each cell."""
    wiring = state.model.services.wiring
    most = np.zeros(len(state.model.services.cells))
    np.add.at(most, wiring.group_cell, wiring.group_people)
    np.add.at(most, wiring.feeder_cell, wiring.feeder_people)
    rotated = wiring.feeder_rota_cell >= 0
    np.add.at(most, wiring.feeder_rota_cell[rotated], wiring.feeder_people[rotated])
    return most


def _first_run_outs(run: FutureRun, beyond: Floats) -> Floats:
    minutes = beyond.copy()
    for log in run.tally.logs:
        rows = log[log[:, 1] == RAN_OUT]
        np.minimum.at(minutes, rows[:, 2].astype(np.int64), rows[:, 0])
    return minutes
