"""Numbers, times and phrases in both languages."""

from __future__ import annotations

from datetime import datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from relight.publish.words import CATALOGUES, Words, rounded, words_for

KYIV = ZoneInfo("Europe/Kyiv")
ENGLISH = Words("en", KYIV, datetime(2026, 1, 8, 16, 10, tzinfo=KYIV))
UKRAINIAN = Words("uk", KYIV, datetime(2026, 1, 8, 16, 10, tzinfo=KYIV))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.4, 0),
        (0.5, 1),
        (999.4, 999),
        (1234, 1230),
        (1235, 1240),
        (782_431, 782_000),
        (1_046_999, 1_050_000),
        (9995, 10_000),
    ],
)
def test_people_are_rounded_half_up_to_three_figures(value: float, expected: float) -> None:
    """Three figures are kept from a thousand on, whole people below, and halves go up."""
    assert rounded(value) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 10, "0 %"),
        (0.001, 10, "<1 %"),
        (0.1, 10, "1 %"),
        (5, 10, "50 %"),
        (9.95, 10, ">99 %"),
        (10, 10, "100 %"),
        (0, 0, "–"),
    ],
)
def test_a_share_never_hides_the_last_people(part: float, whole: float, expected: str) -> None:
    """Something is never printed as 0 % and not quite all never as 100 %."""
    assert ENGLISH.share(part, whole) == expected.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (782_431, "782,000"),
        (999_999, "1.00 million"),
        (1_740_000, "1.74 million"),
        (60_940_000, "60.9 million"),
        (103e6, "103 million"),
    ],
)
def test_large_numbers_are_read_as_millions(value: float, expected: str) -> None:
    """From a million on three figures and the word are printed."""
    assert ENGLISH.large(value) == expected.replace(" ", "\u00a0")


def test_numbers_follow_the_language() -> None:
    """English groups by commas; Ukrainian by spaces, with a decimal comma."""
    assert ENGLISH.number(1_234_567.25, 1) == "1,234,567.2"
    assert UKRAINIAN.number(1_234_567.25, 1) == "1\u00a0234\u00a0567,2"
    assert ENGLISH.number(-0.2) == "0"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "0 min"),
        (59.4, "59 min"),
        (60, "1 h"),
        (320, "5 h 20 min"),
        (2879, "47 h 59 min"),
        (2880, "2 days"),
        (3120, "2 days 4 h"),
    ],
)
def test_durations_name_the_two_units_that_matter(minutes: float, expected: str) -> None:
    """Minutes, then hours and minutes, then days and hours."""
    assert ENGLISH.duration(minutes).replace("\u00a0", " ") == expected


def test_times_are_local_and_unmistakable() -> None:
    """A time in UTC is printed in the region's zone, with the date when the weekday could mean another week."""
    assert ENGLISH.clock("2026-01-09T02:10:00+00:00") == "Fri\u00a004:10"
    assert ENGLISH.clock("2026-01-16T02:10:00+00:00") == "16\u00a0Jan\u00a004:10"
    assert ENGLISH.clock(None) == "–"
    assert ENGLISH.full("2026-01-08T14:10:00+00:00") == "Thursday 8 January 2026, 16:10"
    assert UKRAINIAN.full("2026-01-08T14:10:00+00:00") == "четвер, 8 січня 2026, 16:10"


def test_clocks_follow_summer_time() -> None:
    """On the night the clocks change, each time has the hour people read on their watch."""
    night = Words("en", KYIV, datetime(2026, 3, 29, 0, 0, tzinfo=KYIV))
    assert night.clock("2026-03-29T00:30:00+00:00") == "Sun\u00a002:30"
    assert night.clock("2026-03-29T01:00:00+00:00") == "Sun\u00a004:00"


def test_words_the_catalogue_does_not_know_stay_as_they_are() -> None:
    """A kind or a service that a region made up is printed under its own name."""
    assert ENGLISH.term("kind", "ice_rink") == "ice rink"
    assert ENGLISH.service("bread") == "Bread"
    assert ENGLISH.without("bread") == "are without bread"


def test_a_language_without_texts_is_refused() -> None:
    """The message names the languages there are."""
    with pytest.raises(ValueError, match="choose one of en, uk"):
        words_for({"timezone": "UTC", "start": "2026-01-08T14:10:00+00:00"}, "xx")


@pytest.mark.parametrize(
    ("count", "english", "ukrainian"),
    [
        (1, "1 further row is in the data files.", "Ще 1 рядок — у файлах даних."),
        (3, "3 further rows are in the data files.", "Ще 3 рядки — у файлах даних."),
        (1211, "1,211 further rows are in the data files.", "Ще 1 211 рядків — у файлах даних."),
    ],
)
def test_a_noun_in_a_text_follows_its_number(count: int, english: str, ukrainian: str) -> None:
    """The number carries which form goes with it; nobody reads of 1 rows."""
    assert ENGLISH("page.left_out", count=ENGLISH.number(count)) == english
    assert UKRAINIAN("page.left_out", count=UKRAINIAN.number(count)) == ukrainian.replace("1 211", "1\u00a0211")


def test_people_in_millions_and_unknown_ones_take_the_last_form() -> None:
    """A dash and a sign for the million are no one."""
    assert ENGLISH("people.live", people=ENGLISH.people(1.2)) == "1 person"
    assert UKRAINIAN("people.live", people=UKRAINIAN.large(1_740_000)) == "1,74\u00a0млн людей"
    assert ENGLISH("people.live", people=ENGLISH.people(None)) == "– people"


@pytest.mark.parametrize(("language", "forms"), [("en", 2), ("uk", 3)])
def test_every_noun_of_a_catalogue_has_the_forms_of_its_language(language: str, forms: int) -> None:
    """Two in English, three in Ukrainian, wherever a text counts something."""
    counts = [spec for text in CATALOGUES[language].values() for _, _, spec, _ in Formatter().parse(text) if spec]
    assert counts
    assert {len(spec.split("|")) for spec in counts} == {forms}
