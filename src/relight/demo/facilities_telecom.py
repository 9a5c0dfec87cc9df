"""Phones and warning of the demo: masts, switching nodes, data centres, motor and electronic sirens."""

from __future__ import annotations

from random import Random

from relight.demo.parts import Parts, Plot, backup, count_for, facility, need, serve, split
from relight.model.schema import Facility

PEOPLE_PER_MAST, MASTS_PER_GROUP = 6_200, 3
HUB = {"Kalvoria": "N-KCE-01", "Zelmaria": "N-ZCE-01"}
DATA_CENTRES = ("KCE", "KGA", "RCE", "ZCE")
BATTERY_MEDIAN_MINUTES, BATTERY_SPREAD = 300.0, 0.5


def build_telecom(plot: Plot) -> Parts:
    """The district's switching node and masts; three masts cover one group of people between them."""
    parts, chance = Parts(), plot.chance("telecom")
    node = facility(plot, "N/1", "switching_node", "telephone exchange", chance)
    parts.add(node, need(node, "power", plot.feeder(0, "hospital")), backup(node, "power", "generator"))
    masts = count_for(plot.place, PEOPLE_PER_MAST, MASTS_PER_GROUP)
    groups = split(plot.place.people * 0.98, max(1, masts // MASTS_PER_GROUP), chance)
    for number in range(1, masts + 1):
        group = number % len(groups)
        mast = _mast(plot, parts, chance, number)
        parts.serves.append(serve(mast, "telecom", f"cells {group + 1}", groups[group]))
    if plot.place.code in DATA_CENTRES:
        centre = facility(plot, "DC/1", "data_centre", "data centre", chance)
        parts.add(centre, need(centre, "power", plot.feeder(0, "services")), backup(centre, "power", "generator"))
    return parts


def build_warning(plot: Plot) -> Parts:
    """The district's sirens: three in five are motor sirens, which nothing backs up."""
    parts, chance = Parts(), plot.chance("warning")
    sirens = split(plot.place.people, count_for(plot.place, 16_000, 2), chance)
    for number, people in enumerate(sirens, start=1):
        electronic = chance.random() < 0.38
        kind = "siren_electronic" if electronic else "siren_motor"
        prefix = "SE" if electronic else "SM"
        siren = facility(plot, f"{prefix}/{number}", kind, "siren", chance)
        parts.add(siren, need(siren, "power", plot.homes(number)), serve(siren, "warning", f"siren {number}", people))
        if electronic:
            parts.needs.append(need(siren, "command", _node(plot)))
            parts.backups.append(backup(siren, "power", "battery"))
    return parts


def _mast(plot: Plot, parts: Parts, chance: Random, number: int) -> Facility:
    """A mast on an ordinary feeder; one in four has a generator, the batteries of the others vary."""
    lasting = chance.random() < 0.25
    kind, prefix = ("mobile_site_72h", "MG") if lasting else ("mobile_site", "MS")
    mast = facility(plot, f"{prefix}/{number}", kind, "mobile mast", chance)
    minutes = chance.lognormvariate(0.0, BATTERY_SPREAD) * BATTERY_MEDIAN_MINUTES
    measured = round(min(1200.0, max(45.0, minutes)) / 5) * 5.0 if chance.random() < 0.7 else None
    lasts = None if lasting else measured
    stand_in = backup(mast, "power", "generator" if lasting else "battery", endurance_minutes=lasts)
    parts.add(mast, need(mast, "power", plot.homes(number)), need(mast, "network", _node(plot)), stand_in)
    hub = f"facility:{HUB[plot.place.region]}"
    if hub != _node(plot):
        parts.needs.append(need(mast, "network", hub))
    return mast


def _node(plot: Plot) -> str:
    return f"facility:N-{plot.place.code}-01"
