"""What can be wrong in the tables of positions, shifts and order of repairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from relight.errors import Problem
from relight.model.check.ids import cycles
from relight.model.check.places import Places
from relight.model.check.wording import circle, shown
from relight.model.region import Region
from relight.model.schema import Crew, Precedence

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def check_positions(file: str, rows: Sequence[Any], places: Places) -> Iterator[Problem]:
    """Rows with a longitude but no latitude, or the other way round."""
    for number, row in places.judged(file, rows):
        for have, lack in (("lon", "lat"), ("lat", "lon")):
            if getattr(row, have) is not None and getattr(row, lack) is None:
                found = f"the cell is empty, although {have} is given"
                yield Problem(file, number, lack, found, "give both or neither")


def check_shifts(region: Region, places: Places) -> Iterator[Problem]:
    """Crews whose shift is not two times of day."""
    for number, crew in places.judged(Crew.FILE, region.crews):
        shift = {"shift_start": crew.shift_start, "shift_end": crew.shift_end}
        for column, text in shift.items():
            if text and not CLOCK.fullmatch(text):
                yield Problem(Crew.FILE, number, column, f"{shown(text)} is not a time of day", "write it as 07:30")
            if not text and any(shift.values()):
                yield Problem(Crew.FILE, number, column, "only one end of the shift is given", "give both or neither")


def check_precedence(region: Region, places: Places) -> Iterator[Problem]:
    """Jobs that wait for each other, so that none can ever start."""
    waits: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    for number, row in places.judged(Precedence.FILE, region.precedence):
        waits.setdefault(row.asset, []).append(row.after)
        numbers.setdefault(row.asset, number)
    for loop in cycles(waits):
        found = f"these wait for each other: {circle(loop)}"
        yield Problem(Precedence.FILE, numbers[loop[0]], "after", found, "remove one of the rows")
