"""The plan by the method that was asked for, within the time that was asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from relight.plan.repairs.bound import SECONDS_SHARE, Bound, Proof
from relight.plan.repairs.exact import exact
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.greedy import gaining_order, greedy_order, last_missed_order, reported_order
from relight.plan.repairs.options import RepairOptions
from relight.plan.repairs.refine import refined
from relight.plan.repairs.schedule import Schedule, decode
from relight.plan.repairs.search import Budget, Found, Search

Told = Callable[[float, float], None]
"""Called with the share of the work that is done and the score of the best plan so far."""

QUICK_SHARE = 0.15
"""Share of the seconds that the quick search gets where the engine judges its candidates afterwards."""

PROOF_SHARE = 0.1
"""Share of the seconds for the bound before a search begins; it goes on beside it."""

HINTLESS_SHARE = 0.5
"""On large networks so much of the time is left to the search alone, which needs every core there is."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What was found, other candidates that the search came across, the best first, and the bound."""

    found: Found
    others: tuple[Schedule, ...]
    bound: Bound | None


def find_plan(goal: Goal, options: RepairOptions, deadline: float, told: Told | None) -> Outcome:
    """The best plan that the method finds until the deadline.

    Parameters
    ----------
    goal
        What plans are judged by.
    options
        Method, rounds and seed.
    deadline
        On the monotonic clock [s].
    told
        Told how far it is.
    """
    left = deadline - time.monotonic()
    proof: Proof | None = None
    try:
        proof = Proof(goal)
        proof.count_whole(deadline - left * (1 - _share_of_proof(options, proof)))
    except KeyboardInterrupt:
        reported = Found(decode(goal.problem, reported_order(goal.problem)), 0.0, 0, "interrupted")
        return Outcome(reported, (), None if proof is None else proof.bound)
    if options.method == "exact":
        bound = proof.bound
        schedule = exact(goal.problem, goal.quick, decode(goal.problem, greedy_order(goal.problem, goal.quick)), bound)
        return Outcome(Found(schedule, goal.quick.value(schedule.ends), 0, "proof"), (), bound)
    search = Search(goal.problem, goal.quick, options.seed)
    with proof.going_on(deadline - (HINTLESS_SHARE * (deadline - time.monotonic()) if proof.is_large else 0.0)):
        found = _searched(goal, search, proof, options, deadline, told)
    others = [*reversed(search.better), *search.starts]
    different = [each for at, each in enumerate(others) if each != found.schedule and each not in others[:at]]
    return Outcome(found, tuple(different), proof.bound)


def _share_of_proof(options: RepairOptions, proof: Proof) -> float:
    if options.method != "search":
        return SECONDS_SHARE
    return 0.0 if proof.is_large else PROOF_SHARE


def _searched(
    goal: Goal, search: Search, proof: Proof, options: RepairOptions, deadline: float, told: Told | None
) -> Found:
    """Greedy orders, and from there the search; the engine has the last word where the quick objective stands in."""
    problem, quick = goal.problem, goal.quick
    greedy = [lambda: last_missed_order(problem, quick), lambda: gaining_order(problem, quick)]
    left = max(0.0, deadline - time.monotonic())
    if options.method == "greedy":
        found = search.run(greedy, Budget(0, left))
        return Found(found.schedule, found.value, 0, "order" if found.ended_by == "rounds" else found.ended_by)
    starts = [lambda: reported_order(problem), *greedy]
    if goal.more_is_better:
        hints = proof.new_hints if proof.is_large else None
        return search.run(starts, Budget(options.rounds, left, lambda: proof.bound.value, hints), told)
    found = search.run(starts, Budget(options.rounds, left * QUICK_SHARE))
    return refined(goal, search, found, options, deadline, told)
