"""The AC check of imported networks against the AC power flows of pandapower and PyPSA.

Of MATPOWER cases pandapower gets the file by a reader of its own.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relight.engine.ac.case import ac_part, ac_tables
from relight.engine.ac.check import ac_check
from relight.engine.ac.flow import AcSolution, solve_ac
from relight.engine.replay import State, replay
from relight.files.importers.matpower import import_matpower
from relight.files.importers.pandapower import import_pandapower
from relight.files.importers.pypsa import import_pypsa
from relight.model.region import Region
from relight.model.situation import Situation
from tests.peers.cases import base_mva, case_path, read_tables

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CASES = ("case14", "case39", "case118", "case_RTS_GMLC", "case_ACTIVSg500", "case_ACTIVSg2000")
BUS, TYPE, PD, QD, GS, BASE_KV = 0, 1, 2, 3, 4, 9
R, X, B, TAP, SHIFT = 2, 3, 4, 8, 9
GEN_BUS, PG, QMAX, QMIN, STATUS, PMAX = 0, 1, 3, 4, 7, 8
PQ, PV, REFERENCE = 1, 2, 3


@pytest.fixture(autouse=True)
def _peers_may_warn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Warnings of the peers about their own tables are not ours."""
    monkeypatch.setattr(logging.getLogger("pypsa"), "disabled", True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def intact(region: Region) -> State:
    """The State of a region without damage."""
    return replay(Situation.from_reports(region, (), NOW))


def taps_at_the_higher_voltage(bus: np.ndarray, branch: np.ndarray) -> np.ndarray:
    """The same branches, turned round where the file has the tap at the lower voltage: the converter ignores that."""
    kv = {row[BUS]: row[BASE_KV] for row in bus}
    turned = branch.copy()
    for row in turned:
        if kv[row[0]] < kv[row[1]]:
            tap = row[TAP] or 1.0
            row[[0, 1]], row[TAP], row[SHIFT] = row[[1, 0]], 1 / tap, -row[SHIFT]
            row[[R, X, B]] *= tap**2, tap**2, tap**-2
    return turned


def run(net: Any, **options: Any) -> None:
    """Pandapower's AC power flow with limits of reactive power."""
    import pandapower as pp

    pp.runpp(net, enforce_q_lims=True, calculate_voltage_angles=True, init="dc", tolerance_mva=1e-6, numba=False,
             max_iteration=50, **options)  # fmt: skip


def peer_of(name: str, state: State, found: AcSolution, balancing: int) -> tuple[np.ndarray, float]:
    """Voltages and losses of the case as pandapower solves it.

    It gets lines, shunts, reactive demand, limits and set points from the file; from us MW, and who is at a limit.
    """
    from pandapower.converter.pypower.from_ppc import from_ppc

    tables = {table: rows.copy() for table, rows in read_tables(name).items()}
    bus, gen = tables["bus"], tables["gen"]
    served = state.present.served
    assert served is not None
    assert served.feeder_mw.sum() == pytest.approx(bus[:, [PD, GS]].sum())
    bus[bus[:, BASE_KV] == 0, BASE_KV] = 100.0
    bus[:, PD], bus[:, GS] = bus[:, PD] + bus[:, GS], 0.0
    given_mw = dict(zip(state.model.grid.unit_ids, served.unit_mw, strict=True))
    runs = np.array([
        row[STATUS] > 0 and (given_mw[f"g{at}"] > 1e-9 or (row[PMAX] == 0 and row[QMIN] < row[QMAX]))
        for at, row in enumerate(gen, start=1)
    ])  # fmt: skip
    place = {f"b{row[BUS]:.0f}": at for at, row in enumerate(bus)}
    order = [place[one] for one in state.model.grid.bus_ids]
    unit_mva = np.zeros(len(bus), dtype=np.complex128)
    unit_mva[order] = found.unit_mw + 1j * found.unit_mvar
    merged = []
    for number in np.unique(gen[runs, GEN_BUS]):
        rows = gen[runs & (gen[:, GEN_BUS] == number)]
        one = rows[np.argmax(rows[:, QMAX] - rows[:, QMIN])].copy()
        at = place[f"b{number:.0f}"]
        one[PG], one[[QMAX, QMIN]] = unit_mva[at].real, rows[:, [QMAX, QMIN]].sum(axis=0)
        if at == order[balancing] or one[QMIN] + 1e-6 < unit_mva[at].imag < one[QMAX] - 1e-6:
            merged.append(one)
        else:  # at a limit it holds no voltage: its power is a negative demand
            limit = one[QMAX] if unit_mva[at].imag > (one[QMIN] + one[QMAX]) / 2 else one[QMIN]
            bus[at, [PD, QD]] -= one[PG], limit
    bus[:, TYPE] = np.where(np.isin(bus[:, BUS], [row[GEN_BUS] for row in merged]), PV, PQ)
    bus[order[balancing], TYPE] = REFERENCE
    ppc = {"version": "2", "baseMVA": base_mva(name), "bus": bus, "gen": np.array(merged),
           "branch": taps_at_the_higher_voltage(bus, tables["branch"])}  # fmt: skip
    net = from_ppc(ppc, f_hz=50)
    run(net, trafo_model="pi")
    losses_mw = net.res_line.pl_mw.sum() + net.res_trafo.pl_mw.sum() + net.res_impedance.pl_mw.sum()
    return net.res_bus.vm_pu.to_numpy()[order], float(losses_mw)


@pytest.mark.parametrize("name", CASES)
def test_voltages_of_an_imported_case_are_those_of_runpp(name: str) -> None:
    """With charging, shunts, set points and limits from the file every voltage is pandapower's to 1e-5."""
    state = intact(import_matpower(case_path(name)).region)
    part = ac_part(state, 0, ac_tables(state))
    assert part is not None
    found = solve_ac(part.case)
    assert found is not None
    voltage_pu, losses_mw = peer_of(name, state, found, part.case.balancing)
    assert found.voltage_pu == pytest.approx(voltage_pu, abs=1e-5)
    assert found.losses_mw == pytest.approx(losses_mw, rel=1e-4)
    assert ac_check(state).converged


def given(state: State) -> tuple[AcSolution, dict[str, float], dict[str, float]]:
    """The AC solution of a state of one island, voltage by bus and MW by unit, with its share of the losses."""
    part = ac_part(state, 0, ac_tables(state))
    assert part is not None
    found = solve_ac(part.case)
    assert found is not None
    grid, served = state.model.grid, state.present.served
    assert served is not None
    more = np.divide(found.unit_mw, part.case.unit_mw, out=np.ones(len(part.bus)), where=part.case.unit_mw > 0)
    unit_mw = dict(zip(grid.unit_ids, served.unit_mw * more[grid.unit_bus], strict=True))
    return found, dict(zip(grid.bus_ids, found.voltage_pu, strict=True)), unit_mw


@pytest.mark.parametrize("name", CASES)
def test_units_leave_their_set_point_only_at_the_limit_that_says_so(name: str) -> None:
    """Short of reactive power a voltage is below its set point, with too much of it above; within limits it is held."""
    state = intact(import_matpower(case_path(name)).region)
    part = ac_part(state, 0, ac_tables(state))
    assert part is not None
    case, found = part.case, solve_ac(part.case)
    assert found is not None
    able = (case.high_mvar > case.low_mvar) & (np.arange(len(part.bus)) != case.balancing)
    above_pu = found.voltage_pu - case.voltage_pu
    full, empty = found.unit_mvar > case.high_mvar - 1e-6, found.unit_mvar < case.low_mvar + 1e-6
    assert (found.unit_mvar[able] <= case.high_mvar[able] + 1e-5).all()
    assert (found.unit_mvar[able] >= case.low_mvar[able] - 1e-5).all()
    assert above_pu[able & full].max(initial=-1.0) < 1e-5
    assert above_pu[able & empty].min(initial=1.0) > -1e-5
    assert np.abs(above_pu[able & ~full & ~empty]).max(initial=0.0) < 1e-6


@pytest.mark.parametrize("name", ["case9", "case57", "case118", "create_cigre_network_mv"])
def test_voltages_of_a_pandapower_network_are_those_of_runpp(name: str, tmp_path: Path) -> None:
    """An imported network has pandapower's own voltages to 1e-5: cables, transformers, shunts, fixed reactive power."""
    import pandapower as pp
    import pandapower.networks

    net = getattr(pandapower.networks, name)(**({"with_der": "pv_wind"} if "cigre" in name else {}))
    net.line.loc[net.switch.element[(net.switch.et == "l") & ~net.switch.closed], "in_service"] = False
    pp.to_json(net, str(tmp_path / "net.json"))
    region = import_pandapower(tmp_path / "net.json").region
    _, voltage_pu, unit_mw = given(intact(region))
    for table, letter in (("gen", "g"), ("sgen", "s")):
        net[table]["p_mw"] = [unit_mw.get(f"{letter}{index}", 0.0) for index in net[table].index]
        net[table]["scaling"] = 1.0
    run(net)
    assert len(voltage_pu) == len(net.bus)
    for bus, found in voltage_pu.items():
        assert found == pytest.approx(net.res_bus.vm_pu[int(bus[1:])], abs=1e-5)


def test_voltages_of_a_pypsa_network_are_those_of_pf(tmp_path: Path) -> None:
    """An imported network has PyPSA's own voltages to 1e-5: charging, a tap at either end, a shunt, set points."""
    import pypsa

    network = pypsa.Network(name="small")
    for bus in "ABCD":
        network.add("Bus", bus, v_nom=220 if bus in "AB" else 110, v_mag_pu_set=1.03)
    for ends, ohm, kv in (("AB", 40.0, 220), ("CD", 12.0, 110)):
        network.add("Line", ends, bus0=ends[0], bus1=ends[1], x=ohm, r=ohm / 8, b=60 / kv**2, s_nom=300)
    network.add("Transformer", "BC", bus0="B", bus1="C", x=0.1, r=0.01, b=0.05, s_nom=200, tap_ratio=1.02, model="pi")
    network.add("Transformer", "CA", bus0="C", bus1="A", x=0.12, r=0.01, b=0.03, s_nom=150, tap_ratio=0.97, tap_side=1,
                model="pi")  # fmt: skip
    network.add("Generator", "G", bus="A", p_nom=400, control="Slack")
    network.add("Generator", "V", bus="D", p_nom=80, control="PV")
    network.add("Generator", "Q", bus="C", p_nom=20, control="PQ", q_set=-4)
    network.add("Load", "L", bus="C", p_set=90, q_set=30)
    network.add("Load", "M", bus="D", p_set=70, q_set=35)
    network.add("Load", "N", bus="B", p_set=0, q_set=0.0)
    network.add("ShuntImpedance", "S", bus="B", b=25 / 220**2)
    network.export_to_netcdf(str(tmp_path / "net.nc"))
    region = import_pypsa(tmp_path / "net.nc").region
    assert {row.bus: row.shunt_mvar for row in region.buses if row.shunt_mvar} == {"bB": 25.0}
    found, voltage_pu, unit_mw = given(intact(region))
    network.generators["p_set"] = [unit_mw[f"g{name}"] for name in network.generators.index]
    network.pf()
    peer = network.buses_t.v_mag_pu.iloc[0]
    assert {name: voltage_pu[f"b{name}"] for name in peer.index} == pytest.approx(dict(peer), abs=1e-5)
    losses_mw = sum((table.p0 + table.p1).iloc[0].sum() for table in (network.lines_t, network.transformers_t))
    assert found.losses_mw == pytest.approx(losses_mw, abs=1e-3)
