"""What can be meant and is more often a slip: a region can be run with it, and a person should look at it once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import chain

from relight.errors import Problem
from relight.model.catalogue import CATALOGUE
from relight.model.check.wording import closest, listed, plain_number, shown
from relight.model.region import Region
from relight.model.schema import Backup, Branch, District, Facility, Feeder, Generator, Need, Report, Serve

FEW_PEOPLE = 10
"""Fewer than so many in a district are more often thousands, written with a point."""

MOST_KW_A_PERSON = 20.0
"""Peak demand of a region by person; no country has half of it, and kilowatts for megawatts have a thousand times."""

DATE = re.compile(
    r"\d{1,2}[./-][^\W\d]{3,}\.?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -]\d{1,2}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}",
    re.IGNORECASE,
)
"""What spreadsheets make of 1.1: `01.Jan`, `Jan-01`, `2026-01-01`, `01.01.2026`."""

FAR_APART = timedelta(days=30)
"""A report of what became true longer ago, or will later, more often has a wrong month or year."""

OF_CATALOGUE = re.compile(r"(.+)_(?:battery|generator|tank|diesel|wet_well)_(?:start_|refill_)?(?:minutes|share)")
FACILITY_KINDS = sorted({match[1] for name, *_ in CATALOGUE if (match := OF_CATALOGUE.fullmatch(name))})
LOOKS_ALIKE = 0.87


def region_doubts(region: Region) -> tuple[Problem, ...]:
    """What is odd about a region without problems; one sentence for all that is odd in the same way."""
    return tuple(chain.from_iterable(look(region) for look in LOOKS))


def report_doubts(reports: Sequence[Report], file: str = Report.FILE) -> tuple[Problem, ...]:
    """Times in reports without problems that are far from when they were reported."""
    odd = [
        f"{shown(row.report)} {row.valid_from.date()}, reported {row.reported_at.date()}"
        for row in reports
        if abs(row.valid_from - row.reported_at) > FAR_APART
    ]
    return tuple(_said(file, "valid_from", odd, "long before or after the report", "check month and year"))


def _said(file: str, column: str, odd: Sequence[str], what: str, remedy: str) -> Iterator[Problem]:
    """One doubt about all the things that are odd, none if nothing is."""
    if odd:
        yield Problem(file, 0, column, f"{what}: {listed(odd, most=3)}", remedy)


def _few_people(region: Region) -> Iterator[Problem]:
    few = [
        f"{shown(row.district)} {plain_number(row.people)}" for row in region.districts if 0 < row.people < FEW_PEOPLE
    ]
    yield from _said(District.FILE, "people", few, "hardly anybody there", "write thousands without a point, as 3000")


def _kilowatts(region: Region) -> Iterator[Problem]:
    people, peak_mw = sum(row.people for row in region.districts), sum(row.peak_mw for row in region.feeders)
    if 0 < people * MOST_KW_A_PERSON < 1000 * peak_mw:
        found = f"{plain_number(round(peak_mw, 1))} MW for {plain_number(people)} people"
        yield Problem(Feeder.FILE, 0, "peak_mw", found, "divide by 1000 what is in kW")


def _dates(region: Region) -> Iterator[Problem]:
    groups = sorted({row.outage_group for row in region.feeders if DATE.fullmatch(row.outage_group)})
    remedy = "have the spreadsheet take that column as text, and write the groups anew, as 1.1"
    yield from _said(Feeder.FILE, "outage_group", [shown(group) for group in groups], "dates for groups", remedy)


def _kinds(region: Region) -> Iterator[Problem]:
    kinds = sorted({row.kind for row in region.facilities} - set(FACILITY_KINDS))
    near = {kind: known for kind in kinds if (known := closest(kind, FACILITY_KINDS, LOOKS_ALIKE))}
    odd = [f"{shown(kind)} for {shown(known)}" for kind, known in near.items()]
    yield from _said(Facility.FILE, "kind", odd, "kinds that have no defaults", "write the kind that has them")


def _no_needs(region: Region) -> Iterator[Problem]:
    needy = {row.asset for row in region.needs}
    odd = [shown(row.facility) for row in region.facilities if f"facility:{row.facility}" not in needy]
    yield from _said(Need.FILE, "asset", odd, "need nothing, so never fail", "give what they need a row, as power")


def _weak_backups(region: Region) -> Iterator[Problem]:
    """Backups that carry less, all together, than what a need begins to work with."""
    default = {name: value for name, value, *_ in CATALOGUE} | dict(region.settings.assumptions)
    kinds = {row.facility: row.kind for row in region.facilities}
    carried: dict[tuple[str, str], float] = {}
    for row in region.backups:
        usual = default.get(f"{kinds.get(row.facility)}_{row.kind}_share", 1.0)
        key = (f"facility:{row.facility}", row.need)
        carried[key] = carried.get(key, 0.0) + (usual if row.share is None else row.share)
    least = {(row.asset, row.need): row.threshold for row in region.needs}
    odd = [
        f"{shown(asset.partition(':')[2])} {share:.0%} of {least[asset, need]:.0%} {need}"
        for (asset, need), share in carried.items()
        if share < least.get((asset, need), 0.0)
    ]
    remedy = "if a part is of use, give the need in needs.csv the shape linear and a lower threshold"
    yield from _said(Backup.FILE, "share", odd, "backups too weak for their need to work at all", remedy)


def _dark_districts(region: Region) -> Iterator[Problem]:
    of_bus = {row.bus: row.district for row in region.buses}
    lit = {row.district or of_bus.get(row.bus, "") for row in region.feeders}
    odd = [shown(row.district) for row in region.districts if row.people and row.district not in lit]
    yield from _said(Feeder.FILE, "district", odd, "no feeder lights them, so nobody there is without", "add a feeder")


def _cut_off(region: Region) -> Iterator[Problem]:
    """Feeders that no unit can reach although nothing is damaged."""
    live = _reached({row.bus for row in region.generators if row.max_mw > 0}, region)
    odd = [shown(row.feeder) for row in region.feeders if row.bus not in live and row.peak_mw > 0]
    remedy = f"mend {Branch.FILE} or {Generator.FILE}"
    yield from _said(Feeder.FILE, "bus", odd, "no way to any unit, though nothing is damaged", remedy)


def _reached(buses: Iterable[str], region: Region) -> set[str]:
    """The buses, and all that branches connect with them."""
    beside: dict[str, list[str]] = {}
    for row in region.branches:
        beside.setdefault(row.from_bus, []).append(row.to_bus)
        beside.setdefault(row.to_bus, []).append(row.from_bus)
    reached, waiting = set(buses), list(buses)
    while waiting:
        fresh = [bus for bus in beside.get(waiting.pop(), ()) if bus not in reached]
        reached.update(fresh)
        waiting += fresh
    return reached


def _whole_mines(region: Region) -> Iterator[Problem]:
    rows = [row for row in region.serves if row.service == "mine_safety"]
    told = {(row.district, row.group) for row in rows if row.people is not None}  # by one row for all of a group
    odd = [shown(row.facility) for row in rows if (row.district, row.group) not in told]
    remedy = "write how many are below ground"
    yield from _said(Serve.FILE, "people", odd, "all people of the district count as miners", remedy)


LOOKS = (
    _few_people, _kilowatts, _dates, _kinds, _no_needs, _weak_backups, _dark_districts, _cut_off, _whole_mines,
)  # fmt: skip
