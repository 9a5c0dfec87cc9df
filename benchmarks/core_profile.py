"""Where the compiled core's time goes: parts of its work on one thread, in microseconds a state.

Processor time, so that other programmes do not count. The parts that every state needs once (islands and what stands
in them, the factor, the flows of the first dispatch) are called on their own, again and again; the rest is what is left
of the whole: lines that become rows, the dual simplex on them, and the proof. Pivots are means.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from rich.table import Table

from benchmarks.peers.damage import KINDS, TITLES, damaged, grid_of
from benchmarks.report import table_of
from relight.engine.core import GridStates, served_load
from relight.engine.core.factor import factorise
from relight.engine.core.flows import work_out_flows
from relight.engine.core.machine import entry
from relight.engine.core.pattern import Pattern
from relight.engine.core.rooms import rooms_of
from relight.engine.core.state import prepare
from relight.engine.core.workspace import Workspace
from relight.engine.grid import Grid

COUNTS = {"case_RTS_GMLC": 400, "case118": 200, "case_ACTIVSg2000": 60, "case_ACTIVSg10k": 12}
REPEATS = 5


@entry
def prepare_all(pattern: Pattern, work: Workspace, given: GridStates) -> None:
    """Islands, first dispatch, factor and flows of every state."""
    for state in range(len(given.branch_share)):
        prepare(pattern, work, given, state)


@entry
def factorise_all(pattern: Pattern, work: Workspace, given: GridStates) -> None:
    """The factor of the last state, as often as there are states."""
    for _ in range(len(given.branch_share)):
        factorise(pattern, work.factor, work.susceptance_mw, work.root)


@entry
def flow_all(pattern: Pattern, work: Workspace, given: GridStates) -> None:
    """The flows of the last state, as often as there are states."""
    for _ in range(len(given.branch_share)):
        work_out_flows(pattern, work)


def tables(full: bool) -> Iterator[Table]:
    """One row for every grid and kind of damage."""
    names = ("grid", "damage", "islands [µs]", "factor [µs]", "first flows [µs]", "rows, simplex, proof [µs]",
             "whole [µs]", "rest of the whole", "pivots")  # fmt: skip
    rows = [row_of(case, grid_of(case), kind) for case in COUNTS for kind in KINDS]
    yield table_of("The parts of the work on a state", names, rows)


def row_of(case: str, grid: Grid, kind: str) -> tuple[str, ...]:
    """One grid and kind of damage."""
    states = damaged(grid, kind, COUNTS[case], seed=13)
    count, rooms = COUNTS[case], rooms_of(grid)
    found = served_load(grid, states)
    with rooms.borrow(1) as borrowed:
        work = borrowed[0][0]
        parts = [
            microseconds(partial(part, rooms.pattern, work, states), count)
            for part in (prepare_all, factorise_all, flow_all)
        ]
    whole = microseconds(partial(served_load, grid, states), count)
    prepared, factor, flows = parts
    return (
        TITLES[case], kind, f"{prepared - factor - flows:,.1f}", f"{factor:,.1f}", f"{flows:,.1f}",
        f"{whole - prepared:,.1f}", f"{whole:,.1f}", f"{1 - prepared / whole:.0%}", f"{np.mean(found.pivots):.1f}",
    )  # fmt: skip


def microseconds(work: Callable[[], object], count: int) -> float:
    """The least time a state of some calls, after a first one that compiles."""
    work()
    times = []
    for _ in range(REPEATS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times) / count * 1e6
