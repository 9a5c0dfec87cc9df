"""How long an outlook takes: the demo as a whole command, and one outlook against facilities, slots and scenarios.

Every figure is a median of interleaved runs in one process tree, after a first run that compiles.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.table import Table

import relight
from relight.cli.chance import executor_of

REPEATS = 3


def tables(full: bool) -> Iterator[Table]:
    """One table a question."""
    region = relight.read_region(relight.demo_region_path())
    reports = relight.read_reports(relight.demo_reports_path(), region)
    yield whole_command()
    yield parts(region, reports)
    yield against_facilities(region, reports)
    yield against_hours(region, reports)
    last = ensembles(region, reports)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    last.caption = f"{last.caption}; largest memory of this process: {peak_mb:.0f} MB"
    yield last


def median_seconds(*works: Callable[[], object]) -> list[float]:
    """Median wall seconds of each work, all run in turn."""
    for work in works:
        work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(REPEATS):
        for work, taken in zip(works, times, strict=True):
            begun = time.perf_counter()
            work()
            taken.append(time.perf_counter() - begun)
    return [statistics.median(taken) for taken in times]


def whole_command() -> Table:
    """Wall time of `relight outlook` on the demo region, from start to exit with all files written."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [sys.executable, "-m", "relight", "outlook", str(relight.demo_region_path())]
        arguments += ["--reports", str(relight.demo_reports_path())]

        def command(*more: str) -> Callable[[], object]:
            return lambda: subprocess.run([*arguments, *more], check=True, capture_output=True)

        out = ["--out", str(Path(folder) / "out")]
        rows = median_seconds(command("--json"), command("--dynamics", "off", "--json"), command(*out))
    table = Table("`relight outlook` on the demo region", "seconds", title="Whole command, after the first run")
    for what, seconds in zip(("--json", "--dynamics off --json", "with all pages and files"), rows, strict=True):
        table.add_row(what, f"{seconds:.2f}")
    return table


def situation_of(
    region: relight.Region, reports: tuple[relight.Report, ...], dynamics: bool = False
) -> relight.Situation:
    """The demo's situation with dynamics on or off."""
    settings = replace(region.settings, dynamics=dynamics)
    return relight.Situation.from_reports(replace(region, settings=settings), reports)


def parts(region: relight.Region, reports: tuple[relight.Report, ...]) -> Table:
    """Reading, replaying 19 hours, looking 72 hours ahead, making the dictionary."""
    table = Table("part", "dynamics off [s]", "dynamics on [s]", title="Where the time goes")
    columns = []
    for dynamics in (False, True):
        situation = situation_of(region, reports, dynamics)
        state = relight.replay(situation)
        found = relight.outlook(situation)
        columns.append(
            median_seconds(
                partial(relight.read_region, relight.demo_region_path()),
                partial(relight.replay, situation),
                partial(relight.outlook_from, state),
                found.as_dict,
            )
        )
    names = ("read the region", "compile and replay 19 h", "look 72 h ahead", "make the dictionary")
    for name, off, on in zip(names, *columns, strict=True):
        table.add_row(name, f"{off:.2f}", f"{on:.2f}")
    return table


def copies(region: relight.Region, times: int) -> relight.Region:
    """The region with every facility and its needs, backups and serves so many times, under other ids."""
    if times == 1:
        return region
    known = {row.facility for row in region.facilities}

    def other(name: str, copy: int) -> str:
        kind, _, own = name.partition(":")
        if copy == 0 or (own or name) not in known:
            return name
        return f"{kind}:{own}~{copy}" if own else f"{name}~{copy}"

    span = range(times)
    return replace(
        region,
        facilities=tuple(replace(row, facility=other(row.facility, at)) for at in span for row in region.facilities),
        needs=tuple(
            replace(row, asset=other(row.asset, at), supplier=other(row.supplier, at))
            for at in span
            for row in region.needs
            if at == 0 or row.asset.startswith("facility:")
        ),
        backups=tuple(replace(row, facility=other(row.facility, at)) for at in span for row in region.backups),
        serves=tuple(replace(row, facility=other(row.facility, at)) for at in span for row in region.serves),
    )


def against_facilities(region: relight.Region, reports: tuple[relight.Report, ...]) -> Table:
    """One 72 h outlook of the demo against the number of its facilities."""
    table = Table("facilities", "72 h outlook [s]", title="Against the number of facilities (dynamics off)")
    sizes = (1, 2, 4)
    states = [relight.replay(situation_of(copies(region, times), reports)) for times in sizes]
    rows = median_seconds(*(partial(relight.outlook_from, state) for state in states))
    for times, seconds in zip(sizes, rows, strict=True):
        table.add_row(f"{times * len(region.facilities):,}", f"{seconds:.2f}")
    return table


def against_hours(region: relight.Region, reports: tuple[relight.Report, ...]) -> Table:
    """One outlook of the demo against its length."""
    table = Table("hours", "slots", "outlook [s]", title="Against the horizon (dynamics off)")
    state = relight.replay(situation_of(region, reports))
    lengths = (24, 72, 144)
    rows = median_seconds(*(partial(relight.outlook_from, state, hours) for hours in lengths))
    for hours, seconds in zip(lengths, rows, strict=True):
        table.add_row(str(hours), str(2 * hours), f"{seconds:.2f}")
    return table


def ensembles(region: relight.Region, reports: tuple[relight.Report, ...]) -> Table:
    """Ensembles of the demo against the number of scenarios and workers, with their dictionaries compared."""
    table = Table("scenarios", "workers", "seconds", "per scenario [s]", title="Ensembles (dynamics off)")
    futures = relight.futures_from(relight.replay(situation_of(region, reports)), seed=7)
    relight.ensemble(futures, 1)
    found = {}
    for scenarios, workers in ((10, 1), (40, 1), (40, 2)):
        with executor_of(workers) as executor:
            begun = time.perf_counter()
            found[scenarios, workers] = relight.ensemble(futures, scenarios, executor).as_dict()
            seconds = time.perf_counter() - begun
        table.add_row(str(scenarios), str(workers), f"{seconds:.1f}", f"{seconds / scenarios:.3f}")
    same = found[40, 1] == found[40, 2]
    table.caption = f"1 and 2 workers give the same dictionary: {same}"
    return table
