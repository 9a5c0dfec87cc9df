"""A pandapower network becomes a Region: ids from the source, flows as in its own DC power flow, nothing lost."""

from __future__ import annotations

import csv
import io
import sys
import warnings
from collections.abc import Callable, Iterator
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relight.engine.flow import dc_flow
from relight.engine.grid import compile_grid, intact_state
from relight.engine.islands import find_islands
from relight.errors import InputError
from relight.files.importers.imported import Imported, id_map_csv
from relight.files.importers.pandapower import import_pandapower
from relight.model.check import check_region
from relight.model.schema import Branch

TAKES = {
    "load": -1,
    "shunt": -1,
    "ward": -1,
    "xward": -1,
    "motor": -1,
    "storage": -1,
    "gen": 1,
    "sgen": 1,
    "ext_grid": 1,
}
FLOWS = {
    "line": {"l": ("p_from_mw", 1)},
    "trafo": {"t": ("p_hv_mw", 1)},
    "impedance": {"i": ("p_from_mw", 1)},
    "trafo3w": {"wh": ("p_hv_mw", 1), "wm": ("p_mv_mw", -1), "wl": ("p_lv_mw", -1)},
    "switch": {"k": ("p_from_mw", 1)},
}
"""Table -> prefix (and winding) of its branches -> column of the peer's result, and its direction."""


