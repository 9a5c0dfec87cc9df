"""A planned rota as a value: its rows, what it costs whom, how good it is, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from relight.engine.clock import instant_of
from relight.engine.model import Model
from relight.engine.score import gini
from relight.model.counting import counted
from relight.model.rota import Area, Rota, Span, area_of, merged_slots
from relight.model.schema import PastCut, Repair, RotaSlot
from relight.model.schema.rota import CONFIRMED, EMERGENCY, PRELIMINARY
from relight.model.situation import Situation
from relight.plan.rota.before import under_way
from relight.plan.rota.capacity import ZoneFeeders
from relight.plan.rota.planning import Planned, Progress, Wishes, people_of, plan_zones
from relight.plan.rota.zone_case import Flags, ZoneCase, runs
from relight.plan.rota.zone_check import limits_broken
from relight.plan.rota.zone_rota import USUAL_EFFORT, Effort, Stage, ZoneRota
from relight.plan.rota.zone_share_bound import least_spread
from relight.plan.rota.zone_value import begins, cut_of, night_off, spread_of, total_off
from relight.plan.rota.zone_whole import whole_need_kw_minutes

SOURCE = "relight rota"
ON, OFF_CONFIRMED, OFF_PRELIMINARY, OFF_EMERGENCY = ".", "X", "x", "!"
"""Letters of a group's slots."""


@dataclass(frozen=True, eq=False)
class RotaPlan:
    """Which outage group of which zone is off in which slot, and how good that is."""

    planned: Planned
    rota: Rota

    def __repr__(self) -> str:
        situation = self.planned.need.state.situation
        name, at = situation.region.settings.name, situation.at.isoformat()
        return f"<RotaPlan of {name} from {at}: {counted(len(self.rota.slots), 'cut')}>"

    def as_dict(self) -> dict[str, Any]:
        """The dictionary that `relight rota --json` prints."""
        planned, situation = self.planned, self.planned.need.state.situation
        zone, at = situation.region.settings.zone, situation.at
        need = planned.need
        stamps = [instant_of(minute, at, zone).isoformat() for minute in (*need.slots, need.end)]
        zones = [_zone_dict(planned, feeders) for feeders in planned.zones]
        return {
            "region": situation.region.settings.name,
            "timezone": situation.region.settings.timezone,
            "start": stamps[0],
            "end": stamps[-1],
            "hours": (need.end - need.slots[0]) / 60,
            "slot_minutes": situation.region.settings.slot_minutes,
            "slots": stamps[:-1],
            "limits": {name: getattr(planned.limits, name) for name in planned.limits.__dataclass_fields__},
            "zones": zones,
            "need_mwh": round(sum(row["need_mwh"] for row in zones), 6),
            "cut_mwh": round(sum(row["cut_mwh"] for row in zones), 6),
            "beyond_need_mwh": round(sum(row["beyond_need_mwh"] for row in zones), 6),
            "emergency_mwh": round(sum(row["mw"] * row["hours"] for row in _emergency_rows(planned)), 6),
            "emergency": _emergency_rows(planned),
            "changes": list(_changes(planned)),
            "rota": [_row_dict(row) for row in self.rota.slots],
        }


