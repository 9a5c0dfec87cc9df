"""What can be wrong about people: who lives where, who is lit by what and served by whom."""

from __future__ import annotations

from collections.abc import Iterator

from relight.errors import Problem
from relight.model.check.ids import cycles
from relight.model.check.places import Places
from relight.model.check.wording import circle, closest, plain_number, shown
from relight.model.counting import counted
from relight.model.region import Region
from relight.model.schema import District, Feeder, Serve
from relight.model.services import ELECTRICITY

PEOPLE_TOLERANCE = 0.5
"""Shares of a district's people are often rounded; half a person more is not a mistake."""


def check_parents(region: Region, places: Places) -> Iterator[Problem]:
    """Districts that are reported under one another in a circle."""
    numbers = {row.district: number for number, row in places.judged(District.FILE, region.districts)}
    parents = {row.district: [row.parent] for row in region.districts if row.parent}
    for loop in cycles(parents):
        number = numbers.get(loop[0])
        if number is not None:
            found = f"the parents go in a circle: {circle(loop)}"
            yield Problem(District.FILE, number, "parent", found, "name the region that one of them is reported under")


def check_feeder_people(region: Region, places: Places) -> Iterator[Problem]:
    """Districts whose feeders light more people than live there."""
    people = {row.district: row.people for row in region.districts}
    district_of_bus = {bus.bus: bus.district for bus in region.buses}
    lit: dict[str, float] = {}
    for number, feeder in places.judged(Feeder.FILE, region.feeders):
        if feeder.people is None:
            continue
        district = feeder.district or district_of_bus.get(feeder.bus, "")
        before = lit.get(district, 0.0)
        lit[district] = before + feeder.people
        limit = people.get(district, float("inf")) + PEOPLE_TOLERANCE
        if before <= limit < lit[district]:
            yield Problem(Feeder.FILE, number, "people", *_too_many("the feeders", district, lit[district], people))


def check_serves(region: Region, places: Places) -> Iterator[Problem]:
    """Rows that serve an unknown service, or more people than there are, or disagree on how many."""
    people = {row.district: row.people for row in region.districts}
    groups: dict[tuple[str, str, str], tuple[float, int]] = {}
    served: dict[tuple[str, str], float] = {}
    for number, row in places.judged(Serve.FILE, region.serves):
        if problem := _service_problem(region, places, row, number):
            yield problem
        if row.people is None:
            continue
        said, earlier = groups.setdefault((row.district, row.service, row.group), (row.people, number))
        if said != row.people:
            own = counted(row.people, "person", "people")
            found = f"{own}, but row {earlier} says {plain_number(said)} for the same group"
            yield Problem(Serve.FILE, number, "people", found, "give the same number, or name another group")
        if earlier != number:
            continue
        before = served.get((row.district, row.service), 0.0)
        served[row.district, row.service] = after = before + row.people
        if before <= people.get(row.district, float("inf")) + PEOPLE_TOLERANCE < after:
            who = f"the {row.service} groups"
            yield Problem(Serve.FILE, number, "people", *_too_many(who, row.district, after, people))


def _too_many(who: str, district: str, total: float, people: dict[str, float]) -> tuple[str, str]:
    return (
        f"{who} of district {shown(district)} have {counted(total, 'person', 'people')} by this row, "
        f"but {plain_number(people[district])} live there",
        "correct one of the two numbers",
    )


def _service_problem(region: Region, places: Places, row: Serve, number: int) -> Problem | None:
    if row.service == ELECTRICITY:
        found = f"no facility serves {ELECTRICITY}, feeders do"
        return Problem(Serve.FILE, number, "service", found, "remove the row")
    services = region.settings.services
    if row.service in services or "region.toml" in places.unread:
        return None
    near = closest(row.service, services)
    hint = f"write {shown(near)}" if near else f"use one of {', '.join(services[1:])}"
    found = f"service {shown(row.service)} is not known"
    return Problem(Serve.FILE, number, "service", found, f"{hint}, or add it to [services] in region.toml")
