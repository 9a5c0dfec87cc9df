"""What the facility modules build with: a district's plot, names of streets and villages, and the rows collected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from relight.demo.cells import Spot
from relight.demo.chance import shares, spread, stream
from relight.demo.feeders import Feeders
from relight.demo.places import Place, degrees
from relight.model.schema import Backup, Facility, Need, Serve

STREETS = (
    "Linden", "Cherry", "Mill", "Station", "School", "Harbour", "Bell", "Willow", "Poplar", "Glass", "Rope",
    "Market", "Orchard", "Barley", "Potters", "Tanners", "Weavers", "Smiths", "Bridge", "Meadow", "Chestnut", "Falcon",
    "Heron",
    "Granite", "Amber", "Copper", "Silver", "Lantern", "Garden", "Sunrise", "Evening", "Winter", "Harvest", "Quarry",
    "Observatory", "Printers", "Carters", "Ferry", "Acacia", "Maple",
)  # fmt: skip
VILLAGES = (
    "Three Wells", "Long Furrow", "Old Ferry", "Stone Cross", "Black Poplars", "Upper Weir", "Nether Weir",
    "Two Kurgans", "Goose Meadow", "Red Clay", "Hollow Oak", "Windmill Rise", "Salt Track", "Honey Fields",
    "Crane Marsh",     "Broad Gully", "Dry Spring", "Wolf Balka", "Quiet Reach", "Chalk Bank",
)  # fmt: skip


@dataclass(frozen=True)
class Plot:
    """One district to build in: where its spots are and which feeders it has."""

    place: Place
    spots: tuple[Spot, ...]
    feeders: Feeders
    seed: int

    def chance(self, part: str) -> Random:
        """The district's own stream of chance for one part."""
        return stream(self.seed, f"{part} {self.place.code}")

    def feeder(self, number: int, *roles: str) -> str:
        """The district's feeders with the first of these roles it has, taken in turn, as `feeder:id`."""
        found = self.feeders.of(self.place.code, *roles)
        return f"feeder:{found[number % len(found)]}"

    def homes(self, number: int) -> str:
        """The district's ordinary feeders, taken in turn."""
        return self.feeder(number, "homes")


@dataclass
class Parts:
    """Rows collected while building; `freeze` by taking tuples of them."""

    facilities: list[Facility] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    backups: list[Backup] = field(default_factory=list)
    serves: list[Serve] = field(default_factory=list)

    def add(self, facility: Facility, *rows: Need | Backup | Serve) -> Facility:
        """Take in a facility with its rows, and give it back."""
        self.facilities.append(facility)
        self.needs += [row for row in rows if isinstance(row, Need)]
        self.backups += [row for row in rows if isinstance(row, Backup)]
        self.serves += [row for row in rows if isinstance(row, Serve)]
        return facility


def facility(plot: Plot, identity: str, kind: str, label: str, chance: Random) -> Facility:
    """A facility somewhere in the plot; `identity` is its prefix and number, as `H/2`, `label` what stands there."""
    prefix, number = identity.split("/")
    x, y = plot.spots[int(chance.random() * len(plot.spots))]
    lon, lat = degrees(x + 1.6 * (chance.random() - 0.5), y + 1.6 * (chance.random() - 0.5))
    return Facility(
        facility=f"{prefix}-{plot.place.code}-{int(number):02d}",
        name=f"{plot.place.name} {label}, {_address(plot, chance)}",
        kind=kind,
        district=plot.place.code,
        lon=lon,
        lat=lat,
    )


def need(owner: Facility, name: str, supplier: str, shape: str = "step", threshold: float = 1.0) -> Need:
    """One input of a facility."""
    return Need(asset=f"facility:{owner.facility}", need=name, supplier=supplier, shape=shape, threshold=threshold)


def backup(owner: Facility, name: str, kind: str, **given: Any) -> Backup:
    """A backup named after its kind; what is not given comes from the catalogue."""
    return Backup(facility=owner.facility, need=name, backup=kind, kind=kind, **given)


def set_with_fuel(owner: Facility, chance: Random) -> Backup:
    """A generator whose tank is not always full when the night begins; the rest comes from the catalogue."""
    return backup(owner, "power", "generator", level=round(min(1.0, 0.55 + 0.6 * chance.random()), 2))


def serve(owner: Facility, service: str, group: str, people: float | None, district: str = "") -> Serve:
    """Whom a facility serves, in its own district unless another is named."""
    return Serve(
        facility=owner.facility, service=service, district=district or owner.district, group=group, people=people
    )


def split(people: float, count: int, chance: Random) -> list[int]:
    """Whole people in `count` uneven groups that sum to `people` rounded down."""
    return shares(int(people), spread(chance, count, 0.3))


def count_for(place: Place, per_people: float, least: int = 1) -> int:
    """How many facilities of a kind a district has, one for so many people."""
    return max(least, round(place.people / per_people))


def by_kind(place: Place, options: Mapping[str, float]) -> float:
    """The value for the district's kind: city, town or rural."""
    return options[place.kind]


def merge(parts: Iterable[Parts]) -> Parts:
    """Everything of several collections, in their order."""
    whole = Parts()
    for part in parts:
        whole.facilities += part.facilities
        whole.needs += part.needs
        whole.backups += part.backups
        whole.serves += part.serves
    return whole


def _address(plot: Plot, chance: Random) -> str:
    names: Sequence[str] = VILLAGES if plot.place.kind == "rural" else STREETS
    name = names[int(chance.random() * len(names))]
    return name if plot.place.kind == "rural" else f"{name} Street {1 + int(chance.random() * 140)}"