def plan_rota(
    situation: Situation,
    hours: float = 48.0,
    history: Sequence[PastCut] = (),
    published: Sequence[RotaSlot] | None = None,
    repairs: Sequence[Repair] | None = None,
    effort: Effort = USUAL_EFFORT,
    model: Model | None = None,
    progress: Progress | None = None,
) -> RotaPlan:
    """The rolling-outage schedule of a Situation: what is on fits the grid, hours off are shared.

    Parameters
    ----------
    situation
        What is believed at the start.
    hours
        Length of the horizon [h], from where groups may be switched next: where a slot begins, with blocks a block.
    history
        Cuts of the last days, so that who was off is spared.
    published
        What was published before: it is kept for the next hours as far as it still fits, and as it is in the slot under
        way.
    repairs
        A repair plan; without one damaged assets return as the reports say.
    effort
        How hard to search; the same effort and seed give the same rota.
    model
        The Situation's Region compiled before, to save that work: the `model` of a State that `replay` gave.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        If the region has no outage groups, the hours make no sense (two weeks at most), cuts or repairs made by a
        program do not fit the region, or OR-Tools is not installed.
    """
    wishes = Wishes(
        hours=hours,
        history=tuple(history),
        published=None if published is None else tuple(published),
        repairs=None if repairs is None else tuple(repairs),
        effort=effort,
    )
    planned = plan_zones(situation, wishes, model, progress)
    return RotaPlan(planned, _rota_of(planned))


def _rota_of(planned: Planned) -> Rota:
    situation = planned.need.state.situation
    clock, at = situation.region.settings.zone, situation.at
    instants = [instant_of(minute, at, clock) for minute in (*planned.need.slots, planned.need.end)]
    firm = instant_of(planned.limits.firm_minutes, at, clock)
    published = planned.wishes.published or ()
    kept = under_way(published, at, instants[0])
    told = {row.zone for row in published if _utc(row.end) > _utc(at)}
    slots: list[RotaSlot] = []
    spans: list[Span] = []
    for feeders in planned.zones:
        stages = planned.stages[feeders.zone]
        for group, name in enumerate(feeders.groups):
            area = Area(feeders.zone, name)
            off, emergency = planned.rotas[feeders.zone].off[group], planned.emergency[feeders.zone][group]
            rows = _rows(area, off & ~emergency, instants, firm, stages)
            case = planned.cases[feeders.zone]
            goes_on = bool(rows) and rows[0].start == instants[0] and case.was_off(group)
            if goes_on:
                # A cut that is under way keeps its beginning, and with it its event in people's calendars.
                rows[0] = replace(rows[0], start=instant_of(-case.been_so(group), instants[0], clock))
            own = [row for row in kept if area_of(row) == area]
            slots += rows + [row for row in own if not (goes_on and row.end == instants[0])]
            shed = _rows(area, emergency, instants, firm, ())
            slots += [replace(row, state=EMERGENCY, source=f"{SOURCE}: the grid cannot serve it") for row in shed]
            since = at if area.zone in told else instants[0]
            spans += [Span(area, begin, end, sure) for begin, end, sure in _spans(since, instants[-1], firm)]
    return Rota(merged_slots(slots), tuple(sorted(spans)), at)


def _spans(start: datetime, end: datetime, firm: datetime) -> list[tuple[datetime, datetime, bool]]:
    firm = min(end, firm, key=_utc)
    parts = [(start, firm, True), (firm, end, False)]
    return [part for part in parts if _utc(part[0]) < _utc(part[1])]


def _utc(instant: datetime) -> datetime:
    """An instant that can be compared with others of the same zone, on nights when the clock is changed too."""
    return instant.astimezone(UTC)


def _rows(
    area: Area, off: Flags, instants: Sequence[datetime], firm: datetime, stages: Sequence[int]
) -> list[RotaSlot]:
    """The cuts of a group; with stages, a cut is named after the highest one it spans."""
    return [
        RotaSlot(
            zone=area.zone,
            outage_group=area.outage_group,
            start=instants[first],
            end=instants[last],
            state=CONFIRMED if _utc(instants[first]) < _utc(firm) else PRELIMINARY,
            source=f"{SOURCE}, stage {max(stages[first:last])}" if stages else SOURCE,
        )
        for first, last in runs(off)
    ]


