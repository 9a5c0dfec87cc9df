"""A made-up region and outlook in the shape of docs/results.md, with asset ids, names and places that nothing else has.

Every asset's id begins with `qx` or its name with `Xylo`, and its coordinates have digits of their own, so that a leak
into a public page is found by looking for them. Numbers are drawn with a fixed seed and mean nothing.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, sync_playwright

from relight.model.region import Region, Settings
from relight.model.schema import Branch, Bus, District, Facility, Feeder, Generator
from relight.model.services import SERVICES

CHROMIUM = Path("/usr/bin/chromium")
ZONE = ZoneInfo("Europe/Kyiv")
START = datetime(2026, 1, 8, 16, 10, tzinfo=ZONE)
HOURS = 72
PARENTS = {
    "Verkhnia": "Sokilsk Yaruha Temnyi-Lis Berehy Olshany Velyka-Hora",
    "Nyzhnia": "Richne Stavky Zaluzhne Kamianka Pisky Dubrava",
}
TOWNS = ("Sokilsk", "Richne")
KINDS = {
    "hospital": ("power", "generator", 9, 320, "beds"),
    "water_intake": ("power", "generator", 5, 40000, "m³/day"),
    "mobile_site": ("power", "battery", 260, None, ""),
    "boiler_house": ("power", "generator", 24, 60, "MW"),
    "reservoir": ("water", "tank", 11, 9000, "m³"),
    "rail_signalling": ("power", "battery", 17, None, ""),
}


def local(minutes: float) -> str:
    """The time so many minutes after the start."""
    return (START + timedelta(minutes=minutes)).isoformat()


def names() -> list[tuple[str, str, str]]:
    """District id, name and parent."""
    return [
        (f"{parent[0].lower()}{position}", name, parent)
        for parent, text in PARENTS.items()
        for position, name in enumerate(text.split())
    ]


def shape(column: int, row: int, rng: random.Random) -> dict[str, Any]:
    """A crooked four-sided cell; neighbours share their corners."""

    def corner(i: int, j: int) -> tuple[float, float]:
        local_rng = random.Random(100 * i + j)
        return 33.0 + 0.8 * i + local_rng.uniform(-0.2, 0.2), 47.2 + 0.5 * j + local_rng.uniform(-0.13, 0.13)

    corners = [corner(column, row), corner(column + 1, row), corner(column + 1, row + 1), corner(column, row + 1)]
    return {"type": "Polygon", "coordinates": [[*map(list, corners), list(corners[0])]]}


def town_shape(lon: float, lat: float) -> dict[str, Any]:
    """A small eight-sided town on top of the country."""
    steps = [(0, 1), (0.7, 0.7), (1, 0), (0.7, -0.7), (0, -1), (-0.7, -0.7), (-1, 0), (-0.7, 0.7), (0, 1)]
    return {"type": "Polygon", "coordinates": [[[lon + 0.17 * x, lat + 0.12 * y] for x, y in steps]]}


def make_region() -> Region:
    """Two parents of six districts each, two of them towns, with assets of every kind."""
    rng, districts, shapes, cell = random.Random(1), [], {}, 0
    for district, name, parent in names():
        town = name in TOWNS
        people = rng.uniform(600e3, 900e3) if town else rng.uniform(60e3, 400e3)
        if town:
            middle = (34.12, 47.93) if parent == "Verkhnia" else (35.72, 47.68)
            shapes[district] = town_shape(*middle)
        else:
            column, row = cell % 4, cell // 4
            middle = (33.4 + 0.8 * column, 47.45 + 0.5 * row)
            shapes[district] = shape(column, row, rng)
            cell += 1
        districts.append(
            District(district=district, name=name, parent=parent, people=round(people), lon=middle[0], lat=middle[1])
        )
    buses = [
        Bus(
            bus=f"qxbus{i}",
            name=f"Xylo substation {i}",
            district=districts[i].district,
            kv=330,
            lon=33.71317 + i / 10,
            lat=47.51713,
        )
        for i in range(12)
    ]
    return Region(
        settings=Settings(name="Sokil and Richne", timezone="Europe/Kyiv"),
        districts=tuple(districts),
        buses=tuple(buses),
        branches=tuple(
            Branch(branch=f"qxline{i}", from_bus=f"qxbus{i}", to_bus=f"qxbus{i + 1}", x_pu=0.1) for i in range(11)
        ),
        generators=tuple(
            Generator(generator=f"qxunit{i}", bus=f"qxbus{i}", kind="hydro", max_mw=200) for i in range(4)
        ),
        feeders=tuple(
            Feeder(feeder=f"qxfeeder{i}", bus=f"qxbus{i % 12}", peak_mw=10, outage_group=group(i)) for i in range(240)
        ),
        facilities=tuple(facilities(districts, rng)),
        shapes=shapes,
    )


def group(i: int) -> str:
    """Outage groups 1.1 to 6.2 in turn."""
    return f"{i % 6 + 1}.{i // 6 % 2 + 1}"


def facilities(districts: list[District], rng: random.Random) -> list[Facility]:
    """Facilities of every kind, each with a place of its own."""
    made = []
    for kind, (_, _, count, size, unit) in {**KINDS, "mine": ("", "", 5, None, "")}.items():
        for i in range(count):
            district = districts[rng.randrange(len(districts))].district
            made.append(
                Facility(
                    facility=f"qx{kind}{i}",
                    name=f"Xylo {kind.replace('_', ' ')} {i}",
                    kind=kind,
                    district=district,
                    lon=33.71919 + i / 1000,
                    lat=47.61919 + i / 1000,
                    size=size and size * rng.randint(1, 4),
                    size_unit=unit,
                )
            )
    return made


def slots() -> list[float]:
    """Slot starts in minutes: the first slot is short, the others begin on the half hour."""
    return [0.0, *(20.0 + 30 * i for i in range(144))]


def district_result(district: District, rng: random.Random) -> dict[str, Any]:
    """One district's entry: each service lost by a share of the people that falls in steps."""
    starts = slots()
    ends = [*starts[1:], HOURS * 60.0]
    entry: dict[str, Any] = {
        "district": district.district,
        "name": district.name,
        "parent": district.parent,
        "people": district.people,
        "without_at": {},
        "without_now": {},
        "not_modelled": {},
        "person_hours_without": {},
        "back_at": {},
    }
    for service in SERVICES:
        entry["not_modelled"][service] = (
            0.0 if service in SERVICES[:7] else district.people * (0.9 if service == "rail" else 0.99)
        )
        if service == "mine_safety" and district.district not in ("v1", "n3"):
            entry["not_modelled"][service] = district.people
        if rng.random() < (0.15 if service == "electricity" else 0.35):
            continue
        people = district.people - entry["not_modelled"][service]
        begin = 0.0 if rng.random() < 0.8 else rng.choice((180.0, 600.0, 1500.0))
        steps = sorted(rng.uniform(begin + 60, 4900) for _ in range(4))
        shares = sorted((rng.random() for _ in range(4)), reverse=True)
        values = [people * share_at((a + b) / 2, begin, steps, shares) for a, b in zip(starts, ends, strict=True)]
        if not any(value > 0.5 for value in values):
            continue
        open_end = steps[-1] >= HOURS * 60
        status = rng.choice(("overdue", "unknown")) if open_end else rng.choice(("estimated", "estimated", "confirmed"))
        entry["without_at"][service] = [round(value, 3) for value in values]
        entry["without_now"][service] = round(people * share_at(0.0, begin, steps, shares), 3)
        hours = sum(value * (b - a) / 60 for value, a, b in zip(values, starts, ends, strict=True))
        entry["person_hours_without"][service] = round(hours, 3)
        entry["back_at"][service] = {"time": None if open_end else local(round(steps[-1])), "status": status}
    return entry


