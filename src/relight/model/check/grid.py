"""What can be wrong in the grid's tables beyond their single cells."""

from __future__ import annotations

from collections.abc import Iterator

from relight.errors import Problem
from relight.model.check.places import Places
from relight.model.check.wording import listed, plain_number, shown, spans
from relight.model.region import Region
from relight.model.schema import Branch, Feeder, Generator, ProfilePoint

HOURS_OF_WEEK = 168


def check_branches(region: Region, places: Places) -> Iterator[Problem]:
    """Branches that go nowhere, have no reactance, or trip below what they may carry."""
    for number, branch in places.judged(Branch.FILE, region.branches):
        if branch.from_bus == branch.to_bus:
            found = f"both ends are at bus {shown(branch.to_bus)}"
            yield Problem(Branch.FILE, number, "to_bus", found, "name two different buses")
        if branch.x_pu == 0:
            yield Problem(Branch.FILE, number, "x_pu", "reactance 0", "give the reactance, or merge the two buses")
        if branch.rating_mw is not None and branch.emergency_mw is not None and branch.rating_mw > branch.emergency_mw:
            found = f"{plain_number(branch.emergency_mw)} MW is less than rating_mw {plain_number(branch.rating_mw)}"
            yield Problem(Branch.FILE, number, "emergency_mw", found, "it must be at least the rating")


def check_generators(region: Region, places: Places) -> Iterator[Problem]:
    """Units whose least output is more than their most, in active or in reactive power."""
    for number, unit in places.judged(Generator.FILE, region.generators):
        if unit.min_mw > unit.max_mw:
            found = f"{plain_number(unit.min_mw)} MW is more than max_mw {plain_number(unit.max_mw)}"
            yield Problem(Generator.FILE, number, "min_mw", found, "it must be at most max_mw")
        if unit.min_mvar is None or unit.max_mvar is None:
            if unit.min_mvar is not unit.max_mvar:
                column = "min_mvar" if unit.min_mvar is None else "max_mvar"
                found = f"one limit of reactive power of {shown(unit.generator)} is given, the other is not"
                yield Problem(Generator.FILE, number, column, found, "give both min_mvar and max_mvar, or neither")
        elif unit.min_mvar > unit.max_mvar:
            found = f"{plain_number(unit.min_mvar)} MVAr is more than max_mvar {plain_number(unit.max_mvar)}"
            yield Problem(Generator.FILE, number, "min_mvar", found, "it must be at most max_mvar")


def check_feeder_districts(region: Region, places: Places) -> Iterator[Problem]:
    """Feeders of which nobody can say in which district they are."""
    district_of_bus = {bus.bus: bus.district for bus in region.buses}
    for number, feeder in places.judged(Feeder.FILE, region.feeders):
        if not feeder.district and district_of_bus.get(feeder.bus) == "":
            found = f"no district, and bus {shown(feeder.bus)} has none either"
            yield Problem(Feeder.FILE, number, "district", found, "name the district it lights")


def check_profiles(region: Region, places: Places) -> Iterator[Problem]:
    """Demand shapes that leave out hours of the week."""
    broken = {
        row.profile
        for index, row in enumerate(region.profiles)
        if (ProfilePoint.FILE, places.number(ProfilePoint.FILE, index)) in places.broken
    }
    first: dict[str, int] = {}
    hours: dict[str, set[int]] = {}
    for number, point in places.judged(ProfilePoint.FILE, region.profiles):
        first.setdefault(point.profile, number)
        hours.setdefault(point.profile, set()).add(point.hour_of_week)
    if ProfilePoint.FILE in places.unread:
        return
    for profile, number in first.items():
        missing = spans(set(range(HOURS_OF_WEEK)) - hours[profile])
        if missing and profile not in broken:
            found = f"profile {shown(profile)} has no row for hours {listed(missing)}"
            yield Problem(ProfilePoint.FILE, number, "hour_of_week", found, "give all hours from 0 to 167")
