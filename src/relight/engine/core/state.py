"""One state after the other: islands, factor, first dispatch, and the islands whose lines it overloads."""

from __future__ import annotations

from typing import NamedTuple

from relight.engine.core.factor import factorise
from relight.engine.core.flows import work_out_flows
from relight.engine.core.island import DONE, NO_FLOW, solve_island
from relight.engine.core.machine import Flags, Floats, Ints, entry, inlined, machine
from relight.engine.core.pattern import Pattern
from relight.engine.core.plate import GENERATION, OTHER, dispatch, gather_load
from relight.engine.core.pricing import slack
from relight.engine.core.programme import PIVOTS, ROWS, clear
from relight.engine.core.topology import connect
from relight.engine.core.workspace import Memory, Workspace

SINGULAR = 6
"""Why a state could not be worked out: its nodal equations have no single answer. The other reasons are an island's."""


class GridStates(NamedTuple):
    """States of one grid, a row each; an array of a single row holds for all of them.

    Attributes
    ----------
    bus_in
        Whether the bus is in service; state × bus, in the order of `Grid.bus_ids`.
    branch_share
        Share of the branch's limit that is left, 0 = out of service; state × branch.
    unit_max_mw
        What the unit can give [MW], 0 = out of service; state × unit.
    demand_mw
        What the feeder asks for [MW]; state × feeder.
    feeder_in
        Whether the feeder itself is in service; state × feeder.
    """

    bus_in: Flags
    branch_share: Floats
    unit_max_mw: Floats
    demand_mw: Floats
    feeder_in: Flags


class Answers(NamedTuple):
    """What comes out, a row for every state."""

    feeder_mw: Floats
    unit_mw: Floats
    flow_mw: Floats  # no columns = not wanted
    status: Ints
    gap_mw: Floats
    rows: Ints
    pivots: Ints


class Task(NamedTuple):
    """Which of the states to work out, and how."""

    first: int
    step: int
    sequence: bool


@entry
def solve_states(
    pattern: Pattern, room: tuple[Workspace, Memory], given: GridStates, answers: Answers, task: Task
) -> None:
    """Work out every `step`-th state from the first on, each from the one before if they are a sequence."""
    work, memory = room
    for state in range(task.first, len(answers.status), task.step):
        status, root = prepare(pattern, work, given, state), 0
        answers.rows[state], answers.pivots[state], work.gap_mw[0] = 0, 0, 0.0
        while status == DONE:
            root = _next_overloaded(pattern, work, root)
            if root < 0:
                break
            status = solve_island(pattern, work, memory, task.sequence, root)
            answers.rows[state] += work.programme.count[ROWS]
            answers.pivots[state] += work.programme.count[PIVOTS]
            clear(work.programme)
            root += 1
        answers.status[state], answers.gap_mw[state] = status, work.gap_mw[0]
        write_units(pattern, work, given.unit_max_mw[state % len(given.unit_max_mw)], answers.unit_mw[state])
        write_feeders(pattern, work, given, state, answers.feeder_mw[state])
        if answers.flow_mw.shape[1] > 0:
            for branch in range(len(work.flow_mw)):
                answers.flow_mw[state, branch] = work.flow_mw[branch]


@machine
def prepare(pattern: Pattern, work: Workspace, given: GridStates, state: int) -> int:
    """Islands, factor, first dispatch and its flows; DONE, or why they cannot be worked out."""
    take_over(pattern, work, given, state)
    dispatch(work.root, work.plate)
    if not factorise(pattern, work.factor, work.susceptance_mw, work.root):
        return SINGULAR
    return DONE if work_out_flows(pattern, work) else NO_FLOW


@inlined
def take_over(pattern: Pattern, work: Workspace, given: GridStates, state: int) -> None:
    """Islands, limits and what stands at every place and in every island."""
    bus_in, branch_share = given.bus_in[state % len(given.bus_in)], given.branch_share[state % len(given.branch_share)]
    clear(work.programme)
    connect(pattern, bus_in, branch_share, work.susceptance_mw, work.root)
    for branch in range(len(work.limit_mw)):
        out = branch_share[branch] <= 0.0
        work.limit_mw[branch] = 0.0 if out else pattern.limit_mw[branch] * branch_share[branch]
    unit_max_mw, demand_mw = given.unit_max_mw[state % len(given.unit_max_mw)], given.demand_mw
    feeder_in = given.feeder_in[state % len(given.feeder_in)]
    gather_load(pattern, unit_max_mw, demand_mw[state % len(demand_mw)], feeder_in, work.root, work.plate)


@machine
def _next_overloaded(pattern: Pattern, work: Workspace, first: int) -> int:
    """The root of the next island, from a place on, with a line beyond its limit; -1 = none."""
    following = len(work.root)
    for branch in range(len(work.flow_mw)):
        root = work.root[pattern.start[branch]]
        beyond_mw = abs(work.flow_mw[branch]) - work.limit_mw[branch]
        if first <= root < following and beyond_mw > slack(work.limit_mw[branch]):
            following = root
    return -1 if following == len(work.root) else following


@machine
def write_units(pattern: Pattern, work: Workspace, unit_max_mw: Floats, unit_mw: Floats) -> None:
    """Share what a bus generates among its units in proportion to what they can give."""
    most, given = work.plate.most, work.plate.given
    for unit in range(len(unit_mw)):
        place = pattern.unit[unit]
        share = given[place, GENERATION] / most[place, GENERATION] if most[place, GENERATION] > 0.0 else 0.0
        unit_mw[unit] = unit_max_mw[unit] * share


@machine
def write_feeders(pattern: Pattern, work: Workspace, given: GridStates, state: int, feeder_mw: Floats) -> None:
    """Share what a bus serves among its feeders of the same kind in proportion to their demand."""
    demand_mw, feeder_in = given.demand_mw[state % len(given.demand_mw)], given.feeder_in[state % len(given.feeder_in)]
    most, served = work.plate.most, work.plate.given
    for feeder in range(len(feeder_mw)):
        place, kind = pattern.feeder[feeder], OTHER + pattern.protected[feeder]
        share = served[place, kind] / most[place, kind] if feeder_in[feeder] and most[place, kind] > 0.0 else 0.0
        feeder_mw[feeder] = demand_mw[feeder] * share
