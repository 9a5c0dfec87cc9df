"""The AC check: voltages as pandapower's `runpp` with the same assumptions, limits listed, nothing else changed."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from math import acos, sqrt, tan
from typing import Any

import numpy as np
import pytest

from relight.engine.ac.case import ac_part, ac_tables
from relight.engine.ac.check import ac_check
from relight.engine.ac.flow import solve_ac
from relight.engine.ac.model import AcCase
from relight.engine.replay import State, replay
from relight.engine.status import status_of
from relight.errors import InputError
from relight.model.region import Region, Settings
from relight.model.schema import Branch, Bus, District, Feeder, Generator, Report
from relight.model.situation import Situation

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Q_PER_P = tan(acos(0.95))


@pytest.fixture(autouse=True)
def _peer_may_warn() -> Iterator[None]:
    """Warnings of pandapower about its own tables are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def state_of(region: Region, *out: str) -> State:
    """The State of a region with those assets out."""
    rows = tuple(Report(report=name, reported_at=NOW, valid_from=NOW, subject=name, state="out") for name in out)
    return replay(Situation.from_reports(region, rows, NOW))


def line_region(mw: float, x_pu: float = 0.1, r_pu: float = 0.0, **assumptions: float) -> Region:
    """A unit of 100 MW at A, a line to B, a feeder of that many MW there."""
    return Region(
        settings=Settings(name="line", timezone="UTC", assumptions=assumptions),
        districts=(District(district="d", people=100.0),),
        buses=(Bus(bus="A", district="d", kv=110.0), Bus(bus="B", district="d", kv=110.0)),
        branches=(Branch(branch="L", from_bus="A", to_bus="B", r_pu=r_pu, x_pu=x_pu, rating_mw=60.0),),
        generators=(Generator(generator="G", bus="A", max_mw=100.0),),
        feeders=(Feeder(feeder="F", bus="B", peak_mw=mw),),
    )


def far_voltage(p_pu: float, q_pu: float, x_pu: float) -> float:
    """Voltage behind a reactance fed at voltage 1: the upper root of V⁴ + (2qx − 1)V² + x²(p² + q²) = 0."""
    half = (1 - 2 * q_pu * x_pu) / 2
    return sqrt(half + sqrt(half**2 - x_pu**2 * (p_pu**2 + q_pu**2)))


def case_of(name: str, slack_mw: float, mvar_share: float) -> AcCase:
    """An IEEE case of pandapower under our assumptions: units share the load by capacity, lines have no charging."""
    import pandapower.networks
    from pandapower.converter.pypower.to_ppc import to_ppc

    ppc = to_ppc(getattr(pandapower.networks, name)(), init="flat", mode="pf")
    bus, branch, gen = ppc["bus"], ppc["branch"].real, ppc["gen"]
    capacity_mw = np.zeros(len(bus))
    np.add.at(capacity_mw, gen[:, 0].astype(int), np.minimum(gen[:, 8], slack_mw))
    tap = np.where(branch[:, 8] == 0, 1.0, branch[:, 8])
    return AcCase(
        base_mva=float(ppc["baseMVA"]),
        start=branch[:, 0].astype(np.int64),
        end=branch[:, 1].astype(np.int64),
        impedance_pu=branch[:, 2] + 1j * branch[:, 3],
        charging_pu=np.zeros(len(branch)),
        tap=tap,
        shift_rad=np.radians(branch[:, 9]),
        load_mva=bus[:, 2] * (1 + 1j * Q_PER_P),
        unit_mw=capacity_mw * bus[:, 2].sum() / capacity_mw.sum(),
        shunt_mvar=np.zeros(len(bus)),
        headroom_mw=np.zeros(len(bus)),
        low_mvar=-mvar_share * capacity_mw,
        high_mvar=mvar_share * capacity_mw,
        voltage_pu=np.ones(len(bus)),
        balancing=int(np.argmax(capacity_mw)),
    )