def share_at(minute: float, begin: float, steps: list[float], shares: list[float]) -> float:
    """Share of people without at a minute: nothing before `begin`, then falling by steps to nothing."""
    if minute < begin:
        return 0.0
    return next((share for step, share in zip(steps, shares, strict=True) if minute < step), 0.0)


def summed(entries: list[dict[str, Any]], key: str) -> dict[str, float]:
    """A figure by service over all districts."""
    return {service: round(sum(entry[key].get(service, 0.0) for entry in entries), 3) for service in SERVICES}


def make_outlook(region: Region) -> dict[str, Any]:
    """A whole outlook dictionary."""
    rng = random.Random(2)
    districts = [
        district_result(district, rng) for district in sorted(region.districts, key=lambda item: item.district)
    ]
    series = {
        service: [
            round(sum(entry["without_at"].get(service, [0.0] * 145)[i] for entry in districts), 3) for i in range(145)
        ]
        for service in SERVICES
    }
    demand = [4200 + 600 * rng.random() for _ in slots()]
    switched = [value * (1 - series["electricity"][i] / region.people) for i, value in enumerate(demand)]
    return {
        "region": region.settings.name,
        "timezone": "Europe/Kyiv",
        "start": local(0),
        "end": local(HOURS * 60),
        "hours": 72.0,
        "slot_minutes": 30,
        "slots": [local(minute) for minute in slots()],
        "demand_mw": demand,
        "switched_mw": switched,
        "served_mw": [value + 40 for value in switched],
        "unserved_mwh": 51234.5,
        "services": list(SERVICES),
        "people": region.people,
        "person_hours_without": summed(districts, "person_hours_without"),
        "weighted_person_hours": 1.0,
        "people_without": series,
        "without_now": summed(districts, "without_now"),
        "not_modelled": summed(districts, "not_modelled"),
        "districts": districts,
        "groups": groups(rng),
        "scores": {"back_50_at": local(0), "back_90_at": local(2350), "back_99_at": None, "ens_mwh": 51234.5},
        **desk_parts(region, rng),
    }


