"""What the search of a rota is made of, against every possible rota of three small groups: choices and bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from relight.plan.rota.limits import Limits
from relight.plan.rota.zone_ages import ages_for
from relight.plan.rota.zone_bound import Most, ZoneBound
from relight.plan.rota.zone_case import Flags, LoadRow, ZoneCase
from relight.plan.rota.zone_check import limits_broken, overloads
from relight.plan.rota.zone_limits import LIMIT_WEIGHTS, beyond_limits
from relight.plan.rota.zone_lot import best_of_lot
from relight.plan.rota.zone_value import begins, cut_of
from relight.plan.rota.zone_whole import whole_need_kw_minutes
from tests.plan.rota.cases import EXACT, lengths, random_case

SLOTS = 4
ALL_ROTAS = [np.array(rows) for rows in product(list(product((False, True), repeat=SLOTS)), repeat=3)]
NEVER = math.inf
"""What the best of no rotas is worth: no bound is too high for it."""


@st.composite
def small_cases(draw: st.DrawFn) -> ZoneCase:
    """Three groups for four slots, with whatever a zone may have: past, cold load, blocks, crews, lines."""
    minutes = st.sampled_from([0, 30, 60, 90])
    limits = Limits(
        max_off_minutes=draw(st.sampled_from([0, 30, 60, 90, 120])),
        min_off_minutes=draw(minutes),
        min_on_minutes=draw(minutes),
        switchings_per_slot=draw(st.sampled_from([0, 0, 1, 2])),
        **EXACT,
    )
    case = random_case(draw(st.integers(0, 10**6)), 3, SLOTS, draw(st.sampled_from([0.4, 0.6, 0.8])), limits)
    been = st.integers(1, 5).map(lambda count: 30 * count)
    return replace(
        case,
        before_off=tuple(draw(st.booleans()) for _ in range(3)),
        before_minutes=tuple(draw(been) for _ in range(3)),
        cold=draw(st.sampled_from([(), (0.5,), (0.5, 0.25)])),
        rows=(*case.rows, *draw(st.sampled_from([(), (LoadRow(2, (2_000_000, 2_000_000, 0), 3_000_000),)]))),
        may_switch=draw(st.sampled_from([(), (True, True, False, True)])),
    )


def allowed(case: ZoneCase, off: Flags) -> bool:
    """Whether a rota fits and switches only where switching is allowed."""
    before = np.hstack([np.array(case.before_off)[:, None], off[:, :-1]])
    barred = ~np.array(case.may_switch or (True,) * SLOTS)
    return not overloads(case, off) and not (off != before)[:, barred].any()


def crews_hold(case: ZoneCase, off: Flags) -> bool:
    """Whether no slot has more switchings than crews can do."""
    before = np.hstack([np.array(case.before_off)[:, None], off[:, :-1]])
    most = case.limits.switchings_per_slot
    return not most or int((off != before).sum(axis=0).max()) <= most


@dataclass(frozen=True)
class Judged:
    """What one of all rotas is worth."""

    holds: bool  # the limits of every group
    beyond: int
    cut: int
    cuts: int


def judged(case: ZoneCase, with_crews: bool) -> list[Judged]:
    """All rotas that fit, and where asked for hold to what crews can switch."""
    return [
        Judged(not limits_broken(case, off), beyond_limits(case, off), cut_of(case, off), int(begins(case, off).sum()))
        for off in ALL_ROTAS
        if allowed(case, off) and (not with_crews or crews_hold(case, off))
    ]


def chosen(case: ZoneCase, strict: bool, beyond_price: float) -> Flags | None:
    """What the kernel chooses for all three groups at the price of their load."""
    nothing_switched = np.repeat(np.array(case.before_off)[:, None], SLOTS, axis=1)
    ages = ages_for(case, strict, nothing_switched)
    price = np.float32(1.0 if strict else beyond_price)
    off_cost = (case.load_kw * np.array(case.minutes)).astype(np.float32)
    cost, off = best_of_lot(
        ages.stay * price, ages.leave_off * price, ages.leave_on * price, off_cost, np.float32(0), ages.asks,
        ages.first, ages.room, ages.start, ages.keep_off,
    )  # fmt: skip
    return off if np.isfinite(cost) else None


@settings(max_examples=25)
@given(case=small_cases())
def test_a_lot_is_chosen_best_of_all(case: ZoneCase) -> None:
    """Of all rotas that fit and hold the limits, the kernel finds one that cuts least; none if there is none."""
    best = min((one.cut for one in judged(case, with_crews=True) if one.holds), default=NEVER)
    off = chosen(case, strict=True, beyond_price=0)
    assert (off is None) == (best == NEVER)
    if off is not None:
        assert allowed(case, off)
        assert not limits_broken(case, off)
        assert cut_of(case, off) == best


@settings(max_examples=25)
@given(case=small_cases())
def test_a_lot_is_least_beyond_its_limits(case: ZoneCase) -> None:
    """Where limits may give way, the kernel finds the fewest weighted minutes beyond them."""
    fewest = min((one.beyond for one in judged(case, with_crews=True)), default=NEVER)
    off = chosen(case, strict=False, beyond_price=1e5)
    assert (off is None) == (fewest == NEVER)
    if off is not None:
        assert allowed(case, off)
        assert beyond_limits(case, off) == fewest


@settings(max_examples=25)
@given(case=small_cases(), known=st.sampled_from([0, 10, 10**4, 10**6, 10**9]))
def test_no_rota_beats_a_bound(case: ZoneCase, known: int) -> None:
    """The relaxation's bounds are at or below the best of all rotas, for limits, MWh and the number of cuts, whatever
    value its steps are made for. Where no rota holds the limits, any bound of those that do is true.
    """
    bound, rotas = ZoneBound(case), judged(case, with_crews=False)
    if rotas:
        fewest = min(one.beyond for one in rotas)
        assert bound.beyond(known) <= fewest
        cut = min(one.cut for one in rotas if one.beyond <= fewest)
        assert bound.cut(Most(strict=False, beyond=fewest), known) <= cut
    holding = [one for one in rotas if one.holds]
    if holding:
        cut = min(one.cut for one in holding)
        assert bound.cut(Most(), known) <= cut
        begun = min(one.cuts for one in holding if one.cut <= cut + 2000)
        assert bound.cuts(Most(cut_kw_minutes=cut + 2000), known) <= begun


@settings(max_examples=25)
@given(case=small_cases())
def test_whole_groups_need_no_less_than_divisible_ones(case: ZoneCase) -> None:
    """What must be cut slot by slot in whole groups is the least of all sets of groups that fit, and no less than the
    divisible need, also where a line limits only some of them.
    """
    expected = 0
    for slot in range(SLOTS):
        sets = [np.array(flags) for flags in product((False, True), repeat=3)]
        for row in case.rows:
            if row.slot == slot:
                load = np.array(row.load_w)
                sets = [flags for flags in sets if load[~flags].sum() <= case.room_w(row)]
        expected += 30 * min(int(case.load_kw[flags, slot].sum()) for flags in sets)
    whole = whole_need_kw_minutes(case)
    assert whole == expected
    assert whole >= case.need_kw_minutes() - 1


def test_a_line_that_two_of_three_groups_hang_on_needs_nothing_of_the_third() -> None:
    """Of 4 + 4 MW behind a line of 6 MW, 2 MW must be cut, not a quarter of all that the zone asks for."""
    line = LoadRow(0, (4_000_000, 4_000_000, 0), 6_000_000)
    case = ZoneCase(("1", "2", "3"), (30,), np.array([[4000], [4000], [4000]]), (line,))
    assert case.need_kw_minutes() == 2000 * 30


@settings(max_examples=25)
@given(case=small_cases())
def test_the_divisible_need_is_that_of_each_slots_tightest_row(case: ZoneCase) -> None:
    """If groups could be cut in part a slot would need what a linear programme says of its dearest row."""
    expected = 0.0
    for slot in range(SLOTS):
        needs = [0.0]
        for row in case.rows:
            if row.slot == slot:
                load, off_by = np.array(row.load_w, dtype=np.float64), case.room_w(row)
                program = linprog(case.load_kw[:, slot], -load[None, :], [off_by - load.sum()], bounds=(0, 1))
                assert program.status == 0
                needs.append(float(program.fun))
        expected += 30 * max(needs)
    assert case.need_kw_minutes() == pytest.approx(expected, abs=1)


@settings(max_examples=60)
@given(
    row=st.lists(st.booleans(), min_size=8, max_size=8),
    was_off=st.booleans(),
    been=st.integers(1, 6),
    limits=st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)),
)
def test_minutes_beyond_limits_are_counted_run_by_run(
    row: list[bool], was_off: bool, been: int, limits: tuple[int, int, int]
) -> None:
    """Weighted minutes are those of every cut and supply that is too long or ends too soon, counted slot by slot."""
    longest, shortest_off, shortest_on = limits
    case = replace(
        random_case(1, 1, 8, 0.6, Limits(30 * longest, 30 * shortest_off, 30 * shortest_on)),
        before_off=(was_off,),
        before_minutes=(30 * been,),
    )
    whole = [was_off] * been + row
    expected = 0
    for first, count in lengths(whole, True):
        inside = max(0, first + count - been)  # slots of the cut in the horizon
        too_long = min(inside, max(0, count - longest)) if longest else 0
        expected += LIMIT_WEIGHTS["max_off_minutes"] * 30 * too_long
    for value, shortest, name in ((True, shortest_off, "min_off_minutes"), (False, shortest_on, "min_on_minutes")):
        for first, count in lengths(whole, value):
            end = first + count
            if been <= end < len(whole):
                lacking = min(max(0, shortest - count), len(whole) - end)
                expected += LIMIT_WEIGHTS[name] * 30 * lacking
    assert beyond_limits(case, np.array([row])) == expected
