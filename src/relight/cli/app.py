"""The commands by their names."""

from __future__ import annotations

from typing import Annotated

import typer

import relight
from relight.cli.assumptions_command import assumptions
from relight.cli.check_command import check
from relight.cli.demo_command import demo
from relight.cli.import_command import import_app
from relight.cli.import_epanet_command import epanet
from relight.cli.import_pypsa_command import pypsa
from relight.cli.new_command import new
from relight.cli.outlook_command import outlook
from relight.cli.repairs_command import REPAIRS_SECTIONS, repairs
from relight.cli.reports_command import reports
from relight.cli.rota_command import rota
from relight.cli.schedule_command import schedule_app
from relight.cli.sections import in_sections
from relight.cli.status_command import status
from relight.cli.trace_command import trace

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def print_version(wanted: bool) -> None:
    """Print the version and stop, if it is asked for."""
    if wanted:
        typer.echo(f"relight {relight.__version__}")
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=print_version, is_eager=True)
    ] = False,
) -> None:
    """Who is without what after the power is lost, for how long backups hold, and when each service is back.

    \b
    First look:     relight demo
    Own region:     relight new REGION, then relight outlook REGION --reports FILE
    Known network:  relight import matpower CASE.m REGION
    """


app.command()(demo)
app.command()(new)
app.command()(check)
import_app.command()(pypsa)
import_app.command()(epanet)
app.add_typer(import_app, name="import")
app.command()(status)
app.command()(outlook)
app.command()(rota)
app.add_typer(schedule_app, name="schedule")
app.command()(trace)
app.command(cls=in_sections(REPAIRS_SECTIONS))(repairs)
app.command()(reports)
app.command()(assumptions)
