"""The grid's arrays say what the region's rows say, whatever their order."""

from __future__ import annotations

from dataclasses import fields, replace
from math import inf, pi

import numpy as np
import pytest

from relight.engine.grid import compile_grid, intact_state, limits_mw
from relight.model.region import Region
from relight.model.schema import Branch
from tests.engine.grids import SETTINGS, feeder, generated_region, region_of, shuffled


def one_branch(row: Branch, susceptance: str = "reactance") -> Region:
    """Two buses, a unit and a feeder joined by one branch."""
    region = region_of("ab", [row], {"g": ("a", 5.0)}, [feeder("f", "b", 1.0)])
    return replace(region, settings=replace(SETTINGS, susceptance=susceptance))


def test_positions_follow_the_ids() -> None:
    """Rows are sorted by id and refer to each other by position."""
    region = region_of(
        "ba",
        [
            Branch(branch="z", from_bus="a", to_bus="b", x_pu=0.1),
            Branch(branch="k", from_bus="b", to_bus="a", x_pu=0.2),
        ],
        {"g2": ("b", 3.0), "g1": ("a", 4.0)},
        [feeder("f2", "b", 1.0, protected=True), feeder("f1", "a", 2.0, divisible=True)],
    )
    grid = compile_grid(region)
    assert (grid.bus_ids, grid.branch_ids, grid.unit_ids) == (("a", "b"), ("k", "z"), ("g1", "g2"))
    assert grid.branch_from.tolist() == [1, 0]
    assert grid.branch_to.tolist() == [0, 1]
    assert grid.unit_max_mw.tolist() == [4.0, 3.0]
    assert grid.feeder_ids == ("f1", "f2")
    assert grid.feeder_bus.tolist() == [0, 1]
    assert grid.feeder_protected.tolist() == [False, True]
    assert grid.feeder_divisible.tolist() == [True, False]


def test_a_shuffled_region_compiles_to_the_same_grid() -> None:
    """Nothing in the arrays depends on the order of the rows."""
    region = generated_region(seed=1, buses=12, feeders=20)
    one, other = compile_grid(region), compile_grid(shuffled(region, seed=2))
    for field in fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


def test_reactance_takes_tap_and_shift() -> None:
    """By reactance: x · tap and the shift in radians; 0.1 · 1.05 and 30° = π/6."""
    row = Branch(branch="l", from_bus="a", to_bus="b", r_pu=0.3, x_pu=0.1, tap=1.05, shift_deg=30.0)
    grid = compile_grid(one_branch(row))
    assert grid.reactance_pu[0] == pytest.approx(0.105)
    assert grid.shift_rad[0] == pytest.approx(pi / 6)


def test_series_takes_resistance_and_neither_tap_nor_shift() -> None:
    """By series susceptance: 1 ÷ (x ÷ (r² + x²)) = (0.03² + 0.04²) ÷ 0.04 = 0.0625."""
    row = Branch(branch="l", from_bus="a", to_bus="b", r_pu=0.03, x_pu=0.04, tap=1.05, shift_deg=30.0)
    grid = compile_grid(one_branch(row, "series"))
    assert grid.reactance_pu[0] == pytest.approx(0.0625)
    assert grid.shift_rad[0] == 0.0


@pytest.mark.parametrize(
    ("rating_mw", "max_angle_deg", "x_pu", "limit_mw"),
    [
        (None, None, 0.1, inf),
        (80.0, None, 0.1, 80.0),
        (0.0, None, 0.1, 0.0),
        (None, 18.0, 0.1, 100.0 * (pi / 10) / 0.1),
        (80.0, 1.8, 0.1, 100.0 * (pi / 100) / 0.1),
        (20.0, 1.8, 0.1, 20.0),
        (None, 1.8, -0.1, 100.0 * (pi / 100) / 0.1),
    ],
)
def test_the_tighter_of_rating_and_angle_limits_a_branch(
    rating_mw: float | None, max_angle_deg: float | None, x_pu: float, limit_mw: float
) -> None:
    """The limit is min(rating, base · angle ÷ |x|): 18° = π/10, 1.8° = π/100; an empty rating is no limit, 0 is one."""
    row = Branch(branch="l", from_bus="a", to_bus="b", x_pu=x_pu, rating_mw=rating_mw, max_angle_deg=max_angle_deg)
    assert compile_grid(one_branch(row)).limit_mw[0] == pytest.approx(limit_mw)


@pytest.mark.parametrize(("share", "limit_mw"), [(1.0, 80.0), (0.25, 20.0), (0.0, 0.0)])
def test_a_derated_branch_keeps_its_share_of_the_limit(share: float, limit_mw: float) -> None:
    """A quarter of 80 MW is 20 MW, and a branch that is out carries nothing."""
    grid = compile_grid(one_branch(Branch(branch="l", from_bus="a", to_bus="b", x_pu=0.1, rating_mw=80.0)))
    state = replace(intact_state(grid), branch_share=np.array([share]))
    assert limits_mw(grid, state)[0] == limit_mw


@pytest.mark.parametrize(("share", "limit_mw"), [(0.5, inf), (0.0, 0.0)])
def test_without_a_limit_derating_leaves_none(share: float, limit_mw: float) -> None:
    """Half of no limit is no limit, but a branch that is out carries nothing."""
    grid = compile_grid(one_branch(Branch(branch="l", from_bus="a", to_bus="b", x_pu=0.1)))
    state = replace(intact_state(grid), branch_share=np.array([share]))
    assert limits_mw(grid, state)[0] == limit_mw
