"""What the demo's result owes to the assumptions of cascade, restart and cold load: each run at −20 % and +20 %.

For every assumption: the load left after the cascades of the first hour, and the person-hours without electricity and
in all over the next 72 hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from rich.table import Table

import relight
from benchmarks.report import table_of
from relight.model.assumptions import DYNAMICS

WHOLE_NUMBERS = ("shed_stages",)


def tables(full: bool) -> Iterator[Table]:
    """The range of every assumption and the range over all of them."""
    region = relight.read_region(relight.demo_region_path())
    reports = relight.read_reports(relight.demo_reports_path(), region)
    found = [("as it is", "", result_of(region, reports, {}))]
    for about in DYNAMICS:
        if about.name.startswith("merit_cost"):
            continue
        for factor in (0.8, 1.2):
            value = about.value * factor
            value = float(round(value)) if about.name in WHOLE_NUMBERS else value
            found.append((about.name, f"{value:g} {about.unit}", result_of(region, reports, {about.name: value})))
    rows = [(name, value, *(f"{number:,.1f}" for number in numbers)) for name, value, numbers in found]
    low, high = (tuple(choose(row[2][at] for row in found) for at in range(3)) for choose in (min, max))
    rows.append(("range", "", *(f"{least:,.1f} – {most:,.1f}" for least, most in zip(low, high, strict=True))))
    names = ("assumption", "value", "load left in the first hour [MW]", "without electricity [M person-h]",
             "all services [M person-h]")  # fmt: skip
    yield table_of("The demo with each assumption of its dynamics 20 % lower and higher", names, rows)


def result_of(
    region: relight.Region, reports: tuple[relight.Report, ...], changes: dict[str, float]
) -> tuple[float, float, float]:
    """Megawatts left after the first hour's cascades, million person-hours without electricity and without anything."""
    settings = replace(region.settings, dynamics=True, assumptions={**region.settings.assumptions, **changes})
    situation = relight.Situation.from_reports(replace(region, settings=settings), reports)
    found = relight.outlook(situation).as_dict()
    times = [datetime.fromisoformat(shock["at"]) for shock in found["cascade"]]
    first_hour = [
        shock["load_after_mw"]
        for shock, at in zip(found["cascade"], times, strict=True)
        if at <= min(times) + timedelta(hours=1)
    ]
    hours = found["person_hours_without"]
    return min(first_hour), hours["electricity"] / 1e6, sum(hours.values()) / 1e6
