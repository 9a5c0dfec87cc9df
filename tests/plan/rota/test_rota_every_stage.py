"""Every stage of a rota, in its order, is as good as the best of all rotas: limits, changes, night and all else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from relight.plan.rota.limits import Limits
from relight.plan.rota.zone_case import LoadRow, ZoneCase
from relight.plan.rota.zone_search import solve_zone
from tests.plan.rota.cases import THOROUGH, random_case
from tests.plan.rota.naive import best_values

SLOTS = 8
BATCHES, PER_BATCH = 20, 11


def any_case(seed: int) -> ZoneCase:
    """Three groups for four hours with whatever a zone may have, by chance."""
    chance = np.random.default_rng((seed, 20261128))

    def one_of(*values: float) -> float:
        return float(chance.choice(values))

    limits = Limits(
        max_off_minutes=one_of(0, 60, 90, 120, 180),
        min_off_minutes=one_of(0, 30, 60, 90),
        min_on_minutes=one_of(0, 30, 60, 90),
        switchings_per_slot=one_of(0, 0, 1, 2),
        beyond_need_share=one_of(0, 0, 0.05, 0.2),
    )
    case = random_case(seed, 3, SLOTS, one_of(0.45, 0.6, 0.75), limits)
    loads = case.load_kw * (chance.random((3, SLOTS)) > one_of(0, 0, 0.1))
    rows = tuple(replace(row, load_w=tuple(1000 * int(load) for load in loads[:, row.slot])) for row in case.rows)
    said = chance.integers(-1, 2, (3, SLOTS))
    return replace(
        case,
        load_kw=loads,
        before_off=tuple(bool(flag) for flag in chance.random(3) < 0.4),
        before_minutes=tuple(30 * int(count) for count in chance.integers(1, 6, 3)),
        past_night_minutes=tuple(30 * int(count) for count in chance.integers(0, 4, 3)),
        night=tuple(bool(flag) for flag in chance.random(SLOTS) < one_of(0, 0.4, 0.7)),
        cold=((), (), (0.5,), (0.5, 0.25))[chance.integers(4)],
        published=said if chance.random() < 0.4 else None,
        may_switch=() if chance.random() < 0.7 else tuple(slot % 2 == 0 for slot in range(SLOTS)),
        rows=rows if chance.random() < 0.8 else (*rows, LoadRow(3, (2_000_000, 0, 2_000_000), 3_000_000)),
    )


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_stage_is_the_best_of_all_rotas(batch: int) -> None:
    """On 220 random zones the stages are those that docs/rota.md lists, in that order, and each is proven and worth
    what the best of all rotas is worth: where limits give way, with what was published, with cold load, a history,
    crews that switch one or two groups, blocks, a second row of the network, groups without load, nights, and cuts for
    fairness.
    """
    gave_way = 0
    for seed in range(batch * PER_BATCH, (batch + 1) * PER_BATCH):
        case = any_case(seed)
        rota, best = solve_zone(case, THOROUGH), best_values(case)
        assert [(stage.name, stage.value) for stage in rota.stages] == list(best.items()), seed
        assert all(stage.proven for stage in rota.stages), seed
        assert rota.limits_hold == ("limits" not in best), seed
        gave_way += "limits" in best
    assert gave_way, "in some of the zones limits must not be able to hold"


def test_the_random_zones_have_what_they_are_to_cover() -> None:
    """Of the 220 zones at least twenty have each kind of input that a zone may have."""
    cases = [any_case(seed) for seed in range(BATCHES * PER_BATCH)]
    kinds = {
        "published": sum(case.published is not None for case in cases),
        "night": sum(any(case.night) for case in cases),
        "cold": sum(bool(case.cold) for case in cases),
        "crews": sum(case.limits.switchings_per_slot > 0 for case in cases),
        "blocks": sum(bool(case.may_switch) for case in cases),
        "second row": sum(len(case.rows) > SLOTS for case in cases),
        "given for fairness": sum(case.limits.beyond_need_share > 0 for case in cases),
        "without load": sum(bool((case.load_kw == 0).any()) for case in cases),
    }
    assert min(kinds.values()) >= 20, kinds
