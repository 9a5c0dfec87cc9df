"""What people must be told beside who is without: boil the water, hold the taps, send loudspeakers."""

from __future__ import annotations

from dataclasses import dataclass

from relight.engine.history import History, Steps, stretches, value_at
from relight.engine.model import Model

SEWAGE_BEFORE_WATER, BOIL_WATER, SILENT_SIRENS = "sewage_before_water", "boil_water", "silent_sirens"
KINDS = (SEWAGE_BEFORE_WATER, BOIL_WATER, SILENT_SIRENS)
SERVICES = ("water", "sewage", "warning")
"""What warnings are read from."""


@dataclass(frozen=True)
class Notice:
    """A warning for a district: from when, until when (None = no end in sight), for how many people."""

    kind: str
    district: str
    begin: float
    until: float | None
    people: float


def notices(model: Model, history: History) -> list[Notice]:
    """Every warning that holds at minute 0 or later, in order of district, kind and time."""
    position = {cell: at for at, cell in enumerate(model.services.cells[: model.services.rota_cells])}
    found: list[Notice] = []
    for row in sorted(model.region.districts, key=lambda row: row.district):
        water, sewage, warning = (
            history.cells.get(position[row.district, service], []) for service in SERVICES
        )
        on_water = row.people - model.not_modelled[row.district, "water"]
        found += _sewage_before_water(row.district, sewage, water, on_water)
        found += _boil_water(row.district, water)
        found += [
            Notice(SILENT_SIRENS, row.district, begin, end, _most(warning, begin, end))
            for begin, end in _with_people(warning)
        ]
    return [notice for notice in found if notice.until is None or notice.until > 0]


def _with_people(steps: Steps) -> list[tuple[float, float | None]]:
    """Stretches in which someone is without."""
    return [(stretch.begin, stretch.end) for stretch in stretches([(minute, -value) for minute, value in steps], -1e-9)]


def _most(steps: Steps, begin: float, end: float | None) -> float:
    inside = [value for minute, value in steps if begin <= minute and (end is None or minute < end)]
    return max([value_at(steps, begin, 0.0), *inside])


def _sewage_before_water(district: str, sewage: Steps, water: Steps, on_water: float) -> list[Notice]:
    """Water must not run where the sewage pumps stand still."""
    if on_water <= 0:
        return []
    minutes = sorted({minute for minute, _ in (*sewage, *water)})
    overflow: Steps = []
    for minute in minutes:
        down, dry = value_at(sewage, minute, 0.0), value_at(water, minute, 0.0)
        overflow.append((minute, down if dry < on_water - 1e-6 else 0.0))
    return [
        Notice(SEWAGE_BEFORE_WATER, district, begin, end, _most(overflow, begin, end))
        for begin, end in _with_people(overflow)
    ]


def _boil_water(district: str, water: Steps) -> list[Notice]:
    """After an outage the water that comes back is boiled until a laboratory says otherwise: no end is known."""
    dry = [(begin, end) for begin, end in _with_people(water) if end is not None]
    return [Notice(BOIL_WATER, district, end, None, _most(water, begin, end)) for begin, end in dry if end is not None]