def peer_of(case: AcCase) -> Any:
    """The same island as a pandapower network, solved by `runpp`; buses at 100 kV."""
    import pandapower as pp

    net = pp.create_empty_network(sn_mva=case.base_mva)
    for bus in range(len(case.load_mva)):
        pp.create_bus(net, vn_kv=100.0)
        if case.load_mva[bus]:
            pp.create_load(net, bus, p_mw=case.load_mva[bus].real, q_mvar=case.load_mva[bus].imag)
        limit = case.high_mvar[bus]
        if bus == case.balancing:
            pp.create_ext_grid(net, bus, vm_pu=1.0)
        elif limit > 0:
            pp.create_gen(net, bus, p_mw=case.unit_mw[bus], vm_pu=1.0, min_q_mvar=-limit, max_q_mvar=limit)
    for row, (start, end) in enumerate(zip(case.start.tolist(), case.end.tolist(), strict=True)):
        z_pu, tap, shift = case.impedance_pu[row], case.tap[row], float(np.degrees(case.shift_rad[row]))
        if (tap, shift) == (1.0, 0.0):
            pp.create_impedance(net, start, end, rft_pu=z_pu.real, xft_pu=z_pu.imag, sn_mva=case.base_mva)
        else:
            pp.create_transformer_from_parameters(
                net, start, end, sn_mva=case.base_mva, vn_hv_kv=100 * tap, vn_lv_kv=100, vk_percent=100 * abs(z_pu),
                vkr_percent=100 * z_pu.real, pfe_kw=0, i0_percent=0, shift_degree=shift,
            )  # fmt: skip
    pp.runpp(
        net, enforce_q_lims=True, calculate_voltage_angles=True, init="flat", tolerance_mva=1e-7, numba=False,
        max_iteration=50,
    )  # fmt: skip
    return net


@pytest.mark.parametrize(
    ("name", "slack_mw", "mvar_share", "at_limit"),
    [
        ("case9", 300, 100, False), ("case9", 300, 0.15, True),
        ("case14", 210, 100, False), ("case14", 210, 0.5, True),
        ("case30", 120, 0.2, True),
        ("case39", 1650, 100, False), ("case39", 1650, 0.5, True),
        ("case118", 1200, 100, False), ("case118", 1200, 0.5, True),
    ],
)  # fmt: skip
def test_voltages_are_those_of_runpp(name: str, slack_mw: float, mvar_share: float, at_limit: bool) -> None:
    """On IEEE cases every voltage is pandapower's to 1e-5, losses too, with units at their limits and without."""
    case = case_of(name, slack_mw, mvar_share)
    found, net = solve_ac(case), peer_of(case)
    assert found is not None
    assert found.voltage_pu == pytest.approx(net.res_bus.vm_pu.to_numpy(), abs=1e-5)
    losses_mw = net.res_trafo.pl_mw.sum() + net.res_impedance.pl_mw.sum()
    assert found.losses_mw == pytest.approx(losses_mw, rel=1e-4)
    full = np.abs(net.res_gen.q_mvar.to_numpy()) >= net.gen.max_q_mvar.to_numpy() * (1 - 1e-6)
    assert full.any() == at_limit


@pytest.mark.parametrize("mw", [20.0, 55.0])
def test_two_buses_by_hand(mw: float) -> None:
    """Behind one reactance the voltage is the root of a quadratic; under 0.97 here it is listed with its kV."""
    found = ac_check(state_of(line_region(mw, x_pu=0.15, ac_voltage_low_pu=0.97)))
    voltage = far_voltage(mw / 100, mw / 100 * Q_PER_P, 0.15)
    assert found.converged
    if voltage >= 0.97:
        assert found.voltages == ()
        return
    (row,) = found.voltages
    assert (row.bus, row.limit_pu) == ("B", 0.97)
    assert row.voltage_pu == pytest.approx(voltage, abs=5e-5)
    assert row.voltage_kv == pytest.approx(110 * voltage, abs=5e-4)


def test_loading_counts_reactive_power() -> None:
    """58 MW fit a line of 60 MW in DC; with the reactive power that goes along they are more than 60 MVA."""
    state = state_of(line_region(58.0))
    assert status_of(state).as_dict()["switched_mw"] == 58.0
    (row,) = ac_check(state).loadings
    voltage = far_voltage(0.58, 0.58 * Q_PER_P, 0.1)
    current = 0.58 * sqrt(1 + Q_PER_P**2) / voltage
    assert (row.branch, row.rating_mw) == ("L", 60.0)
    assert row.mva == pytest.approx(100 * current, rel=1e-5)  # at the end whose voltage is 1
    assert row.loading_percent == pytest.approx(100 * current / 0.6, abs=0.05)


def test_a_flow_without_solution_is_said_plainly() -> None:
    """Behind a reactance of 2 per unit 55 MW cannot be had in AC, whatever DC says: the message says so."""
    found = ac_check(state_of(line_region(55.0, x_pu=2.0)))
    assert not found.converged
    assert "did not converge in 1 of 1 island: the one of bus A (2 buses)" in found.message
    assert (found.voltages, found.loadings) == ((), ())


