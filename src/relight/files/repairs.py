"""Planned repairs: which crew works on which asset from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relight.files.claims import checked_rows, write_rows
from relight.model.check import check_repairs
from relight.model.region import Region
from relight.model.schema import Repair


def read_repairs(path: Path | str, region: Region | None) -> tuple[Repair, ...]:
    """The planned repairs of a file.

    Raises
    ------
    InputError
        With everything that is wrong with them; without a region only what can be seen without it.
    """
    return checked_rows(path, Repair, region, check_repairs)


def write_repairs(repairs: Sequence[Repair], path: Path | str) -> None:
    """Writes planned repairs as .csv or .jsonl, by the path's ending.

    Raises
    ------
    InputError
        When a value could not be read back, or the place cannot be written.
    """
    write_rows(Path(path), Repair, repairs)
