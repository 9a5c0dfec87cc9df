"""`relight import pypsa`: a PyPSA network as a region folder."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pypsa
import pytest

from tests.cli.conftest import Relight


@pytest.fixture
def network_file(tmp_path: Path) -> Path:
    """A netCDF file of a network with two snapshots."""
    with warnings.catch_warnings(), pypsa.option_context("general.allow_network_requests", False):
        warnings.simplefilter("ignore")
        network = pypsa.Network(name="two")
        network.set_snapshots(["day", "night"])
        network.add("Bus", ["A", "B"], v_nom=110)
        network.add("Line", "AB", bus0="A", bus1="B", x=10, s_nom=60)
        network.add("Generator", "G", bus="A", p_nom=100)
        network.add("Load", "L", bus="B", p_set=[80.0, 30.0])
        network.export_to_netcdf(str(tmp_path / "two.nc"))
    return tmp_path / "two.nc"


@pytest.mark.parametrize(("words", "served_mw"), [((), 60), (("--snapshot", "night"), 30)])
def test_from_file_to_status(
    relight_command: Relight, network_file: Path, tmp_path: Path, words: tuple[str, ...], served_mw: float
) -> None:
    """A line of 60 MW serves 60 of the day's 80 MW and all of the night's 30; the id map lies beside the region."""
    shown = relight_command("import", "pypsa", network_file, tmp_path / "R", *words)
    assert (shown.code, shown.err) == (0, "")
    assert json.loads(relight_command("status", tmp_path / "R", "--json").out)["served_mw"] == served_mw
    assert "branch:lAB,line AB,," in (tmp_path / "R.id_map.csv").read_text(encoding="utf-8")


def test_a_wrong_snapshot_is_one_sentence(relight_command: Relight, network_file: Path, tmp_path: Path) -> None:
    """A snapshot that is not there is refused, and no folder appears."""
    shown = relight_command("import", "pypsa", network_file, tmp_path / "R", "--snapshot", "noon")
    assert shown.code == 2
    assert "the network has no snapshot 'noon'; it has 2, from day to night" in shown.err
    assert not (tmp_path / "R").exists()
