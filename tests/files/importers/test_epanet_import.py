"""A water network becomes facilities: tanks run out when WNTR's own simulation says, zones are those without pumps."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import pi
from pathlib import Path

import pytest
import wntr

from relight.engine.backups import level_now
from relight.engine.outlook import outlook
from relight.engine.people import served_groups
from relight.engine.replay import replay
from relight.errors import InputError
from relight.files.importers.epanet import import_epanet
from relight.files.importers.imported import id_map_csv
from relight.model.check import check_region
from relight.model.region import Region, Settings
from relight.model.schema import Backup, Bus, District, Facility, Feeder, Need, Report, Serve
from relight.model.situation import Situation
from tests.files.importers.water_networks import (
    HILL,
    TWINS,
    library_file,
    stored_m3,
    without_pumps,
    without_pumps_from,
    write_inp,
)

DARK_AT = datetime(2026, 1, 1, tzinfo=UTC)
DARK = (Report(report="dark", reported_at=DARK_AT, valid_from=DARK_AT, subject="feeder:pumps", state="out"),)
TOWER_M3 = pi / 4 * 20**2 * 6  # what the tower on the hill holds between 1 and 7 m


@pytest.fixture(autouse=True)
def _peer_may_warn() -> Iterator[None]:
    """Warnings of WNTR about its own solvers are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture(scope="module")
def net3() -> Region:
    """WNTR's example with three tanks, as a region of its own."""
    return import_epanet(library_file("Net3")).region


@pytest.fixture
def hill(tmp_path: Path) -> Region:
    """The lake, the town with its tower and the part above it."""
    return import_epanet(write_inp(tmp_path, HILL)).region


@pytest.fixture
def town() -> Region:
    """A region with two feeders in a district of 1,000 people."""
    return Region(
        settings=Settings(name="town", timezone="UTC"),
        districts=(District(district="D1", people=1000.0), District(district="D2", people=100_000.0)),
        buses=(Bus(bus="B", district="D1"),),
        feeders=(Feeder(feeder="F1", bus="B", peak_mw=1.0), Feeder(feeder="F2", bus="B", peak_mw=1.0)),
    )


def need_rows(region: Region) -> set[tuple[str, str, str]]:
    """Every need as asset, need and supplier, without the kinds."""
    return {(row.asset.split(":")[1], row.need, row.supplier.split(":")[1]) for row in region.needs}


def run_outs(region: Region, hours: float = 48) -> dict[str, float]:
    """Backup -> minute it runs out when the pumps lose their power at minute 0."""
    rows = outlook(Situation.from_reports(region, DARK, DARK_AT), hours).as_dict()["run_out"]
    return {row["backup"]: row["minute"] for row in rows}


def stored_by_relight(region: Region, capacity_m3: dict[str, float], hour: float) -> float:
    """Water in all tanks so long after the pumps lost their power, as the engine has it."""
    state = replay(Situation.from_reports(region, DARK, DARK_AT + timedelta(hours=hour)))
    backups = state.model.services.backups
    return sum(
        level_now(state.present.live, position, 0.0) * capacity_m3[row.backup.removeprefix("tank ")]
        for position, row in enumerate(backups)
    )


@pytest.mark.parametrize("name", ["Net1", "Net3"])
def test_tanks_run_out_as_in_wntr(name: str) -> None:
    """Without pumps every tank is empty within 5 % of the time that WNTR's own solver says."""
    model = without_pumps(name, 12)
    stored = stored_m3(model, wntr.sim.WNTRSimulator(model).run_sim())
    found = run_outs(import_epanet(library_file(name)).region)
    assert len(found) == model.num_tanks
    for tank, volume in stored.items():
        empty_minute = volume.index[volume.to_numpy() < 1e-3 * volume.iloc[0]][0] / 60
        assert found[f"tank {tank}"] == pytest.approx(empty_minute, rel=0.05)


def test_total_storage_over_time_as_in_wntr(net3: Region) -> None:
    """On Net3 all tanks together hold what WNTR's own solver says, within 10 % of it at every half hour until 95 % is
    used and within 2 % of the start's at all times.
    """
    model = without_pumps("Net3", 9)
    total = sum(stored_m3(model, wntr.sim.WNTRSimulator(model).run_sim()).values())
    capacity = {name: tank.get_volume(tank.max_level) - tank.get_volume(tank.min_level) for name, tank in model.tanks()}
    for half_hours in range(19):
        peer = float(total.loc[1800 * half_hours])
        found = stored_by_relight(net3, capacity, half_hours / 2)
        assert found == pytest.approx(peer, abs=0.02 * total.iloc[0])
        if peer > 0.05 * total.iloc[0]:
            assert found == pytest.approx(peer, rel=0.1)


