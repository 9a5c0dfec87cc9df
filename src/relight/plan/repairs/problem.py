"""What there is to repair, by whom and with what: the problem that every method of planning works on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from relight.engine.clock import minute_of
from relight.model.region import Region
from relight.model.schema import Crew, RepairClass
from relight.model.situation import Situation, latest
from relight.plan.repairs.shifts import Shift
from relight.plan.repairs.sites import Site, distance_km, sites_of

ASSET_KINDS = ("bus", "branch", "generator", "feeder", "facility")


@dataclass(frozen=True)
class Job:
    """A damaged asset and what its repair takes."""

    asset: str
    minutes: float  # crew work on site of a full repair
    temporary_minutes: float | None  # of a temporary fix, where one is quicker
    skill: str  # empty = any crew
    crews: int  # needed at once
    part: str  # kind of spare part a full repair uses up; empty = needs none that is counted
    after: tuple[int, ...]  # jobs that must have ended before this one begins

    @property
    def least_minutes(self) -> float:
        """The quickest way to have the asset back [min of work on site]."""
        return self.minutes if self.temporary_minutes is None else min(self.minutes, self.temporary_minutes)


@dataclass(frozen=True, eq=False)
class Team:
    """A crew as the planner sees it: what it can do, and when and where it is free first."""

    crew: str
    skill: str  # empty = everything
    shift: Shift
    free_minute: float = 0.0
    busy_with: int = -1  # the job it works on at the start, −1 = none


@dataclass(frozen=True)
class Begun:
    """Work in progress at the start: it goes on as it was planned."""

    job: int
    teams: tuple[int, ...]
    start_minute: float
    end_minute: float
    kind: str


@dataclass(frozen=True, eq=False)
class RepairProblem:
    """Jobs in order of the reports, crews in order of their ids, travel times and parts."""

    jobs: tuple[Job, ...]
    teams: tuple[Team, ...]
    from_base: tuple[tuple[float, ...], ...]  # per team and job: minutes of travel
    between: tuple[tuple[tuple[float, ...], ...], ...]  # per team, job and job; empty = nobody travels
    parts: tuple[tuple[str, tuple[float, ...]], ...]  # kind -> minute from which each part is there
    begun: tuple[Begun, ...] = ()

    @cached_property
    def travels(self) -> bool:
        """Whether any crew is ever on the road."""
        return any(any(row) for row in self.from_base) or any(any(row) for rows in self.between for row in rows)

    @cached_property
    def round_the_clock(self) -> bool:
        """Whether every crew is always on duty."""
        return all(team.shift.always for team in self.teams)

    @cached_property
    def alike(self) -> bool:
        """Whether it makes no difference which of the crews does a job."""
        kinds = {(team.skill, team.shift.hours) for team in self.teams}
        return len(kinds) == 1 and len(set(self.from_base)) <= 1 and len(set(self.between)) <= 1

    @cached_property
    def skilled(self) -> tuple[tuple[int, ...], ...]:
        """Per job the positions of the teams that have its skill."""
        return tuple(
            tuple(at for at, team in enumerate(self.teams) if not job.skill or team.skill in ("", job.skill))
            for job in self.jobs
        )


def repair_problem(situation: Situation, crews: int | None = None) -> RepairProblem:
    """The repair problem of a Situation.

    Parameters
    ----------
    situation
        What is believed; what is out or derated at its instant is to be repaired.
    crews
        So many crews who can do everything, start where their first job is and are always on duty, in place of the
        region's own. Without a number, and without crews of the region: one.
    """
    region = situation.region
    jobs = _jobs(situation)
    own = sorted(region.crews, key=lambda row: row.crew)
    if crews is not None or not own:
        own = [Crew(crew=f"crew-{number}") for number in range(1, (crews or 1) + 1)]
    teams = tuple(
        Team(row.crew, row.skill, Shift(row.shift_start, row.shift_end, situation.at, region.settings.zone))
        for row in own
    )
    from_base, between = _travel([job.asset for job in jobs], own, region)
    return RepairProblem(jobs, teams, from_base, between, _parts(region, situation.at))


def damaged_assets(situation: Situation) -> list[str]:
    """What is out or derated at the Situation's instant and can be repaired, in the order in which it was reported."""
    found = []
    for subject, rows in situation.in_track("condition"):
        row = latest(rows, situation.at)
        if row is not None and row.state in ("out", "derated") and subject.partition(":")[0] in ASSET_KINDS:
            found.append((row.reported_at, row.valid_from, _by_number(subject), subject))
    return [subject for *_, subject in sorted(found)]


def asset_kinds(region: Region) -> dict[str, tuple[str, ...]]:
    """Asset -> the names its repair class may go by: its own kind, by which parts go too, then what it is."""
    kinds: dict[str, tuple[str, ...]] = {f"bus:{row.bus}": ("bus",) for row in region.buses}
    kinds |= {f"branch:{row.branch}": (row.kind, "branch") for row in region.branches}
    kinds |= {f"generator:{row.generator}": (row.kind, "generator") for row in region.generators}
    kinds |= {f"feeder:{row.feeder}": ("feeder",) for row in region.feeders}
    kinds |= {f"facility:{row.facility}": (row.kind, "facility") for row in region.facilities}
    return kinds


