"""What can be wrong about what facilities need and what stands in for it."""

from __future__ import annotations

from collections.abc import Iterator

from relight.errors import Problem
from relight.model.assumptions import BY_NAME, catalogue_name
from relight.model.check.places import Places
from relight.model.check.wording import plain_number, shown
from relight.model.region import Region
from relight.model.schema import Backup, Need

ENDURANCE_TOLERANCE = 0.01
"""Given endurance and fuel ÷ use may differ by rounding, not by more than 1 %."""


def check_needs(region: Region, places: Places) -> Iterator[Problem]:
    """Alternatives that disagree with each other, and facilities that supply themselves."""
    first: dict[tuple[str, str], tuple[Need, int]] = {}
    for number, row in places.judged(Need.FILE, region.needs):
        if row.supplier == row.asset:
            yield Problem(Need.FILE, number, "supplier", f"{shown(row.asset)} supplies itself", "name who supplies it")
        other, earlier = first.setdefault((row.asset, row.need), (row, number))
        for column in ("threshold", "shape"):
            mine, theirs = getattr(row, column), getattr(other, column)
            if mine != theirs:
                found = f"{mine} here, but row {earlier} says {theirs} for the same need of {shown(row.asset)}"
                yield Problem(Need.FILE, number, column, found, "alternatives must agree")


def check_backups(region: Region, places: Places) -> Iterator[Problem]:
    """Backups that stand in for nothing, or of which the endurance is not known or contradictory."""
    needs = {(row.asset, row.need) for row in region.needs}
    kinds = {row.facility: row.kind for row in region.facilities}
    names: dict[str, tuple[Backup, int]] = {}
    for number, row in places.judged(Backup.FILE, region.backups):
        if Need.FILE not in places.unread and (f"facility:{row.facility}", row.need) not in needs:
            found = f"facility {shown(row.facility)} has no need {shown(row.need)} in needs.csv"
            yield Problem(Backup.FILE, number, "need", found, "correct it, or add the need there")
        for column, found, remedy in (*_endurance_faults(row, kinds.get(row.facility)), *_ready_faults(row)):
            yield Problem(Backup.FILE, number, column, found, remedy)
        name = f"{row.facility}/{row.need}/{row.backup}"
        other, earlier = names.setdefault(name, (row, number))
        if (other.facility, other.need, other.backup) != (row.facility, row.need, row.backup):
            found = f"reports could not tell it from the backup in row {earlier}: both are backup:{name}"
            yield Problem(Backup.FILE, number, "backup", found, "rename one of them, without '/'")


def _endurance_faults(row: Backup, facility_kind: str | None) -> Iterator[tuple[str, str, str]]:
    if row.fuel_l is not None and row.fuel_l_per_h is not None:
        from_fuel = 60 * row.fuel_l / row.fuel_l_per_h
        given = row.endurance_minutes
        if given is not None and abs(given - from_fuel) > ENDURANCE_TOLERANCE * max(given, from_fuel):
            other = plain_number(round(from_fuel, 1))
            found = f"{plain_number(given)} min, but fuel_l and fuel_l_per_h give {other} min"
            yield "endurance_minutes", found, "leave it empty, or correct one of the three"
        return
    if row.endurance_minutes is not None:
        return
    for have, lack in (("fuel_l", "fuel_l_per_h"), ("fuel_l_per_h", "fuel_l")):
        if getattr(row, have) is not None:
            yield lack, f"the cell is empty, although {have} is given", f"fill in {lack}, or give endurance_minutes"
            return
    if facility_kind is not None and catalogue_name(facility_kind, row.kind, "minutes") not in BY_NAME:
        found = f"the cell is empty, and there is no default for a {shown(row.kind)} at a {shown(facility_kind)}"
        yield "endurance_minutes", found, "give the endurance, or fuel_l and fuel_l_per_h"


def _ready_faults(row: Backup) -> Iterator[tuple[str, str, str]]:
    if (row.ready_after_minutes is None) == (row.endurance_unready_minutes is None):
        return
    pair = ("ready_after_minutes", "endurance_unready_minutes")
    lack, have = pair if row.ready_after_minutes is None else pair[::-1]
    yield lack, f"the cell is empty, although {have} is given", "give both or neither"
