"""Clocks and warnings of an ensemble: against every scenario's own clocks, and by the weather each hazard brings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from relight.engine.ensembles.ensemble import ensemble, futures_from
from relight.engine.ensembles.scenario import Futures, draw_scenario
from relight.engine.future_run import run_future
from relight.engine.heat_clock import heat_clocks
from relight.engine.history import history_of, joined
from relight.engine.mine_clock import mine_clocks
from relight.engine.notices import notices
from relight.engine.replay import State, replay
from relight.engine.timeline import future
from relight.model.hazard import Hazard
from relight.model.region import Region, Settings
from relight.model.schema import (
    Backup,
    Bus,
    District,
    Facility,
    Feeder,
    Generator,
    Need,
    Report,
    Serve,
    WeatherPoint,
)  # fmt: skip
from relight.model.situation import Situation

START = datetime(2026, 1, 8, tzinfo=UTC)
HOURS, SCENARIOS = 30, 60
HALF_A_BIN = 2.5


@cache
def valley() -> State:
    """One bus out for an estimated 8 h; on its feeder a mine with an uncertain hoist set, a boiler house, a pump."""
    region = Region(
        Settings("valley", "UTC", slot_minutes=60),
        districts=(District(district="D", people=1000.0),),
        buses=(Bus(bus="B", district="D"),),
        generators=(Generator(generator="G", bus="B", max_mw=5.0),),
        feeders=(Feeder(feeder="F", bus="B", peak_mw=2.0),),
        facilities=(
            Facility(facility="M", kind="mine", district="D", people_inside=50.0, egress_minutes=90.0),
            Facility(facility="H", kind="boiler_house", district="D", time_constant_minutes=3000.0, indoor_c=20.0),
            Facility(facility="P", kind="pump", district="D"),
        ),
        needs=(
            Need(asset="facility:M", need="power", supplier="feeder:F"),
            Need(asset="facility:M", need="hoist", supplier="feeder:F"),
            Need(asset="facility:H", need="power", supplier="feeder:F"),
            Need(asset="facility:P", need="power", supplier="feeder:F"),
        ),
        backups=(
            Backup(
                facility="M", need="hoist", backup="set", kind="generator", endurance_minutes=300.0, share=1.0,
                start_minutes=0.0, start_probability=0.7, mtbf_minutes=400.0,
            ),
        ),
        serves=(Serve(facility="H", service="heat", district="D"), Serve(facility="P", service="water", district="D")),
        weather=(WeatherPoint(valid_from=START - timedelta(days=1), outdoor_c=-5.0),),
    )  # fmt: skip
    report = Report(
        report="1", reported_at=START, valid_from=START - timedelta(minutes=7), subject="bus:B", state="out",
        repair_minutes=480.0,
    )  # fmt: skip
    return replay(Situation.from_reports(region, [report], START))


@cache
def futures() -> Futures:
    """What the valley's scenarios are drawn from."""
    return futures_from(valley(), 9, hours=HOURS)


@cache
def of_valley() -> dict[str, Any]:
    """The valley's ensemble."""
    return ensemble(futures(), SCENARIOS).as_dict()


@cache
def counted_again(moment: str) -> list[float]:
    """Minute of a moment in every scenario, run one by one and read from its whole log; inf = not at all."""
    state, minutes = valley(), []
    for number in range(SCENARIOS):
        scenario = draw_scenario(futures(), number)
        timeline = future(state.situation, scenario.steps, futures().end)
        run = run_future(state, timeline, scenario.demand_factor, scenario.chance_seed)
        history = history_of(joined(state.log, *run.tally.logs))
        mine, heat = mine_clocks(state.model, history)[0], heat_clocks(state, history, futures().end)[0]
        boil = next((row for row in notices(state.model, history) if row.kind == "boil_water"), None)
        found = {
            **vars(mine), **vars(heat),
            "boil": None if boil is None else boil.begin,
        }[moment]  # fmt: skip
        minutes.append(np.inf if found is None else float(found))
    return minutes


@pytest.mark.parametrize(
    ("facility", "moment"),
    [
        ("M", "order_at"), ("M", "out_by"), ("M", "evacuate_by"), ("M", "power_back_at"),
        ("H", "cold_home_at"), ("H", "drain_by"), ("H", "heat_back_at"),
    ],
)  # fmt: skip
def test_a_moment_has_its_chance_and_quantiles(facility: str, moment: str) -> None:
    """The share of scenarios in which it comes is exact; P10, P50, P90 are the 6th, 30th and 54th of 60, within half
    a bin, or null where the horizon ends before.
    """
    minutes = sorted(counted_again(moment))
    rows = {row["facility"]: row for row in of_valley()["clocks"]}
    chance = rows[facility]["chance"][moment]
    assert chance["probability"] == pytest.approx(sum(np.isfinite(minutes)) / SCENARIOS, abs=1e-6)
    for percent, rank in ((10, 6), (50, 30), (90, 54)):
        told = chance[f"p{percent}"]
        if told is None:
            assert np.isinf(minutes[rank - 1])
        else:
            minute = (datetime.fromisoformat(told) - START) / timedelta(minutes=1)
            assert abs(minute - minutes[rank - 1]) <= HALF_A_BIN + 0.01


def test_chance_decides_whether_the_hoist_stops() -> None:
    """The set fails in some scenarios and not in others, so the test above is not about certain things."""
    assert 0 < sum(np.isfinite(counted_again("evacuate_by"))) < SCENARIOS


def test_a_warning_has_its_chance() -> None:
    """Water comes back, and must be boiled from then on, in those scenarios in which the repair ends in time."""
    minutes = sorted(counted_again("boil"))
    rows = of_valley()["warnings"]
    chance = next(row["chance"] for row in rows if row["kind"] == "boil_water")
    assert chance["probability"] == pytest.approx(sum(np.isfinite(minutes)) / SCENARIOS, abs=1e-6)
    given = [minute for minute in minutes if np.isfinite(minute)]
    median = (datetime.fromisoformat(chance["from"]["p50"]) - START) / timedelta(minutes=1)
    assert abs(median - given[(len(given) + 1) // 2 - 1]) <= HALF_A_BIN + 0.01
    assert chance["until"] == {"p10": None, "p50": None, "p90": None}


def test_every_scenario_has_the_weather_of_its_hazard() -> None:
    """With a frost of likelihood 0.4 homes are cold in all scenarios that draw it, and in more than without it."""
    frost = Hazard("frost", likelihood=0.4, weather=(WeatherPoint(valid_from=START, outdoor_c=-40.0),))
    drawn = futures_from(valley(), 3, hours=HOURS, hazards=(frost,))
    share = sum(draw_scenario(drawn, number).hazard == "frost" for number in range(SCENARIOS)) / SCENARIOS
    plain = {row["facility"]: row for row in of_valley()["clocks"]}["H"]["chance"]
    cold = {row["facility"]: row for row in ensemble(drawn, SCENARIOS).as_dict()["clocks"]}["H"]["chance"]
    assert 0 < share < 1
    assert plain["cold_home_at"]["probability"] < cold["cold_home_at"]["probability"]
    assert cold["cold_home_at"]["probability"] >= share
