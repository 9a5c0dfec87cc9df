"""Tables of repair: crews, how long things take, what must wait, parts and mobile units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from relight.model.columns import column


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """A repair crew."""

    FILE: ClassVar = "crews.csv"
    KEY: ClassVar = ("crew",)
    REQUIRED: ClassVar = False

    crew: str = column("id of the crew")
    skill: str = column("what it can do", default="")
    lon: float | None = column("longitude of its base", default=None, unit="°", minimum=-180, maximum=180)
    lat: float | None = column("latitude of its base", default=None, unit="°", minimum=-90, maximum=90)
    speed_km_per_h: float | None = column("travel speed", default=None, unit="km/h", above=0)
    shift_start: str = column("start of the shift, local time HH:MM", default="")
    shift_end: str = column("end of the shift, local time HH:MM", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairClass:
    """How long a class of asset takes to repair."""

    FILE: ClassVar = "repair_classes.csv"
    KEY: ClassVar = ("asset_kind",)
    REQUIRED: ClassVar = False

    asset_kind: str = column("the `kind` of the asset, or bus, branch, generator, feeder, facility")
    skill: str = column("skill needed", default="")
    mean_minutes: float = column("mean crew work on site", unit="min", minimum=0)
    sd_minutes: float = column("standard deviation of it", default=0.0, unit="min", minimum=0)
    crews: int = column("crews needed at once", default=1, minimum=1)
    temporary_minutes: float | None = column("a temporary fix, if there is one", default=None, unit="min", minimum=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedence:
    """A job that must wait for another."""

    FILE: ClassVar = "precedence.csv"
    KEY: ClassVar = ("asset", "after")
    REQUIRED: ClassVar = False

    asset: str = column("asset whose repair waits", names=("asset:",))
    after: str = column("asset whose repair comes first", names=("asset:",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """Parts in store."""

    FILE: ClassVar = "spares.csv"
    KEY: ClassVar = ("asset_kind", "available_from")
    REQUIRED: ClassVar = False

    asset_kind: str = column("the `kind` of asset they fit")
    count: int = column("how many", minimum=0)
    available_from: datetime | None = column("from when", default=None, empty_means="now")


@dataclass(frozen=True, slots=True, kw_only=True)
class MobileUnit:
    """A mobile generator, fuel tanker or loudspeaker vehicle."""

    FILE: ClassVar = "mobile_units.csv"
    KEY: ClassVar = ("unit",)
    REQUIRED: ClassVar = False

    unit: str = column("id of the unit")
    kind: str = column("generator, tanker, loudspeaker, ...")
    lon: float | None = column("longitude of its base", default=None, unit="°", minimum=-180, maximum=180)
    lat: float | None = column("latitude of its base", default=None, unit="°", minimum=-90, maximum=90)
    speed_km_per_h: float | None = column("travel speed", default=None, unit="km/h", above=0)
    power_kw: float | None = column("power it gives", default=None, unit="kW", minimum=0)
    fuel_l: float | None = column("fuel it carries", default=None, unit="L", minimum=0)
    fuel_l_per_h: float | None = column("fuel it burns", default=None, unit="L/h", minimum=0)
    connect_minutes: float | None = column("time to connect it on site", default=None, unit="min", minimum=0)
    audible_m: float | None = column("how far it is heard", default=None, unit="m", minimum=0)
