"""The same broken inputs on the command line: exit code 2, the message on stderr, no output, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from relight.cli import main
from tests.files.broken import Broken
from tests.files.broken_claims import REPAIR_CASES, REPORT_CASES
from tests.files.broken_regions import REGION_CASES
from tests.files.test_broken_inputs import named


def refused(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    """What a command that must be refused prints on stderr; it must print nothing else."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert out == ""
    assert "Traceback" not in err
    return err


def assert_told(case: Broken, err: str) -> None:
    """Stderr is the case's one message."""
    (sentence,) = err.splitlines()
    file, row, column = case.place
    assert sentence.startswith(file + (f", row {row}" if row else "") + (f", column {column}" if column else "") + ": ")
    assert all(word in sentence for word in case.words)


@pytest.mark.parametrize("case", REGION_CASES, ids=named)
def test_check_refuses_a_broken_region(tiny: Path, capsys: pytest.CaptureFixture[str], case: Broken) -> None:
    """`relight check` prints the one problem of a broken region folder and ends with 2."""
    case.change(tiny)
    assert_told(case, refused(capsys, "check", tiny))


@pytest.mark.parametrize("case", REPORT_CASES, ids=named)
def test_check_refuses_broken_reports(
    tiny: Path, claims: Path, capsys: pytest.CaptureFixture[str], case: Broken
) -> None:
    """`relight check --reports` prints the one problem of a broken reports file and ends with 2."""
    case.change(claims)
    assert_told(case, refused(capsys, "check", tiny, "--reports", claims / case.place[0]))


@pytest.mark.parametrize("case", REPAIR_CASES, ids=named)
def test_check_refuses_broken_repairs(
    tiny: Path, claims: Path, capsys: pytest.CaptureFixture[str], case: Broken
) -> None:
    """`relight check --repairs` prints the one problem of a broken plan and ends with 2."""
    case.change(claims)
    assert_told(case, refused(capsys, "check", tiny, "--repairs", claims / "repairs.csv"))


@pytest.mark.parametrize("case", REPORT_CASES[::9], ids=named)
@pytest.mark.parametrize("command", ["status", "outlook"])
def test_no_output_is_left_by_a_refused_command(
    tiny: Path, claims: Path, capsys: pytest.CaptureFixture[str], command: str, case: Broken
) -> None:
    """`relight status` and `relight outlook --out` write nothing at all when the reports are broken."""
    case.change(claims)
    words: list[str | Path] = [command, tiny, "--reports", claims / case.place[0]]
    out: list[str | Path] = ["--out", claims / "out"] if command == "outlook" else ["--json"]
    assert_told(case, refused(capsys, *words, *out))
    assert not (claims / "out").exists()


def test_the_program_itself_ends_without_a_traceback(tiny: Path) -> None:
    """Run as its own process on a broken region, the exit code and the two streams are right."""
    REGION_CASES[0].change(tiny)
    words = [sys.executable, "-m", "relight", "check", str(tiny)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert_told(REGION_CASES[0], ended.stderr)
