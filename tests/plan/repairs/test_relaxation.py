"""The rows that make the bound tight hold for every set of whole repairs, and say what they should by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from relight.plan.repairs.capacity import Capacity, CapacityCurve, least_effort
from relight.plan.repairs.damage import served_mw
from relight.plan.repairs.mixes import classes_of, crew_kinds
from relight.plan.repairs.relaxation import Relaxation
from relight.plan.repairs.relaxed_programme import RelaxedProgramme
from tests.plan.repairs.instances import goal_for, network, random_situation

MOST = 10**6


def unlimited(possible: tuple[bool, ...], teams: int) -> Capacity:
    """Time for everything, but only for some jobs."""
    return Capacity(possible, MOST, float(MOST), (("", float(MOST)),), (float(MOST),) * teams)


@pytest.mark.parametrize("seed", range(40))
def test_no_set_of_repairs_serves_more_than_the_bound_for_it(seed: int) -> None:
    """Every set of jobs of a generated problem: the programme with only those possible is at or above its load."""
    goal = goal_for(random_situation(4000 + seed))
    problem = goal.problem
    relaxation = Relaxation(RelaxedProgramme(goal.damage, problem, least_effort(problem)))
    for possible in product((False, True), repeat=len(problem.jobs)):
        repaired = sum(1 << job for job, can in enumerate(possible) if can)
        (load_mw,) = served_mw(goal.damage, [repaired])
        waits = any(
            can and not possible[earlier]
            for can, job in zip(possible, problem.jobs, strict=True)
            for earlier in job.after
        )
        if not waits:
            bound = relaxation.most_in_parts(unlimited(possible, len(problem.teams)))
            assert bound.most >= load_mw - 1e-6


def test_what_is_cut_off_is_served_by_no_more_than_its_branches_are_repaired() -> None:
    """In the known network nothing is served before two repairs have ended, and more time never serves less."""
    goal = goal_for(network("case5_restoration_total_dmg"), crews=1)
    curve = CapacityCurve(goal.problem)
    relaxation = Relaxation(RelaxedProgramme(goal.damage, goal.problem, curve.efforts))
    most = [relaxation.most_in_parts(curve.before(60.0 * hour + 1)).most for hour in range(18)]
    assert most[:2] == [0.0, pytest.approx(0.0, abs=1e-6)]
    assert most == sorted(most)


def test_a_crew_of_forty_hours_ends_one_repair_of_a_day() -> None:
    """The mixes of jobs of 60 and 90 minutes in three hours, by hand: 3 + 0, 1 + 1, 0 + 2 and whatever is less."""
    problem = goal_for(random_situation(0), crews=1).problem
    efforts = [60.0 if number % 2 else 90.0 for number in range(len(problem.jobs))]
    classes = classes_of(problem, efforts)
    assert classes.minutes == (60.0, 90.0)
    (kind,) = crew_kinds(problem, classes)
    fits = {mix for mix, minutes in zip(kind.mixes, kind.minutes, strict=True) if minutes <= 180.0}
    assert fits == {(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1), (0, 2)}
    assert kind.known_to > 180.0
    assert list(kind.minutes) == sorted(kind.minutes)


def test_whole_jobs_say_no_less_than_parts() -> None:
    """At every moment of the known network the mixed-integer bound is at or below the linear one."""
    goal = goal_for(network("case5_restoration_total_dmg"), crews=1)
    curve = CapacityCurve(goal.problem)
    relaxation = Relaxation(RelaxedProgramme(goal.damage, goal.problem, curve.efforts))
    for moment in curve.moments(goal.quick.end_minute):
        parts = relaxation.most_in_parts(curve.before(moment))
        whole = relaxation.most_in_whole(curve.before(moment), 10.0)
        assert whole is not None
        assert whole.most <= parts.most + 1e-6
        assert np.all((whole.done < 1e-6) | (whole.done > 1 - 1e-6))