def stands_on(region: Region) -> dict[str, tuple[str, ...]]:
    """Asset -> the buses it cannot work without."""
    needed: dict[str, tuple[str, ...]] = {
        f"branch:{row.branch}": (f"bus:{row.from_bus}", f"bus:{row.to_bus}") for row in region.branches
    }
    needed |= {f"generator:{row.generator}": (f"bus:{row.bus}",) for row in region.generators}
    return needed | {f"feeder:{row.feeder}": (f"bus:{row.bus}",) for row in region.feeders}


def _jobs(situation: Situation) -> tuple[Job, ...]:
    region = situation.region
    assets = damaged_assets(situation)
    position = {asset: at for at, asset in enumerate(assets)}
    kinds, buses = asset_kinds(region), stands_on(region)
    classes = {row.asset_kind: row for row in region.repair_classes}
    counted = {row.asset_kind for row in region.spares}
    waits: dict[str, list[str]] = {}
    for row in region.precedence:
        waits.setdefault(row.asset, []).append(row.after)
    jobs = []
    for asset in assets:
        before = {position[name] for name in (*buses.get(asset, ()), *waits.get(asset, ())) if name in position}
        one = next((classes[kind] for kind in kinds[asset] if kind in classes), None)
        part = kinds[asset][0] if kinds[asset][0] in counted else ""
        jobs.append(_job(situation, asset, one, part, tuple(sorted(before - {position[asset]}))))
    return tuple(jobs)


def _job(situation: Situation, asset: str, one: RepairClass | None, part: str, after: tuple[int, ...]) -> Job:
    """What a repair takes: the crew's own estimate first, then the asset's class, then the assumption.

    Who promises a return without an estimate needs no longer than until then.
    """
    row = latest(situation.tracks[asset, "condition"], situation.at)
    minutes = None if row is None else row.repair_minutes
    if minutes is None:
        usual = situation.region.assumptions["strike_repair_minutes"]
        minutes = usual if one is None else one.mean_minutes
        promised = None if row is None else row.expected_at
        if promised is not None and promised > situation.at:
            minutes = min(minutes, minute_of(promised, situation.at))
    quick = None if one is None else one.temporary_minutes
    return Job(
        asset=asset,
        minutes=round(minutes * 60) / 60,
        temporary_minutes=round(quick * 60) / 60 if quick is not None and quick < minutes else None,
        skill="" if one is None else one.skill,
        crews=1 if one is None else one.crews,
        part=part,
        after=after,
    )


def _parts(region: Region, at: datetime) -> tuple[tuple[str, tuple[float, ...]], ...]:
    from_minute: dict[str, list[float]] = {}
    for row in region.spares:
        there = 0.0 if row.available_from is None else max(0.0, (row.available_from - at).total_seconds() / 60)
        from_minute.setdefault(row.asset_kind, []).extend([there] * row.count)
    return tuple((kind, tuple(sorted(minutes))) for kind, minutes in sorted(from_minute.items()))


Travel = tuple[tuple[tuple[float, ...], ...], tuple[tuple[tuple[float, ...], ...], ...]]


def _travel(assets: Sequence[str], crews: Sequence[Crew], region: Region) -> Travel:
    """Minutes of travel from every crew's base and between the sites, rounded up; 0 where a place is not known."""
    known = sites_of(region)
    sites = [known.get(asset) for asset in assets]
    usual = region.assumptions["crew_speed_km_per_h"]
    apart = [[_km(start, end) for end in sites] for start in sites]
    from_base, between = [], []
    by_speed: dict[float, tuple[tuple[float, ...], ...]] = {}
    for crew in crews:
        speed = (crew.speed_km_per_h or usual) / 60
        base = None if crew.lon is None or crew.lat is None else (crew.lon, crew.lat)
        from_base.append(tuple(math.ceil(_km(base, site) / speed) for site in sites))
        if speed not in by_speed:
            by_speed[speed] = tuple(tuple(math.ceil(km / speed) for km in row) for row in apart)
        between.append(by_speed[speed])
    return tuple(from_base), tuple(between)


def _km(start: Site | None, end: Site | None) -> float:
    return 0.0 if start is None or end is None else distance_km(start, end)


def _by_number(subject: str) -> tuple[str, float, str]:
    """Sorts l2 before l10."""
    digits = "".join(letter for letter in subject if letter.isdigit())
    return (subject.partition(":")[0], float(digits or 0), subject)


def with_begun(problem: RepairProblem, begun: Sequence[Begun]) -> RepairProblem:
    """The problem with work in progress: its crews are free when it ends, where it ends."""
    teams = list(problem.teams)
    for row in begun:
        for at in row.teams:
            teams[at] = replace(teams[at], free_minute=max(teams[at].free_minute, row.end_minute), busy_with=row.job)
    return replace(problem, teams=tuple(teams), begun=tuple(begun))
