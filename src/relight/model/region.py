"""A Region: what exists. Grid, feeders, facilities and what they need, districts and people, crews and mobile units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from relight.model.assumptions import Assumptions
from relight.model.schema import (
    Backup,
    Branch,
    Bus,
    Crew,
    District,
    Facility,
    Feeder,
    Generator,
    MobileUnit,
    Need,
    Precedence,
    ProfilePoint,
    RepairClass,
    Serve,
    Spare,
    WeatherPoint,
)
from relight.model.services import SERVICES

SUSCEPTANCE = ("reactance", "series")


@dataclass(frozen=True)
class Source:
    """Where a region's data comes from."""

    title: str
    url: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Settings:
    """What `region.toml` says: names, clock, base, weights and changed assumptions."""

    name: str
    timezone: str
    slot_minutes: int = 30
    base_mva: float = 100.0
    susceptance: str = "reactance"  # 1/(x·tap), or "series": x/(r²+x²) without taps and shifts
    dynamics: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)
    extra_services: Mapping[str, str] = field(default_factory=dict)  # name -> meaning
    assumptions: Mapping[str, float] = field(default_factory=dict)  # only the changed ones
    rota: Mapping[str, float] = field(default_factory=dict)  # limits and weights of the rota, only the changed ones
    sources: tuple[Source, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The region's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def services(self) -> tuple[str, ...]:
        """The nine services, then the region's own."""
        return (*SERVICES, *(name for name in self.extra_services if name not in SERVICES))


@dataclass(frozen=True)
class Region:
    """Everything that exists, as frozen rows; a what-if is a new Region made with `dataclasses.replace`."""

    settings: Settings
    districts: tuple[District, ...] = ()
    buses: tuple[Bus, ...] = ()
    branches: tuple[Branch, ...] = ()
    generators: tuple[Generator, ...] = ()
    feeders: tuple[Feeder, ...] = ()
    profiles: tuple[ProfilePoint, ...] = ()
    weather: tuple[WeatherPoint, ...] = ()
    facilities: tuple[Facility, ...] = ()
    needs: tuple[Need, ...] = ()
    backups: tuple[Backup, ...] = ()
    serves: tuple[Serve, ...] = ()
    crews: tuple[Crew, ...] = ()
    repair_classes: tuple[RepairClass, ...] = ()
    precedence: tuple[Precedence, ...] = ()
    spares: tuple[Spare, ...] = ()
    mobile_units: tuple[MobileUnit, ...] = ()
    shapes: Mapping[str, Any] = field(default_factory=dict)
    """District -> GeoJSON geometry (Polygon or MultiPolygon) from `districts.geojson`."""

    @property
    def assumptions(self) -> Assumptions:
        """Defaults with the region's own values in their place."""
        return Assumptions(self.settings.assumptions)

    @property
    def people(self) -> float:
        """People who live in the region."""
        return sum(district.people for district in self.districts)

    def assuming(self, **values: float) -> Region:
        """The same Region with other values of assumptions, by name as on the page of assumptions."""
        settings = replace(self.settings, assumptions={**self.settings.assumptions, **values})
        return replace(self, settings=settings)

    def __repr__(self) -> str:
        tables = ("districts", "buses", "branches", "generators", "feeders", "facilities")
        counts = ", ".join(f"{table} {len(getattr(self, table))}" for table in tables)
        return f"<Region {self.settings.name}: {self.people:,.0f} people, {counts}>"
