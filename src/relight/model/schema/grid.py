"""Tables of the power grid: buses, branches, generators, feeders and how demand moves through the week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from relight.model.columns import column


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus:
    """A substation bus."""

    FILE: ClassVar = "buses.csv"
    KEY: ClassVar = ("bus",)
    REQUIRED: ClassVar = True

    bus: str = column("id of the bus")
    name: str = column("what people call it", default="")
    district: str = column("district it stands in", default="", names=("district",))
    kv: float | None = column("nominal voltage", default=None, unit="kV", above=0)
    lon: float | None = column("longitude", default=None, unit="°", minimum=-180, maximum=180)
    lat: float | None = column("latitude", default=None, unit="°", minimum=-90, maximum=90)
    shunt_mvar: float = column(
        "reactive power that its capacitors give at nominal voltage; negative for reactors (AC check)",
        default=0.0, unit="MVAr",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A line, cable or transformer."""

    FILE: ClassVar = "branches.csv"
    KEY: ClassVar = ("branch",)
    REQUIRED: ClassVar = False

    branch: str = column("id of the branch")
    kind: str = column("line, cable, transformer or any other word; repair classes go by it", default="line")
    from_bus: str = column("bus at one end", names=("bus",))
    to_bus: str = column("bus at the other end", names=("bus",))
    r_pu: float = column("series resistance", default=0.0, unit="per unit")
    x_pu: float = column("series reactance, not zero; negative for a series capacitor", unit="per unit")
    b_pu: float = column("line charging susceptance in all, half at each end (AC check)", default=0.0, unit="per unit")
    tap: float = column("off-nominal turns ratio at `from_bus`", default=1.0, unit="per unit", above=0)
    shift_deg: float = column("phase shift at `from_bus`", default=0.0, unit="°", minimum=-360, maximum=360)
    rating_mw: float | None = column(
        "most it carries for long", default=None, unit="MW", minimum=0, empty_means="unlimited"
    )
    emergency_mw: float | None = column(
        "most it carries before it trips", default=None, unit="MW", minimum=0, empty_means="1.2 × `rating_mw`"
    )
    max_angle_deg: float | None = column(
        "largest angle difference between its ends", default=None, unit="°", above=0, maximum=90, empty_means="no limit"
    )
    length_km: float | None = column("length", default=None, unit="km", minimum=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """A generating unit or import point."""

    FILE: ClassVar = "generators.csv"
    KEY: ClassVar = ("generator",)
    REQUIRED: ClassVar = False

    generator: str = column("id of the unit")
    bus: str = column("bus it feeds", names=("bus",))
    kind: str = column("nuclear, thermal, hydro, import, ... ; repair classes go by it", default="thermal")
    max_mw: float = column("most it can give", unit="MW", minimum=0)
    min_mw: float = column("least it can give while it runs (binds only with unit commitment)", default=0.0, unit="MW")
    cost_per_mwh: float | None = column("cost of its energy", default=None, unit="per MWh", empty_means="order by kind")
    black_start: bool = column("can start without the grid", default=False)
    start_up_minutes: float = column("from a live bus to giving power", default=0.0, unit="min", minimum=0)
    voltage_pu: float | None = column(
        "voltage it holds at its bus (AC check)", default=None, unit="per unit", minimum=0.5, maximum=1.5,
        empty_means="1",
    )  # fmt: skip
    min_mvar: float | None = column(
        "least reactive power it gives, negative = takes (AC check)", default=None, unit="MVAr",
        empty_means="−`ac_mvar_share` × `max_mw`",
    )  # fmt: skip
    max_mvar: float | None = column(
        "most reactive power it gives; of a unit with `max_mw` 0 both make it a synchronous condenser (AC check)",
        default=None, unit="MVAr", empty_means="`ac_mvar_share` × `max_mw`",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeder:
    """A switchable feeder, the smallest thing an operator turns off."""

    FILE: ClassVar = "feeders.csv"
    KEY: ClassVar = ("feeder",)
    REQUIRED: ClassVar = True

    feeder: str = column("id of the feeder")
    bus: str = column("bus it hangs on", names=("bus",))
    district: str = column(
        "district it lights", default="", names=("district",), empty_means="the district of its bus"
    )
    zone: str = column("supply zone of the rota", default="", empty_means="the parent of its district")
    outage_group: str = column(
        'rotation group ("1.1" ... "6.2", a block, any label)', default="", empty_means="not rotated"
    )
    peak_mw: float = column("demand at profile factor 1", unit="MW", minimum=0)
    peak_mvar: float | None = column(
        "reactive demand at profile factor 1 (AC check)", default=None, unit="MVAr",
        empty_means="by the assumption `ac_power_factor`",
    )
    profile: str = column("demand shape", default="", names=("profile",), empty_means="constant")
    customers: int | None = column(
        "metered customers", default=None, minimum=0, empty_means="`people` ÷ the assumption people_per_customer"
    )
    people: float | None = column(
        "people it lights", default=None, minimum=0,
        empty_means="the rest of the district's people, shared by `peak_mw`",
    )
    protected: bool = column("exempt from rotation, shed last", default=False)
    divisible: bool = column("can be served in part", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePoint:
    """A demand shape, hour by hour through the week."""

    FILE: ClassVar = "profiles.csv"
    KEY: ClassVar = ("profile", "hour_of_week")
    REQUIRED: ClassVar = False

    profile: str = column("name of the shape")
    hour_of_week: int = column("hour, 0 = Monday 00:00 local time", unit="h", minimum=0, maximum=167)
    factor: float = column("demand in that hour as a share of `peak_mw`", minimum=0)
