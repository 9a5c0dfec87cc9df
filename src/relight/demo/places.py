"""The two invented regions: their cities, towns and countryside, how many people live there, where on the plan.

Everything here is fictional. Positions are kilometres on a plan; `degrees` lays the plan on the open ocean, so that no
map shows a real place under it. The proportions (3.1 and 1.6 million people, a capital of about a third of them, a
mining city, a nuclear town) are those of published regional statistics.
"""

from __future__ import annotations

from dataclasses import dataclass

WEST_EDGE_LON, SOUTH_EDGE_LAT = -30.2, 46.3
KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT = 75.2, 111.2


@dataclass(frozen=True)
class Place:
    """A district of the demo: `kind` is city, town or rural; `core` the city it is a part of."""

    code: str
    name: str
    region: str
    kind: str
    people: int
    x_km: float
    y_km: float
    core: str = ""


@dataclass(frozen=True)
class Core:
    """A built-up area: every spot within `radius_km` belongs to its districts."""

    name: str
    x_km: float
    y_km: float
    radius_km: float


KALVORIA, ZELMARIA = "Kalvoria", "Zelmaria"

PLACES = tuple(
    Place(*row)
    for row in (
        ("KCE", "Kalvor Centre", KALVORIA, "city", 118_000, 152, 140, "Kalvor"),
        ("KRS", "Kalvor Riverside", KALVORIA, "city", 146_000, 141, 131, "Kalvor"),
        ("KNB", "Kalvor North Bank", KALVORIA, "city", 163_000, 152, 154, "Kalvor"),
        ("KFO", "Kalvor Foundry", KALVORIA, "city", 131_000, 139, 145, "Kalvor"),
        ("KHI", "Kalvor Hills", KALVORIA, "city", 142_000, 163, 130, "Kalvor"),
        ("KGA", "Kalvor Gardens", KALVORIA, "city", 128_000, 166, 145, "Kalvor"),
        ("KAF", "Kalvor Airfield", KALVORIA, "city", 132_000, 151, 124, "Kalvor"),
        ("RCE", "Rudnohir Centre", KALVORIA, "city", 124_000, 62, 97, "Rudnohir"),
        ("RNP", "Rudnohir North Pits", KALVORIA, "city", 131_000, 67, 109, "Rudnohir"),
        ("RSP", "Rudnohir South Pits", KALVORIA, "city", 118_000, 60, 84, "Rudnohir"),
        ("RWO", "Rudnohir Works", KALVORIA, "city", 127_000, 74, 94, "Rudnohir"),
        ("RGS", "Rudnohir Green Slope", KALVORIA, "city", 100_000, 50, 100, "Rudnohir"),
        ("PUT", "Pecherniv Upper Town", KALVORIA, "city", 126_000, 108, 160, "Pecherniv"),
        ("PLT", "Pecherniv Lower Town", KALVORIA, "city", 94_000, 113, 149, "Pecherniv"),
        ("VUH", "Vuhlenets", KALVORIA, "town", 104_000, 222, 154, "Vuhlenets"),
        ("LYM", "Lymanets", KALVORIA, "town", 98_000, 110, 78, "Lymanets"),
        ("NBR", "Novobrid", KALVORIA, "town", 66_000, 176, 190, "Novobrid"),
        ("KRT", "Krutobrid", KALVORIA, "town", 54_000, 266, 168, "Krutobrid"),
        ("VRB", "Verbolis", KALVORIA, "town", 48_000, 28, 146, "Verbolis"),
        ("ORV", "Orlan Valley", KALVORIA, "rural", 168_000, 150, 178, ""),
        ("SKR", "Sokolyn Ridge", KALVORIA, "rural", 112_000, 92, 188, ""),
        ("WST", "White Steppe", KALVORIA, "rural", 121_000, 38, 128, ""),
        ("RUV", "Rudnohir Villages", KALVORIA, "rural", 139_000, 60, 68, ""),
        ("SMP", "Samarna Plain", KALVORIA, "rural", 147_000, 212, 182, ""),
        ("EHO", "Eastern Hollow", KALVORIA, "rural", 118_000, 262, 145, ""),
        ("LKA", "Lower Kalva", KALVORIA, "rural", 145_000, 118, 112, ""),
        ("ZCE", "Zelmar Centre", ZELMARIA, "city", 121_000, 182, 78, "Zelmar"),
        ("ZDA", "Zelmar Dam Side", ZELMARIA, "city", 142_000, 179, 89, "Zelmar"),
        ("ZIS", "Zelmar Island", ZELMARIA, "city", 96_000, 171, 77, "Zelmar"),
        ("ZWO", "Zelmar Works", ZELMARIA, "city", 134_000, 193, 83, "Zelmar"),
        ("ZOR", "Zelmar Orchards", ZELMARIA, "city", 147_000, 185, 67, "Zelmar"),
        ("MER", "Merivsk", ZELMARIA, "town", 138_000, 196, 26, "Merivsk"),
        ("BRY", "Bryzhanets", ZELMARIA, "town", 102_000, 268, 46, "Bryzhanets"),
        ("SVI", "Svitlobor", ZELMARIA, "town", 51_000, 130, 42, "Svitlobor"),
        ("HUL", "Huliavets", ZELMARIA, "town", 44_000, 258, 96, "Huliavets"),
        ("TKR", "Tokarna", ZELMARIA, "town", 39_000, 226, 50, "Tokarna"),
        ("ZEV", "Zelmar Villages", ZELMARIA, "rural", 118_000, 158, 66, ""),
        ("DST", "Dry Steppe", ZELMARIA, "rural", 92_000, 146, 22, ""),
        ("SLT", "Salt Lakes", ZELMARIA, "rural", 84_000, 88, 40, ""),
        ("SHO", "Shoreland", ZELMARIA, "rural", 104_000, 236, 26, ""),
        ("RST", "Rising Steppe", ZELMARIA, "rural", 98_000, 286, 84, ""),
        ("SRV", "Silver River", ZELMARIA, "rural", 90_000, 228, 74, ""),
    )
)

BY_CODE = {place.code: place for place in PLACES}

CORES = tuple(
    Core(*row)
    for row in (
        ("Kalvor", 152, 139, 25.0),
        ("Rudnohir", 62, 97, 21.0),
        ("Pecherniv", 111, 154, 12.5),
        ("Zelmar", 182, 78, 20.0),
        ("Vuhlenets", 222, 154, 9.5),
        ("Lymanets", 110, 78, 9.0),
        ("Novobrid", 176, 190, 8.0),
        ("Krutobrid", 266, 168, 7.5),
        ("Verbolis", 28, 146, 7.5),
        ("Merivsk", 196, 26, 10.0),
        ("Bryzhanets", 268, 46, 9.0),
        ("Svitlobor", 130, 42, 7.5),
        ("Huliavets", 258, 96, 7.5),
        ("Tokarna", 226, 50, 7.0),
    )
)


def degrees(x_km: float, y_km: float) -> tuple[float, float]:
    """Longitude and latitude of a spot on the plan [°], with four decimals that never end in a zero.

    A coordinate such as 47.5 would be found in any page by chance; one with four decimals is not.
    """
    lon, lat = WEST_EDGE_LON + x_km / KM_PER_DEGREE_LON, SOUTH_EDGE_LAT + y_km / KM_PER_DEGREE_LAT
    return _never_round(lon), _never_round(lat)


def _never_round(value: float) -> float:
    steps = round(value * 10_000)
    return (steps + 3 if steps % 10 == 0 else steps) / 10_000
