"""`relight assumptions`: every default with where it comes from."""

from __future__ import annotations

import json
from pathlib import Path

from relight.model.assumptions import BY_NAME
from tests.cli.conftest import Relight


def test_all_are_listed(relight_command: Relight) -> None:
    """Without a region every assumption is listed with its source and grade, none of them changed."""
    rows = json.loads(relight_command("assumptions", "--json").out)["assumptions"]
    assert {row["name"] for row in rows} == set(BY_NAME)
    assert all(row["source"] and row["grade"] in "ABCDX" and row["changed"] is False for row in rows)


def test_a_region_changes_some(relight_command: Relight, valley: Path) -> None:
    """A value of the region stands in place of the default, and is marked as changed."""
    with (valley / "region.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[assumptions]\nindoor_c = 22\n")
    rows = {row["name"]: row for row in json.loads(relight_command("assumptions", valley, "--json").out)["assumptions"]}
    assert (rows["indoor_c"]["value"], rows["indoor_c"]["changed"]) == (22.0, True)
    assert rows["drain_c"]["changed"] is False
    assert "22*" in relight_command("assumptions", valley).out
