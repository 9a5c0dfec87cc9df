"""Whole rotas found from slot to slot: as good as the best of all where every way is kept, and always within limits."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relight.plan.rota.limits import Limits
from relight.plan.rota.zone_beam import best_way, guide
from relight.plan.rota.zone_bound import Most, ZoneBound
from relight.plan.rota.zone_case import Flags, LoadRow, ZoneCase
from relight.plan.rota.zone_check import limits_broken, overloads
from relight.plan.rota.zone_leaps import WIDER, Breadth, Leaps
from relight.plan.rota.zone_limits import beyond_limits
from relight.plan.rota.zone_rota import Effort
from relight.plan.rota.zone_search import solve_zone
from relight.plan.rota.zone_value import cut_of, total_off
from relight.plan.rota.zone_ways import LEVELS, Share, Ways
from tests.plan.rota.cases import random_case

LIMITS = Limits(max_off_minutes=180, min_off_minutes=60, min_on_minutes=60)
SLOTS = 7
EVERY = 1 << 12
"""More ways than there are states of three groups."""

WIDTH = 400
"""Enough ways to find one in most zones of six groups."""


def ways_of(case: ZoneCase) -> Ways:
    """Ways at the prices of the best bound."""
    relaxation = ZoneBound(case)
    relaxation.cut(Most(), int(case.load_kw.sum()) * 30)
    return Ways(relaxation)


def rotas_within(case: ZoneCase) -> list[Flags]:
    """Every rota of a small zone that fits and holds its limits."""
    groups, slots = case.load_kw.shape
    numbers = np.arange(1 << groups * slots)[:, None] >> np.arange(groups * slots) & 1
    rotas = numbers.astype(np.bool_).reshape(-1, groups, slots)
    return [off for off in rotas if not limits_broken(case, off) and not overloads(case, off)]


@pytest.mark.parametrize("seed", range(12))
def test_with_every_way_kept_the_best_of_all_rotas_is_found(seed: int) -> None:
    """Two groups for seven slots with cold load and a history: the way found cuts what the best of all rotas cuts, with
    hours free and with hours shared, and there is none where there is no rota.
    """
    case = random_case(seed, 2, SLOTS, 0.6 + 0.02 * seed, LIMITS)
    case = replace(case, cold=(0.5, 0.25), past_off_minutes=(0, 30 * (seed % 3)))
    ways, within = ways_of(case), rotas_within(case)
    shares = [Share.nobody(case), *(Share.within(case, 30 * level) for level in range(SLOTS))]
    for level, share in enumerate(shares, start=-1):
        fair = [
            off for off in within if level < 0 or all(30 * level <= m <= 30 * level + 30 for m in total_off(case, off))
        ]
        tables = ways.ages.stay, ways.ages.leave_off, ways.ages.leave_on, ways.off_mwh
        ahead = guide(*tables, ways.on_mwh.astype(np.float32), share.least, share.most, ways.ages.keep_off)
        counted = (share.most >= 0).astype(np.int64)
        cost, off = best_way(
            *tables, counted, ways.ages.asks, ways.ages.first, ways.ages.room, ways.ages.start, ways.ages.keep_off,
            ahead, EVERY,
        )  # fmt: skip
        assert np.isfinite(cost) == bool(fair)
        if fair:
            assert cut_of(case, off) == min(cut_of(case, one) for one in fair)
            assert not overloads(case, off)
            assert not limits_broken(case, off)


@pytest.mark.parametrize("seed", range(8))
def test_where_limits_give_way_every_way_kept_finds_the_fewest_minutes_beyond_them(seed: int) -> None:
    """Two groups that can seldom both hold their limits: the way found is as little beyond them as any rota that fits,
    and of those none cuts less.
    """
    case = random_case(seed, 2, SLOTS, 0.45, Limits(max_off_minutes=60, min_off_minutes=60, min_on_minutes=90))
    relaxation = ZoneBound(case)
    relaxation.cut(Most(strict=False), int(case.load_kw.sum()) * 30)
    off = Ways(relaxation, strict=False).whole(Share.nobody(case), EVERY, np.random.default_rng(seed))
    assert off is not None
    numbers = np.arange(1 << 2 * SLOTS)[:, None] >> np.arange(2 * SLOTS) & 1
    rotas = numbers.astype(np.bool_).reshape(-1, 2, SLOTS)
    worth = min((beyond_limits(case, one), cut_of(case, one)) for one in rotas if not overloads(case, one))
    assert not overloads(case, off)
    assert (beyond_limits(case, off), cut_of(case, off)) == worth


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("give", [0.0, 0.1, 0.3])
def test_hours_are_shared_as_closely_as_what_may_be_given_allows(seed: int, give: float) -> None:
    """Two groups that may not cut more than a little above the least: of the widths tried the first in which any rota
    cuts no more is found, and none where there is none.
    """
    case = replace(random_case(seed, 2, SLOTS, 0.6, LIMITS), past_off_minutes=(0, 90))
    ways, within = ways_of(case), rotas_within(case)
    if not within:
        return
    least = min(within, key=lambda off: cut_of(case, off))
    most = (1 + give) * cut_of(case, least)
    found = Leaps(ways, lambda off: (), Breadth(1, EVERY)).nearest(least, lambda off: cut_of(case, off) <= most)
    spreads = [np.ptp(total_off(case, off)) for off in within if cut_of(case, off) <= most]
    mean = 30 * int(np.mean(total_off(case, least)) // 30)
    for slots in WIDER:
        edges = [(low := mean + 30 * (more - slots // 2), low + 30 * slots) for more in LEVELS]
        if any(
            all(low <= minutes <= high for minutes in total_off(case, off))
            for low, high in edges for off in within if cut_of(case, off) <= most
        ):  # fmt: skip
            assert found is not None
            assert np.ptp(total_off(case, found)) <= 30 * slots
            assert np.ptp(total_off(case, found)) >= min(spreads)
            return
    assert found is None


@settings(max_examples=20)
@given(seed=st.integers(0, 10**6), tight=st.sampled_from([0.5, 0.7]), cold=st.sampled_from([(), (0.5, 0.25)]))
def test_every_way_fits_holds_limits_and_shares_the_hours(seed: int, tight: float, cold: tuple[float, ...]) -> None:
    """Whole or in lots, free or shared: what is found fits with its cold load and holds all limits, and shared hours
    differ by a slot at most.
    """
    case = replace(random_case(seed, 6, 24, tight, LIMITS), cold=cold)
    ways, chance = ways_of(case), np.random.default_rng(seed)
    free = ways.whole(Share.nobody(case), WIDTH, chance)
    if free is None:
        return
    lots = ways.of_lot(free, np.array([0, 2, 5]), Share.nobody(case), chance)
    shared = [(ways.whole(share, WIDTH, chance), share) for share in ways.levels(free)]
    for off in [free, lots, *(off for off, _ in shared)]:
        if off is not None:
            assert not overloads(case, off)
            assert not limits_broken(case, off)
    for off, share in shared:
        if off is not None and (share.most[list(case.shared_by())] > 0).all():
            assert np.ptp([total_off(case, off)[group] for group in case.shared_by()]) <= max(case.minutes)


@settings(max_examples=5)
@given(seed=st.integers(0, 10**6), cold=st.sampled_from([(), (0.5, 0.25)]))
def test_the_parts_of_a_cut_add_up(seed: int, cold: tuple[float, ...]) -> None:
    """No part is below nothing, all together are what is cut, and the proven ones are the bound of the cut."""
    case = replace(random_case(seed, 5, 16, 0.6, LIMITS), cold=cold)
    rota = solve_zone(case, Effort(whole=0.02, rounds=0.05))
    assert rota.parts is not None
    parts = asdict(rota.parts)
    assert min(parts.values()) >= 0
    assert sum(parts.values()) == cut_of(case, rota.off)
    unavoidable = sum(parts[name] for name in ("need", "whole_groups", "limits", "cold_load"))
    assert unavoidable == next(stage.bound for stage in rota.stages if stage.name == "cut")


def test_what_is_refused_is_not_proposed_again() -> None:
    """A grid that serves no pair of the first two groups: the rota that leaps lead to never has both on."""
    case = random_case(3, 6, 24, 0.7, LIMITS)

    def refused(off: Flags) -> list[LoadRow]:
        pair = (2_000_000, 2_000_000, 0, 0, 0, 0)
        return [LoadRow(slot, pair, 3_000_000) for slot in range(24) if not off[0, slot] and not off[1, slot]]

    ways = ways_of(case)
    free = Leaps(ways, lambda off: ()).least([Share.nobody(case)], lambda off: True).off
    assert free is not None
    assert refused(free)
    found = Leaps(ways, refused).least([Share.nobody(case)], lambda off: True).off
    assert found is not None
    assert (found[0] | found[1]).all()
