"""`relight rota`: the rolling-outage schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

import relight
from relight.cli.first_run import tell_of_first_run
from relight.cli.inputs import read_inputs
from relight.cli.options import AsJson, At, Dynamics, RegionPath, RepairsPath, ReportsPath, Switch
from relight.cli.output import print_json, print_tables, progress_bar, quoted
from relight.engine.clock import MOST_ROTA_HOURS, hours_problems
from relight.errors import InputError
from relight.files.rota import is_planned, read_history, read_published, write_rota
from relight.model.check.rota import rotated_areas
from relight.model.rota import area_of
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

    Prints who is off now and what is switched next, a grid per zone of outage groups and slots, the hours off of each
    group, how good it is, and which limit gave way if not all could hold. Limits and weights stand in [rota] of
    region.toml.

    \b
    Examples:
      relight rota my-region --reports tonight.csv --out rota.csv
      relight rota my-region --reports tonight.csv --history history.csv --published rota.csv --out rota-new.csv
      relight rota my-region --hours 24 --json
    """
    how_hard = relight.Effort.times(effort, seed)
    if wrong := tuple(hours_problems(hours, MOST_ROTA_HOURS, "--hours")):
        raise InputError(wrong)
    files = (read_history, history), (read_published, published), (relight.read_repairs, repairs)
    situation, (past, said, plans) = read_inputs(region, reports, at, dynamics, *files)
    if history is not None and is_planned(history):
        typer.echo(f"note: {history.name} is a plan: its cuts up to now count as cuts that happened", err=True)
    if published is not None:
        hint_at_other_days(published.name, said, situation)
        said = known_cuts(said, situation)
    tell_of_first_run()
    with progress_bar("planning") as progress:
        plan = relight.plan_rota(
            situation,
            hours=hours,
            history=past or (),
            published=said,
            repairs=plans,
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
        asked = _asked_again(region, reports, at, repairs, dynamics)
        typer.echo(f"written: {out}\nwhat it means: relight outlook {asked} --rota {quoted(out)} --out tonight")
        until = plan.as_dict()["end"][:16]  # in the region's local time, as it is read
        typer.echo(
            f"then publish it: relight schedule publish {quoted(region)} --rota {quoted(out)} --until {until}"
            " --outlook tonight/outlook-public.json --out feeds"
        )


def _asked_again(
    region: Path, reports: Path | None, at: str | None, repairs: Path | None, dynamics: Switch | None
) -> str:
    """The words of the command line that say what the rota was planned for: an outlook without them is another."""
    files = [f"--{name} {quoted(path)}" for name, path in (("reports", reports), ("repairs", repairs)) if path]
    words = [f"--{name} {value}" for name, value in (("at", at), ("dynamics", dynamics and dynamics.value)) if value]
    return " ".join((quoted(region), *files, *words))


def hint_at_other_days(name: str, published: Sequence[relight.RotaSlot], situation: relight.Situation) -> None:
    """Say on stderr where a rota as published is of other days, so that nothing of it is kept."""
    ends = [cut.end.astimezone(UTC) for cut in published]
    if not ends:
        typer.echo(f"note: {name} has no cuts: nothing is kept of it", err=True)
    elif max(ends) <= situation.at.astimezone(UTC):
        ended = max(ends).astimezone(situation.region.settings.zone)
        typer.echo(
            f"note: {name} ended {ended:%d %b %Y %H:%M}, before this rota begins: nothing is kept of it, "
            "and its cuts count as cuts that happened",
            err=True,
        )


def known_cuts(published: Sequence[relight.RotaSlot], situation: relight.Situation) -> tuple[relight.RotaSlot, ...]:
    """The published cuts of groups that there are; of those that are no more, what was to come is said on stderr."""
    areas, clock = rotated_areas(situation.region), situation.region.settings.zone
    for cut in published:
        if area_of(cut) not in areas and cut.end.astimezone(UTC) > situation.at.astimezone(UTC):
            start, end = (instant.astimezone(clock) for instant in (cut.start, cut.end))
            typer.echo(
                f"note: zone {cut.zone}, group {cut.outage_group}, {start:%d %b %H:%M} to {end:%d %b %H:%M}: was off, "
                "and the region has no such group now",
                err=True,
            )
    return tuple(cut for cut in published if area_of(cut) in areas)
