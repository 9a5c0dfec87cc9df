"""`relight rota`: the rolling-outage schedule."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

import relight
from relight.cli.first_run import tell_of_first_run
from relight.cli.inputs import read_situation
from relight.cli.options import AsJson, At, Dynamics, RegionPath, RepairsPath, ReportsPath
from relight.cli.output import print_json, print_tables, progress_bar, quoted
from relight.engine.clock import hours_problems
from relight.errors import InputError
from relight.files.rota import is_planned, read_history, read_rota, write_rota
from relight.plan.rota.planning import MOST_ROTA_HOURS
from relight.publish.rota_tables import rota_tables

GRID_COLUMNS = 120


def rota(
    region: RegionPath,
    reports: ReportsPath = None,
    at: At = None,
    hours: Annotated[float, typer.Option(metavar="HOURS", help="How far to plan.", show_default="48")] = 48.0,
    history: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Cuts of the last days, or a past rota: who was off is spared.")
    ] = None,
    published: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The rota as published: kept for the next hours where it fits.")
    ] = None,
    repairs: RepairsPath = None,
    dynamics: Dynamics = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the rota, .csv or .jsonl.")] = None,
    effort: Annotated[float, typer.Option(metavar="FACTOR", help="How hard to search; 2 = twice as long.")] = 1.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same rota.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """The rolling-outage schedule: who is off when, so that what is on fits and hours off are shared.

    Prints a grid per zone of outage groups and slots, the hours off of each group, how good it is, and which limit
    gave way if not all could hold. Limits and weights stand in [rota] of region.toml.

    \b
    Examples:
      relight rota my-region --reports tonight.csv --out rota.csv
      relight rota my-region --reports tonight.csv --history history.csv --published rota.csv --out rota-new.csv
      relight rota my-region --hours 24 --json
    """
    how_hard = relight.Effort.times(effort, seed)
    if wrong := tuple(hours_problems(hours, MOST_ROTA_HOURS, "--hours")):
        raise InputError(wrong)
    situation = read_situation(region, reports, at, dynamics)
    tell_of_first_run()
    known = situation.region
    with progress_bar("planning") as progress:
        plan = relight.plan_rota(
            situation,
            hours=hours,
            history=() if history is None else past_cuts(history, known),
            published=None if published is None else published_cuts(published, situation),
            repairs=None if repairs is None else relight.read_repairs(repairs, known),
            effort=how_hard,
            progress=progress,
        )
    if out is not None:
        write_rota(plan.rota.slots, out)
    if as_json:
        print_json(plan.as_dict())
        return
    print_tables(rota_tables(plan.as_dict()), pipe_columns=GRID_COLUMNS)
    if out is not None:
        typer.echo(f"Written to {out}; try it with: relight outlook {quoted(region)} --rota {quoted(out)}")


def past_cuts(path: Path, region: relight.Region) -> tuple[relight.PastCut, ...]:
    """The cuts that have been; of those that were only planned a note says that they count."""
    cuts = read_history(path, region)
    if is_planned(path):
        typer.echo(f"note: {path.name} is a plan: its cuts up to now count as cuts that happened", err=True)
    return cuts


def published_cuts(path: Path, situation: relight.Situation) -> tuple[relight.RotaSlot, ...]:
    """The rota as published; where it is of other days, so that nothing of it is kept, a note says so."""
    cuts = read_rota(path, situation.region)
    ends = [cut.end.astimezone(UTC) for cut in cuts]
    if not ends:
        typer.echo(f"note: {path.name} has no cuts: nothing is kept of it", err=True)
    elif max(ends) <= situation.at.astimezone(UTC):
        ended = max(ends).astimezone(situation.region.settings.zone)
        typer.echo(
            f"note: {path.name} ended {ended:%d %b %Y %H:%M}, before this rota begins: nothing is kept of it, "
            "and its cuts count as cuts that happened",
            err=True,
        )
    return cuts
