"""When each of many things next needs attention: the first at once, a changed one in a few steps. Compiled.

The minutes stand at the leaves of a binary tree whose every other node has the lesser of the two below it.
"""

from __future__ import annotations

import numpy as np

from relight.engine.compiled import compiled
from relight.engine.wiring import Floats


def nothing_due(things: int) -> Floats:
    """A tree for so many things, none of which is due: node 1 on top, the leaves from the middle on."""
    leaves = 1
    while leaves < things:
        leaves *= 2
    return np.full(2 * leaves, np.inf)


@compiled
def set_due(tree: Floats, thing: int, minute: float) -> None:
    """Note when a thing is due next; inf = not foreseen."""
    node = len(tree) // 2 + thing
    tree[node] = minute
    while node > 1:
        node //= 2
        least = min(tree[2 * node], tree[2 * node + 1])
        if tree[node] == least:
            break
        tree[node] = least


@compiled
def first_due(tree: Floats) -> float:
    """The minute at which the first is due."""
    return float(tree[1])


@compiled
def next_due_by(tree: Floats, minute: float, thing: int) -> int:
    """The first thing after `thing` (−1: the very first) that is due by `minute`, −1 if there is none."""
    leaves = len(tree) // 2
    node = leaves + thing
    if thing < 0:
        node = 1
    else:
        while node % 2 == 1:
            node //= 2
        if node == 0:
            return -1
        node += 1
    while True:
        if tree[node] <= minute:
            if node >= leaves:
                return int(node - leaves)
            node *= 2
            continue
        while node % 2 == 1:
            node //= 2
        if node == 0:
            return -1
        node += 1
