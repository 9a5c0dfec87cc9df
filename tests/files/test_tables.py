"""How cells and rows of a table are read."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest

from relight.errors import Problem
from relight.files.gathering import MOST_PROBLEMS, Reading
from relight.files.tables import read_table
from relight.model.schema import Bus, Crew, Feeder, Generator, Spare, WeatherPoint


def read(row_type: type, text: str | bytes) -> Reading:
    """The table in that text."""
    return read_table(BytesIO(text if isinstance(text, bytes) else text.encode()), row_type)


def good(row_type: type, text: str | bytes) -> tuple:
    """The rows of a table with nothing wrong in it."""
    reading = read(row_type, text)
    assert reading.problems == ()
    assert reading.complete
    return reading.rows


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    """What a spreadsheet saves as "CSV UTF-8" reads like any other table."""
    assert good(Bus, b"\xef\xbb\xbfbus,name\r\nB1,\xd0\x96\r\n") == (Bus(bus="B1", name="Ж"),)


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_semicolons_and_decimal_commas_are_read(start: bytes) -> None:
    """What a spreadsheet saves as CSV where the decimal mark is a comma reads as the same table with points."""
    saved = b'"feeder";bus;peak_mw;customers\r\n"F;1";B1;2,500;1200\r\nF2;B1;-0,5;\r\nF3;B1;7.25;3\r\n;;;\r\n'
    reading = read(Feeder, start + saved)
    assert [(problem.row, problem.column, problem.found) for problem in reading.problems] == [
        (3, "peak_mw", "-0.5 is out of range")
    ]
    first, _, third = reading.rows
    assert first == Feeder(feeder="F;1", bus="B1", peak_mw=2.5, customers=1200)
    assert third == Feeder(feeder="F3", bus="B1", peak_mw=7.25, customers=3)


def test_the_time_of_a_spreadsheet_is_told_how_it_is_written() -> None:
    """A day with dots is refused, because it has no offset, with the same time written as it should be.

    Where the place's clock is not known the offset is left to whoever knows it: local time called UTC is hours off.
    """
    reading = read(WeatherPoint, "valid_from,outdoor_c\n08.01.2026 18:20,-7\n2026-01-08 18:20,-7\n")
    assert [problem.remedy for problem in reading.problems] == [
        "write it as 2026-01-08T18:20 and the place's offset from UTC, as +02:00",
        "add the place's, as +02:00",
    ]


def test_a_comma_is_no_point_among_commas() -> None:
    """In a table with commas a number with a comma stays a question: it may have been a thousand."""
    reading = read(Bus, 'bus,kv\nB1,"1,500"\n')
    assert [problem.remedy for problem in reading.problems] == ["write 1.500 or 1500, whichever is meant"]


def test_semicolons_in_a_note_do_not_part_columns() -> None:
    """A header with commas is read with commas, whatever else is in its names."""
    assert good(Bus, "bus,kv,x_seen;by\nB1,110,me;you\n") == (Bus(bus="B1", kv=110.0),)


def test_columns_come_in_any_order_and_may_be_left_out() -> None:
    """Cells go to the column of their name, and a column that is not there is at its default."""
    (feeder,) = good(Feeder, "peak_mw,feeder,bus\n2.5,F1,B1\n")
    assert feeder == Feeder(feeder="F1", bus="B1", peak_mw=2.5)


def test_blanks_around_cells_do_not_count() -> None:
    """Header and cells are read without the blanks around them."""
    assert good(Bus, " bus , kv \n B1 ,\t110 \n") == (Bus(bus="B1", kv=110.0),)


def test_columns_of_notes_are_not_read() -> None:
    """A column whose name starts with x_ may hold anything."""
    assert good(Bus, "x_ask,bus,x_\nwhen?,B1,?\n") == (Bus(bus="B1"),)


def test_a_table_may_have_its_header_alone() -> None:
    """A header without rows is an empty table, not a mistake."""
    assert good(Bus, "bus,kv\n") == ()


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    """Blank rows are skipped but counted, and a row with a line break in a cell is one row."""
    reading = read(Crew, 'crew,skill\n\nC1,lines\n , \nC2,"li\nnes"\nC3,x\n')
    assert reading.numbers == (3, 5, 6)
    assert [(problem.row, problem.column) for problem in reading.problems] == [(5, "skill")]


def test_empty_cells_after_the_last_column_are_no_mistake() -> None:
    """The commas that spreadsheets leave at the end of rows, header included, are not cells."""
    assert good(Bus, "bus,kv,,\nB1,110,,\nB2,,\nB3,35\n") == (
        Bus(bus="B1", kv=110.0), Bus(bus="B2"), Bus(bus="B3", kv=35.0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("YES", True),
        ("True", True),
        ("1", True),
        ("no", False),
        ("false", False),
        ("0", False),
        ("", False),
    ],
)
def test_yes_and_no_come_in_several_words(text: str, value: bool) -> None:
    """Yes/no cells take yes, no, true, false, 1 and 0 in any case; empty is the default."""
    (unit,) = good(Generator, f"generator,bus,max_mw,black_start\nG1,B1,5,{text}\n")
    assert unit.black_start is value


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12.0), ("+12.50", 12.5), (".5", 0.5), ("5.", 5.0), ("1.5e2", 150.0), ("0", 0.0)]
)
def test_numbers_as_programs_write_them(text: str, value: float) -> None:
    """Signs, points and exponents are read."""
    (feeder,) = good(Feeder, f"feeder,bus,peak_mw\nF1,B1,{text}\n")
    assert feeder.peak_mw == value


@pytest.mark.parametrize("text", ["1_0", "0x10", "١٢", "1,2,3", "--1", "1 2", "e5", "9" * 200 + "x"])
def test_what_python_or_a_reader_might_take_for_a_number_is_none(text: str) -> None:
    """Only plain decimal numbers in ASCII digits are numbers."""
    (problem,) = read(Feeder, f'feeder,bus,peak_mw\nF1,B1,"{text}"\n').problems
    assert (problem.row, problem.column) == (2, "peak_mw")


def test_a_whole_number_may_have_a_point() -> None:
    """2500.0, as some programs write it, is the whole number 2500."""
    (feeder,) = good(Feeder, "feeder,bus,peak_mw,customers\nF1,B1,1,2500.0\n")
    assert feeder.customers == 2500
    assert isinstance(feeder.customers, int)


@pytest.mark.parametrize(
    "text", ["2026-01-07T19:40Z", "2026-01-07 21:40+02:00", "2026-01-07T21:40:00.0+0200", "2026-01-07T14:40:00-05:00"]
)
def test_times_are_instants(text: str) -> None:
    """ISO 8601 with Z or an offset, with T or a blank, is the same instant."""
    (point,) = good(WeatherPoint, f"valid_from,outdoor_c\n{text},-7\n")
    assert point.valid_from == datetime(2026, 1, 7, 19, 40, tzinfo=UTC)


def test_a_time_that_may_be_left_out() -> None:
    """An empty cell in a column of times that has a default is that default."""
    assert good(Spare, "asset_kind,count,available_from\npole,3,\n") == (Spare(asset_kind="pole", count=3),)


def test_every_bad_cell_of_a_row_is_told() -> None:
    """One row with four bad cells brings four problems, and stands in with placeholders."""
    reading = read(Feeder, "feeder,bus,peak_mw,people,protected\nF1,,much,-3,maybe\n")
    assert [problem.column for problem in reading.problems] == ["bus", "peak_mw", "people", "protected"]
    assert reading.rows[0].feeder == "F1"
    assert reading.broken == {2}


def test_reading_stops_after_a_hundred_problems() -> None:
    """A table with a thousand bad rows brings a hundred problems and one that says that there are more."""
    reading = read(Bus, "bus,kv\n" + "B,x\n" * 1000)
    assert len(reading.problems) == MOST_PROBLEMS + 1
    assert reading.problems[-1] == Problem(
        "buses.csv", 102, "", "more problems from here on", "mend the first ones and check again"
    )
    assert not reading.complete


def test_an_endless_run_of_empty_rows_is_refused() -> None:
    """More empty rows than a spreadsheet can have are a mistake, told once."""
    (problem,) = read(Bus, "bus\n" + "\n" * (2**20 + 10)).problems
    assert "1048576 empty rows" in problem.found
