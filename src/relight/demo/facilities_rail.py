"""Railways and mines of the demo: traction substations, signalling, and eight mines with people underground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import hypot

from relight.demo.feeders import MINES, RAIL
from relight.demo.parts import Parts, Plot, backup, facility, need, serve
from relight.demo.places import BY_CODE, PLACES

TWO_SECTIONS = ("KCE", "RWO", "PLT", "VUH", "LYM", "ZCE", "ZWO", "MER")
READY_AFTER_MINUTES, UNREADY_MINUTES = 2160.0, 240.0  # full reserve only after 36 h on supply, else half of it

MINE_NAMES = ("Deep Vein", "Iron Crown", "Long Shaft", "Red Lode", "Green Gallery", "Old Seam", "Winter Seam", "Hollow")
MINE_PEOPLE = (286, 214, 265, 192, 158, 241, 205, 163)
EGRESS_MINUTES = (360, 300, 345, 285, 240, 330, 300, 255)


def build_rail(plot: Plot) -> Parts:
    """The district's traction substation with its signalling, serving every district it is the nearest one to."""
    parts, chance, code = Parts(), plot.chance("rail"), plot.place.code
    if code not in RAIL:
        return parts
    traction = facility(plot, "TR/1", "traction_substation", "traction substation", chance)
    power = plot.feeder(0, "rail")
    parts.add(traction, need(traction, "power", power, "linear", 0.3), backup(traction, "power", "diesel"))
    for number in range(1, 3 if code in TWO_SECTIONS else 2):
        signals = facility(plot, f"RS/{number}", "rail_signalling", "signal box", chance)
        battery = backup(
            signals, "power", "battery",
            ready_after_minutes=READY_AFTER_MINUTES, endurance_unready_minutes=UNREADY_MINUTES,
        )  # fmt: skip
        parts.add(signals, need(signals, "power", power if number == 1 else plot.feeder(0, "services")), battery)
        parts.needs.append(need(traction, f"signalling {number}", f"facility:{signals.facility}"))
    served = [place.code for place in PLACES if _nearest(place.code, RAIL) == code]
    parts.serves += [serve(traction, "rail", "", None, district) for district in served]
    return parts


def build_mines(plots: Mapping[str, Plot]) -> Parts:
    """The eight mines, each on a feeder of its own: the main fan has no backup, the hoist has a generator."""
    parts = Parts()
    numbers: dict[str, int] = {}
    for code, name, people, egress in zip(MINES, MINE_NAMES, MINE_PEOPLE, EGRESS_MINUTES, strict=True):
        numbers[code] = numbers.get(code, 0) + 1
        plot, number = plots[code], numbers[code]
        mine = replace(
            facility(plot, f"MN/{number}", "mine", "mine", plot.chance(f"mine {number}")),
            name=f"{name} mine, {plot.place.name}",
            people_inside=float(people),
            egress_minutes=float(egress),
        )
        power = plot.feeder(number - 1, "mine")
        parts.add(
            mine, need(mine, "power", power), need(mine, "hoist", power), backup(mine, "hoist", "generator"),
            serve(mine, "mine_safety", f"shaft {number}", people),
        )  # fmt: skip
    return parts


def _nearest(code: str, candidates: Sequence[str]) -> str:
    here = BY_CODE[code]
    own = [other for other in candidates if BY_CODE[other].region == here.region]
    return min(own, key=lambda other: (hypot(BY_CODE[other].x_km - here.x_km, BY_CODE[other].y_km - here.y_km), other))
