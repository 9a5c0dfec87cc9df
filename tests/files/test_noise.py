"""Two hundred megabytes of noise are refused at once, in little memory, with one message."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from relight.cli import main
from relight.errors import InputError
from relight.files.region import read_region
from relight.files.reports import read_reports

MEGABYTE = 2**20
SIZE = 200
MOST_MEMORY = 24 * MEGABYTE

RANDOM = random.Random(7)
BINARY = RANDOM.randbytes(MEGABYTE)
LETTERS = bytes(RANDOM.choices(b"abcdefghijklmnopqrstuvwxyz .,", k=MEGABYTE))
LINES = b"\n".join(LETTERS[start : start + 60] for start in range(0, MEGABYTE, 60))
DIGITS = b"7" * MEGABYTE
OPEN_LINES = (b'"' + DIGITS[:500] + b'\n",') * 2000
GOOD_START = b"bus,district\nB1,north\nB2,south\n"


Fill = Callable[..., None]


@pytest.fixture
def fill() -> Iterator[Fill]:
    """Writes a start and then a block two hundred times, or a few times and a hole after it; removed after the test."""
    written = []

    def write(path: Path, block: bytes, start: bytes = b"", times: int = 4) -> None:
        written.append(path)
        with path.open("wb") as stream:
            stream.write(start)
            for _ in range(times):
                stream.write(block)
            stream.truncate(SIZE * MEGABYTE)

    yield write
    for path in written:
        path.unlink()


@pytest.fixture
def little_memory() -> Iterator[None]:
    """Fails the test that takes more memory at once than a few rows need."""
    tracemalloc.start()
    yield
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MOST_MEMORY


@pytest.mark.parametrize(
    ("block", "start", "row", "word"),
    [
        pytest.param(BINARY, b"", 1, "byte", id="binary"),
        pytest.param(BINARY, GOOD_START, 4, "byte", id="binary after a good start"),
        pytest.param(LETTERS, b"", 1, "row of more than 1048576 bytes", id="text without an end of line"),
        pytest.param(DIGITS, b"bus\n", 2, "row of more than 1048576 bytes", id="one endless cell"),
        pytest.param(LINES, b"", 1, "no header row", id="lines of text"),
        pytest.param(OPEN_LINES, b"bus\n", 2, "row of more than 1048576 bytes", id="one row of endless lines"),
    ],
)
@pytest.mark.usefixtures("little_memory")
def test_a_table_of_noise_is_refused(tiny: Path, fill: Fill, block: bytes, start: bytes, row: int, word: str) -> None:
    """Noise in place of a table is one message that says where it stops to be one."""
    fill(tiny / "buses.csv", block, start, times=SIZE)
    with pytest.raises(InputError) as caught:
        read_region(tiny)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row) == ("buses.csv", row)
    assert word in problem.found


@pytest.mark.usefixtures("little_memory")
def test_a_table_with_noise_for_rows_is_refused(tiny: Path, fill: Fill) -> None:
    """A good header over two hundred megabytes of text is a hundred messages and the one that says: and so on."""
    fill(tiny / "buses.csv", LINES, GOOD_START)
    with pytest.raises(InputError) as caught:
        read_region(tiny)
    assert {problem.file for problem in caught.value.problems} == {"buses.csv"}
    assert len(caught.value.problems) == 101
    assert "more problems" in caught.value.problems[-1].found


@pytest.mark.parametrize("file", ["region.toml", "districts.geojson"])
@pytest.mark.usefixtures("little_memory")
def test_other_files_of_that_size_are_refused_by_their_size(tiny: Path, fill: Fill, file: str) -> None:
    """Files that are read as a whole are not read at all when they are far too large."""
    fill(tiny / file, LETTERS)
    with pytest.raises(InputError) as caught:
        read_region(tiny)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row) == (file, 0)
    assert "209715200 bytes" in problem.found


@pytest.mark.parametrize("file", ["night.csv", "night.jsonl"])
@pytest.mark.parametrize("block", [BINARY, LETTERS], ids=["binary", "text"])
@pytest.mark.usefixtures("little_memory")
def test_reports_of_noise_are_refused(tmp_path: Path, fill: Fill, file: str, block: bytes) -> None:
    """Noise in place of reports is one message."""
    fill(tmp_path / file, block)
    with pytest.raises(InputError) as caught:
        read_reports(tmp_path / file)
    (problem,) = caught.value.problems
    assert (problem.file, problem.row) == (file, 1)


@pytest.mark.usefixtures("little_memory")
def test_a_zip_of_noise_is_refused(tmp_path: Path, fill: Fill) -> None:
    """Noise in place of a .zip is one message."""
    fill(tmp_path / "region.zip", BINARY)
    with pytest.raises(InputError) as caught:
        read_region(tmp_path / "region.zip")
    (problem,) = caught.value.problems
    assert "neither a folder nor a .zip" in problem.found


def test_noise_on_the_command_line(tiny: Path, fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    """`relight check` on noise ends with 2 and one line on stderr."""
    fill(tiny / "buses.csv", BINARY)
    with pytest.raises(SystemExit) as ended:
        main(["check", str(tiny)])
    out, err = capsys.readouterr()
    assert (ended.value.code, out, len(err.splitlines())) == (2, "", 1)
