"""Water and sewage of the demo: intake, treatment, reservoirs that feed low houses by gravity, boosters for high ones.

Sewage pumps stand beside the water chain, not behind it: that sewage must run before water is a warning of the engine.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from relight.demo.parts import Parts, Plot, backup, by_kind, facility, need, serve, set_with_fuel, split
from relight.model.schema import Backup, Facility

WATERWORKS = {
    "KCE": "KNB", "KRS": "KRS", "KNB": "KNB", "KFO": "KRS", "KHI": "KRS", "KGA": "KNB", "KAF": "KRS",
    "RCE": "RGS", "RNP": "RGS", "RSP": "RGS", "RWO": "RGS", "RGS": "RGS", "PUT": "PUT", "PLT": "PUT",
    "ZCE": "ZDA", "ZDA": "ZDA", "ZWO": "ZDA", "ZIS": "ZIS", "ZOR": "ZIS",
}  # fmt: skip
"""City district -> the district with its waterworks; everywhere else has its own."""

WATER_COVER = {"city": 1.0, "town": 0.96, "rural": 0.62}
HIGH_SHARE = {"city": 0.42, "town": 0.18, "rural": 0.04}
SEWAGE_COVER = {"city": 0.97, "town": 0.70, "rural": 0.18}


def build_water(plot: Plot) -> Parts:
    """The district's part of the water chain."""
    parts, chance, place = Parts(), plot.chance("water"), plot.place
    if WATERWORKS.get(place.code, place.code) == place.code:
        _waterworks(plot, parts, chance)
    reservoirs = [_reservoir(plot, parts, chance, number) for number in range(1, 4 if place.kind != "town" else 3)]
    covered = place.people * by_kind(place, WATER_COVER)
    low = split(covered * (1 - by_kind(place, HIGH_SHARE)), len(reservoirs), chance)
    for number, (reservoir, people) in enumerate(zip(reservoirs, low, strict=True), start=1):
        parts.serves.append(serve(reservoir, "water", f"low {number}", people))
    count = int(by_kind(place, {"city": 9, "town": 4, "rural": 1}))
    for number, people in enumerate(split(covered * by_kind(place, HIGH_SHARE), count, chance), start=1):
        booster = facility(plot, f"WB/{number}", "booster", "booster pumps", chance)
        source = reservoirs[number % len(reservoirs)]
        parts.add(
            booster, need(booster, "power", plot.homes(number)),
            need(booster, "water", f"facility:{source.facility}", "linear", 0.3),
            serve(booster, "water", f"high {number}", people),
        )  # fmt: skip
        if chance.random() < 0.25:
            parts.backups.append(set_with_fuel(booster, chance))
    return parts


def build_sewage(plot: Plot) -> Parts:
    """The district's sewage pumps, and its treatment plant where it has one."""
    parts, chance, place = Parts(), plot.chance("sewage"), plot.place
    count = int(by_kind(place, {"city": 6, "town": 4, "rural": 2}))
    for number, people in enumerate(split(place.people * by_kind(place, SEWAGE_COVER), count, chance), start=1):
        station = facility(plot, f"SP/{number}", "sewage_pumping", "sewage pumping station", chance)
        power = plot.feeder(number, "water") if number <= count // 3 else plot.homes(2 * number)
        kind = "generator" if chance.random() < 0.4 else "wet_well"
        parts.add(
            station, need(station, "power", power), backup(station, "power", kind),
            serve(station, "sewage", f"basin {number}", people),
        )  # fmt: skip
    if place.kind == "town" or WATERWORKS.get(place.code) == place.code:
        works = facility(plot, "ST/1", "sewage_treatment", "sewage treatment works", chance)
        works = replace(works, size=round(place.people * 0.2, -2), size_unit="m³/day")
        parts.add(works, need(works, "power", plot.feeder(0, "water")))
    return parts


def reservoir_of(plot: Plot, number: int = 1) -> str:
    """A reservoir of the district as `facility:id`."""
    return f"facility:WR-{plot.place.code}-{number:02d}"


def _waterworks(plot: Plot, parts: Parts, chance: Random) -> None:
    intakes = 2 if plot.place.kind == "rural" else 1
    for number in range(1, intakes + 1):
        label = "well field" if plot.place.kind == "rural" else "river intake"
        intake = facility(plot, f"WI/{number}", "water_intake", label, chance)
        power = plot.feeder(number, "water") if number == 1 else plot.homes(number)
        parts.add(intake, need(intake, "power", power, "linear", 0.3))
        if chance.random() < 0.85:
            parts.backups.append(set_with_fuel(intake, chance))
    if plot.place.kind == "rural":
        return
    works = facility(plot, "WT/1", "water_treatment", "water treatment works", chance)
    works = replace(works, size=round(plot.place.people * 0.25, -2), size_unit="m³/day")
    parts.add(
        works, need(works, "power", plot.feeder(0, "water"), "linear", 0.3),
        need(works, "water", f"facility:WI-{plot.place.code}-01", "linear", 0.3), set_with_fuel(works, chance),
    )  # fmt: skip


def _reservoir(plot: Plot, parts: Parts, chance: Random, number: int) -> Facility:
    """A reservoir or tower: it needs no power, only water, and gives by gravity until it is empty."""
    rural = plot.place.kind == "rural"
    tower = facility(plot, f"WR/{number}", "reservoir", "water tower" if rural else "service reservoir", chance)
    home = WATERWORKS.get(plot.place.code, plot.place.code)
    source = f"facility:WI-{plot.place.code}-{1 + number % 2:02d}" if rural else f"facility:WT-{home}-01"
    return parts.add(tower, need(tower, "water", source, "linear", 0.3), _tank(tower, chance))


def _tank(tower: Facility, chance: Random) -> Backup:
    hours = round(6 + 18 * chance.random(), 1)
    level = round(0.78 + 0.22 * chance.random(), 2)
    return backup(tower, "water", "tank", endurance_minutes=hours * 60 if chance.random() < 0.6 else None, level=level)
