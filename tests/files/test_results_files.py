"""Outputs are written wholly or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from relight.errors import InputError
from relight.files.results import write_bytes_atomically, write_json, write_text_atomically


def test_text_is_written_as_utf_8_into_folders_that_are_made(tmp_path: Path) -> None:
    """The file holds the text, and nothing else is left beside it."""
    write_text_atomically(tmp_path / "a" / "b" / "night.txt", "вночі\n")
    assert (tmp_path / "a" / "b" / "night.txt").read_bytes() == "вночі\n".encode()
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["night.txt"]


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fills up half way, the old file is still whole and no part of the new one is left."""
    (tmp_path / "old").write_bytes(b"old")
    write_bytes = Path.write_bytes

    def half(path: Path, content: bytes) -> int:
        write_bytes(path, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(InputError, match="No space left on device"):
        write_bytes_atomically(tmp_path / "old", b"new and longer")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"old": b"old"}


def test_a_place_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    """A file where a folder should be is told with the path, not as a traceback."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError) as caught:
        write_text_atomically(tmp_path / "file" / "night.txt", "x")
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / "file" / "night.txt")


@pytest.mark.parametrize("value", [{}, {"at": "12:00", "people": [1, 2.5], "ж": {"c": None}}, [1, 2], "x", None])
def test_json_reads_back(tmp_path: Path, value: object) -> None:
    """Whatever JSON can hold reads back the same."""
    write_json(tmp_path / "out.json", value)
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == value


def test_json_has_a_line_for_each_key(tmp_path: Path) -> None:
    """Two results can be compared line by line: each key of the outermost object has its own."""
    write_json(tmp_path / "out.json", {"at": "12:00", "people": [1, 2]})
    assert (tmp_path / "out.json").read_text() == '{\n"at": "12:00",\n"people": [1, 2]\n}\n'


def test_json_without_numbers_is_refused(tmp_path: Path) -> None:
    """NaN is a mistake of the program and never reaches a file."""
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "out.json", {"served_mw": float("nan")})
    assert not list(tmp_path.iterdir())
