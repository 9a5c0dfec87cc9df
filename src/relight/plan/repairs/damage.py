"""The grid with some of its damage repaired: states for sets of jobs, and the load they serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relight.engine.copper_plate import CopperPlate
from relight.engine.grid import Grid, GridState, limits_mw
from relight.engine.islands import IslandPart, find_islands, island_part
from relight.engine.model import Model
from relight.engine.network_lp import IslandModel
from relight.engine.recent import Recent
from relight.engine.switching import IslandCase, Most, most_served
from relight.engine.wiring import Flags, Floats, Ints
from relight.errors import SolverError
from relight.model.situation import Situation, latest

_MODELS: Recent[IslandModel] = Recent(size=32)


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
        done = np.array([repaired >> job & 1 for job in range(self.jobs)] + [0], dtype=np.bool_)
        return GridState(
            bus_in=self.bus_in | done[self.bus_job],
            branch_share=np.where(done[self.branch_job], 1.0, self.branch_share),
            unit_max_mw=self.grid.unit_max_mw * np.where(done[self.unit_job], 1.0, self.unit_share),
            demand_mw=self.demand_mw,
            feeder_in=self.feeder_in | done[self.feeder_job],
            already_on=np.zeros(len(self.feeder_in), dtype=np.bool_),
        )


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
    """The most load that can be served with each of those sets of jobs done [MW]."""
    return [most_load(damage, repaired)[0] for repaired in sets]


def most_load(damage: Damage, repaired: int) -> tuple[float, Floats]:
    """The most load that can be served [MW], as `relight.engine.serve` has it, and a dispatch of it to the feeders.

    Which whole feeders an operator leaves on is not worked out, which is most of the work.
    """
    grid, state = damage.grid, damage.state(repaired)
    islands = find_islands(grid, state)
    plate = CopperPlate(grid, state, islands)
    served, feeder_mw = plate.served_mw.copy(), plate.walk_mw.copy()
    for island in np.flatnonzero(plate.best_overloads).tolist():
        part = island_part(islands, island)
        case = plate.case(part, island)
        most = _most_in_island(damage, state, part, case)
        could_mw = min(float(case.demand_mw.sum()), case.capacity_mw)
        served[island] = could_mw if most.served_mw >= could_mw - case.slack_mw else most.served_mw
        feeder_mw[part.feeder] = most.dispatch.feeder_mw
    return float(served.sum()), feeder_mw


def _most_in_island(damage: Damage, state: GridState, part: IslandPart, case: IslandCase) -> Most:
    """The most that one island's network lets through; phase shifters that alone overload it stand neutral."""
    grid = damage.grid
    key = (part.bus.tobytes(), part.branch.tobytes())
    model = _MODELS.get(grid, key, lambda: IslandModel(grid, part, "simplex"))
    for neutral in (False, True):
        model.set_network(limits_mw(grid, state)[part.branch], state.unit_max_mw[part.unit], neutral)
        most = most_served(model, case, np.zeros(len(case.demand_mw)), case.demand_mw)
        if most is not None:
            return most
    raise SolverError(f"an island of {len(part.bus)} buses has no flow within its limits; check its branches")
