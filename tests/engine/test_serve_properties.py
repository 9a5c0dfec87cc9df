"""What must hold for served load on any grid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relight.engine.grid import compile_grid, intact_state
from relight.engine.serve import Reason, Served, serve
from relight.model.region import Region
from relight.model.schema import Bus, Generator
from tests.engine.feasibility import assert_feasible
from tests.engine.grids import branch, feeder, region_of
from tests.engine.strategies import regions

TOLERANCE_MW = 1e-6


def intact(region: Region) -> Served:
    """Everything in service, every feeder at its peak."""
    grid = compile_grid(region)
    return serve(grid, intact_state(grid))


@given(region=regions(), data=st.data())
def test_what_is_served_can_flow(region: Region, data: st.DataObject) -> None:
    """In any state whole feeders are within demand, capacity, limits and the laws of the network."""
    grid = compile_grid(region)
    buses, branches, feeders = len(grid.bus_ids), len(grid.branch_ids), len(grid.feeder_ids)
    shares = st.sampled_from([0.0, 0.5, 1.0])
    state = replace(
        intact_state(grid),
        bus_in=np.array(data.draw(st.lists(st.booleans(), min_size=buses, max_size=buses))),
        branch_share=np.array(data.draw(st.lists(shares, min_size=branches, max_size=branches))),
        feeder_in=np.array(data.draw(st.lists(st.booleans(), min_size=feeders, max_size=feeders))),
    )
    served = serve(grid, state)
    assert_feasible(grid, state, served)
    assert served.served_mw <= state.demand_mw.sum() + TOLERANCE_MW
    assert served.served_by_island.sum() == pytest.approx(served.served_mw)
    full = served.feeder_mw >= state.demand_mw - TOLERANCE_MW
    asking = state.demand_mw > 0
    np.testing.assert_array_equal((served.feeder_reason == Reason.ON)[asking], full[asking])


@given(region=regions())
def test_protection_takes_nothing_from_the_protected(region: Region) -> None:
    """As many protected megawatts are served as if nobody else asked, or more: other load can relieve a line."""
    alone = replace(region, feeders=tuple(row for row in region.feeders if row.protected))
    assert intact(region).protected_mw >= intact(alone).served_mw - TOLERANCE_MW


def test_load_of_others_can_relieve_a_line() -> None:
    """A unit of 1 MW at b, 1 MW protected at a, 0.5 MW at c, equal lines a-b, 2 × b-c and a-c, which carries 0.3 MW.

    With s at a and t at c, line c-a carries 0.4 s − 0.2 t: alone a gets 0.75; with t = 1 − s it gets 5 ÷ 6.
    """
    lines = [branch("ab", "ab", x_pu=0.05), branch("bc", "bc", x_pu=0.05), branch("bd", "bc", x_pu=0.05)]
    lines.append(branch("ac", "ac", 0.3, x_pu=0.05))
    rows = [feeder("f0", "a", 1.0, protected=True), feeder("f1", "c", 0.5)]
    both = region_of("abc", lines, {"g": ("b", 1.0)}, rows)
    assert intact(replace(both, feeders=both.feeders[:1])).protected_mw == pytest.approx(0.75)
    assert intact(both).protected_mw == pytest.approx(5 / 6)


@given(region=regions())
def test_protection_never_serves_more_in_all(region: Region) -> None:
    """Putting some first can only cost megawatts."""
    equal = replace(region, feeders=tuple(replace(row, protected=False) for row in region.feeders))
    assert intact(region).served_mw <= intact(equal).served_mw + TOLERANCE_MW


@given(region=regions(), extra_mw=st.sampled_from([0.5, 2.0, 10.0]), data=st.data())
def test_more_capacity_never_serves_less(region: Region, extra_mw: float, data: st.DataObject) -> None:
    """Without protected feeders another unit at any bus never lowers the load that can be served."""
    equal = replace(region, feeders=tuple(replace(row, protected=False) for row in region.feeders))
    bus = data.draw(st.sampled_from([row.bus for row in region.buses]))
    more = replace(equal, generators=(*equal.generators, Generator(generator="more", bus=bus, max_mw=extra_mw)))
    assert intact(more).served_mw >= intact(equal).served_mw - TOLERANCE_MW


@given(region=regions())
def test_ample_lines_and_units_serve_everyone(region: Region) -> None:
    """Without limits and with a large unit at every bus every feeder is on."""
    ample = replace(
        region,
        branches=tuple(replace(row, rating_mw=None) for row in region.branches),
        generators=tuple(Generator(generator=row.bus, bus=row.bus, max_mw=100.0) for row in region.buses),
    )
    served = intact(ample)
    assert (served.feeder_reason == Reason.ON).all()
    assert served.switched_mw == pytest.approx(sum(row.peak_mw for row in region.feeders))


@settings(max_examples=50)
@given(one=regions(), other=regions())
def test_islands_do_not_know_of_each_other(one: Region, other: Region) -> None:
    """Two regions side by side in one grid are served as each of them alone."""
    both = side_by_side(one, other)
    grid = compile_grid(both)
    together = dict(zip(grid.feeder_ids, serve(grid, intact_state(grid)).feeder_mw.tolist(), strict=True))
    apart: dict[str, float] = {}
    for region in (one, renamed(other)):
        alone = compile_grid(region)
        apart |= dict(zip(alone.feeder_ids, serve(alone, intact_state(alone)).feeder_mw.tolist(), strict=True))
    assert together == pytest.approx(apart, abs=TOLERANCE_MW)


@given(region=regions())
def test_one_more_feeder_without_demand_changes_nobody(region: Region) -> None:
    """A feeder that asks for nothing takes nothing from anyone."""
    bus = region.buses[0].bus
    more = replace(region, feeders=(*region.feeders, feeder("zz", bus, 0.0)))
    np.testing.assert_allclose(intact(more).feeder_mw[:-1], intact(region).feeder_mw, atol=TOLERANCE_MW)


def side_by_side(one: Region, other: Region) -> Region:
    """Both regions in one."""
    second = renamed(other)
    tables = ("buses", "branches", "generators", "feeders")
    return replace(one, **{table: getattr(one, table) + getattr(second, table) for table in tables})


def renamed(region: Region) -> Region:
    """The region with a Z before every id of its grid."""
    return replace(
        region,
        buses=tuple(Bus(bus="Z" + row.bus) for row in region.buses),
        branches=tuple(
            replace(row, branch="Z" + row.branch, from_bus="Z" + row.from_bus, to_bus="Z" + row.to_bus)
            for row in region.branches
        ),
        generators=tuple(replace(row, generator="Z" + row.generator, bus="Z" + row.bus) for row in region.generators),
        feeders=tuple(replace(row, feeder="Z" + row.feeder, bus="Z" + row.bus) for row in region.feeders),
    )
