"""One run of the future from a State: the common ground of a single outlook and of every scenario of an ensemble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from relight.engine.backups import begin_chance
from relight.engine.present import Present
from relight.engine.replay import State
from relight.engine.simulate import Interval, simulate
from relight.engine.tally import Tally
from relight.engine.timeline import Timeline, slot_starts

Progress = Callable[[float], None]
"""Called with the share of the work that is done, 0-1."""


@dataclass(frozen=True, eq=False)
class FutureRun:
    """The present at the end of a run, and the sums over it."""

    present: Present
    tally: Tally


def run_future(
    state: State,
    timeline: Timeline,
    demand_factor: float = 1.0,
    chance_seed: int = 0,
    progress: Progress | None = None,
    watch: Callable[[Interval], None] | None = None,
    slots: tuple[float, ...] | None = None,
) -> FutureRun:
    """What happens from the State's instant to the end of the timeline; the State stays as it was.

    Parameters
    ----------
    state
        Where it starts.
    timeline
        What is known or drawn to change.
    demand_factor
        By how much demand differs from what the profiles say.
    chance_seed
        Seed of the draws of backups; 0 = every backup starts and none fails.
    progress
        Told how far it is.
    watch
        Told of every interval.
    slots
        Minutes at which slots begin, where they are known already.
    """
    present = state.present.copy()
    present.demand_factor = demand_factor
    present.live.back_at[:] = np.where(present.live.without > 0, np.inf, -np.inf)
    if chance_seed:
        begin_chance(state.model.services.wiring, present.live, np.uint64(chance_seed), 0.0)
    slots = slot_starts(state.situation, timeline.end) if slots is None else slots
    tally = Tally(state, slots, timeline.end)
    for interval in simulate(state.model, present, timeline, state.situation.at):
        tally.add(interval)
        if watch is not None:
            watch(interval)
        if progress is not None:
            progress(interval.end / timeline.end)
    return FutureRun(present, tally)
