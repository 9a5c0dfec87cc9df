"""Any two zones on one corridor: the finished rota, judged by adding up megawatts and hours and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from relight.files.region import read_region
from relight.model.region import Region
from relight.model.schema import Feeder, ProfilePoint, RotaSlot
from relight.model.situation import Situation
from relight.plan.rota.rota_plan import RotaPlan, plan_rota
from relight.plan.rota.zone_rota import Effort
from tests.plan.rota.cases import lengths

CORRIDOR = Path(__file__).parents[2] / "cases/two-zones-share-a-corridor/region"
KYIV = ZoneInfo("Europe/Kyiv")
QUICK = Effort(whole=0.02, rounds=0.03)
HOURS = 10
LINES = {"north": "HN", "south": "HS"}
BUSES = {"north": ("N", "hill"), "south": ("S", "dale")}
AT = datetime(2026, 1, 8, 14, tzinfo=KYIV)
TOLERANCE_MW = 1e-4
SURELY_MW = 0.01


@dataclass(frozen=True, repr=False)
class Instance:
    """A region with two zones, and the start of the rota."""

    region: Region
    at: datetime

    def __repr__(self) -> str:
        feeders = [(row.feeder, row.outage_group, row.peak_mw, row.protected) for row in self.region.feeders]
        factors = [row.factor for row in self.region.profiles[:24]]
        ratings = [(row.branch, row.rating_mw) for row in self.region.branches]
        return f"{feeders}, {factors}, {ratings}, {self.region.settings.rota}, {self.at}"

    def demand_mw(self, feeder: Feeder, hour: int) -> float:
        """What a feeder asks for in an hour of the rota."""
        local = (self.at.astimezone(UTC) + timedelta(hours=hour)).astimezone(KYIV)
        of_week = local.weekday() * 24 + local.hour
        return feeder.peak_mw * next(row.factor for row in self.region.profiles if row.hour_of_week == of_week)

    def rating_mw(self, branch: str) -> float:
        """What a line carries."""
        return next(row.rating_mw or 0.0 for row in self.region.branches if row.branch == branch)


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Two zones of two or three groups, some feeders protected or in no group; lines carry at least those."""
    region = read_region(CORRIDOR)
    feeders: list[Feeder] = []
    for zone, (bus, district) in BUSES.items():
        for number in range(draw(st.integers(3, 6))):
            group = str(1 + number % 3)
            kind = draw(st.sampled_from(["", "", "", "", "protected", "in no group"]))
            feeders.append(
                Feeder(
                    feeder=f"{zone}-{number}", bus=bus, district=district, people=100.0, profile="wave",
                    outage_group=group if number < 2 or kind != "in no group" else "",
                    peak_mw=draw(st.integers(10, 60)) / 10, protected=number >= 2 and kind == "protected",
                )
            )  # fmt: skip
    factors = draw(st.lists(st.sampled_from([0.6, 0.8, 1.0, 1.2]), min_size=24, max_size=24))
    profiles = tuple(ProfilePoint(profile="wave", hour_of_week=hour, factor=factors[hour % 24]) for hour in range(168))
    whole = {zone: sum(row.peak_mw for row in feeders if row.bus == bus) for zone, (bus, _) in BUSES.items()}
    never_off = [row for row in feeders if row.protected or not row.outage_group]
    held = {zone: 1.2 * sum(row.peak_mw for row in never_off if row.bus == bus) for zone, (bus, _) in BUSES.items()}
    share = st.sampled_from([0.4, 0.6, 0.8, 1.1])
    ratings = {LINES[zone]: max(held[zone], draw(share) * whole[zone]) for zone in LINES}
    ratings["GH"] = max(sum(held.values()), draw(share) * sum(whole.values()))
    rota = {
        "max_off_minutes": draw(st.sampled_from([0.0, 120.0, 240.0])),
        "min_off_minutes": draw(st.sampled_from([0.0, 60.0, 120.0])),
        "min_on_minutes": draw(st.sampled_from([0.0, 60.0, 120.0])),
        "beyond_need_share": draw(st.sampled_from([0.0, 0.05])),
    }
    region = replace(
        region,
        feeders=tuple(feeders),
        profiles=profiles,
        branches=tuple(replace(row, rating_mw=round(ratings[row.branch], 3)) for row in region.branches),
        settings=replace(region.settings, rota=rota),
    )
    nights = [AT, datetime(2026, 3, 28, 22, tzinfo=KYIV), datetime(2026, 10, 24, 22, tzinfo=KYIV)]
    return Instance(region, draw(st.sampled_from(nights)))


def off_by_hour(plan: RotaPlan, at: datetime) -> dict[tuple[str, str], list[bool]]:
    """(zone, group) -> whether it is off in each hour, from the rows that are published and nothing else."""
    off: dict[tuple[str, str], list[bool]] = defaultdict(lambda: [False] * HOURS)
    for row in plan.rota.slots:
        for hour in range(HOURS):
            begin = at.astimezone(UTC) + timedelta(hours=hour)
            if row.start < begin + timedelta(hours=1) and row.end > begin:
                assert row.start <= begin
                assert begin + timedelta(hours=1) <= row.end, "cuts are whole slots"
                off[row.zone, row.outage_group][hour] = True
    return off


