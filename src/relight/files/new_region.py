"""A region to begin with: a small valid folder, with notes in it, that its owner changes into their own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from relight.errors import InputError, Problem
from relight.files.results import beside, writing

TEMPLATE = Path(__file__).with_name("template")
SETTINGS = "region.toml"


def write_new_region(folder: Path, name: str, timezone: str) -> None:
    """Writes the region to begin with, wholly or not at all.

    Parameters
    ----------
    folder
        Where; it must not be there yet, or be empty.
    name
        What the place is called.
    timezone
        IANA name of its time zone.

    Raises
    ------
    InputError
        If there is something already, there is no such time zone, or the place cannot be written.
    """
    problems = []
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        problems.append(Problem(str(folder), 0, "", "it is there already", "give the name of a folder to be made"))
    if not _is_timezone(timezone):
        problems.append(Problem("--timezone", 0, "", f"no time zone {timezone!r}", "give an IANA name, as Europe/Kyiv"))
    if problems:
        raise InputError(problems)
    settings = (TEMPLATE / SETTINGS).read_text(encoding="utf-8")
    settings = settings.replace('"NAME"', json.dumps(name, ensure_ascii=False)).replace("TIMEZONE", timezone)
    with writing(folder), beside(folder) as temporary:
        temporary.mkdir()
        for path in sorted(TEMPLATE.iterdir()):
            shutil.copyfile(path, temporary / path.name)
        (temporary / SETTINGS).write_text(settings, encoding="utf-8")
        if folder.is_dir():
            folder.rmdir()
        temporary.rename(folder)


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
