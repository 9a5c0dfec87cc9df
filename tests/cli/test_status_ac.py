"""`relight status --ac`: voltages and loadings beside the answer, which stays the same."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Relight


def test_ac_is_added_only_when_asked(relight_command: Relight, valley: Path) -> None:
    """With --ac the JSON has one more key and is otherwise the same."""
    plain = json.loads(relight_command("status", valley, "--at", "2026-01-08T12:00", "--json").out)
    found = json.loads(relight_command("status", valley, "--at", "2026-01-08T12:00", "--json", "--ac").out)
    ac = found.pop("ac")
    assert found == plain
    assert ac["converged"]
    assert set(ac) == {"converged", "message", "voltages", "loadings", "islands", "assumptions"}


def test_what_is_outside_limits_is_printed(relight_command: Relight, valley: Path) -> None:
    """With a limit that nothing keeps, the buses and their voltages are listed under the verdict."""
    with (valley / "region.toml").open("a", encoding="utf-8") as file:
        file.write("\n[assumptions]\nac_voltage_low_pu = 1.05\n")
    shown = relight_command("status", valley, "--ac", "--at", "2026-01-08T12:00")
    assert shown.code == 0, shown.err
    assert "voltages and 0 loadings are outside limits" in shown.out
    assert "1.05" in shown.out.partition("AC check")[2]
