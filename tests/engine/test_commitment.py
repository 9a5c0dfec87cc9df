"""Served load with unit commitment: published cases, and every set of running units tried one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relight.engine.commitment import serve_committed
from relight.engine.grid import compile_grid, intact_state
from relight.engine.serve import Reason, serve
from relight.files.importers.matpower import import_matpower
from relight.model.region import Region
from relight.model.schema import Generator
from tests.engine.feasibility import assert_feasible
from tests.engine.grids import branch, feeder, generated_region, region_of
from tests.engine.plain_switching import EXACT_MW, plain_serve
from tests.engine.strategies import regions
from tests.peers.reference_lp import most_served_mw, network_of_region

NETWORKS = Path(__file__).parents[1] / "cases" / "networks"


def with_least_outputs(region: Region, shares: list[float]) -> Region:
    """The region with every unit's least output at a share of what it can give."""
    units = tuple(
        replace(row, min_mw=round(row.max_mw * share, 3)) for row, share in zip(region.generators, shares, strict=False)
    )
    return replace(region, generators=units)


def agrees(region: Region, already_on: Collection[str] = ()) -> None:
    """Assert that every feeder gets what trying all sets of running units gives it, and that it can flow."""
    grid = compile_grid(region)
    state = replace(intact_state(grid), already_on=np.array([name in already_on for name in grid.feeder_ids]))
    served = serve_committed(grid, state)
    plain = plain_serve(region, already_on, commit=True)
    assert served.served_mw == pytest.approx(plain.served_mw, rel=1e-6, abs=EXACT_MW)
    assert served.protected_mw == pytest.approx(plain.protected_mw, rel=1e-6, abs=EXACT_MW)
    found = dict(zip(grid.feeder_ids, served.feeder_mw.tolist(), strict=True))
    assert found == pytest.approx(plain.feeder_mw, abs=1e-3)
    assert_feasible(grid, state, served)
    runs = served.unit_mw > 1e-6
    assert (served.unit_mw[runs] >= grid.unit_min_mw[runs] - 1e-6).all()


@settings(max_examples=200)
@given(
    region=regions(),
    shares=st.lists(st.sampled_from((0.0, 0.3, 0.6, 0.9, 1.0)), min_size=3, max_size=3),
    on=st.sets(st.sampled_from([f"f{row}" for row in range(7)])),
)
def test_commitment_is_the_best_of_all_sets_of_running_units(region: Region, shares: list[float], on: set[str]) -> None:
    """On small grids of every shape load, protected load and every feeder are those of a brute force."""
    agrees(with_least_outputs(region, shares), on)


@pytest.mark.parametrize("seed", range(4))
def test_commitment_in_a_mesh_is_the_best_of_all_sets(seed: int) -> None:
    """On a tight mesh of 24 buses with five units the answer is that of a brute force over their 32 sets."""
    region = generated_region(seed, buses=24, feeders=20, margin=1.05, divisible=0.2)
    region = with_least_outputs(region, [0.7, 0.5, 0.9, 0.4, 0.6])
    agrees(replace(region, generators=region.generators[seed % 2 :]))


def test_a_unit_that_cannot_run_low_enough_stands_still() -> None:
    """case3_mld_uc: from bus 1 lines carry 30 + 60 MW, its unit gives 95 or more, so the 50 MW of bus 3 are all."""
    grid = compile_grid(import_matpower(NETWORKS / "case3_mld_uc.m", susceptance="series").region)
    served = serve_committed(grid, intact_state(grid))
    assert served.served_mw == pytest.approx(50.0, abs=1e-6)
    assert served.unit_mw == pytest.approx([0.0, 50.0], abs=1e-6)


def test_least_outputs_of_case24_cost_nothing_where_units_may_stand_still() -> None:
    """PowerModelsRestoration's 28.460284 is reached; its 28.453542 is what is left if every unit is made to run."""
    region = import_matpower(NETWORKS / "case24.m", susceptance="series").region
    all_run = replace(network_of_region(region), least_mw=[row.min_mw for row in region.generators])
    assert most_served_mw(all_run) == pytest.approx(2845.3542, abs=1e-4)
    grid = compile_grid(region)
    served = serve_committed(grid, intact_state(grid))
    assert served.served_mw == pytest.approx(2846.0284, abs=1e-4)
    runs = served.unit_mw > 1e-6
    assert (served.unit_mw[runs] >= grid.unit_min_mw[runs] - 1e-6).all()
    assert not runs.all()


def test_a_feeder_off_because_of_least_outputs_says_so() -> None:
    """Loads of 3 and 2 MW, one unit of 4 to 5 MW: with the larger feeder out the other alone is too little for it."""
    rows = [feeder("f1", "a", 3.0), feeder("f2", "b", 2.0)]
    region = region_of("ab", [branch("l", "ab")], {"g": ("a", 5.0)}, rows)
    region = replace(region, generators=(Generator(generator="g", bus="a", max_mw=5.0, min_mw=4.0),))
    grid = compile_grid(region)
    whole = intact_state(grid)
    assert serve_committed(grid, whole).switched_mw == pytest.approx(5.0)
    lost = replace(whole, feeder_in=np.array([False, True]))
    assert serve(grid, lost).switched_mw == pytest.approx(2.0)
    served = serve_committed(grid, lost)
    assert served.served_mw == 0.0
    assert [Reason(reason) for reason in served.feeder_reason.tolist()] == [Reason.REPORTED_OUT, Reason.LEAST_OUTPUT]


def test_a_derated_unit_below_its_least_output_cannot_run() -> None:
    """A unit of 4 to 5 MW with 3 MW left gives nothing."""
    region = region_of("a", [], {}, [feeder("f", "a", 3.0)])
    region = replace(region, generators=(Generator(generator="g", bus="a", max_mw=5.0, min_mw=4.0),))
    grid = compile_grid(region)
    derated = replace(intact_state(grid), unit_max_mw=np.array([3.0]))
    assert serve(grid, derated).served_mw == pytest.approx(3.0)
    assert serve_committed(grid, derated).served_mw == 0.0
