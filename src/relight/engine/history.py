"""What the log tells of one thing over time: steps of a value, and the stretches in which it was missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from relight.engine.live import CELL, LEVEL, RAN_OUT, VALUE
from relight.engine.wiring import Floats

Steps = list[tuple[float, float]]
"""(minute, value from then on), in order of time."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of time; `end` is None if it lasts beyond what was computed."""

    begin: float
    end: float | None

    def holds(self, minute: float) -> bool:
        """Whether the stretch covers that minute (its begin counts, its end does not)."""
        return self.begin <= minute and (self.end is None or minute < self.end)


@dataclass(frozen=True)
class History:
    """The log by what it tells of: asset levels, values of needs, people in cells, backups that ran out."""

    levels: dict[int, Steps]
    values: dict[int, Steps]
    cells: dict[int, Steps]
    ran_out: dict[int, list[float]]


def history_of(log: Floats) -> History:
    """The History that a log (n × 4) tells."""
    series: dict[float, dict[int, Steps]] = {what: defaultdict(list) for what in (LEVEL, VALUE, CELL, RAN_OUT)}
    rows = log[np.lexsort((log[:, 2], log[:, 1]))]
    begins = np.flatnonzero((np.diff(rows[:, 1:3], axis=0, prepend=-1.0) != 0).any(axis=1)).tolist()
    minutes, values = rows[:, 0].tolist(), rows[:, 3].tolist()
    for begin, end in pairwise([*begins, len(rows)]):
        what, position = rows[begin, 1:3].tolist()
        series[what][int(position)] = list(zip(minutes[begin:end], values[begin:end], strict=True))
    ran_out = {backup: [minute for minute, _ in steps] for backup, steps in series[RAN_OUT].items()}
    return History(series[LEVEL], series[VALUE], series[CELL], ran_out)


def stretches(steps: Steps, missing: float = 0.0) -> list[Stretch]:
    """The stretches in which a value was at most `missing`; before the first step it was not."""
    found: list[Stretch] = []
    begin: float | None = None
    for minute, value in steps:
        if value <= missing and begin is None:
            begin = minute
        elif value > missing and begin is not None:
            if minute > begin:
                found.append(Stretch(begin, minute))
            begin = None
    if begin is not None:
        found.append(Stretch(begin, None))
    return found


def value_at(steps: Steps, minute: float, before: float) -> float:
    """The value that holds at a minute; `before` if no step has come by then."""
    held = before
    for at, value in steps:
        if at > minute:
            break
        held = value
    return held


def joined(*logs: Floats) -> Floats:
    """Several logs as one, in order."""
    return np.concatenate([np.zeros((0, 4)), *logs])
