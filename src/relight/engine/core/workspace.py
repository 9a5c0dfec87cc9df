"""Everything one thread needs to work out states of one grid, allocated once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from relight.engine.core.factor import WIDTH, Factor, empty_factor
from relight.engine.core.machine import Floats, Ints
from relight.engine.core.pattern import Pattern
from relight.engine.core.plate import Plate, empty_plate
from relight.engine.core.programme import Programme, empty_programme
from relight.engine.core.shown import Shown, empty_shown
from relight.engine.core.standing import Standing, empty_standing
from relight.engine.core.switching import Switching, empty_switching


class Workspace(NamedTuple):
    """Mutable arrays of the state at hand."""

    factor: Factor
    plate: Plate
    programme: Programme
    switching: Switching
    shown: Shown
    standing: Standing
    root: Ints  # per place: the last place of its island, -1 = out of service
    susceptance_mw: Floats  # per branch, 0 = out of service
    limit_mw: Floats
    flow_mw: Floats
    wanted: Floats  # per place: right-hand side of a solve
    angle: Floats
    residual: Floats
    angles: Floats  # the same for several right-hand sides
    found: Ints  # branches about to become rows, the worst first
    excess: Floats
    spare: Floats  # per branch
    gap_mw: Floats  # one number: distance between the state's answer and its bound


def empty_workspace(pattern: Pattern) -> Workspace:
    """Room for the states of a grid."""
    places, branches = len(pattern.order), len(pattern.start)
    programme = empty_programme(places, branches)
    return Workspace(
        factor=empty_factor(pattern),
        plate=empty_plate(places),
        programme=programme,
        switching=empty_switching(pattern),
        shown=empty_shown(places),
        standing=empty_standing(programme),
        root=np.zeros(places, dtype=np.int64),
        susceptance_mw=np.zeros(branches),
        limit_mw=np.zeros(branches),
        flow_mw=np.zeros(branches),
        wanted=np.zeros(places),
        angle=np.zeros(places),
        residual=np.zeros(places),
        angles=np.zeros((places, WIDTH)),
        found=np.zeros(2 * WIDTH, dtype=np.int64),
        excess=np.zeros(2 * WIDTH),
        spare=np.zeros(branches),
        gap_mw=np.zeros(1),
    )


class Memory(NamedTuple):
    """What the last states of a sequence leave for the next."""

    line: Ints  # per branch: 1 = it was a tight row
    cost: Floats  # per place: cost of the piece its column was basic in, 0 otherwise


def empty_memory(pattern: Pattern) -> Memory:
    """Nothing remembered."""
    branches, places = len(pattern.start), len(pattern.order)
    return Memory(np.zeros(branches, dtype=np.int64), np.zeros(places))
