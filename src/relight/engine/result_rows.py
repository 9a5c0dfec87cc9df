"""Rows of an outlook about single things: backups that run out, clocks, warnings, returns, scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from relight.engine.clock import instant_of
from relight.engine.heat_clock import HeatClock, heat_clocks
from relight.engine.history import History
from relight.engine.mine_clock import MineClock, mine_clocks
from relight.engine.notices import notices
from relight.engine.people import served_groups
from relight.engine.replay import State
from relight.engine.returns import Return
from relight.engine.rounding import megawatts, people
from relight.engine.score import Score
from relight.model.region import Region
from relight.model.schema import Facility


def stamp(minute: float, state: State) -> str:
    """A minute as ISO 8601 on the region's clock."""
    return instant_of(minute, state.situation.at, state.situation.region.settings.zone).isoformat()


def _stamp(minute: float | None, state: State) -> str | None:
    return None if minute is None else stamp(minute, state)


def run_out_rows(state: State, history: History) -> list[dict[str, Any]]:
    """Every backup that runs out after the start, the first first."""
    about = backup_rows(state)
    rows = [
        {**about[at], "minute": round(minute, 6) + 0.0, "at": stamp(minute, state)}
        for at, minutes in history.ran_out.items()
        for minute in minutes
        if minute > 0
    ]
    return sorted(rows, key=lambda row: (row["minute"], row["facility"], row["need"], row["backup"]))


def backup_rows(state: State) -> list[dict[str, Any]]:
    """What is told of every backup: its facility, whom that serves, and how big it is."""
    served = people_served(state.situation.region)
    facilities = {row.facility: row for row in state.situation.region.facilities}
    rows = []
    for backup in state.model.services.backups:
        facility = facilities[backup.facility]
        rows.append(
            {
                **_about(facility),
                "need": backup.need,
                "backup": backup.backup,
                "backup_kind": backup.kind,
                "people": people(served.get(facility.facility, facility.people_inside or 0.0)),
                "size": facility.size,
                "size_unit": facility.size_unit,
            }
        )
    return rows


def people_served(region: Region) -> dict[str, float]:
    """Facility -> people it serves, by the service that reaches most."""
    by_service: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for group in served_groups(region):
        for facility in group.facilities:
            by_service[facility][group.service] += group.people
    return {facility: max(services.values()) for facility, services in by_service.items()}


def clock_rows(state: State, history: History, end: float) -> list[dict[str, Any]]:
    """Clocks of mines, then of heat, each in order of id."""
    served = people_served(state.situation.region)
    mines = [mine_row(clock, state) for clock in mine_clocks(state.model, history)]
    return mines + [heat_row(clock, served, state) for clock in heat_clocks(state, history, end)]


def mine_row(clock: MineClock, state: State) -> dict[str, Any]:
    """What is told of a mine's clock."""
    return {
        **_about(clock.facility),
        "people": people(clock.facility.people_inside or 0.0),
        "fan_off_at": stamp(clock.fan_off_at, state),
        "order_at": _stamp(clock.order_at, state),
        "out_by": _stamp(clock.out_by, state),
        "evacuate_by": _stamp(clock.evacuate_by, state),
        "power_back_at": _stamp(clock.power_back_at, state),
        "alarm": clock.alarm,
    }


def heat_row(clock: HeatClock, served: dict[str, float], state: State) -> dict[str, Any]:
    """What is told of a heat supplier's clock."""
    return {
        **_about(clock.facility),
        "people": people(served.get(clock.facility.facility, 0.0)),
        "indoor_c": round(clock.indoor_c, 3),
        "cold_home_at": _stamp(clock.cold_home_at, state),
        "drain_by": _stamp(clock.drain_by, state),
        "heat_back_at": _stamp(clock.heat_back_at, state),
    }


def _about(row: Facility) -> dict[str, str]:
    return {"facility": row.facility, "name": row.name or row.facility, "kind": row.kind, "district": row.district}


def notice_rows(state: State, history: History) -> list[dict[str, Any]]:
    """Warnings by district."""
    return [
        {
            "kind": notice.kind,
            "district": notice.district,
            "from": stamp(notice.begin, state),
            "until": _stamp(notice.until, state),
            "people": people(notice.people),
        }
        for notice in notices(state.model, history)
    ]


def return_rows(state: State, returns: Sequence[Return]) -> list[dict[str, Any]]:
    """Damaged assets and when they are back."""
    zone = state.situation.region.settings.zone
    kinds = _kinds(state.situation.region)
    return [
        {
            "asset": back.asset,
            "kind": kinds.get(back.asset, back.asset.partition(":")[0]),
            "state": back.state,
            "since": back.since.astimezone(zone).isoformat(),
            "at": None if back.at is None else back.at.astimezone(zone).isoformat(),
            "basis": back.basis,
            "source": back.source,
        }
        for back in returns
    ]


def _kinds(region: Region) -> dict[str, str]:
    kinds = {f"branch:{row.branch}": row.kind for row in region.branches}
    kinds |= {f"generator:{row.generator}": row.kind for row in region.generators}
    return kinds | {f"facility:{row.facility}": row.kind for row in region.facilities}


def score_row(state: State, score: Score) -> dict[str, Any]:
    """The scores with their units in the names."""
    back = {f"back_{percent}_at": _stamp(minute, state) for percent, minute in score.back_minutes.items()}
    return {
        "ens_mwh": megawatts(score.ens_mwh),
        "customer_hours": people(score.customer_hours),
        "saidi_hours": round(score.saidi_hours, 6),
        "saifi": round(score.saifi, 6),
        "caidi_hours": round(score.caidi_hours, 6),
        **back,
        "gini_hours_without": round(score.gini_hours_without, 6),
        "spread_hours_without": round(score.spread_hours_without, 6),
    }