def groups(rng: random.Random) -> list[dict[str, Any]]:
    """Twelve outage groups in each of two zones."""
    rows = []
    for zone in PARENTS:
        for label in sorted(group(i) for i in range(12)):
            people, share = rng.uniform(60e3, 160e3), rng.choice((0.0, 0.0, 0.4, 0.8, 1.0))
            back = (
                rng.choice(({"time": local(740), "status": "estimated"}, {"time": None, "status": "unknown"}))
                if share
                else None
            )
            at = [round(people * share if minute < 740 else 0.0, 3) for minute in slots()]
            rows.append(
                {
                    "zone": zone,
                    "outage_group": label,
                    "people": people,
                    "without_now": people * share,
                    "without_at": at,
                    "back_at": back,
                }
            )
    return rows


def desk_parts(region: Region, rng: random.Random) -> dict[str, Any]:
    """All that names assets, and the reports."""
    figures = [
        {
            "subject": f"region:{parent}",
            "unit": unit,
            "at": local(-70),
            "reported": reported,
            "computed": computed,
            "difference": reported - computed,
            "source": source,
            "report": f"qxreport{i}",
        }
        for i, (parent, unit, reported, computed, source) in enumerate(
            (
                ("Verkhnia", "electricity/customers", 800000.0, 771204.0, "ministry"),
                ("Verkhnia", "heat/people", 1000000.0, 412331.0, "governor"),
                ("Nyzhnia", "water/people", 240000.0, 260112.4, "water utility"),
                ("Nyzhnia", "electricity/customers", 95000.0, 0.0, "operator"),
            )
        )
    ]
    return {
        "reports": {
            "known": 61,
            "believed": 48,
            "superseded": 8,
            "retracted": 2,
            "outvoted": 3,
            "newest": local(-18),
            "age_minutes": 18.0,
        },
        "figures": figures,
        "unexplained": [{"feeder": "qxfeeder7", "observed": "deenergised", "computed": "energised"}],
        "assumptions": [
            {
                "name": "hospital_generator_minutes",
                "value": 7200.0,
                "unit": "min",
                "meaning": "hospital generator, fuel on site",
                "source": "Ministry of Health",
                "grade": "B",
                "changed": False,
            },
            {
                "name": "indoor_c",
                "value": 21.0,
                "unit": "°C",
                "meaning": "indoor temperature while heated",
                "source": "assumption",
                "grade": "X",
                "changed": True,
            },
        ],
        "run_out": sorted((item for item in run_out(region, rng)), key=lambda item: item["minute"]),
        "clocks": clocks(region, rng),
        "returns": returns(rng),
        "now": now(region, rng),
        "warnings": [
            {
                "kind": kind,
                "district": district.district,
                "from": local(rng.randint(0, 900)),
                "until": rng.choice((None, local(1500))),
                "people": 0.4 * district.people,
            }
            for kind in ("boil_water", "sewage_before_water", "silent_sirens")
            for district in region.districts[::3]
        ],
    }


