"""When what is damaged works again: promised, estimated, planned, overdue, or nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from relight.engine.clock import after
from relight.model.schema import Repair, Report
from relight.model.situation import Situation

PROMISED, ESTIMATED, PLANNED = "promised", "estimated", "planned"
OVERDUE, NO_ESTIMATE = "overdue", "no estimate"


@dataclass(frozen=True)
class Return:
    """A damaged asset, what is said of it, and when it is back (`at` is None if nobody can say)."""

    asset: str
    state: str
    since: datetime
    at: datetime | None
    basis: str
    source: str


@dataclass(frozen=True)
class ConditionStep:
    """From `valid_from` on the asset keeps `share` of what it can do."""

    valid_from: datetime
    asset: str
    share: float


def conditions(
    situation: Situation, repairs: Sequence[Repair] | None = None
) -> tuple[tuple[ConditionStep, ...], tuple[Return, ...]]:
    """Every change of an asset's condition, past and expected, and the list of what is damaged.

    Before the Situation's instant only reports speak. After it damaged assets return as reports promise or estimate,
    or, when `repairs` are given, at the end of their row there and not at all without one.
    """
    planned = None if repairs is None else _planned(repairs)
    steps: list[ConditionStep] = []
    returns: list[Return] = []
    for subject, rows in situation.in_track("condition"):
        if planned is not None:
            rows = tuple(row for row in rows if row.valid_from <= situation.at or row.state != "restored")
        for position, row in enumerate(rows):
            following = rows[position + 1] if position + 1 < len(rows) else None
            steps.append(ConditionStep(row.valid_from, subject, _share(row)))
            if row.state == "restored" or (following and following.valid_from <= situation.at):
                continue
            back = _return(row, following, situation.at, planned)
            if back.at is not None and (following is None or back.at < following.valid_from):
                steps.append(ConditionStep(back.at, subject, 1.0))
            elif back.at is not None and following is not None and following.state != "restored":
                continue  # damaged anew before it would have been back: the newer report says when it is
            returns.append(back)
    steps.sort(key=lambda step: (step.valid_from, step.asset, step.share))
    returns.sort(key=lambda back: (back.asset, back.since))
    return tuple(steps), tuple(returns)


def _share(row: Report) -> float:
    if row.state == "derated":
        return row.value or 0.0
    return 1.0 if row.state == "restored" else 0.0


def _planned(repairs: Sequence[Repair]) -> dict[str, datetime]:
    ends: dict[str, datetime] = {}
    for row in repairs:
        ends[row.asset] = min(row.end, ends.get(row.asset, row.end))
    return ends


def _return(
    row: Report, following: Report | None, at: datetime, planned: dict[str, datetime] | None
) -> Return:
    """When the damage a report tells of ends, seen from `at`."""
    if planned is not None:
        end = planned.get(row.subject)
        if end is not None and end <= at:
            return _back(row, None, OVERDUE)  # the plan is late: until a report says `restored` it is out
        return _back(row, end, NO_ESTIMATE if end is None else PLANNED)
    expected: datetime | None = None
    basis = NO_ESTIMATE
    if row.expected_at is not None:
        expected, basis = row.expected_at, PROMISED
    elif row.repair_minutes is not None:
        expected, basis = after(row.valid_from, row.repair_minutes), ESTIMATED
    overdue = expected is not None and expected <= at
    restored = following.valid_from if following is not None and following.state == "restored" else None
    if restored is not None and (expected is None or overdue or restored <= expected):
        return _back(row, restored, PROMISED)
    if overdue:
        return _back(row, None, OVERDUE)
    return _back(row, expected, basis)


def _back(row: Report, at: datetime | None, basis: str) -> Return:
    return Return(row.subject, row.state, row.valid_from, at, basis, row.source)
