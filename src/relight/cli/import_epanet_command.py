"""`relight import epanet`: a water network as a region folder, or as facilities of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import relight
from relight.cli.import_command import Force, Target, refuse_to_overwrite, save
from relight.errors import InputError, Problem
from relight.files.importers.epanet_adding import add_rows
from relight.files.importers.imported import Imported, id_map_csv
from relight.files.results import write_text_atomically
from relight.model.counting import counted


def epanet(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="EPANET input file, .inp.", show_default=False)],
    region: Target,
    feeder: Annotated[
        str | None,
        typer.Option(metavar="F", help="Feeder of REGION on which the pumps hang; the water is added to that region."),
    ] = None,
    district: Annotated[
        str | None,
        typer.Option(metavar="D", help="With --feeder: where the water's users live. Default: the feeder's."),
    ] = None,
    prefix: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Put before every facility's id. With --feeder the file's name by default."),
    ] = None,
    hour: Annotated[
        float, typer.Option(metavar="H", help="Hour of the file at which pumps are taken to stop.", show_default="0")
    ] = 0.0,
    force: Force = False,
) -> None:
    """A water network as a region folder, or as facilities of one.

    Pumps need the feeder, demand zones need the pumps, tanks stand in for them. How long tanks last comes from EPANET's
    own run of the file without pumps, from the levels at its start, or at --hour. Without --feeder a region of one bus
    is made; with it the facilities are added to REGION, and nothing else in it changes. Needs WNTR: pip install
    "relight[water]".

    \b
    Examples:
      relight import epanet town.inp my-region
      relight import epanet town.inp my-region --feeder F101
      relight import epanet town.inp my-region --feeder F101 --district D1 --prefix east-
      relight import epanet town.inp my-region --hour 18
    """
    if feeder is None:
        if district is not None:
            found = "it says where the users of an added network live, but no --feeder is given"
            raise InputError([Problem("--district", 0, "", found, "give both, or neither for a region of its own")])
        refuse_to_overwrite(region, force)
        save(relight.import_epanet(file, prefix=prefix, hour=hour), region)
        return
    before = relight.read_region(region)
    imported = relight.import_epanet(file, before, feeder, district or "", prefix, hour)
    add(imported, before, region, file)


def add(imported: Imported, before: relight.Region, target: Path, file: Path) -> None:
    """Write the added facilities, and say what was decided on the way."""
    if target.is_dir():
        add_rows(target, before, imported.region)
    else:
        relight.write_region(imported.region, target)
    name = target.name if target.is_dir() else target.stem
    write_text_atomically(target.with_name(f"{name}.{file.stem}.id_map.csv"), id_map_csv(imported))
    for notice in imported.notices:
        typer.echo(notice)
    added = len(imported.region.facilities) - len(before.facilities)
    typer.echo(f"added {counted(added, 'facility', 'facilities')} to {target}")
