"""What the demo's result owes to the assumptions of cascade, restart and cold load: each run at −20 % and +20 %.

Run with `python benchmarks/dynamics_range.py`. It prints, for every assumption, the load left after the cascades of
the first hour and the person-hours without electricity and in all over the next 72 hours.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table

import relight
from relight.model.assumptions import DYNAMICS

WHOLE_NUMBERS = ("shed_stages",)


def main() -> None:
    """Print the range of every assumption and the range over all of them."""
    region = relight.read_region(relight.demo_region_path())
    reports = relight.read_reports(relight.demo_reports_path(), region)
    table = Table(
        "assumption", "value", "load left in the first hour [MW]", "without electricity [M person-h]",
        "all services [M person-h]", title="The demo with each assumption of its dynamics 20 % lower and higher",
    )  # fmt: skip
    usual = result_of(region, reports, {})
    table.add_row("as it is", "", *(f"{value:,.1f}" for value in usual))
    rows = [usual]
    for about in DYNAMICS:
        if about.name.startswith("merit_cost"):
            continue
        for factor in (0.8, 1.2):
            value = about.value * factor
            value = float(round(value)) if about.name in WHOLE_NUMBERS else value
            found = result_of(region, reports, {about.name: value})
            rows.append(found)
            table.add_row(about.name, f"{value:g} {about.unit}", *(f"{number:,.1f}" for number in found))
    low, high = (tuple(choose(row[at] for row in rows) for at in range(3)) for choose in (min, max))
    table.add_row("range", "", *(f"{least:,.1f} – {most:,.1f}" for least, most in zip(low, high, strict=True)))
    Console(width=140).print(table)


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


if __name__ == "__main__":
    main()
