"""Generating units and import points of the demo, one row for each unit."""

from __future__ import annotations

from relight.demo.stations import COST_PER_MWH, LEAST_SHARE, PLANTS, Plant
from relight.model.schema import Generator


def build_generators() -> tuple[Generator, ...]:
    """Every unit of every plant, by id; hydro units and import points can start without the grid."""
    units = [_unit(plant, number) for plant in PLANTS for number in range(1, plant.units + 1)]
    return tuple(sorted(units, key=lambda unit: unit.generator))


def _unit(plant: Plant, number: int) -> Generator:
    return Generator(
        generator=f"G-{plant.key}-{number}",
        bus=f"B-{plant.at}-330" if plant.kv == 330 else f"B-{plant.at}-150A",
        kind=plant.kind,
        max_mw=float(plant.max_mw),
        min_mw=round(plant.max_mw * LEAST_SHARE[plant.kind], 1),
        cost_per_mwh=COST_PER_MWH[plant.kind],
        black_start=plant.kind in ("hydro", "import"),
        start_up_minutes=float(plant.start_up_minutes),
    )
