"""What ensembles of the demo cost, against the number of scenarios and workers, and where a scenario's time goes.

Every row is a process of its own, those of one table in turn, after one that compiles. Memory is the largest of the
process itself, with workers that of the one that collects; it must not grow with the number of scenarios. Dynamics are
on, as the demo has them. The same seed must give the same bytes for any number of workers; a difference is an error.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.table import Table

import relight
from benchmarks.report import table_of
from relight.cli.chance import executor_of
from relight.engine import dynamics, kernel, pickup, simulate
from relight.engine.ensembles import ensemble, statistics
from relight.engine.ensembles.ensemble import run_chunk
from relight.engine.tally import Tally

SCENARIOS = 5
SEED = 7

ROOMS = (
    ("serve", pickup, ("serve",)),
    ("serve", dynamics, ("serve",)),
    ("kernel", kernel, ("trial", "advance")),
    ("cascade and restart", simulate, ("react",)),
    ("pick-up and cold load", simulate, ("serve_with_pickup", "with_cold_load", "came_back")),
    ("tally", Tally, ("add",)),
    ("clocks and warnings", statistics, ("clocks_in",)),
    ("statistics", ensemble, ("with_run",)),
    ("draws", ensemble, ("draw_scenario",)),
)
"""Room, and where its functions are called from."""


def tables(full: bool) -> Iterator[Table]:
    """One table a question."""
    yield against_scenarios(full)
    yield by_room()


def demo_futures() -> Any:
    """What scenarios of the demo are drawn from."""
    region = relight.read_region(relight.demo_region_path())
    reports = relight.read_reports(relight.demo_reports_path(), region)
    return relight.futures_from(relight.replay(relight.Situation.from_reports(region, reports)), SEED)


def against_scenarios(full: bool) -> Table:
    """Seconds and memory against N and workers."""
    sizes = (10, 20) if not full else (50, 200, 1000)
    measured(2, 1)
    rows: list[Sequence[object]] = []
    digests: dict[int, str] = {}
    for scenarios in sizes:
        for workers in (1, 2):
            found = measured(scenarios, workers)
            same = digests.setdefault(scenarios, found["digest"]) == found["digest"]
            if not same:
                raise RuntimeError(f"{workers} workers give other bytes for {scenarios} scenarios")
            each = found["seconds"] / scenarios
            rows.append(
                (scenarios, workers, f"{found['seconds']:.1f}", f"{each:.3f}", f"{found['memory_mb']:.0f}", "same")
            )
    columns = ("scenarios", "workers", "seconds", "a scenario [s]", "memory [MB]", "bytes")
    return table_of("72 h ensembles of the demo", columns, rows)


def measured(scenarios: int, workers: int) -> dict[str, Any]:
    """What one ensemble in a process of its own takes."""
    code = f"from benchmarks.ensembles import run_here; run_here({scenarios}, {workers})"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def run_here(scenarios: int, workers: int) -> None:
    """Print seconds, memory and a digest of one ensemble as JSON; for `measured`."""
    futures = demo_futures()
    relight.ensemble(futures, 1)
    with executor_of(workers) as executor:
        begun = time.perf_counter()
        found = relight.ensemble(futures, scenarios, executor)
        seconds = time.perf_counter() - begun
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    digest = hashlib.sha256(json.dumps(found.as_dict(), sort_keys=True).encode()).hexdigest()
    print(json.dumps({"seconds": seconds, "memory_mb": memory_mb, "digest": digest}))


def by_room() -> Table:
    """Processor time a scenario by room."""
    futures = demo_futures()
    run_chunk(futures, range(2))
    rooms = seconds_by_room(lambda: run_chunk(futures, range(SCENARIOS)))
    total = sum(rooms.values())
    largest_first = sorted(rooms.items(), key=lambda row: -row[1])
    rows = [(room, f"{1e3 * spent / SCENARIOS:.1f}", f"{spent / total:.0%}") for room, spent in largest_first]
    rows.append(("all", f"{1e3 * total / SCENARIOS:.1f}", "100%"))
    return table_of("Where a scenario's time goes", ("room", "a scenario [ms]", "share"), rows)


def seconds_by_room(work: Callable[[], object]) -> dict[str, float]:
    """Processor seconds of a piece of work by room, without what it calls in others; all else is "rest"."""
    spent: dict[str, float] = defaultdict(float)
    inner = [0.0]

    def clocked(room: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            begun = time.process_time()
            inner.append(0.0)
            try:
                return function(*arguments, **named)
            finally:
                took = time.process_time() - begun
                spent[room] += took - inner.pop()
                inner[-1] += took

        return call

    kept = [(place, name, getattr(place, name), room) for room, place, names in ROOMS for name in names]
    try:
        for place, name, function, room in kept:
            setattr(place, name, clocked(room, function))
        clocked("rest", work)()
    finally:
        for place, name, function, _ in kept:
            setattr(place, name, function)
    return spent
