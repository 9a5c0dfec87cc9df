"""Tables of facilities: what stands there, what it needs, what stands in for a missing input, whom it serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from relight.model.columns import column

CATALOGUE = "the catalogue's assumption for this kind of facility and backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A pumping station, boiler house, hospital, mast, siren, traction substation, mine or the like."""

    FILE: ClassVar = "facilities.csv"
    KEY: ClassVar = ("facility",)
    REQUIRED: ClassVar = False

    facility: str = column("id of the facility")
    name: str = column("what people call it", default="", empty_means="the id")
    kind: str = column("hospital, water_intake, mobile_site, mine, ... ; defaults go by it")
    district: str = column("district it stands in", default="", names=("district",))
    lon: float | None = column("longitude", default=None, unit="°", minimum=-180, maximum=180)
    lat: float | None = column("latitude", default=None, unit="°", minimum=-90, maximum=90)
    size: float | None = column("how big it is", default=None, minimum=0)
    size_unit: str = column("what `size` counts: beds, m³/day, ...", default="")
    people_inside: float | None = column("people inside who must get out if it fails", default=None, minimum=0)
    egress_minutes: float | None = column("time for everyone to get out", default=None, unit="min", minimum=0)
    time_constant_minutes: float | None = column(
        "time constant of the buildings it heats", default=None, unit="min", above=0,
        empty_means="no temperatures are computed",
    )
    indoor_c: float | None = column(
        "indoor temperature while heated", default=None, unit="°C", minimum=-50, maximum=60,
        empty_means="the assumption indoor_c",
    )
    threshold_c: float | None = column(
        "indoor temperature below which a home counts as cold", default=None, unit="°C", minimum=-50, maximum=60,
        empty_means="the assumption cold_home_c",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One input an asset needs; rows with the same `asset` and `need` are alternatives."""

    FILE: ClassVar = "needs.csv"
    KEY: ClassVar = ("asset", "need", "supplier")
    REQUIRED: ClassVar = False

    asset: str = column("who needs it, as kind:id", names=("facility:", "generator:", "bus:"))
    need: str = column("power, water, fuel, hoist, ...")
    supplier: str = column("who gives it, as kind:id", names=("feeder:", "facility:"))
    threshold: float = column("least share of the input it works with", default=1.0, minimum=0, maximum=1)
    shape: str = column("how the level follows the input", default="step", choices=("step", "linear"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A battery, generator with fuel, tank or reserve diesel: what stands in for a missing input."""

    FILE: ClassVar = "backups.csv"
    KEY: ClassVar = ("facility", "need", "backup")
    REQUIRED: ClassVar = False

    facility: str = column("facility it stands at", names=("facility",))
    need: str = column("the need it stands in for")
    backup: str = column("its name")
    kind: str = column("battery, generator, tank, ... ; defaults go by it")
    endurance_minutes: float | None = column(
        "how long it lasts from full while it carries its full `share`", default=None, unit="min", minimum=0,
        empty_means="from `fuel_l` and `fuel_l_per_h`, else " + CATALOGUE,
    )
    level: float = column("how full at the start", default=1.0, minimum=0, maximum=1)
    share: float | None = column(
        "how much of the need it can carry", default=None, minimum=0, maximum=1, empty_means=CATALOGUE + ", else 1"
    )
    units: int = column("how many equal machines it is made of", default=1, minimum=1)
    availability: float = column("chance that it is fit for use", default=1.0, minimum=0, maximum=1)
    start_minutes: float | None = column(
        "from a missing input to giving power", default=None, unit="min", minimum=0, empty_means=CATALOGUE + ", else 0"
    )
    start_probability: float = column("chance that it starts", default=1.0, minimum=0, maximum=1)
    mtbf_minutes: float | None = column(
        "mean running time between failures", default=None, unit="min", above=0, empty_means="never fails"
    )
    refill_minutes: float | None = column(
        "from empty to full while the input is fully there", default=None, unit="min", above=0,
        empty_means=CATALOGUE + ", else never by itself",
    )
    fuel_l_per_h: float | None = column("fuel burnt at full `share`", default=None, unit="L/h", above=0)
    fuel_l: float | None = column("fuel when full", default=None, unit="L", minimum=0)
    ready_after_minutes: float | None = column(
        "time on supply before the full endurance is there again", default=None, unit="min", minimum=0
    )
    endurance_unready_minutes: float | None = column(
        "endurance before that", default=None, unit="min", minimum=0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve:
    """Whom a facility serves; rows with the same district, service and group are alternatives."""

    FILE: ClassVar = "serves.csv"
    KEY: ClassVar = ("facility", "service", "district", "group")
    REQUIRED: ClassVar = False

    facility: str = column("facility that serves", names=("facility",))
    service: str = column("service it gives: water, heat, ...")
    district: str = column("district it serves", names=("district",))
    group: str = column("label of the people served; other groups are other people", default="")
    people: float | None = column(
        "people in the group", default=None, minimum=0, empty_means="the district's people not named elsewhere"
    )
