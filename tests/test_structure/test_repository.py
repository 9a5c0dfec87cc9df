"""The repository as a whole: nothing of one machine in it, locked requirements that fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FOLDERS = ("src", "tests", "docs", "benchmarks", "requirements", ".ci")
BINARY = {".npz", ".nc", ".pdf", ".png", ".pyc", ".zip"}
MACHINE = re.compile(r"(?<![\w.}/~-])/(?:work|root|home|Users|mnt|opt)/\w")
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>\S+) \\$", re.MULTILINE)


def text_files() -> Iterator[Path]:
    """Every file of the project but pictures and the like."""
    inside = (path for folder in FOLDERS for path in (PROJECT / folder).rglob("*") if "__pycache__" not in path.parts)
    for path in sorted([*PROJECT.iterdir(), *inside]):
        if path.is_file() and path.suffix not in BINARY and path.name != ".git":  # a file in a linked work tree
            yield path


def pins(name: str) -> dict[str, str]:
    """Package -> version that a lock file pins."""
    text = (PROJECT / "requirements" / name).read_text(encoding="utf-8")
    return {found["name"]: found["version"] for found in PIN.finditer(text)}


def test_nothing_names_a_place_of_one_machine() -> None:
    """No file holds a path that exists on somebody's machine only."""
    texts = {str(path.relative_to(PROJECT)): path.read_bytes().decode(errors="replace") for path in text_files()}
    assert [name for name, text in texts.items() if MACHINE.search(text)] == []


@pytest.mark.parametrize("name", ["core.txt", "dev.txt"])
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    """Every locked package has a hash, and no index or download address stands in the file."""
    text = (PROJECT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(?:-i|-f|--index|--extra-index|--find-links)", text, re.MULTILINE)
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert len(entries) == len(pins(name)) > 0
    assert all("--hash=sha256:" in entry for entry in entries)


def test_what_runs_relight_is_among_what_tests_it() -> None:
    """Both locks pin the same versions, so that demo and tests share one environment."""
    assert pins("core.txt").items() <= pins("dev.txt").items()
