"""Outlooks as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from relight.publish.data import back_at_csv, people_without_csv


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text)))


def test_every_number_is_in_the_long_table(outlook: dict[str, Any]) -> None:
    """Read back, the rows of a district and service are its series, slot by slot."""
    table = rows(people_without_csv(outlook))
    for district in outlook["districts"]:
        for service, series in district["without_at"].items():
            mine = [row for row in table if (row["district"], row["service"]) == (district["district"], service)]
            assert [float(row["people_without"]) for row in mine] == series
            assert [row["slot_start"] for row in mine] == outlook["slots"]


def test_returns_as_a_table(outlook: dict[str, Any]) -> None:
    """One row a district and lost service, an empty cell where there is no time."""
    table = {(row["district"], row["service"]): row for row in rows(back_at_csv(outlook))}
    for district in outlook["districts"]:
        for service, back in district["back_at"].items():
            row = table.pop((district["district"], service))
            assert (row["back_at"], row["status"]) == (back["time"] or "", back["status"])
    assert not table


@pytest.mark.parametrize("write", [people_without_csv, back_at_csv])
def test_excel_gets_what_it_needs(outlook: dict[str, Any], write: Any) -> None:
    """On request the file begins with a byte order mark and has Windows line ends; the content is the same."""
    plain, excel = write(outlook), write(outlook, excel=True)
    assert excel.startswith("\ufeff")
    assert excel[1:].replace("\r\n", "\n") == plain


def test_no_cell_is_a_formula(outlook: dict[str, Any]) -> None:
    """A name that a spreadsheet would run is kept as text; a minus before a number would be too, but none is there."""
    outlook["districts"][0]["name"] = '=HYPERLINK("x")'
    service = next(iter(outlook["districts"][0]["back_at"]), None)
    assert service is not None
    assert rows(back_at_csv(outlook))[0]["name"] == '\'=HYPERLINK("x")'
