"""Every table relight reads, one frozen row type each: the only definition of every column."""

from __future__ import annotations

from typing import Any

from relight.model.columns import Column, Table, table_of
from relight.model.schema.claims import CONDITION, OBSERVATION, STATES, Repair, Report
from relight.model.schema.facilities import Backup, Facility, Need, Serve
from relight.model.schema.grid import Branch, Bus, Feeder, Generator, ProfilePoint
from relight.model.schema.people import District, WeatherPoint
from relight.model.schema.repairs import Crew, MobileUnit, Precedence, RepairClass, Spare
from relight.model.schema.rota import ROTA_STATES, PastCut, RotaSlot

REGION_ROWS: dict[str, type[Any]] = {
    "districts": District,
    "buses": Bus,
    "branches": Branch,
    "generators": Generator,
    "feeders": Feeder,
    "profiles": ProfilePoint,
    "weather": WeatherPoint,
    "facilities": Facility,
    "needs": Need,
    "backups": Backup,
    "serves": Serve,
    "crews": Crew,
    "repair_classes": RepairClass,
    "precedence": Precedence,
    "spares": Spare,
    "mobile_units": MobileUnit,
}
"""Field of `Region` -> the row type of its table, in reading order."""

__all__ = [
    "CONDITION",
    "OBSERVATION",
    "REGION_ROWS",
    "ROTA_STATES",
    "STATES",
    "Backup",
    "Branch",
    "Bus",
    "Column",
    "Crew",
    "District",
    "Facility",
    "Feeder",
    "Generator",
    "MobileUnit",
    "Need",
    "PastCut",
    "Precedence",
    "ProfilePoint",
    "Repair",
    "RepairClass",
    "Report",
    "RotaSlot",
    "Serve",
    "Spare",
    "Table",
    "WeatherPoint",
    "table_of",
]
