"""Whole feeders of one state by rank, and the walk down it where an island's capacity alone counts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from relight.engine.core.machine import Flags, Floats, Ints, Positions, machine
from relight.engine.core.pattern import Pattern
from relight.engine.core.plate import GENERATION, OTHER, Plate
from relight.engine.core.programme import MOST_PIECES

CLOSE = 1e-9
"""Share of an island's capacity, or MW, by which a feeder may pass what is left through rounding."""


PHASE, INDEX, CUTS, WRITTEN, FEEDERS = 0, 1, 2, 3, 4
"""What was solved for, place in the rank, cuts of a divisible feeder, whether the most is written, how many feeders."""


class Switching(NamedTuple):
    """Feeders by position, places by theirs."""

    ranked: Ints  # feeders, the first in rank first
    asked_mw: Floats  # 0 for a feeder that is itself out or in no island with capacity
    walk_mw: Floats  # what the walk along capacity alone gives
    left_mw: Floats  # per root: capacity not yet given away, then load
    given_mw: Floats  # where lines bind, as far as decided
    dropped: Ints  # 1 = off from the beginning
    mine: Ints  # of one island the feeders that ask for anything, the first in rank first
    place: Positions  # of every feeder; as are the next two, the pattern's own
    protected: Positions
    divisible: Positions
    column: Ints  # per place: its column
    first_level: Floats  # per place: its column's levels before any decision
    first_pool_mw: Floats  # per place: other and protected load before any decision
    pool_mw: Floats  # what of it is not yet decided on
    saved: Floats  # levels of one column
    generated_mw: Floats  # per place, where lines bind
    short_mw: Floats  # three numbers: what the most leaves unserved, protected and all, and all not yet decided on
    load_mw: Floats  # three numbers: the load of the island or 100 MW, its load, its protected load
    tried_mw: Floats  # three numbers: the same two for a dispatch that is tried, and what a feeder is to get in it
    most_rise: Floats  # one number: a solve may stop where it seems to cost by so much more than before
    at: Ints  # how far the walk is: PHASE, INDEX, CUTS, WRITTEN, FEEDERS


def empty_switching(pattern: Pattern) -> Switching:
    """Room for the feeders of any state."""
    places, feeders = len(pattern.order), len(pattern.feeder)
    return Switching(
        ranked=np.zeros(feeders, dtype=np.int64),
        asked_mw=np.zeros(feeders),
        walk_mw=np.zeros(feeders),
        left_mw=np.zeros(places),
        given_mw=np.zeros(feeders),
        dropped=np.zeros(feeders, dtype=np.int64),
        mine=np.zeros(feeders, dtype=np.int64),
        place=pattern.feeder,
        protected=pattern.protected,
        divisible=pattern.divisible,
        column=np.zeros(places, dtype=np.int64),
        first_level=np.zeros((places, MOST_PIECES + 1)),
        first_pool_mw=np.zeros((places, 2)),
        pool_mw=np.zeros((places, 2)),
        generated_mw=np.zeros(places),
        saved=np.zeros(MOST_PIECES + 1),
        short_mw=np.zeros(3),
        load_mw=np.zeros(3),
        tried_mw=np.zeros(3),
        most_rise=np.full(1, np.inf),
        at=np.zeros(5, dtype=np.int64),
    )


@machine
def rank(pattern: Pattern, switching: Switching, already_on: Flags) -> None:
    """Write the feeders by rank: protected ones first, then those already on, then by id."""
    count = 0
    for protected in (1, 0):
        for on in (True, False):
            for feeder in range(len(already_on)):
                if pattern.protected[feeder] == protected and already_on[feeder] == on:
                    switching.ranked[count] = feeder
                    count += 1


@machine
def walk_capacity(pattern: Pattern, switching: Switching, root: Ints, plate: Plate) -> None:
    """Give every feeder in rank all it asks for if that fits what is left, a divisible one what is left."""
    left_mw, asked_mw, walk_mw = switching.left_mw, switching.asked_mw, switching.walk_mw
    for place in range(len(root)):
        left_mw[place] = plate.total[place, GENERATION]
    for index in range(len(switching.ranked)):
        feeder = switching.ranked[index]
        island = root[pattern.feeder[feeder]]
        walk_mw[feeder] = 0.0
        if island < 0 or plate.kind[island] < 0:
            continue
        margin_mw = CLOSE * max(1.0, plate.total[island, GENERATION])
        if asked_mw[feeder] <= left_mw[island] + margin_mw:
            walk_mw[feeder] = asked_mw[feeder]
        elif pattern.divisible[feeder]:
            walk_mw[feeder] = left_mw[island]
        left_mw[island] = max(0.0, left_mw[island] - walk_mw[feeder])


@machine
def ask(pattern: Pattern, switching: Switching, demand_mw: Floats, feeder_in: Flags, root: Ints, plate: Plate) -> None:
    """Write what every feeder asks for."""
    for feeder in range(len(demand_mw)):
        island = root[pattern.feeder[feeder]]
        live = feeder_in[feeder] and island >= 0 and plate.kind[island] >= 0
        switching.asked_mw[feeder] = demand_mw[feeder] if live else 0.0


@machine
def dispatch_walk(pattern: Pattern, switching: Switching, root: Ints, plate: Plate) -> None:
    """Write what every place gives and gets by the walk, every unit of an island the same share of what it can."""
    given, left_mw = plate.given, switching.left_mw
    for place in range(len(root)):
        left_mw[place] = given[place, 0] = given[place, 1] = given[place, 2] = 0.0
    for feeder in range(len(switching.walk_mw)):
        place, walk_mw = pattern.feeder[feeder], switching.walk_mw[feeder]
        if walk_mw > 0.0:
            given[place, OTHER + pattern.protected[feeder]] += walk_mw
            left_mw[root[place]] += walk_mw
    for place in range(len(root)):
        island = root[place]
        if island >= 0 and plate.kind[island] >= 0:
            share = left_mw[island] / plate.total[island, GENERATION]
            given[place, GENERATION] = plate.most[place, GENERATION] * share
