"""What holds for every rota: nothing is overloaded, limits hold or are named, what was published stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import relight
from relight.model.situation import Situation
from relight.plan.rota.limits import Limits
from relight.plan.rota.planning import Wishes, plan_zones
from relight.plan.rota.zone_case import ZoneCase
from relight.plan.rota.zone_check import limits_broken, overloads
from relight.plan.rota.zone_rota import Effort
from relight.plan.rota.zone_search import solve_zone
from relight.plan.rota.zone_value import changes_of, cut_of, total_off
from relight.plan.rota.zone_whole import whole_need_kw_minutes
from tests.plan.rota.cases import overloaded_slots, random_case

EXAMPLE = Path(__file__).parents[3] / "examples/groups"
AT = datetime(2026, 7, 6, 14, tzinfo=ZoneInfo("America/Los_Angeles"))
"""A working day; at other times nothing may have to be cut."""
SIZES = ((3, 12), (3, 16), (4, 24), (5, 72))
"""Groups and slots: small enough for proofs, and too large for them."""

QUICK = Effort(whole=0.02, rounds=0.03)


@st.composite
def cases(draw: st.DrawFn, sizes: Sequence[tuple[int, int]] = SIZES) -> ZoneCase:
    """A zone with a past, cold load, a published rota or none, and any limits."""
    groups, slots = draw(st.sampled_from(sizes))
    limits = Limits(
        max_off_minutes=draw(st.sampled_from([0, 120, 240, 360])),
        min_off_minutes=draw(st.sampled_from([0, 60, 120])),
        min_on_minutes=draw(st.sampled_from([0, 60, 120])),
        switchings_per_slot=draw(st.sampled_from([0, 0, 2])),
    )
    seed = draw(st.integers(0, 10**6))
    case = random_case(seed, groups, slots, draw(st.sampled_from([0.4, 0.6, 0.9])), limits)
    said = np.random.default_rng(seed).integers(-1, 2, (groups, slots))
    return replace(
        case,
        before_off=tuple(draw(st.booleans()) for _ in range(groups)),
        before_minutes=tuple(30 * draw(st.integers(1, 8)) for _ in range(groups)),
        cold=draw(st.sampled_from([(), (0.5, 0.25)])),
        published=draw(st.sampled_from([None, said])),
        night=tuple(draw(st.booleans()) for _ in range(4)) * (slots // 4),
    )


@settings(max_examples=20)
@given(case=cases())
def test_every_rota_fits_and_says_what_it_breaks(case: ZoneCase) -> None:
    """Nothing is overloaded with cold load or without, limits hold exactly where it says so, no value beats its bound,
    and no fewer MWh are cut than whole groups need.
    """
    rota = solve_zone(case, QUICK)
    assert overloads(case, rota.off) == {}
    assert overloaded_slots(case, rota.off) == []
    assert rota.limits_hold == (not limits_broken(case, rota.off))
    assert all(stage.value >= stage.bound for stage in rota.stages)
    whole = whole_need_kw_minutes(case)
    assert whole is not None
    assert cut_of(case, rota.off) >= whole
    named = {stage.name: stage.value for stage in rota.stages}
    assert changes_of(case, rota.off) <= named.get("changes", 0)
    assert cut_of(case, rota.off) <= named["cut again"]
    totals = [total_off(case, rota.off)[group] for group in case.shared_by()]
    assert max(totals) - min(totals) <= named["spread"]


@settings(max_examples=12)
@given(case=cases(SIZES[:3]))
def test_a_rota_that_still_fits_is_kept(case: ZoneCase) -> None:
    """Planned again with its own rota as published, not a minute changes, in a zone whose limits can hold."""
    rota = solve_zone(replace(case, published=None), QUICK)
    again = solve_zone(replace(case, published=rota.off.astype(np.int64)), QUICK)
    if rota.limits_hold:
        assert np.array_equal(again.off, rota.off)


@settings(max_examples=6)
@given(seed=st.integers(0, 10**6))
def test_protected_feeders_are_never_switched_and_the_grid_serves_the_rest(seed: int) -> None:
    """With feeders protected by chance, none of them is in a rota, and the grid serves all that the rota leaves on."""
    chance = np.random.default_rng(seed)
    region = relight.read_region(EXAMPLE)
    protected = frozenset(row.feeder for row in region.feeders if chance.random() < 0.2)
    feeders = tuple(replace(row, protected=row.feeder in protected) for row in region.feeders)
    situation = Situation.from_reports(replace(region, feeders=feeders), (), AT)
    planned = plan_zones(situation, Wishes(hours=24, effort=QUICK))
    ids = np.array(planned.need.state.model.grid.feeder_ids)
    switched = {name for zone in planned.zones for name in ids[zone.feeder].tolist()}
    assert switched.isdisjoint(protected)
    assert planned.shortfalls == ()
    assert not any(shed.any() for shed in planned.emergency.values())
