"""Served load and whole feeders on small grids, worked by hand, and on cases with published answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import highspy
import numpy as np
import pytest

from relight.engine.grid import Grid, GridState, compile_grid, intact_state
from relight.engine.network_lp import IslandModel
from relight.engine.serve import Method, Reason, Served, serve
from relight.errors import SolverError
from relight.files.importers.matpower import import_matpower
from relight.model.region import Region
from relight.model.schema import Feeder
from tests.engine.feasibility import assert_feasible
from tests.engine.grids import branch, damaged, feeder, generated_region, region_of, shuffled

METHODS: tuple[Method, ...] = ("core", "simplex", "ipm")


def triangle(feeders: list[Feeder], capacity_mw: float = 5.0, limit_mw: float | None = 0.1) -> Region:
    """A unit at bus 1, equal lines 1-2, 1-3 and 2-3, and a limit on line 2-3.

    With s2 and s3 served at buses 2 and 3 the flow on 2-3 is (s3 − s2) ÷ 3.
    """
    lines = [branch("l12", "12"), branch("l13", "13"), branch("l23", "23", limit_mw)]
    return region_of("123", lines, {"g": ("1", capacity_mw)}, feeders)


def run(region: Region, method: Method = "core", out: str = "", on: str = "") -> tuple[Grid, GridState, Served]:
    """The served load of a region with the feeders named in `out` reported out and those in `on` on already."""
    grid = compile_grid(region)
    state = replace(
        intact_state(grid),
        feeder_in=np.array([name not in out.split() for name in grid.feeder_ids]),
        already_on=np.array([name in on.split() for name in grid.feeder_ids]),
    )
    served = serve(grid, state, method)
    assert_feasible(grid, state, served)
    return grid, state, served


def given(grid: Grid, served: Served) -> dict[str, float]:
    """Megawatts by feeder id."""
    return dict(zip(grid.feeder_ids, np.round(served.feeder_mw, 6).tolist(), strict=True))


def reasons(grid: Grid, served: Served) -> dict[str, Reason]:
    """Reasons by feeder id."""
    return {name: Reason(reason) for name, reason in zip(grid.feeder_ids, served.feeder_reason, strict=True)}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("case", "served_mw"), [("case3_mld", 115.8217745), ("case24", 2846.0284)])
def test_published_answers(project: Path, case: str, served_mw: float, method: Method) -> None:
    """Cases of PowerModelsRestoration with series susceptance and their angle limits serve what it reports."""
    region = import_matpower(project / "tests" / "cases" / "networks" / f"{case}.m", "series").region
    assert run(region, method)[2].served_mw == pytest.approx(served_mw, rel=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_triangle_in_balance_serves_both(method: Method) -> None:
    """Loads of 1 at buses 2 and 3 leave line 2-3 empty: 2.0 MW, everything on."""
    grid, _, served = run(triangle([feeder("f2", "2", 1.0), feeder("f3", "3", 1.0)]), method)
    assert served.served_mw == pytest.approx(2.0)
    assert given(grid, served) == {"f2": 1.0, "f3": 1.0}
    assert set(reasons(grid, served).values()) == {Reason.ON}


@pytest.mark.parametrize("method", METHODS)
def test_dropping_a_load_can_overload_a_line(method: Method) -> None:
    """With the second feeder out, s2 ÷ 3 ≤ 0.1 on line 2-3: the first gets 0.3 if divisible, nothing if not."""
    pair = [feeder("f2", "2", 1.0, divisible=True), feeder("f3", "3", 1.0)]
    grid, _, served = run(triangle(pair), method, out="f3")
    assert served.served_mw == pytest.approx(0.3)
    assert given(grid, served) == {"f2": 0.3, "f3": 0.0}
    assert reasons(grid, served) == {"f2": Reason.LINE_LIMIT, "f3": Reason.REPORTED_OUT}

    grid, _, served = run(triangle([feeder("f2", "2", 1.0), feeder("f3", "3", 1.0)]), method, out="f3")
    assert served.served_mw == pytest.approx(0.3)
    assert given(grid, served) == {"f2": 0.0, "f3": 0.0}
    assert reasons(grid, served)["f2"] == Reason.LINE_LIMIT


@pytest.mark.parametrize("method", METHODS)
def test_the_walk_starts_again_when_a_kept_feeder_needs_one_that_goes_off(method: Method) -> None:
    """1.9 MW for two feeders of 1: the most is 1.9, with s2 between 0.9 and 1.

    f2 is kept (1 and 0.9), f3 does not fit. Without it f2 can only get 0.3: the walk starts again with f3 off, the most
    is 0.3, and f2 goes off too. Capacity alone would have left f2 on.
    """
    grid, _, served = run(triangle([feeder("f2", "2", 1.0), feeder("f3", "3", 1.0)], capacity_mw=1.9), method)
    assert served.served_mw == pytest.approx(1.9)
    assert given(grid, served) == {"f2": 0.0, "f3": 0.0}
    assert reasons(grid, served) == {"f2": Reason.LINE_LIMIT, "f3": Reason.NO_CAPACITY}


@pytest.mark.parametrize("method", METHODS)
def test_a_divisible_feeder_balances_the_triangle(method: Method) -> None:
    """The same with f3 divisible: f2 is on in full and f3 takes the 0.9 that are left."""
    pair = [feeder("f2", "2", 1.0), feeder("f3", "3", 1.0, divisible=True)]
    grid, _, served = run(triangle(pair, capacity_mw=1.9), method)
    assert given(grid, served) == {"f2": 1.0, "f3": 0.9}
    assert reasons(grid, served) == {"f2": Reason.ON, "f3": Reason.NO_CAPACITY}


@pytest.mark.parametrize(
    ("on", "demand", "expected"),
    [
        ("", {"a": 6.0, "b": 3.0, "c": 2.5, "d": 1.0}, {"a": 0.0, "b": 3.0, "c": 0.0, "d": 1.0}),
        ("c", {"a": 6.0, "b": 3.0, "c": 2.5, "d": 1.0}, {"a": 0.0, "b": 0.0, "c": 2.5, "d": 1.0}),
        ("a c", {"a": 5.0, "b": 3.0, "c": 2.5, "d": 1.0}, {"a": 5.0, "b": 0.0, "c": 0.0, "d": 0.0}),
    ],
)
def test_without_a_binding_line_feeders_go_down_the_rank(
    on: str, demand: dict[str, float], expected: dict[str, float]
) -> None:
    """Of 9 MW a protected feeder takes 4, the other 5 go to those on already, then by id, to each that still fits.

    None on: 6 > 5, 3 fits, 2.5 > 2, 1 fits. c on: 2.5 fits, then 6 > 2.5, 3 > 2.5, 1 fits. a and c on: 5 fits.
    """
    rows = [feeder(name, "x", megawatts) for name, megawatts in demand.items()]
    region = region_of("x", [], {"g": ("x", 9.0)}, [*rows, feeder("p", "x", 4.0, protected=True)])
    grid, _, served = run(region, on=on)
    assert given(grid, served) == {**expected, "p": 4.0}
    off = {name for name, reason in reasons(grid, served).items() if reason == Reason.NO_CAPACITY}
    assert off == {name for name, megawatts in expected.items() if megawatts == 0}
    assert served.served_mw == 9.0


def test_a_divisible_feeder_takes_what_is_left() -> None:
    """Of 5 MW the first feeder takes 4, the divisible second the last 1, the third nothing."""
    rows = [feeder("a", "x", 4.0), feeder("b", "x", 3.0, divisible=True), feeder("c", "x", 0.5)]
    grid, _, served = run(region_of("x", [], {"g": ("x", 5.0)}, rows))
    assert given(grid, served) == {"a": 4.0, "b": 1.0, "c": 0.0}
    assert reasons(grid, served) == {"a": Reason.ON, "b": Reason.NO_CAPACITY, "c": Reason.NO_CAPACITY}


@pytest.mark.parametrize("method", METHODS)
def test_protected_load_comes_before_more_load(method: Method) -> None:
    """Behind a line of 2 MW the protected feeder's 1.5 come first, though the ordinary one of 2 alone would fill it.

    0.5 of the ordinary one still fit, so 2 can be served; as a whole it does not fit.
    """
    rows = [feeder("f", "2", 2.0), feeder("p", "2", 1.5, protected=True)]
    grid, _, served = run(region_of("12", [branch("l", "12", 2.0)], {"g": ("1", 9.0)}, rows), method)
    assert served.protected_mw == pytest.approx(1.5)
    assert served.served_mw == pytest.approx(2.0)
    assert given(grid, served) == {"f": 0.0, "p": 1.5}
    assert reasons(grid, served)["f"] == Reason.LINE_LIMIT


@pytest.mark.parametrize("method", METHODS)
def test_among_equals_the_rank_decides_behind_a_full_line(method: Method) -> None:
    """A line of 3 MW to feeders of 2, 2 and 1: by id a and c; with b on already b and c; never a and b."""
    rows = [feeder("a", "2", 2.0), feeder("b", "2", 2.0), feeder("c", "2", 1.0)]
    region = region_of("12", [branch("l", "12", 3.0)], {"g": ("1", 9.0)}, rows)
    grid, _, served = run(region, method)
    assert given(grid, served) == {"a": 2.0, "b": 0.0, "c": 1.0}
    grid, _, served = run(region, method, on="b")
    assert given(grid, served) == {"a": 0.0, "b": 2.0, "c": 1.0}
    assert reasons(grid, served) == {"a": Reason.LINE_LIMIT, "b": Reason.ON, "c": Reason.ON}


def test_no_live_path() -> None:
    """A feeder on a bus that is out and one in an island without capacity have no live path, whatever they ask for."""
    rows = [feeder("a", "1", 1.0), feeder("b", "2", 1.0), feeder("c", "3", 1.0), feeder("z", "3", 0.0)]
    grid = compile_grid(region_of("123", [branch("l", "12")], {"g": ("1", 5.0)}, rows))
    state = replace(intact_state(grid), bus_in=np.array([True, False, True]))
    served = serve(grid, state)
    assert reasons(grid, served) == {
        "a": Reason.ON,
        "b": Reason.NO_LIVE_PATH,
        "c": Reason.NO_LIVE_PATH,
        "z": Reason.NO_LIVE_PATH,
    }
    assert served.bus_island.tolist() == [0, -1, 1]
    assert served.island_capacity_mw.tolist() == [5.0, 0.0]
    assert served.island_demand_mw.tolist() == [1.0, 1.0]
    assert served.served_by_island.tolist() == [1.0, 0.0]


def test_a_feeder_without_demand_is_on_where_power_is() -> None:
    """Nothing asked for is nothing missing."""
    grid, _, served = run(region_of("x", [], {"g": ("x", 5.0)}, [feeder("a", "x", 0.0), feeder("b", "x", 9.0)]))
    assert reasons(grid, served) == {"a": Reason.ON, "b": Reason.NO_CAPACITY}


def test_a_feeder_reported_out_counts_in_the_demand_but_takes_nothing() -> None:
    """Its megawatts are unserved; the others share the capacity without it."""
    rows = [feeder("a", "x", 4.0), feeder("b", "x", 3.0)]
    grid, _, served = run(region_of("x", [], {"g": ("x", 5.0)}, rows), out="a")
    assert given(grid, served) == {"a": 0.0, "b": 3.0}
    assert served.served_mw == 3.0
    assert served.island_demand_mw.tolist() == [7.0]


def test_a_derated_line_carries_its_share() -> None:
    """Half of a line of 3 MW: 1.5 MW of the 2 asked for can be served, and no whole feeder."""
    region = region_of("12", [branch("l", "12", 3.0)], {"g": ("1", 9.0)}, [feeder("a", "2", 2.0)])
    grid = compile_grid(region)
    served = serve(grid, replace(intact_state(grid), branch_share=np.array([0.5])))
    assert served.served_mw == pytest.approx(1.5)
    assert served.switched_mw == 0.0


@pytest.mark.parametrize("method", METHODS)
def test_units_share_out_so_that_lines_hold(method: Method) -> None:
    """Two units on a line of three buses: evenly they would overload 1-2, but the second can give more."""
    region = region_of(
        "123",
        [branch("l1", "12", 1.0), branch("l2", "23", 5.0)],
        {"g1": ("1", 4.0), "g3": ("3", 4.0)},
        [feeder("a", "2", 4.0)],
    )
    grid, _, served = run(region, method)
    assert given(grid, served) == {"a": 4.0}
    assert served.served_mw == 4.0


@pytest.mark.parametrize("method", METHODS)
def test_a_phase_shifter_that_overloads_its_own_loop_stands_neutral(method: Method) -> None:
    """Two parallel lines of 1 MW, one with a shift: 0.1 rad ÷ 0.2 pu would circulate 50 MW without any load.

    Nothing served must be a solution, so the shift is dropped there: both lines share 2 MW. A shift of 0.0005 rad
    (0.25 MW around the loop) is kept: the load is 2 − 2 · 0.25 = 1.5 MW.
    """
    rows = [feeder("a", "2", 2.0, divisible=True)]
    degrees = 180.0 / np.pi
    for shift_rad, served_mw in ((0.1, 2.0), (0.0005, 1.5)):
        lines = [branch("l1", "12", 1.0), branch("l2", "12", 1.0, shift_deg=shift_rad * degrees)]
        grid = compile_grid(region_of("12", lines, {"g": ("1", 5.0)}, rows))
        served = serve(grid, intact_state(grid), method)
        assert served.served_mw == pytest.approx(served_mw)
        assert served.switched_mw == pytest.approx(served_mw)


def test_a_branch_from_a_bus_to_itself_changes_nothing() -> None:
    """It carries nothing, also with a shift and a limit that would contradict each other."""
    lines = [branch("l1", "11", 0.1, shift_deg=30.0), branch("l2", "12")]
    _, _, served = run(region_of("12", lines, {"g": ("1", 5.0)}, [feeder("a", "2", 2.0)]))
    assert served.served_mw == 2.0


@pytest.mark.parametrize("method", METHODS)
def test_nothing_gets_across_reactances_that_cancel_out(method: Method) -> None:
    """Parallel +0.1 and −0.1 carry opposite flows whatever the angle, so bus 2 gets nothing."""
    lines = [branch("l1", "12"), branch("l2", "12", x_pu=-0.1)]
    _, _, served = run(region_of("12", lines, {"g": ("1", 5.0)}, [feeder("a", "2", 2.0)]), method)
    assert served.served_mw == pytest.approx(0.0)


def test_an_empty_grid_serves_nothing() -> None:
    """One bus with nothing on it is an island with nothing in it."""
    grid = compile_grid(region_of("x", [], {}, []))
    served = serve(grid, intact_state(grid))
    assert served.served_mw == 0.0
    assert served.switched_mw == 0.0
    assert served.bus_island.tolist() == [0]


def test_a_solver_status_other_than_optimal_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """When HiGHS gives up, the user hears so."""
    monkeypatch.setattr(IslandModel, "_run", lambda _: highspy.HighsModelStatus.kTimeLimit)
    rows = [feeder("a", "2", 2.0)]
    grid = compile_grid(region_of("12", [branch("l", "12", 1.0)], {"g": ("1", 5.0)}, rows))
    with pytest.raises(SolverError, match="HiGHS ended"):
        serve(grid, intact_state(grid), "simplex")


@pytest.mark.parametrize("seed", range(6))
def test_whole_feeders_do_not_depend_on_method_or_row_order(seed: int) -> None:
    """On a tight mesh of 40 buses core, simplex, interior point and shuffled rows leave the same feeders on."""
    region = generated_region(seed, buses=40, feeders=120, margin=1.1, divisible=0.1)
    answers = []
    shuffle = shuffled(region, seed)
    for rows, method in (*((region, method) for method in METHODS), (shuffle, METHODS[0]), (shuffle, METHODS[1])):
        grid = compile_grid(rows)
        state = damaged(grid, seed, branches=0.1, units=0.2)
        served = serve(grid, state, method)
        assert_feasible(grid, state, served)
        answers.append(served)
    for other in answers[1:]:
        np.testing.assert_allclose(other.feeder_mw, answers[0].feeder_mw, atol=1e-6)
        np.testing.assert_array_equal(other.feeder_reason, answers[0].feeder_reason)
        assert other.served_mw == pytest.approx(answers[0].served_mw, rel=1e-9)


@pytest.mark.parametrize("method", METHODS[:2])
def test_a_grid_solved_before_gives_the_same_again(method: Method) -> None:
    """What core and HiGHS remember of earlier states does not change a later answer."""
    region = generated_region(seed=5, buses=40, feeders=120, margin=1.1)
    used = compile_grid(region)
    states = [damaged(used, seed, branches=0.05, units=0.1) for seed in (1, 2, 1, 3, 1)]
    answers = [
        serve(used, replace(state, demand_mw=state.demand_mw * scale), method)
        for state in states
        for scale in (1, 0.9)
    ]
    fresh = [
        serve(compile_grid(region), replace(state, demand_mw=state.demand_mw * scale), method)
        for state in states
        for scale in (1, 0.9)
    ]
    for one, other in zip(answers, fresh, strict=True):
        np.testing.assert_allclose(one.feeder_mw, other.feeder_mw, atol=1e-6)
        np.testing.assert_array_equal(one.feeder_reason, other.feeder_reason)
