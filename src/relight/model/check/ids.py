"""What ids a region has, and which references lead nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from relight.errors import Problem
from relight.model.check.places import Places
from relight.model.check.values import Fault
from relight.model.check.wording import Hints, closest, listed, shown
from relight.model.columns import table_of
from relight.model.region import Region

ASSET_KINDS = ("bus", "branch", "generator", "feeder", "facility")
FILE_OF_KIND = {
    "district": "districts.csv",
    "region": "districts.csv",
    "bus": "buses.csv",
    "branch": "branches.csv",
    "generator": "generators.csv",
    "feeder": "feeders.csv",
    "profile": "profiles.csv",
    "facility": "facilities.csv",
    "backup": "backups.csv",
}


class Ids:
    """The ids of a region by kind; a kind whose file could not be read is not judged."""

    def __init__(self, region: Region, unread: Collection[str] = ()) -> None:
        known: dict[str, Collection[str]] = {
            "district": {row.district for row in region.districts},
            "region": {row.parent for row in region.districts if row.parent},
            "bus": {row.bus for row in region.buses},
            "branch": {row.branch for row in region.branches},
            "generator": {row.generator for row in region.generators},
            "feeder": {row.feeder for row in region.feeders},
            "profile": {row.profile for row in region.profiles},
            "facility": {row.facility for row in region.facilities},
            "backup": {f"{row.facility}/{row.need}/{row.backup}" for row in region.backups},
        }
        self.known = {kind: ids for kind, ids in known.items() if FILE_OF_KIND[kind] not in unread}
        self.hints = Hints()

    def fault(self, kind: str, item: str, prefix: str = "") -> Fault | None:
        """What is wrong with a reference to that id, None if it exists or cannot be judged."""
        ids = self.known.get(kind)
        if ids is None or item in ids:
            return None
        near = self.hints.closest(item, ids)
        remedy = f"did you mean {shown(prefix + near)}?" if near else f"correct it or add the {kind} there"
        found = f"{kind} {shown(item)} is not in {FILE_OF_KIND[kind]}"
        return Fault(found + " as a parent" * (kind == "region"), remedy)

    def named_fault(self, kinds: Sequence[str], name: str) -> Fault | None:
        """What is wrong with a name of the form kind:id, None if it names something of those kinds."""
        kind, colon, item = name.partition(":")
        if colon and kind in kinds:
            return self.fault(kind, item, prefix=f"{kind}:")
        forms = listed([f"{kind}:..." for kind in kinds], most=len(kinds))
        if kind in FILE_OF_KIND and colon:
            return Fault(f"{shown(name)} is a {kind}", f"only {forms} can stand here")
        for meant in kinds:
            if name in self.known.get(meant, ()):
                return Fault(f"{shown(name)} does not say what it is", f"write {meant}:{name}")
        near = closest(kind, kinds) if colon else None
        remedy = f"did you mean {shown(f'{near}:{item}')}?" if near else f"write it as {forms}"
        return Fault(f"{shown(name)} does not say what it is", remedy)


def check_references(file: str, rows: Sequence[Any], ids: Ids, places: Places) -> Iterator[Problem]:
    """Every cell that names something which does not exist."""
    if not rows:
        return
    for column in table_of(type(rows[0])).columns:
        if not column.names or "report" in column.names:
            continue
        kinds = kinds_of(column.names)
        for number, row in places.judged(file, rows):
            name = getattr(row, column.name)
            if not name:
                continue
            fault = ids.named_fault(kinds, name) if column.names[0].endswith(":") else ids.fault(kinds[0], name)
            if fault:
                yield Problem(file, number, column.name, *fault)


def kinds_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds a column may name, in order, with `asset:` spelt out."""
    spelt = (ASSET_KINDS if name == "asset:" else (name.rstrip(":"),) for name in names)
    return tuple(kind for kinds in spelt for kind in kinds)


def check_duplicates(file: str, rows: Sequence[Any], places: Places) -> Iterator[Problem]:
    """Every row that has the same key as an earlier one."""
    if not rows:
        return
    key_columns = table_of(type(rows[0])).key
    first: dict[tuple[Any, ...], int] = {}
    for number, row in places.judged(file, rows):
        key = tuple(getattr(row, name) for name in key_columns)
        earlier = first.setdefault(key, number)
        if earlier != number:
            words = ", ".join(f"{name} {shown(str(value))}" for name, value in zip(key_columns, key, strict=True))
            found = f"{words} is in row {earlier} already"
            yield Problem(file, number, key_columns[-1], found, "rename or remove one of the two")


def cycles(follows: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Loops in `follows`, each starting at its least id; a loop through several is found once."""
    edges = {start: list(ends) for start, ends in follows.items()}
    while True:
        try:
            TopologicalSorter(edges).prepare()
            return
        except CycleError as error:
            loop = error.args[1][-1:0:-1]  # graphlib lists it against the arrows, its first node twice
        least = loop.index(min(loop))
        yield (*loop[least:], *loop[:least])
        for node in loop:
            edges[node] = []
