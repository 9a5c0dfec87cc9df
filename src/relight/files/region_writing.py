"""The region folder, or a .zip of it, written so that it reads back as the same region."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from relight.errors import InputError, Problem
from relight.files.archive import open_source
from relight.files.gathering import capped
from relight.files.results import beside, write_bytes_atomically, writing
from relight.files.settings import settings_text
from relight.files.shapes import SHAPES_FILE, shapes_text
from relight.files.writing import table_text
from relight.model.check.region import check_region_values
from relight.model.check.settings import SETTINGS_FILE, check_settings
from relight.model.region import Region
from relight.model.schema import REGION_ROWS

REGION_FILES = (SETTINGS_FILE, *(row_type.FILE for row_type in REGION_ROWS.values()), SHAPES_FILE)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same region gives the same bytes


def write_region(region: Region, path: Path | str) -> None:
    """Writes a region as a folder, or as a .zip if the path ends so; the same region gives the same bytes.

    In a region folder that exists its tables are replaced and other files are kept. Only tables with rows are
    written, and the required ones.

    Raises
    ------
    InputError
        When a value could not be read back, or the place is taken by something else or cannot be written.
    """
    path = Path(path)
    problems = (*check_settings(region.settings), *check_region_values(region))
    if problems:
        raise InputError(capped(problems))
    contents = region_contents(region)
    with writing(path):
        if path.suffix.lower() == ".zip" and not path.is_dir():
            _refuse_other_zip(path)
            write_bytes_atomically(path, _zip_bytes(contents))
        else:
            _write_folder(contents, path)


def region_contents(region: Region) -> dict[str, bytes]:
    """File name -> bytes of every file of the region folder."""
    texts = {SETTINGS_FILE: settings_text(region.settings)}
    for field, row_type in REGION_ROWS.items():
        rows = getattr(region, field)
        if rows or row_type.REQUIRED:
            texts[row_type.FILE] = table_text(row_type, rows)
    if region.shapes:
        texts[SHAPES_FILE] = shapes_text(region.shapes)
    return {name: text.encode() for name, text in texts.items()}


def _write_folder(contents: Mapping[str, bytes], path: Path) -> None:
    if not path.exists():
        with beside(path) as temporary:
            _fill(temporary, contents)
            temporary.rename(path)
        return
    if not path.is_dir():
        raise _taken(path, "it is a file")
    if any(path.iterdir()) and not (path / SETTINGS_FILE).is_file():
        raise _taken(path, "it is a folder with other things in it")
    with beside(path / "region") as temporary:
        _fill(temporary, contents)
        for name in contents:
            (temporary / name).replace(path / name)
    for name in REGION_FILES:
        if name not in contents:
            (path / name).unlink(missing_ok=True)


def _fill(folder: Path, contents: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def _zip_bytes(contents: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _refuse_other_zip(path: Path) -> None:
    """Does not let a .zip be replaced that holds anything but a region."""
    if not path.exists():
        return
    with open_source(path) as source:
        if any(name not in REGION_FILES for name in source.sizes) or SETTINGS_FILE not in source.sizes:
            raise _taken(path, "it is a .zip with other things in it")


def _taken(path: Path, found: str) -> InputError:
    return InputError([Problem(str(path), 0, "", found, "name a new folder or .zip, or a region to replace")])
