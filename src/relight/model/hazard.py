"""What may still come: damage at a rate and weather, each with its likelihood and source. Never a list of targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite

from relight.errors import Problem
from relight.model.region import Region
from relight.model.schema import WeatherPoint


@dataclass(frozen=True)
class Rate:
    """How many assets of one kind are hit a day in one district (empty = in each district)."""

    asset_kind: str
    per_day: float
    district: str = ""


@dataclass(frozen=True)
class Hazard:
    """One future: its name, how likely the user holds it, who says so, what it damages and how cold it gets."""

    name: str
    likelihood: float = 1.0
    source: str = ""
    rates: tuple[Rate, ...] = ()
    weather: tuple[WeatherPoint, ...] = ()


def assets_of_kind(region: Region) -> dict[tuple[str, str], tuple[str, ...]]:
    """(district, kind) -> assets as kind:id, in order of id.

    A kind is the asset's own `kind` where it has one, and what it is: bus, branch, generator, feeder, facility. A
    branch stands in the district of its `from_bus`.
    """
    found: dict[tuple[str, str], list[str]] = {}
    home = {row.bus: row.district for row in region.buses}
    rows = [(row.district, "bus", f"bus:{row.bus}", "") for row in region.buses]
    rows += [(home[row.from_bus], row.kind, f"branch:{row.branch}", "branch") for row in region.branches]
    rows += [(home[row.bus], row.kind, f"generator:{row.generator}", "generator") for row in region.generators]
    rows += [(row.district or home[row.bus], "feeder", f"feeder:{row.feeder}", "") for row in region.feeders]
    rows += [(row.district, row.kind, f"facility:{row.facility}", "facility") for row in region.facilities]
    for district, kind, asset, what in sorted(rows, key=lambda row: row[2]):
        for name in {kind, what} - {""}:
            found.setdefault((district, name), []).append(asset)
    return {key: tuple(assets) for key, assets in sorted(found.items())}


def check_hazards(hazards: Iterable[Hazard], region: Region, file: str) -> Iterator[Problem]:
    """What is wrong with hazards for a region: unknown districts or kinds, negative rates, likelihoods beyond 1."""
    hazards = tuple(hazards)
    total = sum(hazard.likelihood for hazard in hazards)
    if total > 1 + 1e-9:
        yield Problem(file, 0, "likelihood", f"likelihoods add up to {total:g}", "let them add up to at most 1")
    districts = {row.district for row in region.districts}
    kinds = {kind for _, kind in assets_of_kind(region)}
    for hazard in hazards:
        if not 0 <= hazard.likelihood <= 1:
            yield Problem(file, 0, hazard.name, f"likelihood {hazard.likelihood:g}", "give a number from 0 to 1")
        for point in hazard.weather:
            if point.district and point.district not in districts:
                yield Problem(file, 0, hazard.name, f"no district {point.district!r}", "name one of districts.csv")
            if not isfinite(point.outdoor_c):
                yield Problem(file, 0, hazard.name, f"{point.outdoor_c:g} °C", "give a temperature")
        for rate in hazard.rates:
            if rate.district and rate.district not in districts:
                yield Problem(file, 0, hazard.name, f"no district {rate.district!r}", "name one of districts.csv")
            if rate.asset_kind not in kinds:
                known = ", ".join(sorted(kinds))
                yield Problem(file, 0, hazard.name, f"no asset of kind {rate.asset_kind!r}", f"name one of {known}")
            if not 0 <= rate.per_day < float("inf"):
                yield Problem(file, 0, hazard.name, f"{rate.per_day:g} a day", "give a number of at least 0")
