"""Plans a rota: zone after zone with the others' held, put to the grid, mended where it does not fit, polished."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import cycle

import numpy as np

from relight.engine.clock import MOST_ROTA_HOURS, hours_problems
from relight.engine.model import Model
from relight.engine.replay import State, replay
from relight.errors import InputError, Problem
from relight.model.check import check_repairs, check_rota
from relight.model.region import Region
from relight.model.rota import Area
from relight.model.schema import PastCut, Repair, RotaSlot
from relight.model.situation import Situation
from relight.plan.rota.before import (
    before_of,
    cold_excess,
    is_edge,
    past_cuts,
    published_slots,
    slot_instants,
)
from relight.plan.rota.capacity import ZoneFeeders, fair_shares, live_kw, load_rows, shares_of, zones_of
from relight.plan.rota.limits import Limits, limits_of
from relight.plan.rota.need import Floats, Need, need_of
from relight.plan.rota.stages import staged
from relight.plan.rota.verify import Guard, Shortfall, cold_factors, shortfalls
from relight.plan.rota.zone_case import Flags, LoadRow, ZoneCase, weights_by_people
from relight.plan.rota.zone_check import overloads
from relight.plan.rota.zone_polish import fill_zone, first_rota, mend_zone, polish_zone
from relight.plan.rota.zone_rota import USUAL_EFFORT, Effort, ZoneRota
from relight.plan.rota.zone_search import solve_zone

ROUNDS = 16
"""How often a zone is planned again because the network cannot serve what its capacity promised."""

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Wishes:
    """What a rota is planned with beside the Situation."""

    hours: float = 48.0
    history: tuple[PastCut, ...] = ()
    published: tuple[RotaSlot, ...] | None = None
    repairs: tuple[Repair, ...] | None = None
    effort: Effort = USUAL_EFFORT


@dataclass(frozen=True, eq=False)
class Planned:
    """A rota as arrays, and everything it was planned from."""

    need: Need
    limits: Limits
    zones: tuple[ZoneFeeders, ...]
    cases: dict[str, ZoneCase]
    rotas: dict[str, ZoneRota]
    emergency: dict[str, Flags]  # cut although the rota had it on, because the grid cannot serve it
    shortfalls: tuple[Shortfall, ...]  # what is left of feeders that no rota switches
    stages: dict[str, tuple[int, ...]]  # of load shedding, per slot, where the region has them
    published: dict[str, np.ndarray | None]  # over the whole horizon
    wishes: Wishes

    def off(self, zone: str) -> Flags:
        """Which group of a zone is off in which slot, for whatever reason."""
        return self.rotas[zone].off | self.emergency[zone]


def plan_zones(
    situation: Situation, wishes: Wishes, model: Model | None = None, progress: Progress | None = None
) -> Planned:
    """The rota of every zone of a Situation.

    Raises
    ------
    InputError
        If the region has no outage group, the hours make no sense, or plans made by a program do not fit the region.
    """
    if problems := tuple(_problems(situation.region, wishes)):
        raise InputError(problems)
    state = replay(situation, model)
    limits = limits_of(situation.region)
    need = need_of(state, wishes.hours, wishes.repairs, limits.block_minutes)
    zones = zones_of(need)
    if not zones:
        remedy = "give feeders that may be cut in turn an outage_group"
        raise InputError([Problem("feeders.csv", 0, "outage_group", "no feeder has an outage group", remedy)])
    planner = _Planner(need, zones, limits, wishes, progress)
    planner.plan()
    planner.fit_to_the_grid()
    return planner.planned()


def _problems(region: Region, wishes: Wishes) -> Iterator[Problem]:
    """Everything wrong with the hours, and with the cuts and repairs that a program may have made."""
    yield from hours_problems(wishes.hours, MOST_ROTA_HOURS)
    yield from check_rota(wishes.history, region, file=PastCut.FILE)
    yield from check_rota(wishes.published or (), region)
    if wishes.repairs is not None:
        yield from check_repairs(wishes.repairs, region)


class _Planner:
    """Zones one after the other; `shares` is what every feeder gets in every moment as far as it is decided."""

    def __init__(
        self, need: Need, zones: tuple[ZoneFeeders, ...], limits: Limits, wishes: Wishes, progress: Progress | None
    ) -> None:
        self.need, self.zones, self.limits, self.wishes = need, zones, limits, wishes
        self.progress = progress
        self.shares: dict[int, Floats] = {at: fair_shares(need, moment) for at, moment in enumerate(need.moments)}
        self.cases: dict[str, ZoneCase] = {}
        self.rotas: dict[str, ZoneRota] = {}
        self.stages: dict[str, tuple[int, ...]] = {}
        self.emergency: dict[str, Flags] = {}
        self.left: list[Shortfall] = []
        self.broken: dict[str, list[LoadRow]] = {}  # rows found while mending
        self.said: dict[str, np.ndarray | None] = {}

    def plan(self) -> None:
        """Every zone once, with those before it as planned, those after it as published or at a fair share."""
        self._hold_published()
        for place, zone in enumerate(self.zones):
            case, stages = staged(self._case(zone), self.need.slots)
            self.cases[zone.zone], self.stages[zone.zone] = case, stages
            # What the others leave a zone is known when all are planned: its proofs wait until then.
            plan = first_rota if len(self.zones) > 1 else solve_zone
            self._take(zone, plan(case, self.wishes.effort))
            if self.progress is not None:
                self.progress((place + 1) / (len(self.zones) + 1))

    def _hold_published(self) -> None:
        """Give every zone what it was promised until it is planned: what fits together is kept together."""
        for zone in self.zones if self.wishes.published else ():
            case, said = self._case(zone), self.said[zone.zone]
            if said is None:
                continue
            factor = cold_factors(case, said == 1)
            for at, moment in enumerate(self.need.moments):
                if (said[:, moment.slot] >= 0).any():
                    self.shares[at] = shares_of(zone, said == 1, factor, self.shares[at], moment.slot)

    def fit_to_the_grid(self) -> None:
        """Put the rota to the grid; where a zone does not fit, mend it, polish, at last shed it."""
        mended = False
        for _ in range(ROUNDS):
            if not any(short.zone for short in self._shortfalls()):
                break
            mended = True
            for zone in self.zones:
                slots = sorted({short.slot for short in self._shortfalls() if short.zone == zone.zone})
                if slots:
                    self._mend(zone, slots)
        if mended or len(self.zones) > 1:
            self._polish()
        self._fill()
        self._shed()

    def planned(self) -> Planned:
        """What was found."""
        return Planned(
            self.need, self.limits, self.zones, self.cases, self.rotas, self.emergency, tuple(self.left),
            self.stages, self.said, self.wishes,
        )  # fmt: skip

    def _take(self, zone: ZoneFeeders, rota: ZoneRota) -> None:
        self.rotas[zone.zone] = rota
        self.emergency[zone.zone] = np.zeros_like(rota.off)
        factor = cold_factors(self.cases[zone.zone], rota.off)
        for at, moment in enumerate(self.need.moments):
            self.shares[at] = shares_of(zone, rota.off, factor, self.shares[at], moment.slot)

    def _mend(self, zone: ZoneFeeders, slots: list[int]) -> None:
        """Plan a zone again near to what it is, within rows that its rota breaks in slots that are not served."""
        rota, case = self.rotas[zone.zone], self._anew(zone)
        self.cases[zone.zone] = case
        guard = Guard(self.need, self.zones, self.cases, self._offs(), zone.zone)
        self.broken[zone.zone] = [*self.broken.get(zone.zone, ()), *guard.rows(slots, rota.off)]
        within = replace(case, rows=(*case.rows, *self.broken[zone.zone]))
        self._take(zone, mend_zone(within, rota, self.wishes.effort))

    def _polish(self) -> None:
        """Make every zone's rota better where the grid lets it."""
        for zone in self.zones:
            case, guard = self._guarded(zone)
            self.cases[zone.zone] = case
            self._take(zone, polish_zone(case, self.rotas[zone.zone], self.wishes.effort, guard.allows, guard.refused))

    def _fill(self) -> None:
        """Leave no group off that could be on: a zone that was polished later may have left room to one before it."""
        waiting = len(self.zones)
        for zone in cycle(self.zones):
            case, guard = self._guarded(zone)
            rota = fill_zone(case, self.rotas[zone.zone], guard.allows)
            waiting -= 1
            if rota is not self.rotas[zone.zone]:
                waiting, self.cases[zone.zone] = len(self.zones) - 1, case
                self._take(zone, rota)
            if not waiting:
                return

    def _guarded(self, zone: ZoneFeeders) -> tuple[ZoneCase, Guard]:
        """The zone with what the others leave it and room for what it has on, and what asks the grid about it."""
        off = self._offs()
        case = holding(self._anew(zone), off[zone.zone])
        return case, Guard(self.need, self.zones, {**self.cases, zone.zone: case}, off, zone.zone)

    def _offs(self) -> dict[str, Flags]:
        return {name: rota.off for name, rota in self.rotas.items()}

    def _anew(self, zone: ZoneFeeders) -> ZoneCase:
        """The zone with what the other zones' finished rota leaves it; where it is cut by stages they stay."""
        case = self.cases[zone.zone]
        if self.stages[zone.zone]:
            return case
        return replace(case, rows=load_rows(self.need, zone, self.shares))

    def _shortfalls(self) -> list[Shortfall]:
        off = {name: rota.off | self.emergency[name] for name, rota in self.rotas.items()}
        return shortfalls(self.need, self.zones, self.cases, off)

    def _shed(self) -> None:
        """Cut as an emergency, largest group first, what the grid still cannot serve; a rota never overloads it."""
        by_name = {zone.zone: zone for zone in self.zones}
        for _ in range(sum(len(zone.groups) for zone in self.zones) + 1):
            wrong = self._shortfalls()
            rotated = {(short.zone, short.slot) for short in wrong if short.zone}
            self.left = [short for short in wrong if not short.zone]
            if not rotated:
                return
            for name, slot in sorted(rotated):
                on = ~(self.rotas[name].off | self.emergency[name])[:, slot]
                load = np.where(on, self.cases[name].load_kw[:, slot], -1)
                self.emergency[by_name[name].zone][int(load.argmax()), slot] = True

    def _case(self, zone: ZoneFeeders) -> ZoneCase:
        """One zone as numbers."""
        need, limits, state = self.need, self.limits, self.need.state
        at, clock = state.situation.at, state.situation.region.settings.zone
        areas = [Area(zone.zone, group) for group in zone.groups]
        cuts = past_cuts(self.wishes.history, self.wishes.published or (), at, need.start)
        before = [before_of(area, cuts, limits, need.start, clock) for area in areas]
        instants = slot_instants(need.slots, need.end, at, clock)[:-1]
        said = published_slots(self.wishes.published, areas, need.slots, need.end, at)
        self.said[zone.zone] = said
        case = ZoneCase(
            groups=zone.groups,
            minutes=tuple(round(minutes) for minutes in need.slot_minutes.tolist()),
            load_kw=live_kw(need, zone),
            rows=load_rows(need, zone, self.shares),
            limits=limits,
            before_off=tuple(one.is_off for one in before),
            before_minutes=tuple(one.been_so_minutes for one in before),
            past_off_minutes=tuple(one.off_minutes for one in before),
            past_night_minutes=tuple(one.night_minutes for one in before),
            weights=weights_by_people(people_of(state, zone)),
            night=tuple(limits.is_night(instant.hour) for instant in instants),
            may_switch=tuple(is_edge(instant, limits.block_minutes) for instant in instants),
            cold=_cold(need),
        )
        return case if said is None else replace(case, published=_kept(said, case, need, limits))


