"""One of the futures of an ensemble: repairs that take longer or shorter, demand that errs, further damage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from relight.engine.clock import after, minute_of
from relight.engine.ensembles.back_statistics import Areas, areas_of
from relight.engine.ensembles.clock_statistics import Clocks, clocks_from
from relight.engine.ensembles.hits import draw_hits, with_hits
from relight.engine.ensembles.repair_times import RepairTimes
from relight.engine.replay import State
from relight.engine.returns import ConditionStep, Return
from relight.engine.rota_switching import RotaTally, with_rota
from relight.engine.timeline import Timeline, ahead, slot_starts
from relight.model.hazard import Hazard
from relight.model.schema import Repair, RotaSlot


@dataclass(frozen=True, eq=False)
class Scenario:
    """What is drawn for one run; `chance_seed` feeds the backups' own draws."""

    steps: tuple[ConditionStep, ...]
    demand_factor: float
    chance_seed: int
    hazard: str


@dataclass(frozen=True, eq=False)
class Futures:
    """Everything scenarios are drawn from."""

    state: State
    steps: tuple[ConditionStep, ...]
    returns: tuple[Return, ...]
    repairs: tuple[Repair, ...] | None
    hazards: tuple[Hazard, ...]
    times: RepairTimes
    end: float
    seed: int
    rota: tuple[RotaSlot, ...] | None = None  # binds in every scenario

    def __repr__(self) -> str:
        situation = self.state.situation
        horizon = f"{self.end / 60:g} h from {situation.at.isoformat()}"
        return f"<Futures of {situation.region.settings.name}, {horizon}, seed {self.seed}>"

    @cached_property
    def ahead(self) -> Timeline:
        """What the timelines of all scenarios have in common: everything but the conditions of assets."""
        known = ahead(self.state.situation, self.end)
        return known if self.rota is None else with_rota(known, self.rota, self.state)

    @cached_property
    def rota_tally(self) -> RotaTally | None:
        """Where what the rota cuts is added up, with nothing in it."""
        return None if self.rota is None else RotaTally(self.state, self.rota, self.end)

    @cached_property
    def clocks(self) -> Clocks:
        """The clocks and warnings that scenarios are asked for."""
        return clocks_from(self.state, self.hazards, self.end)

    @cached_property
    def areas(self) -> Areas:
        """The whole region and its parents, in which scenarios are asked when a service is back."""
        return areas_of(self.state)

    @cached_property
    def slots(self) -> tuple[float, ...]:
        """Minutes at which the slots of the horizon begin."""
        return slot_starts(self.state.situation, self.end)


def draw_scenario(futures: Futures, number: int) -> Scenario:
    """Scenario `number`; the same for the same seed and number, whatever else is drawn."""
    chance = np.random.default_rng([futures.seed, number])
    region = futures.state.situation.region
    spread = region.assumptions["demand_error_sd"]
    demand_factor = 1.0 + spread * float(np.clip(chance.standard_normal(), -2.0, 2.0))
    hazard = _draw_hazard(futures.hazards, chance)
    chance_seed = int(chance.integers(1, 2**63))
    returned = _draw_returns(futures, chance)
    steps = _with_returns(futures, returned)
    if hazard is not None:
        hits = draw_hits(hazard, region, futures.times, futures.end, chance)
        steps = with_hits(steps, hits, futures.state.situation.at)
    return Scenario(tuple(steps), demand_factor, chance_seed, "" if hazard is None else hazard.name)


def _draw_hazard(hazards: Sequence[Hazard], chance: np.random.Generator) -> Hazard | None:
    """One of the hazards by likelihood; none with what is left to 1."""
    draw = float(chance.uniform())
    for hazard in hazards:
        draw -= hazard.likelihood
        if draw < 0:
            return hazard
    return None


def _draw_returns(futures: Futures, chance: np.random.Generator) -> dict[str, datetime]:
    """Asset -> when it is back in this scenario; those nobody expects stay out."""
    if futures.repairs is not None:
        return _draw_plan(futures, chance)
    at = futures.state.situation.at
    drawn: dict[str, datetime] = {}
    for back in futures.returns:
        if back.at is None:
            continue
        mean = minute_of(back.at, back.since)
        elapsed = max(0.0, minute_of(at, back.since))
        minutes = futures.times.drawn_minutes(back.asset, mean, elapsed, chance.uniform())
        drawn[back.asset] = after(back.since, minutes)
    return drawn


def _draw_plan(futures: Futures, chance: np.random.Generator) -> dict[str, datetime]:
    """Ends of a plan's jobs when each takes as long as drawn and a crew's next job waits for its last.

    What is drawn is the asset's, not the row's: plans of the same jobs in another order meet the same luck.
    """
    at = futures.state.situation.at
    shares = {asset: chance.uniform() for asset in sorted({row.asset for row in futures.repairs or ()})}
    free: dict[str, datetime] = {}
    drawn: dict[str, datetime] = {}
    for row in sorted(futures.repairs or (), key=lambda row: (row.start, row.crew, row.asset)):
        if row.end <= at:
            continue
        start = max(row.start, free.get(row.crew, row.start))
        mean = minute_of(row.end, row.start)
        elapsed = max(0.0, minute_of(at, start))
        minutes = futures.times.drawn_minutes(row.asset, mean, elapsed, shares[row.asset])
        free[row.crew] = after(start, minutes)
        drawn[row.asset] = min(free[row.crew], drawn.get(row.asset, free[row.crew]))
    return drawn


def _with_returns(futures: Futures, drawn: dict[str, datetime]) -> list[ConditionStep]:
    """The known steps with expected returns at their drawn times."""
    expected = {(back.asset, back.at) for back in futures.returns if back.at is not None and back.asset in drawn}
    kept = [step for step in futures.steps if (step.asset, step.valid_from) not in expected or step.share < 1]
    return kept + [ConditionStep(drawn[asset], asset, 1.0) for asset, _ in sorted(expected)]
