"""Consoles that lack letters: old code pages, pipes on Windows, LANG=C."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def printed(encoding: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """What `relight` prints into a pipe of that encoding."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "relight", *map(str, words)]
    return subprocess.run(command, capture_output=True, env=environment, encoding=encoding, check=False)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp1251", "cp866"])
def test_no_console_ends_a_command(valley: Path, encoding: str) -> None:
    """A status is printed whatever letters the console has, and a minus sign stays a minus sign."""
    settings = valley / "region.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("Valley", "Долина"), encoding="utf-8")
    reports = valley / "reports.csv"
    reports.write_text(
        "report,reported_at,valid_from,subject,state,value,unit\n"
        "1,2026-01-08T18:20+01:00,2026-01-08T18:00+01:00,branch:L1,out,,\n"
        "2,2026-01-08T20:00+01:00,2026-01-08T20:00+01:00,district:mill,figure,500,electricity/people\n",
        encoding="utf-8",
    )
    shown = printed(encoding, "status", valley, "--reports", reports)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "-1,500 !" in shown.stdout
    assert ("Долина" if encoding in ("cp1251", "cp866") else "??????") in shown.stdout


def test_json_keeps_every_letter(valley: Path) -> None:
    """JSON into a pipe without these letters is the same JSON, in ASCII."""
    settings = valley / "region.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("Valley", "Долина 🌲"), encoding="utf-8")
    shown = printed("cp1252", "status", valley, "--json", "--at", "2026-01-08T20:00")
    assert json.loads(shown.stdout)["region"] == "Долина 🌲"


def test_a_problem_is_said_on_any_console(tmp_path: Path) -> None:
    """The sentence about a missing folder reaches a console that cannot spell its name."""
    shown = printed("cp1252", "check", tmp_path / "область")
    assert shown.returncode == 2
    assert "there is no such folder" in shown.stderr