@pytest.mark.parametrize(("name", "hour"), [("Net1", 6.0), ("Net1", 16.0), ("Net3", 10.0)])
def test_another_hour_is_as_in_wntr(name: str, hour: float) -> None:
    """With the pumps stopped at another hour, levels then and the times until tanks are empty are WNTR's within 5 %.

    On Net3 the bypass of a pump is open then, and the file shuts it when tank 1 is low.
    """
    model, results = without_pumps_from(name, hour, 14)
    region = import_epanet(library_file(name), hour=hour).region
    levels, found = {row.backup: row.level for row in region.backups}, run_outs(region)
    for tank, stored in stored_m3(model, results).items():
        node = model.get_node(tank)
        capacity = pi / 4 * node.diameter**2 * (node.max_level - node.min_level)
        later = stored[stored.index >= 3600 * hour + 300]  # the pumps stop one step late in WNTR
        assert levels[f"tank {tank}"] == pytest.approx(later.iloc[0] / capacity, abs=0.02)
        empty_minute = (later.index[later.to_numpy() < 1e-3 * capacity][0] - 3600 * hour - 300) / 60
        assert found[f"tank {tank}"] == pytest.approx(empty_minute, rel=0.05)


@pytest.mark.parametrize("name", ["Net1", "Net3"])
def test_people_are_wntrs_population(name: str) -> None:
    """People follow from use as in WNTR's `population`, which rounds at every junction."""
    region = import_epanet(library_file(name)).region
    population = wntr.metrics.population(wntr.network.WaterNetworkModel(str(library_file(name))))
    served = [row for row in region.serves if row.service == "water"]
    assert sum(row.people or 0 for row in served) == pytest.approx(population.sum(), abs=0.5 * len(population))
    assert region.people == sum(row.people or 0 for row in served)


def test_zones_are_what_works_without_pumps(hill: Region) -> None:
    """Low stays with the lake's water, town lives on its tower, high has nothing: worked out by hand."""
    zones = {row.facility: row for row in hill.facilities if row.kind == "water_zone"}
    assert {name: row.size for name, row in zones.items()} == {"zone-1": 36 * 24, "zone-2": 50 * 24, "zone-3": 7 * 24}
    assert need_rows(hill) == {
        ("zone-2", "water", "pump-works"),
        ("zone-3", "water", "pump-booster"),
        ("pump-works", "power", "pumps"),
        ("pump-booster", "power", "pumps"),
        ("pump-booster", "water", "zone-2"),
    }
    assert {row.facility: row.kind for row in hill.facilities if row.facility not in zones} == {
        "pump-works": "water_pump",
        "pump-booster": "booster",
    }


def test_a_tank_lasts_its_water_by_constant_use(hill: Region) -> None:
    """The tower holds 6 m of which 3 are there, and town alone uses 50 m³/h while the pumps stand still."""
    (tower,) = hill.backups
    assert (tower.facility, tower.need, tower.backup, tower.share) == ("zone-2", "water", "tank tower", 1.0)
    assert tower.level == pytest.approx(0.5)
    assert tower.endurance_minutes == pytest.approx(60 * TOWER_M3 / 50, rel=1e-4)
    assert run_outs(hill) == {"tank tower": pytest.approx(60 * TOWER_M3 / 2 / 50, rel=1e-3)}


def test_who_is_without_water_when(hill: Region) -> None:
    """High loses its water at once, town when the tower is empty, low never."""
    people = {row.facility: row.people for row in hill.serves}
    minute = 60 * TOWER_M3 / 2 / 50
    for hour, without in ((1.0, ["zone-3"]), (minute / 60 + 0.1, ["zone-2", "zone-3"])):
        state = replay(Situation.from_reports(hill, DARK, DARK_AT + timedelta(hours=hour)))
        position = state.model.services.cells.index(("hill", "water"))
        assert state.present.live.without[position] == pytest.approx(sum(people[name] or 0 for name in without))


def test_a_tank_refills_from_what_the_pump_gives_beyond_use(tmp_path: Path) -> None:
    """A pump of about 175 m³/h for a town of 100 fills the tower at the difference, as EPANET works it out."""
    path = write_inp(tmp_path, TWINS.format(flow=90).replace(" 3 0 5 ", " 0.1 0 5 "))
    (tower,) = import_epanet(path).region.backups
    with warnings.catch_warnings():
        model = wntr.network.WaterNetworkModel(str(path))
        inflow = wntr.sim.WNTRSimulator(model).run_sim().node["demand"]["tower"]
    filling = 3600 * float(inflow[inflow > 1e-6].mean())
    assert tower.refill_minutes == pytest.approx(60 * pi / 4 * 20**2 * 5 / filling, rel=0.02)


