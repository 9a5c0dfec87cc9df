"""`relight import pypsa`: a PyPSA network as a region folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relight.cli.import_command import Force, Target, refuse_to_overwrite, save
from relight.files.importers.pypsa import import_pypsa


def pypsa(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="PyPSA network, .nc file or folder of CSV files.", show_default=False),
    ],
    region: Target,
    snapshot: Annotated[
        str,
        typer.Option(metavar="TIME", help="Snapshot whose loads are taken. Default: the first.", show_default=False),
    ] = "",
    force: Force = False,
) -> None:
    """A PyPSA network as a region folder.

    REGION.id_map.csv beside it says which id came from where. Loads and availabilities are those of one snapshot; links
    and storage are left out, and said. Needs PyPSA: pip install "relight[pypsa]".

    \b
    Examples:
      relight import pypsa network.nc my-region
      relight import pypsa network-folder my-region --snapshot 2013-01-01T18:00:00
    """
    refuse_to_overwrite(region, force)
    save(import_pypsa(file, snapshot), region)