@pytest.fixture(autouse=True)
def _peer_may_warn() -> Iterator[None]:
    """Warnings of pandapower about its own tables are not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture
def importing(tmp_path: Path) -> Callable[[Any], Imported]:
    """Import a network by way of its JSON file."""
    import pandapower

    def run(net: Any) -> Imported:
        path = tmp_path / "net.json"
        pandapower.to_json(net, str(path))
        return import_pandapower(path)

    return run


def example(name: str) -> Any:
    """A network that comes with pandapower; what follows a colon changes it."""
    import pandapower.networks

    name, _, change = name.partition(":")
    net = getattr(pandapower.networks, name)(**({"with_der": "all"} if change == "der" else {}))
    if change == "taps":
        net.trafo["tap_pos"] = net.trafo["tap_pos"] + 2
        net.trafo3w["tap_pos"] = net.trafo3w["tap_pos"] + 3
    if change == "switches":
        closed = net.switch.index[(net.switch.et == "b") & net.switch.closed]
        net.switch.loc[closed[0], "z_ohm"] = 0.05
        pandapower.create_switch(net, net.trafo3w.at[0, "lv_bus"], 0, et="t3", closed=False)
    return net


@pytest.mark.parametrize(
    "name",
    [
        "case9",
        "case39",
        "case118",
        "case300",
        "mv_oberrhein",
        "create_cigre_network_mv:der",
        "create_cigre_network_hv",
        "create_cigre_network_lv",
        "example_simple",
        "example_multivoltage",
        "example_multivoltage:taps",
        "example_multivoltage:switches",
    ],
)
def test_flows_equal_rundcpp(importing: Callable[[Any], Imported], name: str) -> None:
    """With the injections of `rundcpp`, the flow of every line, transformer and impedance is its flow, to 1e-8."""
    import pandapower

    net = example(name)
    imported = importing(net)
    pandapower.rundcpp(net)
    grid = compile_grid(imported.region)
    at = {bus: position for position, bus in enumerate(grid.bus_ids)}
    bus_of = {link.source: link.asset.removeprefix("bus:") for link in imported.links if link.source.startswith("bus ")}
    injection_mw = [0.0] * len(at)
    for table, sign in TAKES.items():
        for element, bus in net[table].bus.items():
            mw = net[f"res_{table}"].p_mw.get(element, 0.0)
            injection_mw[at[bus_of[f"bus {bus}"]]] += sign * mw if mw == mw else 0.0
    flow_mw = dc_flow(grid, find_islands(grid, intact_state(grid)), np.array(injection_mw))
    found = dict(zip(grid.branch_ids, flow_mw.tolist(), strict=True))
    compared = 0
    for table, columns in FLOWS.items():
        for letters, (column, sign) in columns.items():
            if column in net[f"res_{table}"]:
                for element, mw in net[f"res_{table}"][column].fillna(0.0).items():
                    branch = f"{letters[0]}{element}{letters[1:]}"
                    assert found.get(branch, 0.0) == pytest.approx(sign * mw, rel=1e-8, abs=1e-8), branch
                    compared += branch in found
    assert compared == len(found) > 0


@pytest.fixture
def town() -> Any:
    """A network with one of everything: two fused busbars, an open coupler, a bus out of service."""
    import pandapower as pp

    net = pp.create_empty_network(name="town", sn_mva=10.0)
    for index, (kv, zone) in enumerate(
        [(110, "North"), (110, "North"), (20, "South"), (20, "South"), (20, None), (20, 3)]
    ):
        pp.create_bus(net, kv, name=f"Busbar {index}", index=index, zone=zone, in_service=index != 4)
    pp.create_switch(net, 1, 0, et="b", closed=True, name="coupler")
    pp.create_switch(net, 2, 3, et="b", closed=False)
    ohm = {"r_ohm_per_km": 0.2, "x_ohm_per_km": 0.4, "c_nf_per_km": 0.0}
    pp.create_line_from_parameters(net, 2, 5, 5, max_i_ka=0.3, parallel=2, df=0.9, type="cs", name="Ring", **ohm)
    pp.create_line_from_parameters(net, 3, 5, 1, max_i_ka=0.3, max_loading_percent=80, in_service=False, **ohm)
    pp.create_line_from_parameters(net, 3, 5, 2, max_i_ka=0.3, max_loading_percent=80, **ohm)
    pp.create_line_from_parameters(net, 4, 5, 2, max_i_ka=0.3, **ohm)
    pp.create_line_from_parameters(net, 2, 3, 2, max_i_ka=0.3, **ohm)
    pp.create_switch(net, 2, 4, et="l", closed=False)
    pp.create_switch(net, 2, 0, et="l", closed=True)
    trafo = {"vn_hv_kv": 110, "vn_lv_kv": 20, "vkr_percent": 0.5, "vk_percent": 10, "pfe_kw": 0, "i0_percent": 0}
    pp.create_transformer_from_parameters(net, 1, 2, sn_mva=25, parallel=2, shift_degree=30, **trafo)
    pp.create_load(net, 2, p_mw=4, scaling=0.5, name="Hospital")
    pp.create_load(net, 3, p_mw=-1)
    pp.create_load(net, 5, p_mw=3, in_service=False)
    pp.create_load(net, 4, p_mw=3)
    pp.create_shunt(net, 0, q_mvar=0, p_mw=0.5, step=2, vn_kv=220)
    pp.create_ward(net, 3, ps_mw=1, qs_mvar=0, pz_mw=0.25, qz_mvar=0)
    pp.create_motor(net, 3, pn_mech_mw=0.9, cos_phi=0.9, efficiency_percent=90, loading_percent=50)
    pp.create_gen(net, 0, p_mw=20, max_p_mw=50, min_p_mw=10)
    pp.create_gen(net, 5, p_mw=7)
    pp.create_sgen(net, 3, p_mw=2, scaling=0.5, type="PV")
    pp.create_sgen(net, 5, p_mw=-2)
    pp.create_ext_grid(net, 0, name="Neighbour")
    pp.create_storage(net, 3, p_mw=1, max_e_mwh=2)
    pp.create_dcline(net, 0, 5, p_mw=1, loss_percent=0, loss_mw=0, vm_from_pu=1, vm_to_pu=1)
    pp.create_poly_cost(net, 0, "gen", cp1_eur_per_mw=30, cp2_eur_per_mw2=0.1)
    pp.create_pwl_cost(net, 1, "gen", [[0, 2, 10], [2, 6, 40]])
    return net


def notice(imported: Imported, start: str) -> str:
    """What the notice that starts so says after its colon."""
    (found,) = [text for text in imported.notices if text.startswith(start)]
    return found.split(": ", maxsplit=1)[1]


def test_buses_and_districts(importing: Callable[[Any], Imported], town: Any) -> None:
    """Busbars with a closed coupler are one bus under the lowest index; zones are districts, "area1" without one."""
    imported = importing(town)
    rows = [(bus.bus, bus.name, bus.district, bus.kv) for bus in imported.region.buses]
    assert rows == [
        ("b0", "Busbar 0", "North", 110.0),
        ("b2", "Busbar 2", "South", 20.0),
        ("b3", "Busbar 3", "South", 20.0),
        ("b5", "Busbar 5", "area3", 20.0),
    ]
    assert [row.district for row in imported.region.districts] == ["North", "South", "area3"]
    assert notice(imported, "buses fused by closed switches (1)") == "bus 1"
    assert notice(imported, "bus left out, out of service (1)") == "4"
    assert (imported.region.settings.name, imported.region.settings.base_mva) == ("town", 10.0)


def test_branches(importing: Callable[[Any], Imported], town: Any) -> None:
    """Ratings are √3 · 20 kV · 0.3 kA · 2 · 0.9 and · 0.8, and 2 · 25 MVA; what is out or switched off is left out."""
    imported = importing(town)
    branch = {row.branch: row for row in imported.region.branches}
    assert list(branch) == ["l0", "l2", "t0"]
    ohm = 20**2 / 10
    assert (branch["l0"].r_pu, branch["l0"].x_pu) == pytest.approx((5 * 0.2 / 2 / ohm, 5 * 0.4 / 2 / ohm))
    assert (branch["l0"].kind, branch["l0"].length_km) == ("cable", 5.0)
    assert branch["l0"].rating_mw == pytest.approx(sqrt(3) * 20 * 0.3 * 2 * 0.9)
    assert branch["l2"].rating_mw == pytest.approx(sqrt(3) * 20 * 0.3 * 0.8)
    assert (branch["t0"].from_bus, branch["t0"].to_bus, branch["t0"].rating_mw) == ("b0", "b2", 50.0)
    assert (branch["t0"].kind, branch["t0"].shift_deg, branch["t0"].tap) == ("transformer", 30.0, 1.0)
    assert branch["t0"].x_pu == pytest.approx(sqrt(0.1**2 - 0.005**2) * 10 / 25 / 2)
    assert notice(imported, "line left out, out of service") == "1"
    assert notice(imported, "line left out, on a bus out of service") == "3"
    assert notice(imported, "line left out, an open switch") == "4"


def test_demand(importing: Callable[[Any], Imported], town: Any) -> None:
    """Loads are scaled, wards add their parts, a motor takes 0.9 · 0.5 / 0.9 MW, a shunt (110/220)² of 2 · 0.5 MW."""
    imported = importing(town)
    feeders = {row.feeder: row for row in imported.region.feeders}
    peaks = {name: row.peak_mw for name, row in feeders.items()}
    assert peaks == pytest.approx({"f0": 2.0, "m0": 0.5, "wd0": 1.25, "h0": 0.25, "ds1": 2.0})
    assert all(row.divisible for row in feeders.values())
    assert [name for name, row in feeders.items() if row.protected] == ["h0"]
    assert feeders["h0"].people == 0
    assert notice(imported, "load left out, out of service") == "2"
    assert notice(imported, "load left out, on a bus out of service") == "3"
    assert notice(imported, "negative demand is a generator") == "n1"


def test_units(importing: Callable[[Any], Imported], town: Any) -> None:
    """Limits are the given ones, else present power; the grid connection can give twice all demand, 2 · 4 MW."""
    imported = importing(town)
    units = {row.generator: row for row in imported.region.generators}
    limits = {name: (row.bus, row.kind, row.min_mw, row.max_mw) for name, row in units.items()}
    assert limits == {
        "n1": ("b3", "negative_load", 0.0, 1.0),
        "g0": ("b0", "thermal", 10.0, 50.0),
        "g1": ("b5", "thermal", 0.0, 7.0),
        "s0": ("b3", "solar", 0.0, 1.0),
        "e0": ("b0", "import", 0.0, 8.0),
    }
    assert notice(imported, "without a limit, so able to give 8 MW") == "e0"
    assert notice(imported, "storage left out, not modelled") == "0"
    assert notice(imported, "dcline left out, not modelled") == "0"


def test_costs(importing: Callable[[Any], Imported], town: Any) -> None:
    """30·p + 0.1·p² costs 30 + 0.2 · 25 at half of 50 MW; 2 MW at 10 and 4 MW at 40 cost 30 on average."""
    costs = {row.generator: row.cost_per_mwh for row in importing(town).region.generators}
    assert costs == {"n1": 0.0, "g0": pytest.approx(35), "g1": pytest.approx(30), "s0": None, "e0": None}


def test_a_three_winding_transformer_is_a_star(importing: Callable[[Any], Imported]) -> None:
    """It becomes a bus and three branches; the flow test shows that its parameters are the peer's."""
    imported = importing(example("example_multivoltage"))
    star = [row for row in imported.region.branches if row.branch.startswith("w")]
    ends = {row.branch: (row.from_bus, row.to_bus, row.rating_mw) for row in star}
    assert ends == {"w0h": ("b33", "w0", 40.0), "w0m": ("w0", "b36", 15.0), "w0l": ("w0", "b37", 25.0)}
    assert imported.id_map["bus:w0"] == "trafo3w 0 'HV-MV-MV-Trafo'"


