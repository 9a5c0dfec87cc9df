"""The demo's invented 330 kV grid: its substations, the lines between them, and the units that feed it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Station:
    """A 330 kV substation or plant switchyard; `transformers` of them go down to 150 kV in its district."""

    key: str
    name: str
    district: str
    x_km: float
    y_km: float
    transformers: int


STATIONS = tuple(
    Station(*row)
    for row in (
        ("KNB", "Northgate", "KNB", 152, 159, 2),
        ("KHI", "Southgate", "KHI", 168, 127, 2),
        ("KFO", "Foundry Road", "KFO", 136, 150, 2),
        ("PLT", "Pecherniv Basin", "PLT", 116, 146, 2),
        ("RNP", "Ore Ridge", "RNP", 66, 113, 2),
        ("RSP", "Red Quarry", "RSP", 58, 80, 2),
        ("VUH", "Vuhlenets Junction", "VUH", 225, 151, 2),
        ("NBR", "Novobrid Crossing", "NBR", 178, 187, 2),
        ("SKR", "Falcon Gap", "SKR", 90, 193, 1),
        ("VRB", "Willow Gate", "VRB", 27, 143, 1),
        ("LYM", "Lyman Reach", "LYM", 107, 77, 2),
        ("KRT", "Steep Ford", "KRT", 267, 171, 1),
        ("PRY", "Prydol power station", "KGA", 176, 139, 0),
        ("KAM", "Kamrud power station", "RWO", 79, 93, 1),
        ("ZDA", "Damhead", "ZDA", 178, 92, 2),
        ("ZOR", "Orchard Gate", "ZOR", 187, 63, 2),
        ("ZTP", "Zelmar power station", "ZWO", 197, 86, 1),
        ("SVI", "Svitlobor nuclear plant", "SVI", 127, 42, 1),
        ("MER", "Merivsk Heath", "MER", 196, 29, 2),
        ("BRY", "Bryzhan Light", "BRY", 267, 48, 1),
        ("HUL", "Huliavets Mound", "HUL", 257, 97, 1),
    )
)

LINES_330 = (
    ("KNB", "KFO"), ("KFO", "PLT"), ("PLT", "SKR"), ("SKR", "NBR"), ("KNB", "NBR"), ("KNB", "PRY"), ("PRY", "KHI"),
    ("KFO", "KHI"), ("PRY", "VUH"), ("VUH", "KRT"), ("NBR", "VUH"), ("NBR", "KRT"), ("PLT", "VRB"), ("VRB", "RNP"),
    ("RNP", "KAM"), ("KAM", "RSP"), ("RNP", "RSP"), ("KAM", "LYM"), ("LYM", "KHI"), ("LYM", "PLT"),
    ("SVI", "LYM"), ("SVI", "RSP"), ("ZDA", "KHI"), ("HUL", "VUH"), ("ZTP", "PRY"),
    ("SVI", "ZOR"), ("SVI", "ZDA"), ("SVI", "MER"), ("ZDA", "ZTP"), ("ZTP", "ZOR"), ("ZTP", "HUL"), ("HUL", "BRY"),
    ("BRY", "MER"), ("ZOR", "MER"),
)  # fmt: skip
"""Pairs of stations joined by a 330 kV line; the five in the middle row join the two regions."""


@dataclass(frozen=True)
class Plant:
    """Equal units at one bus: `at` is a station's key, or a district for a plant on its 150 kV bus.

    Start-up is that of a hot unit; a nuclear one comes from house load. What takes longer is told as damage.
    """

    key: str
    at: str
    kv: int
    kind: str
    units: int
    max_mw: float
    start_up_minutes: float


PLANTS = tuple(
    Plant(*row)
    for row in (
        ("SVITLOBOR", "SVI", 330, "nuclear", 2, 950, 660),
        ("PRYDOL", "PRY", 330, "thermal", 3, 200, 480),
        ("KAMRUD", "KAM", 330, "thermal", 3, 240, 480),
        ("ZELMARTPP", "ZTP", 330, "thermal", 2, 190, 480),
        ("KALVORCHP", "KAF", 150, "thermal", 2, 60, 240),
        ("PECHERNIVCHP", "PUT", 150, "thermal", 1, 60, 240),
        ("RUDNOHIRCHP", "RCE", 150, "thermal", 2, 45, 240),
        ("ZELMARCHP", "ZWO", 150, "thermal", 1, 70, 240),
        ("ZELMARDAM", "ZDA", 330, "hydro", 6, 72, 10),
        ("PECHERNIVDAM", "PLT", 150, "hydro", 4, 38, 10),
        ("KALVAGORGE", "NBR", 150, "hydro", 3, 32, 10),
        ("IMPORTWEST", "VRB", 330, "import", 1, 300, 0),
        ("IMPORTNORTH", "SKR", 330, "import", 1, 450, 0),
        ("IMPORTEAST", "KRT", 330, "import", 1, 160, 0),
        ("IMPORTSOUTH", "BRY", 330, "import", 1, 140, 0),
    )
)

COST_PER_MWH = {"nuclear": 12.0, "hydro": 8.0, "thermal": 62.0, "import": 95.0}
LEAST_SHARE = {"nuclear": 0.6, "hydro": 0.0, "thermal": 0.45, "import": 0.0}
