"""Flows of a dispatch, whether they can be trusted, and which lines they overload."""

from __future__ import annotations

from relight.engine.core.factor import solve
from relight.engine.core.machine import Floats, inlined, machine
from relight.engine.core.pattern import Pattern
from relight.engine.core.plate import GENERATION, OTHER, PROTECTED
from relight.engine.core.pricing import slack
from relight.engine.core.programme import COLUMNS
from relight.engine.core.workspace import Workspace

TRUSTED = 1e-10
"""Largest imbalance of a bus, beside the largest injection, that a solve may leave."""


@machine
def work_out_flows(pattern: Pattern, work: Workspace) -> bool:
    """Write the flow on every branch for what is given at every place; False if it cannot be trusted."""
    columns, given, wanted = work.programme.columns, work.plate.given, work.wanted
    for place in range(len(wanted)):
        wanted[place] = given[place, GENERATION] - given[place, OTHER] - given[place, PROTECTED]
    for column in range(work.programme.count[COLUMNS]):
        wanted[columns.place[column]] = columns.value[column]
    for branch in pattern.shifter:
        if _is_live(pattern, work, branch):
            wanted[pattern.start[branch]] += pattern.forced_mw[branch]
            wanted[pattern.end[branch]] -= pattern.forced_mw[branch]
    trusted = work_out_angles(pattern, work, work.flow_mw)
    for branch in pattern.shifter:
        if _is_live(pattern, work, branch):
            work.flow_mw[branch] -= pattern.forced_mw[branch]
    return trusted


@machine
def work_out_angles(pattern: Pattern, work: Workspace, flow: Floats) -> bool:
    """Write the angles for the wanted injections and the flows they drive; False if a bus stays out of balance."""
    wanted, angle, residual = work.wanted, work.angle, work.residual
    size = 1e-300
    for place in range(len(wanted)):
        size = max(size, abs(wanted[place]))
        angle[place] = wanted[place]
    solve(pattern, work.factor, angle)
    for attempt in range(4):
        if _imbalance(pattern, work, flow) <= TRUSTED * size:
            return True
        if attempt < 3:
            solve(pattern, work.factor, residual)
            for place in range(len(angle)):
                angle[place] += residual[place]
    return False


@machine
def _imbalance(pattern: Pattern, work: Workspace, flow: Floats) -> float:
    """Write the flows and what they leave of every wanted injection; the largest of it, pinned buses too."""
    residual, angle = work.residual, work.angle
    for place in range(len(residual)):
        residual[place] = work.wanted[place]
    for branch in range(len(flow)):
        start, end = pattern.start[branch], pattern.end[branch]
        flow[branch] = work.susceptance_mw[branch] * (angle[start] - angle[end])
        residual[start] -= flow[branch]
        residual[end] += flow[branch]
    worst = 0.0
    for place in range(len(residual)):
        if work.root[place] >= 0:
            worst = max(worst, abs(residual[place]))
    return worst


@inlined
def _is_live(pattern: Pattern, work: Workspace, branch: int) -> bool:
    """Whether a branch is in service in an island with capacity."""
    return bool(work.susceptance_mw[branch] != 0.0 and work.plate.kind[work.root[pattern.start[branch]]] >= 0)


@machine
def worst_lines(pattern: Pattern, work: Workspace, root: int) -> int:
    """Write the lines of an island that are furthest beyond their limit and no rows yet, the worst first; how many."""
    found, excess, count = work.found, work.excess, 0
    most = len(found)
    for branch in range(len(work.flow_mw)):
        over = abs(work.flow_mw[branch]) - work.limit_mw[branch]
        if over <= slack(work.limit_mw[branch]) or work.root[pattern.start[branch]] != root:
            continue
        if work.programme.rows.of_branch[branch] >= 0 or (count == most and over <= excess[most - 1]):
            continue
        place = min(count, most - 1)
        while place > 0 and excess[place - 1] < over:
            excess[place], found[place] = excess[place - 1], found[place - 1]
            place -= 1
        excess[place], found[place] = over, branch
        count = min(count + 1, most)
    return count
