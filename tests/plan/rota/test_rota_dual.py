"""The relaxation's prices against a linear programme over every row of every group, and rows for what is not served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from relight.files.region import read_region
from relight.model.schema import Feeder, ProfilePoint
from relight.model.situation import Situation
from relight.plan.rota.limits import Limits
from relight.plan.rota.rota_plan import plan_rota
from relight.plan.rota.verify import Guard, cold_factors
from relight.plan.rota.zone_bound import Most, ZoneBound
from relight.plan.rota.zone_case import Flags, LoadRow, ZoneCase
from relight.plan.rota.zone_check import limits_broken
from relight.plan.rota.zone_value import cut_of
from relight.plan.rota.zone_whole import MEGA, whole_rows
from tests.plan.rota.cases import random_case
from tests.plan.rota.test_rota_two_zones import AT, CORRIDOR, QUICK

LIMITS = Limits(max_off_minutes=150, min_off_minutes=60, min_on_minutes=60)
SLOTS = 8


def mixed_mwh(case: ZoneCase) -> float:
    """The least MWh cut by any mix of the groups' rows that fits on average, by HiGHS through scipy."""
    groups = range(len(case.groups))
    rows = [(row.slot, np.array(row.load_w) / MEGA, case.room_w(row) / MEGA, True) for row in case.rows]
    rows += [(slot, weight, room, False) for slot, weight, room in whole_rows(case)]
    cost, uses, owner = [], [], []
    for group, flags in product(groups, product((False, True), repeat=SLOTS)):
        off = np.zeros((len(case.groups), SLOTS), dtype=np.bool_)
        off[group] = flags
        if limits_broken(case, off):
            continue
        factor = np.where(off, 0.0, cold_factors(case, off))
        cost.append(cut_of(case, off) / 60_000)
        uses.append(
            [
                weight[group] * (factor[group, slot] if cold else float(not off[group, slot]))
                for slot, weight, _, cold in rows
            ]
        )
        owner.append([float(other == group) for other in groups])
    found = linprog(
        cost, A_ub=np.array(uses).T, b_ub=[row[2] for row in rows], A_eq=np.array(owner).T, b_eq=np.ones(len(groups))
    )
    return float(found.fun) if found.success else np.inf


@pytest.mark.parametrize("seed", range(10))
def test_prices_bind_as_much_as_a_linear_programme_over_all_rows(seed: int) -> None:
    """Five groups for eight slots with cold load and a past: the bound found uphill is that of the linear programme
    that mixes all rows of all groups, to half a percent, and never above it but for rounding.
    """
    case = random_case(seed, 5, SLOTS, 0.65, LIMITS)
    case = replace(case, cold=(0.5, 0.25), before_off=(seed % 2 == 0,) + (False,) * 4, before_minutes=(60,) * 5)
    best = mixed_mwh(case)
    bound = ZoneBound(case).cut(Most(), int(case.load_kw.sum()) * 15) / 60_000
    if np.isfinite(best):
        # What is cut comes in steps, to which the bound is rounded up.
        step = float(np.gcd.reduce(case.load_kw.ravel())) * 30 / 60_000
        assert bound <= best * (1 + 1e-6) + step
        assert bound >= best * 0.995 - 0.002


def behind_one_line() -> Situation:
    """Four groups of 4 MW in one zone: two behind a line of 5 MW, two behind a wide one, 13 MW for all."""
    region = read_region(CORRIDOR)
    feeders = tuple(
        Feeder(
            feeder=f"F{number}", bus="N" if number < 3 else "S", district="hill" if number < 3 else "dale", zone="all",
            people=100.0, profile="flat", outage_group=str(number), peak_mw=4.0,
        )
        for number in range(1, 5)
    )  # fmt: skip
    ratings = {"HN": 5.0, "HS": 100.0, "GH": 13.0}
    region = replace(
        region,
        feeders=feeders,
        profiles=tuple(ProfilePoint(profile="flat", hour_of_week=hour, factor=1.0) for hour in range(168)),
        branches=tuple(replace(row, rating_mw=ratings[row.branch]) for row in region.branches),
        settings=replace(
            region.settings, rota={"min_off_minutes": 60.0, "min_on_minutes": 60.0, "beyond_need_share": 0.0}
        ),
    )
    return Situation.from_reports(region, (), at=AT)


def test_a_row_says_which_line_refused_a_rota(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of four groups fit the zone's 13 MW, but not the two behind a line of 5 MW: each row made of a refused slot
    says, in watts, that those two ask for no more than the line carries, and the finished rota never has both on.
    """
    made: list[LoadRow] = []
    row_of = Guard.rows

    def rows(guard: Guard, slots: Iterable[int], off: Flags) -> list[LoadRow]:
        made.extend(row_of(guard, slots, off))
        return made

    monkeypatch.setattr(Guard, "rows", rows)
    plan = plan_rota(behind_one_line(), hours=6, effort=QUICK)
    assert made
    assert {row.load_w for row in made} == {(4_000_000, 4_000_000, 0, 0)}
    assert all(abs(row.capacity_w - 5_000_000) <= 10 for row in made)
    on = {group: [True] * 6 for group in "1234"}
    for row in plan.rota.slots:
        for hour in range(6):
            begin = AT + timedelta(hours=hour)
            if row.start <= begin < row.end:
                on[row.outage_group][hour] = False
    assert not any(first and second for first, second in zip(on["1"], on["2"], strict=True))
    assert all(sum(on[group][hour] for group in "1234") == 3 for hour in range(6))
