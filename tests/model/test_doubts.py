"""What can be meant and is more often a slip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import relight
from relight.model.check.doubts import region_doubts, report_doubts
from relight.model.region import Region, Settings
from relight.model.schema import Backup, Branch, Bus, District, Facility, Feeder, Generator, Need, Report, Serve

AT = datetime(2026, 1, 8, 20, tzinfo=UTC)
TOWN = Region(
    Settings(name="town", timezone="UTC"),
    districts=(District(district="d", people=3000),),
    buses=(Bus(bus="a", district="d"), Bus(bus="b", district="d")),
    branches=(Branch(branch="l", from_bus="a", to_bus="b", x_pu=0.1),),
    generators=(Generator(generator="g", bus="a", max_mw=5.0),),
    feeders=(Feeder(feeder="f", bus="b", peak_mw=0.05, outage_group="1.1"),),
    facilities=(Facility(facility="m", kind="mine", district="d"),),
    needs=(Need(asset="facility:m", need="power", supplier="feeder:f", threshold=0.5),),
    backups=(Backup(facility="m", need="power", backup="x", kind="generator", endurance_minutes=60, share=0.5),),
    serves=(Serve(facility="m", service="mine_safety", district="d", people=80),),
)
"""A town about which nothing is odd."""


def row(table: str, **values: object) -> Callable[[], Region]:
    """The town with other values in the first row of a table."""

    def changed() -> Region:
        first, *rest = getattr(TOWN, table)
        return replace(TOWN, **{table: (replace(first, **values), *rest)})  # type: ignore[arg-type]

    return changed


ODD = {
    "thousands with a point": (row("districts", people=3.0), "people", "'d' 3"),
    "kilowatts": (row("feeders", peak_mw=3000.0), "peak_mw", "3000 MW for 3000 people"),
    "a spreadsheet's date": (row("feeders", outage_group="01.Jan"), "outage_group", "'01.Jan'"),
    "a spreadsheet's date in Ukrainian": (row("feeders", outage_group="01.січ"), "outage_group", "'01.січ'"),
    "a spreadsheet's date in full": (row("feeders", outage_group="2026-01-01"), "outage_group", "'2026-01-01'"),
    "a misspelt kind": (row("facilities", kind="hospitl"), "kind", "'hospitl' for 'hospital'"),
    "no needs": (lambda: replace(TOWN, needs=(), backups=()), "asset", "'m'"),
    "a weak backup": (row("backups", share=0.4), "share", "'m' 40% of 50% power"),
    "a weak backup by default": (
        lambda: replace(
            row("backups", share=None)(),
            needs=(replace(TOWN.needs[0], threshold=1.0),),
            facilities=(replace(TOWN.facilities[0], kind="clinic"),),
        ),
        "share", "'m' 30% of 100% power",
    ),
    "an unlit district": (
        lambda: replace(TOWN, districts=(*TOWN.districts, District(district="e", people=50))), "district", "'e'"
    ),
    "a feeder that no unit reaches": (lambda: replace(TOWN, branches=()), "bus", "'f'"),
    "no unit at all": (lambda: replace(TOWN, generators=()), "bus", "'f'"),
    "a whole district of miners": (row("serves", people=None), "people", "'m'"),
}  # fmt: skip


@pytest.mark.parametrize(("odd", "column", "words"), ODD.values(), ids=ODD)
def test_each_oddity_is_one_doubt(odd: Callable[[], Region], column: str, words: str) -> None:
    """One odd thing in the town is one doubt, about its column and in words that name it."""
    (doubt,) = region_doubts(odd())
    assert doubt.column == column
    assert words in str(doubt)


def test_nothing_is_odd_about_the_demo_and_the_town() -> None:
    """No doubt is raised about a plain town or about the bundled region, so that doubts are worth reading."""
    assert region_doubts(TOWN) == ()
    assert region_doubts(relight.read_region(relight.demo_region_path())) == ()
    assert report_doubts(relight.read_reports(relight.demo_reports_path())) == ()


@pytest.mark.parametrize("group", ["1.1", "6.2", "A", "block 12", "1.10", "12", "GPV1.1", "Mar-a", "May 12a"])
def test_ordinary_groups_are_no_dates(group: str) -> None:
    """Labels of groups as they are in use raise no doubt."""
    assert region_doubts(row("feeders", outage_group=group)()) == ()


def test_many_odd_things_are_one_sentence() -> None:
    """Fifty districts with hardly anybody are one doubt, the first three named."""
    few = tuple(District(district=f"e{number}", people=2) for number in range(50))
    feeders = tuple(Feeder(feeder=item.district, bus="a", district=item.district, peak_mw=0.01) for item in few)
    (doubt,) = region_doubts(replace(TOWN, districts=(*TOWN.districts, *few), feeders=(*TOWN.feeders, *feeders)))
    assert "'e0' 2, 'e1' 2, 'e2' 2 and 47 more" in doubt.found


@pytest.mark.parametrize(("apart", "doubts"), [(timedelta(days=29), 0), (timedelta(days=-29), 0), (timedelta(366), 1)])
def test_a_wrong_year_is_seen(apart: timedelta, doubts: int) -> None:
    """A report of what became true a year before it was reported is doubted; one of last month is not."""
    report = Report(report="1", reported_at=AT, valid_from=AT - apart, subject="branch:l", state="out")
    assert len(report_doubts([report])) == doubts


def test_one_row_says_how_many_are_in_a_mine_for_all_of_its_group() -> None:
    """A second shaft of the same people needs no number; one of other people does."""
    shaft = Facility(facility="n", kind="mine", district="d")
    facilities, needs = (*TOWN.facilities, shaft), (*TOWN.needs, replace(TOWN.needs[0], asset="facility:n"))
    for group, doubts in (("", 0), ("other", 1)):
        second = Serve(facility="n", service="mine_safety", district="d", group=group)
        mines = replace(TOWN, facilities=facilities, needs=needs, serves=(*TOWN.serves, second))
        assert len(region_doubts(mines)) == doubts


@pytest.mark.parametrize("shape", ["step", "linear"])
@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("shares", [(0.3,), (0.5,), (0.2, 0.3), (0.6, 0.4), (None,)])
def test_backups_are_doubted_exactly_where_they_keep_nothing_going(
    shape: str, threshold: float, shares: tuple[float | None, ...]
) -> None:
    """The engine without the bus: the clinic stands still where it is said; an empty share is the catalogue's 0.3."""
    backups = tuple(
        Backup(
            facility="m", need="power", backup=f"set {number}", kind="generator", endurance_minutes=6000.0,
            start_minutes=0.0, share=share,
        )
        for number, share in enumerate(shares)
    )  # fmt: skip
    clinic = replace(
        TOWN,
        facilities=(replace(TOWN.facilities[0], kind="clinic"),),
        needs=(replace(TOWN.needs[0], threshold=threshold, shape=shape),),
        backups=backups,
    )
    report = Report(report="1", reported_at=AT, valid_from=AT - timedelta(hours=1), subject="bus:b", state="out")
    status = relight.status(relight.Situation.from_reports(clinic, [report], AT)).as_dict()
    still = any(row["level"] == 0 for row in status["facilities_down"])
    assert bool(region_doubts(clinic)) == still
