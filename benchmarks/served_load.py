"""Served load per damage state: the compiled core against HiGHS, pandapower and PyPSA, in turn on the same states.

Median milliseconds a state on one thread; 5 % or 20 % of the branches and 2 % of the units are out at random, or all
damage lies round one bus. Making the network of a peer is not timed. Every answer is compared with the core's: the
largest relative difference is in the table.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec

import numpy as np
from rich.table import Table

from benchmarks.peers import others, small_lp
from benchmarks.peers.damage import KINDS, TITLES, damaged, grid_of, one
from benchmarks.peers.full_lp import FullLp
from benchmarks.report import table_of
from relight.engine.core import GridStates, served_load
from relight.engine.grid import Grid

Method = Callable[[GridStates], tuple[float, float]]
Row = tuple[str, ...]

COUNTS = {"case_RTS_GMLC": 40, "case118": 40, "case_ACTIVSg2000": 12, "case_ACTIVSg10k": 4}
SLOW = {
    "pandapower rundcopp": {"case_RTS_GMLC": 8, "case118": 8, "case_ACTIVSg2000": 2, "case_ACTIVSg10k": 1},
    "PyPSA optimize": {"case_RTS_GMLC": 4, "case118": 4, "case_ACTIVSg2000": 1, "case_ACTIVSg10k": 0},
}
"""States that slow methods are given, of the first kind of damage only."""


def tables(full: bool) -> Iterator[Table]:
    """One table a grid."""
    names = ("damage", "method", "states", "ms a state", "times the core", "worst difference")
    for case, count in COUNTS.items():
        grid = grid_of(case)
        methods = fast_methods(grid)
        rows = [row for kind in KINDS for row in rows_of(kind, damaged(grid, kind, count, seed=7), methods, grid)]
        for name, counts in SLOW.items():
            rows.append(slow_row(name, replace(grid, shift_rad=np.zeros(len(grid.branch_ids))), counts[case]))
        yield table_of(TITLES[case], names, rows)


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


def rows_of(kind: str, states: GridStates, methods: dict[str, Method], grid: Grid) -> Iterator[Row]:
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
    yield (kind, "compiled core", str(count), f"{core_ms:.3f}", "1", f"{left} left to HiGHS")
    for name, taken_s in seconds.items():
        milliseconds = statistics.median(taken_s) * 1e3
        yield (kind, name, str(count), f"{milliseconds:,.2f}", f"{milliseconds / core_ms:,.1f}", f"{worst[name]:.0e}")


def slow_row(name: str, grid: Grid, count: int) -> Row:
    """One row for a method that takes too long for all states; phase shifts are left out, also for the core."""
    method = {"pandapower rundcopp": others.rundcopp, "PyPSA optimize": others.optimise}[name]
    if find_spec("pypsa" if "PyPSA" in name else "pandapower") is None:
        return (KINDS[0], name, "-", "not installed", "-", "-")
    if count == 0:
        return (KINDS[0], name, "0", "takes minutes", "-", "-")
    states = damaged(grid, KINDS[0], count, seed=7)
    core_s, served, _ = core_seconds(grid, states)
    taken_s, found = np.array([method(grid, one(states, position)) for position in range(count)]).T
    milliseconds = float(np.nanmedian(taken_s)) * 1e3
    worst = float(np.nanmax(np.abs(found - served) / served))
    ratio = milliseconds / (statistics.median(core_s) * 1e3)
    return (KINDS[0], name, str(count), f"{milliseconds:,.0f}", f"{ratio:,.0f}", f"{worst:.0e}")
