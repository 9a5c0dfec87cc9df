"""What an importer returns: the Region, its reports, what it had to decide, and which asset came from where."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite

from relight.model.assumptions import Assumptions
from relight.model.region import Region
from relight.model.schema import Branch, Bus, District, Feeder, Generator, Report

UNLIMITED = "import_unlimited_demands"
ZERO_REACTANCE = "import_zero_reactance_pu"
MvarLimits = tuple[float | None, float | None]
NO_MVAR_LIMITS: MvarLimits = (None, None)
NO_ACTIVE = "reactive demand without active demand is a shunt"
LISTED = 8
LIKELY_VOLTAGE_PU = (0.5, 1.5)


@dataclass(frozen=True)
class Link:
    """One element of the source and the asset that stands for it; no asset = left out, and `note` says why."""

    source: str  # table and number, as "line 3"
    name: str = ""
    asset: str = ""  # as kind:id
    note: str = ""


@dataclass(frozen=True)
class Imported:
    """A foreign network as a Region, with the reports of its damage and a sentence on everything decided on the way."""

    region: Region
    reports: tuple[Report, ...]
    notices: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def id_map(self) -> dict[str, str]:
        """Asset as kind:id -> what it is in the source; several elements in one asset are joined by "; "."""
        sources: dict[str, list[str]] = defaultdict(list)
        for link in self.links:
            if link.asset:
                sources[link.asset].append(f"{link.source} '{link.name}'" if link.name else link.source)
        return {asset: "; ".join(found) for asset, found in sources.items()}


def id_map_csv(imported: Imported) -> str:
    """The id map as CSV: one row per source element and asset, elements left out included with the reason."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("asset", "source", "name", "note"))
    writer.writerows((link.asset, link.source, link.name, link.note) for link in imported.links)
    return text.getvalue()


@dataclass
class Draft:
    """The grid of a Region while it is being made, with what is worth saying about it."""

    buses: list[Bus] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    generators: list[Generator] = field(default_factory=list)
    feeders: list[Feeder] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    shunt_mvar: dict[str, float] = field(default_factory=lambda: defaultdict(float))  # by bus, what it gives

    def leave_out(self, source: str, reason: str, name: str = "") -> None:
        """Record that an element of the source is left out."""
        self.links.append(Link(source, name, note=f"left out: {reason}"))
        table, number = source.split(maxsplit=1)
        self.notes[f"{table} left out, {reason}"].append(number)

    def compensated_buses(self) -> tuple[Bus, ...]:
        """The buses with the reactive power of all that was counted as a shunt at them."""
        return tuple(replace(bus, shunt_mvar=round(self.shunt_mvar.get(bus.bus, 0.0), 9)) for bus in self.buses)

    def notices(self) -> tuple[str, ...]:
        """One sentence per kind of thing noted, with how many and the first few it is about."""
        return tuple(f"{note} ({len(about)}): {_listed(about)}" for note, about in self.notes.items())


def load_feeder(feeder: str, bus: Bus, mw: float, mvar: float | None = None, shunt: bool = False) -> Feeder:
    """The feeder that stands for a load, or for a shunt: protected, of nobody, and without reactive power."""
    return Feeder(
        feeder=feeder,
        bus=bus.bus,
        district=bus.district,
        peak_mw=mw,
        peak_mvar=0.0 if shunt else mvar,
        people=0 if shunt else None,
        protected=shunt,
        divisible=True,
    )


def given_mvar(draft: Draft, unit: str, low: float, high: float) -> MvarLimits:
    """The limits of reactive power of a unit as its two columns; empty where the source has no such limits."""
    if not isfinite(low) or not isfinite(high):
        return NO_MVAR_LIMITS
    if low > high:
        draft.notes["limits of reactive power that contradict each other are left out"].append(unit)
        return NO_MVAR_LIMITS
    return low, high


def given_voltage(voltage_pu: float) -> float | None:
    """The set point of voltage of a unit; None where the source has none that could be one."""
    least, most = LIKELY_VOLTAGE_PU
    return voltage_pu if least <= voltage_pu <= most else None


def _listed(items: Sequence[str]) -> str:
    if len(items) <= LISTED:
        return ", ".join(items)
    return ", ".join((*items[:LISTED], "..."))


def peopled(districts: Iterable[District], feeders: Iterable[Feeder]) -> tuple[tuple[District, ...], str]:
    """The districts with people in proportion to what their feeders ask for, and the sentence that says so.

    A feeder that lights nobody (`people` = 0) does not count.
    """
    per_mw = Assumptions()["people_per_mw"]
    demand_mw: dict[str, float] = defaultdict(float)
    for feeder in feeders:
        if feeder.people != 0:
            demand_mw[feeder.district] += feeder.peak_mw
    rows = tuple(
        District(district=row.district, name=row.name, people=round(per_mw * demand_mw[row.district], 3))
        for row in districts
    )
    people = sum(row.people for row in rows)
    return rows, f"people are assumed, {per_mw:g} per MW of demand: {people:,.0f}, districts: {len(rows)}"
