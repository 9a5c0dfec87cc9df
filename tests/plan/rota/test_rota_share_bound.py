"""The least spread that whole blocks of time allow, by hand and against every rota of small zones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from relight.plan.rota.limits import Limits
from relight.plan.rota.rota_plan import stages_told
from relight.plan.rota.zone_case import ZoneCase
from relight.plan.rota.zone_rota import Stage, ZoneRota
from relight.plan.rota.zone_share_bound import least_spread
from tests.plan.rota.cases import EXACT, zone_case
from tests.plan.rota.naive import best_values
from tests.plan.rota.test_rota_every_stage import any_case

EVEN_HOURS = (True, False, False, False)
"""Four half hours of which only the first begins with a switching."""


def equal_groups(groups: int, slots: int, off: int, **more: object) -> tuple[ZoneCase, int]:
    """Groups of 10 MW of which so many must be off in every slot, and what is cut then [kW·min]."""
    loads = np.full((groups, slots), 10.0)
    case = zone_case(loads, np.full(slots, 10.0 * (groups - off)), Limits(**EXACT), **more)
    return case, 10_000 * 30 * off * slots


@pytest.mark.parametrize(
    ("groups", "slots", "off", "more", "least"),
    [
        (3, 6, 1, {}, 0),  # six turns for three
        (3, 7, 1, {}, 30),  # one has a third turn
        (3, 8, 1, {"may_switch": 2 * EVEN_HOURS}, 120),  # two turns of two hours for three
        (3, 12, 1, {"may_switch": 3 * EVEN_HOURS}, 0),
        (3, 4, 1, {"past_off_minutes": (300, 0, 0)}, 240),  # two turns of half an hour each do not make up for 5 h
        (2, 2, 1, {"past_off_minutes": (45, 30)}, 15),  # 60 and 75 min: a turn each
        (3, 8, 2, {"minutes": (27, *7 * (30,))}, 30),  # 474 min for three: 147, 150 and 177
    ],
)
def test_what_cannot_be_shared_evenly(groups: int, slots: int, off: int, more: dict[str, object], least: int) -> None:
    """Worked out by hand: turns that are left over, blocks of hours, a history too long to make up for, odd slots."""
    minutes = more.pop("minutes", None)
    case, most_cut = equal_groups(groups, slots, off, **more)
    if isinstance(minutes, tuple):
        case, most_cut = replace(case, minutes=minutes), 10_000 * off * sum(minutes)
    assert least_spread(case, most_cut) == least


def of_equal_groups(seed: int) -> ZoneCase:
    """Three equal groups with a past of their own, of which none to two must be off in a slot."""
    chance = np.random.default_rng((seed, 7))
    case = zone_case(np.full((3, 8), 10.0), 10.0 * (3 - chance.integers(0, 3, 8)), Limits(**EXACT))
    past = tuple(30 * int(count) for count in chance.integers(0, 9, 3))
    return replace(
        case,
        past_off_minutes=past,
        past_night_minutes=(0, 0, 0),
        night=(False,) * 8,
        before_minutes=(1000,) * 3,
        weights=(1, 1, 1),
        may_switch=2 * EVEN_HOURS if seed % 4 == 0 else (),
    )


@pytest.mark.parametrize(("make", "tight"), [(any_case, 0), (of_equal_groups, 8)])
def test_no_rota_of_small_zones_is_below_it(make: Callable[[int], ZoneCase], tight: int) -> None:
    """On 80 random zones the best of all rotas has no smaller spread; with equal groups it often has just that one."""
    met = 0
    for seed in range(40):
        case = make(seed)
        best = best_values(case)
        give = round(case.limits.beyond_need_share * case.need_kw_minutes())
        least = least_spread(case, best["cut"] + give)
        assert least <= best["spread"], seed
        met += 0 < least == best["spread"]
    assert met >= tight


def test_a_stage_says_what_sharing_allows() -> None:
    """A spread that is the least possible is told as proven, one above it with that bound; other stages as they are."""
    case, cut = equal_groups(3, 7, 1)
    off = np.array([[slot % 3 == group for slot in range(7)] for group in range(3)])
    stages = (Stage("cut", cut, cut, "kW·min", True, 0.0), Stage("spread", 30, 0, "min", False, 0.0))
    proven = replace(stages[1], bound=30, proven=True)
    assert stages_told(case, ZoneRota(off, stages, True)) == [stages[0], proven]
    worse = replace(stages[1], value=90)
    assert stages_told(case, ZoneRota(off, (stages[0], worse), True)) == [stages[0], replace(worse, bound=30)]
