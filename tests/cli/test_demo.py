"""`relight demo`: the bundled night, printed and written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import relight
from tests.cli.conftest import Relight


def test_demo_prints_and_writes_the_outlook(relight_command: Relight, tmp_path: Path) -> None:
    """The demo ends with the table of services on the terminal and every result in its folder."""
    shown = relight_command("demo", "--out", tmp_path)
    assert (shown.code, shown.err) == (0, "")
    assert "People without" in shown.out
    assert "\nElectricity" in shown.out
    outlook = json.loads((tmp_path / "outlook.json").read_text(encoding="utf-8"))
    assert outlook["people"] == 4_700_000
    assert {"report.html", "report-public.html", "reports.csv"} <= {path.name for path in tmp_path.iterdir()}


def test_demo_writes_to_out_demo_unless_told(
    relight_command: Relight, monkeypatch: pytest.MonkeyPatch, valley: Path, reports: Path
) -> None:
    """Without --out the results go to out/demo, and notes on what was not written go to stderr."""
    folders: list[Path] = []

    def run_demo(out: Path, progress: object) -> tuple[dict[str, Any], tuple[str, ...]]:
        folders.append(out)
        region = relight.read_region(valley)
        situation = relight.Situation.from_reports(region, relight.read_reports(reports, region))
        return relight.outlook(situation, hours=12).as_dict(), ("no netCDF here",)

    monkeypatch.setattr(relight, "run_demo", run_demo)
    shown = relight_command("demo")
    assert shown.code == 0
    assert folders == [Path("out/demo")]
    assert shown.err == "note: no netCDF here\n"
