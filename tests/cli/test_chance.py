"""Ensembles on the command line: the same bytes for any number of workers, errors in a sentence, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import relight
from consoles import write_files
from tests.cli.conftest import Relight

HAZARD = """\
[storm]
likelihood = 0.5
source = "weather office"

[[storm.rates]]
asset_kind = "line"
per_day = 2.0
"""
RUN = ("--hours", "12", "--scenarios", "12", "--seed", "7")


@pytest.fixture
def hazard(tmp_path: Path) -> Path:
    """A storm that may take the valley's line again."""
    path = tmp_path / "hazard.toml"
    path.write_text(HAZARD, encoding="utf-8")
    return path


def test_workers_do_not_change_a_byte(relight_command: Relight, valley: Path, reports: Path, hazard: Path) -> None:
    """One and two processes, and the same again, print the same JSON; another seed prints another."""
    words = ("outlook", valley, "--reports", reports, "--hazard", hazard, *RUN, "--json")
    one = relight_command(*words, "--workers", "1")
    two = relight_command(*words, "--workers", "2")
    again = relight_command(*words, "--workers", "1")
    other = relight_command(*words[:-2], "8", "--json")
    assert (one.code, one.err) == (0, "")
    assert one.out == two.out == again.out
    assert one.out != other.out
    about = json.loads(one.out)["ensemble"]
    assert (about["scenarios"], about["seed"]) == (12, 7)


def test_written_files_are_the_same_for_any_number_of_workers(
    relight_command: Relight, valley: Path, reports: Path, tmp_path: Path
) -> None:
    """`--out` writes every file, pages and tables alike, with the same bytes for one and for two workers."""
    outs = tmp_path / "one", tmp_path / "two"
    for workers, out in zip(("1", "2"), outs, strict=True):
        shown = relight_command("outlook", valley, "--reports", reports, *RUN, "--workers", workers, "--out", out)
        assert shown.code == 0
    files = [{path.name: path.read_bytes() for path in out.iterdir() if path.suffix != ".nc"} for out in outs]
    assert len(files[0]) == 7
    assert files[0] == files[1]


def test_ranges_are_printed_with_their_scenarios_and_seed(
    relight_command: Relight, valley: Path, reports: Path
) -> None:
    """The tables give medians with ranges and say how many scenarios and which seed; a pipe gets no progress."""
    shown = relight_command("outlook", valley, "--reports", reports, *RUN)
    assert shown.code == 0
    assert "Median (P10–P90) of 12 scenarios drawn by chance, seed 7." in shown.out
    assert "chance " in shown.out
    assert shown.err == ""


def test_a_hazard_shows_in_the_ranges(relight_command: Relight, valley: Path, reports: Path, tmp_path: Path) -> None:
    """With a storm that hits the line again and again, the median of person-hours without electricity is larger."""
    strong = tmp_path / "strong.toml"
    strong.write_text(HAZARD.replace("0.5", "1.0").replace("2.0", "20.0"), encoding="utf-8")
    words = ("outlook", valley, "--reports", reports, *RUN, "--json")
    calm = json.loads(relight_command(*words).out)["person_hours_without"]["electricity"]
    storm = json.loads(relight_command(*words, "--hazard", strong).out)["person_hours_without"]["electricity"]
    assert storm["p50"] > calm["p50"]


def test_a_hazard_needs_scenarios(relight_command: Relight, valley: Path, reports: Path, hazard: Path) -> None:
    """Without --scenarios a hazard is refused in one sentence."""
    shown = relight_command("outlook", valley, "--reports", reports, "--hazard", hazard)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.count("\n") == 1
    assert "--hazard" in shown.err
    assert "add --scenarios" in shown.err


@pytest.mark.parametrize(("option", "value"), [("--scenarios", "0"), ("--workers", "0"), ("--seed", "-1")])
def test_numbers_that_make_no_sense_are_refused(
    relight_command: Relight, valley: Path, reports: Path, option: str, value: str
) -> None:
    """No scenario, no worker and a negative seed are wrong input, without a traceback."""
    shown = relight_command("outlook", valley, "--reports", reports, "--scenarios", "5", option, value)
    assert (shown.code, shown.out) == (2, "")
    assert option in shown.err
    assert "Traceback" not in shown.err


def test_a_broken_hazard_is_told_in_a_sentence(relight_command: Relight, valley: Path, hazard: Path) -> None:
    """Problems of the hazard's file reach stderr like those of any other."""
    hazard.write_text(HAZARD.replace('"line"', '"lnie"'), encoding="utf-8")
    shown = relight_command("outlook", valley, "--scenarios", "5", "--hazard", hazard)
    assert shown.code == 2
    assert "hazard.toml" in shown.err
    assert "no asset of kind 'lnie'" in shown.err


STARTED = "import sys; from relight.cli import main; print('started', flush=True); main(sys.argv[1:])"


@pytest.mark.parametrize(("workers", "times"), [("1", 1), ("2", 1), ("2", 3)])
def test_an_interrupt_ends_many_scenarios_and_leaves_nothing(
    valley: Path, tmp_path: Path, workers: str, times: int
) -> None:
    """Ctrl-C, once or impatiently, ends a million scenarios and their workers with code 130, and writes nothing.

    The signal goes to all of them, as from a terminal. The command itself shows no traceback.
    """
    out = tmp_path / "out"
    words = ["outlook", str(valley), "--reports", str(valley / "reports.csv"), "--scenarios", "1000000"]
    process = subprocess.Popen(
        [sys.executable, "-c", STARTED, *words, "--workers", workers, "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    time.sleep(5)
    assert process.poll() is None, "it ended before it was interrupted"
    for _ in range(times):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.1)
    try:
        printed, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, printed) == (130, "")
    assert workers != "1" or "Traceback" not in said
    assert not out.exists() or list(out.rglob("*")) == []


def test_the_hazard_of_the_docs_works_on_the_demo(relight_command: Relight, project: Path, tmp_path: Path) -> None:
    """The file that docs/ensembles.md shows for the bundled region is read, and an ensemble runs with it."""
    write_files((project / "docs/ensembles.md").read_text(encoding="utf-8"), tmp_path)
    region = relight.read_region(relight.demo_region_path())
    strikes = {hazard.name: hazard for hazard in relight.read_hazards(tmp_path / "hazard.toml", region)}["strikes"]
    districts = sum(rate.per_day * (1 if rate.district else len(region.districts)) for rate in strikes.rates[:1])
    assert round(districts) == 2
    words = ("--hours", "1", "--scenarios", "2", "--dynamics", "off", "--hazard", tmp_path / "hazard.toml", "--json")
    shown = relight_command("outlook", relight.demo_region_path(), "--reports", relight.demo_reports_path(), *words)
    assert (shown.code, shown.err) == (0, "")
    assert json.loads(shown.out)["ensemble"]["scenarios"] == 2
