"""The walk with its shortcuts gives what the definition without any gives, on random grids."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relight.engine.grid import compile_grid, intact_state
from relight.engine.serve import Method, serve
from relight.model.region import Region
from tests.engine.grids import generated_region
from tests.engine.plain_switching import EXACT_MW, plain_serve
from tests.engine.strategies import regions


def agrees(region: Region, already_on: set[str], method: Method) -> None:
    """Assert that the engine and the plain definition give the same to every feeder."""
    grid = compile_grid(region)
    on = np.array([name in already_on for name in grid.feeder_ids])
    served = serve(grid, replace(intact_state(grid), already_on=on), method)
    plain = plain_serve(region, already_on)
    assert served.served_mw == pytest.approx(plain.served_mw, rel=1e-6, abs=EXACT_MW)
    assert served.protected_mw == pytest.approx(plain.protected_mw, rel=1e-6, abs=EXACT_MW)
    found = dict(zip(grid.feeder_ids, served.feeder_mw.tolist(), strict=True))
    assert found == pytest.approx(plain.feeder_mw, abs=1e-3)


@pytest.mark.parametrize("method", ["core", "simplex"])
@settings(max_examples=150)
@given(region=regions(), on=st.sets(st.sampled_from([f"f{row}" for row in range(7)])))
def test_shortcuts_never_change_the_walk(method: Method, region: Region, on: set[str]) -> None:
    """On small grids of every shape each feeder gets what the definition gives it."""
    agrees(region, on, method)


@settings(max_examples=30)
@given(region=regions())
def test_interior_point_walks_the_same_way(region: Region) -> None:
    """With HiGHS's interior point the answer is that of the definition too."""
    agrees(region, set(), "ipm")


@pytest.mark.parametrize("method", ["core", "simplex"])
@pytest.mark.parametrize("divisible", [0.0, 0.3])
@pytest.mark.parametrize("seed", range(8))
def test_shortcuts_never_change_the_walk_in_a_mesh(seed: int, divisible: float, method: Method) -> None:
    """On a tight mesh of 14 buses with lines and a unit missing each feeder gets what the definition gives it."""
    region = generated_region(seed, buses=14, feeders=36, margin=1.05, divisible=divisible)
    rng = np.random.default_rng(seed)
    lost = set(rng.choice(len(region.branches), 4, replace=False).tolist())
    agrees(
        replace(
            region,
            branches=tuple(row for place, row in enumerate(region.branches) if place not in lost),
            generators=region.generators[1:] if seed % 2 else region.generators,
        ),
        {f"f{row}" for row in range(0, 36, 5)},
        method,
    )
