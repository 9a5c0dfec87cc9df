"""The command as a whole: help, version, errors, exit codes, and what starting it costs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import relight
from relight.errors import InputError, Problem, SolverError
from tests.cli.conftest import Relight

PROBLEMS = (
    Problem("buses.csv", 3, "kv", "'high' is not a number", "write only the number, in kV"),
    Problem("region.toml", 0, "", "the file is not there", "write it"),
)


def raises(error: BaseException) -> object:
    """A function that raises `error`, whatever it is given."""

    def read(*_: object, **__: object) -> None:
        raise error

    return read


def test_version(relight_command: Relight) -> None:
    """`--version` prints name and version on stdout."""
    assert relight_command("--version") == (0, f"relight {relight.__version__}\n", "")


def test_no_words_show_the_help(relight_command: Relight) -> None:
    """Without a command the help is shown, with every command in it."""
    shown = relight_command()
    text = shown.out + shown.err
    for command in ("demo", "check", "import", "status", "outlook", "reports", "assumptions"):
        assert f"\n  {command} " in text


def test_python_m_relight_is_the_same_command() -> None:
    """`python -m relight` runs the same command under the same name."""
    result = subprocess.run([sys.executable, "-m", "relight", "--help"], capture_output=True, text=True, check=True)
    assert result.stdout.startswith("Usage: relight [OPTIONS]")


@pytest.mark.parametrize(
    "words", [["stattus"], ["status"], ["status", "R", "--colour"], ["outlook", "R", "--hours", "x"]]
)
def test_a_wrong_command_line_is_exit_2(relight_command: Relight, words: list[str]) -> None:
    """A word, argument, option or number that is wrong is said on stderr, exit code 2."""
    shown = relight_command(*words)
    assert shown.code == 2
    assert shown.out == ""
    assert "Error: " in shown.err


def test_each_problem_is_one_line(relight_command: Relight, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong input prints every problem on its own line on stderr, exit code 2, nothing on stdout."""
    monkeypatch.setattr(relight, "read_region", raises(InputError(PROBLEMS)), raising=False)
    assert relight_command("status", "R") == (
        2,
        "",
        "buses.csv, row 3, column kv: 'high' is not a number; write only the number, in kV\n"
        "region.toml: the file is not there; write it\n",
    )


def test_other_errors_of_ours_are_one_sentence(relight_command: Relight, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that relight raises on purpose is a sentence, not a traceback."""
    monkeypatch.setattr(relight, "read_region", raises(SolverError("no optimum was found")), raising=False)
    assert relight_command("status", "R") == (2, "", "no optimum was found\n")


def test_an_unexpected_error_is_not_hidden(relight_command: Relight, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug stays a traceback: it is not dressed up as wrong input."""
    monkeypatch.setattr(relight, "read_region", raises(ZeroDivisionError("a bug")), raising=False)
    with pytest.raises(ZeroDivisionError):
        relight_command("status", "R")


def test_an_interrupt_is_exit_130(relight_command: Relight, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends the command quietly with the code shells expect."""
    monkeypatch.setattr(relight, "read_region", raises(KeyboardInterrupt()), raising=False)
    assert relight_command("status", "R") == (130, "", "")


@pytest.mark.parametrize("start", [["-m", "relight"], ["-c", "from relight.cli import main; main()"]])
def test_an_interrupt_while_the_command_starts_is_one_line(tmp_path: Path, start: list[str]) -> None:
    """Ctrl-C while modules are loaded, as a typer that is interrupted, is exit 130 and no traceback, for `python -m
    relight` and for the script that pip installs.
    """
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    places = os.pathsep.join([str(tmp_path), *sys.path])
    words = [sys.executable, *start, "--version"]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": places})
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "Aborted.\n")


def test_starting_loads_nothing_heavy() -> None:
    """Help and version load no numeric library and no template engine, so that they come at once."""
    heavy = "{'numpy', 'scipy', 'highspy', 'numba', 'jinja2', 'pandas', 'xarray', 'pandapower'}"
    code = f"import sys, relight.cli.app; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_a_closed_pipe_is_no_traceback(valley: Path) -> None:
    """`relight assumptions | head -1` ends without complaint."""
    command = f"{sys.executable} -m relight assumptions | head -1"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert "Traceback" not in result.stderr
