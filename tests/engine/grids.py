"""Grids for tests: small ones written down, and generated ones of any size."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from relight.engine.flow import dc_flow
from relight.engine.grid import Grid, GridState, compile_grid, intact_state
from relight.engine.islands import find_islands, sum_at
from relight.model.region import Region, Settings
from relight.model.schema import Branch, Bus, District, Feeder, Generator

SETTINGS = Settings(name="test", timezone="UTC")


def region_of(buses: str, branches: list[Branch], units: dict[str, tuple[str, float]], feeders: list[Feeder]) -> Region:
    """A region with one-letter buses, units as id: (bus, MW), and the branches and feeders given."""
    return Region(
        settings=SETTINGS,
        districts=(District(district="d", people=1000.0),),
        buses=tuple(Bus(bus=bus) for bus in buses),
        branches=tuple(branches),
        generators=tuple(Generator(generator=unit, bus=bus, max_mw=most) for unit, (bus, most) in units.items()),
        feeders=tuple(feeders),
    )


def feeder(name: str, bus: str, megawatts: float, protected: bool = False, divisible: bool = False) -> Feeder:
    """A feeder row."""
    return Feeder(feeder=name, bus=bus, peak_mw=megawatts, protected=protected, divisible=divisible)


def branch(name: str, ends: str, limit_mw: float | None = None, x_pu: float = 0.1, shift_deg: float = 0.0) -> Branch:
    """A branch row between two one-letter buses."""
    return Branch(branch=name, from_bus=ends[0], to_bus=ends[1], x_pu=x_pu, rating_mw=limit_mw, shift_deg=shift_deg)


def generated_region(seed: int, buses: int, feeders: int, margin: float = 1.3, divisible: float = 0.0) -> Region:
    """A meshed grid of buses in a plane whose ratings are `margin` times the flows of the intact grid at peak.

    One feeder in twelve is protected; there are a tenth as many units as buses, together 1.3 times the peak.
    """
    rng = np.random.default_rng(seed)
    links = _links(rng.random((buses, 2)))
    peak_mw = np.round(rng.uniform(1.0, 12.0, feeders), 1)
    units = max(2, buses // 10)
    unit_mw = rng.dirichlet(np.full(units, 2.0)) * peak_mw.sum() * 1.3
    branches = tuple(
        Branch(branch=f"l{row}", from_bus=f"b{i}", to_bus=f"b{j}", x_pu=float(round(0.02 + length, 4)))
        for row, (i, j, length) in enumerate(links)
    )
    region = Region(
        settings=SETTINGS,
        districts=(District(district="d", people=1000.0),),
        buses=tuple(Bus(bus=f"b{row}") for row in range(buses)),
        branches=branches,
        generators=tuple(
            Generator(generator=f"g{row}", bus=f"b{rng.integers(buses)}", max_mw=float(round(most, 1)))
            for row, most in enumerate(unit_mw)
        ),
        feeders=tuple(
            Feeder(
                feeder=f"f{row}", bus=f"b{rng.integers(buses)}", peak_mw=float(most),
                protected=bool(rng.random() < 1 / 12), divisible=bool(rng.random() < divisible),
            )
            for row, most in enumerate(peak_mw)
        ),
    )  # fmt: skip
    grid = compile_grid(region)
    rating = dict(zip(grid.branch_ids, np.abs(_proportional_flow(grid)) * margin + 5.0, strict=True))
    rated = tuple(replace(row, rating_mw=float(round(rating[row.branch], 1))) for row in branches)
    return replace(region, branches=rated)


def damaged(grid: Grid, seed: int, branches: float, units: float) -> GridState:
    """A state of the grid at peak with those shares of branches and units out at random."""
    rng = np.random.default_rng(seed)
    return replace(
        intact_state(grid),
        branch_share=(rng.random(len(grid.branch_ids)) >= branches).astype(np.float64),
        unit_max_mw=grid.unit_max_mw * (rng.random(len(grid.unit_ids)) >= units),
    )


def shuffled(region: Region, seed: int) -> Region:
    """The same region with the rows of its grid tables in another order."""
    rng = np.random.default_rng(seed)
    tables: dict[str, Any] = {}
    for name in ("buses", "branches", "generators", "feeders"):
        rows = getattr(region, name)
        tables[name] = tuple(rows[place] for place in rng.permutation(len(rows)))
    return replace(region, **tables)


def _links(place: np.ndarray) -> list[tuple[int, int, float]]:
    """Every bus to its nearest among those before it, and to one more of its nearest."""
    distance = np.linalg.norm(place[:, None] - place[None], axis=2)
    found = set()
    for bus in range(1, len(place)):
        found.add((int(np.argmin(distance[bus, :bus])), bus))
        near = int(np.argsort(distance[bus])[2]) if len(place) > 2 else 0
        found.add((min(bus, near), max(bus, near)))
    return [(i, j, float(distance[i, j])) for i, j in sorted(found) if i != j]


def _proportional_flow(grid: Grid) -> np.ndarray:
    state = intact_state(grid)
    unit_mw = grid.unit_max_mw * grid.feeder_peak_mw.sum() / grid.unit_max_mw.sum()
    buses = len(grid.bus_ids)
    injection_mw = sum_at(grid.unit_bus, unit_mw, buses) - sum_at(grid.feeder_bus, grid.feeder_peak_mw, buses)
    return dc_flow(grid, find_islands(grid, state), injection_mw)
