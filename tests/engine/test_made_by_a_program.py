"""Plans, rotas and hazards that a program made are checked where they meet a region, as those of a file are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import relight
from relight.model.schema import Bus, District
from tests.engine.grids import feeder, region_of

AT = datetime(2026, 1, 8, 20, tzinfo=UTC)
REGION = replace(
    region_of("a", [], {"g": ("a", 10.0)}, [feeder("f", "a", 2.0)]),
    districts=(District(district="d", people=10),),
    buses=(Bus(bus="a", district="d"),),
)
SITUATION = relight.Situation.from_reports(REGION, [], AT)


def repair(asset: str, start: datetime = AT) -> relight.Repair:
    """An hour of work on an asset."""
    return relight.Repair(asset=asset, crew="c", start=start, end=start + timedelta(hours=1))


def test_a_repair_of_nothing_is_named() -> None:
    """A plan for an asset that is not there is refused: taken quietly, it would leave the real one out for good."""
    with pytest.raises(relight.InputError, match=r"repairs.csv, row 2, column asset: branch 'x' is not in"):
        relight.outlook(SITUATION, repairs=[repair("branch:x")])


def test_a_repair_without_an_offset_is_named() -> None:
    """A time without a time zone gives a sentence, not a comparison that fails."""
    with pytest.raises(relight.InputError, match="has no offset from UTC"):
        relight.outlook(SITUATION, repairs=[repair("generator:g", datetime(2026, 1, 8, 20))])


def test_a_cut_of_nobody_is_named() -> None:
    """A rota for a group that the region does not have is refused: taken quietly, nobody would be cut."""
    row = relight.RotaSlot(zone="z", outage_group="1", start=AT, end=AT + timedelta(hours=1), state="confirmed")
    with pytest.raises(relight.InputError, match="there is no supply zone 'z'"):
        relight.outlook(SITUATION, rota=[row])


@pytest.mark.parametrize("hours", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_a_horizon_that_is_none_is_refused(hours: float) -> None:
    """No hours, no number and centuries are refused by the outlook and by futures, before anything is computed."""
    state = relight.replay(SITUATION)
    for look in (lambda: relight.outlook_from(state, hours=hours), lambda: relight.futures_from(state, 1, hours)):
        with pytest.raises(relight.InputError, match="hours are no horizon; give a number above 0, at most 8784"):
            look()


@pytest.mark.parametrize("hours", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_a_rota_and_repairs_have_a_longest_horizon_too(hours: float) -> None:
    """A rota goes two weeks ahead at most, repairs a year, in the words of the command line."""
    with pytest.raises(relight.InputError, match=r"hours: .* hours are no horizon; give a number above 0, at most 336"):
        relight.plan_rota(SITUATION, hours=hours)
    options = relight.RepairOptions(hours=hours)
    longest = "hours are no horizon; give a number above 0, at most 8784"
    with pytest.raises(relight.InputError, match=longest):
        relight.plan_repairs(SITUATION, options)
    with pytest.raises(relight.InputError, match=longest):
        relight.score_plan(SITUATION, (), options)


def test_all_that_is_wrong_with_a_rotas_plans_is_said() -> None:
    """Hours, past cuts, published cuts and repairs that do not fit the region come in one error."""
    past = relight.PastCut(zone="y", outage_group="1", start=AT, end=AT + timedelta(hours=1))
    row = relight.RotaSlot(zone="z", outage_group="1", start=AT, end=AT + timedelta(hours=1), state="confirmed")
    with pytest.raises(relight.InputError) as caught:
        relight.plan_rota(SITUATION, 0.0, [past], [row], [repair("branch:x")])
    assert [problem.file for problem in caught.value.problems] == ["hours", "history.csv", "rota.csv", "repairs.csv"]


@pytest.mark.parametrize("factor", [0.0, -1.0, float("nan"), float("inf")])
def test_an_effort_that_is_none_is_refused(factor: float) -> None:
    """No effort and an endless one are refused where they are made, with a negative seed in the same error."""
    with pytest.raises(relight.InputError, match=r"effort: .* is no effort; .*\nseed: -1 cannot be a seed"):
        relight.Effort.times(factor, -1)


def test_a_negative_seed_of_repairs_is_refused() -> None:
    """One sentence, before anything is drawn."""
    with pytest.raises(relight.InputError, match="--seed: -1 cannot be a seed"):
        relight.plan_repairs(SITUATION, relight.RepairOptions(seed=-1))


def test_results_are_made_of_an_outlooks_dictionary(tmp_path: Path) -> None:
    """Given the Outlook itself, or another dictionary, netCDF and folders of results say what to give."""
    foreseen, other = relight.outlook(SITUATION, hours=1), relight.status(SITUATION).as_dict()
    for given, told in ((foreseen, r"Outlook instead of .* as_dict\(\)"), (other, "a dictionary without 'start'")):
        with pytest.raises(relight.InputError, match=told):
            relight.dataset(given)  # type: ignore[arg-type]
        with pytest.raises(relight.InputError, match=told):
            relight.write_results(given, SITUATION, tmp_path / "out")  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_futures_show_themselves_in_a_line() -> None:
    """What scenarios are drawn from says where it starts, how far it goes and with which seed."""
    shown = repr(relight.futures_from(relight.replay(SITUATION), seed=7, hours=24))
    assert shown == "<Futures of test, 24 h from 2026-01-08T20:00:00+00:00, seed 7>"


def test_all_that_is_wrong_with_futures_is_said() -> None:
    """A hazard that is too sure, a kind that is not there and a negative seed come in one error."""
    storm = relight.Hazard("storm", likelihood=1.5, rates=(relight.Rate("windmill", per_day=1.0),))
    with pytest.raises(relight.InputError) as caught:
        relight.futures_from(relight.replay(SITUATION), seed=-1, hazards=[storm])
    found = [problem.found for problem in caught.value.problems]
    assert found == [
        "likelihoods add up to 1.5",
        "likelihood 1.5",
        "no asset of kind 'windmill'",
        "-1 cannot be a seed",
    ]
