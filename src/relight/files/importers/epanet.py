"""EPANET networks (`.inp`) as facilities: pumps that need a feeder, demand zones that need the pumps, tanks as backups.

WNTR reads the file and EPANET runs it, as it is and with every pump off. Without pumps the network falls into parts;
what EPANET says of their pressures and flows then gives the zones, and how long the tanks of each last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path

from relight.errors import InputError, Problem
from relight.files.importers.epanet_network import Run, WaterNetwork, from_hour, read_water_network, run_epanet
from relight.files.importers.epanet_rows import SERVICE, WaterRows, WaterStudy, Where, water_rows
from relight.files.importers.epanet_zones import Enough, Parts, find_parts, find_zones, running
from relight.files.importers.imported import UNLIMITED, Draft, Imported
from relight.model.assumptions import Assumptions
from relight.model.check import check_region
from relight.model.check.wording import closest, listed, shown
from relight.model.region import Region, Settings, Source
from relight.model.schema import Bus, District, Facility, Feeder, Generator

WATER_USE = "water_l_per_person_day"
PRESSURE = "water_pressure_m"
BUS, FEEDER, UNIT = "b1", "pumps", "g1"
FINE_SECONDS, COARSE_SECONDS = 300, 600
DAY_HOURS, MOST_DAYS = 24, 3
"""Whole days, so that use beyond them goes on as their mean."""

MOST_HOURS = 24 * 31


def import_epanet(
    path: Path | str,
    region: Region | None = None,
    feeder: str = "",
    district: str = "",
    prefix: str | None = None,
    hour: float = 0.0,
) -> Imported:
    """An EPANET network as a Region of its own, or added to one.

    Parameters
    ----------
    path
        EPANET input file.
    region
        The Region to add it to; None makes a new one of one bus.
    feeder
        The feeder of that Region on which the pumps hang.
    district
        Where the water's users live; by default the district of the feeder.
    prefix
        Put before every facility's id; by default the file's name where it is added to a Region.
    hour
        The hour of the file at which pumps are taken to stop: levels of tanks, and use from then on.

    Raises
    ------
    InputError
        If WNTR is not installed, the file does not run, or it does not fit the Region.
    """
    path, draft = Path(path), Draft()
    home = "" if region is None else _home(region, feeder, district)
    if not 0 <= hour <= MOST_HOURS:
        raise InputError([Problem("--hour", 0, "", f"{hour:g} h cannot be run up to", f"give 0 to {MOST_HOURS}")])
    pressure_m = (region.assumptions if region else Assumptions())[PRESSURE]
    study = _study(read_water_network(path), hour, pressure_m)
    if region is None:
        return _alone(study, prefix or "", draft)
    per_person = region.assumptions[WATER_USE]
    where = Where(f"{path.stem}-" if prefix is None else prefix, feeder, home, per_person)
    rows = water_rows(study, where, draft)
    _refuse_collisions(path, region, rows.facilities)
    said = [_people_sentence(rows, per_person)]
    said += _fit_people(rows, region, home)
    grown = replace(
        region,
        facilities=(*region.facilities, *rows.facilities),
        needs=(*region.needs, *rows.needs),
        backups=(*region.backups, *rows.backups),
        serves=(*region.serves, *rows.serves),
    )
    return _checked(Imported(grown, (), (*said, *draft.notices()), tuple(draft.links)))


def _study(network: WaterNetwork, hour: float, pressure_m: float) -> WaterStudy:
    """What EPANET says about the network, usually and without its pumps from an hour of the file on."""
    usual = run_epanet(network, max(network.hours, DAY_HOURS, ceil(hour)), network.step_seconds)
    if hour > 0:
        network = from_hour(network, hour, usual)
    hours = _outage_hours(network)
    step_seconds = FINE_SECONDS if hours <= DAY_HOURS else COARSE_SECONDS
    outage = run_epanet(network, hours, step_seconds, pumps=False)
    parts = find_parts(network, outage)
    without_tanks = _without_tanks(network, parts)
    zones = find_zones(network, parts, outage, without_tanks, Enough(pressure_m, usual))
    return WaterStudy(network, usual, outage, parts, zones, running(network, usual))


def _outage_hours(network: WaterNetwork) -> int:
    """Hours in which most tanks are empty, within reason."""
    use = sum(network.use_m3_per_h.values())
    stored = sum(tank.stored_m3 for tank in network.tanks)
    days = ceil(stored / use / DAY_HOURS) if use > 0 else MOST_DAYS
    return DAY_HOURS * min(max(days, 1), MOST_DAYS)


def _without_tanks(network: WaterNetwork, parts: Parts) -> Run | None:
    if not any(part in parts.junctions for part in parts.with_reservoir):
        return None
    return run_epanet(network, DAY_HOURS, network.step_seconds, pumps=False, tanks=False)


def _alone(study: WaterStudy, prefix: str, draft: Draft) -> Imported:
    """A Region of one bus with one district, on which the pumps hang alone."""
    assumptions = Assumptions()
    name = study.network.path.stem
    where = Where(prefix, FEEDER, name, assumptions[WATER_USE])
    rows = water_rows(study, where, draft)
    pumps_mw = max(round(float(study.usual.pump_mw.max()), 6), 0.001)
    people = sum(row.people or 0.0 for row in rows.serves)
    source = Source(title=f"EPANET network {study.network.path.name}")
    region = Region(
        settings=Settings(name=name, timezone="UTC", sources=(source,)),
        districts=(District(district=name, people=people),),
        buses=(Bus(bus=BUS, district=name),),
        generators=(Generator(generator=UNIT, bus=BUS, kind="import", max_mw=assumptions[UNLIMITED] * pumps_mw),),
        feeders=(Feeder(feeder=FEEDER, bus=BUS, district=name, peak_mw=pumps_mw, people=0.0),),
        facilities=tuple(rows.facilities),
        needs=tuple(rows.needs),
        backups=tuple(rows.backups),
        serves=tuple(rows.serves),
    )
    said = _people_sentence(rows, where.l_per_person_day)
    return _checked(Imported(region, (), (said, *draft.notices()), tuple(draft.links)))


def _people_sentence(rows: WaterRows, per_person: float) -> str:
    people = sum(row.people or 0.0 for row in rows.serves)
    return f"people are assumed, one for every {per_person:g} L of water used a day: {people:,.0f}"


def _home(region: Region, feeder: str, district: str) -> str:
    """The district where the water is used.

    Raises
    ------
    InputError
        If the feeder or the district is not in the region, or neither says where the water is used.
    """
    rows = {row.feeder: row for row in region.feeders}
    if feeder not in rows:
        raise _unknown("feeder", feeder, rows)
    known = {row.district for row in region.districts}
    if district and district not in known:
        raise _unknown("district", district, known)
    bus_district = {bus.bus: bus.district for bus in region.buses}
    home = district or rows[feeder].district or bus_district[rows[feeder].bus]
    if not home:
        found = f"feeder {shown(feeder)} is in no district"
        raise InputError([Problem("--district", 0, "", found, "say with --district where the water's users live")])
    return home


def _unknown(kind: str, name: str, known: Sequence[str] | set[str] | dict[str, Feeder]) -> InputError:
    near = closest(name, known)
    found = f"the region has no {kind} {shown(name)}" if name else f"the {kind} of the pumps is not given"
    remedy = f"did you mean {shown(near)}?" if near else f"name one of {listed(sorted(known))}"
    return InputError([Problem(f"--{kind}", 0, "", found, remedy)])


def _refuse_collisions(path: Path, region: Region, facilities: Sequence[Facility]) -> None:
    taken = {row.facility for row in region.facilities}
    if both := [row.facility for row in facilities if row.facility in taken]:
        found = f"the region has facilities {listed(both)} already"
        raise InputError([Problem(path.name, 0, "", found, "give another --prefix, or remove those first")])


def _fit_people(rows: WaterRows, region: Region, district: str) -> list[str]:
    """Scale the people of the zones down to those of the district whose water is not named elsewhere."""
    live = next(row.people for row in region.districts if row.district == district)
    groups = {row.group: row.people for row in region.serves if (row.district, row.service) == (district, SERVICE)}
    left = max(0.0, live - sum(people or 0.0 for people in groups.values()))
    wanted = sum(row.people or 0.0 for row in rows.serves)
    said = []
    if None in groups.values():
        said.append(f"groups of district {shown(district)} without a number of people share what is left of it now")
    if wanted > left:
        scale = left / wanted
        rows.serves = [replace(row, people=round((row.people or 0.0) * scale, 3)) for row in rows.serves]
        found = f"district {shown(district)} has {left:,.0f} people whose water is not named elsewhere"
        said.append(f"{found}; scaled to those")
    return said


def _checked(imported: Imported) -> Imported:
    """The same, after the checks that every region passes."""
    if problems := check_region(imported.region):
        raise InputError(problems)
    return imported
