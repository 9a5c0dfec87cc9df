"""Backups that start or fail by chance: against REopt's published survival tables, by enumeration and by sampling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import numpy as np
import pytest

from relight.engine.chance import minutes_to_failure, uniform, units_started
from relight.engine.future_run import run_future
from relight.engine.model import Model, compile_region
from relight.engine.present import whole_region
from relight.engine.replay import replay
from relight.engine.timeline import future
from relight.model.region import Region, Settings
from relight.model.schema import Backup, Bus, District, Facility, Feeder, Need, Report, Serve
from relight.model.situation import Situation

START = datetime(2026, 1, 8, tzinfo=UTC)
LOADS_KW = (1, 2, 2, 1)
WITH_BATTERY = ((1, 0.8704, 0.557056), (0.96, 0.6144, 0.57344), (0.96, 0.896, 0.8192), (1, 0.96, 0.761856))
WITHOUT = ((0.96, 0.4096, 0.262144), (0.64, 0.4096, 0.393216), (0.64, 0.6144, 0.557056), (0.96, 0.8704, 0.262144))
"""REopt.jl's own tests: survival of outages that start in hour 1-4 and last 1-3 hours."""


def dark_site(*backups: Backup) -> Region:
    """A facility whose only feeder has no supply, so that its backups carry it from the first minute on."""
    return Region(
        Settings("site", "UTC"),
        districts=(District(district="D", people=1.0),),
        buses=(Bus(bus="B", district="D"),),
        feeders=(Feeder(feeder="F", bus="B", peak_mw=1.0, people=0.0),),
        facilities=(Facility(facility="S", kind="site", district="D"),),
        needs=(Need(asset="facility:S", need="power", supplier="feeder:F"),),
        backups=backups,
        serves=(Serve(facility="S", service="health", district="D"),),
    )


def survives(alive: Sequence[int], start: int, battery: bool) -> bool:
    """REopt's hourly balance: 1 kW a unit alive, then a battery of 2 kWh and 1 kW that begins with 1 kWh."""
    stored = 1.0 if battery else 0.0
    for hour, units in enumerate(alive):
        spare = units - LOADS_KW[(start + hour) % 4]
        if spare < 0:
            if not battery or -spare > min(1.0, stored):
                return False
            stored += spare
        elif battery:
            stored = min(2.0, stored + min(1.0, spare))
    return True


@pytest.mark.parametrize(("battery", "table"), [(True, WITH_BATTERY), (False, WITHOUT)])
def test_reopt_table_by_enumeration(battery: bool, table: tuple[tuple[float, ...], ...]) -> None:
    """With units that outlive an hour as the engine's exponential says (0.8), every entry comes out to 1e-9."""
    outlives_an_hour = math.exp(-60 / mtbf_for(0.8))
    for start, hours in product(range(4), (1, 2, 3)):
        total = 0.0
        for lives in product(range(hours + 1), repeat=2):  # how many hours each of the two units outlives
            chance = math.prod(
                outlives_an_hour**life * (1.0 if life == hours else 1 - outlives_an_hour) for life in lives
            )
            alive = [sum(life > hour for life in lives) for hour in range(hours)]
            total += chance * survives(alive, start, battery)
        assert total == pytest.approx(table[start][hours - 1], abs=1e-9)


@pytest.mark.parametrize(("battery", "table"), [(True, WITH_BATTERY), (False, WITHOUT)])
def test_reopt_table_by_sampling_the_engines_failures(battery: bool, table: tuple[tuple[float, ...], ...]) -> None:
    """10,000 draws of the engine's own time to failure agree with every entry within four standard errors."""
    model, draws = two_units(mtbf_for(0.8)), 10_000
    alive = [units_alive(model, seed, hours=3) for seed in range(1, draws + 1)]
    for start, hours in product(range(4), (1, 2, 3)):
        share = sum(survives(row[:hours], start, battery) for row in alive) / draws
        expected = table[start][hours - 1]
        error = math.sqrt(expected * (1 - expected) / draws)
        assert abs(share - expected) <= 4 * error + 1e-12


