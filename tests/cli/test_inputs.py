"""What commands read."""

from __future__ import annotations

import pytest

import relight
from relight.cli.inputs import read_situation
from relight.cli.options import Switch
from relight.demo import demo_region_path, demo_reports_path


def test_what_a_command_reads_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After reading nothing is checked again, and the Situation is the one that a program would get."""
    region = relight.read_region(demo_region_path())
    expected = relight.Situation.from_reports(region, relight.read_reports(demo_reports_path(), region))

    def fail(*_: object) -> None:
        raise AssertionError("checked again")

    for check in ("check_region", "check_reports"):
        monkeypatch.setattr(f"relight.model.situation.{check}", fail)
    assert read_situation(demo_region_path(), demo_reports_path(), None) == expected
    assert read_situation(demo_region_path(), None, "2026-01-08T06:00", Switch.off).at.hour == 6
