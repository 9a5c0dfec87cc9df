"""Served load per damage state: the compiled core against HiGHS, pandapower and PyPSA, in turn on the same states.

Run with `python benchmarks/served_load.py [case ...]`, a case being a MATPOWER name as case118. Median milliseconds a
state on one thread. Every answer is compared with the core's: the largest relative difference is in the table.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from benchmarks.peers import others, small_lp  # noqa: E402
from benchmarks.peers.damage import KINDS, TITLES, damaged, grid_of, one  # noqa: E402
from benchmarks.peers.full_lp import FullLp  # noqa: E402
from relight.engine.core import GridStates, served_load  # noqa: E402
from relight.engine.grid import Grid  # noqa: E402

Method = Callable[[GridStates], tuple[float, float]]

COUNTS = {"case_RTS_GMLC": 40, "case118": 40, "case_ACTIVSg2000": 12, "case_ACTIVSg10k": 4}
SLOW = {
    "pandapower rundcopp": {"case_RTS_GMLC": 8, "case118": 8, "case_ACTIVSg2000": 2, "case_ACTIVSg10k": 1},
    "PyPSA optimize": {"case_RTS_GMLC": 4, "case118": 4, "case_ACTIVSg2000": 1, "case_ACTIVSg10k": 0},
}
"""States that slow methods are given, of the first kind of damage only."""


def main() -> None:
    """Print one table a grid."""
    console = Console(width=130)
    for case in sys.argv[1:] or COUNTS:
        table = Table("damage", "method", "states", "ms a state", "times the core", "worst difference")
        table.title = TITLES[case]
        grid = grid_of(case)
        methods = fast_methods(grid)
        for kind in KINDS:
            states = damaged(grid, kind, COUNTS[case], seed=7)
            add_rows(table, kind, states, methods, grid)
            table.add_section()
        for name, counts in SLOW.items():
            add_slow_row(table, name, replace(grid, shift_rad=np.zeros(len(grid.branch_ids))), counts[case])
        console.print(table)


def fast_methods(grid: Grid) -> dict[str, Method]:
    """Methods that are given every state."""
    warm, cold = FullLp(grid, warm=True), FullLp(grid, warm=False)
    return {
        "small LP to HiGHS": timed(lambda state: small_lp.most_load_mw(grid, state)),
        "full LP, HiGHS warm": timed(warm.solve),
        "full LP, HiGHS cold": timed(cold.solve),
    }


def timed(work: Callable[[GridStates], float]) -> Method:
    """The work, telling its seconds too."""

    def run(state: GridStates) -> tuple[float, float]:
        begun = time.perf_counter()
        found = work(state)
        return time.perf_counter() - begun, found

    return run


def core_seconds(grid: Grid, states: GridStates, repeats: int = 5) -> tuple[np.ndarray, np.ndarray, Counter[str]]:
    """Median seconds of each state on its own, called in one batch of copies, the answers, and troubles."""
    count = len(states.branch_share)
    taken, served, troubles = np.zeros(count), np.zeros(count), Counter[str]()
    for position in range(count):
        copies = GridStates._make(np.repeat(rows, repeats, axis=0) for rows in one(states, position))
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            found = served_load(grid, copies)
            times.append((time.perf_counter() - begun) / repeats)
        taken[position], served[position] = statistics.median(times), found.served_mw[0]
        troubles[found.trouble[0]] += 1
    return taken, served, troubles


def add_rows(table: Table, kind: str, states: GridStates, methods: dict[str, Method], grid: Grid) -> None:
    """One row for the core and one for every method, in turn state by state."""
    count = len(states.branch_share)
    served_load(grid, one(states, 0))
    core_s, served, troubles = core_seconds(grid, states)
    seconds: dict[str, list[float]] = {name: [] for name in methods}
    worst = dict.fromkeys(methods, 0.0)
    for position in range(count):
        for name, method in methods.items():
            taken, found = method(one(states, position))
            seconds[name].append(taken)
            worst[name] = max(worst[name], abs(found - served[position]) / max(1.0, found))
    core_ms = statistics.median(core_s) * 1e3
    left = sum(number for trouble, number in troubles.items() if trouble)
    table.add_row(kind, "compiled core", str(count), f"{core_ms:.3f}", "1", f"{left} left to HiGHS")
    for name, taken_s in seconds.items():
        milliseconds = statistics.median(taken_s) * 1e3
        table.add_row(
            kind, name, str(count), f"{milliseconds:,.2f}", f"{milliseconds / core_ms:,.1f}", f"{worst[name]:.0e}"
        )


def add_slow_row(table: Table, name: str, grid: Grid, count: int) -> None:
    """One row for a method that takes too long for all states; phase shifts are left out, also for the core."""
    method = {"pandapower rundcopp": others.rundcopp, "PyPSA optimize": others.optimise}[name]
    if find_spec("pypsa" if "PyPSA" in name else "pandapower") is None:
        table.add_row(KINDS[0], name, "-", "not installed", "-", "-")
        return
    if count == 0:
        table.add_row(KINDS[0], name, "0", "takes minutes", "-", "-")
        return
    states = damaged(grid, KINDS[0], count, seed=7)
    core_s, served, _ = core_seconds(grid, states)
    taken_s, found = np.array([method(grid, one(states, position)) for position in range(count)]).T
    milliseconds = float(np.nanmedian(taken_s)) * 1e3
    worst = float(np.nanmax(np.abs(found - served) / served))
    ratio = milliseconds / (statistics.median(core_s) * 1e3)
    table.add_row(KINDS[0], name, str(count), f"{milliseconds:,.0f}", f"{ratio:,.0f}", f"{worst:.0e}")


if __name__ == "__main__":
    main()
