"""The grid with some of its damage repaired: states for sets of jobs, and the load they serve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from relight.engine.core import GridStates, served_load_sequence
from relight.engine.grid import Grid, GridState
from relight.engine.model import Model
from relight.engine.wiring import Flags, Floats, Ints
from relight.model.situation import Situation, latest

WORTH_A_THREAD = 16
"""From so many sets on two threads share them."""

MOST_AT_ONCE = 512
"""Sets whose states are in memory at the same time."""


@dataclass(frozen=True, eq=False)
class Damage:
    """What is left of every asset of the grid, and which job restores it (−1 = not damaged)."""

    grid: Grid
    demand_mw: Floats
    bus_in: Flags
    branch_share: Floats
    unit_share: Floats
    feeder_in: Flags
    jobs: int

    bus_job: Ints
    branch_job: Ints
    unit_job: Ints
    feeder_job: Ints

    def state(self, repaired: int) -> GridState:
        """The grid with those jobs done, every other damage as it is, and nothing on already."""
        bus_in, branch_share, unit_max_mw, demand_mw, feeder_in = (rows[0] for rows in self.states([repaired]))
        nothing_on = np.zeros(len(feeder_in), dtype=np.bool_)
        return GridState(bus_in, branch_share, unit_max_mw, demand_mw, feeder_in, nothing_on)

    def states(self, sets: Sequence[int]) -> GridStates:
        """The same for many sets of jobs, a row each."""
        done = self._done(sets)
        return GridStates(
            bus_in=self.bus_in | done[:, self.bus_job],
            branch_share=np.where(done[:, self.branch_job], 1.0, self.branch_share),
            unit_max_mw=self.grid.unit_max_mw * np.where(done[:, self.unit_job], 1.0, self.unit_share),
            demand_mw=self.demand_mw[None],
            feeder_in=self.feeder_in | done[:, self.feeder_job],
        )

    def _done(self, sets: Sequence[int]) -> Flags:
        """Set × job: whether it is in it; the last column, for what is not damaged, is empty."""
        width = self.jobs // 8 + 1
        packed = np.frombuffer(b"".join(each.to_bytes(width, "little") for each in sets), dtype=np.uint8)
        bits = np.unpackbits(packed.reshape(len(sets), width), axis=1, count=self.jobs, bitorder="little")
        return np.pad(bits, ((0, 0), (0, 1))).astype(np.bool_)


def damage_of(model: Model, situation: Situation, assets: Sequence[str], demand_mw: Floats) -> Damage:
    """The damage of a Situation, with the jobs that repair it in the order of `assets`."""
    grid = model.grid
    sizes = {
        "bus": len(grid.bus_ids),
        "branch": len(grid.branch_ids),
        "generator": len(grid.unit_ids),
        "feeder": len(grid.feeder_ids),
    }
    share = {kind: np.ones(size) for kind, size in sizes.items()}
    job = {kind: np.full(size, -1, dtype=np.int64) for kind, size in sizes.items()}
    for number, asset in enumerate(assets):
        kind = asset.partition(":")[0]
        row = latest(situation.tracks[asset, "condition"], situation.at)
        if kind in share and row is not None:
            share[kind][model.position[asset]] = (row.value or 0.0) if row.state == "derated" else 0.0
            job[kind][model.position[asset]] = number
    return Damage(
        grid=grid,
        demand_mw=demand_mw,
        bus_in=share["bus"] > 0,
        branch_share=share["branch"],
        unit_share=share["generator"],
        feeder_in=share["feeder"] > 0,
        jobs=len(assets),
        bus_job=job["bus"],
        branch_job=job["branch"],
        unit_job=job["generator"],
        feeder_job=job["feeder"],
    )


def served_mw(damage: Damage, sets: Sequence[int]) -> list[float]:
    """The most load that can be served with each of those sets of jobs done [MW], as `relight.engine.serve` has it.

    Which whole feeders an operator leaves on is not worked out, which is most of the work.
    """
    return [float(each.sum()) for each in feeder_loads(damage, sets)]


def feeder_loads(damage: Damage, sets: Sequence[int]) -> Iterator[Floats]:
    """A dispatch of the most load that can be served to the feeders [MW], for each of those sets of jobs done.

    Neighbouring sets should differ little: each starts from the optimum of the one before.
    """
    for first in range(0, len(sets), MOST_AT_ONCE):
        some = sets[first : first + MOST_AT_ONCE]
        # In two halves whatever the machine, so that the answers do not depend on it.
        half = len(some) // 2 if len(some) >= WORTH_A_THREAD else 0
        if not half:
            yield from served_load_sequence(damage.grid, damage.states(some)).feeder_mw
            continue
        with ThreadPoolExecutor(2) as executor:
            parts = [damage.states(some[:half]), damage.states(some[half:])]
            for load in executor.map(lambda states: served_load_sequence(damage.grid, states), parts):
                yield from load.feeder_mw
