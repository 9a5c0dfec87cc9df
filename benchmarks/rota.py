"""The rota of the demo night for 48 hours, 12 groups and 3 zones: how good, how fast, and the same twice.

The demo region has two supply zones; the larger one is split in two, by its districts in order of id, for a third.
The need is what a slot lacks: if groups could be cut in part, in whole groups, and the least that any rota cuts which
also picks up cold load and is within its limits as far as this one (a proven bound). The time is that of a process in
which everything has been compiled.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from rich.table import Table

import relight
from benchmarks.report import table_of
from relight.demo import demo_region_path, demo_reports_path
from relight.engine.people import feeder_district, feeder_zone
from relight.model.region import Region
from relight.model.situation import Situation
from relight.plan.rota.rota_plan import RotaPlan, plan_rota
from relight.plan.rota.zone_parts import Parts

HOURS = 48
SECONDS = 30.0
PARTS = (*(field.name for field in fields(Parts)), "emergency")


def three_zones(region: Region) -> Region:
    """The region with every second district of its first zone in a zone of its own."""
    zone, home = feeder_zone(region), feeder_district(region)
    first = min(zone.values())
    districts = sorted({home[feeder] for feeder, name in zone.items() if name == first})
    apart = set(districts[1::2])
    feeders = tuple(
        replace(row, zone=f"{first} II" if home[row.feeder] in apart else zone[row.feeder]) for row in region.feeders
    )
    return replace(region, feeders=feeders)


def timed(situation: Situation) -> tuple[RotaPlan, float]:
    """A rota and the seconds it took."""
    begun = time.perf_counter()
    plan = plan_rota(situation, HOURS)
    return plan, time.perf_counter() - begun


def tables(full: bool) -> Iterator[Table]:
    """What the rota costs each zone and how well each stage is proven; the rota must come out the same twice."""
    region = three_zones(relight.read_region(demo_region_path()))
    reports = relight.read_reports(demo_reports_path(), region)
    situation = Situation.from_reports(region, reports)
    plan_rota(situation, 2)
    first, seconds = timed(situation)
    plan = first.as_dict()
    names = ("zone", "groups", "need", "whole", "least", "cut [MWh]", "spread [h]", "Gini", "limits")
    yield table_of(
        f"The demo's rota for {HOURS} h: {seconds:.1f} s, target {SECONDS:.0f} s on 2 cores",
        names, [zone_row(zone) for zone in plan["zones"]],
        f"what the grid cannot serve of what the rota has on: {plan['emergency_mwh']:g} MWh",
    )  # fmt: skip
    yield table_of(
        "What is cut is made of [MWh]", ("zone", *PARTS), [parts_row(zone) for zone in plan["zones"]],
        "need, whole groups, limits and cold load are proven to be unavoidable",
    )  # fmt: skip
    again, seconds = timed(situation)
    if again.rota != first.rota:
        raise SystemExit("the same seed gave another rota")
    stages = [(zone["zone"], *stage_row(stage)) for zone in plan["zones"] for stage in zone["stages"]]
    note = f"a second run took {seconds:.1f} s and gave the same rota"
    yield table_of("Stages of the optimum", ("zone", "objective", "value", "unit", "proof"), stages, note)


def zone_row(zone: dict[str, Any]) -> tuple[str, ...]:
    """What the rota costs one zone."""
    limits = "hold" if zone["limits_hold"] else ", ".join(f"{k} +{v:g}" for k, v in zone["limits_broken"].items())
    energy = [f"{zone[name]:.0f}" for name in ("need_mwh", "whole_need_mwh", "least_cut_mwh", "cut_mwh")]
    return (
        zone["zone"], str(len(zone["groups"])), *energy, f"{zone['spread_hours']:.1f}", f"{zone['gini']:.4f}", limits,
    )  # fmt: skip


def parts_row(zone: dict[str, Any]) -> tuple[str, ...]:
    """What one zone's cut is made of."""
    return (zone["zone"], *(f"{zone['parts_mwh'][name]:.0f}" for name in PARTS))


def stage_row(stage: dict[str, Any]) -> tuple[str, ...]:
    """How good one stage of the optimum is."""
    bound = f"bound {stage['bound']:g}, gap {stage['gap']:.1%}" if stage["bounded"] else "no bound"
    proof = "proven" if stage["proven"] else bound
    return (stage["objective"], f"{stage['value']:g}", stage["unit"], proof)
