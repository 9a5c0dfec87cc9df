"""What commands read."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

import relight
from relight.cli.inputs import read_situation
from relight.cli.options import Switch
from relight.demo import demo_region_path, demo_reports_path
from tests.cli.conftest import Relight


def test_what_a_command_reads_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After reading nothing is checked again, and the Situation is the one that a program would get."""
    region = relight.read_region(demo_region_path())
    expected = relight.Situation.from_reports(region, relight.read_reports(demo_reports_path(), region))

    def fail(*_: object) -> None:
        raise AssertionError("checked again")

    for check in ("check_region", "check_reports"):
        monkeypatch.setattr(f"relight.model.situation.{check}", fail)
    assert read_situation(demo_region_path(), demo_reports_path(), None) == expected
    assert read_situation(demo_region_path(), None, "2026-01-08T06:00", Switch.off).at.hour == 6


BROKEN = {
    "reports.csv": "reported_at,valid_from,subject,state\n2026-01-08T20:00+00:00,2026-01-08T20:00+00:00,bus:b,gone\n",
    "plan.csv": "asset,crew,start,end,kind\nbranch:l,c,tomorrow,2026-01-09T20:00+00:00,full\n",
    "rota.csv": "zone,outage_group,start,end,state\nz,1,2026-01-08T20:00+00:00,2026-01-08T22:00+00:00,perhaps\n",
    "past.csv": "zone,outage_group,start,end\nz,1,yesterday,2026-01-08T22:00+00:00\n",
    "hazard.toml": "[storm]\nlikelihod = 0.5\n",
}
"""What is wrong in each can be seen without a region."""


@pytest.mark.parametrize(
    "words",
    [
        ("outlook", "--repairs", "plan.csv", "--rota", "rota.csv", "--hazard", "hazard.toml", "--scenarios", "2"),
        ("repairs", "--score", "plan.csv", "--hazard", "hazard.toml"),
        ("rota", "--history", "past.csv", "--published", "rota.csv", "--repairs", "plan.csv"),
    ],
    ids=lambda words: words[0],
)
def test_problems_of_all_files_come_at_once(
    relight_command: Relight, valley: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """A broken region hides nothing that is wrong in the reports and in any plan: all is mended at once."""
    monkeypatch.chdir(tmp_path)
    copytree(valley, "broken")
    Path("broken/region.toml").write_text('name = "Valley"\ntimezone = "Mars/Base"\n', encoding="utf-8")
    for name, text in BROKEN.items():
        Path(name).write_text(text, encoding="utf-8")
    command, *options = words
    run = relight_command(command, "broken", "--reports", "reports.csv", *options)
    assert (run.code, run.out) == (2, "")
    asked = {"region.toml", "reports.csv", *(word for word in options if word in BROKEN)}
    assert {line.partition(":")[0].partition(",")[0] for line in run.err.splitlines()} == asked
