"""Planned repairs: which crew works on which asset from when to when."""

from __future__ import annotations

from pathlib import Path

from relight.errors import InputError
from relight.files.claims import read_rows
from relight.files.gathering import capped
from relight.model.check import check_repairs
from relight.model.region import Region
from relight.model.schema import Repair


def read_repairs(path: Path, region: Region) -> tuple[Repair, ...]:
    """The planned repairs of a file.

    Raises
    ------
    InputError
        With everything that is wrong with them.
    """
    reading = read_rows(path, Repair, region.settings.zone)
    problems = (*reading.problems, *check_repairs(reading.rows, region, reading.places(path.name), path.name))
    if problems:
        raise InputError(capped(problems))
    return reading.rows
