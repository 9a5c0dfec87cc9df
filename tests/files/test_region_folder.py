"""Folders and .zip files of regions: what may lie in them, and what writing does to what is there."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from relight.errors import InputError, Problem
from relight.files import archive
from relight.files.region import read_region, write_region
from relight.model.region import Region, Settings
from relight.model.schema import Bus, District
from tests.files.broken import add, put, rename, swap
from tests.files.tiny import TINY

ZIP_LAYOUTS = {
    "at the top": "{}",
    "in one folder": "region/{}",
    "in one folder with a dot": "./{}",
}


def refused(path: Path) -> tuple[Problem, ...]:
    """The problems with which a region is refused."""
    with pytest.raises(InputError) as caught:
        read_region(path)
    return caught.value.problems


def zipped(path: Path, layout: str = "{}", **others: str) -> Path:
    """A .zip of the small region, with other entries if there are any."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in TINY.items():
            packed.writestr(layout.format(name), text)
        for name, text in others.items():
            packed.writestr(name, text)
    return path


@pytest.mark.parametrize("layout", ZIP_LAYOUTS.values(), ids=ZIP_LAYOUTS)
def test_a_zip_is_read_like_its_folder(tiny: Path, tmp_path: Path, layout: str) -> None:
    """Files at the top of a .zip or in its only folder are the region; what macOS adds is not looked at."""
    others = {"__MACOSX/region/._buses.csv": "noise", ".DS_Store": "noise"}
    assert read_region(zipped(tmp_path / "region.zip", layout, **others)) == read_region(tiny)


def test_a_zip_of_two_folders_is_refused(tmp_path: Path) -> None:
    """Nobody can say which of two folders is the region."""
    (problem,) = refused(zipped(tmp_path / "region.zip", "one/{}", **{"two/notes.txt": ""}))
    assert "2 folders" in problem.found


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small .zip that would fill the memory is refused by the sizes it declares."""
    monkeypatch.setattr(archive, "UNPACKED_LIMIT_BYTES", 2**20)
    path = zipped(tmp_path / "region.zip", zeros="0" * 2**21)
    assert path.stat().st_size < 2**16
    (problem,) = refused(path)
    assert "unpacks to" in problem.found


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    """An entry that holds more than it declares is a damaged file, not a way around the limit."""
    path = zipped(tmp_path / "region.zip")
    with zipfile.ZipFile(path) as packed:
        entry = packed.getinfo("profiles.csv")
        declared = entry.file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(declared, (10).to_bytes(4, "little")))
    (problem,) = refused(path)
    assert problem.file == "profiles.csv"
    assert "cannot be read" in problem.found


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    """A .zip with a password is one message, not a question for the password."""
    path = zipped(tmp_path / "region.zip")
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 1)
    path.write_bytes(content)
    (problem,) = refused(path)
    assert "encrypted" in problem.found


def test_a_damaged_zip_says_which_file_is_damaged(tmp_path: Path) -> None:
    """A byte that was lost on the way is found by its checksum and told for its table."""
    path = tmp_path / "region.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in TINY.items():
            packed.writestr(name, text)
    path.write_bytes(path.read_bytes().replace(b"evening,99,", b"evening,98,"))
    (problem,) = refused(path)
    assert problem.file == "profiles.csv"


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_zip_with_one_name_twice_is_refused(tmp_path: Path) -> None:
    """Nobody can say which of two files of one name is meant."""
    path = zipped(tmp_path / "region.zip")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("buses.csv", "bus\n")
    (problem,) = refused(path)
    assert "two files named buses.csv" in problem.found


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("nowhere", None, "no such folder"),
        ("file.zip", b"PK but not for long", "neither a folder nor a .zip"),
        ("region.toml", b"name = 'x'", "neither a folder nor a .zip"),
    ],
)
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str, content: bytes | None, words: str) -> None:
    """A path that leads nowhere or to something else is one message that names it."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (problem,) = refused(tmp_path / name)
    assert problem.file == str(tmp_path / name)
    assert words in problem.found


def test_a_folder_of_other_things_is_refused(tmp_path: Path) -> None:
    """A folder without any of a region's files is one message, not one for each missing file."""
    (tmp_path / "notes.txt").write_text("x")
    (problem,) = refused(tmp_path)
    assert (problem.file, problem.found) == (str(tmp_path), "it holds no region")


def test_other_files_may_lie_beside_the_region(tiny: Path) -> None:
    """Reports, plans, notes and folders in the region folder are left alone."""
    region = read_region(tiny)
    for name in (
        "reports.csv",
        "repairs.csv",
        "rota.csv",
        "history.csv",
        "deployments.csv",
        "hazard.toml",
        "notes.csv",
    ):
        (tiny / name).write_bytes(b"\xff\0 not a table")
    (tiny / "photos").mkdir()
    assert read_region(tiny) == region