def test_pumps_that_are_each_enough_are_alternatives(tmp_path: Path) -> None:
    """Each of two pumps can give all that both give on average: the zone takes its water from either."""
    turns = "LINK first CLOSED AT TIME 0\nLINK first OPEN AT TIME 6\nLINK second CLOSED AT TIME 6\n"
    text = TWINS.format(flow=90).replace("[CURVES]", f"[CONTROLS]\n{turns}[CURVES]")
    rows = need_rows(import_epanet(write_inp(tmp_path, text)).region)
    assert {row for row in rows if row[0] == "zone-1"} == {
        ("zone-1", "water", "pump-first"), ("zone-1", "water", "pump-second")
    }  # fmt: skip


def test_pumps_that_are_needed_together_are_all_required(tmp_path: Path) -> None:
    """Two pumps that run all day, neither of which can give what both do: the zone fails with either."""
    region = import_epanet(write_inp(tmp_path, TWINS.format(flow=50))).region
    rows = need_rows(region)
    assert ("zone-1", "water", "zone-1-supply") in rows
    for pump in ("first", "second"):
        assert ("zone-1-supply", f"pump {pump}", f"pump-{pump}") in rows
        out = replace(DARK[0], subject=f"facility:pump-{pump}")
        late = DARK_AT + timedelta(hours=40)
        down = replay(Situation.from_reports(region, (out,), late)).present.live.level
        assert min(down) == 0.0


def test_a_pump_that_never_runs_is_left_out(tmp_path: Path) -> None:
    """A standby pump closed in the file is no facility, and the id map says why."""
    text = TWINS.format(flow=90).replace("[CURVES]", "[STATUS]\n second Closed\n[CURVES]")
    imported = import_epanet(write_inp(tmp_path, text))
    assert {row.facility for row in imported.region.facilities} == {"zone-1", "pump-first"}
    assert ",pump second,,left out: it never runs in the file" in id_map_csv(imported).splitlines()
    assert any("pump left out, it never runs in the file (1): second" in notice for notice in imported.notices)


def test_the_id_map_has_every_node_and_pump(net3: Region) -> None:
    """Nothing of the file is lost: each junction, tank, reservoir and pump has a row that says what became of it."""
    imported = import_epanet(library_file("Net3"))
    model = wntr.network.WaterNetworkModel(str(library_file("Net3")))
    wanted = {f"junction {name}" for name in model.junction_name_list}
    wanted |= {f"tank {name}" for name in model.tank_name_list}
    wanted |= {f"reservoir {name}" for name in model.reservoir_name_list}
    wanted |= {f"pump {name}" for name in model.pump_name_list}
    assert {link.source for link in imported.links} == wanted
    assert imported.id_map["backup:zone-1/water/tank 3"] == "tank 3"
    assert check_region(net3) == ()


def test_several_tanks_in_one_zone_take_over_from_each_other(net3: Region) -> None:
    """On Net3 tanks 1 and 2 carry a part each and are come first; tank 3 carries the rest, alone when they are out."""
    rows: tuple[Backup, ...] = net3.backups
    assert [row.backup for row in rows][-1] == "tank 3"
    assert rows[-1].share == 1.0
    assert 0 < sum(row.share or 0 for row in rows[:-1]) < 1


def test_water_is_added_to_a_region(town: Region) -> None:
    """Pumps hang on the named feeder, users live in its district, ids carry the file's name, the rest is as it was."""
    grown = import_epanet(library_file("Net1"), town, "F2").region
    assert (grown.districts, grown.feeders, grown.buses) == (town.districts, town.feeders, town.buses)
    assert need_rows(grown) == {("Net1-zone-1", "water", "Net1-pump-9"), ("Net1-pump-9", "power", "F2")}
    assert [(row.district, row.group) for row in grown.serves] == [("D1", "Net1-zone-1")]
    assert {row.district for row in grown.facilities} == {"D1"}
    assert check_region(grown) == ()


def test_people_are_not_more_than_live_there(town: Region) -> None:
    """A district of 1,000 people of whom 400 have named water elsewhere: the other 600 use the network's."""
    named = (Serve(facility="W", service="water", district="D1", group="wells", people=400.0),)
    wells = replace(town, facilities=(Facility(facility="W", kind="well"),), serves=named)
    imported = import_epanet(library_file("Net1"), wells, "F1")
    assert [row.people for row in imported.region.serves] == [400.0, pytest.approx(600.0)]
    assert any("'D1' has 600 people" in notice for notice in imported.notices)


