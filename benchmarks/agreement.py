"""Whether the compiled core serves what HiGHS serves: fresh random damage states, and the run fails if one differs.

A third of each grid's states has 5 %, a third 20 % of its branches out (and 2 % of its units), a third all damage round
one bus. In every second state each third feeder is protected. HiGHS solves the whole network's linear programme for
every island, with tolerances of 1e-9. Differences are relative to the load served (to 1 MW, if that is less), for
protected and for all load. The gap is what the core's own proof, a dual bound worked out afresh, leaves possible,
beside the load served. States without such a proof are left to HiGHS and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from rich.table import Table

from benchmarks.peers.damage import KINDS, TITLES, damaged, grid_of
from benchmarks.report import table_of
from relight.engine.core import GridStates, LoadBatch, served_load
from relight.engine.grid import Grid

COUNTS = {"case_RTS_GMLC": 1000, "case118": 1000, "case_ACTIVSg2000": 200, "case_ACTIVSg10k": 30}
SEED = 20261128
SAME = 1e-9


@dataclass(frozen=True)
class Comparison:
    """What came of some states: largest differences and gap, and why HiGHS worked some out in the core's place."""

    states: int
    served: float
    protected: float
    gap: float
    troubles: Counter[str]


def tables(full: bool) -> Iterator[Table]:
    """One row for every grid and kind of damage."""
    found = {(case, kind): compare(case, kind, count) for case, count in COUNTS.items() for kind in KINDS}
    rows = [
        (
            TITLES[case],
            kind,
            str(row.states),
            f"{row.served:.0e}",
            f"{row.protected:.0e}",
            f"{row.gap:.0e}",
            ", ".join(f"{number} {trouble}" for trouble, number in sorted(row.troubles.items())) or "none",
        )
        for (case, kind), row in found.items()
    ]
    names = (
        "grid", "damage", "states", "difference, all load", "difference, protected", "largest gap", "left to HiGHS",
    )  # fmt: skip
    left = sum(row.troubles.total() for row in found.values())
    states = sum(row.states for row in found.values())
    note = f"{states:,} states, {left} left to HiGHS; largest difference allowed: {SAME:g}"
    yield table_of("The compiled core against HiGHS", names, rows, note)
    apart = [key for key, row in found.items() if not max(row.served, row.protected) <= SAME]
    if apart:
        raise SystemExit(f"core and HiGHS differ: {apart}")


def compare(case: str, kind: str, count: int) -> Comparison:
    """A third of a grid's states, worked out by both methods; half of them with protected feeders."""
    grid = grid_of(case)
    share = len(range(KINDS.index(kind), count, len(KINDS)))
    states = damaged(grid, kind, share, SEED)
    protected = (grid.feeder_protected, np.arange(len(grid.feeder_ids)) % 3 == 0)
    parts = [
        compare_states(replace(grid, feeder_protected=protected[odd]), every_second(states, odd)) for odd in (0, 1)
    ]
    return Comparison(
        states=sum(part.states for part in parts),
        served=max(part.served for part in parts),
        protected=max(part.protected for part in parts),
        gap=max(part.gap for part in parts),
        troubles=sum((part.troubles for part in parts), Counter()),
    )


def compare_states(grid: Grid, states: GridStates) -> Comparison:
    """States of one grid by both methods."""
    core, highs = served_load(grid, states), served_load(grid, states, method="highs")
    return Comparison(
        states=len(core.served_mw),
        served=difference(core.served_mw, highs.served_mw),
        protected=difference(core.protected_mw, highs.protected_mw),
        gap=largest_gap(core),
        troubles=Counter(trouble for trouble in core.trouble if trouble),
    )


def difference(found_mw: np.ndarray, expected_mw: np.ndarray) -> float:
    """The largest relative difference."""
    return float(np.max(np.abs(found_mw - expected_mw) / np.maximum(1.0, expected_mw)))


def largest_gap(core: LoadBatch) -> float:
    """The largest gap of the proofs beside the load served; states that HiGHS worked out have none."""
    return float(np.nanmax(core.gap_mw / np.maximum(1.0, core.served_mw)))


def every_second(states: GridStates, first: int) -> GridStates:
    """Every second state from one on."""
    return GridStates._make(rows[first::2] if len(rows) > 1 else rows for rows in states)
