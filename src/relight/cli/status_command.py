"""`relight status`: who has what at one instant."""

from __future__ import annotations

import relight
from relight.cli.inputs import read_situation
from relight.cli.options import AsJson, At, Dynamics, RegionPath, ReportsPath
from relight.cli.output import print_json, print_tables
from relight.publish.terminal import status_tables


def status(
    region: RegionPath,
    reports: ReportsPath = None,
    at: At = None,
    dynamics: Dynamics = None,
    as_json: AsJson = False,
) -> None:
    """Who has what at one instant.

    Demand and served load, the feeders that are off and why, the people without each service, the facilities that are
    down, official figures beside computed ones.

    \b
    Examples:
      relight status my-region
      relight status my-region --reports tonight.csv --at 2026-01-08T06:00
      relight status my-region --reports tonight.csv --json
    """
    result = relight.status(read_situation(region, reports, at, dynamics)).as_dict()
    if as_json:
        print_json(result)
    else:
        print_tables(status_tables(result))