def test_an_open_switch_at_a_winding_takes_only_that_one_out(importing: Callable[[Any], Imported]) -> None:
    """The low-voltage winding is switched off, the others stay; a switch with impedance is a branch of its own."""
    imported = importing(example("example_multivoltage:switches"))
    branches = {row.branch: row for row in imported.region.branches}
    assert [name for name in branches if name[0] == "w"] == ["w0h", "w0m"]
    assert notice(imported, "trafo3w left out, an open switch") == "0 winding l"
    (switch,) = [row for row in branches.values() if row.kind == "switch"]
    assert switch.branch[0] == "k"
    assert switch.rating_mw is None


def test_a_line_without_reactance_gets_a_small_one(importing: Callable[[Any], Imported], town: Any) -> None:
    """pandapower itself fails on x = 0; relight takes the assumed reactance and says so."""
    town.line.loc[0, "x_ohm_per_km"] = 0.0
    imported = importing(town)
    (branch,) = [row for row in imported.region.branches if row.branch == "l0"]
    assert isinstance(branch, Branch)
    assert branch.x_pu == 1e-5
    assert notice(imported, "branches without reactance get 1e-05 per unit") == "l0"


def test_coordinates_are_kept(importing: Callable[[Any], Imported], town: Any) -> None:
    """A GeoJSON point becomes longitude and latitude; what cannot be on Earth does not."""
    town.bus.loc[0, "geo"] = '{"type": "Point", "coordinates": [7.5, 48.25]}'
    town.bus.loc[2, "geo"] = '{"type": "Point", "coordinates": [3500000.0, 5400000.0]}'
    imported = importing(town)
    assert [(row.lon, row.lat) for row in imported.region.buses[:2]] == [(7.5, 48.25), (None, None)]
    assert notice(imported, "coordinates are taken as longitude and latitude") == "b0"


