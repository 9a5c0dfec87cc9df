"""A search over orders of jobs by any value: neighbours of the best few, for so many rounds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from relight.plan.repairs.neighbourhood import Order

PARENTS = 4
"""Neighbours are made of one of so many of the best orders, more often of the better ones."""

STEP_AGAIN = 0.4
"""How often a neighbour is two steps away."""


@dataclass(frozen=True)
class Climbed:
    """Orders that were judged, the best first, and what ended the search: `rounds` or `seconds`."""

    orders: tuple[Order, ...]
    rounds: int
    ended_by: str


def climb(
    starts: Sequence[Order],
    value: Callable[[Order], float],
    varied: Callable[[Order], Order],
    rounds: int,
    seed: int,
    deadline: float,
) -> Climbed:
    """The best orders found from some starts.

    Parameters
    ----------
    starts
        Orders to begin with; the first is judged whatever the clock says.
    value
        What an order is worth; more is better.
    varied
        Makes an order near another one.
    rounds
        Neighbours that are judged.
    seed
        Of what is drawn here.
    deadline
        When to end, on the monotonic clock [s]; what would probably end later is not begun.
    """
    chance = np.random.default_rng([seed, 2])
    ranking: list[tuple[float, int, Order]] = []
    known, longest, done = set[Order](), 0.0, 0
    for number in range(len(starts) + rounds):
        begin = time.monotonic()
        if ranking and begin + longest > deadline:
            return Climbed(tuple(order for *_, order in ranking), done, "seconds")
        if number < len(starts):
            order = starts[number]
        else:
            done += 1
            parent = min(int(chance.geometric(0.5)) - 1, PARENTS - 1, len(ranking) - 1)
            order = varied(ranking[parent][2])
            if chance.random() < STEP_AGAIN:
                order = varied(order)
        if order in known:
            continue
        known.add(order)
        # What was found first comes first among equals.
        ranking.append((value(order), -len(known), order))
        ranking.sort(reverse=True)
        longest = max(longest, time.monotonic() - begin)
    return Climbed(tuple(order for *_, order in ranking), done, "rounds")
