"""A region's files by name, whether they lie in a folder or in a .zip of one."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from relight.errors import InputError, Problem
from relight.files.lines import UnreadableError
from relight.model.check.wording import shown

UNPACKED_LIMIT_BYTES = 2**30
"""Most that a .zip may hold unpacked."""

PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1  # bit of a zip entry's flags
IGNORED = "__MACOSX"
DAMAGED = (OSError, EOFError, NotImplementedError, UnicodeDecodeError, zipfile.BadZipFile, zlib.error, struct.error)
"""What unpacking a damaged .zip raises, or reading a file that may not be read."""

NO_ZIP = (*DAMAGED, ValueError, IndexError)
"""What opening a file that is no .zip raises, or one whose list of entries is damaged."""


@dataclass(frozen=True)
class Source:
    """The files at the top of a region folder, with their sizes in bytes."""

    sizes: Mapping[str, int]
    opener: Callable[[str], BinaryIO]

    @contextmanager
    def open(self, name: str, limit_bytes: int) -> Iterator[BinaryIO]:
        """The file open for reading.

        Raises
        ------
        UnreadableError
            When it is larger than the limit, or cannot be read to its end.
        """
        if self.sizes[name] > limit_bytes:
            found = f"{self.sizes[name]} bytes, more than the {limit_bytes} that are read"
            raise UnreadableError(found, "check that it is the right file")
        try:
            with self.opener(name) as stream:
                yield stream
        except DAMAGED as error:
            reason = shown(str(error))
            raise UnreadableError(f"it cannot be read: {reason}", "save it anew and check who may read it") from error


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """The files of a region folder, or of a .zip with the files at its top or in its only folder.

    Raises
    ------
    InputError
        When there is no such folder or .zip, or the .zip cannot be used.
    """
    with ExitStack() as stack:
        try:
            if path.is_dir():
                source = _folder(path)
            elif path.exists():
                source = _zipped(path, stack.enter_context(zipfile.ZipFile(path)))
            else:
                raise _refused(path, "there is no such folder or .zip", "check the path")
        except OSError as error:
            raise _refused(path, f"it cannot be read ({error.strerror or error})", "check who may read it") from error
        except NO_ZIP:
            raise _refused(path, "neither a folder nor a .zip", "give a region folder or a .zip of one") from None
        yield source


def _folder(path: Path) -> Source:
    sizes = {entry.name: entry.stat().st_size for entry in sorted(path.iterdir()) if entry.is_file()}
    return Source(sizes, lambda name: (path / name).open("rb"))


def _zipped(path: Path, archive: zipfile.ZipFile) -> Source:
    entries = [
        entry for entry in archive.infolist() if not entry.filename.endswith("/") and not _ignored(entry.filename)
    ]
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_LIMIT_BYTES:
        found = f"it unpacks to {unpacked} bytes, more than the {UNPACKED_LIMIT_BYTES} that are read"
        raise _refused(path, found, "zip the region folder alone")
    if any(entry.flag_bits & ENCRYPTED or entry.compress_type not in PLAIN_METHODS for entry in entries):
        raise _refused(path, "it is encrypted or packed in a rare way", "zip the folder anew, without a password")
    prefix = _only_folder(path, [entry.filename for entry in entries])
    top: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry.filename.removeprefix(prefix)
        if "/" in name:
            continue
        if name in top:
            raise _refused(path, f"it holds two files named {name}", "zip the folder anew")
        top[name] = entry

    def opener(name: str) -> BinaryIO:
        return archive.open(top[name])  # type: ignore[return-value]

    return Source({name: entry.file_size for name, entry in sorted(top.items())}, opener)


def _ignored(filename: str) -> bool:
    parts = PurePosixPath(filename).parts
    return IGNORED in parts or any(part.startswith(".") for part in parts)


def _only_folder(path: Path, filenames: list[str]) -> str:
    """What every name begins with: nothing if files lie at the top, else the only folder."""
    if any("/" not in filename for filename in filenames):
        return ""
    folders = sorted({filename.split("/", 1)[0] for filename in filenames})
    if len(folders) > 1:
        raise _refused(path, f"it holds {len(folders)} folders", "zip one region folder alone")
    return f"{folders[0]}/" if folders else ""


def _refused(path: Path, found: str, remedy: str) -> InputError:
    return InputError([Problem(str(path), 0, "", found, remedy)])
