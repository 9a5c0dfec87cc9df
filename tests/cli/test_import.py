"""`relight import`: a foreign network becomes a region folder that runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consoles import files_of
from tests.cli.conftest import Relight


@pytest.fixture
def triangle(project: Path, tmp_path: Path) -> Path:
    """The MATPOWER case of the tutorial: loads of 80 and 60 MW, lines of 100 MW, line 2 damaged."""
    page = (project / "docs/tutorial/import-a-network.md").read_text(encoding="utf-8")
    case = tmp_path / "triangle.m"
    case.write_text(files_of(page)["triangle.m"], encoding="utf-8")
    return case


def test_an_imported_case_runs_at_once(relight_command: Relight, triangle: Path, tmp_path: Path) -> None:
    """The case becomes a folder without problems; with its damage everything goes through one line of 100 MW."""
    region = tmp_path / "triangle"
    assert relight_command("import", "matpower", triangle, region).code == 0
    assert relight_command("check", region).code == 0
    whole = json.loads(relight_command("status", region, "--json").out)
    damaged = json.loads(relight_command("status", region, "--reports", region / "reports.csv", "--json").out)
    assert whole["served_mw"] == pytest.approx(140)
    assert damaged["served_mw"] == pytest.approx(100)


def test_notices_are_printed(relight_command: Relight, triangle: Path, tmp_path: Path) -> None:
    """What was assumed is said: 140 MW at 500 people each are 70,000."""
    shown = relight_command("import", "matpower", triangle, tmp_path / "triangle")
    assert "70,000" in shown.out


def test_susceptance_is_kept(relight_command: Relight, triangle: Path, tmp_path: Path) -> None:
    """The choice of susceptance is written into region.toml."""
    relight_command("import", "matpower", triangle, tmp_path / "R", "--susceptance", "series")
    assert 'susceptance = "series"' in (tmp_path / "R/region.toml").read_text(encoding="utf-8")


def test_a_region_with_work_in_it_is_left_alone(relight_command: Relight, triangle: Path, valley: Path) -> None:
    """A region that has got facilities is not replaced by an import, and nothing in it changes."""
    before = {path: path.read_bytes() for path in valley.iterdir()}
    shown = relight_command("import", "matpower", triangle, valley)
    assert shown.code == 2
    assert "facilities.csv" in shown.err
    assert len(shown.err.splitlines()) == 1
    assert {path: path.read_bytes() for path in valley.iterdir()} == before


@pytest.mark.parametrize("file", ["districts.csv", "reports.csv", "buses.csv"])
def test_what_was_changed_since_the_import_is_left_alone(
    relight_command: Relight, triangle: Path, tmp_path: Path, file: str
) -> None:
    """Real districts, or the reports of a night, written into an imported folder are not lost to a second import."""
    region = tmp_path / "R"
    relight_command("import", "matpower", triangle, region)
    with (region / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    before = {path: path.read_bytes() for path in region.iterdir()}
    shown = relight_command("import", "matpower", triangle, region, "--susceptance", "series")
    assert (shown.code, shown.out) == (2, "")
    assert f"it holds {file}, which no import wrote, or somebody has changed since" in shown.err
    assert {path: path.read_bytes() for path in region.iterdir()} == before
    assert relight_command("import", "matpower", triangle, region, "--force").code == 0
    assert relight_command("import", "matpower", triangle, region).code == 0


def test_force_replaces_the_region(relight_command: Relight, triangle: Path, valley: Path) -> None:
    """With --force nothing of the region that was there remains: no facilities, no reports of its own."""
    assert relight_command("import", "matpower", triangle, valley, "--force").code == 0
    counts = json.loads(relight_command("check", valley, "--json").out)["counts"]
    assert (counts["buses"], counts["facilities"], counts["reports"]) == (3, 0, 1)


def test_an_import_can_be_repeated(relight_command: Relight, triangle: Path, tmp_path: Path) -> None:
    """A second import replaces the first: reports of damage that is no longer in the case are gone."""
    region = tmp_path / "R"
    assert relight_command("import", "matpower", triangle, region).code == 0
    assert (region / "reports.csv").is_file()
    text = triangle.read_text(encoding="utf-8")
    triangle.write_text(text.partition("%column_names%")[0], encoding="utf-8")
    assert relight_command("import", "matpower", triangle, region).code == 0
    assert not (region / "reports.csv").exists()


def test_a_zip_has_its_reports_beside_it(relight_command: Relight, triangle: Path, tmp_path: Path) -> None:
    """An import into a .zip is one file, with the damage and the id map beside it."""
    region = tmp_path / "R.zip"
    assert relight_command("import", "matpower", triangle, region).code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"triangle.m", "R.zip", "R.reports.csv", "R.id_map.csv"}
    shown = relight_command("status", region, "--reports", tmp_path / "R.reports.csv", "--json")
    assert json.loads(shown.out)["served_mw"] == pytest.approx(100)


@pytest.mark.parametrize("text", ["", "not a case\n", "function mpc = x\nmpc.baseMVA = 100;\n"])
def test_a_broken_case_writes_nothing(relight_command: Relight, tmp_path: Path, text: str) -> None:
    """What is no case is refused with the file's name, and no folder appears."""
    case = tmp_path / "broken.m"
    case.write_text(text, encoding="utf-8")
    shown = relight_command("import", "matpower", case, tmp_path / "R")
    assert (shown.code, shown.out) == (2, "")
    assert "broken.m" in shown.err
    assert not (tmp_path / "R").exists()


def test_a_missing_case_is_one_sentence(relight_command: Relight, tmp_path: Path) -> None:
    """A case that is not there is said in one line."""
    shown = relight_command("import", "matpower", tmp_path / "nothing.m", tmp_path / "R")
    assert shown.code == 2
    assert len(shown.err.splitlines()) == 1
