"""Served load per damage state: the compiled core against HiGHS, pandapower and PyPSA, in turn on the same states.

Median milliseconds a state on one thread; 5 % or 20 % of the branches and 2 % of the units are out at random, or all
damage lies round one bus. Making the network of a peer is not timed. Every answer is compared with the core's: the
largest relative difference is in the table. pandapower and PyPSA take too long for all states and get some of the
first kind, without phase shifts, as their lines know none; their times stand beside the core's for the same states.
"""

from __future__ import annotations

import statistics
import time
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
PANDAPOWER, PYPSA = "pandapower rundcopp", "PyPSA optimize"
SMALL_LP, WARM, COLD = "small LP to HiGHS", "full LP, HiGHS warm", "full LP, HiGHS cold"
SLOW = {
    PANDAPOWER: {"case_RTS_GMLC": 8, "case118": 8, "case_ACTIVSg2000": 3, "case_ACTIVSg10k": 1},
    PYPSA: {"case_RTS_GMLC": 4, "case118": 4, "case_ACTIVSg2000": 1, "case_ACTIVSg10k": 0},
}
"""States that slow methods are given."""

PYPSA_10K_FULL = 1
"""States of ACTIVSg10k for PyPSA with --full: one takes about four minutes."""

SAME = 1e-6
"""Relative difference up to which methods count as agreed; pandapower's interior point leaves up to 1e-7."""


def tables(full: bool) -> Iterator[Table]:
    """One table a grid."""
    names = ("damage", "method", "states", "ms a state", "times the core", "target", "worst difference")
    for case, count in COUNTS.items():
        grid = grid_of(case)
        methods = fast_methods(grid)
        rows = [row for kind in KINDS for row in rows_of(kind, damaged(grid, kind, count, seed=7), methods, grid, case)]
        for name, counts in SLOW.items():
            states = PYPSA_10K_FULL if full and counts[case] == 0 else counts[case]
            rows.append(slow_row(name, replace(grid, shift_rad=np.zeros(len(grid.branch_ids))), states, case))
        yield table_of(TITLES[case], names, rows)


def fast_methods(grid: Grid) -> dict[str, Method]:
    """Methods that are given every state."""
    warm, cold = FullLp(grid, warm=True), FullLp(grid, warm=False)
    return {
        SMALL_LP: timed(lambda state: small_lp.most_load_mw(grid, state)),
        WARM: timed(warm.solve),
        COLD: timed(cold.solve),
    }


def target(method: str, kind: str, case: str) -> str:
    """How many times faster than a method the core is meant to be."""
    if kind != KINDS[0] or (method == WARM and "ACTIVSg" not in case):
        return ""
    known = {PANDAPOWER: "300" if case == "case118" else "1,000", PYPSA: "500", SMALL_LP: "5", WARM: "100"}
    return known.get(method, "")


def timed(work: Callable[[GridStates], float]) -> Method:
    """The work, telling its seconds too."""

    def run(state: GridStates) -> tuple[float, float]:
        begun = time.perf_counter()
        found = work(state)
        return time.perf_counter() - begun, found

    return run


def core_run(grid: Grid, state: GridStates, repeats: int = 5) -> tuple[float, float, bool]:
    """Seconds a state takes in a batch of copies of itself, what it serves, and whether HiGHS had to help."""
    copies = GridStates._make(np.repeat(rows, repeats, axis=0) for rows in state)
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        found = served_load(grid, copies)
        times.append((time.perf_counter() - begun) / repeats)
    return statistics.median(times), float(found.served_mw[0]), bool(found.trouble[0])


def rows_of(kind: str, states: GridStates, methods: dict[str, Method], grid: Grid, case: str) -> Iterator[Row]:
    """One row for the core and one for every method, in turn state by state."""
    count = len(states.branch_share)
    core_run(grid, one(states, 0))
    core_s, left, worst = [], 0, dict.fromkeys(methods, 0.0)
    seconds: dict[str, list[float]] = {name: [] for name in methods}
    for position in range(count):
        state = one(states, position)
        taken, served_mw, helped = core_run(grid, state)
        core_s.append(taken)
        left += helped
        for name, method in methods.items():
            taken, found_mw = method(state)
            seconds[name].append(taken)
            worst[name] = max(worst[name], abs(found_mw - served_mw) / max(1.0, found_mw))
    core_ms = statistics.median(core_s) * 1e3
    yield (kind, "compiled core", str(count), f"{core_ms:.3f}", "1", "", f"{left} left to HiGHS")
    for name, taken_s in seconds.items():
        milliseconds = statistics.median(taken_s) * 1e3
        yield (
            kind, name, str(count), f"{milliseconds:,.2f}", f"{milliseconds / core_ms:,.1f}", target(name, kind, case),
            agreed(name, worst[name]),
        )  # fmt: skip


def slow_row(name: str, grid: Grid, count: int, case: str) -> Row:
    """One row for a method that takes too long for all states; phase shifts are left out, also for the core."""
    method, package = {PANDAPOWER: (others.rundcopp, "pandapower"), PYPSA: (others.optimise, "pypsa")}[name]
    wanted = target(name, KINDS[0], case)
    if find_spec(package) is None:
        return (KINDS[0], name, "-", "not installed", "-", wanted, "-")
    if count == 0:
        return (KINDS[0], name, "0", "minutes: with --full", "-", wanted, "-")
    states = damaged(grid, KINDS[0], count, seed=7)
    core_s, taken_s, worst = [], [], 0.0
    core_run(grid, one(states, 0))
    for position in range(count):
        state = one(states, position)
        core_taken, served_mw, _ = core_run(grid, state)
        taken, found_mw = method(grid, state)
        if np.isnan(taken):  # it did not converge, whatever a megawatt pays
            continue
        core_s.append(core_taken)
        taken_s.append(taken)
        worst = max(worst, abs(found_mw - served_mw) / max(1.0, served_mw))
    if not taken_s:
        return (KINDS[0], name, "0", "did not converge", "-", wanted, "-")
    milliseconds, core_ms = statistics.median(taken_s) * 1e3, statistics.median(core_s) * 1e3
    return (
        KINDS[0], name, str(len(taken_s)), f"{milliseconds:,.0f}", f"{milliseconds / core_ms:,.0f}", wanted,
        agreed(name, worst),
    )  # fmt: skip


def agreed(name: str, worst: float) -> str:
    """The largest difference; the run ends where it is more than rounding."""
    if not worst <= SAME:
        raise SystemExit(f"{name} and the core differ by {worst:g}")
    return f"{worst:.0e}"
