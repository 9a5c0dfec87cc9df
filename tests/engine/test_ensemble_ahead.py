"""Scores, cascades and returns of an ensemble: by hand on a small grid, and counted again scenario by scenario."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from relight.engine.ensembles.ensemble import ensemble, futures_from
from relight.engine.ensembles.scenario import Futures, draw_scenario
from relight.engine.future_run import FutureRun, run_future
from relight.engine.replay import replay
from relight.engine.score import Score
from relight.engine.timeline import future
from relight.model.hazard import Hazard, Rate
from relight.model.region import Region, Settings
from relight.model.schema import Bus, District, Feeder, Generator, RepairClass, Report
from relight.model.situation import Situation

START = datetime(2026, 1, 8, tzinfo=UTC)
SCENARIOS, HOURS, END = 60, 24.0, 1440.0
HALF_A_BIN = 2.5
LONG = 100_000.0


def futures(repair_minutes: float, dynamics: bool = True) -> Futures:
    """80 MW on one bus: a wind farm gives 20 of them at no cost, a thermal unit of 90 MW the rest; storms hit the farm.

    Of twelve feeders of 8 MW two are damaged: f0, nobody knows for how long, and f9, which is protected, for an
    estimated 12 h.
    """
    region = Region(
        Settings("bay", "UTC", slot_minutes=60, dynamics=dynamics, assumptions={"demand_error_sd": 0.0}),
        districts=(District(district="D", parent="P", people=600.0), District(district="E", parent="Q", people=400.0)),
        buses=(Bus(bus="B", district="D"),),
        generators=(
            Generator(generator="W", bus="B", kind="wind", max_mw=20.0, cost_per_mwh=0.0, start_up_minutes=30.0),
            Generator(generator="T", bus="B", kind="thermal", max_mw=90.0, cost_per_mwh=9.0),
        ),
        feeders=tuple(
            Feeder(feeder=f"f{at}", bus="B", district="DE"[at // 6], peak_mw=8.0, customers=40, protected=at == 9)
            for at in range(12)
        ),
        repair_classes=(RepairClass(asset_kind="wind", mean_minutes=repair_minutes, sd_minutes=0.0),),
    )
    damaged = {"f0": None, "f9": 720.0}
    reports = [
        Report(
            report=feeder, reported_at=START, valid_from=START - timedelta(hours=2), subject=f"feeder:{feeder}",
            state="out", repair_minutes=minutes,
        )
        for feeder, minutes in damaged.items()
    ]  # fmt: skip
    storms = Hazard("storms", likelihood=1.0, rates=(Rate("wind", per_day=0.7),))
    return futures_from(replay(Situation.from_reports(region, reports, START)), 11, HOURS, hazards=(storms,))


@cache
def of_bay(repair_minutes: float = LONG, dynamics: bool = True) -> dict[str, Any]:
    """The bay's ensemble."""
    return ensemble(futures(repair_minutes, dynamics), SCENARIOS).as_dict()


@cache
def runs(repair_minutes: float = LONG) -> list[FutureRun]:
    """Every scenario run by itself."""
    drawn = futures(repair_minutes)
    found = []
    for number in range(SCENARIOS):
        scenario = draw_scenario(drawn, number)
        timeline = future(drawn.state.situation, scenario.steps, drawn.end)
        found.append(run_future(drawn.state, timeline, scenario.demand_factor, scenario.chance_seed))
    return found


def steps_of(asset: str, share: float, repair_minutes: float = LONG) -> list[list[float]]:
    """Per scenario the minutes at which what is drawn sets an asset to that share, within the horizon or after it."""
    drawn = futures(repair_minutes)
    return [
        sorted(
            (step.valid_from - START) / timedelta(minutes=1)
            for step in draw_scenario(drawn, number).steps
            if step.asset == asset and step.share == share and step.valid_from > START
        )
        for number in range(SCENARIOS)
    ]


def minute_of(time: str | None) -> float:
    """Minutes from the start; inf for a time that is not within the horizon."""
    return np.inf if time is None else (datetime.fromisoformat(time) - START) / timedelta(minutes=1)


def quantiles(values: list[float]) -> dict[str, float]:
    """P10, P50 and P90 as the smallest that so many percent do not exceed."""
    ordered = sorted(values)
    return {key: ordered[int(np.ceil(len(ordered) * percent / 100)) - 1]
            for key, percent in (("p10", 10), ("p50", 50), ("p90", 90))}  # fmt: skip


def assert_times(told: dict[str, Any], minutes: list[float], within: float) -> None:
    """The quantiles told are those of these minutes, off by at most so much."""
    for key, minute in quantiles(minutes).items():
        if np.isinf(minute):
            assert told[key] is None
        else:
            assert minute_of(told[key]) == pytest.approx(minute, abs=within + 0.01)


def test_a_cascade_has_its_chance_and_megawatts() -> None:
    """By hand: without the farm 20 of 80 MW are missing and the thermal unit raises 4.5 within seconds, so two feeders
    of 8 MW are shed: two stages of 8 MW, or once f9 is back one of 8.8 to 9.2. Every hit is such a cascade, and the
    farm stays out, so there is one in each scenario that has a hit.
    """
    hits = [minutes[0] for minutes in steps_of("generator:W", 0.0) if minutes]
    share = round(len(hits) / SCENARIOS, 6)
    assert 0.3 < share < 0.7
    ahead = of_bay()["cascade_ahead"]
    assert ahead["probability"] == share
    assert_times(ahead["first_at"], hits, within=1 / 120)
    assert ahead["cascades"] == {"probability": share, "p10": 1.0, "p50": 1.0, "p90": 1.0}
    assert ahead["shed_mw"] == {"probability": share, "p10": 16.0, "p50": 16.0, "p90": 16.0}
    nothing = {"probability": 0.0, "p10": None, "p50": None, "p90": None}
    for name in ("damage_mw", "collapsed_mw", "tripped_mw", "tripped_branches"):
        assert ahead[name] == nothing, name