@pytest.mark.parametrize("name", ["example_multivoltage:switches", "case118"])
def test_the_id_map_loses_nothing(importing: Callable[[Any], Imported], name: str) -> None:
    """Every element of the source and every asset of the Region is in the id map, with the reason if left out."""
    net = example(name)
    imported = importing(net)
    rows = list(csv.DictReader(io.StringIO(id_map_csv(imported))))
    tables = [table for table in net if hasattr(net[table], "columns") and not table.startswith(("_", "res_"))]
    tables = [table for table in tables if "in_service" in net[table] or table == "switch"]
    elements = {f"{table} {index}" for table in tables for index in net[table].index}
    assert elements <= {row["source"] for row in rows}
    region = imported.region
    assets = {f"bus:{row.bus}" for row in region.buses} | {f"branch:{row.branch}" for row in region.branches}
    assets |= {f"feeder:{row.feeder}" for row in region.feeders}
    assets |= {f"generator:{row.generator}" for row in region.generators}
    assert assets == {row["asset"] for row in rows} - {""}
    assert all(row["note"] for row in rows if not row["asset"])
    assert len({tuple(row.items()) for row in rows}) == len(rows)
    assert imported.reports == ()
    assert check_region(region) == ()


def test_without_pandapower_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where pandapower is not installed, one sentence says how to get it."""
    monkeypatch.setitem(sys.modules, "pandapower", None)
    with pytest.raises(
        InputError, match=r"net\.json: reading it needs pandapower.*pip install 'relight\[pandapower\]'"
    ):
        import_pandapower(tmp_path / "net.json")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "noise", '{"_module": "pandapower", "_class": "x"}', "\x00\x01"]
)
def test_what_is_no_network_is_refused(tmp_path: Path, text: str) -> None:
    """A file that pandapower did not write is one clear problem."""
    path = tmp_path / "net.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(
        InputError, match=r"^net\.json: is not a pandapower network[^;\n]*; save the network with pandapower"
    ):
        import_pandapower(path)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is not there, or no text, is one clear problem."""
    with pytest.raises(InputError, match=r"^net\.json: cannot be read \(No such file or directory\);"):
        import_pandapower(tmp_path / "net.json")
    (tmp_path / "net.json").write_bytes(b"PK\xff\xfe")
    with pytest.raises(InputError, match=r"^net\.json: is not a pandapower network, nor text at all;"):
        import_pandapower(tmp_path / "net.json")


