"""Numbers, times and phrases as a reader of one language in one time zone expects them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor, isnan, log10
from typing import Any
from zoneinfo import ZoneInfo

from relight.model.counting import plural_form
from relight.publish.clock_times import SUMMER, WINTER, clock_time
from relight.publish.texts import ENGLISH
from relight.publish.texts_ukrainian import UKRAINIAN

CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "uk": UKRAINIAN}
"""Language code -> its texts by key."""

WEEKDAY_IS_ENOUGH = timedelta(days=6)
SPACE = "\u00a0"


LAST = -1
"""The form of a noun after a million, after which every language here has its last one."""


class Number(str):
    """A number as it is written; in a text `{count:island|islands}` writes it with the form of the noun that fits."""

    form: int

    def __new__(cls, text: str, form: int) -> Number:
        """The text, and which form of a noun goes with it."""
        made = super().__new__(cls, text)
        made.form = form
        return made

    def __format__(self, spec: str) -> str:
        return f"{self} {spec.split('|')[self.form]}" if "|" in spec else super().__format__(spec)


@dataclass(frozen=True)
class Words:
    """The texts of one language, with numbers and times written its way; call it with a key to get a text."""

    language: str
    zone: ZoneInfo
    start: datetime

    def __call__(self, key: str, **values: Any) -> str:
        """The text of that key with its blanks filled."""
        return CATALOGUES[self.language][key].format(**values)

    def term(self, group: str, word: str | None) -> str:
        """What a fixed word of the data is called: `term("kind", "mobile_site")`; unknown words stay as they are."""
        known = CATALOGUES[self.language].get(f"{group}.{word}")
        return known if known is not None else (word or "").replace("_", " ")

    def service(self, name: str) -> str:
        """What a service is called; one that a region added goes by its own name."""
        known = self.term("service", name)
        return known[:1].upper() + known[1:]

    def without(self, name: str) -> str:
        """The end of a sentence about people without a service."""
        if f"without.{name}" in CATALOGUES[self.language]:
            return self(f"without.{name}")
        return self("without.other", service=self.term("service", name))

    def meaning(self, name: str) -> str:
        """What being without a service means."""
        if f"meaning.{name}" in CATALOGUES[self.language]:
            return self(f"meaning.{name}")
        return self("meaning.other", service=self.term("service", name))

    def number(self, value: float, digits: int = 0) -> Number:
        """A number with the language's separators."""
        text = f"{value:,.{digits}f}"
        if text.lstrip("-").strip("0.") == "":
            text = text.lstrip("-")
        form = plural_form(float(text.replace(",", "")), self.language)
        return Number(text if self.language == "en" else text.replace(",", SPACE).replace(".", ","), form)

    def hours(self, value: float) -> Number:
        """Hours, with a decimal only where they are not whole."""
        return self.number(value, 0 if float(value).is_integer() else 1)

    def people(self, value: float | None) -> Number:
        """People, rounded to three figures; a dash when the number is not known."""
        return Number("–", LAST) if value is None or isnan(value) else self.number(rounded(value))

    def large(self, value: float) -> Number:
        """A number rounded to three figures, from a million on as `1.74 million`."""
        whole = rounded(value)
        if abs(whole) < 1e6:
            return self.number(whole)
        digits = 2 if abs(whole) < 1e7 else 1 if abs(whole) < 1e8 else 0
        short = self.number(whole / 1e6, digits)
        return Number(f"{short}{SPACE}{self('unit.million')}", LAST)

    def short(self, value: float) -> str:
        """As `large`, with a sign for the million: `1.74 M`."""
        return self.large(value).replace(self("unit.million"), self("unit.million_sign"))

    def share(self, part: float, whole: float) -> str:
        """A part as a percentage that never rounds something to nothing or almost all to all."""
        if whole <= 0:
            return "–"
        percent = 100 * part / whole
        if 0 < percent < 1:
            return f"<1{SPACE}%"
        if 99 < percent < 100:
            return f">99{SPACE}%"
        return f"{percent:.0f}{SPACE}%"

    def local(self, time: str | datetime) -> datetime:
        """A time of the data in the region's own zone."""
        moment = datetime.fromisoformat(time) if isinstance(time, str) else time
        return moment.astimezone(self.zone)

    def has_begun(self, time: str) -> bool:
        """Whether a time is not after the start."""
        return self.local(time) <= self.start

    def clock(self, time: str | datetime | None) -> str:
        """Weekday and time, `Fri 04:10`; with the date where the weekday alone could mean another week."""
        if time is None:
            return "–"
        moment = self.local(time)
        day = self(f"day.{moment.weekday()}.short")
        if abs(moment - self.start) > WEEKDAY_IS_ENOUGH:
            day = f"{moment.day}{SPACE}{self(f'month.{moment.month}.short')}"
        return f"{day}{SPACE}{self.hour(moment)}"

    def hour(self, moment: datetime) -> str:
        """The time of day, with which of two it is in the hour that the clock shows twice."""
        return clock_time(moment, {SUMMER: self("clock.summer_time"), WINTER: self("clock.winter_time")})

    def full(self, time: str | datetime) -> str:
        """Weekday, date and time in full: `Thursday 8 January 2026, 16:00`."""
        moment = self.local(time)
        day, month = self(f"day.{moment.weekday()}"), self(f"month.{moment.month}")
        return self("time.full", day=day, date=moment.day, month=month, year=moment.year, clock=self.hour(moment))

    def date(self, time: str | datetime) -> str:
        """Weekday and day of the month: `Fri 9 Jan`."""
        moment = self.local(time)
        return f"{self(f'day.{moment.weekday()}.short')} {moment.day} {self(f'month.{moment.month}.short')}"

    def duration(self, minutes: float) -> str:
        """A length of time in the two largest units that matter: `5 h 20 min`, `3 days 4 h`."""
        whole = int(abs(minutes) + 0.5)
        days, hours, rest = whole // 1440, whole // 60 % 24, whole % 60
        if whole >= 2880:
            parts = [(days, "unit.days"), (hours, "unit.hours")]
        elif whole >= 60:
            parts = [(whole // 60, "unit.hours"), (rest, "unit.minutes")]
        else:
            return f"{rest}{SPACE}{self('unit.minutes')}"
        return " ".join(f"{count}{SPACE}{self(unit)}" for count, unit in parts if count)


def rounded(value: float) -> float:
    """The number rounded half up to three figures, and to a whole one below a thousand."""
    if abs(value) < 1000:
        return floor(value + 0.5)
    step = 10.0 ** (floor(log10(abs(value))) - 2)
    return floor(value / step + 0.5) * step


def words_for(outlook: Mapping[str, Any], language: str = "en") -> Words:
    """The words for an outlook or status: its time zone, and its start as the reference of weekdays.

    Raises
    ------
    ValueError
        For a language without a catalogue.
    """
    if language not in CATALOGUES:
        raise ValueError(f"no texts in language {language!r}; choose one of {', '.join(sorted(CATALOGUES))}")
    zone = ZoneInfo(outlook["timezone"])
    start = datetime.fromisoformat(outlook.get("start") or outlook["at"])
    return Words(language, zone, start.astimezone(zone))
