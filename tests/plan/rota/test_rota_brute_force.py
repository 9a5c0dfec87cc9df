"""The rota of small zones is the very best: every possible one is tried."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from relight.plan.rota.limits import Limits
from relight.plan.rota.zone_case import ZoneCase
from relight.plan.rota.zone_limits import beyond_limits
from relight.plan.rota.zone_search import solve_zone
from tests.plan.rota.cases import EXACT, THOROUGH, lengths, random_case

BATCHES = 20
PER_BATCH = 11
LIMITS = Limits(max_off_minutes=120, min_off_minutes=60, min_on_minutes=60, **EXACT)


def holds_limits(row: tuple[bool, ...]) -> bool:
    """Whether one group's slots hold cuts of 2 to 4 half hours and supply of at least 2 between cuts."""
    off, on = lengths(list(row), True), lengths(list(row), False)
    if any(count > 4 or (count < 2 and first + count < len(row)) for first, count in off):
        return False
    return all(count >= 2 or first == 0 or first + count == len(row) for first, count in on)


def best_by_trying_all(case: ZoneCase, rows: list[tuple[bool, ...]]) -> tuple[float, ...] | None:
    """The best (cut, spread, inequality, cuts) over all rotas of three groups made of these rows; None if none fits."""
    patterns = np.array(rows, dtype=np.int64)
    loads = np.array([row.load_w for row in case.rows], dtype=np.int64).T
    room = np.array([max(0, row.capacity_w) for row in case.rows])
    on = [(1 - patterns) * loads[group] for group in range(3)]
    fits = (on[0][:, None, None] + on[1][None, :, None] + on[2][None, None, :] <= room + 1).all(axis=-1)
    if not fits.any():
        return None
    one, two, three = np.nonzero(fits)
    cut = sum(
        ((patterns * case.load_kw[group]).sum(axis=1) * 30)[index] for group, index in enumerate((one, two, three))
    )
    minutes = 30 * patterns.sum(axis=1)
    totals = np.stack([minutes[index] + case.past(group) for group, index in enumerate((one, two, three))])
    spread = totals.max(axis=0) - totals.min(axis=0)
    inequality = sum(
        case.weight(a) * case.weight(b) * np.abs(totals[a] - totals[b]) for a, b in ((0, 1), (0, 2), (1, 2))
    )
    begun = patterns[:, 0] + (np.diff(patterns, axis=1) == 1).sum(axis=1)
    cuts = begun[one] + begun[two] + begun[three]
    order = np.lexsort((cuts, inequality, spread, cut))
    best = order[0]
    return float(cut[best]), float(spread[best]), float(inequality[best]), float(cuts[best])


@pytest.mark.parametrize("batch", range(BATCHES))
def test_optimal_against_brute_force(batch: int) -> None:
    """On 220 random zones of 3 groups and 8 slots every objective in turn is as good as the best of all rotas."""
    rows = [row for row in product((False, True), repeat=8) if holds_limits(row)]
    held = 0
    for seed in range(batch * PER_BATCH, (batch + 1) * PER_BATCH):
        case = random_case(seed, 3, 8, 0.6, LIMITS)
        best = best_by_trying_all(case, rows)
        rota = solve_zone(case, THOROUGH)
        assert rota.limits_hold == (best is not None), seed
        if best is not None:
            held += 1
            assert [stage.name for stage in rota.stages] == ["cut", "spread", "inequality", "cuts"]
            assert tuple(stage.value for stage in rota.stages) == best, seed
            assert all(stage.proven for stage in rota.stages)
    assert held >= PER_BATCH // 3, "too few of the zones can hold their limits for the test to say anything"


@pytest.mark.parametrize("seed", range(12))
def test_limits_give_way_as_little_as_possible(seed: int) -> None:
    """Where limits cannot all hold, the weighted minutes beyond them are the fewest of all rotas that fit."""
    limits = Limits(max_off_minutes=60, min_off_minutes=60, min_on_minutes=90, **EXACT)
    case = random_case(seed, 3, 5, 0.3, limits)
    rows = list(product((False, True), repeat=5))
    room = [max(0, row.capacity_w) + 1 for row in case.rows]
    fewest = min(
        beyond_limits(case, np.array(rota))
        for rota in product(rows, repeat=3)
        if all(
            sum(load for load, row in zip(case.rows[slot].load_w, rota, strict=True) if not row[slot]) <= room[slot]
            for slot in range(5)
        )
    )
    rota = solve_zone(case, THOROUGH)
    assert rota.limits_hold == (fewest == 0)
    if fewest:
        assert (rota.stages[0].name, rota.stages[0].value) == ("limits", fewest)
    assert beyond_limits(case, rota.off) == fewest
