"""Many futures instead of one: quantiles of what the outlook tells, the same for any number of workers."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

from relight.engine.ensembles.clock_statistics import Clocks
from relight.engine.ensembles.repair_times import repair_times
from relight.engine.ensembles.rows import ensemble_dict
from relight.engine.ensembles.scenario import Futures, draw_scenario
from relight.engine.ensembles.statistics import Statistics, added, empty_statistics, with_run
from relight.engine.future_run import Progress, run_future
from relight.engine.outlook import Outlook, horizon_problems, outlook_from
from relight.engine.replay import State
from relight.engine.returns import conditions
from relight.engine.timeline import with_conditions
from relight.errors import InputError, Problem
from relight.model.hazard import Hazard, check_hazards
from relight.model.schema import Repair, RotaSlot

CHUNK = 10
"""Scenarios a worker computes at a time."""


@dataclass(frozen=True, eq=False)
class Ensemble:
    """The single run without chance, and the statistics of many with chance around it."""

    single: Outlook
    statistics: Statistics
    clocks: Clocks
    seed: int

    def __repr__(self) -> str:
        return f"<Ensemble around {self.single!r}, seed {self.seed}>"

    def as_dict(self) -> dict[str, Any]:
        """The single run's dictionary with P10, P50 and P90 in the place of its numbers."""
        return ensemble_dict(self.single, self.statistics, self.clocks, self.seed)


def ensemble(
    futures: Futures, scenarios: int, executor: Executor | None = None, progress: Progress | None = None
) -> Ensemble:
    """The Ensemble of so many scenarios.

    Parameters
    ----------
    futures
        What scenarios are drawn from; `futures_from` makes it.
    scenarios
        How many; scenario i is drawn from (seed, i).
    executor
        Where they are computed: processes, Dask's `Client.get_executor()`; in this process if there is none.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        If there is no scenario, or what `futures_from` was given does not fit the Region.
    """
    if scenarios < 1:
        raise InputError([Problem("scenarios", 0, "", f"{scenarios} scenarios", "give a number above 0")])
    single = outlook_from(futures.state, futures.end / 60, futures.repairs, rota=futures.rota)
    chunks = [tuple(range(first, min(first + CHUNK, scenarios))) for first in range(0, scenarios, CHUNK)]
    parts = _here(futures, chunks) if executor is None else _there(futures, chunks, executor)
    statistics = empty_statistics(futures)
    for done, part in enumerate(parts, start=1):
        statistics = added(statistics, part)
        if progress is not None:
            progress(done / len(chunks))
    return Ensemble(single, statistics, futures.clocks, futures.seed)


def futures_from(
    state: State,
    seed: int,
    hours: float = 72.0,
    repairs: Sequence[Repair] | None = None,
    hazards: Sequence[Hazard] = (),
    rota: Sequence[RotaSlot] | None = None,
) -> Futures:
    """What scenarios of a State are drawn from.

    Parameters
    ----------
    state
        Where every scenario starts.
    seed
        Scenario i is drawn from (seed, i).
    hours
        Length of the horizon [h].
    repairs
        A repair plan, whose jobs take as long as is drawn; without one damaged assets return around when reports say.
    hazards
        What may still come.
    rota
        Rolling outages, which bind in every scenario.

    Raises
    ------
    InputError
        If the seed is negative, the horizon is none, or plans or hazards made by a program do not fit the Region.
    """
    region = state.situation.region
    problems = [*horizon_problems(region, hours, repairs, rota), *check_hazards(hazards, region, "hazards")]
    if seed < 0:
        problems.append(Problem("seed", 0, "", f"{seed} cannot be a seed", "give a whole number from 0 on"))
    if problems:
        raise InputError(problems)
    state = _with_certain_weather(state, hazards)
    steps, returns = conditions(state.situation, repairs)
    plan = None if repairs is None else tuple(repairs)
    times = repair_times(state.situation.region)
    cuts = None if rota is None else tuple(rota)
    return Futures(state, steps, returns, plan, tuple(hazards), times, 60.0 * hours, seed, cuts)


def run_chunk(futures: Futures, numbers: Sequence[int]) -> Statistics:
    """The Statistics of some scenarios, at most `FEW`."""
    state = futures.state
    statistics = empty_statistics(futures, few=True)
    for number in numbers:
        scenario = draw_scenario(futures, number)
        timeline = with_conditions(futures.ahead, scenario.steps, state.situation)
        rota = None if futures.rota_tally is None else futures.rota_tally.anew()
        watch = None if rota is None else rota.add
        run = run_future(state, timeline, scenario.demand_factor, scenario.chance_seed, None, watch, futures.slots)
        statistics = with_run(statistics, number, run, futures, scenario, rota)
    return statistics


def run_packed_chunk(packed: bytes, numbers: Sequence[int]) -> Statistics:
    """`run_chunk` for a worker: what scenarios are drawn from is unpacked once, and with it all that is kept of it."""
    return run_chunk(_unpacked(packed), numbers)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Futures:
    return cast("Futures", pickle.loads(packed))


def _with_certain_weather(state: State, hazards: Sequence[Hazard]) -> State:
    """The State with the weather of hazards that are held to be certain; the clocks of homes follow it."""
    rows = [row for hazard in hazards if hazard.likelihood >= 1 for row in hazard.weather]
    if not rows:
        return state
    region = replace(state.situation.region, weather=(*state.situation.region.weather, *rows))
    return replace(state, situation=replace(state.situation, region=region))


def _here(futures: Futures, chunks: Sequence[Sequence[int]]) -> Iterator[Statistics]:
    return (run_chunk(futures, chunk) for chunk in chunks)


def _there(futures: Futures, chunks: Sequence[Sequence[int]], executor: Executor) -> Iterator[Statistics]:
    packed = _packed(futures)
    waiting = {executor.submit(run_packed_chunk, packed, chunk) for chunk in chunks}
    try:
        for task in as_completed(set(waiting)):
            # What is not held any more is freed: memory must not grow with the number of scenarios.
            waiting.discard(task)
            yield task.result()
            del task
    finally:
        for task in waiting:
            task.cancel()


def _packed(futures: Futures) -> bytes:
    light = replace(futures, state=_light(futures))
    _ = light.ahead, light.slots, light.rota_tally, light.clocks  # worked out here once, for all workers
    return pickle.dumps(light)


def _light(futures: Futures) -> State:
    """The State without the past that scenarios do not need, so that little travels to the workers."""
    present = futures.state.present.copy()
    present.trace.clear()
    return replace(futures.state, present=present, samples={}, log=futures.clocks.past)
