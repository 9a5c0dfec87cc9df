"""The night reads as the story tells it, and the figures come out of the engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest

from relight.engine.status import status
from relight.model.check import check_reports
from relight.model.region import Region
from relight.model.schema import Report
from relight.model.situation import Situation

EVENING = datetime.fromisoformat("2026-01-07T21:40:00+02:00")
AFTERNOON = datetime.fromisoformat("2026-01-08T16:00:00+02:00")


@pytest.fixture(scope="module")
def afternoon(region: Region, reports: tuple[Report, ...]) -> dict[str, Any]:
    """Who has what at 16:00 on the day after."""
    return status(Situation.from_reports(region, reports)).as_dict()


def _without(result: dict[str, Any], parent: str, service: str) -> float:
    return sum(row["without"].get(service, 0.0) for row in result["districts"] if row["parent"] == parent)


def test_reports_have_no_problem(region: Region, reports: tuple[Report, ...]) -> None:
    """Every subject, unit and superseded id of the night exists."""
    assert check_reports(reports, region) == ()


def test_night_runs_from_evening_to_afternoon(reports: tuple[Report, ...]) -> None:
    """The first report is of 21:00 to 21:30, the last of exactly 16:00 next day, in the order they were recorded."""
    times = [report.reported_at for report in reports]
    assert times == sorted(times)
    assert (times[0].hour, times[0].day, times[-1]) == (21, 7, AFTERNOON)


def test_night_is_as_untidy_as_nights_are(reports: tuple[Report, ...]) -> None:
    """There are late, superseded, retracted, doubled and contradicting reports, levels, figures and risks."""
    states = Counter(report.state for report in reports)
    assert min(states[s] for s in ("out", "derated", "restored", "energised", "deenergised", "level", "figure")) >= 2
    assert states["retracted"] >= 1
    assert states["at_risk"] >= 1
    assert sum(bool(report.supersedes) for report in reports) > 20
    assert max((r.reported_at - r.valid_from).total_seconds() for r in reports if r.state == "derated") > 6 * 3600
    same = [(r.reported_at, r.valid_from, r.subject, r.state, r.source) for r in reports if r.state != "figure"]
    assert len(same) > len(set(same))


def test_thirteen_sites_were_struck(reports: tuple[Report, ...]) -> None:
    """Damage is told with returns at estimates, at promises, without either, and with one that is overdue."""
    latest = {r.subject: r for r in reports if r.state in ("out", "derated")}
    assert len(latest) > 30
    assert any(r.expected_at for r in latest.values())
    assert any(r.repair_minutes for r in latest.values())
    assert any(not r.repair_minutes and not r.expected_at for r in latest.values())


def test_both_regions_are_dark_in_the_evening(region: Region, reports: tuple[Report, ...]) -> None:
    """At 21:40 nearly all people of both regions have no electricity."""
    result = status(Situation.from_reports(region, reports, EVENING)).as_dict()
    assert result["people_without"]["electricity"] > 0.95 * region.people


def test_damage_alone_explains_most_of_the_blackout(region: Region, reports: tuple[Report, ...]) -> None:
    """Without a single observation the engine's cascade leaves more than 80 % of the people dark at 22:30."""
    damage = [report for report in reports if report.state not in ("energised", "deenergised")]
    at = datetime.fromisoformat("2026-01-07T22:30:00+02:00")
    result = status(Situation.from_reports(region, damage, at)).as_dict()
    assert result["people_without"]["electricity"] > 0.8 * region.people


def test_one_region_is_back_on_a_schedule(afternoon: dict[str, Any]) -> None:
    """At 16:00 Zelmaria has light for most people and is short of capacity: 15 to 40 % are switched off."""
    assert 0.15 * 1_600_000 < _without(afternoon, "Zelmaria", "electricity") < 0.40 * 1_600_000


def test_the_other_region_is_still_dark(afternoon: dict[str, Any]) -> None:
    """At 16:00 about 800,000 consumers of Kalvoria are dark and more than a million people have no heat."""
    dark = [row for row in afternoon["figures"] if row["subject"] == "region:Kalvoria"]
    customers = next(row["computed"] for row in dark if row["unit"] == "electricity/customers")
    assert 720_000 < customers < 880_000
    assert _without(afternoon, "Kalvoria", "heat") > 1_000_000


def test_official_figures_are_near_but_for_missing_reports(afternoon: dict[str, Any]) -> None:
    """Figures lie within a fifth of the computed ones, except the two districts where a report is missing."""
    far = {
        row["subject"]
        for row in afternoon["figures"]
        if abs(row["difference"]) > 0.2 * max(row["reported"], row["computed"]) and row["reported"] > 5_000
    }
    assert far == {"district:SMP", "district:NBR"}


def test_engine_explains_what_was_observed(afternoon: dict[str, Any]) -> None:
    """At 16:00 fewer than 20 of the feeders are seen otherwise than computed."""
    assert len(afternoon["unexplained"]) < 20


def test_light_comes_back_through_the_night(region: Region, reports: tuple[Report, ...]) -> None:
    """Hour by hour fewer people of Kalvoria are dark, without a result written anywhere."""
    hours = (EVENING, *(datetime.fromisoformat(f"2026-01-08T{hour:02d}:00:00+02:00") for hour in (3, 7, 12, 16)))
    results = [status(Situation.from_reports(region, reports, at)).as_dict() for at in hours]
    dark = [_without(result, "Kalvoria", "electricity") for result in results]
    assert all(later < earlier for earlier, later in pairwise(dark))


def test_a_smaller_shedding_stage_still_finds_a_dispatch(region: Region, reports: tuple[Report, ...]) -> None:
    """With stages of 8 % HiGHS's presolve ends one least-cost dispatch of the night in an error, not in an answer."""
    assumptions = {**region.settings.assumptions, "shed_stage_share": 0.08}
    smaller = replace(region, settings=replace(region.settings, dynamics=True, assumptions=assumptions))
    assert status(Situation.from_reports(smaller, reports)).as_dict()["served_mw"] > 0
