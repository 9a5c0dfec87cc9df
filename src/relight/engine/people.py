"""How many people stand behind each feeder and each group that a facility serves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from relight.model.region import Region
from relight.model.schema import Feeder


@dataclass(frozen=True)
class Group:
    """People of one district who get one service from the same facilities."""

    district: str
    service: str
    name: str
    people: float
    facilities: tuple[str, ...]


def feeder_district(region: Region) -> dict[str, str]:
    """District of each feeder: its own, else its bus's."""
    of_bus = {bus.bus: bus.district for bus in region.buses}
    return {feeder.feeder: feeder.district or of_bus.get(feeder.bus, "") for feeder in region.feeders}


def feeder_zone(region: Region) -> dict[str, str]:
    """Supply zone of each feeder: its own, else the parent of its district, else the district."""
    parent = {district.district: district.parent or district.district for district in region.districts}
    home = feeder_district(region)
    return {feeder.feeder: feeder.zone or parent.get(home[feeder.feeder], "") for feeder in region.feeders}


def feeder_people(region: Region) -> dict[str, float]:
    """People each feeder lights: its own number, else its share by `peak_mw` of the district's remaining people."""
    home = feeder_district(region)
    rest = {district.district: district.people for district in region.districts}
    sharing: dict[str, list[Feeder]] = defaultdict(list)
    people: dict[str, float] = {}
    for feeder in sorted(region.feeders, key=lambda feeder: feeder.feeder):
        if feeder.people is None:
            sharing[home[feeder.feeder]].append(feeder)
        else:
            people[feeder.feeder] = feeder.people
            rest[home[feeder.feeder]] = rest.get(home[feeder.feeder], 0.0) - feeder.people
    for district, feeders in sharing.items():
        left = max(0.0, rest.get(district, 0.0))
        total = sum(feeder.peak_mw for feeder in feeders)
        for feeder in feeders:
            part = feeder.peak_mw / total if total > 0 else 1 / len(feeders)
            people[feeder.feeder] = left * part
    return people


def feeder_customers(region: Region) -> dict[str, float]:
    """Customers of each feeder: its own number, else its people ÷ the assumption people_per_customer."""
    people = feeder_people(region)
    per_customer = region.assumptions["people_per_customer"]
    return {
        feeder.feeder: people[feeder.feeder] / per_customer if feeder.customers is None else float(feeder.customers)
        for feeder in region.feeders
    }


def served_groups(region: Region) -> tuple[Group, ...]:
    """Every group of people that facilities serve, in order of district, service and group.

    Groups without a number of their own share evenly what the others of their district and service leave.
    """
    members: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    given: dict[tuple[str, str, str], float] = {}
    for row in region.serves:
        key = (row.district, row.service, row.group)
        members[key].append(row.facility)
        if row.people is not None:
            given[key] = max(row.people, given.get(key, 0.0))
    rest = {district.district: district.people for district in region.districts}
    left: dict[tuple[str, str], float] = {}
    open_groups: dict[tuple[str, str], int] = defaultdict(int)
    for key in sorted(members):
        cell = key[:2]
        left[cell] = left.get(cell, rest.get(key[0], 0.0)) - given.get(key, 0.0)
        open_groups[cell] += key not in given
    return tuple(
        Group(*key, given.get(key, max(0.0, left[key[:2]]) / max(1, open_groups[key[:2]])), tuple(sorted(members[key])))
        for key in sorted(members)
    )


def not_modelled(region: Region) -> dict[tuple[str, str], float]:
    """(district, service) -> people whom no feeder or facility is known to serve."""
    served: dict[tuple[str, str], float] = defaultdict(float)
    home = feeder_district(region)
    for feeder, people in sorted(feeder_people(region).items()):
        served[home[feeder], "electricity"] += people
    for group in served_groups(region):
        served[group.district, group.service] += group.people
    return {
        (district.district, service): max(0.0, district.people - served[district.district, service])
        for district in region.districts
        for service in region.settings.services
    }
