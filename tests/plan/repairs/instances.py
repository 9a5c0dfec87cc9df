"""Small repair problems for tests: generated ones with everything a problem can have, and the known networks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from random import Random

import relight
from relight.model.region import Region, Settings
from relight.model.schema import (
    Branch,
    Bus,
    Crew,
    District,
    Feeder,
    Generator,
    Precedence,
    RepairClass,
    Report,
    Spare,
)
from relight.model.situation import Situation
from relight.plan.repairs.goal import Goal, goal_of
from relight.plan.repairs.plan import last_possible_end
from relight.plan.repairs.problem import repair_problem
from relight.plan.repairs.schedule import decode

NOW = datetime(2026, 1, 8, 6, 0, tzinfo=UTC)


def out(asset: str, minutes: float | None = None, state: str = "out", share: float | None = None) -> Report:
    """A report that an asset is damaged since five, in the order of the calls' ids."""
    since = datetime(2026, 1, 8, 5, 0, tzinfo=UTC)
    return Report(
        report=f"r-{asset}", reported_at=NOW, valid_from=since, subject=asset, state=state, value=share,
        repair_minutes=minutes,
    )  # fmt: skip


def random_situation(seed: int, most_jobs: int = 5) -> Situation:
    """A small meshed grid with three to five damaged assets; crews travel, some jobs wait, parts may be short."""
    chance = Random(seed)
    buses = [f"b{number}" for number in range(chance.randint(3, 5))]
    links = [(buses[at], buses[at + 1]) for at in range(len(buses) - 1)]
    links += [tuple(chance.sample(buses, 2)) for _ in range(2)]  # type: ignore[misc]
    region = Region(
        settings=Settings(name="random", timezone="UTC"),
        districts=(District(district="d", people=1000.0),),
        buses=tuple(
            Bus(bus=bus, lon=30 + chance.random() / 2, lat=48 + chance.random() / 2) for bus in buses
        ),
        branches=tuple(
            Branch(
                branch=f"l{number}", from_bus=start, to_bus=end, x_pu=chance.choice([0.1, 0.2, 0.3]),
                rating_mw=chance.choice([None, 20.0, 40.0, 60.0]),
            )
            for number, (start, end) in enumerate(links)
        ),
        generators=tuple(
            Generator(generator=f"g{number}", bus=chance.choice(buses), max_mw=chance.choice([30.0, 60.0, 100.0]))
            for number in range(2)
        ),
        feeders=tuple(
            Feeder(
                feeder=f"f{bus}", bus=bus, district="d", peak_mw=chance.choice([10.0, 20.0, 40.0]),
                protected=chance.random() < 0.2, divisible=chance.random() < 0.5,
            )
            for bus in buses
        ),
        crews=_crews(chance),
        repair_classes=(
            RepairClass(asset_kind="line", mean_minutes=90, temporary_minutes=chance.choice([None, 30.0])),
            RepairClass(asset_kind="bus", mean_minutes=60, crews=1),
        ),
        spares=(Spare(asset_kind="line", count=1),) if chance.random() < 0.2 else (),
    )  # fmt: skip
    assets = [f"bus:{bus}" for bus in buses] + [f"branch:l{number}" for number in range(len(links))]
    damaged = chance.sample([*assets, "generator:g0", "generator:g1"], chance.randint(3, most_jobs))
    if chance.random() < 0.3:
        region = replace(region, precedence=(Precedence(asset=damaged[0], after=damaged[1]),))
        if damaged[1].startswith(("branch", "generator")) and damaged[0].startswith("bus"):
            region = replace(region, precedence=())  # it would wait for what stands on it
    reports = [
        out(asset, chance.choice([None, 30.0, 60.0, 120.0]))
        if not asset.startswith("generator") or chance.random() < 0.7
        else out(asset, 60.0, "derated", 0.5)
        for asset in damaged
    ]
    return Situation.from_reports(region, reports)


def _crews(chance: Random) -> tuple[Crew, ...]:
    if chance.random() < 0.4:
        return (Crew(crew="alone"),)
    shift = chance.choice([("", ""), ("07:00", "09:00")])
    return (
        Crew(crew="east", lon=30.5, lat=48.2, speed_km_per_h=40, shift_start=shift[0], shift_end=shift[1]),
        *((Crew(crew="west", lon=30.0, lat=48.4, speed_km_per_h=60),) if chance.random() < 0.6 else ()),
    )


def goal_for(situation: Situation, crews: int | None = None) -> Goal:
    """The served-load goal of a Situation over its default horizon."""
    problem = repair_problem(situation, crews)
    return goal_of("served_mw", situation, problem, last_possible_end(problem))


def best_by_trying_all(goal: Goal) -> float:
    """The best value of all orders, one after the other."""
    jobs = range(len(goal.problem.jobs))
    return max(goal.quick.value(decode(goal.problem, order).ends) for order in permutations(jobs))


def network(name: str) -> Situation:
    """A known network with its damage."""
    path = Path(__file__).parents[2] / "cases" / "networks" / f"{name}.m"
    imported = relight.import_matpower(path, susceptance="series")
    return Situation.from_reports(imported.region, imported.reports)
