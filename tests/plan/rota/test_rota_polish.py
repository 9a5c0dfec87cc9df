"""A rota that is polished gets better in the order of the objectives, and only by steps that the grid serves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

import relight
from relight.model.situation import Situation
from relight.plan.rota.limits import Limits
from relight.plan.rota.planning import Wishes, plan_zones
from relight.plan.rota.verify import Guard, shortfalls
from relight.plan.rota.zone_aims import aims_of
from relight.plan.rota.zone_case import Flags, ZoneCase
from relight.plan.rota.zone_check import overloads
from relight.plan.rota.zone_limits import beyond_limits
from relight.plan.rota.zone_polish import polish_zone
from relight.plan.rota.zone_rota import Effort, ZoneRota
from relight.plan.rota.zone_search import solve_zone
from relight.plan.rota.zone_value import cut_of
from tests.plan.rota.cases import random_case, zone_case

EXAMPLE = Path(__file__).parents[3] / "examples/groups"
AT = datetime(2026, 7, 6, 14, tzinfo=ZoneInfo("America/Los_Angeles"))
"""A working day; at other times nothing may have to be cut."""
QUICK = Effort(whole=0.02, rounds=0.05)
FREE = Limits(max_off_minutes=0, min_off_minutes=0, min_on_minutes=0)


def worth(case: ZoneCase, off: Flags) -> list[int]:
    """The objectives in their order; what is cut counts behind the spread where more may be cut to be fair."""
    values = {aim.name: aim.value(case, off) for aim in aims_of(case)}
    if "cut again" in values:
        del values["cut"]
    return [beyond_limits(case, off), *values.values()]


@settings(max_examples=3)
@given(
    seed=st.integers(0, 10**6),
    tight=st.sampled_from([0.4, 0.6, 0.9]),
    shortest=st.sampled_from([0, 60, 120]),
    crews=st.sampled_from([0, 0, 2]),
    share=st.sampled_from([0.0, 0.05]),
    is_published=st.booleans(),
)
# Hours shared as before, and more cut for it: what was given for them was not got back.
@example(seed=439360, tight=0.9, shortest=60, crews=2, share=0.05, is_published=False)
def test_polishing_worsens_nothing_and_takes_no_step_that_is_refused(
    seed: int, tight: float, shortest: int, crews: int, share: float, is_published: bool
) -> None:
    """Whatever sets of groups are refused, the polished rota has none of them, fits, is worth no less in the order of
    the objectives, no value beats its bound, and a second polishing gives the same bytes.
    """
    limits = Limits(240, shortest, shortest, switchings_per_slot=crews, beyond_need_share=share)
    case = replace(random_case(seed, 5, 48, tight, limits), cold=(0.5,), night=(True, False) * 24)
    if is_published:
        said = np.random.default_rng(seed).integers(-1, 2, (5, 48))
        case = replace(case, published=said)
    rota = solve_zone(case, QUICK)
    refused = np.random.default_rng(seed).random((48, 32)) < 0.5

    def allows(off: Flags) -> bool:
        sets = (1 << np.arange(5)) @ off
        as_it_was = (off == rota.off).all(axis=0)
        return bool((as_it_was | ~refused[np.arange(48), sets]).all())

    polished = polish_zone(case, rota, QUICK, allows)
    assert allows(polished.off)
    assert overloads(case, polished.off) == {}
    assert worth(case, polished.off) <= worth(case, rota.off)
    assert all(stage.value >= stage.bound for stage in polished.stages)
    assert np.array_equal(polish_zone(case, rota, QUICK, allows).off, polished.off)


def test_who_needs_no_cut_is_put_back_unless_the_grid_refuses() -> None:
    """Of two groups of 10 MW, 10 MW must be off for two hours; a rota that has both off for the second and third half
    hour is given those 10 MWh back, and where the grid refuses the third half hour, all but its 5 MWh.
    """
    case = zone_case(np.full((2, 4), 10.0), np.full(4, 10.0), FREE)
    off = np.array([[True, True, True, False], [False, True, True, True]])
    rota = ZoneRota(off, (), True)
    effort = Effort(rounds=1.0)
    assert cut_of(case, off) == 6 * 10_000 * 30
    assert cut_of(case, polish_zone(case, rota, effort, lambda new: True).off) == 4 * 10_000 * 30

    def third_refused(new: Flags) -> bool:
        return bool(new[:, 2].all())

    kept = polish_zone(case, rota, effort, third_refused).off
    assert kept[:, 2].all()
    assert cut_of(case, kept) == 5 * 10_000 * 30


def two_zones() -> Situation:
    """The example with the feeders of its even groups in a supply zone of their own."""
    region = relight.read_region(EXAMPLE)
    feeders = tuple(
        replace(row, zone="north" if row.outage_group and int(row.outage_group) % 2 == 0 else "south")
        for row in region.feeders
    )
    return Situation.from_reports(replace(region, feeders=feeders), (), AT)


def test_two_zones_are_served_whole_and_the_guard_says_what_the_grid_says() -> None:
    """Two zones of one grid are served all that their rotas leave on. Putting any group back for the hours it is off
    is refused by the guard exactly where the grid then lacks something, and is so somewhere.
    """
    planned = plan_zones(two_zones(), Wishes(hours=12, effort=QUICK))
    assert [zone.zone for zone in planned.zones] == ["north", "south"]
    assert planned.shortfalls == ()
    assert not any(shed.any() for shed in planned.emergency.values())
    off = {zone.zone: planned.rotas[zone.zone].off for zone in planned.zones}
    answers = set()
    for zone in planned.zones:
        guard = Guard(planned.need, planned.zones, planned.cases, off, zone.zone)
        assert guard.allows(off[zone.zone])
        for group in np.flatnonzero(off[zone.zone].any(axis=1)).tolist():
            more = off[zone.zone].copy()
            more[group] = False
            lacking = shortfalls(planned.need, planned.zones, planned.cases, {**off, zone.zone: more})
            assert guard.allows(more) == (not lacking)
            answers.add(guard.allows(more))
    assert False in answers
