"""On the first run on a machine a person is told what takes so long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import relight
from relight.cli import first_run
from tests.cli.conftest import Relight


def test_the_first_run_on_a_machine_has_to_compile(tmp_path: Path) -> None:
    """With an empty cache the engine has to be compiled."""
    code = "import relight; print(relight.has_to_compile())"
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "True"


def test_nothing_is_compiled_when_the_compiler_is_off(tmp_path: Path) -> None:
    """Who steps through the loops in Python is not told to wait for a compiler."""
    code = "import relight; print(relight.has_to_compile())"
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "1"}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


@pytest.mark.parametrize(("terminal", "told"), [(True, True), (False, False)])
def test_a_person_is_told_and_a_pipe_is_not(
    terminal: bool, told: bool, valley: Path, relight_command: Relight, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note stands on a terminal's stderr, and a pipe stays silent."""
    monkeypatch.setattr(relight, "has_to_compile", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    ran = relight_command("status", valley, "--json")
    assert (first_run.NOTE in ran.err) is told


def test_a_search_has_its_seconds_also_on_the_first_run(
    valley: Path, reports: Path, relight_command: Relight, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a search for repairs needs is compiled before its clock runs, once, and not where it is compiled already."""
    called: list[str] = []

    def noting(name: str) -> object:
        real = getattr(relight, name)

        def call(*given: object, **named: object) -> object:
            called.append(name)
            return real(*given, **named)

        return call

    for name in ("status", "served_load_sequence", "plan_repairs"):
        monkeypatch.setattr(relight, name, noting(name))
    for to_compile, expected in ((True, ["status", "served_load_sequence", "plan_repairs"]), (False, ["plan_repairs"])):
        monkeypatch.setattr(relight, "has_to_compile", lambda search, known=to_compile: search and known)
        called.clear()
        ran = relight_command("repairs", valley, "--reports", reports, "--method", "greedy", "--json")
        assert (ran.code, called) == (0, expected)
