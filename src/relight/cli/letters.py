"""Consoles that lack letters: an old code page, a pipe on Windows, LANG=C."""

from __future__ import annotations

import codecs
import json
import sys
from io import TextIOWrapper

HANDLER = "relight-plain"

PLAIN = {"−": "-", "–": "-", "—": "-", "·": "|", "…": "...", "\u2011": "-", "\u00a0": " ", "\u202f": " "}
"""What stands in for a sign that changes the meaning where it is lost: no minus becomes a question mark."""


def accept_any_console() -> None:
    """Let stdout and stderr print what they have no letter for in plain signs, or as a question mark."""
    codecs.register_error(HANDLER, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def lacks_letters() -> bool:
    """Whether stdout cannot print every text."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return not codecs.lookup(encoding).name.startswith("utf")


def escaped(text: str) -> str:
    """The same JSON in ASCII."""
    return "".join(sign if sign.isascii() else json.dumps(sign)[1:-1] for sign in text)


def _plain(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = "".join(PLAIN.get(sign, "?") for sign in error.object[error.start : error.end])
    return plain, error.end
