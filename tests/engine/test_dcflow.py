"""DC flows on imported networks are those of pandapower's `rundcpp` and of the matrices it is built on."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from relight.engine.flow import dc_flow
from relight.engine.grid import Grid, GridState, compile_grid, intact_state
from relight.engine.islands import find_islands
from relight.files.importers.matpower import import_matpower
from relight.model.region import Region, Settings
from relight.model.schema import Branch, Bus
from tests.peers.cases import base_mva, case_path, pandapower_net, read_tables

FROM_END = {"line": "from_bus", "impedance": "from_bus", "trafo": "hv_bus"}
FLOW = {"line": "p_from_mw", "impedance": "p_from_mw", "trafo": "p_hv_mw"}


@cache
def grid_of(name: str) -> Grid:
    """The compiled grid of an imported case."""
    return compile_grid(import_matpower(case_path(name)).region)


def flows(grid: Grid, injection_mw: Mapping[str, float], out: frozenset[str] = frozenset()) -> dict[str, float]:
    """Flow on every branch [MW] by id, for injections [MW] by bus and with some branches out."""
    intact = intact_state(grid)
    share = np.array([0.0 if name in out else 1.0 for name in grid.branch_ids])
    state = GridState(**{**vars(intact), "branch_share": share})
    injected = np.array([injection_mw.get(bus, 0.0) for bus in grid.bus_ids])
    return dict(zip(grid.branch_ids, dc_flow(grid, find_islands(grid, state), injected).tolist(), strict=True))


@pytest.mark.parametrize("name", ["case118", "case_RTS_GMLC", "case_ACTIVSg2000"])
@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5])  # 2 cuts off the peer's only slack bus of ACTIVSg2000
def test_flows_equal_rundcpp(name: str, seed: int) -> None:
    """With 5 % of the branches out (none for seed 0), every flow is rundcpp's for its injections, to 1e-8."""
    import pandapower

    grid, net = grid_of(name), pandapower_net(name)
    rows = list(zip(net._from_ppc_lookups["branch"].element_type, net._from_ppc_lookups["branch"].element, strict=True))
    at = {branch: rows[int(branch[1:]) - 1] for branch in grid.branch_ids}
    rng = np.random.default_rng(seed)
    count = len(at) // 20 if seed else 0
    out = frozenset(rng.choice(sorted(at), size=count, replace=False).tolist())
    for table, element in (at[branch] for branch in out):
        net[table].loc[element, "in_service"] = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pandapower.rundcpp(net)
    injection_mw = {f"b{bus}": -mw for bus, mw in net.res_bus.p_mw.fillna(0.0).items()}
    found = flows(grid, injection_mw, out)
    start = dict(zip(grid.branch_ids, (grid.bus_ids[bus] for bus in grid.branch_from), strict=True))
    for branch, (table, element) in at.items():
        expected = np.nan_to_num(net[f"res_{table}"].at[element, FLOW[table]])
        sign = 1 if f"b{net[table].at[element, FROM_END[table]]}" == start[branch] else -1
        assert sign * found[branch] == pytest.approx(expected, rel=1e-8, abs=1e-8)
    assert max(abs(mw) for mw in found.values()) > 100


@pytest.mark.parametrize("name", ["case145", "case300", "case2869pegase"])
def test_flows_equal_the_solution_of_the_peers_matrices(name: str) -> None:
    """With shifts, taps and negative reactances, flows are those that pandapower's `makeBdc` and `dcpf` find."""
    from pandapower.pypower.dcpf import dcpf
    from pandapower.pypower.makeBdc import makeBdc

    tables, base = read_tables(name), base_mva(name)
    numbers = tables["bus"][:, 0].astype(int).tolist()
    branches = np.zeros((len(tables["branch"]), 30))
    branches[:, :11] = tables["branch"][:, :11]
    branches[:, :2] = np.searchsorted(np.sort(numbers), branches[:, :2])
    buses = np.zeros((len(numbers), 13))
    buses[:, 0] = range(len(numbers))
    matrix, flow_of_angle, shift_at_bus, shift_flow, _ = makeBdc(buses, branches)
    injected_mw = np.random.default_rng(1).normal(0, 100, len(numbers))
    injected_mw -= injected_mw.mean()
    others = np.arange(1, len(numbers))
    angle = dcpf(matrix, injected_mw / base - shift_at_bus, np.zeros(len(numbers)), np.array([0]), others[:0], others)
    expected_mw = base * (flow_of_angle @ angle + shift_flow)
    found = flows(grid_of(name), dict(zip((f"b{number}" for number in sorted(numbers)), injected_mw, strict=True)))
    assert (branches[:, 10] > 0).all()
    assert [found[f"l{row}"] for row in range(1, len(branches) + 1)] == pytest.approx(expected_mw, rel=1e-8, abs=1e-8)


TRIANGLE = Region(
    settings=Settings(name="triangle", timezone="UTC"),
    buses=tuple(Bus(bus=f"b{number}") for number in (1, 2, 3)),
    branches=(
        Branch(branch="l1", from_bus="b1", to_bus="b2", x_pu=0.1),
        Branch(branch="l2", from_bus="b1", to_bus="b3", x_pu=0.1),
        Branch(branch="l3", from_bus="b3", to_bus="b2", x_pu=0.1),
    ),
)


def test_a_triangle_by_hand() -> None:
    """Equal reactances: of 90 MW from b1 to b2, two thirds go straight and one third over b3; all if l1 is out."""
    grid, injection_mw = compile_grid(TRIANGLE), {"b1": 90.0, "b2": -90.0}
    assert flows(grid, injection_mw) == pytest.approx({"l1": 60, "l2": 30, "l3": 30})
    assert flows(grid, injection_mw, frozenset({"l1"})) == pytest.approx({"l1": 0, "l2": 90, "l3": 90})


def test_a_phase_shifter_by_hand() -> None:
    """A shift of 0.3 rad over three reactances of 0.1 drives 100 MW · 0.3/0.3 around the triangle."""
    branches = (replace(TRIANGLE.branches[0], shift_deg=-np.degrees(0.3)), *TRIANGLE.branches[1:])
    grid = compile_grid(replace(TRIANGLE, branches=branches))
    assert flows(grid, {}) == pytest.approx({"l1": 100, "l2": -100, "l3": -100})