def _zone_dict(planned: Planned, feeders: ZoneFeeders) -> dict[str, Any]:
    name = feeders.zone
    case, rota, off = planned.cases[name], planned.rotas[name], planned.off(name)
    need_mwh = case.need_kw_minutes() / 60_000
    whole, cut_mwh = whole_need_kw_minutes(case), cut_of(case, off) / 60_000
    totals, shared = total_off(case, off), case.shared_by()
    people = people_of(planned.need.state, feeders)
    hours = np.array([totals[group] / 60 for group in shared])
    return {
        "zone": name,
        "need_mwh": round(need_mwh, 6),
        "whole_need_mwh": None if whole is None else round(whole / 60_000, 6),
        "least_cut_mwh": round(_least_cut(case, rota.stages) / 60_000, 6),
        "cut_mwh": round(cut_mwh, 6),
        "beyond_need_mwh": round(max(0.0, cut_mwh - need_mwh), 6),
        "parts_mwh": _parts(case, rota, off),
        "spread_hours": round(float(np.ptp(hours)), 6) if len(hours) else 0.0,
        "gini": round(gini(hours, np.array([people[group] for group in shared])), 6) if len(hours) else 0.0,
        "night_spread_hours": round(spread_of(night_off(case, off)[group] for group in shared) / 60, 6),
        "cuts": int(begins(case, off).sum()),
        "limits_hold": not limits_broken(case, off),
        "limits_broken": {key: round(value, 6) for key, value in limits_broken(case, off).items()},
        "stage": list(planned.stages[name]),
        "stages": [_stage_dict(stage, case) for stage in stages_told(case, rota)],
        "groups": [_group_dict(planned, feeders, group, people[group]) for group in range(len(feeders.groups))],
    }


def _least_cut(case: ZoneCase, stages: Sequence[Stage]) -> int:
    """What no rota of the zone can cut less than [kW·min]."""
    return max((stage.bound for stage in stages if stage.name == "cut"), default=case.need_kw_minutes())


def _parts(case: ZoneCase, rota: ZoneRota, off: Flags) -> dict[str, float]:
    """What the cut is made of; the parts add up to it."""
    if rota.parts is None:
        return {}
    parts = {**asdict(rota.parts), "emergency": cut_of(case, off) - cut_of(case, rota.off)}
    return {name: round(value / 60_000, 6) for name, value in parts.items()}


def stages_told(case: ZoneCase, rota: ZoneRota) -> list[Stage]:
    """The stages of a zone; the bound of the spread knows besides that whole blocks cannot always be shared evenly."""
    give = round(case.limits.beyond_need_share * case.need_kw_minutes())
    most_cut = max((stage.value for stage in rota.stages if stage.name == "cut"), default=0) + give
    most_cut = max(most_cut, cut_of(case, rota.off))
    told = []
    for stage in rota.stages:
        if stage.name == "spread" and not stage.proven:
            bound = max(stage.bound, min(stage.value, least_spread(case, most_cut)))
            stage = replace(stage, bound=bound, proven=stage.value <= bound)
        told.append(stage)
    return told


def _is_bounded(stage: Stage, case: ZoneCase) -> bool:
    """Whether more is known than that nothing is below 0, or for what is shared below the slot that is near enough."""
    enough = max(case.minutes) if stage.name in ("spread", "night") and case.limits.beyond_need_share else 0
    return stage.proven or stage.bound > enough


def _stage_dict(stage: Stage, case: ZoneCase) -> dict[str, Any]:
    scale, unit = (60_000, "MWh") if stage.unit == "kW·min" else (60, "h") if stage.unit == "min" else (1, stage.unit)
    return {
        "objective": stage.name,
        "value": round(stage.value / scale, 6),
        "bound": round(stage.bound / scale, 6),
        "bounded": _is_bounded(stage, case),
        "unit": unit,
        "gap": round(stage.gap, 6),
        "proven": stage.proven,
        "seconds": round(stage.seconds, 3),
    }


