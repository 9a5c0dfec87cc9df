"""Served load on published grids under random damage equals an independent programme and pandapower's `rundcopp`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from relight.engine.grid import Grid, GridState, compile_grid, intact_state
from relight.engine.serve import serve
from relight.files.importers.matpower import import_matpower
from tests.engine.feasibility import assert_feasible
from tests.engine.independence import assert_same_for_every_method_and_row_order
from tests.peers import reference_lp, rundcopp
from tests.peers.cases import case_path, read_tables

CASES = ("case118", "case_RTS_GMLC", "case_ACTIVSg2000")
STATES = range(20)


def damage(name: str, state: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the branch and unit tables in service: 5 % of branches and 2 % of units out.

    Every fourth state loses 20 % of its branches, every fifth 30 % of its units.
    """
    rng = np.random.default_rng([20260107, state])
    tables = read_tables(name)
    branch_in = rng.random(len(tables["branch"])) >= (0.2 if state % 4 == 3 else 0.05)
    unit_in = rng.random(len(tables["gen"])) >= (0.3 if state % 5 == 4 else 0.02)
    return branch_in, unit_in


@cache
def grid_of(name: str) -> Grid:
    """The compiled grid of an imported case."""
    return compile_grid(import_matpower(case_path(name)).region)


def damaged_state(name: str, branch_in: np.ndarray, unit_in: np.ndarray) -> GridState:
    """The same damage as a state of the imported grid, by the importer's ids."""
    grid = grid_of(name)
    lost = {f"l{row + 1}" for row in np.flatnonzero(~branch_in)} | {f"g{row + 1}" for row in np.flatnonzero(~unit_in)}
    return replace(
        intact_state(grid),
        branch_share=np.array([float(branch not in lost) for branch in grid.branch_ids]),
        unit_max_mw=np.where([unit in lost for unit in grid.unit_ids], 0.0, grid.unit_max_mw),
    )


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", CASES)
def test_served_load_equals_an_independent_programme(name: str, state: int) -> None:
    """The optimum is that of a programme written otherwise, from the case's own tables; and it can flow."""
    branch_in, unit_in = damage(name, state)
    expected_mw = reference_lp.most_served_mw(reference_lp.network_of_case(name, branch_in, unit_in))
    damaged = damaged_state(name, branch_in, unit_in)
    served = serve(grid_of(name), damaged)
    assert served.served_mw == pytest.approx(expected_mw, rel=1e-6)
    if len(branch_in) < 1000:
        assert_feasible(grid_of(name), damaged, served)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", CASES)
def test_served_load_equals_rundcopp(name: str, state: int) -> None:
    """The optimum is that of pandapower's DC optimal power flow with sheddable loads, which converged."""
    branch_in, unit_in = damage(name, state)
    expected_mw = rundcopp.most_served_mw(name, branch_in, unit_in)
    served = serve(grid_of(name), damaged_state(name, branch_in, unit_in))
    assert served.served_mw == pytest.approx(expected_mw, rel=1e-6)


@pytest.mark.parametrize("divisible", [True, False])
def test_feeders_do_not_depend_on_method_or_row_order(divisible: bool) -> None:
    """On 50 random states of RTS-GMLC simplex, interior point and shuffled tables leave the same feeders on."""
    region = import_matpower(case_path("case_RTS_GMLC")).region
    feeders = tuple(replace(row, divisible=divisible) for row in region.feeders)
    assert_same_for_every_method_and_row_order(replace(region, feeders=feeders), states=50)
