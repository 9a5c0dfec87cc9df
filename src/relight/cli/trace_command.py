"""`relight trace`: how a blackout came about and how the grid restarts, for a power engineer."""

from __future__ import annotations

from typing import Any

import relight
from relight.cli.first_run import tell_of_first_run
from relight.cli.inputs import read_situation
from relight.cli.options import AsJson, At, Dynamics, RegionPath, ReportsPath
from relight.cli.output import print_json, print_tables
from relight.errors import InputError, Problem
from relight.publish.terminal import trace_tables
from relight.publish.trace import known_events

JUST_NOW = 1 / 60
"""Hours looked ahead: the trace is of the past."""


def trace(
    region: RegionPath,
    reports: ReportsPath = None,
    at: At = None,
    dynamics: Dynamics = None,
    as_json: AsJson = False,
) -> None:
    """How a blackout came about, and in which order the grid restarts.

    Every instant at which something got worse: what was reported, load before and after; then round by round each
    island with its load and generation, what its units and relays did, which branches tripped at which flow. Then
    when each bus became live and each unit ran. For the desk: it names assets.

    \b
    Examples:
      relight trace my-region --reports tonight.csv
      relight trace my-region --reports tonight.csv --at 2026-01-08T06:00 --json
      relight trace my-region --reports tonight.csv --dynamics on
    """
    situation = read_situation(region, reports, at, dynamics)
    tell_of_first_run()
    if not situation.region.settings.dynamics:
        found = f"{situation.region.settings.name} has cascade and restart switched off, so there is no trace"
        raise InputError([Problem("--dynamics", 0, "", found, "add --dynamics on")])
    result = trace_dict(situation)
    if as_json:
        print_json(result)
    else:
        print_tables(trace_tables(result))


def trace_dict(situation: relight.Situation) -> dict[str, Any]:
    """The cascade and restart of a Situation's past, with what was reported."""
    found = relight.outlook(situation, hours=JUST_NOW).as_dict()
    return {
        **{key: found[key] for key in ("region", "timezone")},
        "at": found["start"],
        "events": known_events(situation),
        **{key: found[key] for key in ("cascade", "restart")},
    }
