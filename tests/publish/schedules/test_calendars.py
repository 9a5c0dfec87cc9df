"""Calendars as phones read them: right instants on both nights of clock change, stable names, nothing fails open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from ical.calendar_stream import IcsCalendarStream

from relight.errors import InputError
from relight.model.rota import Area, Rota, Span
from relight.model.schema import RotaSlot
from relight.publish.schedules.calendars import Edition, calendar_bytes

KYIV = ZoneInfo("Europe/Kyiv")
AREA = Area("Kalvoria", "3.1")


def at(text: str, fold: int = 0) -> datetime:
    """A local time in Kyiv."""
    return datetime.fromisoformat(text).replace(tzinfo=KYIV, fold=fold)


def cut(start: datetime, end: datetime, state: str = "confirmed") -> RotaSlot:
    """A cut of the area."""
    return RotaSlot(zone=AREA.zone, outage_group=AREA.outage_group, start=start, end=end, state=state)


def edition(slots: list[RotaSlot], start: str, end: str, issued: str | None = None) -> Edition:
    """An edition whose timetable speaks from its start to its end."""
    begin, until = at(start), at(end)
    return Edition(Rota(tuple(slots), (Span(AREA, begin, until),), at(issued or start)), begin, until)


def read_by_home_assistant(content: bytes) -> dict[str, tuple[Any, Any, str, int]]:
    """UID -> begin, end, status and sequence, as Home Assistant's parser sees them."""
    calendar = IcsCalendarStream.calendar_from_ics(content.decode())
    return {
        str(event.uid): (event.dtstart, event.dtend, str(event.status and event.status.value), event.sequence or 0)
        for event in calendar.events
    }


def read_by_recurring(content: bytes, start: datetime, end: datetime) -> list[tuple[datetime, datetime, str]]:
    """What recurring-ical-events finds between two instants."""
    calendar = icalendar.Calendar.from_ical(content)
    events = recurring_ical_events.of(calendar).between(start, end)
    found = [(event.decoded("dtstart"), event.decoded("dtend"), str(event["summary"])) for event in events]
    return sorted(found)


@pytest.mark.parametrize(
    ("day", "begin", "end", "utc"),
    [
        ("2026-03-29", "00:30", "05:00", ("2026-03-28T22:30", "2026-03-29T02:00")),
        ("2026-10-25", "00:30", "05:00", ("2026-10-24T21:30", "2026-10-25T03:00")),
        ("2026-01-31", "22:00", "23:59", ("2026-01-31T20:00", "2026-01-31T21:59")),
    ],
)
def test_instants_are_right_on_nights_when_the_clock_changes(
    day: str, begin: str, end: str, utc: tuple[str, str]
) -> None:
    """00:30 to 05:00 in Kyiv is 3.5 hours in spring and 5.5 in autumn, in UTC, for both parsers."""
    slot = cut(at(f"{day}T{begin}"), at(f"{day}T{end}"))
    tomorrow = date.fromisoformat(day) + timedelta(days=1)
    content = calendar_bytes(edition([slot], f"{day}T00:00", f"{tomorrow}T00:00"), AREA)
    expected = tuple(datetime.fromisoformat(text).replace(tzinfo=UTC) for text in utc)
    events = read_by_home_assistant(content)
    assert expected in [(start, stop) for start, stop, _, _ in events.values()]
    assert all(start.utcoffset() == timedelta() for start, _, _, _ in events.values()), "times are UTC"
    found = read_by_recurring(content, expected[0] - timedelta(days=1), expected[1] + timedelta(days=2))
    assert (*expected, "No electricity") in found


def test_the_same_content_is_the_same_calendar() -> None:
    """Published again without a change it is the same, byte for byte, whenever that is."""
    first = edition([cut(at("2026-01-08T18:00"), at("2026-01-08T22:00"))], "2026-01-08T00:00", "2026-01-10T00:00")
    content = calendar_bytes(first, AREA)
    assert calendar_bytes(first, AREA, previous=content) == content
    later = replace(first, rota=replace(first.rota, issued_at=at("2026-01-08T12:00")))
    assert calendar_bytes(later, AREA, previous=content) == content


