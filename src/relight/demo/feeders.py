"""Feeders of the demo: who hangs on which bus, which are protected, and the rotation group of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from relight.demo.buses import Site
from relight.demo.chance import shares, spread, stream
from relight.demo.places import PLACES, Place
from relight.demo.profiles import FLAT, HOUSEHOLDS, INDUSTRY, SERVICES
from relight.model.schema import Feeder

GROUPS = tuple(f"{queue}.{half}" for queue in range(1, 7) for half in (1, 2))
PEOPLE_PER_CUSTOMER = 2.5

PEOPLE_PER_FEEDER = {"city": 19_500, "town": 17_000, "rural": 14_000}
HOUSEHOLD_KW, SERVICE_KW, HOSPITAL_KW, WATER_KW = 0.53, 0.15, 0.052, 0.062  # a head, assumption: about 1 kW in all

INDUSTRY_MW = {
    "KFO": (34, 28, 22), "KRS": (16,), "KHI": (14,), "KGA": (18,), "RWO": (48, 42, 36, 30), "RNP": (26, 24),
    "RSP": (28, 22), "RGS": (12,), "PLT": (38, 34, 24), "VUH": (18,), "LYM": (22, 16), "NBR": (12,), "KRT": (9,),
    "ZWO": (46, 40, 34, 26), "ZDA": (22,), "MER": (16,), "BRY": (14,), "SVI": (10,), "RST": (8,), "LKA": (11,),
}  # fmt: skip
MINES = ("RNP", "RNP", "RSP", "RSP", "RGS", "VUH", "VUH", "EHO")
MINE_MW = (17, 14, 16, 13, 12, 11, 10, 9)
RAIL = (
    "KCE", "KAF", "KGA", "RCE", "RWO", "PUT", "PLT", "VUH", "LYM", "NBR", "VRB", "LKA", "EHO", "SMP", "ORV", "WST",
    "ZCE", "ZWO", "MER", "BRY", "HUL", "ZEV", "SRV", "DST",
)  # fmt: skip
"""Districts with a traction feeder of their own."""


@dataclass(frozen=True)
class Line:
    """A feeder before it has an id: its role says what hangs on it."""

    role: str  # homes, services, industry, hospital, water, rail, mine
    mw: float
    people: int


@dataclass(frozen=True)
class Feeders:
    """The rows, and the feeder ids of each district by role in a steady order."""

    rows: tuple[Feeder, ...]
    by_role: dict[tuple[str, str], tuple[str, ...]]

    def of(self, district: str, *roles: str) -> tuple[str, ...]:
        """Feeders of the first of these roles that the district has; the ordinary ones if it has none of them."""
        for role in roles:
            if found := self.by_role.get((district, role)):
                return found
        return self.by_role[district, "homes"]


PROFILE = {"homes": HOUSEHOLDS, "services": SERVICES, "industry": INDUSTRY}
PROTECTED = ("hospital", "water", "rail", "mine")


def build_feeders(seed: int, sites: tuple[Site, ...]) -> Feeders:
    """Every feeder of both regions; the people of a district's feeders sum to exactly its people."""
    drawn = [(place, number, line) for place in PLACES for number, line in enumerate(_lines(seed, place), start=1)]
    buses = [bus for place in PLACES for bus in _buses_for([line for p, _, line in drawn if p == place], place, sites)]
    groups = _groups(drawn)
    by_role: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = []
    for (place, number, line), bus in zip(drawn, buses, strict=True):
        group = groups.get((place.code, number), "")
        rows.append(_row(place, number, line, bus, group))
        by_role[place.code, line.role].append(rows[-1].feeder)
    return Feeders(
        tuple(sorted(rows, key=lambda row: row.feeder)), {key: tuple(found) for key, found in by_role.items()}
    )


def _lines(seed: int, place: Place) -> Iterator[Line]:
    chance = stream(seed, f"feeders {place.code}")
    others = [*_protected(place), *(Line("industry", mw, 0) for mw in INDUSTRY_MW.get(place.code, ()))]
    others.append(Line("services", round(place.people * SERVICE_KW / 1000, 1), round(place.people * 0.02)))
    count = max(3, round(place.people / PEOPLE_PER_FEEDER[place.kind]))
    homes = shares(place.people - sum(line.people for line in others), spread(chance, count))
    for people in homes:
        yield Line("homes", round(people * HOUSEHOLD_KW / 1000 * (0.94 + 0.12 * chance.random()), 1), people)
    yield from sorted(others, key=lambda line: line.role != "services")


def _protected(place: Place) -> Iterator[Line]:
    yield Line("hospital", round(place.people * HOSPITAL_KW / 1000, 1), round(place.people * 0.004))
    yield Line("water", round(place.people * WATER_KW / 1000, 1), round(place.people * 0.003))
    if place.code in RAIL:
        yield Line("rail", 9.0 if place.kind == "rural" else 8.0, 0)
    for district, mw in zip(MINES, MINE_MW, strict=True):
        if district == place.code:
            yield Line("mine", float(mw), 0)


def _buses_for(lines: list[Line], place: Place, everywhere: tuple[Site, ...]) -> list[str]:
    """A bus for each line: industry and the protected on 150 kV, homes wherever most room is left."""
    sites = [site for site in everywhere if site.district == place.code and site.kv < 330]
    load = {site.bus: 0.0 for site in sites}
    room = {site.bus: 1.0 if site.kv == 150 else 0.45 for site in sites}
    high = [site.bus for site in sites if site.kv == 150]
    chosen = dict.fromkeys(range(len(lines)), "")
    for i in sorted(chosen, key=lambda i: (lines[i].role in PROFILE and lines[i].role != "industry", -lines[i].mw, i)):
        candidates = list(load) if lines[i].role in ("homes", "services") and lines[i].mw < 12 else high
        chosen[i] = min(candidates, key=lambda bus: ((load[bus] + lines[i].mw) / room[bus], bus))
        load[chosen[i]] += lines[i].mw
    return [chosen[i] for i in range(len(lines))]


def _row(place: Place, number: int, line: Line, bus: str, group: str) -> Feeder:
    """The row; its id begins with its group, so that what has to be shed is shed group by group everywhere."""
    return Feeder(
        feeder=f"F-{group.replace('.', '') or '00'}-{place.code}-{number:02d}",
        bus=bus,
        district=place.code,
        outage_group=group,
        peak_mw=line.mw,
        profile=PROFILE.get(line.role, FLAT),
        customers=max(1, round(line.people / PEOPLE_PER_CUSTOMER)),
        people=float(line.people),
        protected=line.role in PROTECTED,
    )


def _groups(drawn: list[tuple[Place, int, Line]]) -> dict[tuple[str, int], str]:
    """(district, number) -> rotation group of what is not protected: every group of a region has nearly the same MW."""
    load = {(place.region, group): 0.0 for place in PLACES for group in GROUPS}
    groups: dict[tuple[str, int], str] = {}
    for place, number, line in sorted(drawn, key=lambda item: (-item[2].mw, item[0].code, item[1])):
        if line.role not in PROTECTED:
            group = min(GROUPS, key=lambda name: (load[place.region, name], name))
            groups[place.code, number] = group
            load[place.region, group] += line.mw
    return groups
