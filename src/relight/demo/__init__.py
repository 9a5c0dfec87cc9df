"""The bundled region and night: an invented grid, an invented blackout, and where their files are."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

DATA = Path(str(files("relight.demo"))) / "data"


def demo_region_path() -> Path:
    """Folder of the bundled region."""
    return DATA / "region"


def demo_reports_path() -> Path:
    """Reports of the bundled night."""
    return DATA / "night" / "reports.csv"
