"""`relight status`: who has what at one instant."""

from __future__ import annotations

from typing import Annotated

import typer

import relight
from relight.cli.ac_output import ac_tables
from relight.cli.first_run import tell_of_first_run
from relight.cli.inputs import read_situation
from relight.cli.options import AsJson, At, Dynamics, RegionPath, ReportsPath
from relight.cli.output import print_json, print_tables
from relight.publish.terminal import status_tables


def status(
    region: RegionPath,
    reports: ReportsPath = None,
    at: At = None,
    dynamics: Dynamics = None,
    ac: Annotated[
        bool, typer.Option("--ac", help="Also voltages and loadings of what is served, by AC power flow.")
    ] = False,
    commit: Annotated[
        bool, typer.Option("--commit", help="Units stand still or give their least output (min_mw) or more.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Who has what at one instant.

    Demand and served load, the feeders that are off and why, the people without each service, the facilities that are
    down, official figures beside computed ones.

    With --ac power-grid-model works out voltages and loadings of the served state and lists those outside limits, or
    says that it did not converge; nothing else changes. Needs: pip install "relight[ac]".

    With --commit no running unit gives less than its min_mw, now and in the past that is replayed: what is served then
    comes from a mixed-integer programme. Not together with dynamics.

    Feeders that somebody saw on or off (reports energised, deenergised) are so with and without --commit; --json lists
    those that the grid cannot explain under "unexplained".

    \b
    Examples:
      relight status my-region
      relight status my-region --reports tonight.csv --at 2026-01-08T06:00
      relight status my-region --reports tonight.csv --json
      relight status my-region --reports tonight.csv --ac
      relight status my-region --reports tonight.csv --dynamics off --commit
    """
    situation = read_situation(region, reports, at, dynamics)
    tell_of_first_run()
    computed = relight.status(situation, commit=commit)
    result = computed.as_dict()
    if ac:
        result["ac"] = relight.ac_check(computed.state).as_dict()
    if as_json:
        print_json(result)
        return
    print_tables(status_tables(result))
    if ac:
        print_tables(ac_tables(result["ac"]))