def test_a_changed_cut_keeps_its_name_and_counts_up() -> None:
    """A cut that ends later has the same UID and a higher SEQUENCE; the one that did not change has neither."""
    cuts = [cut(at("2026-01-08T08:00"), at("2026-01-08T10:00")), cut(at("2026-01-08T18:00"), at("2026-01-08T22:00"))]
    old = calendar_bytes(edition(cuts, "2026-01-08T00:00", "2026-01-10T00:00"), AREA)
    cuts[1] = cut(at("2026-01-08T18:00"), at("2026-01-08T23:00"))
    new = calendar_bytes(edition(cuts, "2026-01-08T00:00", "2026-01-10T00:00", "2026-01-08T06:00"), AREA, previous=old)
    before, after = read_by_home_assistant(old), read_by_home_assistant(new)
    assert before.keys() == after.keys()
    grown = [uid for uid in after if after[uid][3] == before[uid][3] + 1]
    assert [after[uid][1] for uid in grown] == [at("2026-01-08T23:00").astimezone(UTC)]


def test_a_withdrawn_cut_arrives_as_cancelled() -> None:
    """A cut that is gone stays in the calendar as CANCELLED with a higher SEQUENCE, and stays so."""
    cuts = [cut(at("2026-01-08T08:00"), at("2026-01-08T10:00")), cut(at("2026-01-08T18:00"), at("2026-01-08T22:00"))]
    old = calendar_bytes(edition(cuts, "2026-01-08T00:00", "2026-01-10T00:00"), AREA)
    fewer = edition(cuts[:1], "2026-01-08T00:00", "2026-01-10T00:00", "2026-01-08T06:00")
    new = calendar_bytes(fewer, AREA, previous=old)
    gone = [event for event in read_by_home_assistant(new).values() if event[2] == "CANCELLED"]
    assert [(start, sequence) for start, _, _, sequence in gone] == [(at("2026-01-08T18:00").astimezone(UTC), 1)]
    assert calendar_bytes(fewer, AREA, previous=new) == new


def test_no_event_is_dated_before_its_last_edition() -> None:
    """Where an older timetable replaces a newer one, as after a mistake, what it changes or withdraws counts up and is
    dated no earlier: a phone that compares times takes it too.
    """
    cuts = [cut(at("2026-01-08T08:00"), at("2026-01-08T10:00")), cut(at("2026-01-08T18:00"), at("2026-01-08T22:00"))]
    days = ("2026-01-08T00:00", "2026-01-10T00:00")
    mistake = calendar_bytes(edition(cuts, *days, "2026-01-08T07:00"), AREA)
    cuts = [cut(at("2026-01-08T08:00"), at("2026-01-08T12:00"))]
    after = calendar_bytes(edition(cuts, *days, "2026-01-08T06:00"), AREA, previous=mistake)
    sequences = [{uid: row[3] for uid, row in read_by_home_assistant(content).items()} for content in (mistake, after)]
    grown = {uid for uid, sequence in sequences[1].items() if sequence > sequences[0][uid]}
    assert len(grown) == 2
    events = [event for event in icalendar.Calendar.from_ical(after).walk("VEVENT") if str(event["uid"]) in grown]
    dates = {event.decoded(name) for event in events for name in ("dtstamp", "last-modified")}
    assert dates == {at("2026-01-08T07:00").astimezone(UTC)}


def test_a_cut_that_returns_after_it_was_withdrawn_is_confirmed_again() -> None:
    """Cancelled and then planned again, the same UID is CONFIRMED with the next SEQUENCE."""
    cuts = [cut(at("2026-01-08T18:00"), at("2026-01-08T22:00"))]
    whole = edition(cuts, "2026-01-08T00:00", "2026-01-10T00:00")
    old = calendar_bytes(whole, AREA)
    gone = calendar_bytes(edition([], "2026-01-08T00:00", "2026-01-10T00:00"), AREA, previous=old)
    back = read_by_home_assistant(calendar_bytes(whole, AREA, previous=gone))
    assert ("CONFIRMED", 2) in [(status, sequence) for _, _, status, sequence in back.values()]


