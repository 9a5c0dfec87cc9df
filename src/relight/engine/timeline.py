"""Everything that is known to change at a known minute, in order: conditions, observations, levels, edges of slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from relight.engine.clock import after, local_edges, minute_of
from relight.engine.people import feeder_district
from relight.engine.returns import ConditionStep
from relight.model.region import Region
from relight.model.schema import Report
from relight.model.situation import Situation

UNSEEN, SEEN_OFF, SEEN_ON = -1, 0, 1
"""What is observed of a feeder."""


@dataclass(frozen=True)
class Change:
    """At `minute`, `what` (condition, observation or level) of `subject` becomes `value`."""

    minute: float
    what: str
    subject: str
    value: float


@dataclass(frozen=True)
class Timeline:
    """Changes in order of time, and the minutes at which demand or slots change."""

    begin: float
    end: float
    changes: tuple[Change, ...]
    edges: tuple[float, ...]  # strictly between begin and end

    def moments(self) -> list[tuple[float, tuple[Change, ...]]]:
        """Every minute from `begin` at which something changes, with what does; all that is earlier comes first."""
        at: dict[float, list[Change]] = defaultdict(list)
        at[self.begin] = []
        for edge in self.edges:
            at[edge] = []
        for change in self.changes:
            if change.minute < self.end:
                at[max(self.begin, change.minute)].append(change)
        return [(minute, tuple(at[minute])) for minute in sorted(at)]


def past(
    situation: Situation, steps: Sequence[ConditionStep], sample_at: Iterable[datetime], also: Iterable[Change] = ()
) -> Timeline:
    """What changed from the first report, or what else is known, to the Situation's instant (minute 0)."""
    region, origin = situation.region, situation.at
    changes = [_condition(step, origin) for step in steps]
    changes += _observations(situation)
    changes += _levels(situation)
    changes += also
    changes = [change for change in changes if change.minute <= 0]
    begin = min((change.minute for change in changes), default=0.0)
    edges = set(local_edges(origin, region.settings.zone, begin, 0.0, 60))
    edges |= {minute for minute in (minute_of(instant, origin) for instant in sample_at) if begin < minute < 0}
    return Timeline(begin, 0.0, _in_order(changes), tuple(sorted(edges)))


def future(situation: Situation, steps: Sequence[ConditionStep], end: float) -> Timeline:
    """What is known to change from the Situation's instant (minute 0) to `end`."""
    return with_conditions(ahead(situation, end), steps, situation)


def ahead(situation: Situation, end: float) -> Timeline:
    """The future without any change of conditions: promises for feeders seen off, and the edges of hours and slots."""
    zone, slot = situation.region.settings.zone, situation.region.settings.slot_minutes
    edges = {*local_edges(situation.at, zone, 0.0, end, 60), *local_edges(situation.at, zone, 0.0, end, slot)}
    return Timeline(0.0, end, _in_order(_held(situation)), tuple(sorted(edges)))


def with_conditions(timeline: Timeline, steps: Iterable[ConditionStep], situation: Situation) -> Timeline:
    """The timeline with those of the steps that come after the Situation's instant."""
    later = [_condition(step, situation.at) for step in steps if step.valid_from > situation.at]
    return replace(timeline, changes=_in_order([*timeline.changes, *later]))


def slot_starts(situation: Situation, end: float) -> tuple[float, ...]:
    """Minutes at which the slots of the horizon begin; the first is 0 and may be short."""
    settings = situation.region.settings
    return (0.0, *local_edges(situation.at, settings.zone, 0.0, end, settings.slot_minutes))


def _in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: (change.minute, change.what, change.subject)))


def _condition(step: ConditionStep, origin: datetime) -> Change:
    return Change(minute_of(step.valid_from, origin), "condition", step.asset, step.share)


def _levels(situation: Situation) -> list[Change]:
    return [
        Change(minute_of(row.valid_from, situation.at), "level", subject, row.value or 0.0)
        for subject, rows in situation.in_track("level")
        for row in rows
    ]


def _observations(situation: Situation) -> list[Change]:
    """What was seen of each feeder and when, by the reports on it, its bus, its district and its region."""
    changes = []
    for feeder, rows in _seen(situation).items():
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            if following is not None and following.valid_from == row.valid_from:
                continue  # the later of two claims for the same instant is the one that counts
            seen = SEEN_ON if row.state == "energised" else SEEN_OFF
            changes.append(Change(minute_of(row.valid_from, situation.at), "observation", feeder, seen))
    return changes


def _held(situation: Situation) -> list[Change]:
    """After minute 0 the engine decides, but a feeder reported off with a promised return stays off until then."""
    changes = []
    for feeder, rows in _seen(situation).items():
        until = _return_of(rows[-1])
        held = rows[-1].state == "deenergised" and until is not None and until > situation.at
        minute = minute_of(until, situation.at) if held and until is not None else 0.0
        changes.append(Change(minute, "observation", feeder, UNSEEN))
    return changes


def promised_minutes(situation: Situation) -> list[float]:
    """Minutes after 0 at which somebody has promised that a feeder seen off is on again."""
    last = [rows[-1] for rows in _seen(situation).values()]
    promises = {row.expected_at for row in last if row.state == "deenergised" and row.expected_at is not None}
    return sorted(minute_of(promise, situation.at) for promise in promises if promise > situation.at)


def _return_of(row: Report) -> datetime | None:
    if row.expected_at is None and row.repair_minutes is not None:
        return after(row.valid_from, row.repair_minutes)
    return row.expected_at


def _seen(situation: Situation) -> dict[str, list[Report]]:
    """feeder:id -> the observations that speak for it up to the Situation's instant, the one that counts last."""
    subjects = _subjects_of_feeders(situation.region)
    rows_of = dict(situation.in_track("observation"))
    seen: dict[str, list[Report]] = {}
    for feeder, own in subjects.items():
        found = [
            (row.valid_from, row.reported_at, -breadth, row)
            for breadth, subject in enumerate(own)
            for row in rows_of.get(subject, ())
            if row.valid_from <= situation.at
        ]
        if found:
            found.sort(key=lambda entry: entry[:3])
            seen[feeder] = [entry[3] for entry in found]
    return seen


def _subjects_of_feeders(region: Region) -> dict[str, tuple[str, ...]]:
    """feeder:id -> the subjects whose observations speak for it, the narrowest first."""
    home = feeder_district(region)
    parents = {district.district: district.parent for district in region.districts}
    return {
        f"feeder:{row.feeder}": (
            f"feeder:{row.feeder}",
            f"bus:{row.bus}",
            f"district:{home[row.feeder]}",
            *(f"region:{parent}" for parent in ancestors(home[row.feeder], parents)),
        )
        for row in region.feeders
    }


def ancestors(district: str, parents: dict[str, str]) -> list[str]:
    """The regions a district is reported under, the nearest first."""
    chain: list[str] = []
    place = parents.get(district, "")
    while place and place not in chain:
        chain.append(place)
        place = parents.get(place, "")
    return chain
