"""Water facilities added to a region folder that is there already: rows go to the end of its tables, the rest stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from relight.files.results import write_text_atomically
from relight.files.writing import cell_text, table_text, used_columns
from relight.model.region import Region
from relight.model.schema import Backup, Facility, Need, Serve

TABLES: dict[str, type[Any]] = {"facilities": Facility, "needs": Need, "backups": Backup, "serves": Serve}


def add_rows(folder: Path, before: Region, after: Region) -> None:
    """Write what `after` has beyond `before` into the folder of `before`.

    Raises
    ------
    InputError
        When a table cannot be written.
    """
    for field, row_type in TABLES.items():
        rows = getattr(after, field)[len(getattr(before, field)) :]
        if not rows:
            continue
        path = folder / row_type.FILE
        if path.is_file():
            write_text_atomically(path, longer_text(path.read_text(encoding="utf-8-sig"), row_type, rows))
        else:
            write_text_atomically(path, table_text(row_type, rows))


def longer_text(text: str, row_type: type[Any], rows: Sequence[Any]) -> str:
    """A table with rows at its end; cells that are there stay as they are written, new columns come last."""
    records = list(csv.reader(io.StringIO(text, newline="")))
    at = next(number for number, cells in enumerate(records) if any(cell.strip() for cell in cells))
    header = [cell.strip() for cell in records[at]]
    columns = {column.name: column for column in used_columns(row_type, rows)}
    added = [name for name in columns if name not in header]
    records[at] += added
    names = header + added
    for row in rows:
        known = {name: cell_text(column, getattr(row, name)) for name, column in columns.items()}
        records.append([known.get(name, "") for name in names])
    longer = io.StringIO(newline="")
    csv.writer(longer, lineterminator="\n").writerows(
        cells + [""] * (len(names) - len(cells)) if cells else cells for cells in records
    )
    return longer.getvalue()
