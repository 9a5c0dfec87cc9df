"""Outputs on disk: written beside their place and then renamed, so that nobody ever sees half of one."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from relight.errors import InputError, Problem


def write_text_atomically(path: Path, text: str) -> None:
    """Writes the text as UTF-8, wholly or not at all; folders on the way are made.

    Raises
    ------
    InputError
        When the place cannot be written.
    """
    write_bytes_atomically(path, text.encode())


def write_bytes_atomically(path: Path, content: bytes) -> None:
    """Writes the bytes, wholly or not at all; folders on the way are made.

    Raises
    ------
    InputError
        When the place cannot be written.
    """
    with writing(path), beside(path) as temporary:
        temporary.write_bytes(content)
        temporary.replace(path)


def write_json(path: Path, value: Any) -> None:
    """Writes a value as JSON, each key of the outermost object on a line of its own.

    Raises
    ------
    InputError
        When the place cannot be written.
    """
    write_text_atomically(path, json_text(value))


def json_text(value: Any) -> str:
    """A value as JSON, each key of the outermost object on a line of its own; NaN is refused."""
    if not isinstance(value, Mapping) or not value:
        return _compact(value) + "\n"
    lines = (f"{_compact(str(key))}: {_compact(item)}" for key, item in value.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A name in the same folder that nothing has; what is left under it is removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        yield temporary
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary)
        temporary.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns a failure of the disk into the sentence that says so."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        remedy = "choose a place that can be written"
        raise InputError([Problem(str(path), 0, "", f"cannot be written ({reason})", remedy)]) from error
