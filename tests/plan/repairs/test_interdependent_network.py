"""The interdependent network design problem of 12 nodes through the planner's search, step by step.

Data and answers: the example of Dec2py (MIT licence): six power and six water nodes, four of them need another, two
repairs a step, each step the cheapest for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from scipy.optimize import linprog

from relight.plan.repairs.objective import WorthOverTime
from relight.plan.repairs.problem import Job, RepairProblem, Team
from relight.plan.repairs.search import Budget, Search
from relight.plan.repairs.shifts import Shift

SUPPLY = (5, -1, -2, -2, -4, 4, -2, 6, 1, -5, 4, -4)
ARCS = ((1, 2), (1, 4), (1, 3), (6, 4), (6, 5), (8, 7), (8, 10), (9, 7), (9, 10), (9, 12), (11, 12))
NEEDS = ((1, 7), (2, 8), (9, 3), (4, 10))  # the first must work for the second
DAMAGED = (1, 2, 3, 5, 6, 7, 8, 9, 11, 12)
PENALTY, CAPACITY = 50.0, 50.0
STEPS = (({2, 8}, 1512, 75), ({1, 7}, 1116, 55), ({5, 6}, 721, 35), ({11, 12}, 325, 15), ({3, 9}, 23, 0))


def works(node: int, broken: set[int]) -> bool:
    """Whether a node and everything it needs is whole."""
    return node not in broken and all(works(first, broken) for first, second in NEEDS if second == node)


def flow_cost(broken: set[int]) -> tuple[float, float]:
    """Cheapest flow and penalty, and the imbalance of it, with those nodes broken."""
    arcs = len(ARCS)
    most = [CAPACITY if works(start, broken) and works(end, broken) else 0.0 for start, end in ARCS]
    balance = np.zeros((12, arcs + 24))
    for arc, (start, end) in enumerate(ARCS):
        balance[start - 1, arc], balance[end - 1, arc] = 1, -1
    for node in range(12):
        balance[node, arcs + node], balance[node, arcs + 12 + node] = 1, -1  # over, under
    cost = np.concatenate([np.ones(arcs), np.full(24, PENALTY)])
    bounds = [(0, limit) for limit in most] + [(0, None)] * 24
    result = linprog(cost, A_eq=balance, b_eq=SUPPLY, bounds=bounds)
    return float(result.fun), float(result.x[arcs:].sum())


def step_problem(nodes: Sequence[int]) -> RepairProblem:
    """Two crews who can each repair one node in an hour."""
    jobs = tuple(Job(f"node:{node}", 60.0, None, "", 1, "", ()) for node in nodes)
    shift = Shift("", "", datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))
    nowhere = tuple(0.0 for _ in nodes)
    teams = (Team("one", "", shift), Team("two", "", shift))
    return RepairProblem(jobs, teams, (nowhere,) * 2, ((nowhere,) * len(nodes),) * 2, ())


@pytest.mark.parametrize("seed", [0])
def test_the_sets_of_the_literature_come_out_step_by_step(seed: int) -> None:
    """Each step repairs the pair that the example's authors found, at their cost and unmet demand."""
    broken = set(DAMAGED)
    for expected, cost, unmet in STEPS:
        nodes = sorted(broken)

        def worths(sets: Sequence[int], nodes: list[int] = nodes) -> list[float]:
            return [-total_cost({node for at, node in enumerate(nodes) if each >> at & 1}, set(nodes)) for each in sets]

        objective = WorthOverTime(worths, end_minute=120.0)
        as_listed = tuple(range(len(nodes)))
        search = Search(step_problem(nodes), objective, seed)
        found = search.run([lambda order=as_listed: order], Budget(2000, 60))  # type: ignore[misc]
        chosen = {nodes[task.job] for task in found.schedule.tasks if task.end_minute < 120}
        assert chosen == expected
        assert total_cost(chosen, broken) == pytest.approx(cost)
        broken -= chosen
        assert flow_cost(broken)[1] == pytest.approx(unmet * sum(map(abs, SUPPLY)) / 100)
    assert flow_cost(set())[0] == pytest.approx(20)


def total_cost(repaired: set[int], broken: set[int]) -> float:
    """What a step costs: the flow with those nodes repaired, and their repair."""
    return flow_cost(broken - repaired)[0] + sum(abs(SUPPLY[node - 1]) for node in repaired)
