"""The compiled walk within the network gives every feeder what HiGHS's walk and the plain definition give it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from relight.engine.grid import compile_grid, intact_state
from relight.engine.serve import Reason, serve
from relight.model.region import Region
from tests.engine.feasibility import assert_feasible
from tests.engine.grids import damaged, generated_region
from tests.engine.plain_switching import plain_serve

NETWORKS = 240
FALLBACKS = 0.02
"""Largest share of states that may be left to HiGHS."""


def tight_region(seed: int) -> Region:
    """A tight mesh of 8 buses and 14 feeders, a sixth of them divisible, with up to two lines and a unit lost."""
    region = generated_region(seed, buses=8, feeders=14, margin=(0.6, 0.8, 1.0)[seed % 3], divisible=1 / 6)
    rng = np.random.default_rng(seed)
    kept = rng.permutation(len(region.branches))[seed % 3 :]
    protected = [row.feeder for row in region.feeders if rng.random() < 0.25]
    return replace(
        region,
        branches=tuple(region.branches[row] for row in sorted(kept.tolist())),
        generators=region.generators[seed % 2 :],
        feeders=tuple(replace(row, protected=row.feeder in protected) for row in region.feeders),
    )


def test_core_walks_as_highs_and_as_the_definition_say(capsys: pytest.CaptureFixture[str]) -> None:
    """On 240 small networks with tight lines, most of which bind, all three agree on every feeder."""
    binding = 0
    left_to_highs: list[str] = []
    for seed in range(NETWORKS):
        region = tight_region(seed)
        grid = compile_grid(region)
        state = intact_state(grid)
        core, highs, plain = serve(grid, state), serve(grid, state, "simplex"), plain_serve(region)
        # Whole feeders may be more in all than the most, which puts protected megawatts first.
        assert_feasible(grid, state, replace(core, served_mw=max(core.served_mw, core.switched_mw)))
        assert core.served_mw == pytest.approx(highs.served_mw, rel=1e-9, abs=1e-6)
        assert core.protected_mw == pytest.approx(highs.protected_mw, rel=1e-9, abs=1e-6)
        np.testing.assert_allclose(core.feeder_mw, highs.feeder_mw, atol=1e-5, err_msg=f"network {seed}")
        np.testing.assert_array_equal(core.feeder_reason, highs.feeder_reason, err_msg=f"network {seed}")
        found = dict(zip(grid.feeder_ids, core.feeder_mw.tolist(), strict=True))
        assert found == pytest.approx(plain.feeder_mw, abs=1e-3), f"network {seed}"
        binding += bool((core.feeder_reason == Reason.LINE_LIMIT).any())
        left_to_highs += [core.trouble] * bool(core.trouble)
    with capsys.disabled():
        print(f"\n{NETWORKS} networks, lines bind in {binding}, left to HiGHS: {len(left_to_highs)} {left_to_highs}")
    assert binding > NETWORKS / 2
    assert len(left_to_highs) <= FALLBACKS * NETWORKS


def test_core_walks_as_highs_on_larger_meshes(capsys: pytest.CaptureFixture[str]) -> None:
    """On 60 damaged states of meshes of 60 buses and 200 feeders core and HiGHS leave the same feeders on."""
    left_to_highs: list[str] = []
    for seed in range(60):
        grid = compile_grid(generated_region(seed % 6, buses=60, feeders=200, margin=1.05, divisible=0.05))
        on = np.random.default_rng(seed).random(len(grid.feeder_ids)) < 0.5
        state = replace(damaged(grid, seed, branches=0.08, units=0.2), already_on=on)
        core, highs = serve(grid, state), serve(grid, state, "simplex")
        np.testing.assert_allclose(core.feeder_mw, highs.feeder_mw, atol=1e-6, err_msg=f"state {seed}")
        np.testing.assert_array_equal(core.feeder_reason, highs.feeder_reason, err_msg=f"state {seed}")
        left_to_highs += [core.trouble] * bool(core.trouble)
    with capsys.disabled():
        print(f"\n60 states, left to HiGHS: {len(left_to_highs)} {left_to_highs}")
    assert len(left_to_highs) <= FALLBACKS * 60


def test_a_protected_megawatt_missing_by_rounding_is_no_loss() -> None:
    """Three states in which one of 1e-11 MW weighed 16,384 times as much, as if a divisible feeder's part cost load."""
    for seed, number in ((2, 50), (3, 20), (4, 18)):
        grid = compile_grid(generated_region(seed, buses=60, feeders=200, margin=1.05, divisible=0.05))
        on = np.random.default_rng(number).random(len(grid.feeder_ids)) < 0.5
        state = replace(damaged(grid, 1000 * seed + number, branches=0.08, units=0.2), already_on=on)
        core, highs = serve(grid, state), serve(grid, state, "simplex")
        assert core.trouble == ""
        np.testing.assert_allclose(core.feeder_mw, highs.feeder_mw, atol=1e-6)
