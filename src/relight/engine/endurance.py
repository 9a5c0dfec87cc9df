"""What a backup can do: its own numbers, with the catalogue's assumptions where a cell is empty."""

from __future__ import annotations

import math
from dataclasses import dataclass

from relight.model.assumptions import Assumptions, catalogue_name
from relight.model.schema import Backup


@dataclass(frozen=True)
class BackupNumbers:
    """A backup's numbers in force, and the names of the assumptions among them."""

    endurance_minutes: float
    share: float
    start_minutes: float
    refill_minutes: float
    ready_after_minutes: float
    unready_level: float
    assumptions: tuple[str, ...]


def backup_numbers(backup: Backup, facility_kind: str, assumptions: Assumptions) -> BackupNumbers:
    """The numbers in force for a backup at a facility of that kind.

    Raises
    ------
    KeyError
        If neither the row nor the catalogue gives an endurance; `check_region` reports that before.
    """
    used: list[str] = []

    def number(given: float | None, quantity: str, otherwise: float | None) -> float:
        name = catalogue_name(facility_kind, backup.kind, quantity)
        if given is not None:
            return given
        if otherwise is not None and name not in assumptions:
            return otherwise
        used.append(name)
        return assumptions[name]

    endurance = number(_own_endurance_minutes(backup), "minutes", None)
    unready = backup.endurance_unready_minutes
    return BackupNumbers(
        endurance_minutes=endurance,
        share=number(backup.share, "share", 1.0),
        start_minutes=number(backup.start_minutes, "start_minutes", 0.0),
        refill_minutes=number(backup.refill_minutes, "refill_minutes", math.inf),
        ready_after_minutes=backup.ready_after_minutes or 0.0,
        unready_level=1.0 if unready is None or endurance == 0 else min(1.0, unready / endurance),
        assumptions=tuple(used),
    )


def _own_endurance_minutes(backup: Backup) -> float | None:
    if backup.endurance_minutes is not None:
        return backup.endurance_minutes
    if backup.fuel_l is None or backup.fuel_l_per_h is None:
        return None
    return 60 * backup.fuel_l / backup.fuel_l_per_h
