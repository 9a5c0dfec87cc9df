"""Served load at one instant, in whole feeders: one state in, everything `relight.engine.serve` answers out."""

from __future__ import annotations

from relight.engine.core.answer import Serving, any_short
from relight.engine.core.factor import factorise
from relight.engine.core.flows import work_out_flows
from relight.engine.core.island import DONE, NO_FLOW
from relight.engine.core.machine import Flags, Floats, copy, entry, machine
from relight.engine.core.pattern import Pattern
from relight.engine.core.plate import GENERATION, dispatch
from relight.engine.core.pricing import slack
from relight.engine.core.state import SINGULAR, GridStates, take_over, write_units
from relight.engine.core.switching import ask, dispatch_walk, rank, walk_capacity
from relight.engine.core.workspace import Workspace

BINDING = -1


@entry
def serve_state(
    pattern: Pattern, work: Workspace, given: GridStates, already_on: Flags, answer: Serving
) -> tuple[int, int]:
    """Work out one state; how many islands there are, and DONE, BINDING or why it cannot be worked out.

    BINDING: lines bind in the islands marked in `over`, and `settle_islands` has to follow.
    """
    switching = work.switching
    take_over(pattern, work, given, 0)
    count = _number_islands(pattern, work, answer)
    dispatch(work.root, work.plate)
    ask(pattern, switching, given.demand_mw[0], given.feeder_in[0], work.root, work.plate)
    _sum_up(pattern, work, given.demand_mw[0], answer)
    rank(pattern, switching, already_on)
    walk_capacity(pattern, switching, work.root, work.plate)
    if not factorise(pattern, work.factor, work.susceptance_mw, work.root):
        return count, SINGULAR
    over, short = answer.over, any_short(work.plate)
    if short:
        if not work_out_flows(pattern, work):
            return count, NO_FLOW
        _mark_overloads(pattern, work, over[0])
    dispatch_walk(pattern, switching, work.root, work.plate)
    if not work_out_flows(pattern, work):
        return count, NO_FLOW
    _mark_overloads(pattern, work, over[1])
    write_units(pattern, work, given.unit_max_mw[0], answer.unit_mw)
    copy(work.flow_mw, answer.flow_mw)
    copy(switching.walk_mw, answer.feeder_mw)
    copy(switching.walk_mw, answer.walk_mw)
    for root in range(len(work.root)):
        if over[1, root] or (short and over[0, root]):
            return count, BINDING
    return count, DONE


@machine
def _number_islands(pattern: Pattern, work: Workspace, answer: Serving) -> int:
    """Number the islands by their smallest bus; how many there are."""
    number, count = answer.number, 0
    for place in range(len(work.root)):
        number[place] = -1
    for bus in range(len(answer.bus_island)):
        root = work.root[pattern.place[bus]]
        if root >= 0 and number[root] < 0:
            number[root] = count
            count += 1
        answer.bus_island[bus] = number[root] if root >= 0 else -1
    return count


@machine
def _sum_up(pattern: Pattern, work: Workspace, demand_mw: Floats, answer: Serving) -> None:
    """Write served load, capacity and demand of every island, as if its capacity alone counted.

    All are summed up feeder by feeder: where everything is served, that equals the demand to the last digit.
    """
    island_mw, asked_mw = answer.island_mw, work.switching.asked_mw
    for place in range(len(work.root)):
        if work.root[place] == place:
            island = answer.number[place]
            island_mw[island, 0] = island_mw[island, 1] = island_mw[island, 3] = 0.0
            island_mw[island, 2] = work.plate.total[place, GENERATION]
    for feeder in range(len(demand_mw)):
        root = work.root[pattern.feeder[feeder]]
        if root >= 0:
            island = answer.number[root]
            island_mw[island, 0] += asked_mw[feeder]
            island_mw[island, 1] += asked_mw[feeder] * pattern.protected[feeder]
            island_mw[island, 3] += demand_mw[feeder]
    for island in range(len(island_mw)):
        island_mw[island, 0] = min(island_mw[island, 0], island_mw[island, 2])
        island_mw[island, 1] = min(island_mw[island, 1], island_mw[island, 2])


@machine
def _mark_overloads(pattern: Pattern, work: Workspace, over: Flags) -> None:
    """Write for every root whether a line of its island is beyond its limit."""
    for place in range(len(over)):
        over[place] = False
    for branch in range(len(work.flow_mw)):
        root = work.root[pattern.start[branch]]
        if root >= 0 and abs(work.flow_mw[branch]) - work.limit_mw[branch] > slack(work.limit_mw[branch]):
            over[root] = True
