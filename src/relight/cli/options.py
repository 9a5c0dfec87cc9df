"""Arguments and options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

RegionPath = Annotated[
    Path, typer.Argument(metavar="REGION", help="Region folder, or a .zip of it.", show_default=False)
]
ReportsPath = Annotated[
    Path | None, typer.Option("--reports", metavar="FILE", help="Reports of what happened, .csv or .jsonl.")
]
RepairsPath = Annotated[
    Path | None,
    typer.Option("--repairs", metavar="FILE", help="Repair plan, .csv; a damaged asset that is not in it stays out."),
]
RotaPath = Annotated[
    Path | None,
    typer.Option("--rota", metavar="FILE", help="Rolling outages, .csv; what is shed beyond them is an emergency."),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="The instant to look at, ISO 8601; without an offset it is the region's local time. "
        "Default: when the newest report was recorded; now, without reports.",
    ),
]


class Switch(StrEnum):
    """Whether cascade, restart and cold load are computed."""

    on = "on"
    off = "off"


class Language(StrEnum):
    """What pages are written in."""

    en = "en"
    uk = "uk"


PageLanguage = Annotated[Language, typer.Option("--language", help="Language of the pages.")]
Dynamics = Annotated[
    Switch | None,
    typer.Option("--dynamics", help="Cascade, restart and cold load, whatever the region says.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else.")]