def test_a_group_without_a_number_gets_what_is_left(town: Region) -> None:
    """Who shared the rest of a district's people shares what the network leaves of it, and that is said."""
    rest = (Serve(facility="W", service="water", district="D2", group="wells"),)
    wells = replace(town, facilities=(Facility(facility="W", kind="well"),), serves=rest)
    imported = import_epanet(library_file("Net1"), wells, "F1", "D2")
    people = {group.name: group.people for group in served_groups(imported.region)}
    assert people == {"Net1-zone-1": 7920, "wells": 100_000 - 7920}
    assert any("without a number of people share what is left" in notice for notice in imported.notices)


def test_people_per_use_is_the_regions_own(town: Region) -> None:
    """A region that says 1,000 L a day has fewer people behind the same use: 5,996 m³ a day are 5,996 people."""
    settings = replace(town.settings, assumptions={"water_l_per_person_day": 1000.0})
    grown = import_epanet(library_file("Net1"), replace(town, settings=settings), "F1", "D2").region
    assert [row.people for row in grown.serves] == [5996.0]


@pytest.mark.parametrize(
    ("feeder", "district", "says"),
    [
        ("F3", "", "--feeder: the region has no feeder 'F3'; name one of F1, F2"),
        ("", "", "--feeder: the feeder of the pumps is not given; name one of F1, F2"),
        ("F1", "D9", "--district: the region has no district 'D9'; name one of D1, D2"),
    ],
)
def test_what_is_not_in_the_region_is_refused(town: Region, feeder: str, district: str, says: str) -> None:
    """A feeder or district that is not there is one sentence with the names there are."""
    with pytest.raises(InputError) as refused:
        import_epanet(library_file("Net1"), town, feeder, district)
    assert str(refused.value) == says


def test_ids_that_are_taken_are_refused(town: Region) -> None:
    """The same file cannot be added twice under one prefix, but under another."""
    grown = import_epanet(library_file("Net1"), town, "F1").region
    with pytest.raises(InputError, match="has facilities Net1-zone-1, Net1-pump-9 already; give another --prefix"):
        import_epanet(library_file("Net1"), grown, "F2", "D2")
    twice = import_epanet(library_file("Net1"), grown, "F2", "D2", prefix="north-").region
    assert {row.facility for row in twice.facilities} >= {"Net1-pump-9", "north-pump-9"}


def test_a_missing_library_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without WNTR the message says what to install."""
    monkeypatch.setitem(sys.modules, "wntr", None)
    with pytest.raises(InputError, match=r"reading it needs wntr, which is missing; .*relight\[water\]"):
        import_epanet(Path("town.inp"))


@pytest.mark.parametrize("text", ["", "what is this", "[JUNCTIONS]\n a 0 0\n[PIPES]\n p a nowhere 1 1 1 0 Open\n"])
def test_what_is_no_network_is_refused(tmp_path: Path, text: str) -> None:
    """A file that EPANET could not run is one sentence with its name."""
    path = tmp_path / "broken.inp"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        import_epanet(path)
    (problem,) = refused.value.problems
    assert problem.file == "broken.inp"


def test_a_network_that_epanet_cannot_balance_is_refused(tmp_path: Path) -> None:
    """A town that nothing is connected to cannot be run, and the message says that EPANET cannot."""
    path = write_inp(tmp_path, "[JUNCTIONS]\n a 0 5\n[RESERVOIRS]\n lake 5\n", "lonely.inp")
    with pytest.raises(InputError, match=r"lonely\.inp: EPANET cannot run it"):
        import_epanet(path)


def test_the_same_file_gives_the_same_rows(net3: Region) -> None:
    """Two imports of one file are equal, row by row."""
    again = import_epanet(library_file("Net3")).region
    tables = ("facilities", "needs", "backups", "serves")
    assert [getattr(again, table) for table in tables] == [getattr(net3, table) for table in tables]


def test_needs_of_pumps_are_steps_and_of_water_linear(hill: Region) -> None:
    """A pump runs or not; a zone gets as much water as there is."""
    shapes: dict[str, set[tuple[str, float]]] = {}
    rows: tuple[Need, ...] = hill.needs
    for row in rows:
        shapes.setdefault(row.need, set()).add((row.shape, row.threshold))
    assert shapes == {"power": {("step", 1.0)}, "water": {("linear", 0.0)}}
