"""District heating of the demo: boiler houses need power and water, heat points of blocks need power and heat."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from relight.demo.facilities_water import reservoir_of
from relight.demo.parts import Parts, Plot, by_kind, facility, need, serve, set_with_fuel, split
from relight.model.schema import Facility

HEAT_COVER = {"city": 0.86, "town": 0.55, "rural": 0.10}
HEAT_POINTS = {"city": 12, "town": 4, "rural": 0}
BOILER_HOUSES = {"city": 5, "town": 4, "rural": 2}
GENERATOR_SHARE = {"city": 0.40, "town": 0.45, "rural": 0.30}


def build_heat(plot: Plot) -> Parts:
    """The district's boiler houses and heat points, each with the people it heats."""
    parts, chance, place = Parts(), plot.chance("heat"), plot.place
    boilers, points = int(by_kind(place, BOILER_HOUSES)), int(by_kind(place, HEAT_POINTS))
    people = split(place.people * by_kind(place, HEAT_COVER), boilers + points, chance)
    houses = [_boiler_house(plot, parts, chance, number) for number in range(1, boilers + 1)]
    for number, (house, count) in enumerate(zip(houses, people, strict=False), start=1):
        parts.serves.append(serve(house, "heat", f"near {number}", count))
    for number, count in enumerate(people[boilers:], start=1):
        point = _lasting(facility(plot, f"HP/{number}", "heat_point", "heat point", chance), chance)
        source = houses[number % boilers]
        parts.add(
            point, need(point, "power", plot.homes(number)), need(point, "heat", f"facility:{source.facility}"),
            serve(point, "heat", f"block {number}", count),
        )  # fmt: skip
        if chance.random() < 0.08:
            parts.backups.append(set_with_fuel(point, chance))
    return parts


def _boiler_house(plot: Plot, parts: Parts, chance: Random, number: int) -> Facility:
    house = _lasting(facility(plot, f"BH/{number}", "boiler_house", "boiler house", chance), chance)
    power = plot.feeder(number, "water") if number == 1 else plot.homes(3 * number)
    parts.add(house, need(house, "power", power), need(house, "water", reservoir_of(plot), "step", 0.2))
    if chance.random() < by_kind(plot.place, GENERATOR_SHARE):
        parts.backups.append(set_with_fuel(house, chance))
    return house


def _lasting(building: Facility, chance: Random) -> Facility:
    """The facility with the time constant of the buildings behind it: 40 to 200 h, mostly around 100 h."""
    hours = min(200.0, max(40.0, chance.lognormvariate(4.6, 0.35)))
    return replace(building, time_constant_minutes=round(hours) * 60.0)
