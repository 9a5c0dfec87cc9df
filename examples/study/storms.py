"""A study: storms drawn over one region, each from (seed, number), to one table of what people go without.

    python examples/study/storms.py REGION storms.csv --storms 500 --seed 7 --workers 2

The same seed gives the same bytes, whatever the number of workers, and more storms begin with the rows of fewer.
It needs nothing but relight.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

import relight

START = datetime(2026, 1, 8, 20, tzinfo=UTC)
HOURS = 48.0
SHARE_HIT = 0.2  # of the branches; a study's own assumption, as are the next two
MEAN_REPAIR_MINUTES, REPAIR_SPREAD = 240.0, 0.5  # lognormal: its mean, and the deviation of its logarithm


def storm(region: relight.Region, seed: int, number: int) -> list[relight.Report]:
    """The reports of one storm: which branches are out, and how long each repair takes."""
    rng = np.random.default_rng([seed, number])
    branches = sorted(row.branch for row in region.branches)
    hit = rng.random(len(branches)) < SHARE_HIT
    minutes = rng.lognormal(np.log(MEAN_REPAIR_MINUTES) - REPAIR_SPREAD**2 / 2, REPAIR_SPREAD, len(branches))
    return [
        relight.Report(
            report=branch,
            reported_at=START,
            valid_from=START,
            subject=f"branch:{branch}",
            state="out",
            repair_minutes=round(float(minutes[at])),
            source=f"storm {number} of seed {seed}",
        )
        for at, branch in enumerate(branches)
        if hit[at]
    ]


def night(region: relight.Region, seed: int, number: int) -> dict[str, float]:
    """One row of the table: energy not served [MWh] and person-hours without each service."""
    reports = storm(region, seed, number)
    situation = relight.Situation.from_reports(region, reports, START)
    found = relight.outlook(situation, hours=HOURS).as_dict()
    row = {"storm": number, "branches_out": len(reports), "unserved_mwh": found["unserved_mwh"]}
    return row | {f"{service}_person_hours": hours for service, hours in found["person_hours_without"].items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw the storms, follow each, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("region", type=Path)
    parser.add_argument("table", type=Path)
    parser.add_argument("--storms", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    chosen = parser.parse_args(arguments)
    one = partial(night, relight.read_region(chosen.region), chosen.seed)
    with ProcessPoolExecutor(chosen.workers) as executor:
        rows = list(executor.map(one, range(chosen.storms), chunksize=10))
    with chosen.table.open("w", newline="", encoding="utf-8") as stream:
        table = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
