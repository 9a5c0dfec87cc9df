"""Crews, repair times, spares and mobile units of the demo.

Repair times: lines and transformers from RTS-GMLC (138 kV line 10 h, 230 kV line 11 h, 230/138 kV transformer 768 h),
substations from Hazus (slight damage 1 day, moderate 3 days), feeders from RELSAD, facilities from InfraRisk.
Temporary schemes come back in hours to days, as grid companies report of war damage.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from relight.demo.chance import stream
from relight.demo.places import BY_CODE, degrees
from relight.demo.stations import STATIONS
from relight.model.schema import Branch, Crew, MobileUnit, Precedence, RepairClass, Spare

REPAIR_CLASSES = tuple(
    RepairClass(asset_kind=kind, skill=skill, mean_minutes=mean, sd_minutes=sd, crews=crews, temporary_minutes=quick)
    for kind, skill, mean, sd, crews, quick in (
        ("line", "line", 600.0, 240.0, 1, 240.0),  # RTS-GMLC: 138 kV 10 h, 230 kV 11 h
        ("cable", "cable", 960.0, 480.0, 1, None),  # RTS-GMLC: 16 h
        ("transformer", "substation", 46_080.0, 23_040.0, 2, 2_880.0),  # RTS-GMLC: 768 h; a spare on wheels in 2 days
        ("bus", "substation", 1_440.0, 720.0, 2, 600.0),  # Hazus: substation, slight damage
        ("generator", "plant", 4_320.0, 2_160.0, 2, None),  # Hazus and RTS-GMLC: 2 to 4 days
        ("nuclear", "plant", 9_000.0, 3_000.0, 2, None),  # RTS-GMLC: 150 h
        ("thermal", "plant", 4_200.0, 1_800.0, 2, None),  # RTS-GMLC: 40 to 100 h
        ("hydro", "plant", 1_200.0, 600.0, 1, None),  # RTS-GMLC: 20 h
        ("import", "substation", 1_440.0, 720.0, 1, None),
        ("feeder", "network", 75.0, 60.0, 1, None),  # RELSAD: 1.25 h
        ("facility", "network", 720.0, 360.0, 1, 240.0),  # InfraRisk: pump or main 12 h
    )
)

CREWS = {
    "line": ("KNB", "PLT", "RNP", "VUH", "LYM", "NBR", "ZDA", "MER", "HUL", "KFO", "RSP", "BRY"),
    "substation": ("KHI", "KNB", "RSP", "PLT", "VUH", "ZOR", "ZDA", "LYM", "KFO"),
    "plant": ("KGA", "RWO", "ZWO", "SVI"),
    "cable": ("KCE", "RCE", "ZCE"),
    "network": ("KCE", "KGA", "RCE", "RGS", "PUT", "VUH", "NBR", "KRT", "VRB", "ZCE", "ZIS", "MER", "SVI"),
}  # skill -> the districts its crews start from; assumption
SPEED_KM_PER_H = 45.0

SPARES = (
    Spare(asset_kind="transformer", count=2),
    Spare(asset_kind="bus", count=6),
    Spare(asset_kind="line", count=14),
    Spare(asset_kind="generator", count=1),
)

GENERATOR_KW = (20, 20, 20, 40, 40, 60, 60, 80, 80, 100, 100, 100, 160, 200, 200, 240, 320, 400, 500, 640, 800, 800)
TANKER_L = (4_000, 4_000, 6_000, 8_000, 10_000, 16_000)
LOUDSPEAKERS = 14


def build_crews() -> tuple[Crew, ...]:
    """Every crew at its base; line and network crews work round the clock in two shifts."""
    crews = []
    for skill, districts in sorted(CREWS.items()):
        for number, code in enumerate(districts, start=1):
            lon, lat = degrees(BY_CODE[code].x_km + number / 7, BY_CODE[code].y_km - number / 9)
            day = skill in ("line", "network") and number % 2 == 0
            shift = ("07:00", "19:00") if day else ("", "")
            crews.append(
                Crew(
                    crew=f"CREW-{skill.upper()}-{number:02d}", skill=skill, lon=lon, lat=lat,
                    speed_km_per_h=SPEED_KM_PER_H, shift_start=shift[0], shift_end=shift[1],
                )
            )  # fmt: skip
    return tuple(sorted(crews, key=lambda crew: crew.crew))


def build_precedence(branches: tuple[Branch, ...]) -> tuple[Precedence, ...]:
    """A transformer of a struck station is repaired after the station's bus."""
    struck = {f"B-{station.key}-330" for station in STATIONS if station.transformers > 1}
    rows = [
        Precedence(asset=f"branch:{branch.branch}", after=f"bus:{branch.from_bus}")
        for branch in branches
        if branch.kind == "transformer" and branch.from_bus in struck
    ]
    return tuple(sorted(rows, key=lambda row: row.asset))


def build_mobile_units(seed: int) -> tuple[MobileUnit, ...]:
    """Mobile generators of 20 to 800 kW, fuel tankers and loudspeaker vehicles, parked in the cities."""
    units = [*_generators(), *_tankers(), *_loudspeakers()]
    chance = stream(seed, "mobile units")
    bases = [place for place in BY_CODE.values() if place.kind != "rural"]
    placed = []
    for unit in units:
        base = bases[int(chance.random() * len(bases))]
        lon, lat = degrees(base.x_km + 4 * (chance.random() - 0.5), base.y_km + 4 * (chance.random() - 0.5))
        placed.append(MobileUnit(lon=lon, lat=lat, **unit))
    return tuple(sorted(placed, key=lambda unit: unit.unit))


def _generators() -> Iterator[dict[str, Any]]:
    for number, kw in enumerate(GENERATOR_KW, start=1):
        burn = 0.0244 * kw + 0.247 * kw if kw >= 75 else 0.064 * kw + 0.267 * kw
        yield {
            "unit": f"MU-GEN-{number:02d}", "kind": "generator", "speed_km_per_h": 40.0, "power_kw": float(kw),
            "fuel_l": float(kw * 4), "fuel_l_per_h": round(burn, 1), "connect_minutes": 240.0,
        }  # fmt: skip


def _tankers() -> Iterator[dict[str, Any]]:
    for number, litres in enumerate(TANKER_L, start=1):
        yield {
            "unit": f"MU-TANK-{number:02d}", "kind": "tanker", "speed_km_per_h": 40.0, "fuel_l": float(litres),
            "connect_minutes": 30.0,
        }  # fmt: skip


def _loudspeakers() -> Iterator[dict[str, Any]]:
    for number in range(1, LOUDSPEAKERS + 1):
        yield {"unit": f"MU-LOUD-{number:02d}", "kind": "loudspeaker", "speed_km_per_h": 18.0, "audible_m": 250.0}