def test_all_problems_come_in_one_go(tiny: Path) -> None:
    """Bad cells, bad references and bad settings of several files are told together, in order."""
    swap("buses.csv", ",110", ",high")(tiny)
    swap("generators.csv", "G2,B3", "G2,B9")(tiny)
    swap("region.toml", "heat =", "heet =")(tiny)
    add("serves.csv", "W1,water,east,,")(tiny)
    rename("crews.csv", "crew.csv")(tiny)
    problems = refused(tiny)
    assert [(problem.file, problem.row, problem.column) for problem in problems] == [
        ("buses.csv", 2, "kv"),
        ("crew.csv", 0, ""),
        ("generators.csv", 3, "bus"),
        ("region.toml", 0, "weights.heet"),
        ("serves.csv", 7, "district"),
    ]
    assert list(problems) == sorted(problems)


@pytest.mark.parametrize("file", ["districts.csv", "buses.csv", "feeders.csv", "facilities.csv", "profiles.csv"])
def test_an_unreadable_table_is_not_held_against_the_others(tiny: Path, file: str) -> None:
    """Where a table cannot be read, references to it are not called unknown."""
    put(file, b"\xff\xfe")(tiny)
    assert {problem.file for problem in refused(tiny)} == {file}


def test_rows_are_numbered_as_in_the_file(tiny: Path) -> None:
    """Problems across tables point at the row in the file, blank lines counted."""
    text = (tiny / "generators.csv").read_text().replace("G2,", "\n\n,,\nG2,").replace("B3", "B9")
    (tiny / "generators.csv").write_text(text)
    (problem,) = refused(tiny)
    assert (problem.row, problem.column) == (6, "bus")


def test_only_what_says_something_is_written(tmp_path: Path) -> None:
    """Tables without rows and columns at their default are left out, required ones are not."""
    settings = Settings("One", "UTC")
    region = Region(settings, districts=(District(district="D", people=5.0),), buses=(Bus(bus="B", kv=110.0),))
    write_region(region, tmp_path / "new")
    written = {path.name: path.read_text() for path in (tmp_path / "new").iterdir()}
    assert written == {
        "region.toml": 'name = "One"\ntimezone = "UTC"\n\n[dynamics]\nenabled = false\n',
        "districts.csv": "district,people\nD,5\n",
        "buses.csv": "bus,kv\nB,110\n",
        "feeders.csv": "feeder,bus,peak_mw\n",
    }


def test_a_zip_has_the_same_bytes_each_time(tiny: Path, tmp_path: Path) -> None:
    """The same region is the same .zip, whenever it is written."""
    region = read_region(tiny)
    write_region(region, tmp_path / "one.zip")
    write_region(region, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_writing_over_a_region_keeps_other_files(tiny: Path) -> None:
    """Tables are replaced, those without rows go, and what is not the region's stays; nothing else is left behind."""
    (tiny / "reports.csv").write_text("kept")
    before = {path.name for path in tiny.iterdir()}
    region = replace(read_region(tiny), crews=(), shapes={})
    write_region(region, tiny)
    assert {path.name for path in tiny.iterdir()} == before - {"crews.csv", "districts.geojson"}
    assert (tiny / "reports.csv").read_text() == "kept"
    assert read_region(tiny) == region


def test_a_region_is_written_into_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, even the current one, takes a region."""
    monkeypatch.chdir(tmp_path)
    write_region(Region(Settings("One", "UTC")), Path())
    assert read_region(tmp_path) == Region(Settings("One", "UTC"))


@pytest.mark.parametrize("name", ["photos", "letter", "photos.zip", "letter/new", "region-and-more.zip"])
def test_other_peoples_things_are_not_written_over(tmp_path: Path, name: str) -> None:
    """A folder, file or .zip of other things is refused and stays as it is."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"1")
    (tmp_path / "letter").write_bytes(b"2")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as packed:
        packed.writestr("one.jpg", b"1")
    zipped(tmp_path / "region-and-more.zip", **{"one.jpg": "1"})
    before = everything(tmp_path)
    with pytest.raises(InputError) as caught:
        write_region(Region(Settings("One", "UTC")), tmp_path / name)
    assert caught.value.problems[0].file == str(tmp_path / name)
    assert everything(tmp_path) == before


def everything(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (Bus(bus="B\n1"), "bus"),
        (Bus(bus=" B1"), "bus"),
        (Bus(bus=""), "bus"),
        (Bus(bus="B1", kv=float("nan")), "kv"),
        (Bus(bus="B1", kv=-1), "kv"),
        (Bus(bus="B1", lat="north"), "lat"),  # type: ignore[arg-type]
    ],
)
def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, row: Bus, column: str) -> None:
    """A value made by a program that no reader would take is refused before anything is written."""
    with pytest.raises(InputError) as caught:
        write_region(Region(Settings("One", "UTC"), buses=(row,)), tmp_path / "new")
    (problem,) = caught.value.problems
    assert (problem.file, problem.row, problem.column) == ("buses.csv", 2, column)
    assert not (tmp_path / "new").exists()


def test_a_failure_while_writing_leaves_the_region_as_it_was(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full, the region that was there is still whole and nothing else is left behind."""
    region, before = read_region(tiny), everything(tiny)
    write_bytes = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name == "feeders.csv":
            raise OSError(28, "No space left on device")
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_region(replace(region, buses=()), tiny)
    assert everything(tiny) == before