def test_an_element_on_a_bus_that_is_not_there(importing: Callable[[Any], Imported], town: Any) -> None:
    """Each element on an unknown bus is named with its table, index and bus."""
    town.load.loc[0, "bus"] = 77
    town.line.loc[1, "to_bus"] = 78
    town.switch.loc[1, "element"] = 79
    with pytest.raises(InputError) as caught:
        importing(town)
    found = {(problem.column, problem.found) for problem in caught.value.problems}
    assert found == {
        ("bus", "load 0 is on bus 77, which is not there"),
        ("to_bus", "line 1 is on bus 78, which is not there"),
        ("element", "switch 1 is on bus 79, which is not there"),
    }


def test_numbers_that_are_missing(importing: Callable[[Any], Imported], town: Any) -> None:
    """Without an impedance a line, without power a load is left out; without a voltage a bus has none."""
    nan = float("nan")
    town.line.loc[0, "x_ohm_per_km"] = nan
    town.load.loc[0, "p_mw"] = nan
    town.bus.loc[5, "vn_kv"] = nan
    imported = importing(town)
    assert notice(imported, "line left out, its impedance is not given") == "0"
    assert notice(imported, "load left out, its power is not given") == "0"
    assert imported.region.buses[-1].kv is None


def test_a_network_that_pandapower_cannot_convert(importing: Callable[[Any], Imported], town: Any) -> None:
    """Where pandapower's own conversion fails, its reason is passed on."""
    town.trafo.loc[0, "df"] = -1.0
    with pytest.raises(
        InputError, match=r"pandapower cannot work out its branches \(Rating factor df must be positive"
    ):
        importing(town)
