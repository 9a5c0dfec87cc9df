"""A zone's rota: what is on fits, limits hold or are named, hours off are shared, the same seed gives the same rota."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relight.plan.rota.limits import Limits
from relight.plan.rota.zone_case import ZoneCase
from relight.plan.rota.zone_check import limits_broken, overloads
from relight.plan.rota.zone_rota import Effort
from relight.plan.rota.zone_search import solve_zone
from tests.plan.rota.cases import lengths, overloaded_slots, random_case, zone_case

QUICK = Effort(whole=0.1, rounds=0.1)
DAY = 48


def equal_case(at_once: int) -> ZoneCase:
    """Six equal groups for a day, of which `at_once` must be off at any time."""
    return zone_case(np.full((6, DAY), 10.0), np.full(DAY, 10.0 * (6 - at_once)), Limits())


@pytest.mark.parametrize(("at_once", "hours"), [(1, 4), (2, 8), (3, 12), (4, 16)])
def test_equal_steps_give_equal_hours(at_once: int, hours: float) -> None:
    """1, 2, 3 or 4 of 6 groups off at once give each 4, 8, 12 or 16 hours a day, within half an hour."""
    rota = solve_zone(equal_case(at_once), Effort())
    off = rota.off.sum(axis=1) / 2
    assert rota.limits_hold
    assert off.sum() == 6 * hours
    assert off.max() - off.min() <= 0.5
    assert (rota.off.sum(axis=0) == at_once).all()


@pytest.mark.parametrize("tight", [0.35, 0.6, 0.9])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_on_fits_and_limits_hold_or_are_named(seed: int, tight: float) -> None:
    """On random zones nothing is overloaded, and limits hold exactly where the rota says so."""
    case = random_case(seed, 5, 24, tight, Limits())
    rota = solve_zone(case, QUICK)
    assert overloaded_slots(case, rota.off) == []
    assert rota.limits_hold == (not limits_broken(case, rota.off))


@settings(max_examples=30)
@given(
    rows=st.lists(st.lists(st.booleans(), min_size=12, max_size=12), min_size=1, max_size=3),
    was_off=st.booleans(),
    been=st.integers(1, 8),
)
def test_broken_limits_are_found(rows: list[list[bool]], was_off: bool, been: int) -> None:
    """The check without a solver finds a cut that is too long or too short exactly where counting finds one."""
    limits = Limits(max_off_minutes=120, min_off_minutes=60, min_on_minutes=60)
    case = zone_case(np.ones((len(rows), 12)), np.full(12, 99.0), limits)
    case = replace(case, before_off=(was_off,) * len(rows), before_minutes=(30 * been,) * len(rows))
    off = np.array(rows)
    too_long = too_short = False
    for row in rows:
        whole = [was_off] * been + row
        too_long |= any(count > 4 for _, count in lengths(whole, True) if _ + count > been)
        ended = [(first, count) for value in (True, False) for first, count in lengths(whole, value)]
        too_short |= any(count < 2 and been <= first + count < len(whole) for first, count in ended)
    broken = limits_broken(case, off)
    assert ("max_off_minutes" in broken) == too_long
    assert bool({"min_off_minutes", "min_on_minutes"} & broken.keys()) == too_short


def test_the_same_seed_gives_the_same_rota() -> None:
    """Two searches with one seed end with the same rota and the same stages."""
    case = random_case(7, 6, 48, 0.6, Limits())
    one, two = (solve_zone(case, replace(QUICK, seed=3)) for _ in range(2))
    assert np.array_equal(one.off, two.off)
    assert one.stages == two.stages


def test_cold_load_is_part_of_what_must_fit() -> None:
    """Groups of 10 MW that come back at one and a half times need 15 MW: with 25 MW they come back one by one."""
    capacity = np.array([0.0] * 4 + [25.0] * 8 + [99.0] * 4)
    limits = Limits(min_on_minutes=0, max_off_minutes=0)
    case = zone_case(np.full((3, 16), 10.0), capacity, limits, cold=(0.5, 0.375, 0.25, 0.125))
    rota = solve_zone(case, Effort(whole=3.0))
    assert not overloads(case, rota.off)
    back = (~rota.off[:, 1:] & rota.off[:, :-1]).sum(axis=0)
    assert back[:11].max() == 1, "two that come back at once ask for 30 MW"


def test_history_is_made_up_for() -> None:
    """Two equal groups, of which one was off for three hours in the last days: the other is off three hours longer."""
    case = zone_case(np.full((2, 24), 10.0), np.full(24, 10.0), Limits(max_off_minutes=0), past_off_minutes=(180, 0))
    off = solve_zone(case, Effort(whole=3.0)).off.sum(axis=1) / 2
    assert off.tolist() == [4.5, 7.5]


def test_what_was_published_is_kept_unless_it_no_longer_fits() -> None:
    """Group 1 was to be off all the time; only where more must be cut is another one added."""
    published = np.array([[1] * 8, [0] * 8, [0] * 8])
    capacity = np.array([20.0] * 4 + [10.0] * 4)
    case = zone_case(np.full((3, 8), 10.0), capacity, Limits(), published=published)
    rota = solve_zone(case, Effort(whole=3.0))
    assert rota.off[0].all()
    assert (rota.stages[0].name, rota.stages[0].value) == ("changes", 4 * 30)
    assert rota.off[1:, :4].sum() == 0


def test_a_cut_under_way_goes_on_for_its_shortest_time() -> None:
    """A group that has been off for half an hour stays off for one and a half more, although there is room."""
    case = zone_case(
        np.full((2, 12), 10.0), np.full(12, 20.0), Limits(), before_off=(True, False), before_minutes=(30, 500)
    )
    case = replace(case, rows=(*case.rows, *zone_case(np.full((2, 12), 10.0), np.full(12, 15.0), Limits()).rows[11:]))
    off = solve_zone(case, Effort(whole=3.0)).off
    assert off[0].tolist()[:4] == [True, True, True, False]


def test_switchings_are_spread_where_crews_do_them() -> None:
    """With one switching a slot, no slot has two: by hand, one group may go off early and its relief come on late."""
    limits = Limits(switchings_per_slot=1, max_off_minutes=180, min_off_minutes=60, min_on_minutes=60)
    case = zone_case(np.full((4, 16), 10.0), np.array([40.0] * 2 + [20.0] * 12 + [40.0] * 2), limits)
    rota = solve_zone(case, Effort(whole=3.0))
    before = np.hstack([np.zeros((4, 1), dtype=bool), rota.off[:, :-1]])
    assert rota.limits_hold
    assert (rota.off != before).sum(axis=0).max() == 1
