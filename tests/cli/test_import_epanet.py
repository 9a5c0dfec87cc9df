"""`relight import epanet`: a water network as a region of its own, or added to one without touching the rest of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Relight
from tests.files.importers.water_networks import HILL, write_inp


@pytest.fixture
def hill(tmp_path: Path) -> Path:
    """A lake, a town with a tower, and a part above it that has none."""
    return write_inp(tmp_path, HILL)


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a table as they are written."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_a_region_of_its_own(relight_command: Relight, hill: Path, tmp_path: Path) -> None:
    """Without --feeder a region folder is made that passes its check, its id map beside it; notices are printed."""
    shown = relight_command("import", "epanet", hill, tmp_path / "R")
    assert (shown.code, shown.err) == (0, "")
    assert "zone-2 18.8 h" in shown.out  # 942 m³ at 50 m³/h
    assert "fed without pumps, so never without water (1): zone-1" in shown.out
    counts = json.loads(relight_command("check", tmp_path / "R", "--json").out)["counts"]
    assert (counts["buses"], counts["facilities"], counts["backups"]) == (1, 5, 1)
    assert "facility:zone-1,junction low,," in (tmp_path / "R.id_map.csv").read_text(encoding="utf-8")


def test_added_to_a_region(relight_command: Relight, hill: Path, valley: Path) -> None:
    """With --feeder rows go to the end of four tables; every cell and every other file stays as it was."""
    facilities = valley / "facilities.csv"
    noted = facilities.read_text(encoding="utf-8").splitlines()
    facilities.write_text("\n".join([noted[0] + ",x_note", *(line + ",mine" for line in noted[1:])]), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in valley.iterdir()}
    rows = rows_of(facilities)
    feeder = rows_of(valley / "feeders.csv")[0]["feeder"]
    shown = relight_command("import", "epanet", hill, valley, "--feeder", feeder)
    assert shown.code == 0, shown.err
    assert "added 5 facilities" in shown.out
    changed = {path.name for path in valley.iterdir() if before.get(path.name) != path.read_bytes()}
    assert changed == {"facilities.csv", "needs.csv", "backups.csv", "serves.csv"}
    longer = rows_of(facilities)
    assert [{name: row[name] for name in rows[0]} for row in longer[: len(rows)]] == rows
    assert longer[len(rows)]["facility"] == "hill-zone-1"
    assert relight_command("check", valley).code == 0
    assert (valley.parent / "valley.hill.id_map.csv").is_file()


def test_what_cannot_be_added_changes_nothing(relight_command: Relight, hill: Path, valley: Path) -> None:
    """An unknown feeder, or a district without a feeder, is one sentence, and the region stays as it was."""
    before = {path.name: path.read_bytes() for path in valley.iterdir()}
    for words, says in (
        (("--feeder", "nowhere"), "the region has no feeder 'nowhere'"),
        (("--district", "D1"), "no --feeder is given"),
        ((), "give another name, or add --force"),
    ):
        shown = relight_command("import", "epanet", hill, valley, *words)
        assert (shown.code, len(shown.err.splitlines())) == (2, 1)
        assert says in shown.err
    assert {path.name: path.read_bytes() for path in valley.iterdir()} == before


def test_the_tower_is_in_the_outlook(relight_command: Relight, hill: Path, tmp_path: Path) -> None:
    """From file to outlook by commands alone: the tower runs out 18.8 h after the pumps lose their power."""
    relight_command("import", "epanet", hill, tmp_path / "R")
    reports = tmp_path / "reports.csv"
    rows = "reported_at,valid_from,subject,state\n2026-01-08T00:00Z,2026-01-08T00:00Z,feeder:pumps,out\n"
    reports.write_text(rows, encoding="utf-8")
    shown = relight_command("outlook", tmp_path / "R", "--reports", reports, "--json")
    (run_out,) = json.loads(shown.out)["run_out"]
    assert (run_out["facility"], run_out["backup"]) == ("zone-2", "tank tower")
    assert run_out["minute"] == pytest.approx(60 * 18.85, rel=0.01)
