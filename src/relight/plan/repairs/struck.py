"""Further damage on top of what is to be repaired: what is hit in drawn futures, and the grid's damage with it.

A hit asset is back after a drawn time without a crew of the plan, as in ensembles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from relight.engine.core import GridStates
from relight.engine.ensembles.hits import Hit, draw_hits
from relight.engine.ensembles.repair_times import repair_times
from relight.engine.model import Model
from relight.engine.wiring import Ints
from relight.model.hazard import Hazard
from relight.plan.repairs.damage import Damage
from relight.plan.repairs.goal import Goal

GRID_KINDS = ("bus", "branch", "generator", "feeder")


def futures_hit(goal: Goal, hazard: Hazard, scenarios: int, seed: int) -> tuple[tuple[Hit, ...], ...]:
    """What a hazard that is certain to come hits in so many futures; no plan has a say in it."""
    region, end_minute = goal.forecaster.state.situation.region, goal.forecaster.end_minute
    times = repair_times(region)
    # Not the stream that repair times are drawn from: how long jobs take must not tell where something is hit.
    own = int(np.random.default_rng([seed, 0, 1]).integers(2**31))
    streams = (np.random.default_rng([own, number]) for number in range(scenarios))
    return tuple(draw_hits(hazard, region, times, end_minute, chance) for chance in streams)


@dataclass(frozen=True, eq=False)
class StruckDamage(Damage):
    """Damage with one more number for each asset that may be hit, after those of the jobs: in a set, it is down."""

    bus_hit: Ints
    branch_hit: Ints
    unit_hit: Ints
    feeder_hit: Ints

    def states(self, sets: Sequence[int]) -> GridStates:
        """The grid with those jobs done and those assets down, a row for each set."""
        states, down = super().states(sets), self._done(sets)
        return states._replace(
            bus_in=states.bus_in & ~down[:, self.bus_hit],
            branch_share=np.where(down[:, self.branch_hit], 0.0, states.branch_share),
            unit_max_mw=np.where(down[:, self.unit_hit], 0.0, states.unit_max_mw),
            feeder_in=states.feeder_in & ~down[:, self.feeder_hit],
        )


def struck(damage: Damage, model: Model, numbers: Mapping[str, int]) -> StruckDamage:
    """The damage with assets that may be hit too, each with its number in sets of jobs and hits."""
    sizes = (len(damage.bus_in), len(damage.branch_share), len(damage.unit_share), len(damage.feeder_in))
    hit = {kind: np.full(size, -1, dtype=np.int64) for kind, size in zip(GRID_KINDS, sizes, strict=True)}
    for asset, number in numbers.items():
        hit[asset.partition(":")[0]][model.position[asset]] = number
    known = {each.name: getattr(damage, each.name) for each in fields(Damage)}
    known["jobs"] = damage.jobs + len(numbers)
    return StruckDamage(
        **known,
        bus_hit=hit["bus"],
        branch_hit=hit["branch"],
        unit_hit=hit["generator"],
        feeder_hit=hit["feeder"],
    )
