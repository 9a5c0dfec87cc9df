"""The command line run in process, on the region that the tutorial builds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from consoles import write_files
from relight.cli import main


class Run(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Relight = Callable[..., Run]


@pytest.fixture
def relight_command(capsys: pytest.CaptureFixture[str]) -> Relight:
    """Run `relight` with some words; paths may be given as they are."""

    def run(*words: str | Path) -> Run:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        return Run(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def valley(project: Path, tmp_path: Path) -> Path:
    """The region folder of the tutorial, with its reports.csv: two villages, one line, out since 18:00."""
    page = (project / "docs/tutorial/own-region.md").read_text(encoding="utf-8")
    write_files(page, tmp_path)
    return tmp_path / "valley"


@pytest.fixture
def reports(valley: Path) -> Path:
    """The reports of the tutorial."""
    return valley / "reports.csv"