def too_long_or_too_short(off: list[bool], rota: Mapping[str, float]) -> bool:
    """Whether an hour-by-hour row breaks a limit; before it a group has been on for as long as anybody likes."""
    runs = [(is_off, first, count) for is_off in (True, False) for first, count in lengths(off, is_off)]
    for is_off, first, count in runs:
        if is_off and rota["max_off_minutes"] and 60 * count > rota["max_off_minutes"]:
            return True
        ends = first + count < HOURS
        if is_off and ends and 60 * count < rota["min_off_minutes"]:
            return True
        if not is_off and first and ends and 60 * count < rota["min_on_minutes"]:
            return True
    return False


def could_be_on(instance: Instance, zone: str, off: Mapping[tuple[str, str], list[bool]]) -> list[tuple[str, int]]:
    """Groups and hours off that fit both lines, where a shorter cut breaks no limit and makes hours no less even."""
    rota, zone_of = instance.region.settings.rota, {bus: name for name, (bus, _) in BUSES.items()}
    own = {group: row for (name, group), row in off.items() if name == zone}
    found = []
    for group, row in own.items():
        for hour in (hour for hour in range(HOURS) if row[hour]):
            on = dict.fromkeys(BUSES, 0.0)
            for feeder in instance.region.feeders:
                name = zone_of[feeder.bus]
                switched = feeder.outage_group and not feeder.protected and (name, feeder.outage_group) != (zone, group)
                if not (switched and off[name, feeder.outage_group][hour]):
                    on[name] += instance.demand_mw(feeder, hour)
            new = {**own, group: [*row[:hour], False, *row[hour + 1 :]]}
            spreads = [max(map(sum, rows.values())) - min(map(sum, rows.values())) for rows in (own, new)]
            fits = on[zone] < instance.rating_mw(LINES[zone]) - SURELY_MW
            fits = fits and sum(on.values()) < instance.rating_mw("GH") - SURELY_MW
            if fits and spreads[1] <= spreads[0] and not too_long_or_too_short(new[group], rota):
                found.append((group, hour))
    return found


@settings(max_examples=15)
@given(instance=instances())
def test_any_two_zones_on_one_corridor(instance: Instance) -> None:
    """In every hour what is on is within the corridor and each zone's line, protected feeders and those in no group
    included, who are never off; nothing is left to an emergency, nobody is off who could be on; limits hold exactly
    where the zone says so; hours off, spread and megawatt-hours are what its rows add up to. Planned again with its own
    rows as published, where limits hold nothing changes. All of it on the nights of the clock change too.
    """
    region, at = instance.region, instance.at
    situation = Situation.from_reports(region, (), at)
    rotated = [row for row in region.feeders if row.outage_group and not row.protected]
    plan = plan_rota(situation, hours=HOURS, effort=QUICK)
    result = plan.as_dict()
    off = off_by_hour(plan, at)
    zone_of = {bus: zone for zone, (bus, _) in BUSES.items()}

    def is_off(feeder: Feeder, hour: int) -> bool:
        switched = feeder.outage_group and not feeder.protected
        return bool(switched) and off[zone_of[feeder.bus], feeder.outage_group][hour]

    for hour in range(HOURS):
        on = dict.fromkeys(BUSES, 0.0)
        for feeder in region.feeders:
            if not is_off(feeder, hour):
                on[zone_of[feeder.bus]] += instance.demand_mw(feeder, hour)
        assert sum(on.values()) <= instance.rating_mw("GH") + TOLERANCE_MW
        assert all(on[zone] <= instance.rating_mw(line) + TOLERANCE_MW for zone, line in LINES.items())
    assert (result["emergency_mwh"], result["emergency"]) == (0, [])
    assert {(row.zone, row.outage_group) for row in plan.rota.slots} <= {
        (zone_of[row.bus], row.outage_group) for row in rotated
    }

    for zone in result["zones"]:
        own = {group["outage_group"]: off[zone["zone"], group["outage_group"]] for group in zone["groups"]}
        broken = [name for name, row in own.items() if too_long_or_too_short(row, region.settings.rota)]
        assert zone["limits_hold"] == (not broken)
        assert zone["limits_hold"] == (zone["limits_broken"] == {})
        assert {group["outage_group"]: group["off_hours"] for group in zone["groups"]} == {
            name: sum(row) for name, row in own.items()
        }
        hours = [sum(row) for row in own.values()]
        assert zone["spread_hours"] == max(hours) - min(hours)
        cut = sum(instance.demand_mw(row, hour) for row in rotated for hour in range(HOURS)
                  if zone_of[row.bus] == zone["zone"] and is_off(row, hour))  # fmt: skip
        assert abs(zone["cut_mwh"] - cut) < 0.02
        assert zone["least_cut_mwh"] <= cut + 0.02
    for name in BUSES:
        assert could_be_on(instance, name, off) == []
    kept_if_limits_hold(situation, result, plan.rota.slots)


def kept_if_limits_hold(situation: Situation, result: dict[str, Any], published: tuple[RotaSlot, ...]) -> None:
    """Planned again, what was published is kept."""
    if all(zone["limits_hold"] for zone in result["zones"]):
        again = plan_rota(situation, hours=HOURS, published=published, effort=QUICK).as_dict()
        assert [change for change in again["changes"] if change["within_kept"]] == []
