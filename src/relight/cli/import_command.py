"""`relight import`: a foreign network as a region folder."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

import relight
from relight.errors import InputError, Problem
from relight.files.importers.imported import Imported, id_map_csv
from relight.files.region_writing import REGION_FILES
from relight.files.results import write_text_atomically
from relight.model.check.wording import listed

import_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A foreign network as a region folder.",
)

IMPORTED_FILES = (*REGION_FILES, "reports.csv")
"""What an import may write into a region folder."""

RECORD = ".imported"
"""In a folder that was imported: the checksum of each file, by which the next import sees what somebody has changed."""


class Susceptance(StrEnum):
    """How a branch's susceptance follows from its impedance."""

    reactance = "reactance"
    series = "series"


Target = Annotated[
    Path, typer.Argument(metavar="REGION", help="Region folder to write.", show_default=False)
]
Force = Annotated[bool, typer.Option("--force", help="Replace a region that somebody has worked on.")]


@import_app.command()
def matpower(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="MATPOWER case file, .m.", show_default=False)],
    region: Target,
    susceptance: Annotated[
        Susceptance,
        typer.Option(help="reactance: 1/(x·tap), as MATPOWER; series: x/(r²+x²), no taps and shifts, as PowerModels."),
    ] = Susceptance.reactance,
    force: Force = False,
) -> None:
    """A MATPOWER case as a region folder.

    A `*_damage` table becomes its reports.csv. Ids: bus b<number>, branch l<row>, generator g<row>, feeder f<bus>, and
    s<bus> for shunt conductance; rows count from 1. One district per bus area, 500 people per MW. What is assumed or
    left out is said.

    \b
    Examples:
      relight import matpower case24.m my-region
      relight import matpower case24.m my-region --susceptance series
    """
    refuse_to_overwrite(region, force)
    save(relight.import_matpower(case, susceptance=susceptance.value), region)


@import_app.command()
def pandapower(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="pandapower network, JSON (pandapower.to_json).", show_default=False)
    ],
    region: Target,
    force: Force = False,
) -> None:
    """A pandapower network as a region folder.

    REGION.id_map.csv beside it says which id came from where. Closed bus-bus switches fuse buses, open ones isolate.
    Needs the package pandapower.

    \b
    Examples:
      relight import pandapower net.json my-region
    """
    refuse_to_overwrite(region, force)
    save(relight.import_pandapower(file), region)


def refuse_to_overwrite(target: Path, force: bool) -> None:
    """Leave a region alone that somebody has worked on since it was imported, unless told otherwise.

    Raises
    ------
    InputError
        If the folder holds files that no import wrote, or that are no longer as it wrote them.
    """
    if force or not target.is_dir():
        return
    record = target / RECORD
    written = set(record.read_text(encoding="utf-8").splitlines()) if record.is_file() else set()
    paths = sorted(path for path in target.iterdir() if not path.name.startswith("."))
    others = [path.name for path in paths if not path.is_file() or _checksum(path) not in written]
    if others:
        found = f"it holds {listed(others)}, which no import wrote, or somebody has changed since"
        raise InputError([Problem(str(target), 0, "", found, "give another name, or add --force to replace it")])


def _checksum(path: Path) -> str:
    return f"{sha256(path.read_bytes()).hexdigest()}  {path.name}"


def save(imported: Imported, target: Path) -> None:
    """Write what was imported, and say what was decided on the way."""
    relight.write_region(imported.region, target)
    name = target.name if target.is_dir() else target.stem
    reports = target / "reports.csv" if target.is_dir() else target.with_name(f"{name}.reports.csv")
    if imported.reports:
        relight.write_reports(imported.reports, reports)
    else:
        reports.unlink(missing_ok=True)
    if target.is_dir():
        sums = [_checksum(target / file) for file in IMPORTED_FILES if (target / file).is_file()]
        write_text_atomically(target / RECORD, "".join(f"{line}\n" for line in sums))
    if imported.links:
        write_text_atomically(target.with_name(f"{name}.id_map.csv"), id_map_csv(imported))
    for notice in imported.notices:
        typer.echo(notice)
    typer.echo(f"wrote {target}" + (f", damage in {reports}" if imported.reports else ""))
