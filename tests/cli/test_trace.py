"""`relight trace`: rounds, trips and restart of the tutorial's region with dynamics switched on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Relight


def test_the_trace_of_a_line_that_falls(relight_command: Relight, valley: Path, reports: Path) -> None:
    """By hand: the tree takes the only line at 18:00; the south has 2 MW and no unit, the north 5.2 MW for 3 MW.

    So the south collapses for want of a unit and the north for its surplus of 2.2 / 3 = 73 % of its load.
    """
    shown = relight_command("trace", valley, "--reports", reports, "--dynamics", "on", "--json")
    (shock,) = json.loads(shown.out)["cascade"]
    (first,) = shock["rounds"]
    islands = {island["first_buses"][0]: island for island in first["islands"]}
    assert shock["at"] == "2026-01-08T18:00:00+01:00"
    assert shock["load_after_mw"] == 0.0
    assert {island["what"] for island in islands.values()} == {"collapsed"}
    assert sorted(island["why"] for island in islands.values()) == ["no unit runs", "the surplus is 73% of the load"]
    assert sum(island["load_mw"] for island in islands.values()) == pytest.approx(shock["load_before_mw"])


def test_what_was_reported_stands_beside_the_shock(relight_command: Relight, valley: Path, reports: Path) -> None:
    """The tables begin with the damage, then give each island with load, generation and what it did."""
    shown = relight_command("trace", valley, "--reports", reports, "--dynamics", "on")
    assert (shown.code, shown.err) == (0, "")
    assert "Shocks: 1 (Thu\u00a018:00). 5.2 MW on before the first, 0 MW after the last." in shown.out
    assert "Out: branch:L1" in shown.out
    assert "COLLAPSED: no unit runs" in shown.out
    assert "\x1b" not in shown.out


def test_the_load_of_a_shock_adds_up(relight_command: Relight, valley: Path, reports: Path) -> None:
    """By hand: all 5.2 MW go with the two islands, none with the line itself; one round, nothing trips."""
    shown = relight_command("trace", valley, "--reports", reports, "--dynamics", "on")
    line = next(line for line in shown.out.splitlines() if line.replace("\u00a0", " ").startswith("Thu 18:00 "))
    assert line.replace("\u00a0", " ").split() == ["Thu", "18:00", "5.2", "0", "0", "5.2", "0", "1", "0"]


def test_before_the_damage_there_is_no_trace(relight_command: Relight, valley: Path, tmp_path: Path) -> None:
    """Without reports nothing got worse, and the command says so."""
    shown = relight_command("trace", valley, "--at", "2026-01-08T17:00", "--dynamics", "on")
    assert shown.code == 0
    assert "no cascade" in shown.out


def test_without_dynamics_it_says_how_to_get_one(relight_command: Relight, valley: Path, reports: Path) -> None:
    """The valley has dynamics off: one sentence that names the option, exit code 2."""
    shown = relight_command("trace", valley, "--reports", reports)
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.count("\n") == 1
    assert "add --dynamics on" in shown.err
