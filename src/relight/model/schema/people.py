"""Tables of people and weather: where people live and how cold it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from relight.model.columns import column


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A place people live."""

    FILE: ClassVar = "districts.csv"
    KEY: ClassVar = ("district",)
    REQUIRED: ClassVar = True

    district: str = column("id of the district")
    name: str = column("what people call it", default="", empty_means="the id")
    parent: str = column("the region it is reported under (a label, or another district)", default="")
    people: float = column("people who live there", minimum=0)
    lon: float | None = column("longitude of its middle", default=None, unit="°", minimum=-180, maximum=180)
    lat: float | None = column("latitude of its middle", default=None, unit="°", minimum=-90, maximum=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherPoint:
    """Outdoor conditions from an instant on."""

    FILE: ClassVar = "weather.csv"
    KEY: ClassVar = ("valid_from", "district")
    REQUIRED: ClassVar = False

    valid_from: datetime = column("from when")
    district: str = column("where", default="", names=("district",), empty_means="everywhere")
    outdoor_c: float = column("outdoor temperature", unit="°C", minimum=-90, maximum=60)
