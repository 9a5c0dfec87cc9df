"""The demo region has what it promises: counts, exact people, references, a grid that carries its winter."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest

from relight.demo.profiles import factor
from relight.engine.grid import compile_grid, intact_state, limits_mw
from relight.engine.serve import serve
from relight.model.catalogue import CATALOGUE
from relight.model.check import check_region
from relight.model.region import Region
from relight.model.schema import Bus, District, Facility
from relight.model.services import SERVICES

KINDS = (
    "hospital", "clinic", "water_intake", "water_treatment", "reservoir", "booster", "sewage_pumping", "boiler_house",
    "heat_point", "mobile_site", "mobile_site_72h", "switching_node", "siren_motor", "siren_electronic",
    "traction_substation", "rail_signalling", "mine", "bakery", "fuel_station", "shelter",
)  # fmt: skip
REAL_CITIES = ("Kyiv", "Dnipro", "Zaporizh", "Kryvyi", "Nikopol", "Pavlohrad", "Kharkiv", "Odesa", "Donetsk")
HOURS = (3, 18, 66, 69, 88, 139, 163)  # nights, evenings and both days of a weekend


def test_region_has_no_problem(region: Region) -> None:
    """Every reference and every sum of the bundled region passes the checks a user's region gets."""
    assert check_region(region) == ()


@pytest.mark.parametrize(("parent", "people"), [("Kalvoria", 3_100_000), ("Zelmaria", 1_600_000)])
def test_regions_have_published_proportions(region: Region, parent: str, people: int) -> None:
    """The two neighbours have exactly 3.1 and 1.6 million people."""
    assert sum(district.people for district in region.districts if district.parent == parent) == people


def test_people_on_feeders_are_the_district_s(region: Region) -> None:
    """In every district the people of its feeders sum to exactly its people."""
    on_feeders: Counter[str] = Counter()
    for feeder in region.feeders:
        on_feeders[feeder.district] += int(feeder.people or 0)
    assert on_feeders == {district.district: int(district.people) for district in region.districts}


def test_counts_are_as_promised(region: Region) -> None:
    """Some 40 districts with shapes, 120 buses or more at three voltages, some 450 feeders, 2,500 facilities."""
    assert 38 <= len(region.districts) <= 45
    assert set(region.shapes) == {district.district for district in region.districts}
    assert len(region.buses) >= 120
    assert {bus.kv for bus in region.buses} == {330.0, 150.0, 35.0}
    assert 430 <= len(region.feeders) <= 480
    assert len(region.facilities) >= 2_500


def test_every_kind_of_facility_is_there(region: Region) -> None:
    """Every kind the issue names stands somewhere, and there are eight mines with people underground."""
    kinds = Counter(facility.kind for facility in region.facilities)
    assert [kind for kind in KINDS if not kinds[kind]] == []
    mines = [facility for facility in region.facilities if facility.kind == "mine"]
    assert len(mines) == 8
    assert all(mine.people_inside and 240 <= (mine.egress_minutes or 0) <= 360 for mine in mines)


def test_all_kinds_of_unit_feed_the_grid(region: Region) -> None:
    """Nuclear, thermal, hydro and import are there, with 15 to 30 % more capacity than the winter peak."""
    assert {unit.kind for unit in region.generators} == {"nuclear", "thermal", "hydro", "import"}
    peak_mw = max(_demand_mw(region, hour) for hour in range(168))
    assert 1.15 <= sum(unit.max_mw for unit in region.generators) / peak_mw <= 1.30


def test_outage_groups_are_even(region: Region) -> None:
    """In each zone the twelve groups 1.1 to 6.2 differ by less than 10 % of their mean."""
    parent = {district.district: district.parent for district in region.districts}
    load: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for feeder in region.feeders:
        if feeder.outage_group:
            load[parent[feeder.district]][feeder.outage_group] += feeder.peak_mw
    assert set(load) == {"Kalvoria", "Zelmaria"}
    for groups in load.values():
        assert sorted(groups) == [f"{queue}.{half}" for queue in range(1, 7) for half in (1, 2)]
        assert max(groups.values()) - min(groups.values()) < 0.10 * sum(groups.values()) / 12


