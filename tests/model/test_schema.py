"""The row types define every column, so they must define it fully and consistently."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import pytest

from relight.model.check.ids import FILE_OF_KIND
from relight.model.check.values import bounds, value_fault
from relight.model.columns import Column, Table, column, table_of
from relight.model.region import Region
from relight.model.schema import REGION_ROWS, Repair, Report

TABLES = [table_of(row_type) for row_type in (*REGION_ROWS.values(), Report, Repair)]
COLUMNS = [
    pytest.param(table, column, id=f"{table.file}-{column.name}") for table in TABLES for column in table.columns
]

UNIT_OF_SUFFIX = {
    "_mw": "MW",
    "_per_mwh": "per MWh",
    "_mvar": "MVAr",
    "_pu": "per unit",
    "_deg": "°",
    "_km": "km",
    "_km_per_h": "km/h",
    "_minutes": "min",
    "_c": "°C",
    "_l": "L",
    "_l_per_h": "L/h",
    "_kw": "kW",
    "_m": "m",
}
UNIT_OF_NAME = {"kv": "kV", "lon": "°", "lat": "°", "tap": "per unit", "hour_of_week": "h"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_a_table_says_what_a_row_is(table: Table) -> None:
    """Every table has a meaning, a CSV file and a key made of its own columns."""
    assert table.meaning.endswith(".")
    assert table.file.endswith(".csv")
    assert table.key
    assert set(table.key) <= {column.name for column in table.columns}


def test_every_table_of_a_region_has_its_row_type() -> None:
    """The tables that are read are the fields of a Region, each in the file of its name."""
    fields = {field.name for field in dataclasses.fields(Region)} - {"settings", "shapes"}
    assert set(REGION_ROWS) == fields
    assert {field: table_of(row_type).file for field, row_type in REGION_ROWS.items()} == {
        field: f"{field}.csv" for field in fields
    }


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_is_defined_fully(table: Table, column: Column) -> None:
    """Every column has a meaning, a default that it would accept itself, and a range with its ends in order."""
    assert column.meaning
    least, most = bounds(column)
    assert least < most
    if not column.required:
        assert column.default is None or value_fault(column, column.default) is None


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_the_unit_is_in_the_name(table: Table, column: Column) -> None:
    """A column with a unit ends in it, and one whose name ends in a unit has it."""
    suffix = max((end for end in UNIT_OF_SUFFIX if column.name.endswith(end)), key=len, default="")
    numeric = column.kind in ("number", "whole number")
    expected = UNIT_OF_NAME.get(column.name) or (UNIT_OF_SUFFIX[suffix] if suffix and numeric else "")
    assert column.unit == expected


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_references_are_to_kinds_that_exist(table: Table, column: Column) -> None:
    """What a column may name is a kind of thing that a region has, all with a colon or a single one without."""
    kinds = [name.rstrip(":") for name in column.names]
    assert set(kinds) <= {*FILE_OF_KIND, "asset", "report"}
    assert len({name.endswith(":") for name in column.names}) <= 1
    assert all(name.endswith(":") for name in column.names) or len(kinds) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle:
    """A candle. It burns."""

    FILE: ClassVar = "candles.csv"
    KEY: ClassVar = ("candle",)
    REQUIRED: ClassVar = False

    candle: str = column("id")
    burns_minutes: float | None = column("how long", default=None, unit="min", above=0, maximum=600)
    lit: bool = column("burning", default=False)
    from_time: datetime | None = column("since when", default=None)
    count: int = column("how many", default=1, minimum=1)


def test_a_table_is_read_off_its_row_type() -> None:
    """Kinds, defaults and ranges come from the annotations and the column definitions, in order."""
    table = table_of(Candle)
    assert (table.file, table.key, table.required, table.meaning) == (
        "candles.csv",
        ("candle",),
        False,
        "A candle. It burns.",
    )
    assert [(column.name, column.kind, column.required, column.default) for column in table.columns] == [
        ("candle", "text", True, None),
        ("burns_minutes", "number", False, None),
        ("lit", "yes/no", False, False),
        ("from_time", "time", False, None),
        ("count", "whole number", False, 1),
    ]
    assert table.column("burns_minutes").above == 0
    assert bounds(table.column("burns_minutes"))[1] == 600
    with pytest.raises(KeyError):
        table.column("wick")
