"""The compiled core in batches: states a second and core, threads, memory, and what is worked out once for a grid.

All states of a batch, 5 % of the branches and 2 % of the units out, go to one call; one and two threads take turns, and
their answers must be the same to the bit. The target is 1,000 states a second and core on 2,000 buses. Preparing a grid
is its order of elimination and the pattern of its factor; memory is what that and one thread's workspace take.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator

import numpy as np
from rich.table import Table

from benchmarks.peers.damage import KINDS, TITLES, damaged, grid_of
from benchmarks.report import table_of
from relight.engine.core import served_load
from relight.engine.core.pattern import compile_pattern
from relight.engine.core.workspace import empty_workspace

COUNTS = {"case_RTS_GMLC": 8000, "case118": 1000, "case_ACTIVSg2000": 400, "case_ACTIVSg10k": 60}
REPEATS = 5


def tables(full: bool) -> Iterator[Table]:
    """One row a grid."""
    names = (
        "grid", "states", "states a second, 1 thread", "2 threads", "times", "prepare the grid [ms]", "memory [MB]",
    )  # fmt: skip
    note = f"{os.cpu_count()} cores; the reading of the case file is not counted"
    yield table_of("States of 5 % damage a second", names, [row_of(case) for case in COUNTS], note)


def row_of(case: str) -> tuple[str, ...]:
    """One grid."""
    grid = grid_of(case)
    states = damaged(grid, KINDS[0], COUNTS[case], seed=11)
    compile_pattern(grid)
    begun = time.perf_counter()
    pattern = compile_pattern(grid)
    prepare_ms = (time.perf_counter() - begun) * 1e3
    memory_mb = (bytes_of(pattern) + bytes_of(empty_workspace(pattern))) / 2**20
    taken_s: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(REPEATS):
        feeder_mw = []
        for threads, times in taken_s.items():
            begun = time.perf_counter()
            feeder_mw.append(served_load(grid, states, threads=threads).feeder_mw)
            times.append(time.perf_counter() - begun)
        if not np.array_equal(feeder_mw[0], feeder_mw[1]):
            raise SystemExit(f"{case}: two threads give other answers than one")
    one, two = (COUNTS[case] / statistics.median(times) for times in taken_s.values())
    return (
        TITLES[case], f"{COUNTS[case]:,}", f"{one:,.0f}", f"{two:,.0f}", f"{two / one:.2f}", f"{prepare_ms:,.1f}",
        f"{memory_mb:.1f}",
    )  # fmt: skip


def bytes_of(arrays: object) -> int:
    """Bytes of all arrays in a tuple of arrays and tuples."""
    if isinstance(arrays, np.ndarray):
        return arrays.nbytes
    return sum(map(bytes_of, arrays)) if isinstance(arrays, tuple) else 0
