"""Whatever happens to a file on its way, it is read or refused in clear sentences; nothing else comes out."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from relight.errors import InputError
from relight.files.region import read_region, write_region
from relight.files.repairs import read_repairs
from relight.files.reports import read_reports, write_reports
from tests.files.tiny import TINY

EXAMPLES = 30
LONGEST_SENTENCE = 700
PIECES = [
    b",", b'"', b"\n", b"\r", b";", b"\0", b"\xff", b"nan", b"1e999", b"-", b"[", b"]", b"{", b"}", b"=", b"north",
    b"2026-01-07T00:00", b"9" * 400, b"feeder:", b":", b"/", "Ж".encode(), b'"""', b"inf", b"true", b'"\\ud800"',
    b"0001-01-01T00:00+14:00", b"\xef\xbb\xbf", b"PK\x03\x04",
]  # fmt: skip


def mutated(content: bytes, rng: random.Random) -> bytes:
    """The bytes with a piece put in, cut out, changed or repeated, once or a few times."""
    changed = bytearray(content)
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        place, other = rng.randrange(len(changed) + 1), rng.randrange(len(changed) + 1)
        match rng.randrange(4):
            case 0:
                changed[place:place] = rng.choice(PIECES)
            case 1:
                del changed[place : place + rng.choice([1, 1, 5, 50])]
            case 2:
                changed[place : place + 1] = bytes([rng.randrange(256)])
            case 3:
                changed[place:place] = changed[other : other + rng.choice([1, 8, 80])]
    return bytes(changed)


def assert_read_or_refused(read: Callable[[], object]) -> None:
    """Reading succeeds, or ends with problems that each fit on a line."""
    try:
        read()
    except InputError as error:
        sentences = [str(problem) for problem in error.problems]
        assert sentences
        assert all(len(sentence.splitlines()) == 1 for sentence in sentences)
        assert max(map(len, sentences)) < LONGEST_SENTENCE


@pytest.mark.parametrize("name", [*TINY, "region.zip"])
def test_a_mutated_region_is_read_or_refused(tiny: Path, name: str) -> None:
    """Random damage to any file of a region, or to its .zip, never raises anything but InputError."""
    rng = random.Random(name)
    if name == "region.zip":
        write_region(read_region(tiny), tiny / name)
    content = (tiny / name).read_bytes()
    for _ in range(EXAMPLES):
        (tiny / name).write_bytes(mutated(content, rng))
        assert_read_or_refused(lambda: read_region(tiny / name if name == "region.zip" else tiny))


@pytest.mark.parametrize("name", ["reports.csv", "reports.jsonl", "repairs.csv"])
def test_mutated_claims_are_read_or_refused(tiny: Path, claims: Path, name: str) -> None:
    """Random damage to reports or repairs never raises anything but InputError."""
    rng = random.Random(name)
    region = read_region(tiny)
    write_reports(read_reports(claims / "reports.csv", region), claims / "reports.jsonl")
    read = read_repairs if name == "repairs.csv" else read_reports
    content = (claims / name).read_bytes()
    for _ in range(EXAMPLES):
        (claims / name).write_bytes(mutated(content, rng))
        assert_read_or_refused(lambda: read(claims / name, region))
