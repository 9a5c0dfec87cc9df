"""Hospitals and clinics of the demo, with fuel from a diesel set's curve where the tank is known."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from relight.demo.facilities_water import reservoir_of
from relight.demo.parts import Parts, Plot, backup, count_for, facility, need, serve, set_with_fuel, split
from relight.model.schema import Backup, Facility

LARGE_BEDS = 300
HOSPITAL_PEOPLE, CLINIC_PEOPLE = 0.65, 0.35  # assumption: who is in need goes to a hospital two times in three
START_PROBABILITY, AVAILABILITY = 0.9906, 0.995  # REopt.jl backup_reliability.jl


def build_health(plot: Plot) -> Parts:
    """The district's hospitals and clinics, each with the people of its own catchment."""
    parts, chance = Parts(), plot.chance("health")
    hospitals = split(plot.place.people * HOSPITAL_PEOPLE, count_for(plot.place, 50_000, 2), chance)
    for number, people in enumerate(hospitals, start=1):
        _hospital(plot, parts, chance, number, people)
    clinics = split(plot.place.people * CLINIC_PEOPLE, count_for(plot.place, 21_000), chance)
    for number, people in enumerate(clinics, start=1):
        clinic = facility(plot, f"C/{number}", "clinic", f"clinic No. {number}", chance)
        parts.add(
            clinic, need(clinic, "power", plot.homes(2 * number + 1), "linear", 0.25),
            serve(clinic, "health", f"clinic {number}", people),
        )  # fmt: skip
        if chance.random() < 0.8:
            parts.backups.append(set_with_fuel(clinic, chance))
    return parts


def diesel_l_per_h(rated_kw: float, load_kw: float) -> float:
    """Fuel a diesel set burns [L/h]: straight lines fitted to a maker's chart, one for small and one for large sets."""
    if rated_kw >= 75:
        return 0.0244 * rated_kw + 0.247 * load_kw
    return 0.064 * rated_kw + 0.267 * load_kw


def _hospital(plot: Plot, parts: Parts, chance: Random, number: int, people: int) -> None:
    beds = int(people / 125 * (0.7 + 0.6 * chance.random()))
    label = "district hospital" if plot.place.kind == "rural" else f"city hospital No. {number}"
    hospital = replace(facility(plot, f"H/{number}", "hospital", label, chance), size=float(beds), size_unit="beds")
    on_priority = beds >= LARGE_BEDS or chance.random() < 0.5
    power = plot.feeder(number, "hospital") if on_priority else plot.homes(number)
    parts.add(
        hospital, need(hospital, "power", power, "linear", 0.3), _generator(hospital, chance),
        serve(hospital, "health", f"hospital {number}", people),
    )  # fmt: skip
    if beds >= LARGE_BEDS:
        parts.needs.append(need(hospital, "water", reservoir_of(plot), "step", 0.3))
        parts.backups.append(backup(hospital, "water", "tank", endurance_minutes=1440.0, refill_minutes=720.0))


def _generator(hospital: Facility, chance: Random) -> Backup:
    """Its generator: for about half of them the tank is known, for the others the catalogue's five days hold."""
    level = round(0.7 + 0.3 * chance.random(), 2)
    load_kw = 0.6 * (hospital.size or 0.0)  # half of about 1.2 kW a bed
    hours = min(150.0, max(14.0, chance.lognormvariate(4.1, 0.6)))
    known = chance.random() < 0.55
    burn = round(diesel_l_per_h(1.2 * load_kw, load_kw), 1)
    return backup(
        hospital,
        "power",
        "generator",
        level=level,
        availability=AVAILABILITY,
        start_probability=START_PROBABILITY,
        fuel_l_per_h=burn if known else None,
        fuel_l=max(50.0, round(burn * hours / 50) * 50.0) if known else None,
    )
