"""LDLᵀ of the nodal matrix of one state, and what it is solved for.

The last place of every island is pinned at angle 0 by an inverse pivot of 0: eliminated last, it would leave a pivot of
nothing. Places out of service have no links, so they are pinned in the same way.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from relight.engine.core.machine import Floats, Ints, Positions, inlined, machine
from relight.engine.core.pattern import Pattern

SMALLEST_PIVOT = 1e-11
"""A pivot below this share of the susceptances it came from counts as singular."""


class Factor(NamedTuple):
    """A factor's numbers and the room to work them out in."""

    value: Floats  # below the diagonal, column by column
    inverse_pivot: Floats
    filled: Positions
    row: Floats
    diagonal: Floats
    size: Floats


def empty_factor(pattern: Pattern) -> Factor:
    """Room for a factor."""
    places = len(pattern.order)
    zeros = [np.zeros(places) for _ in range(4)]
    return Factor(np.zeros(len(pattern.column_row)), zeros[0], np.zeros(places, dtype=np.uint32), *zeros[1:])


@machine
def factorise(pattern: Pattern, factor: Factor, susceptance_mw: Floats, root: Ints) -> bool:
    """Work out the factor row by row; False if it is singular. Susceptance is 0 for a branch out of service."""
    value, filled, row = factor.value, factor.filled, factor.row
    diagonal, size = factor.diagonal, factor.size
    for place in range(len(filled)):
        filled[place] = pattern.column_first[place]
        factor.inverse_pivot[place] = diagonal[place] = size[place] = row[place] = 0.0
    for branch in range(len(susceptance_mw)):
        start, end, susceptance = pattern.start[branch], pattern.end[branch], susceptance_mw[branch]
        diagonal[start] += susceptance
        diagonal[end] += susceptance
        size[start] += abs(susceptance)
        size[end] += abs(susceptance)
    sound = True
    for place in range(len(filled)):
        for link in range(pattern.lower_first[place], pattern.lower_first[place + 1]):
            row[pattern.lower_place[link]] -= susceptance_mw[pattern.lower_branch[link]]
        pivot = diagonal[place]
        for position in range(pattern.row_first[place], pattern.row_first[place + 1]):
            column = pattern.row_column[position]
            here = filled[column]
            filled[column] = here + 1
            head = row[column]
            row[column] = 0.0
            if head == 0.0:
                value[here] = 0.0
                continue
            for entry in range(pattern.column_first[column], here):
                row[pattern.column_row[entry]] -= value[entry] * head
            share = head * factor.inverse_pivot[column]
            value[here] = share
            pivot -= share * head
        if root[place] == place or root[place] < 0:
            continue
        if abs(pivot) <= SMALLEST_PIVOT * size[place]:
            sound = False
        else:
            factor.inverse_pivot[place] = 1.0 / pivot
    return sound


@machine
def solve(pattern: Pattern, factor: Factor, x: Floats) -> None:
    """Turn injections [MW] into angles [rad], in place."""
    first, rows, value = pattern.column_first, pattern.column_row, factor.value
    for place in range(len(x)):
        known = x[place]
        if known != 0.0:
            for entry in range(first[place], first[place + 1]):
                x[rows[entry]] -= value[entry] * known
    for place in range(len(x) - 1, -1, -1):
        angle = x[place] * factor.inverse_pivot[place]
        for entry in range(first[place], first[place + 1]):
            angle -= value[entry] * x[rows[entry]]
        x[place] = angle if factor.inverse_pivot[place] != 0.0 else 0.0


WIDTH = 8
"""Right-hand sides solved together: as many as vector registers take without spilling."""


@machine
def solve_branches(pattern: Pattern, factor: Factor, branches: Ints, x: Floats) -> None:
    """Angles [rad] for 1 MW sent from start to end of each branch, a column of `x` each; at most WIDTH of them."""
    first, rows, value, reached = pattern.column_first, pattern.column_row, factor.value, factor.filled
    for place in range(len(x)):
        reached[place] = 0
        for column in range(WIDTH):
            x[place, column] = 0.0
    for column in range(len(branches)):
        for end in range(2):
            place = pattern.end[branches[column]] if end else pattern.start[branches[column]]
            x[place, column] += -1.0 if end else 1.0
            _reach(pattern, reached, place)
    for place in range(len(x)):
        if reached[place]:
            mine = x[place]
            for entry in range(first[place], first[place + 1]):
                other, share = x[rows[entry]], value[entry]
                for column in range(WIDTH):
                    other[column] -= share * mine[column]
    for place in range(len(x) - 1, -1, -1):
        mine, pivot = x[place], factor.inverse_pivot[place]
        for column in range(WIDTH):
            mine[column] *= pivot
        for entry in range(first[place], first[place + 1]):
            other, share = x[rows[entry]], value[entry]
            for column in range(WIDTH):
                mine[column] -= share * other[column]
        if pivot == 0.0:
            for column in range(WIDTH):
                mine[column] = 0.0


@inlined
def _reach(pattern: Pattern, reached: Positions, place: int) -> None:
    """Mark a place and all that follow it in the elimination tree."""
    onward = np.int64(place)
    while onward >= 0 and reached[onward] == 0:
        reached[onward] = 1
        onward = pattern.parent[onward]