def run_out(region: Region, rng: random.Random) -> list[dict[str, Any]]:
    """A backup that runs out for every facility that has one."""
    rows = []
    for facility in region.facilities:
        if facility.kind in KINDS:
            need, backup, *_ = KINDS[facility.kind]
            minute = rng.uniform(20, 4300)
            rows.append(
                {
                    "facility": facility.facility,
                    "name": facility.name,
                    "kind": facility.kind,
                    "district": facility.district,
                    "need": need,
                    "backup": f"qx{backup}",
                    "backup_kind": backup,
                    "minute": minute,
                    "at": local(minute),
                    "people": rng.uniform(500, 90000),
                    "size": facility.size,
                    "size_unit": facility.size_unit,
                }
            )
    return rows


def clocks(region: Region, rng: random.Random) -> list[dict[str, Any]]:
    """Mines' and heat clocks."""
    rows: list[dict[str, Any]] = []
    for facility in region.facilities:
        entry = {
            "facility": facility.facility,
            "name": facility.name,
            "kind": facility.kind,
            "district": facility.district,
        }
        if facility.kind == "mine":
            alarm = facility.facility.endswith("2")
            rows.append(
                {
                    **entry,
                    "people": float(rng.randint(60, 400)),
                    "fan_off_at": local(-300),
                    "order_at": local(-285),
                    "out_by": local(60),
                    "evacuate_by": local(-30 if alarm else 200),
                    "alarm": alarm,
                    "power_back_at": None if alarm else local(900),
                }
            )
        elif facility.kind == "boiler_house":
            cold = rng.choice((None, local(rng.randint(100, 2500))))
            rows.append(
                {
                    **entry,
                    "people": rng.uniform(2e3, 9e4),
                    "indoor_c": rng.uniform(17, 20),
                    "cold_home_at": cold,
                    "drain_by": cold and local(3000),
                    "heat_back_at": rng.choice((None, local(2000))),
                }
            )
    return rows


def returns(rng: random.Random) -> list[dict[str, Any]]:
    """Damaged assets with every basis."""
    bases = ("promised", "estimated", "planned", "overdue", "no estimate")
    return [
        {
            "asset": f"branch:qxline{i}",
            "kind": "transformer" if i % 3 else "line",
            "state": "out",
            "since": local(-1100 + i),
            "at": None if i % 5 > 2 else local(300 + 100 * i),
            "basis": bases[i % 5],
            "source": rng.choice(("operator", "ministry", "")),
        }
        for i in range(11)
    ]


def now(region: Region, rng: random.Random) -> dict[str, Any]:
    """The parts of a status that the pages use."""
    reasons = ("no live path", "no capacity", "line limit", "reported out", "observed off")
    return {
        "region": region.settings.name,
        "timezone": "Europe/Kyiv",
        "at": local(0),
        "demand_mw": 4410.0,
        "served_mw": 3320.0,
        "switched_mw": 3281.5,
        "unserved_mw": 1128.5,
        "islands": [{"buses": ["qxbus1"]}, {"buses": ["qxbus2"]}],
        "feeders_off": [
            {
                "feeder": feeder.feeder,
                "because": rng.choice(reasons),
                "detail": "branch:qxline3 is out",
                "district": region.districts[i % 12].district,
                "zone": "Verkhnia",
                "outage_group": feeder.outage_group,
                "people": rng.uniform(500, 20000),
                "since": local(-900),
            }
            for i, feeder in enumerate(region.feeders[:180])
        ],
        "facilities_down": [
            {
                "facility": facility.facility,
                "name": facility.name,
                "kind": facility.kind,
                "district": facility.district,
                "level": rng.choice((0.0, 0.0, 0.5)),
                "because": f"no power; feeder:qxfeeder{i} off: no live path",
                "chain": [f"feeder:qxfeeder{i}"],
            }
            for i, facility in enumerate(region.facilities)
            if rng.random() < 0.6
        ],
        "districts": [
            {
                "district": district.district,
                "name": district.name,
                "parent": district.parent,
                "people": district.people,
                "without": {},
                "not_modelled": {},
            }
            for district in region.districts
        ],
        "people_without": {"electricity": 1.2e6, "water": 3e5},
        "not_modelled": {},
        "figures": [],
        "unexplained": [],
        "assumptions": [],
        "reports": {
            "known": 61,
            "believed": 48,
            "superseded": 8,
            "retracted": 2,
            "outvoted": 3,
            "newest": local(-18),
            "age_minutes": 18.0,
        },
    }


