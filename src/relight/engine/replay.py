"""The past, run once: from the first report to the Situation's instant, so that every backup has its level by then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from relight.engine.clock import minute_of
from relight.engine.model import Model, compile_region
from relight.engine.present import Present, whole_region
from relight.engine.returns import Return, conditions
from relight.engine.rota_changes import switchings
from relight.engine.simulate import enact, observe, simulate
from relight.engine.timeline import Timeline, past
from relight.engine.wiring import Floats
from relight.model.schema import Report, RotaSlot
from relight.model.situation import Situation

MOST_PAST_MINUTES = 7 * 1440
"""A week: no backup remembers a cut for longer."""


@dataclass(frozen=True, eq=False)
class Sample:
    """What was computed at one instant: people without per cell, and the share of demand each feeder got."""

    without: Floats
    feeder_share: Floats


@dataclass(frozen=True, eq=False)
class State:
    """The computed present of a Situation, from which every outlook of it starts."""

    situation: Situation
    model: Model
    present: Present
    begin: float  # minute of the first change in the past (0 or negative)
    returns: tuple[Return, ...]
    samples: dict[datetime, Sample]  # at the times of official figures
    log: Floats  # what happened, see `relight.engine.live`

    def __repr__(self) -> str:
        return f"<State of {self.situation.region.settings.name} at {self.situation.at.isoformat()}>"


def replay(situation: Situation, model: Model | None = None, rota: Sequence[RotaSlot] = ()) -> State:
    """The State at the Situation's instant.

    Parameters
    ----------
    situation
        What is believed.
    model
        The Situation's Region compiled before, to save that work: the `model` of a State that `replay` gave.
    rota
        Rolling outages: cuts of the last week count as cuts that happened, so that batteries have what is left of them.
    """
    model = model or compile_region(situation.region)
    steps, returns = conditions(situation)
    figure_times = sorted({row.valid_from for row in figures_of(situation) if row.valid_from <= situation.at})
    cuts = switchings(rota, model, situation.at, -MOST_PAST_MINUTES)
    timeline = past(situation, steps, figure_times, cuts)
    present = whole_region(model)
    logs: list[Floats] = []
    samples: dict[datetime, Sample] = {}
    begin = timeline.begin
    for instant in (*figure_times, situation.at):
        minute = minute_of(instant, situation.at)
        if minute < timeline.begin:
            samples[instant] = _sample(present)
            continue
        logs += _run(model, present, _part(timeline, begin, minute), situation.at)
        now = [change for change in timeline.changes if change.minute == minute]
        enact(now, model, present, minute, situation.at)
        observe(model, present, minute, situation.at)
        samples[instant] = _sample(present)
        begin = minute
    log = np.concatenate([np.zeros((0, 4)), *logs])
    return State(situation, model, present, timeline.begin, returns, samples, log)


def figures_of(situation: Situation) -> list[Report]:
    """Every believed official figure, in order of time, place and unit."""
    rows = [report for (_, track), rows in situation.tracks.items() if track.startswith("figure:") for report in rows]
    return sorted(rows, key=lambda row: (row.valid_from, row.subject, row.unit))


def _part(timeline: Timeline, begin: float, end: float) -> Timeline:
    changes = tuple(change for change in timeline.changes if begin <= change.minute < end)
    edges = tuple(edge for edge in timeline.edges if begin < edge < end)
    return replace(timeline, begin=begin, end=end, changes=changes, edges=edges)


def _run(model: Model, present: Present, timeline: Timeline, origin: datetime) -> Iterable[Floats]:
    if timeline.begin == timeline.end:
        return []
    return [interval.log for interval in simulate(model, present, timeline, origin)]


def _sample(present: Present) -> Sample:
    return Sample(present.live.without.copy(), present.feeder_share.copy())
