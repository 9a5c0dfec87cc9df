"""The repair plan: from a Situation to who repairs what when, how good that is, and how good a plan could be."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from relight.model.hazard import Hazard
from relight.model.schema import Repair
from relight.model.situation import Situation
from relight.plan.repairs.bound import Bound, bound_of, gap_of
from relight.plan.repairs.find import Told, find_plan
from relight.plan.repairs.goal import Goal, goal_of
from relight.plan.repairs.greedy import reported_order
from relight.plan.repairs.hazards import Limits, compare_under_hazards
from relight.plan.repairs.options import RepairOptions, check_options
from relight.plan.repairs.problem import RepairProblem, repair_problem, with_begun
from relight.plan.repairs.result import RepairPlan
from relight.plan.repairs.robust import robust_choice
from relight.plan.repairs.rows import begun_in, schedule_of
from relight.plan.repairs.schedule import NEVER, Schedule, decode
from relight.plan.repairs.search import Found

MOST_RESERVED = 0.3
"""Describing the plan is part of the seconds up to this share of them; where it takes longer it comes on top."""

LEAST_SHARE = 0.4
"""Share of the seconds that finding a plan gets whatever came before."""

ROBUST_SHARE = 0.5
"""Share of the seconds for plans over drawn repair times."""

HAZARDS_SHARE = 0.3
"""Share of the seconds in which a plan is searched for under each hazard."""

USUAL_SCENARIOS = 10
"""Futures drawn under each hazard where nobody says how many; of fewer a plan learns by heart what is hit."""


def plan_repairs(
    situation: Situation,
    options: RepairOptions | None = None,
    in_force: Sequence[Repair] = (),
    told: Told | None = None,
    hazards: Sequence[Hazard] = (),
) -> RepairPlan:
    """The best repair plan found for a Situation.

    Parameters
    ----------
    situation
        What is believed; what is out or derated is to be repaired.
    options
        Objective, method, horizon, crews, budget and seed.
    in_force
        The plan crews work by now: what has begun goes on, the rest is planned anew.
    told
        Told how far it is.
    hazards
        What may still come; a plan is searched for under each and all are compared.

    Raises
    ------
    InputError
        If the options cannot be used, or there is too much damage for an exact plan.
    """
    options = options or RepairOptions()
    check_options(options)
    begin = time.monotonic()
    goal = _goal(situation, options, in_force)
    reserved = _reserved_seconds(goal, options, len(hazards))
    # The first run after an installation compiles for longer than some plan at all; no plan is to suffer from that.
    last = max(begin + options.seconds - reserved, time.monotonic() + LEAST_SHARE * options.seconds)
    deadline = last - (last - time.monotonic()) * (HAZARDS_SHARE if hazards else 0.0)
    planned = deadline - (deadline - time.monotonic()) * (ROBUST_SHARE if options.scenarios else 0.0)
    outcome = find_plan(goal, options, planned, told)
    found, robust, compared = outcome.found, None, None
    try:
        if options.scenarios and found.ended_by != "interrupted":
            found, robust = robust_choice(goal, found, outcome.others, options, deadline)
        if hazards and found.ended_by != "interrupted":
            compared = compare_under_hazards(
                goal, found.schedule.order, outcome.others, hazards, _limits(options, last)
            )
    except KeyboardInterrupt:
        found = replace(found, ended_by="interrupted")
    plan = _judged(situation, options, goal, found, outcome.bound, begin)
    return replace(plan, robust=robust, hazards=compared, seconds=time.monotonic() - begin)


def _reserved_seconds(goal: Goal, options: RepairOptions, hazards: int) -> float:
    """How long it takes to describe the plan that is found; nothing is kept for it where it is most of the time.

    For services two courses of events tell, which are wanted anyway; for served load, one moment without repairs does.
    """
    begin = time.monotonic()
    goal.course(Schedule((), (NEVER,) * len(goal.problem.jobs)))
    runs = 1 + hazards * (2 + hazards) * (options.scenarios or USUAL_SCENARIOS)
    if goal.more_is_better:
        once = (time.monotonic() - begin) * len(goal.problem.jobs)
        runs += 1
    else:
        reported = decode(goal.problem, reported_order(goal.problem))
        goal.course(reported)
        once = (time.monotonic() - begin) / 2
        # What each job buys is a run for each that ends within the horizon.
        runs += sum(end < goal.quick.end_minute for end in reported.ends)
    wanted = once * runs
    return wanted if wanted <= MOST_RESERVED * options.seconds else 0.0


def _limits(options: RepairOptions, deadline: float) -> Limits:
    scenarios = options.scenarios or USUAL_SCENARIOS
    return Limits(scenarios, options.scenarios > 0, options.seed, options.rounds, deadline)


def score_plan(
    situation: Situation,
    repairs: Sequence[Repair],
    options: RepairOptions | None = None,
    hazards: Sequence[Hazard] = (),
) -> RepairPlan:
    """A plan that somebody wrote, scored and bounded like one that was searched for.

    Parameters
    ----------
    situation
        What is believed.
    repairs
        The plan's rows; they are taken as they are written.
    options
        Objective, horizon, crews, budget and seed.
    hazards
        What may still come; a plan is searched for under each and compared with the written one.

    Raises
    ------
    InputError
        If it names a crew that there is not.
    """
    options = options or RepairOptions()
    check_options(options)
    begin = time.monotonic()
    goal = _goal(situation, options, ())
    schedule = schedule_of(repairs, goal.problem, situation.at)
    bound = bound_of(goal, options.seconds)
    plan = _judged(situation, options, goal, Found(schedule, 0.0, 0, "given"), bound, begin)
    if not hazards:
        return plan
    try:
        compared = compare_under_hazards(goal, schedule, (), hazards, _limits(options, begin + options.seconds))
    except KeyboardInterrupt:
        return plan
    return replace(plan, hazards=compared, seconds=time.monotonic() - begin)


def _goal(situation: Situation, options: RepairOptions, in_force: Sequence[Repair]) -> Goal:
    problem = repair_problem(situation, options.crews)
    if in_force:
        problem = with_begun(problem, begun_in(in_force, problem, situation.at))
    if options.hours is not None:
        end_minute = 60.0 * options.hours
    elif options.objective == "services":
        end_minute = last_possible_end(problem) + situation.region.assumptions["repair_judged_minutes"]
    else:
        end_minute = last_possible_end(problem)
    return goal_of(options.objective, situation, problem, end_minute)


def last_possible_end(problem: RepairProblem) -> float:
    """When everything is repaired if it is done in the order in which it was reported [min]; at least an hour."""
    return max(60.0, decode(problem, range(len(problem.jobs))).last_end)


def _judged(
    situation: Situation, options: RepairOptions, goal: Goal, found: Found, bound: Bound | None, begin: float
) -> RepairPlan:
    reported = decode(goal.problem, reported_order(goal.problem))
    nothing = goal.score(Schedule((), (NEVER,) * len(goal.problem.jobs)))
    score = goal.score(found.schedule)
    return RepairPlan(
        situation=situation,
        options=options,
        goal=goal,
        schedule=found.schedule,
        score=score,
        nothing=nothing,
        reported=reported,
        reported_score=goal.score(reported),
        bound=bound,
        gap=None if bound is None else gap_of(bound.value, score, nothing),
        seconds=time.monotonic() - begin,
        rounds=found.rounds,
        ended_by=found.ended_by,
    )
