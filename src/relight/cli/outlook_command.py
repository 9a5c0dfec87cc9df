"""`relight outlook`: what happens over the next hours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import relight
from relight.cli.chance import HazardPath, Scenarios, Seed, Workers, chance_of, look_ahead_by_chance
from relight.cli.first_run import tell_of_first_run
from relight.cli.inputs import read_inputs
from relight.cli.options import (
    AsJson,
    At,
    Dynamics,
    Language,
    PageLanguage,
    RegionPath,
    RepairsPath,
    ReportsPath,
    RotaPath,
)
from relight.cli.output import print_json, print_tables, progress_bar, quoted
from relight.engine.clock import hours_problems
from relight.errors import InputError
from relight.publish.bands import median_view
from relight.publish.public import public_outlook
from relight.publish.rota_tables import emergency_tables
from relight.publish.terminal import outlook_tables


def outlook(
    region: RegionPath,
    reports: ReportsPath = None,
    at: At = None,
    hours: Annotated[float, typer.Option(metavar="HOURS", help="How far to look ahead.", show_default="72")] = 72.0,
    repairs: RepairsPath = None,
    rota: RotaPath = None,
    dynamics: Dynamics = None,
    scenarios: Scenarios = None,
    seed: Seed = 0,
    workers: Workers = 1,
    hazard: HazardPath = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for the pages, JSON and netCDF.", show_default=False),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Only what may be published: districts, outage groups, times, no asset.")
    ] = False,
    language: PageLanguage = Language.en,
    as_json: AsJson = False,
) -> None:
    """What happens over the next hours.

    People without each service, when each backup runs out, when each service is back and who says so.

    With --out it also writes report.html and outlook.json (for the desk), report-public.html, outlook-public.json and
    two tables for spreadsheets (no asset in them), the reports used, and outlook.nc if xarray is installed.

    \b
    Examples:
      relight outlook my-region --reports tonight.csv
      relight outlook my-region --reports tonight.csv --at 2026-01-08T06:00 --hours 48 --out morning
      relight outlook my-region --reports tonight.csv --repairs plan.csv --json
      relight outlook my-region --reports tonight.csv --rota rota.csv
      relight outlook my-region --reports tonight.csv --scenarios 200 --seed 7 --workers 2 --hazard hazard.toml
    """
    if wrong := tuple(hours_problems(hours, given_as="--hours")):
        raise InputError(wrong)
    chance = chance_of(scenarios, seed, workers, hazard)
    files = (relight.read_repairs, repairs), (relight.read_rota, rota), (relight.read_hazards, hazard)
    situation, (plan, cuts, hazards) = read_inputs(region, reports, at, dynamics, *files)
    tell_of_first_run()
    if chance is not None:
        result = look_ahead_by_chance(situation, hours, plan, cuts, hazards or (), chance)
    else:
        with progress_bar("looking ahead") as progress:
            result = relight.outlook(situation, hours=hours, repairs=plan, rota=cuts, progress=progress).as_dict()
    shown = public_outlook(result) if public else result
    if out is not None:
        for note in relight.write_results(result, situation, out, public, language.value):
            typer.echo(f"note: {note}", err=True)
    if as_json:
        print_json(shown)
        return
    print_tables(outlook_tables(shown))
    if "rota" in result and not public:
        print_tables(emergency_tables(median_view(result)["rota"]))
    if reports is not None and repairs is None and not public and result["returns"]:
        words = f"{quoted(region)} --reports {quoted(reports)} --hours {hours:g}"  # over the hours that were looked at
        typer.echo(f"what to repair first: relight repairs {words}")
    if out is not None:
        typer.echo(f"written: {out / ('report-public.html' if public else 'report.html')}, and data beside it")