def test_the_end_of_the_timetable_is_an_event() -> None:
    """Where the timetable ends there is an event that says so, also when there is not a single cut. It goes on for a
    week, as a calendar that nobody renews would otherwise be empty half an hour later.
    """
    content = calendar_bytes(edition([], "2026-01-08T00:00", "2026-01-09T15:00"), AREA)
    found = read_by_recurring(content, at("2026-01-08T00:00"), at("2026-01-12T00:00"))
    assert found == [
        (
            at("2026-01-09T15:00").astimezone(UTC),
            at("2026-01-16T15:00").astimezone(UTC),
            "End of the timetable: nothing is known after this",
        )
    ]


def test_what_is_unknown_is_an_event() -> None:
    """A group nobody speaks for has its end of the timetable at the very start; a gap in between is an event too."""
    nobody = Edition(Rota((), (), at("2026-01-08T00:00")), at("2026-01-08T00:00"), at("2026-01-10T00:00"))
    found = read_by_recurring(calendar_bytes(nobody, AREA), at("2026-01-07T00:00"), at("2026-01-12T00:00"))
    assert [(start, text[:3]) for start, _, text in found] == [(at("2026-01-08T00:00").astimezone(UTC), "End")]
    times = (("00:00", "08:00"), ("12:00", "20:00"))
    spans = tuple(Span(AREA, at(f"2026-01-08T{begin}"), at(f"2026-01-08T{end}")) for begin, end in times)
    gap = replace(nobody, rota=replace(nobody.rota, spans=spans))
    found = read_by_recurring(calendar_bytes(gap, AREA), at("2026-01-07T00:00"), at("2026-01-12T00:00"))
    assert found[0] == (
        at("2026-01-08T08:00").astimezone(UTC),
        at("2026-01-08T12:00").astimezone(UTC),
        "No timetable: nothing is known",
    )


@pytest.mark.parametrize(
    ("state", "status", "summary"),
    [
        ("confirmed", "CONFIRMED", "No electricity"),
        ("preliminary", "TENTATIVE", "No electricity (preliminary, may change)"),
        ("possible", "TENTATIVE", "Electricity may be cut"),
        ("emergency", "CONFIRMED", "Emergency: off without a timetable"),
    ],
)
def test_states_are_told_apart(state: str, status: str, summary: str) -> None:
    """Each of the four states has its own words, and what is not sure is tentative."""
    slot = cut(at("2026-01-08T18:00"), at("2026-01-08T22:00"), state)
    content = calendar_bytes(edition([slot], "2026-01-08T00:00", "2026-01-10T00:00"), AREA)
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    told = [(str(event["status"]), str(event["summary"])) for event in events if "End" not in str(event["summary"])]
    assert told == [(status, summary)]


def test_a_cut_under_way_at_midnight_keeps_its_name() -> None:
    """A cut from 22:00 to 03:00 published on both days is the same event, in one piece."""
    slots = [cut(at("2026-01-08T22:00"), at("2026-01-09T03:00"))]
    old = calendar_bytes(edition(slots, "2026-01-08T00:00", "2026-01-10T00:00"), AREA)
    later = edition(slots, "2026-01-09T00:00", "2026-01-11T00:00", "2026-01-08T00:00")
    new = calendar_bytes(later, AREA, previous=old)
    night = at("2026-01-08T22:00").astimezone(UTC)
    name = next(uid for uid, event in read_by_home_assistant(old).items() if event[0] == night)
    assert read_by_home_assistant(new)[name][:2] == (night, at("2026-01-09T03:00").astimezone(UTC))


def test_properties_that_calendars_need() -> None:
    """Refresh times are well formed, events do not block time, every line is at most 75 octets long."""
    slot = cut(at("2026-01-08T18:00"), at("2026-01-08T22:00"))
    content = calendar_bytes(replace(edition([slot], "2026-01-08T00:00", "2026-01-10T00:00"), language="uk"), AREA)
    text = content.decode()
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT30M\r\n" in text
    assert "X-PUBLISHED-TTL:PT30M\r\n" in text
    assert text.count("TRANSP:TRANSPARENT") == text.count("BEGIN:VEVENT") == 2
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert all("DTSTAMP" in str(event.to_ical()) for event in icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_a_broken_previous_calendar_is_refused() -> None:
    """What is no calendar is not taken for an empty one: its events could not be withdrawn."""
    with pytest.raises(InputError, match="previous calendar"):
        calendar_bytes(edition([], "2026-01-08T00:00", "2026-01-10T00:00"), AREA, previous=b"BEGIN:VCAL")
