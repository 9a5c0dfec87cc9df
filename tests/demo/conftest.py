"""The bundled demo, read once for all its tests."""

from __future__ import annotations

import pytest

from relight.demo import demo_region_path, demo_reports_path
from relight.files.region import read_region
from relight.files.reports import read_reports
from relight.model.region import Region
from relight.model.schema import Report


@pytest.fixture(scope="session")
def region() -> Region:
    """The bundled region, read from its folder."""
    return read_region(demo_region_path())


@pytest.fixture(scope="session")
def reports(region: Region) -> tuple[Report, ...]:
    """The bundled night."""
    return read_reports(demo_reports_path(), region)
