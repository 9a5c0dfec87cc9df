"""Whether an answer is a property of the grid alone, whatever solves it and however its tables are ordered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from relight.engine.grid import compile_grid
from relight.engine.serve import serve
from relight.model.region import Region
from tests.engine.feasibility import assert_feasible
from tests.engine.grids import damaged, shuffled


def assert_same_for_every_method_and_row_order(region: Region, states: int) -> None:
    """Assert that core, simplex, interior point and shuffled tables serve the same to every feeder in random states.

    States lose 5 or 20 % of their branches and 2 or 30 % of their units, and find other feeders on already.
    """
    grid = compile_grid(region)
    for seed in range(states):
        rng = np.random.default_rng(seed)
        other = compile_grid(shuffled(region, seed))
        branches, units = (0.05, 0.2)[seed % 2], (0.02, 0.3)[seed // 2 % 2]
        on = rng.random(len(grid.feeder_ids)) < 0.5
        state = replace(damaged(grid, seed, branches, units), already_on=on)
        served = serve(grid, state)
        assert_feasible(grid, state, served)
        others = (serve(grid, state, "simplex"), serve(grid, state, "ipm"), serve(other, state))
        for again in (*others, serve(other, state, "simplex")):
            assert again.served_mw == pytest.approx(served.served_mw, rel=1e-9, abs=1e-6)
            np.testing.assert_allclose(again.feeder_mw, served.feeder_mw, atol=1e-6, err_msg=f"state {seed}")
            np.testing.assert_array_equal(again.feeder_reason, served.feeder_reason, err_msg=f"state {seed}")