def test_an_island_that_fails_does_not_hide_the_others() -> None:
    """Of two islands one converges: its loading is listed, the other is named."""
    good, bad = line_region(58.0), line_region(55.0, x_pu=2.0)
    rename = {"A": "C", "B": "D"}
    region = replace(
        good,
        buses=(*good.buses, *(replace(row, bus=rename[row.bus]) for row in bad.buses)),
        branches=(*good.branches, replace(bad.branches[0], branch="M", from_bus="C", to_bus="D")),
        generators=(*good.generators, replace(bad.generators[0], generator="H", bus="C")),
        feeders=(*good.feeders, replace(bad.feeders[0], feeder="K", bus="D")),
    )
    found = ac_check(state_of(region))
    assert [(row.first_bus, row.converged) for row in found.islands] == [("A", True), ("C", False)]
    assert [row.branch for row in found.loadings] == ["L"]
    assert "did not converge in 1 of 2 islands: the one of bus C" in found.message


def test_only_what_is_served_flows() -> None:
    """A damaged line carries nothing and a feeder that is off asks for nothing: there is nothing to check."""
    found = ac_check(state_of(line_region(58.0), "branch:L"))
    assert found.islands == ()
    assert found.message.startswith("nothing is served")
    assert found.converged


def test_the_answer_in_dc_stays_as_it_was() -> None:
    """Looking at a State does not change it: its status is the same before and after."""
    state = state_of(line_region(58.0))
    before = status_of(state).as_dict()
    ac_check(state)
    assert status_of(state).as_dict() == before


def test_losses_beyond_the_capacity_are_said() -> None:
    """A unit of 60 MW serves 59.9 MW in DC; with 1 % of resistance its losses do not fit."""
    region = line_region(59.9, r_pu=0.01)
    found = ac_check(state_of(replace(region, generators=(replace(region.generators[0], max_mw=60.0),))))
    (island,), (loading,) = found.islands, found.loadings
    assert island.losses_mw == pytest.approx(100 * 0.01 * (loading.mva / 100) ** 2, rel=1e-4)  # at voltage 1
    assert island.losses_mw is not None
    assert island.over_capacity_mw == pytest.approx(59.9 + island.losses_mw - 60.0, abs=1e-5)
    assert "beyond its capacity" in found.message


def test_buses_without_a_voltage_are_checked_in_per_unit() -> None:
    """Without kv the voltage is listed in per unit alone, and the message says how many buses are like that."""
    region = line_region(55.0, x_pu=0.45)
    found = ac_check(state_of(replace(region, buses=tuple(replace(row, kv=None) for row in region.buses))))
    (row,) = found.voltages
    assert (row.bus, row.voltage_kv) == ("B", None)
    assert row.voltage_pu == pytest.approx(far_voltage(0.55, 0.55 * Q_PER_P, 0.45), abs=5e-5)
    assert "2 buses have no kv" in found.message


def test_a_second_unit_holds_its_voltage_while_it_can() -> None:
    """With a unit at B the voltage there is 1; with next to no reactive power of its own it is what the line leaves."""
    region = line_region(80.0, x_pu=0.3, ac_voltage_low_pu=0.999)
    both = (*region.generators, Generator(generator="S", bus="B", max_mw=60.0))
    open_line = (replace(region.branches[0], rating_mw=None),)
    region = replace(region, generators=both, branches=open_line)
    assert ac_check(state_of(region)).voltages == ()
    settings = replace(region.settings, assumptions={**region.settings.assumptions, "ac_mvar_share": 1e-6})
    (row,) = ac_check(state_of(replace(region, settings=settings))).voltages
    through = 80 - 80 * 60 / 160  # units share the load by capacity
    assert row.voltage_pu == pytest.approx(far_voltage(through / 100, 0.8 * Q_PER_P, 0.3), abs=1e-4)


def compensated_voltage(p_pu: float, q_pu: float, x_pu: float, b_pu: float, source_pu: float) -> float:
    """Voltage behind a reactance with a susceptance beside the load: (u(1 − xb) + xq)² + x²p² = u·E² with u = V²."""
    left = 1 - x_pu * b_pu
    half = (source_pu**2 - 2 * x_pu * q_pu * left) / (2 * left**2)
    return sqrt(half + sqrt(half**2 - x_pu**2 * (p_pu**2 + q_pu**2) / left**2))


