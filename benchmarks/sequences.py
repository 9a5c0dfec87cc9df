"""Repairs one by one: the compiled core, each step from the last, against HiGHS that starts from its last basis.

A share of the branches and 2 % of the units are out at random, and then one branch after the other comes back. The core
gets the whole sequence in one call. Times are means of all steps but the first, which both begin from scratch; those of
the core are medians of repeated calls. Every step's answer is compared. Target: 10 times warm HiGHS on the two large
grids.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from rich.table import Table

from benchmarks.peers.damage import TITLES, grid_of, one, repaired
from benchmarks.peers.full_lp import FullLp
from benchmarks.report import table_of
from relight.engine.core import GridStates, LoadBatch, served_load, served_load_sequence
from relight.engine.grid import Grid

STEPS = {"case_RTS_GMLC": 20, "case118": 20, "case_ACTIVSg2000": 30, "case_ACTIVSg10k": 12}
SHARES = (0.05, 0.2)
REPEATS = 3
SAME = 1e-6


def tables(full: bool) -> Iterator[Table]:
    """One row for every grid and extent of damage."""
    names = (
        "grid", "branches out", "steps", "core, from the last [ms]", "core, from scratch [ms]", "HiGHS warm [ms]",
        "times", "worst difference", "left to HiGHS",
    )  # fmt: skip
    rows = [row_of(case, share, steps) for case, steps in STEPS.items() for share in SHARES]
    yield table_of("Milliseconds a step of a repair sequence", names, rows)


def row_of(case: str, share: float, steps: int) -> tuple[str, ...]:
    """One sequence by all methods."""
    grid = grid_of(case)
    states = repaired(grid, share, steps, seed=7)
    count = len(states.branch_share)
    first = one(states, 0)
    served_load_sequence(grid, first)
    warm = FullLp(grid, warm=True)
    warm_s, expected_mw, last_s, scratch_s = [], [], [], []
    for position in range(count):
        begun = time.perf_counter()
        expected_mw.append(warm.solve(one(states, position)))
        warm_s.append(time.perf_counter() - begun)
        if position % max(1, count // REPEATS) == 0:
            begin_s = seconds(served_load, grid, first)
            last_s.append(seconds(served_load_sequence, grid, states) - begin_s)
            scratch_s.append(seconds(served_load, grid, states) - begin_s)
    found = served_load_sequence(grid, states)
    worst = float(np.max(np.abs(found.served_mw - expected_mw) / np.maximum(1.0, expected_mw)))
    if not worst <= SAME:
        raise SystemExit(f"core and HiGHS differ by {worst:g} in the sequence of {case}")
    last_ms, scratch_ms = (statistics.median(times) / (count - 1) * 1e3 for times in (last_s, scratch_s))
    warm_ms = statistics.mean(warm_s[1:]) * 1e3
    return (
        TITLES[case], f"{share:.0%}", str(count - 1), f"{last_ms:,.3f}", f"{scratch_ms:,.3f}", f"{warm_ms:,.2f}",
        f"{warm_ms / last_ms:,.1f}", f"{worst:.0e}", str(sum(map(bool, found.trouble))),
    )  # fmt: skip


def seconds(method: Callable[[Grid, GridStates], LoadBatch], grid: Grid, states: GridStates) -> float:
    """How long a method takes for all states: the least of some calls."""
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        method(grid, states)
        times.append(time.perf_counter() - begun)
    return min(times)
