"""The small region on disk, for tests of reading and writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files.tiny import REPAIRS, REPORTS, lay_out


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Folder of the small region, with nothing wrong in it."""
    return lay_out(tmp_path / "tiny")


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    """Folder with reports.csv and repairs.csv that fit the small region."""
    folder = tmp_path / "claims"
    folder.mkdir()
    (folder / "reports.csv").write_text(REPORTS, encoding="utf-8")
    (folder / "repairs.csv").write_text(REPAIRS, encoding="utf-8")
    return folder
