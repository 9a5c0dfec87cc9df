"""Fixtures that every folder of tests may use, and how examples of properties are drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# One commit has one verdict: every run draws the same examples, however slow the machine. `make hunt` draws new ones.
ALWAYS = settings(database=None, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", ALWAYS, derandomize=True)
settings.register_profile("hunt", ALWAYS, derandomize=False)
settings.load_profile("same")


@pytest.fixture(scope="session")
def project() -> Path:
    """Root of the checkout."""
    return Path(__file__).parents[1]
