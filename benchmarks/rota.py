"""The rota of the demo night for 48 hours, 12 groups and 3 zones: how good, how fast, and the same twice.

The demo region has two supply zones; the larger one is split in two, by its districts in order of id, for a third.
"""

from __future__ import annotations

import time
from dataclasses import replace

import relight
from relight.demo import demo_region_path, demo_reports_path
from relight.engine.people import feeder_district, feeder_zone
from relight.model.region import Region
from relight.model.situation import Situation
from relight.plan.rota.rota_plan import RotaPlan, plan_rota

HOURS = 48
SECONDS = 30.0


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


def main() -> None:
    """Print the table; ends with 1 if the rota is not the same twice."""
    region = three_zones(relight.read_region(demo_region_path()))
    reports = relight.read_reports(demo_reports_path(), region)
    situation = Situation.from_reports(region, reports)
    timed_first, seconds = timed(situation)
    plan = timed_first.as_dict()
    print(f"{HOURS} h, {len(plan['zones'])} zones of {[len(zone['groups']) for zone in plan['zones']]} groups")
    print(f"{seconds:.1f} s (target {SECONDS:.0f} s on 2 cores)")
    print("zone            need MWh  cut MWh  spread h  Gini    limits")
    for zone in plan["zones"]:
        limits = "hold" if zone["limits_hold"] else ", ".join(f"{k} +{v:g}" for k, v in zone["limits_broken"].items())
        numbers = f"{zone['need_mwh']:8.0f} {zone['cut_mwh']:8.0f} {zone['spread_hours']:9.1f}  {zone['gini']:.4f}"
        print(f"{zone['zone']:<15} {numbers}  {limits}")
        for stage in zone["stages"]:
            proof = "proven" if stage["proven"] else f"bound {stage['bound']:g}, gap {stage['gap']:.1%}"
            print(f"    {stage['objective']:<11} {stage['value']:g} {stage['unit']} ({proof})")
    print(f"what the grid cannot serve of what the rota has on: {plan['emergency_mwh']:g} MWh")
    again, seconds = timed(situation)
    same = again.rota == timed_first.rota
    print(f"the same seed gives the same rota: {'yes' if same else 'NO'} ({seconds:.1f} s)")
    raise SystemExit(0 if same else 1)


if __name__ == "__main__":
    main()
