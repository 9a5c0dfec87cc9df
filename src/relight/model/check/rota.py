"""What can be wrong with a rota or a history of cuts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from relight.errors import Problem
from relight.model.check.ids import check_duplicates
from relight.model.check.places import Places
from relight.model.check.values import check_values
from relight.model.check.wording import closest, shown
from relight.model.region import Region
from relight.model.rota import Area
from relight.model.schema import PastCut, RotaSlot


def rotated_areas(region: Region) -> frozenset[Area]:
    """The outage groups of a Region, each with its supply zone: the feeder's own, else its district's parent."""
    parents = {row.district: row.parent or row.district for row in region.districts}
    of_bus = {row.bus: row.district for row in region.buses}
    return frozenset(
        Area(row.zone or parents.get(row.district or of_bus.get(row.bus, ""), ""), row.outage_group)
        for row in region.feeders
        if row.outage_group
    )


def check_rota(
    rows: Sequence[RotaSlot | PastCut], region: Region, places: Places | None = None, file: str = RotaSlot.FILE
) -> tuple[Problem, ...]:
    """Every problem of planned or past cuts, sorted by row and column."""
    problems: list[Problem] = []
    if places is None:
        problems += check_values(file, rows)
        places = Places(broken=frozenset((file, problem.row) for problem in problems))
    problems += check_duplicates(file, rows, places)
    problems += _areas(rows, region, places, file)
    for number, row in places.judged(file, rows):
        if row.end.astimezone(UTC) <= row.start.astimezone(UTC):
            found = f"{row.end.isoformat()} is not after the start {row.start.isoformat()}"
            problems.append(Problem(file, number, "end", found, "give the time at which supply is back"))
    return tuple(sorted(problems))


def _areas(
    rows: Sequence[RotaSlot | PastCut], region: Region, places: Places, file: str
) -> Iterator[Problem]:
    """Rows about a zone, or a group in it, that the region does not have."""
    areas = rotated_areas(region)
    zones = {area.zone for area in areas}
    for number, row in places.judged(file, rows):
        if row.zone not in zones:
            yield Problem(file, number, "zone", f"there is no supply zone {shown(row.zone)}", _remedy(row.zone, zones))
        elif Area(row.zone, row.outage_group) not in areas:
            groups = {area.outage_group for area in areas if area.zone == row.zone}
            found = f"zone {shown(row.zone)} has no outage group {shown(row.outage_group)}"
            yield Problem(file, number, "outage_group", found, _remedy(row.outage_group, groups))


def _remedy(name: str, known: set[str]) -> str:
    near = closest(name, known)
    listed = ", ".join(sorted(known)) or "none: give feeders an outage_group first"
    return f"did you mean {shown(near)}?" if near else f"the region has {listed}"
