"""Everything wrong with a region, table by table and across its tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from relight.errors import Problem
from relight.model.check.facilities import check_backups, check_needs
from relight.model.check.grid import check_branches, check_feeder_districts, check_generators, check_profiles
from relight.model.check.ids import Ids, check_duplicates, check_references
from relight.model.check.people import check_feeder_people, check_parents, check_serves
from relight.model.check.places import Places
from relight.model.check.repairs import check_positions, check_precedence, check_shifts
from relight.model.check.settings import check_settings
from relight.model.check.values import check_values
from relight.model.region import Region
from relight.model.schema import REGION_ROWS, table_of

ACROSS_TABLES = (
    check_parents,
    check_branches,
    check_generators,
    check_feeder_districts,
    check_feeder_people,
    check_profiles,
    check_needs,
    check_backups,
    check_serves,
    check_shifts,
    check_precedence,
)


def check_region(region: Region, places: Places | None = None) -> tuple[Problem, ...]:
    """Every problem of a region as a whole, sorted by file, row and column.

    Parameters
    ----------
    region
        The region as it was read or made.
    places
        Where its rows stand in their files. Left out for a region made by a program: then every single value is
        checked too, which reading has done otherwise, and rows count from 2.
    """
    problems = list(check_settings(region.settings))
    if places is None:
        values = tuple(check_region_values(region))
        problems += values
        places = Places(broken=frozenset((problem.file, problem.row) for problem in values))
    ids = Ids(region, places.unread)
    for field, row_type in REGION_ROWS.items():
        file, rows = row_type.FILE, getattr(region, field)
        problems += check_duplicates(file, rows, places)
        problems += check_references(file, rows, ids, places)
        if any(column.name == "lon" for column in table_of(row_type).columns):
            problems += check_positions(file, rows, places)
    problems += chain.from_iterable(check(region, places) for check in ACROSS_TABLES)
    problems += check_shape_names(region, ids)
    return tuple(sorted(problems))


def check_region_values(region: Region) -> Iterator[Problem]:
    """Every value of the tables that could not be written to a file and read back."""
    for field, row_type in REGION_ROWS.items():
        yield from check_values(row_type.FILE, getattr(region, field))


def check_shape_names(region: Region, ids: Ids) -> Iterator[Problem]:
    """Shapes of districts that do not exist."""
    for district in region.shapes:
        if fault := ids.fault("district", district):
            yield Problem("districts.geojson", 0, "district", *fault)
