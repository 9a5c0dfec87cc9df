"""A rota, and the history of past cuts, as CSV or one JSON object a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relight.errors import InputError
from relight.files.claims import read_rows, write_rows
from relight.files.gathering import capped
from relight.model.check.rota import check_rota
from relight.model.region import Region
from relight.model.schema import PastCut, RotaSlot


def read_rota(path: Path | str, region: Region) -> tuple[RotaSlot, ...]:
    """The cuts of a rota.

    Raises
    ------
    InputError
        With everything that is wrong with them.
    """
    path = Path(path)
    reading = read_rows(path, RotaSlot, region.settings.zone)
    problems = (*reading.problems, *check_rota(reading.rows, region, reading.places(path.name), path.name))
    if problems:
        raise InputError(capped(problems))
    return reading.rows


def read_history(path: Path | str, region: Region) -> tuple[PastCut, ...]:
    """The cuts that have been.

    Raises
    ------
    InputError
        With everything that is wrong with them.
    """
    path = Path(path)
    reading = read_rows(path, PastCut, region.settings.zone)
    problems = (*reading.problems, *check_rota(reading.rows, region, reading.places(path.name), path.name))
    if problems:
        raise InputError(capped(problems))
    return reading.rows


def write_rota(rows: Sequence[RotaSlot], path: Path | str) -> None:
    """Writes a rota as .csv or .jsonl, by the path's ending.

    Raises
    ------
    InputError
        When the place cannot be written.
    """
    write_rows(Path(path), RotaSlot, rows)
