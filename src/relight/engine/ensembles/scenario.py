"""One of the futures of an ensemble: repairs that take longer or shorter, demand that errs, further damage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from relight.engine.clock import after, minute_of
from relight.engine.ensembles.back_statistics import Areas, areas_of
from relight.engine.ensembles.clock_statistics import Clocks, clocks_from
from relight.engine.replay import State
from relight.engine.returns import ConditionStep, Return
from relight.engine.rota_switching import RotaTally, with_rota
from relight.engine.timeline import Timeline, ahead, slot_starts
from relight.model.hazard import Hazard, assets_of_kind
from relight.model.region import Region
from relight.model.schema import Repair, RepairClass, RotaSlot


@dataclass(frozen=True, eq=False)
class Scenario:
    """What is drawn for one run; `chance_seed` feeds the backups' own draws."""

    steps: tuple[ConditionStep, ...]
    demand_factor: float
    chance_seed: int
    hazard: str


@dataclass(frozen=True, eq=False)
class RepairTimes:
    """Repair classes by asset: each asset's own class, with the assumptions for those without one."""

    by_kind: dict[tuple[str, str], tuple[str, ...]]  # (district, kind) -> assets
    of_asset: dict[str, RepairClass]
    usual_variation: float
    usual_minutes: float

    def variation(self, asset: str) -> float:
        """Standard deviation of an asset's repair as a share of its mean."""
        row = self.of_asset.get(asset)
        return self.usual_variation if row is None or row.mean_minutes <= 0 else row.sd_minutes / row.mean_minutes

    def mean_minutes(self, asset: str) -> float:
        """Mean repair time of an asset [min]."""
        row = self.of_asset.get(asset)
        return self.usual_minutes if row is None else row.mean_minutes


def repair_times(region: Region) -> RepairTimes:
    """The repair times of every asset; a class named after the asset's own kind goes before one for all of its sort."""
    by_kind = assets_of_kind(region)
    classes = {row.asset_kind: row for row in region.repair_classes}
    of_asset: dict[str, RepairClass] = {}
    for (_, kind), assets in by_kind.items():
        for asset in assets if kind in classes else ():
            if asset not in of_asset or not asset.startswith(f"{kind}:"):
                of_asset[asset] = classes[kind]
    assumptions = region.assumptions
    return RepairTimes(by_kind, of_asset, assumptions["repair_cv"], assumptions["strike_repair_minutes"])


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
        steps = _strike(futures, hazard, steps, chance)
    return Scenario(tuple(steps), demand_factor, chance_seed, "" if hazard is None else hazard.name)


def lognormal_longer_than(mean: float, sd: float, elapsed: float, share: float) -> float:
    """What this share exceeds of all that exceeds `elapsed` in a lognormal with that mean and standard deviation."""
    if mean <= 0 or sd <= 0:
        return max(mean, elapsed)
    sigma = math.sqrt(math.log(1 + (sd / mean) ** 2))
    median = mean / math.sqrt(1 + (sd / mean) ** 2)
    survival = float(ndtr(-math.log(elapsed / median) / sigma)) if elapsed > 0 else 1.0
    deviations = -float(ndtri(share * survival))
    return max(median * math.exp(sigma * deviations), elapsed) if math.isfinite(deviations) else elapsed


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
        minutes = lognormal_longer_than(mean, mean * futures.times.variation(back.asset), elapsed, chance.uniform())
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
        minutes = lognormal_longer_than(mean, mean * futures.times.variation(row.asset), elapsed, shares[row.asset])
        free[row.crew] = after(start, minutes)
        drawn[row.asset] = min(free[row.crew], drawn.get(row.asset, free[row.crew]))
    return drawn


def _with_returns(futures: Futures, drawn: dict[str, datetime]) -> list[ConditionStep]:
    """The known steps with expected returns at their drawn times."""
    expected = {(back.asset, back.at) for back in futures.returns if back.at is not None and back.asset in drawn}
    kept = [step for step in futures.steps if (step.asset, step.valid_from) not in expected or step.share < 1]
    return kept + [ConditionStep(drawn[asset], asset, 1.0) for asset, _ in sorted(expected)]


def _strike(
    futures: Futures, hazard: Hazard, steps: list[ConditionStep], chance: np.random.Generator
) -> list[ConditionStep]:
    """Further damage: Poisson in number, uniform in time and among the assets of its kind in its district."""
    situation = futures.state.situation
    region, days = situation.region, futures.end / 1440
    by_kind = futures.times.by_kind
    places = [row.district for row in sorted(region.districts, key=lambda row: row.district)]
    hits: list[tuple[datetime, str, datetime]] = []
    for rate in hazard.rates:
        for district in [rate.district] if rate.district else places:
            assets = by_kind.get((district, rate.asset_kind), ())
            for _ in range(int(chance.poisson(rate.per_day * days)) if assets else 0):
                asset = assets[int(chance.integers(len(assets)))]
                hit = after(situation.at, float(chance.uniform(0, futures.end)))
                mean = futures.times.mean_minutes(asset)
                minutes = lognormal_longer_than(mean, mean * futures.times.variation(asset), 0.0, chance.uniform())
                hits.append((hit, asset, after(hit, minutes)))
    return with_hits(steps, hits)


def with_hits(steps: Sequence[ConditionStep], hits: Sequence[tuple[datetime, str, datetime]]) -> list[ConditionStep]:
    """The steps with assets hit: when, which, and when it is back if it worked until then.

    A hit on what is still out may delay its return; it never brings anything back sooner, nor what nobody expects.
    """
    found = list(steps)
    for hit, asset, back in sorted(hits):
        own = sorted((step for step in found if step.asset == asset), key=lambda step: step.valid_from)
        worked = all(step.share > 0 for step in [step for step in own if step.valid_from < hit][-1:])
        returns = [step.valid_from for step in own if step.valid_from >= hit and step.share > 0]
        found = [step for step in found if step.asset != asset or step.valid_from < hit]
        found.append(ConditionStep(hit, asset, 0.0))
        if worked or returns:
            found.append(ConditionStep(back if worked else max(back, returns[0]), asset, 1.0))
    return found
