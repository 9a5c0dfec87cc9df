"""The composition root of the demo: all its parts put together, and written to a folder.

    python -m relight.demo.build OUTDIR

writes `OUTDIR/region/` and `OUTDIR/night/reports.csv`, byte for byte what is bundled with the package.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from relight.demo.branches import build_branches
from relight.demo.buses import build_sites, buses_of
from relight.demo.cells import Mosaic, build_mosaic
from relight.demo.facilities_daily import BREAD, build_daily
from relight.demo.facilities_health import build_health
from relight.demo.facilities_heat import build_heat
from relight.demo.facilities_rail import build_mines, build_rail
from relight.demo.facilities_telecom import build_telecom, build_warning
from relight.demo.facilities_water import build_sewage, build_water
from relight.demo.feeders import build_feeders
from relight.demo.night import build_night
from relight.demo.parts import Parts, Plot, merge
from relight.demo.places import PLACES, Place, degrees
from relight.demo.profiles import build_profiles
from relight.demo.repair import REPAIR_CLASSES, SPARES, build_crews, build_mobile_units, build_precedence
from relight.demo.shapes import district_shapes
from relight.demo.units import build_generators
from relight.files.region import write_region
from relight.files.reports import write_reports
from relight.model.region import Region, Settings, Source
from relight.model.schema import District, Need, WeatherPoint

SEED = 2026

OUTDOOR_C = (
    ("2026-01-06T00:00:00+02:00", -4.0), ("2026-01-07T18:00:00+02:00", -5.0), ("2026-01-07T21:00:00+02:00", -7.0),
    ("2026-01-08T04:00:00+02:00", -9.0), ("2026-01-08T10:00:00+02:00", -7.0), ("2026-01-08T20:00:00+02:00", -8.0),
    ("2026-01-09T03:00:00+02:00", -10.0), ("2026-01-09T11:00:00+02:00", -6.0), ("2026-01-09T22:00:00+02:00", -9.0),
    ("2026-01-10T11:00:00+02:00", -5.0), ("2026-01-10T22:00:00+02:00", -8.0), ("2026-01-11T11:00:00+02:00", -4.0),
)  # fmt: skip
"""Outdoor temperature, observed until the afternoon of 8 January and forecast from then on."""

COOLED_BY = {"KALVORCHP": "KAF", "RUDNOHIRCHP": "RCE"}
"""City power stations that take their water from the town's mains."""

SETTINGS = Settings(
    name="Kalvoria and Zelmaria (fictional)",
    timezone="Europe/Kyiv",
    dynamics=True,
    extra_services={BREAD: "bread from industrial bakeries"},
    sources=(
        Source("Fictional: every place and asset is invented by the script relight.demo.build", "", "Apache-2.0"),
        Source("Proportions only: two neighbouring regions of about 3.1 and 1.6 million people, published statistics"),
        Source("Backups and repair times: the assumptions and repair classes name their own sources"),
    ),
)


def build_region(seed: int = SEED) -> Region:
    """The demo region; the same seed gives the same region."""
    mosaic = build_mosaic(seed)
    sites = build_sites(mosaic)
    feeders = build_feeders(seed, sites)
    generators = build_generators()
    branches = build_branches(sites, feeders, generators)
    plots = {place.code: Plot(place, tuple(mosaic.of(place.code)), feeders, seed) for place in PLACES}
    parts = _facilities(plots)
    return Region(
        settings=SETTINGS,
        districts=tuple(sorted((_district(place, mosaic) for place in PLACES), key=lambda row: row.district)),
        buses=buses_of(sites),
        branches=branches,
        generators=generators,
        feeders=feeders.rows,
        profiles=build_profiles(),
        weather=tuple(WeatherPoint(valid_from=datetime.fromisoformat(at), outdoor_c=c) for at, c in OUTDOOR_C),
        facilities=tuple(sorted(parts.facilities, key=lambda row: row.facility)),
        needs=_sorted_needs(parts),
        backups=tuple(sorted(parts.backups, key=lambda row: (row.facility, row.need))),
        serves=tuple(sorted(parts.serves, key=lambda row: (row.district, row.service, row.group, row.facility))),
        crews=build_crews(),
        repair_classes=REPAIR_CLASSES,
        precedence=build_precedence(branches),
        spares=SPARES,
        mobile_units=build_mobile_units(seed),
        shapes=dict(sorted(district_shapes(mosaic).items())),
    )


def main(folder: Path) -> None:
    """Write the region and the night to a folder."""
    region = build_region()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "night").mkdir(exist_ok=True)
    write_region(region, folder / "region")
    write_reports(build_night(region), folder / "night" / "reports.csv")


def _facilities(plots: dict[str, Plot]) -> Parts:
    makers = (
        build_water, build_sewage, build_heat, build_health,
        build_telecom, build_warning, build_rail, build_daily,
    )  # fmt: skip
    return merge([*(make(plot) for plot in plots.values() for make in makers), build_mines(plots)])


def _district(place: Place, mosaic: Mosaic) -> District:
    cells = mosaic.of(place.code)
    middle = sum(x for x, _ in cells) / len(cells), sum(y for _, y in cells) / len(cells)
    x, y = min(cells, key=lambda cell: (cell[0] - middle[0]) ** 2 + (cell[1] - middle[1]) ** 2)
    lon, lat = (round(value, 2) for value in degrees(x, y))
    people = float(place.people)
    return District(district=place.code, name=place.name, parent=place.region, people=people, lon=lon, lat=lat)


def _sorted_needs(parts: Parts) -> tuple[Need, ...]:
    """What facilities need, and the cooling water of the city power stations."""
    cooling = [
        Need(asset=f"generator:G-{plant}-{number}", need="water", supplier=f"facility:WR-{code}-01", threshold=0.3)
        for plant, code in COOLED_BY.items()
        for number in (1, 2)
    ]
    return tuple(sorted([*parts.needs, *cooling], key=lambda row: (row.asset, row.need, row.supplier)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
