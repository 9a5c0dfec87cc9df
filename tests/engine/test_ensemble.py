"""Ensembles: the same for any number of workers, quantiles as counted by hand, draws with the right mean and spread."""

from __future__ import annotations

import json
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from distributed import Client, LocalCluster
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import lognorm

from relight.engine.ensembles.ensemble import Ensemble, ensemble, futures_from
from relight.engine.ensembles.histogram import empty_histogram
from relight.engine.ensembles.repair_times import lognormal_longer_than
from relight.engine.ensembles.scenario import draw_scenario
from relight.engine.replay import State, replay
from relight.errors import InputError
from relight.model.hazard import Hazard, Rate
from relight.model.region import Region, Settings
from relight.model.schema import Backup, Bus, District, Facility, Feeder, Generator, Need, Repair, Report, Serve
from relight.model.situation import Situation

START = datetime(2026, 1, 8, tzinfo=UTC)
SCENARIOS = 25


def town() -> State:
    """Two buses with a unit each; one bus is out for an estimated 12 h, a clinic lives on two uncertain sets."""
    region = Region(
        Settings("town", "UTC", slot_minutes=60),
        districts=(District(district="D", people=1000.0),),
        buses=(Bus(bus="B1", district="D"), Bus(bus="B2", district="D")),
        generators=(Generator(generator="G1", bus="B1", max_mw=5.0), Generator(generator="G2", bus="B2", max_mw=5.0)),
        feeders=(
            Feeder(feeder="F1", bus="B1", peak_mw=2.0, outage_group="1.1"),
            Feeder(feeder="F2", bus="B2", peak_mw=1.0, outage_group="1.2"),
        ),
        facilities=(Facility(facility="C", kind="clinic", district="D"),),
        needs=(Need(asset="facility:C", need="power", supplier="feeder:F1"),),
        backups=(
            Backup(
                facility="C",
                need="power",
                backup="sets",
                kind="generator",
                endurance_minutes=900.0,
                share=1.0,
                start_minutes=0.0,
                units=2,
                start_probability=0.8,
                mtbf_minutes=2000.0,
            ),
        ),
        serves=(Serve(facility="C", service="health", district="D"),),
    )
    report = Report(
        report="1", reported_at=START, valid_from=START - timedelta(hours=2), subject="bus:B1", state="out",
        repair_minutes=720.0,
    )  # fmt: skip
    return replay(Situation.from_reports(region, [report], START))


def of_town(executor: Executor | None = None, seed: int = 7, hazards: tuple[Hazard, ...] = ()) -> Ensemble:
    """The town's ensemble."""
    return ensemble(futures_from(town(), seed, hours=24, hazards=hazards), SCENARIOS, executor)


def text_of(found: Ensemble) -> str:
    """The dictionary as it would be written."""
    return json.dumps(found.as_dict(), sort_keys=True)


def test_any_number_of_workers_gives_the_same_bytes() -> None:
    """Here, in 1, 2 and 8 threads, in 2 processes and on Dask's local cluster: one and the same dictionary."""
    here = text_of(of_town())
    for workers in (1, 2, 8):
        with ThreadPoolExecutor(workers) as threads:
            assert text_of(of_town(threads)) == here
    with ProcessPoolExecutor(2) as processes:
        assert text_of(of_town(processes)) == here
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        assert text_of(of_town(client.get_executor())) == here


def test_another_seed_gives_other_numbers() -> None:
    """The seed is what the numbers come from."""
    assert text_of(of_town(seed=7)) != text_of(of_town(seed=8))


def test_more_scenarios_begin_with_the_same_ones() -> None:
    """Scenario i depends on the seed and i alone: the first ten of 25 are those of ten."""
    few = ensemble(futures_from(town(), 7, hours=24), 10)
    assert np.array_equal(few.statistics.totals.person_hours, of_town().statistics.totals.person_hours[:10])


def test_totals_are_exact_quantiles_of_the_scenarios() -> None:
    """P10, P50 and P90 of 25 scenarios are the 3rd, 13th and 23rd smallest of them."""
    found = of_town()
    at = found.single.state.situation.region.settings.services.index("health")
    ordered = sorted(found.statistics.totals.person_hours[:, at])
    health = found.as_dict()["person_hours_without"]["health"]
    assert health == {"p10": round(ordered[2], 3), "p50": round(ordered[12], 3), "p90": round(ordered[22], 3)}
    assert health["p10"] < health["p90"]


def test_run_out_has_its_probability() -> None:
    """The chance that the sets run dry is the share of scenarios in which they did, counted again from the runs."""
    found = of_town()
    rows = found.as_dict()["run_out"]
    dry = found.statistics.run_out.counts[0, :-1].sum()
    assert bool(rows) == (dry > 0)
    for row in rows:
        assert row["probability"] == pytest.approx(dry / SCENARIOS)
    assert found.statistics.run_out.counts[0].sum() == SCENARIOS


def test_histogram_quantiles_are_off_by_at_most_half_a_bin() -> None:
    """Against the sorted values of 1,000 random numbers, for every percent from 1 to 99."""
    chance = np.random.default_rng(3)
    values = chance.uniform(0, 50, size=1000)
    histogram = empty_histogram(np.array([50.0]), 100)
    for value in values:
        histogram.add(np.array([value]))
    ordered = np.sort(values)
    for percent in range(1, 100):
        exact = ordered[int(np.ceil(percent * 10)) - 1]
        assert abs(histogram.quantile(percent)[0] - exact) <= 0.25 + 1e-12