def make_ensemble(single: dict[str, Any]) -> dict[str, Any]:
    """That outlook as an ensemble: P10 is half of every number, P50 the number, P90 a quarter more."""

    def spread(value: Any) -> dict[str, Any]:
        numbers = isinstance(value, list)
        factors = {"p10": 0.5, "p50": 1.0, "p90": 1.25}
        return {key: [x * factor for x in value] if numbers else value * factor for key, factor in factors.items()}

    def by_service(values: dict[str, Any]) -> dict[str, Any]:
        return {service: spread(value) for service, value in values.items()}

    def later(time: str | None) -> str | None:
        return None if time is None else min(local(HOURS * 60), shifted(time, 300))

    def times(time: str | None) -> dict[str, Any]:
        early = None if time is None else max(local(0), shifted(time, -200))
        return {"p10": early, "p50": time, "p90": later(time), "not_back": 1.0 if time is None else 0.05}

    def back(entry: dict[str, Any]) -> dict[str, Any]:
        return {**times(entry["time"]), "status": entry["status"]}

    def everywhere(parent: str) -> dict[str, Any]:
        found: dict[str, list[str | None]] = {}
        for row in single["districts"]:
            if parent in ("", row["parent"]):
                for service, entry in row["back_at"].items():
                    found.setdefault(service, []).append(entry["time"])
        return {name: times(None if None in ends else max(filter(None, ends))) for name, ends in found.items()}

    def warned(row: dict[str, Any]) -> dict[str, Any]:
        ends = {key: {"p10": row[key], "p50": row[key], "p90": later(row[key])} for key in ("from", "until")}
        return {**row, "chance": {"probability": 0.6, **ends, "people": spread(row["people"])}}

    districts = [
        {
            **row,
            "without_at": by_service(row["without_at"]),
            "person_hours_without": by_service(row["person_hours_without"]),
            "back_at": {service: back(entry) for service, entry in row["back_at"].items()},
        }
        for row in single["districts"]
    ]
    grouped = [
        {**row, "without_at": spread(row["without_at"]), "back_at": row["back_at"] and back(row["back_at"])}
        for row in single["groups"]
    ]
    run_outs = [
        {**row, "probability": 0.85, "at_p10": shifted(row["at"], -60), "at_p50": row["at"], "at_p90": None}
        for row in single["run_out"]
    ]
    scores = {key: spread(value) if key == "ens_mwh" else times(value) for key, value in single["scores"].items()}
    return {
        **single,
        "scores": scores,
        "back_at": everywhere(""),
        "parents": [{"parent": parent, "back_at": everywhere(parent)} for parent in sorted(PARENTS)],
        "returns": [{**row, "chance": times(row["at"])} for row in single["returns"]],
        "warnings": [warned(row) for row in single["warnings"]],
        **{key: by_service(single[key]) for key in ("people_without", "person_hours_without")},
        **{key: spread(single[key]) for key in ("demand_mw", "served_mw", "switched_mw", "unserved_mwh")},
        "weighted_person_hours": spread(single["weighted_person_hours"]),
        "districts": districts,
        "groups": grouped,
        "run_out": run_outs,
        "ensemble": {
            "scenarios": 200,
            "seed": 7,
            "percents": [10, 50, 90],
            "accuracy": {
                "totals": "exact",
                "people_in_a_place": "± 0.5 % of its people",
                "person_hours_in_a_place": "± 0.05 % of its people's hours",
                "people_in_all": "± 0.05 % of the people with that service",
                "megawatts": "± 0.05 % of twice the peak demand",
                "times": "± 2.5 min",
            },
        },
    }


def shifted(time: str, minutes: float) -> str:
    """A time of the outlook, so many minutes later."""
    return (datetime.fromisoformat(time) + timedelta(minutes=minutes)).isoformat()


@pytest.fixture(scope="session")
def region() -> Region:
    """Two parents of six districts each, with assets that have telling names."""
    return make_region()


@pytest.fixture
def outlook(region: Region) -> dict[str, Any]:
    """An outlook of that region; a new one for every test, so that a test may change it."""
    return make_outlook(region)


@pytest.fixture
def ensemble(outlook: dict[str, Any]) -> dict[str, Any]:
    """The same outlook with P10, P50 and P90."""
    return make_ensemble(outlook)


@pytest.fixture(scope="session")
def at() -> Callable[[float], str]:
    """Minutes after the start to a time of the outlook."""
    return local


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; its absence is a failure where it must be there, and a reason to skip elsewhere."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: install the Debian package 'chromium'"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()
