"""Further damage on top of what is to be repaired: drawn hits, and the grid and its conditions with them.

A hit asset is back after a drawn time without a crew of the plan, as in ensembles. A hit on what is still out keeps it
out at least so long; it never brings anything back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

import numpy as np

from relight.engine.clock import after, minute_of
from relight.engine.core import GridStates
from relight.engine.ensembles.scenario import Futures, draw_scenario, repair_times
from relight.engine.model import Model
from relight.engine.returns import ConditionStep
from relight.engine.wiring import Ints
from relight.model.hazard import Hazard
from relight.plan.repairs.damage import Damage
from relight.plan.repairs.goal import Goal

GRID_KINDS = ("bus", "branch", "generator", "feeder")


@dataclass(frozen=True)
class Hit:
    """An asset that is down from one minute to another."""

    asset: str
    begin_minute: float
    end_minute: float


def draw_hits(goal: Goal, hazard: Hazard, scenarios: int, seed: int) -> tuple[tuple[Hit, ...], ...]:
    """What a hazard that is certain to come hits in so many futures; no plan has a say in it."""
    state = goal.forecaster.state
    certain = replace(hazard, likelihood=1.0)
    times = repair_times(state.situation.region)
    # Not the stream that repair times are drawn from: how long jobs take must not tell where something is hit.
    own = int(np.random.default_rng([seed, 0, 1]).integers(2**31))
    futures = Futures(state, (), (), (), (certain,), times, goal.forecaster.end_minute, own)
    at = state.situation.at
    return tuple(_hits(draw_scenario(futures, number).steps, at) for number in range(scenarios))


def _hits(steps: Iterable[ConditionStep], at: datetime) -> tuple[Hit, ...]:
    """From hit to back, asset by asset; what is hit again while it is down stays down."""
    down = dict[str, datetime]()
    hits = []
    for step in sorted(steps, key=lambda step: (step.valid_from, step.asset, step.share)):
        if step.share <= 0:
            down.setdefault(step.asset, step.valid_from)
        elif step.asset in down:
            hits.append(Hit(step.asset, minute_of(down.pop(step.asset), at), minute_of(step.valid_from, at)))
    return tuple(hits)


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


def with_hits(steps: Sequence[ConditionStep], hits: Sequence[Hit], at: datetime) -> list[ConditionStep]:
    """The steps of conditions under a plan with what is hit: an asset works if it is repaired and not down."""
    down = defaultdict[str, list[tuple[datetime, datetime]]](list)
    for hit in hits:
        down[hit.asset].append((after(at, hit.begin_minute), after(at, hit.end_minute)))
    mixed = [step for step in steps if step.asset not in down]
    for asset, stretches in down.items():
        own = sorted((step.valid_from, step.share) for step in steps if step.asset == asset)
        moments = {moment for moment, _ in own} | {moment for stretch in stretches for moment in stretch}
        for moment in sorted(moments):
            known = bisect_right(own, (moment, 1.0))
            share = own[known - 1][1] if known else 1.0
            is_down = any(begin <= moment < end for begin, end in stretches)
            mixed.append(ConditionStep(moment, asset, 0.0 if is_down else share))
    return sorted(mixed, key=lambda step: (step.valid_from, step.asset, step.share))