def _group_dict(planned: Planned, feeders: ZoneFeeders, group: int, people: float) -> dict[str, Any]:
    case, off = planned.cases[feeders.zone], planned.off(feeders.zone)[group]
    starts = case.starts
    situation = planned.need.state.situation
    instants = [instant_of(minute, situation.at, situation.region.settings.zone) for minute in planned.need.slots]
    today = np.array([instant.date() == instants[0].date() for instant in instants])
    minutes = np.array(case.minutes)
    lengths = [starts[last] - starts[first] for first, last in runs(off)]
    if lengths and off[0] and case.was_off(group):
        lengths[0] += case.been_so(group)
    return {
        "outage_group": feeders.groups[group],
        "people": round(people, 3),
        "off_hours": round(float(minutes[off].sum()) / 60, 6),
        "off_hours_today": round(float(minutes[off & today].sum()) / 60, 6),
        "off_hours_with_history": round((float(minutes[off].sum()) + case.past(group)) / 60, 6),
        "cuts": len(lengths),
        "longest_cut_hours": round(max(lengths, default=0) / 60, 6),
        "shared": group in case.shared_by(),
        "slots": _letters(planned, feeders.zone, group),
    }


def _letters(planned: Planned, zone: str, group: int) -> str:
    """One letter a slot: on, off confirmed, off preliminary, emergency."""
    off, emergency = planned.rotas[zone].off[group], planned.emergency[zone][group]
    letters = [ON] * len(off)
    for first, last in runs(off):
        confirmed = planned.need.slots[first] < planned.limits.firm_minutes
        letters[first:last] = [OFF_CONFIRMED if confirmed else OFF_PRELIMINARY] * (last - first)
    return "".join(OFF_EMERGENCY if shed else letter for letter, shed in zip(letters, emergency.tolist(), strict=True))


def _emergency_rows(planned: Planned) -> list[dict[str, Any]]:
    """What has no timetable: groups shed beyond the rota, and load that no rota switches but the grid cannot serve."""
    situation, need = planned.need.state.situation, planned.need
    clock = situation.region.settings.zone
    rows = []
    for feeders in planned.zones:
        shed = planned.emergency[feeders.zone]
        for group, slot in zip(*(axis.tolist() for axis in np.nonzero(shed)), strict=True):
            mw = planned.cases[feeders.zone].load_kw[group, slot] / 1000
            rows.append((slot, feeders.zone, feeders.groups[group], float(mw), float(need.slot_minutes[slot])))
    rows += [(short.slot, short.zone, "", short.mw, short.minutes) for short in planned.shortfalls]
    return [
        {
            "zone": zone,
            "outage_group": group,
            "start": instant_of(need.slots[slot], situation.at, clock).isoformat(),
            "hours": round(minutes / 60, 6),
            "mw": round(mw, 6),
        }
        for slot, zone, group, mw, minutes in sorted(rows)
    ]


def _changes(planned: Planned) -> Iterator[dict[str, Any]]:
    """Times at which the rota is not what was published."""
    situation, need = planned.need.state.situation, planned.need
    clock = situation.region.settings.zone
    edges = [instant_of(minute, situation.at, clock).isoformat() for minute in (*need.slots, need.end)]
    for feeders in planned.zones:
        said = planned.published[feeders.zone]
        if said is None:
            continue
        off = planned.off(feeders.zone)
        for group, name in enumerate(feeders.groups):
            for now_off in (True, False):
                differs = (said[group] == int(not now_off)) & (off[group] == now_off)
                for first, last in runs(differs):
                    yield {
                        "zone": feeders.zone,
                        "outage_group": name,
                        "start": edges[first],
                        "end": edges[last],
                        "was": "on" if now_off else "off",
                        "now": "off" if now_off else "on",
                        "within_kept": bool(need.slots[first] < planned.limits.keep_minutes),
                    }


def _row_dict(row: RotaSlot) -> dict[str, str]:
    return {
        "zone": row.zone,
        "outage_group": row.outage_group,
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "state": row.state,
        "source": row.source,
    }
