"""A PyPSA network becomes a Region: flows as in its own linear power flow, served load as its optimisation finds."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pypsa
import pytest

from relight.engine.flow import dc_flow
from relight.engine.grid import compile_grid, intact_state
from relight.engine.islands import find_islands
from relight.engine.serve import serve
from relight.errors import InputError
from relight.files.importers.imported import Imported, id_map_csv
from relight.files.importers.pypsa import import_pypsa
from relight.files.region import read_region, write_region
from relight.model.check import check_region
from relight.model.schema import Branch

SHED_COST = 1000.0
Importing = Callable[..., Imported]


@pytest.fixture(autouse=True)
def _peer_may_warn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Warnings of PyPSA about its own tables are not ours."""
    for name in ("pypsa", "linopy"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
    with warnings.catch_warnings(), pypsa.option_context("general.allow_network_requests", False):
        warnings.simplefilter("ignore")
        yield


@pytest.fixture
def importing(tmp_path: Path) -> Importing:
    """Import a network by way of its netCDF file, or of its folder of CSV files."""

    def run(network: Any, snapshot: str = "", folder: bool = False) -> Imported:
        path = tmp_path / ("net" if folder else "net.nc")
        if folder:
            network.export_to_csv_folder(str(path))
        else:
            network.export_to_netcdf(str(path))
        return import_pypsa(path, snapshot)

    return run


def network_of(buses: dict[str, float]) -> Any:
    """An empty network with buses of those voltages [kV]."""
    network = pypsa.Network(name="small")
    for name, kv in buses.items():
        network.add("Bus", name, v_nom=kv)
    return network


def meshed() -> Any:
    """Two voltages, lines by ohm and by type, transformers with taps at either end, a type and phase shifts."""
    network = network_of({"A": 380, "B": 380, "C": 220, "D": 220, "E 1": 220})
    network.add("Line", "AB", bus0="A", bus1="B", x=30, r=3, s_nom=300, length=10)
    network.add("Line", "CD", bus0="C", bus1="D", x=20, r=2, s_nom=200, s_max_pu=0.7)
    network.add("Line", "DE", bus0="D", bus1="E 1", type="243-AL1/39-ST1A 20.0", length=25, num_parallel=2, s_nom=90)
    network.add("Line", "CE", bus0="C", bus1="E 1", x=12, s_nom=90)
    network.add("Transformer", "BC", bus0="B", bus1="C", x=0.1, r=0.01, s_nom=400, tap_ratio=1.05, phase_shift=3)
    network.add("Transformer", "AD", bus0="A", bus1="D", type="160 MVA 380/110 kV", tap_position=2)
    network.add("Transformer", "DA", bus0="D", bus1="A", x=0.2, s_nom=100, tap_ratio=0.95, tap_side=1, phase_shift=-2)
    network.add("Generator", "G", bus="A", p_nom=500, p_set=180, carrier="CCGT", marginal_cost=50)
    network.add("Generator", "W", bus="D", p_nom=100, p_set=40, p_max_pu=0.4, carrier="onwind")
    network.add("Load", "L1", bus="C", p_set=100)
    network.add("Load", "L2", bus="E 1", p_set=120)
    network.add("ShuntImpedance", "S", bus="D", g=0.0002)
    return network


def mixed() -> Any:
    """A direct-current part beside an alternating one: its flows follow resistance."""
    network = network_of({"A": 220, "B": 220})
    for name in "XYZ":
        network.add("Bus", name, v_nom=320, carrier="DC")
    network.add("Line", "AB", bus0="A", bus1="B", x=10, s_nom=100)
    for ends, ohm in (("XY", 2.0), ("YZ", 3.0), ("XZ", 4.0)):
        network.add("Line", ends, bus0=ends[0], bus1=ends[1], r=ohm, x=99.0, s_nom=100)
    network.add("Generator", "G", bus="X", p_nom=100, p_set=60)
    network.add("Load", "L", bus="Z", p_set=60)
    network.add("Generator", "H", bus="A", p_nom=50, p_set=20)
    network.add("Load", "K", bus="B", p_set=20)
    return network


@pytest.mark.parametrize(("make", "folder"), [(meshed, False), (meshed, True), (mixed, False)])
def test_flows_are_those_of_lpf(importing: Importing, make: Callable[[], Any], folder: bool) -> None:
    """With PyPSA's own injections every branch carries what `lpf` says, to 1e-8."""
    network = make()
    region = importing(network, folder=folder).region
    network.lpf()
    grid = compile_grid(region)
    injection_mw = np.array([network.buses_t.p.iloc[0][bus[1:]] for bus in grid.bus_ids])
    found = dc_flow(grid, find_islands(grid, intact_state(grid)), injection_mw)
    peer = {"l": network.lines_t.p0.iloc[0], "t": network.transformers_t.p0.iloc[0]}
    assert len(grid.branch_ids) == len(network.lines) + len(network.transformers)
    for branch, flow_mw in zip(grid.branch_ids, found, strict=True):
        assert flow_mw == pytest.approx(peer[branch[0]][branch[1:]], abs=1e-8)


def random_network(seed: int, buses: int = 12) -> Any:
    """A ring with chords, tight limits, more demand in places than its lines carry."""
    rng = np.random.default_rng(seed)
    network = network_of({f"n{bus}": 110 for bus in range(buses)})
    ends = [(bus, (bus + 1) % buses) for bus in range(buses)]
    ends += [tuple(sorted(rng.choice(buses, 2, replace=False))) for _ in range(buses // 2)]
    for row, (one, other) in enumerate(dict.fromkeys(ends)):
        limit = float(rng.integers(5, 35))
        network.add("Line", f"{row}", bus0=f"n{one}", bus1=f"n{other}", x=float(rng.uniform(1, 9)), s_nom=limit)
    for bus in range(buses):
        network.add("Load", f"{bus}", bus=f"n{bus}", p_set=float(rng.integers(5, 30)))
    for unit in range(3):
        bus = int(rng.integers(buses))
        network.add("Generator", f"{unit}", bus=f"n{bus}", p_nom=float(rng.integers(40, 160)), p_max_pu=0.9)
    return network


def most_served_mw(network: Any) -> float:
    """What PyPSA's optimisation serves when every load may be shed."""
    for name, load in network.loads.iterrows():
        network.add("Generator", f"shed {name}", bus=load.bus, p_nom=load.p_set, marginal_cost=SHED_COST)
    status, condition = network.optimize(
        solver_name="highs", solver_options={"output_flag": False}, include_objective_constant=False
    )
    assert (status, condition) == ("ok", "optimal")
    shed = network.generators_t.p.iloc[0].filter(like="shed ").sum()
    return float(network.loads.p_set.sum() - shed)


@pytest.mark.parametrize("seed", range(4))
def test_served_load_is_what_pypsa_finds(tmp_path: Path, seed: int) -> None:
    """With lines gone at random the most that can be served is the same; lines are removed, not made inactive, because
    PyPSA 1.2 gets inactive ones wrong.
    """
    network = random_network(seed)
    network.export_to_netcdf(str(tmp_path / "net.nc"))
    grid = compile_grid(import_pypsa(tmp_path / "net.nc").region)
    gone = [row for row in network.lines.index if np.random.default_rng([seed, int(row)]).random() < 0.2]
    share = np.array([0.0 if branch[1:] in gone else 1.0 for branch in grid.branch_ids])
    found = serve(grid, replace(intact_state(grid), branch_share=share))
    network.remove("Line", gone)
    most_mw = most_served_mw(network)
    assert found.served_mw == pytest.approx(most_mw, rel=1e-6)
    assert most_mw < 0.99 * min(grid.feeder_peak_mw.sum(), grid.unit_max_mw.sum()), "no limit binds in this network"


def test_ids_kinds_and_limits(importing: Importing) -> None:
    """What each element becomes: ids from PyPSA's names, carriers as kinds, limits and availabilities in MW."""
    imported = importing(meshed())
    region = imported.region
    branches: dict[str, Branch] = {row.branch: row for row in region.branches}
    assert [row.bus for row in region.buses] == ["bA", "bB", "bC", "bD", "bE 1"]
    assert {row.bus: row.kv for row in region.buses}["bC"] == 220
    assert [branches[name].rating_mw for name in ("lAB", "lCD")] == pytest.approx([300, 140])
    assert branches["lAB"].x_pu == pytest.approx(30 / 380**2 * 100)
    assert branches["tBC"].x_pu == pytest.approx(0.1 * 100 / 400)
    assert (branches["tBC"].tap, branches["tBC"].shift_deg) == (1.05, 3)
    units = {row.generator: (row.kind, row.max_mw, row.cost_per_mwh) for row in region.generators}
    assert units == {"gG": ("thermal", 500, 50), "gW": ("wind", 40, 0)}
    feeders = {row.feeder: (row.bus, row.peak_mw, row.protected) for row in region.feeders}
    assert feeders == {
        "fL1": ("bC", 100, False),
        "fL2": ("bE 1", 120, False),
        "hS": ("bD", pytest.approx(0.0002 * 220**2), True),
    }
    assert imported.id_map["branch:tDA"] == "transformer DA"
    assert check_region(region) == ()


def test_what_is_imported_can_be_written_and_read(importing: Importing, tmp_path: Path) -> None:
    """The region folder of a PyPSA network reads back as the same region."""
    region = importing(meshed()).region
    write_region(region, tmp_path / "region")
    assert read_region(tmp_path / "region") == region


def test_a_tap_at_the_far_end_is_the_inverse_one_at_the_near_end(importing: Importing) -> None:
    """For AC too: admittances between the ends of a transformer with its tap at bus1 are those PyPSA computes."""
    network = meshed()
    (row,) = (row for row in importing(network).region.branches if row.branch == "tDA")
    network.remove("Line", network.lines.index)
    network.remove("Transformer", ["BC", "AD"])
    network.remove("ShuntImpedance", "S")
    network.transformers["model"] = "pi"
    network.determine_network_topology()
    sub = next(sub for sub in network.sub_networks.obj if len(sub.buses_i()) == 2)
    network.calculate_dependent_values()
    sub.calculate_Y()
    order = list(sub.buses_o)
    at_d, at_a = order.index("D"), order.index("A")
    series, ratio = 1 / complex(row.r_pu, row.x_pu), row.tap * np.exp(1j * np.radians(row.shift_deg))
    ours = np.array([[series / row.tap**2, -series / np.conj(ratio)], [-series / ratio, series]])
    peer = sub.Y.toarray()[np.ix_([at_d, at_a], [at_d, at_a])] / 100
    assert ours == pytest.approx(peer, abs=1e-9)


def test_what_relight_has_no_place_for_is_left_out_and_said(importing: Importing) -> None:
    """Links, storage, other carriers and inactive elements are left out, each with its reason in the id map."""
    network = meshed()
    network.add("Carrier", "gas")
    network.add("Bus", "pipe", carrier="gas")
    network.add("Load", "burner", bus="pipe", p_set=5)
    network.add("Link", "cable", bus0="A", bus1="C", p_nom=100)
    network.add("StorageUnit", "battery", bus="B", p_nom=10)
    network.add("Store", "cavern", bus="pipe", e_nom=10)
    network.add("Line", "spare", bus0="A", bus1="B", x=30, s_nom=300, active=False)
    network.add("Generator", "retired", bus="A", p_nom=9, active=False)
    rows = id_map_csv(importing(network)).splitlines()
    for name, reason in {
        "bus pipe": 'left out: carries gas, not electricity"',
        "load burner": "left out: on a bus that is left out",
        "link cable": "left out: links are not modelled",
        "storage_unit battery": "left out: storage is not modelled",
        "store cavern": "left out: storage is not modelled",
        "line spare": "left out: not active",
        "generator retired": "left out: not active",
    }.items():
        assert any(row.startswith(f",{name},") and row.endswith(reason) for row in rows), name


def test_the_snapshot_decides_what_is_taken(importing: Importing) -> None:
    """Loads and availabilities are those of the first snapshot, or of the one named."""
    network = network_of({"A": 110})
    network.set_snapshots(["2013-01-01 00:00", "2013-01-01 12:00"])
    network.snapshots = network.snapshots.astype("datetime64[ns]")
    network.add("Generator", "sun", bus="A", p_nom=100, p_max_pu=[0.0, 0.6], carrier="solar")
    network.add("Load", "L", bus="A", p_set=[30.0, 50.0])
    first, noon = importing(network), importing(network, "2013-01-01T12:00:00")
    assert (first.region.generators[0].max_mw, first.region.feeders[0].peak_mw) == (0, 30)
    assert (noon.region.generators[0].max_mw, noon.region.feeders[0].peak_mw) == (60, 50)
    assert "loads and availabilities are those of snapshot 2013-01-01T00:00:00, one of 2" in first.notices
    with pytest.raises(InputError, match="no snapshot 'noon'; it has 2, from 2013-01-01T00:00:00 to 2013-01-01T12"):
        importing(network, "noon")


def test_powers_with_the_other_sign_change_sides(importing: Importing) -> None:
    """A negative load gives power, a generator of negative sign takes it; p_set stands in for a p_nom of 0."""
    network = network_of({"A": 110})
    network.add("Load", "feed-in", bus="A", p_set=-7)
    network.add("Generator", "pump", bus="A", p_nom=5, sign=-1)
    network.add("Generator", "fixed", bus="A", p_set=11)
    region = importing(network).region
    assert {row.generator: row.max_mw for row in region.generators} == {"nfeed-in": 7, "gfixed": 11}
    assert {row.feeder: row.peak_mw for row in region.feeders} == {"dgpump": 5}


def test_limits_that_are_not_given(importing: Importing) -> None:
    """s_nom 0 is no limit, infinite p_nom is more than all demand, no reactance becomes a small one: all said."""
    network = network_of({"A": 110, "B": 110})
    network.add("Line", "bare", bus0="A", bus1="B", x=0.0)
    network.add("Generator", "grid", bus="A", p_nom=float("inf"))
    network.add("Load", "L", bus="B", p_set=40)
    imported = importing(network)
    (line,), (unit,) = imported.region.branches, imported.region.generators
    assert (line.rating_mw, line.x_pu, unit.max_mw) == (None, 1e-5, 80)
    assert len([notice for notice in imported.notices if "bare" in notice]) == 2
    assert any("able to give 80 MW" in notice for notice in imported.notices)


def test_a_missing_library_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without PyPSA the message says what to install."""
    monkeypatch.setitem(sys.modules, "pypsa", None)
    with pytest.raises(InputError, match=r"reading it needs pypsa, which is missing; .*relight\[pypsa\]"):
        import_pypsa(Path("net.nc"))


@pytest.mark.parametrize("name", ["net.txt", "net.nc", "folder"])
def test_what_is_no_network_is_refused(tmp_path: Path, name: str) -> None:
    """Another kind of file, a file that is no netCDF, and a folder without buses are one sentence each."""
    path = tmp_path / name
    if "." in name:
        path.write_text("nothing", encoding="utf-8")
    else:
        path.mkdir()
    with pytest.raises(InputError) as refused:
        import_pypsa(path)
    (problem,) = refused.value.problems
    assert problem.file == name