@pytest.mark.parametrize(
    ("charging_pu", "shunt_mvar", "b_pu"), [(0.4, 0.0, 0.2), (0.0, 20.0, 0.2), (0.0, -15.0, -0.15), (0.2, -15.0, -0.05)]
)
def test_charging_and_shunts_by_hand(charging_pu: float, shunt_mvar: float, b_pu: float) -> None:
    """Half of a line's charging, a capacitor or a reactor at the far end, a set point, reactive demand as given."""
    region = line_region(55.0, x_pu=0.3, ac_voltage_low_pu=1.2, ac_voltage_high_pu=1.3)
    region = replace(
        region,
        branches=(replace(region.branches[0], b_pu=charging_pu),),
        buses=(region.buses[0], replace(region.buses[1], shunt_mvar=shunt_mvar)),
        generators=(replace(region.generators[0], voltage_pu=1.04),),
        feeders=(replace(region.feeders[0], peak_mvar=12.0),),
    )
    found = {row.bus: row.voltage_pu for row in ac_check(state_of(region)).voltages}
    voltage = compensated_voltage(0.55, 0.12, 0.3, b_pu, 1.04)
    assert found == pytest.approx({"A": 1.04, "B": voltage}, abs=5e-5)


def test_losses_are_shared_by_the_room_that_units_have() -> None:
    """What a line loses comes from both units, in proportion to what each could give beyond its output."""
    region = line_region(80.0, x_pu=0.3, r_pu=0.05)
    both = (*region.generators, Generator(generator="S", bus="B", max_mw=60.0))
    region = replace(region, generators=both, branches=(replace(region.branches[0], rating_mw=None),))
    state = state_of(region)
    part = ac_part(state, 0, ac_tables(state))
    assert part is not None
    found = solve_ac(part.case)
    assert found is not None
    assert found.losses_mw > 1.0
    assert found.unit_mw == pytest.approx([50 + found.losses_mw * 50 / 80, 30 + found.losses_mw * 30 / 80], abs=1e-3)


def test_too_little_reactive_power_is_said() -> None:
    """Units that hold both ends carry 50 MW over 1.5 per unit; if one can give next to none, that is said."""
    region = line_region(80.0, x_pu=1.5)
    weak = Generator(generator="S", bus="B", max_mw=60.0, min_mvar=0.0, max_mvar=0.1)
    region = replace(region, branches=(replace(region.branches[0], rating_mw=None),))
    found = ac_check(state_of(replace(region, generators=(*region.generators, weak))))
    assert not found.converged
    assert "the one of bus A (2 buses, whose units have too little reactive power)" in found.message
    strong = replace(weak, min_mvar=-200.0, max_mvar=200.0)
    assert ac_check(state_of(replace(region, generators=(*region.generators, strong)))).converged


def test_a_synchronous_condenser_holds_its_voltage() -> None:
    """A unit of 0 MW with limits of reactive power keeps its bus at its set point; broken it does not."""
    region = line_region(55.0, x_pu=0.3, ac_voltage_low_pu=0.99)
    condenser = Generator(generator="S", bus="B", max_mw=0.0, min_mvar=-50.0, max_mvar=50.0)
    region = replace(region, generators=(*region.generators, condenser))
    assert ac_check(state_of(region)).voltages == ()
    (row,) = ac_check(state_of(region, "generator:S")).voltages
    assert row.voltage_pu == pytest.approx(far_voltage(0.55, 0.55 * Q_PER_P, 0.3), abs=5e-5)


def test_the_dictionary_has_all_that_is_printed() -> None:
    """`as_dict` has the verdict, the lists, the islands and the assumptions it rests on."""
    found = ac_check(state_of(line_region(58.0))).as_dict()
    assert list(found) == ["converged", "message", "voltages", "loadings", "islands", "assumptions"]
    assert found["assumptions"]["ac_power_factor"] == 0.95
    assert found["loadings"][0]["branch"] == "L"
    assert found["islands"][0]["balancing"] == "G"


def test_a_missing_library_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without power-grid-model the message says what to install."""
    monkeypatch.setitem(sys.modules, "power_grid_model", None)
    with pytest.raises(InputError, match=r"it needs power_grid_model, which is missing; .*relight\[ac\]"):
        ac_check(state_of(line_region(58.0)))
