"""Rows that come after the region is drawn: reports of what happened, and plans of what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from relight.model.columns import column

CONDITION = ("out", "derated", "restored")
OBSERVATION = ("energised", "deenergised")
STATES = (*CONDITION, "at_risk", *OBSERVATION, "level", "figure", "retracted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One dated claim about one thing, never edited, only superseded."""

    FILE: ClassVar = "reports.csv"
    KEY: ClassVar = ("report",)
    REQUIRED: ClassVar = False

    report: str = column("id of the report", default="", empty_means="its row number")
    reported_at: datetime = column("when it was recorded")
    valid_from: datetime = column("from when it holds")
    subject: str = column(
        "what it is about: an asset or backup as kind:id, `district:...`, or `region:...` for a parent",
        names=("asset:", "backup:", "district:", "region:"),
    )
    state: str = column("what it says", choices=STATES)
    value: float | None = column("share left (derated), level 0-1 (level), or the number (figure)", default=None)
    unit: str = column("of a figure: service/who, as `electricity/customers` or `heat/people`", default="")
    repair_minutes: float | None = column("crew work on site", default=None, unit="min", minimum=0)
    expected_at: datetime | None = column("promised return", default=None)
    supersedes: str = column("id of the report it replaces", default="", names=("report",))
    source: str = column("who says so", default="")
    quote: str = column("in which words", default="")
    confidence: float | None = column("how sure, shown but not used", default=None, minimum=0, maximum=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A repair someone has planned: a damaged asset that is not in the file stays out."""

    FILE: ClassVar = "repairs.csv"
    KEY: ClassVar = ("asset", "kind", "crew")
    REQUIRED: ClassVar = False

    asset: str = column("asset to repair, as kind:id", names=("asset:",))
    crew: str = column("crew that does it")
    start: datetime = column("start of the work")
    end: datetime = column("when it is back")
    kind: str = column("full or temporary", default="full", choices=("full", "temporary"))
