"""A rota, and the history of past cuts, as CSV or one JSON object a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from relight.files.claims import checked_rows, write_rows
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
    return checked_rows(path, RotaSlot, region, check_rota)


def read_history(path: Path | str, region: Region) -> tuple[PastCut, ...]:
    """The cuts that have been.

    Raises
    ------
    InputError
        With everything that is wrong with them.
    """
    return checked_rows(path, PastCut, region, check_rota)


def write_rota(rows: Sequence[RotaSlot], path: Path | str) -> None:
    """Writes a rota as .csv or .jsonl, by the path's ending.

    Raises
    ------
    InputError
        When the place cannot be written.
    """
    write_rows(Path(path), RotaSlot, rows)
