"""Bread, fuel and shelter of the demo: bakeries, fuel stations, and heated places where people can charge a phone."""

from __future__ import annotations

from math import hypot

from relight.demo.facilities_water import reservoir_of
from relight.demo.parts import Parts, Plot, count_for, facility, need, serve, set_with_fuel
from relight.demo.places import PLACES, Place

BREAD = "bread"
PEOPLE_PER_FUEL_STATION, PEOPLE_PER_SHELTER, PEOPLE_PER_BAKERY = 22_000, 32_000, 75_000


def build_daily(plot: Plot) -> Parts:
    """The district's bakeries, fuel stations and shelters; only bakeries serve a service."""
    parts, chance = Parts(), plot.chance("daily")
    for number in range(1, count_for(plot.place, PEOPLE_PER_FUEL_STATION) + 1):
        station = facility(plot, f"FS/{number}", "fuel_station", "fuel station", chance)
        parts.add(station, need(station, "power", plot.homes(number), "linear", 0.2))
        if chance.random() < 0.95:
            parts.backups.append(set_with_fuel(station, chance))
    for number in range(1, count_for(plot.place, PEOPLE_PER_SHELTER) + 1):
        label = "Point of Warmth, " + ("village hall" if plot.place.kind == "rural" else f"school No. {3 * number}")
        shelter = facility(plot, f"SH/{number}", "shelter", label, chance)
        parts.add(shelter, need(shelter, "power", plot.homes(number)), set_with_fuel(shelter, chance))
    if plot.place.kind != "rural":
        _bakeries(plot, parts)
    return parts


def _bakeries(plot: Plot, parts: Parts) -> None:
    """Bakeries for the whole town and the countryside around it, as bread goes by lorry; half have a generator."""
    chance, core = plot.chance("bread"), plot.place.core
    districts = [place.code for place in PLACES if place.core == core or (not place.core and _baked_in(place) == core)]
    for number in range(1, count_for(plot.place, PEOPLE_PER_BAKERY) + 1):
        bakery = facility(plot, f"BK/{number}", "bakery", f"bakery No. {number}", chance)
        power = plot.feeder(number, "services")
        parts.add(bakery, need(bakery, "power", power, "linear", 0.4))
        parts.needs.append(need(bakery, "water", reservoir_of(plot), "step", 0.3))
        if chance.random() < 0.5:
            parts.backups.append(set_with_fuel(bakery, chance))
        parts.serves += [serve(bakery, BREAD, "", None, district) for district in districts]


def _baked_in(here: Place) -> str:
    own = [place for place in PLACES if place.core and place.region == here.region]
    return min(own, key=lambda place: (hypot(place.x_km - here.x_km, place.y_km - here.y_km), place.code)).core
