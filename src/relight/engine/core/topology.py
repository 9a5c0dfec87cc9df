"""Islands of one state by union-find: every bus knows the last place of its island, which is pinned."""

from __future__ import annotations

from relight.engine.core.machine import Flags, Floats, Ints, inlined, machine
from relight.engine.core.pattern import Pattern

OUT = -1


@inlined
def root_of(root: Ints, place: int) -> int:
    """The last place known to be connected with a place; paths are halved on the way."""
    while root[place] != place:
        root[place] = root[root[place]]
        place = root[place]
    return place


@machine
def connect(pattern: Pattern, bus_in: Flags, branch_share: Floats, susceptance_mw: Floats, root: Ints) -> None:
    """Write the root of every place (-1 = out of service) and the susceptance of every branch (0 = out of service)."""
    for place in range(len(root)):
        root[place] = place
    for branch in range(len(susceptance_mw)):
        start, end = pattern.start[branch], pattern.end[branch]
        susceptance_mw[branch] = 0.0
        if branch_share[branch] <= 0.0 or start == end:
            continue
        if not (bus_in[pattern.order[start]] and bus_in[pattern.order[end]]):
            continue
        susceptance_mw[branch] = pattern.susceptance_mw[branch]
        first, last = root_of(root, start), root_of(root, end)
        if first < last:
            root[first] = last
        else:
            root[last] = first
    for place in range(len(root) - 1, -1, -1):
        root[place] = root[root[place]] if bus_in[pattern.order[place]] else OUT