def test_one_generator_and_a_battery_through_the_whole_engine() -> None:
    """REopt: MTTF 100 h, availability .98, failure to start .1, battery for 4 h, 24 h: .99²⁰·.9·.98 = .7213939."""
    generator = Backup(
        facility="S", need="power", backup="a-generator", kind="generator", endurance_minutes=1e6,
        availability=0.98, start_probability=0.9, mtbf_minutes=mtbf_for(0.99),
    )  # fmt: skip
    battery = Backup(facility="S", need="power", backup="b-battery", kind="battery", endurance_minutes=240.0)
    draws = 1500
    survived = sum(hours_without(dark_site(generator, battery), seed) == 0.0 for seed in range(1, draws + 1))
    expected = 0.99**20 * 0.9 * 0.98
    assert expected == pytest.approx(0.7213939, abs=1e-7)
    assert abs(survived / draws - expected) <= 4 * math.sqrt(expected * (1 - expected) / draws)


def test_without_chance_every_unit_starts_and_none_fails() -> None:
    """Seed 0 is the single run: chances below 1 do not matter to it."""
    generator = Backup(
        facility="S", need="power", backup="g", kind="generator", endurance_minutes=1e6,
        availability=0.5, start_probability=0.5, mtbf_minutes=10.0, units=3,
    )  # fmt: skip
    assert hours_without(dark_site(generator), 0) == 0.0


def test_units_that_fail_one_by_one_leave_their_share() -> None:
    """Of two units one fails at t: a step need of 1 is lost at once, one of one half lasts until the second fails."""
    generator = Backup(
        facility="S", need="power", backup="g", kind="generator", endurance_minutes=1e6, mtbf_minutes=600.0, units=2
    )
    region = dark_site(generator)
    half = replace(region, needs=(replace(region.needs[0], threshold=0.5),))
    model = compile_region(region)
    live = whole_region(model).live
    live.seed[0] = 99
    first = minutes_to_failure(model.services.wiring, live, 0, 0, 2)
    second = first + minutes_to_failure(model.services.wiring, live, 0, 1, 1)
    assert 0 < first < second < 24 * 60
    assert hours_without(region, 99) == pytest.approx(24 - first / 60, abs=1e-6)
    assert hours_without(half, 99) == pytest.approx(24 - second / 60, abs=1e-6)


def test_draws_are_even() -> None:
    """20,000 draws over backups and numbers fall evenly into ten bins (chi-square under its 99.9 % point of 27.9)."""
    draws = [uniform(np.uint64(7), 1, backup, number) for backup in range(200) for number in range(100)]
    counts, _ = np.histogram(draws, bins=10, range=(0.0, 1.0))
    assert float(((counts - 2000) ** 2 / 2000).sum()) < 27.9


def mtbf_for(chance_to_outlive_an_hour: float) -> float:
    """Mean time between failures [min] of a unit with that chance."""
    return -60 / math.log(chance_to_outlive_an_hour)


def two_units(mtbf_minutes: float) -> Model:
    """A compiled site with one backup of two units."""
    return compile_region(
        dark_site(
            Backup(
                facility="S", need="power", backup="g", kind="generator",
                endurance_minutes=1e6, mtbf_minutes=mtbf_minutes, units=2,
            )
        )
    )


def units_alive(model: Model, seed: int, hours: int) -> list[int]:
    """Units still running at the end of each hour, by the engine's draws."""
    live = whole_region(model).live
    live.seed[0] = seed
    running = units_started(model.services.wiring, live, 0, 1)
    failures: list[float] = []
    minute = 0.0
    while running:
        minute += minutes_to_failure(model.services.wiring, live, 0, len(failures), running)
        failures.append(minute)
        running -= 1
    return [sum(failure > 60 * (hour + 1) for failure in failures) for hour in range(hours)]


def hours_without(region: Region, seed: int) -> float:
    """Hours in 24 without the site's service, by the engine with that seed."""
    report = Report(report="1", reported_at=START, valid_from=START, subject="district:D", state="figure",
                    value=0.0, unit="health/people")  # fmt: skip
    situation = Situation.from_reports(region, [report], START)
    state = replay(situation)
    # The replay has started the backup at the first minute; chance decides from a present that has not begun.
    state = replace(state, present=whole_region(state.model))
    run = run_future(state, future(situation, (), 24 * 60.0), chance_seed=seed)
    cell = state.model.services.cells.index(("D", "health"))
    return float(run.tally.without[:, cell].sum()) / 60