def test_protected_feeders_are_not_rotated(region: Region) -> None:
    """15 to 20 % of the megawatts are protected, and exactly those feeders have no outage group."""
    protected = [feeder for feeder in region.feeders if feeder.protected]
    share = sum(feeder.peak_mw for feeder in protected) / sum(feeder.peak_mw for feeder in region.feeders)
    assert 0.15 <= share <= 0.20
    assert {feeder.feeder for feeder in protected} == {f.feeder for f in region.feeders if not f.outage_group}


@pytest.mark.parametrize("hour", HOURS)
def test_intact_grid_serves_everything(region: Region, hour: int) -> None:
    """With nothing damaged every feeder is on at that hour of the week and no branch carries 80 % of its rating."""
    grid = compile_grid(region)
    feeders = {feeder.feeder: feeder for feeder in region.feeders}
    demand_mw = np.array([feeders[f].peak_mw * factor(feeders[f].profile, hour) for f in grid.feeder_ids])
    state = replace(intact_state(grid), demand_mw=demand_mw)
    served = serve(grid, state)
    assert served.switched_mw == pytest.approx(demand_mw.sum(), rel=1e-9)
    assert (np.abs(served.flow_mw) / limits_mw(grid, state)).max() < 0.8


def test_every_district_has_every_service(region: Region) -> None:
    """Somebody serves every district with every service; mine safety is for the mines' own people."""
    served = {(row.service, row.district) for row in region.serves}
    everywhere = {district.district for district in region.districts}
    for service in SERVICES:
        if service not in ("electricity", "mine_safety"):
            assert {place for name, place in served if name == service} == everywhere
    inside = {f.facility: f.people_inside for f in region.facilities if f.kind == "mine"}
    assert {row.facility: row.people for row in region.serves if row.service == "mine_safety"} == inside


def test_nothing_depends_on_the_order_of_backups(region: Region) -> None:
    """No need has two backups, so that shuffled rows give the same results."""
    keys = Counter((backup.facility, backup.need) for backup in region.backups)
    assert [key for key, count in keys.items() if count > 1] == []


def test_backups_are_in_the_catalogue(region: Region) -> None:
    """A backup without an endurance of its own has a named assumption to take it from."""
    names = {row[0] for row in CATALOGUE}
    kinds = {facility.facility: facility.kind for facility in region.facilities}
    for backup in region.backups:
        if backup.endurance_minutes is None and backup.fuel_l is None:
            assert f"{kinds[backup.facility]}_{backup.kind}_minutes" in names


def test_most_backups_rest_on_assumptions(region: Region) -> None:
    """More than half of the backups give no endurance: the catalogue's named assumptions decide."""
    silent = [b for b in region.backups if b.endurance_minutes is None and b.fuel_l is None]
    assert len(silent) > len(region.backups) / 2


def test_names_are_invented(region: Region) -> None:
    """No asset and no place carries a real city's name."""
    rows: list[District | Bus | Facility] = [*region.districts, *region.buses, *region.facilities]
    names = [row.name for row in rows]
    assert [name for name in names if any(city in name for city in REAL_CITIES)] == []


def test_no_asset_is_found_in_public_text_by_chance(region: Region) -> None:
    """No asset has a district's name, and asset coordinates are finer than those of districts."""
    places = {district.name for district in region.districts} | {district.parent for district in region.districts}
    assets: list[Bus | Facility] = [*region.buses, *region.facilities]
    assert not places & {asset.name for asset in assets}
    spots = {str(value) for asset in assets for value in (asset.lon, asset.lat)}
    assert all(len(spot.split(".")[1]) == 4 for spot in spots)
    assert all(len(str(value).split(".")[1]) <= 2 for d in region.districts for value in (d.lon, d.lat))


def _demand_mw(region: Region, hour: int) -> float:
    return sum(feeder.peak_mw * factor(feeder.profile, hour) for feeder in region.feeders)