def people_of(state: State, zone: ZoneFeeders) -> list[float]:
    """People behind each group's switchable feeders."""
    people = state.model.services.wiring.feeder_people[zone.feeder]
    return [float(number) for number in np.bincount(zone.group, weights=people, minlength=len(zone.groups))]


def _cold(need: Need) -> tuple[float, ...]:
    dynamics = need.state.model.dynamics
    if dynamics is None:
        return ()
    slot_minutes = need.state.situation.region.settings.slot_minutes
    return cold_excess(dynamics.cold_load_factor, dynamics.cold_load_minutes, slot_minutes)


def _kept(said: np.ndarray, case: ZoneCase, need: Need, limits: Limits) -> np.ndarray | None:
    """What was published for the next hours; beyond them people have not planned yet.

    A cut is not kept where everybody can be on: it has become needless, and nobody minds that it is lifted.
    """
    kept = said.copy()
    kept[:, np.array(need.slots) >= limits.keep_minutes] = -1
    short = overloads(case, np.zeros(said.shape, dtype=bool))
    enough = np.array([slot not in short for slot in range(len(need.slots))])
    kept[(kept == 1) & enough] = -1
    return kept if (kept >= 0).any() else None


def holding(case: ZoneCase, off: Flags) -> ZoneCase:
    """The zone with room for what a rota has on, where the capacity is rounded below it."""
    over = overloads(case, off)
    rows = (replace(row, capacity_w=row.capacity_w + over.get(row.slot, 0)) for row in case.rows)
    return replace(case, rows=tuple(rows)) if over else case
