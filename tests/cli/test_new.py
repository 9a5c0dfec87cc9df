"""`relight new`: a folder that every command takes, and that is never written over what is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import relight
from tests.cli.conftest import Relight


@pytest.fixture
def begun(relight_command: Relight, tmp_path: Path) -> Path:
    """A new region."""
    folder = tmp_path / "my-region"
    words = ("--name", 'The "old" town', "--timezone", "Europe/Kyiv")
    assert relight_command("new", folder, *words).code == 0
    return folder


def test_a_new_region_has_no_problems_and_nothing_worth_a_look(relight_command: Relight, begun: Path) -> None:
    """`check` finds nothing, in what exists and in the report; the name and the time zone are those that were given."""
    shown = relight_command("check", begun)
    assert (shown.code, shown.err) == (0, "")
    assert len(shown.out.splitlines()) == 1
    settings = relight.read_region(begun).settings
    assert (settings.name, settings.timezone) == ('The "old" town', "Europe/Kyiv")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("status", ()),
        ("outlook", ("--hours", "24")),
        ("repairs", ("--rounds", "2")),
        ("rota", ("--hours", "12", "--effort", "0.1")),
    ],
)
def test_every_question_has_an_answer_in_it(
    relight_command: Relight, begun: Path, command: str, words: tuple[str, ...]
) -> None:
    """Each command runs on it with its report, and finds something: people without, a repair that buys, a cut."""
    shown = relight_command(command, begun, "--reports", begun / "reports.csv", *words, "--json")
    assert shown.code == 0, shown.err
    found = json.loads(shown.out)
    told = {
        "status": lambda: found["people_without"]["electricity"],
        "outlook": lambda: found["run_out"],
        "repairs": lambda: found["buys"][0]["buys"],
        "rota": lambda: found["rota"],
    }
    assert told[command]()


def test_every_file_has_a_note(begun: Path) -> None:
    """Each table says in a column of its own what belongs into it."""
    for path in begun.glob("*.csv"):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        assert head.endswith(",x_note")
        assert any(not row.endswith(",") for row in rows)


def test_what_is_there_is_left_alone(relight_command: Relight, begun: Path) -> None:
    """A second time nothing is written, and a wrong time zone is told in the same go; an empty folder is taken."""
    before = {path.name: path.read_bytes() for path in begun.iterdir()}
    shown = relight_command("new", begun, "--timezone", "Mars/Base")
    assert (shown.code, shown.out) == (2, "")
    assert "it is there already" in shown.err
    assert "no time zone 'Mars/Base'" in shown.err
    assert {path.name: path.read_bytes() for path in begun.iterdir()} == before
    empty = begun.parent / "empty place"
    empty.mkdir()
    shown = relight_command("new", empty)
    assert shown.code == 0
    assert f'relight check "{empty}"' in shown.out
    assert relight.read_region(empty).settings.name == "empty place"
