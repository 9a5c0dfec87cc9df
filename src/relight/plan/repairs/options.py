"""What a user chooses about a repair plan."""

from __future__ import annotations

from dataclasses import dataclass

from relight.engine.clock import hours_problems
from relight.errors import InputError, Problem

OBJECTIVES = ("services", "served_mw")
METHODS = ("search", "exact", "greedy")
MEASURES = ("mean", "p90")
MOST_ROUNDS = 4_000


@dataclass(frozen=True)
class RepairOptions:
    """How to plan.

    Attributes
    ----------
    objective
        services: fewest weighted person-hours without; served_mw: most MWh served.
    method
        search, exact (up to about 20 repairs, served_mw only) or greedy.
    hours
        The horizon [h]; by default the end of the last possible repair, for services a day more
        (`repair_judged_minutes`).
    crews
        So many who can do everything, in place of the region's own.
    seconds, rounds
        A search ends after so many rounds, or after so many seconds [s] if that is sooner.
    seed
        Of the search and of the scenarios.
    scenarios
        So many draws of the repair times; the plan is the one with the best `measure` over them. 0 = the usual times.
    measure
        mean, or p90: what nine scenarios in ten reach.
    """

    objective: str = "services"
    method: str = "search"
    hours: float | None = None
    crews: int | None = None
    seconds: float = 60.0
    rounds: int = MOST_ROUNDS
    seed: int = 0
    scenarios: int = 0
    measure: str = "mean"


def check_options(options: RepairOptions) -> None:
    """Refuse options that mean nothing.

    Raises
    ------
    InputError
        With everything that is wrong with them.
    """
    problems = []
    if options.objective not in OBJECTIVES:
        problems.append(_choice("--objective", options.objective, OBJECTIVES))
    if options.method not in METHODS:
        problems.append(_choice("--method", options.method, METHODS))
    if options.hours is not None:
        problems += hours_problems(options.hours, given_as="--hours")
    if options.crews is not None and options.crews < 1:
        problems.append(Problem("--crews", 0, "", f"{options.crews} crews repair nothing", "give at least 1"))
    if not options.seconds > 0:
        problems.append(Problem("--seconds", 0, "", f"{options.seconds:g} seconds are no time", "give more than 0"))
    if options.rounds < 0:
        problems.append(Problem("--rounds", 0, "", f"{options.rounds} rounds cannot be made", "give at least 0"))
    if options.seed < 0:
        problems.append(Problem("--seed", 0, "", f"{options.seed} cannot be a seed", "give a whole number from 0 on"))
    if options.scenarios < 0:
        problems.append(Problem("--scenarios", 0, "", f"{options.scenarios} scenarios", "give at least 0"))
    if options.measure not in MEASURES:
        problems.append(_choice("--measure", options.measure, MEASURES))
    if options.method == "exact" and options.objective != "served_mw":
        remedy = "add --objective served_mw, or use --method search"
        problems.append(Problem("--method", 0, "", "exact plans are only worked out for served load", remedy))
    if problems:
        raise InputError(problems)


def _choice(option: str, given: str, choices: tuple[str, ...]) -> Problem:
    return Problem(option, 0, "", f"{given!r} is not known", f"use one of {', '.join(choices)}")
