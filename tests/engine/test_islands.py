"""Islands are the connected parts of what is in service, and count up by their smallest bus."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from relight.engine.grid import Grid, GridState, compile_grid, intact_state
from relight.engine.islands import NO_ISLAND, find_islands
from relight.model.region import Region
from tests.engine.grids import branch, feeder, region_of
from tests.engine.strategies import regions


def line_of_four() -> Grid:
    """Buses a, b, c, d in a row; a unit of 5 MW at a and of 3 MW at d; feeders of 1, 2 and 4 MW at a, c and d."""
    return compile_grid(
        region_of(
            "abcd",
            [branch("l1", "ab"), branch("l2", "bc"), branch("l3", "cd")],
            {"g1": ("a", 5.0), "g2": ("d", 3.0)},
            [feeder("f1", "a", 1.0), feeder("f2", "c", 2.0), feeder("f3", "d", 4.0)],
        )
    )


def test_an_intact_grid_is_one_island() -> None:
    """Everything connected counts as island 0 with all units and feeders."""
    grid = line_of_four()
    islands = find_islands(grid, intact_state(grid))
    assert islands.count == 1
    assert islands.of_bus.tolist() == [0, 0, 0, 0]
    assert islands.capacity_mw.tolist() == [8.0]
    assert islands.demand_mw.tolist() == [7.0]


def test_a_branch_that_is_out_splits_the_grid() -> None:
    """Without the line b-c there are two islands, the one with the first bus first."""
    grid = line_of_four()
    islands = find_islands(grid, replace(intact_state(grid), branch_share=np.array([1.0, 0.0, 0.5])))
    assert islands.of_bus.tolist() == [0, 0, 1, 1]
    assert islands.of_branch.tolist() == [0, NO_ISLAND, 1]
    assert islands.capacity_mw.tolist() == [5.0, 3.0]
    assert islands.demand_mw.tolist() == [1.0, 6.0]


def test_a_bus_that_is_out_takes_its_branches_units_and_feeders_along() -> None:
    """Without bus d its line, its unit and its feeder are in no island."""
    grid = line_of_four()
    islands = find_islands(grid, replace(intact_state(grid), bus_in=np.array([True, True, True, False])))
    assert islands.of_bus.tolist() == [0, 0, 0, NO_ISLAND]
    assert islands.of_branch.tolist() == [0, 0, NO_ISLAND]
    assert islands.of_unit.tolist() == [0, NO_ISLAND]
    assert islands.of_feeder.tolist() == [0, 0, NO_ISLAND]
    assert islands.capacity_mw.tolist() == [5.0]


def test_feeders_reported_out_still_ask_for_power() -> None:
    """The demand of a feeder that is itself out counts in its island: it is unserved."""
    grid = line_of_four()
    islands = find_islands(grid, replace(intact_state(grid), feeder_in=np.array([True, False, True])))
    assert islands.demand_mw.tolist() == [7.0]


def test_nothing_in_service_is_no_island() -> None:
    """With every bus out there is nothing to count."""
    grid = line_of_four()
    islands = find_islands(grid, replace(intact_state(grid), bus_in=np.zeros(4, dtype=np.bool_)))
    assert islands.count == 0
    assert islands.capacity_mw.tolist() == []


@given(region=regions(buses=8), data=st.data())
def test_islands_are_what_walking_along_branches_reaches(region: Region, data: st.DataObject) -> None:
    """Two buses share an island exactly if one can walk between them; numbers follow each island's first bus."""
    grid = compile_grid(region)
    flags = data.draw(st.lists(st.booleans(), min_size=len(grid.bus_ids), max_size=len(grid.bus_ids)))
    shares = data.draw(
        st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=len(grid.branch_ids), max_size=len(grid.branch_ids))
    )
    state = replace(intact_state(grid), bus_in=np.array(flags), branch_share=np.array(shares))
    assert find_islands(grid, state).of_bus.tolist() == walked(grid, state)


def walked(grid: Grid, state: GridState) -> list[int]:
    """The island of every bus, found by walking."""
    island = [NO_ISLAND] * len(grid.bus_ids)
    count = 0
    for first in range(len(island)):
        if island[first] != NO_ISLAND or not state.bus_in[first]:
            continue
        reached = [first]
        for bus in reached:
            island[bus] = count
            for start, end, share in zip(grid.branch_from, grid.branch_to, state.branch_share, strict=True):
                for here, there in ((start, end), (end, start)):
                    if here == bus and share > 0 and state.bus_in[there] and there not in reached:
                        reached.append(int(there))
        count += 1
    return island
