"""Ctrl-C and the clock end a search of the real command, and the best plan so far is kept."""

from __future__ import annotations

import csv
import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Relight

NETWORKS = Path(__file__).parents[1] / "cases" / "networks"
PATIENCE = 300.0


@pytest.fixture
def damaged(relight_command: Relight, tmp_path: Path) -> Path:
    """The RTS-24 network with every branch and unit out: a search that does not end by itself for long."""
    folder = tmp_path / "rts24"
    relight_command("import", "matpower", NETWORKS / "case24.m", folder, "--susceptance", "series")
    assets = []
    for table, kind in (("branches", "branch"), ("generators", "generator")):
        with (folder / f"{table}.csv").open(encoding="utf-8-sig") as stream:
            assets += [f"{kind}:{row[kind]}" for row in csv.DictReader(stream)]
    rows = [f"{at},2026-01-01T00:00+00:00,2026-01-01T00:00+00:00,{asset},out,60" for at, asset in enumerate(assets)]
    text = "\n".join(["report,reported_at,valid_from,subject,state,repair_minutes", *rows])
    (folder / "reports.csv").write_text(text, encoding="utf-8")
    return folder


def test_ctrl_c_ends_the_search_and_keeps_the_best_plan(damaged: Path, tmp_path: Path) -> None:
    """Interrupted once the first score is shown: exit 0, a plan of every asset in the file, valid JSON."""
    plan = tmp_path / "plan.csv"
    words = ["repairs", str(damaged), "--reports", str(damaged / "reports.csv"), "--objective", "served_mw"]
    words += ["--crews", "1", "--seconds", "900", "--rounds", "1000000000", "--out", str(plan), "--json"]
    shown, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with (tmp_path / "out.json").open("w", encoding="utf-8") as printed:
        command = [sys.executable, "-m", "relight", *words]
        process = subprocess.Popen(command, stdout=printed, stderr=terminal, env=environment)
    os.close(terminal)
    seen = read_until(shown, b"best so far", process)
    process.send_signal(signal.SIGINT)
    seen += read_until(shown, b"", process)
    os.close(shown)
    assert process.wait(PATIENCE) == 0, seen.decode(errors="replace")
    result = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert result["ended_by"] == "interrupted"
    assert result["score"] > result["compared"]["no repairs"]
    with plan.open(encoding="utf-8-sig") as stream:
        assert len(list(csv.DictReader(stream))) == len(result["tasks"]) > 0


def read_until(shown: int, wanted: bytes, process: subprocess.Popen[bytes]) -> bytes:
    """What the terminal shows until some words appear, or, without words, until the command has ended."""
    seen, patient_until = b"", time.monotonic() + PATIENCE
    while time.monotonic() < patient_until:
        if select.select([shown], [], [], 0.2)[0]:
            try:
                seen += os.read(shown, 4096)
            except OSError:  # the other end is closed
                return seen
            if wanted and wanted in seen:
                return seen
        elif process.poll() is not None:
            return seen
    process.kill()
    raise AssertionError(f"the command neither showed {wanted!r} nor ended: {seen.decode(errors='replace')}")


def test_the_clock_ends_a_search_that_would_go_on(relight_command: Relight, damaged: Path) -> None:
    """With two seconds and a billion rounds the command comes back by itself and says what ended it."""
    run = relight_command(
        "repairs", damaged, "--reports", damaged / "reports.csv", "--objective", "served_mw", "--crews", "1",
        "--seconds", "2", "--rounds", "1000000000", "--json",
    )  # fmt: skip
    assert run.code == 0, run.err
    assert json.loads(run.out)["ended_by"] == "seconds"