def test_without_dynamics_no_cascade_is_foreseen() -> None:
    """Where protection is not modelled nothing is said of it."""
    found = of_bay(LONG, dynamics=False)
    assert found["cascade_ahead"] == {}
    assert found["restart"] == []


def test_a_unit_that_may_go_comes_back_after_its_repair_and_start() -> None:
    """By hand: two hours of repair, then half an hour of start-up; quantiles over the scenarios in which it goes."""
    back = [minutes[-1] + 30.0 for minutes in steps_of("generator:W", 1.0, 120.0) if minutes]
    minutes = [minute if minute <= END else np.inf for minute in back]
    (row,) = [row for row in of_bay(120.0)["restart"] if row["asset"] == "generator:W"]
    chance = row["chance"]
    assert (row["at"], row["what"], row["capacity_mw"]) == (None, "unit runs", 20.0)
    assert chance["probability"] == pytest.approx(np.isfinite(minutes).sum() / SCENARIOS, abs=1e-6)
    assert chance["not_back"] == pytest.approx(np.isinf(minutes).sum() / SCENARIOS, abs=1e-6)
    assert 0 < chance["not_back"] < chance["probability"]
    assert_times(chance, minutes, HALF_A_BIN)


def test_a_unit_that_never_comes_back_is_not_listed() -> None:
    """The farm that stays out for months does not restart within the horizon."""
    assert [row for row in of_bay()["restart"] if row["asset"] == "generator:W"] == []


def test_damage_has_the_chance_of_its_return() -> None:
    """What is drawn for the estimated repair, and for what nobody expects that it is back in no scenario."""
    rows = {row["asset"]: row for row in of_bay()["returns"]}
    drawn = [minutes[0] for minutes in steps_of("feeder:f9", 1.0)]
    minutes = [minute if minute <= END else np.inf for minute in drawn]
    assert rows["feeder:f9"]["at"] == (START + timedelta(hours=10)).isoformat()
    assert_times(rows["feeder:f9"]["chance"], minutes, HALF_A_BIN)
    assert rows["feeder:f9"]["chance"]["not_back"] == pytest.approx(np.isinf(minutes).sum() / SCENARIOS, abs=1e-6)
    assert rows["feeder:f0"]["chance"] == {"p10": None, "p50": None, "p90": None, "not_back": 1.0}


@pytest.mark.parametrize(
    "name", ["ens_mwh", "customer_hours", "saidi_hours", "saifi", "caidi_hours", "gini_hours_without",
             "spread_hours_without"],
)  # fmt: skip
def test_scores_are_exact_quantiles_of_the_scenarios(name: str) -> None:
    """P10, P50 and P90 are the 6th, 30th and 54th of 60 scores, worked out one scenario after the other."""
    values = [float(getattr(score_of(run), name)) for run in runs()]
    told = of_bay()["scores"][name]
    assert told == {key: pytest.approx(value, abs=1e-3) for key, value in quantiles(values).items()}
    assert told["p10"] < told["p90"]


def score_of(run: FutureRun) -> Score:
    """The scores of a run."""
    return run.tally.score()


@pytest.mark.parametrize("percent", [50, 90, 99])
def test_times_until_most_are_back_are_scores_too(percent: int) -> None:
    """To the second, with the share of scenarios in which so many are never back for good."""
    found = [score_of(run).back_minutes[percent] for run in runs()]
    minutes = [np.inf if minute is None else minute for minute in found]
    told = of_bay()["scores"][f"back_{percent}_at"]
    assert_times(told, minutes, within=1 / 120)
    assert told["not_back"] == pytest.approx(np.isinf(minutes).sum() / SCENARIOS, abs=1e-6)


@pytest.mark.parametrize("area", ["", "P", "Q"])
def test_when_all_have_a_service_back_is_counted_for_itself(area: str) -> None:
    """The region's and each parent's time is that of its last district in each scenario, not the latest quantile."""
    cells = futures(LONG).state.model.services.cells
    home = {"D": "P", "E": "Q"}
    own = [at for at, (place, service) in enumerate(cells) if service == "electricity" and area in ("", home[place])]
    minutes = [max(0.0, float(run.present.live.back_at[own].max())) for run in runs()]
    found = of_bay()
    told = found["back_at"] if area == "" else next(row for row in found["parents"] if row["parent"] == area)["back_at"]
    assert_times(told["electricity"], minutes, within=1 / 120)
    assert told["electricity"]["not_back"] == pytest.approx(np.isinf(minutes).sum() / SCENARIOS, abs=1e-6)


def test_person_hours_of_a_district_are_quantiles_of_sums() -> None:
    """Each is the quantile of what the scenarios come to over the horizon, within half of the bin that is stated."""
    found = of_bay()
    (row,) = [row for row in found["districts"] if row["district"] == "E"]
    at = futures(LONG).state.model.services.cells.index(("E", "electricity"))
    values = [float(run.tally.without[:, at].sum()) / 60 for run in runs()]
    assert found["ensemble"]["accuracy"]["person_hours_in_a_place"] == "± 0.05 % of its people's hours"
    for key, value in quantiles(values).items():
        assert abs(row["person_hours_without"]["electricity"][key] - value) <= 400 * HOURS * 0.0005 + 0.01
