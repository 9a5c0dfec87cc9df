"""Rows of a rota: which outage group is switched off when, planned or past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from relight.model.columns import column

CONFIRMED, PRELIMINARY, POSSIBLE, EMERGENCY = "confirmed", "preliminary", "possible", "emergency"
ROTA_STATES = (CONFIRMED, PRELIMINARY, POSSIBLE, EMERGENCY)


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaSlot:
    """A time for which an outage group of a zone is switched off."""

    FILE: ClassVar = "rota.csv"
    KEY: ClassVar = ("zone", "outage_group", "start", "state")
    REQUIRED: ClassVar = False

    zone: str = column("supply zone")
    outage_group: str = column("rotation group in that zone")
    start: datetime = column("when it is switched off")
    end: datetime = column("when it is switched on again")
    state: str = column(
        "confirmed; preliminary (planned, may still change); possible (may be cut, is not switched); "
        "emergency (off without a timetable)",
        choices=ROTA_STATES,
    )
    source: str = column("who says so, or why", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCut:
    """A cut that has been, so that who was off before is spared now."""

    FILE: ClassVar = "history.csv"
    KEY: ClassVar = ("zone", "outage_group", "start")
    REQUIRED: ClassVar = False

    zone: str = column("supply zone")
    outage_group: str = column("rotation group in that zone")
    start: datetime = column("when it was switched off")
    end: datetime = column("when it was switched on again")
