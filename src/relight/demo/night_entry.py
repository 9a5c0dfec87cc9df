"""How the night is written down: entries with clock times, turned into reports with ids in the order they came in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from relight.model.schema import Report

OFFSET = timezone(timedelta(hours=2))  # Europe/Kyiv in winter
FIRST_DAY = 7  # January 2026


@dataclass(frozen=True)
class Entry:
    """A report before it has an id: times as `21:40` (evening), `03:10` (next morning) or `9 14:00` (day, clock)."""

    reported: str
    valid: str
    subject: str
    state: str
    source: str
    quote: str = ""
    value: float | None = None
    unit: str = ""
    repair_minutes: float | None = None
    expected: str = ""
    confidence: float | None = None
    label: str = ""
    supersedes: str = ""


@dataclass(frozen=True)
class Revision:
    """A later word about the same damage: an estimate, a correction, a retraction or the return."""

    reported: str
    source: str
    quote: str
    state: str = "out"
    valid: str = ""  # empty: from the moment of the strike
    value: float | None = None
    repair_minutes: float | None = None
    expected: str = ""


@dataclass(frozen=True)
class Hit:
    """One damaged asset: the first word of it, and what was learnt later."""

    asset: str
    struck: str
    reported: str
    source: str
    quote: str
    state: str = "out"
    value: float | None = None
    revisions: tuple[Revision, ...] = field(default=())


def entries_of(hits: Iterable[Hit]) -> Iterator[Entry]:
    """The reports of each hit; a revision of the same moment replaces the word before it, a later one follows it."""
    for hit in hits:
        label, number = hit.asset, 0
        yield Entry(hit.reported, hit.struck, hit.asset, hit.state, hit.source, hit.quote, hit.value, label=label)
        for number, revision in enumerate(hit.revisions, start=1):
            replaces = "" if revision.valid else label
            label = f"{hit.asset} {number}"
            yield Entry(
                revision.reported, revision.valid or hit.struck, hit.asset, revision.state, revision.source,
                revision.quote, revision.value, repair_minutes=revision.repair_minutes, expected=revision.expected,
                label=label, supersedes=replaces,
            )  # fmt: skip


def reports_of(entries: Iterable[Entry]) -> tuple[Report, ...]:
    """The entries as reports, numbered in the order in which they were recorded."""
    ordered = sorted(entries, key=lambda one: (instant(one.reported), instant(one.valid), one.subject, one.unit))
    ids = {entry.label: f"night-{number:03d}" for number, entry in enumerate(ordered, start=1) if entry.label}
    return tuple(
        Report(
            report=f"night-{number:03d}",
            reported_at=instant(entry.reported),
            valid_from=instant(entry.valid),
            subject=entry.subject,
            state=entry.state,
            value=entry.value,
            unit=entry.unit,
            repair_minutes=entry.repair_minutes,
            expected_at=instant(entry.expected) if entry.expected else None,
            supersedes=ids[entry.supersedes] if entry.supersedes else "",
            source=entry.source,
            quote=entry.quote,
            confidence=entry.confidence,
        )
        for number, entry in enumerate(ordered, start=1)
    )


def instant(clock: str) -> datetime:
    """The instant a clock time of the night stands for; before 18:00 it is the next day."""
    day, _, time = clock.rpartition(" ")
    hour, minute = (int(part) for part in time.split(":"))
    number = int(day) if day else FIRST_DAY + (hour < 18)
    return datetime(2026, 1, number, hour, minute, tzinfo=OFFSET)