def test_repair_times_have_their_mean_and_spread() -> None:
    """40,000 lognormal draws with mean 600 and sd 300 min: both within four standard errors."""
    chance = np.random.default_rng(1)
    draws = np.array([lognormal_longer_than(600, 300, 0, chance.uniform()) for _ in range(40_000)])
    assert abs(draws.mean() - 600) < 4 * 300 / np.sqrt(40_000)
    assert draws.std() == pytest.approx(300, rel=0.05)


def test_a_job_in_progress_is_longer_than_it_has_been() -> None:
    """Conditional draws equal plain draws thrown away when they are too short (mean within four standard errors)."""
    chance = np.random.default_rng(2)
    left = np.array([lognormal_longer_than(600, 300, 700, chance.uniform()) for _ in range(4000)])
    plain = np.array([lognormal_longer_than(600, 300, 0, chance.uniform()) for _ in range(40_000)])
    kept = plain[plain > 700]
    assert left.min() > 700
    error = np.hypot(left.std() / np.sqrt(len(left)), kept.std() / np.sqrt(len(kept)))
    assert abs(left.mean() - kept.mean()) < 4 * error


@given(st.floats(1, 5000), st.floats(0.05, 2), st.floats(0, 3), st.floats(0.001, 0.999))
def test_a_drawn_time_is_the_quantile_scipy_has(mean: float, variation: float, begun: float, share: float) -> None:
    """Of scipy's lognormal beyond the time elapsed, the share that is longer than the drawn time is the share given."""
    elapsed, shape = mean * begun, np.sqrt(np.log(1 + variation**2))
    assume(lognorm.sf(elapsed, shape, scale=mean / np.sqrt(1 + variation**2)) > 1e-12)
    drawn = lognormal_longer_than(mean, mean * variation, elapsed, share)
    longer = lognorm(shape, scale=mean / np.sqrt(1 + variation**2)).sf
    assert longer(drawn) / longer(elapsed) == pytest.approx(share, rel=1e-6)


def test_elapsed_far_beyond_the_estimate_still_ends() -> None:
    """A job that has taken a hundred times its estimate gets a finite time that is not shorter."""
    drawn = lognormal_longer_than(60, 30, 6000, 0.805)
    assert 6000 <= drawn < np.inf


def test_further_damage_comes_at_its_rate() -> None:
    """At 2 feeders a day, over 24 h, e^-2 of 400 scenarios have no hit at all, ± four standard errors."""
    hazard = Hazard("strikes", likelihood=1.0, rates=(Rate("feeder", per_day=2.0, district="D"),))
    futures = futures_from(town(), 11, hours=24, hazards=(hazard,))
    strikes = [
        sum(step.share == 0 and step.valid_from > START for step in draw_scenario(futures, number).steps)
        for number in range(400)
    ]
    none = sum(count == 0 for count in strikes) / 400
    expected = np.exp(-2)
    assert abs(none - expected) < 4 * np.sqrt(expected * (1 - expected) / 400)


def test_hazards_come_with_their_likelihood() -> None:
    """Of 1,000 scenarios with one hazard of likelihood 0.3 about 300 have it (four standard errors)."""
    futures = futures_from(town(), 5, hours=24, hazards=(Hazard("storm", likelihood=0.3),))
    share = sum(draw_scenario(futures, number).hazard == "storm" for number in range(1000)) / 1000
    assert abs(share - 0.3) < 4 * np.sqrt(0.3 * 0.7 / 1000)


def both_buses_out() -> Situation:
    """The town with both of its buses out."""
    state = town()
    report = Report(report="2", reported_at=START, valid_from=START, subject="bus:B2", state="out")
    rows = [row for _, track in state.situation.in_track("condition") for row in track]
    return Situation.from_reports(state.situation.region, [*rows, report], START)


def test_a_crew_that_is_late_is_late_for_its_next_job() -> None:
    """In a plan's scenarios the second job of a crew never ends before the first."""
    plan = (
        Repair(asset="bus:B1", crew="K", start=START, end=START + timedelta(hours=3)),
        Repair(asset="bus:B2", crew="K", start=START + timedelta(hours=3), end=START + timedelta(hours=4)),
    )
    futures = futures_from(replay(both_buses_out()), 3, hours=24, repairs=plan)
    for number in range(50):
        back = {step.asset: step.valid_from for step in draw_scenario(futures, number).steps if step.share == 1}
        assert back["bus:B1"] < back["bus:B2"]


def test_two_orders_of_a_plan_meet_the_same_luck() -> None:
    """Each job takes as long in a scenario whether it comes first or second, to the microsecond of a datetime."""
    state = replay(both_buses_out())
    hours = {"bus:B1": 3, "bus:B2": 1}

    def lengths(first: str, second: str, number: int) -> dict[str, float]:
        change = START + timedelta(hours=hours[first])
        plan = (
            Repair(asset=first, crew="K", start=START, end=change),
            Repair(asset=second, crew="K", start=change, end=START + timedelta(hours=4)),
        )
        futures = futures_from(state, 3, hours=24, repairs=plan)
        back = {step.asset: step.valid_from for step in draw_scenario(futures, number).steps if step.share == 1}
        begun = max(change, back[first])
        return {first: (back[first] - START).total_seconds(), second: (back[second] - begun).total_seconds()}

    for number in range(20):
        one, other = lengths("bus:B1", "bus:B2", number), lengths("bus:B2", "bus:B1", number)
        assert one == pytest.approx(other, abs=1e-5)


def test_no_scenarios_is_an_error() -> None:
    """Zero scenarios have no quantiles."""
    with pytest.raises(InputError, match="above 0"):
        ensemble(futures_from(town(), 7), 0)
