"""Calendars hold to RFC 5545 to the letter, whatever they are about, from edition to edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from relight.model.rota import LIKELY_ON, ON, UNKNOWN, Area, Rota, Span, merged_slots, merged_spans
from relight.model.schema import RotaSlot
from relight.model.schema.rota import ROTA_STATES
from relight.publish.schedules.calendars import Edition, calendar_bytes
from relight.publish.schedules.phrases import PHRASES
from tests.publish.schedules.rfc5545 import check_calendar, instant

KYIV = ZoneInfo("Europe/Kyiv")
STEP = timedelta(minutes=30)
AREAS = [
    Area("Kalvoria", "3.1"),
    Area("Південно-Західна область, мікрорайон «Ліс»", "12.2"),
    Area('a;b,c\\d "e"', "ÄÖ:=/"),
    Area("🏭" * 30, "x" * 90),
]
SOURCES = ["", "диспетчер, 8 січня; телефон\\радіо", "https://example.org/a?b=c;d,e", "line\nbreak"]
DAYS = ("2026-01-08", "2026-03-28", "2026-10-24")


@st.composite
def editions(draw: st.DrawFn) -> list[Edition]:
    """Three editions of one area, each with cuts and spans of its own, hours apart, in one language."""
    area = draw(st.sampled_from(AREAS))
    midnight = datetime.fromisoformat(draw(st.sampled_from(DAYS))).replace(tzinfo=KYIV)
    language = draw(st.sampled_from(sorted(PHRASES)))
    instants = st.integers(-20, 100).map(lambda count: (midnight.astimezone(UTC) + count * STEP).astimezone(KYIV))
    made = []
    for number in range(3):
        times = [sorted(pair) for pair in draw(st.lists(st.tuples(instants, instants), max_size=4))]
        said = draw(st.lists(st.tuples(instants, instants, st.booleans()), max_size=2))
        slots = [
            RotaSlot(
                zone=area.zone, outage_group=area.outage_group, start=start, end=end,
                state=draw(st.sampled_from(ROTA_STATES)), source=draw(st.sampled_from(SOURCES)),
            )
            for start, end in times
            if start < end
        ]  # fmt: skip
        spans = [Span(area, min(one, two), max(one, two), firm) for one, two, firm in said if one != two]
        issued = midnight + timedelta(hours=8 * number)
        rota = Rota(merged_slots(slots), merged_spans(spans), issued)
        made.append(Edition(rota, midnight, midnight + timedelta(days=2), language))
    made.append(replace(made[0], rota=replace(made[0].rota, slots=(), spans=(Span(area, midnight, made[0].end),))))
    return made


def area_of(edition: Edition) -> Area:
    """The area its last span or cut is about."""
    return (edition.rota.areas or (AREAS[0],))[-1]


@settings(max_examples=60)
@given(several=editions())
def test_every_edition_is_valid_and_follows_from_the_one_before(several: list[Edition]) -> None:
    """Folded between letters at 75 octets, CRLF, escaped, in UTC, each property as often as it may be, for names in any
    script; Home Assistant's parser reads the same instants. What is told is what the rota says, minute by minute.
    An event's SEQUENCE grows where anything in it changed and only there; one that is gone and not over is CANCELLED
    and says so in words.
    """
    area, previous = area_of(several[-1]), None
    before: dict[str, dict[str, str]] = {}
    for edition in several:
        content = calendar_bytes(edition, area, previous)
        events = {event["UID"]: event for event in check_calendar(content)}
        read = IcsCalendarStream.calendar_from_ics(content.decode()).events
        assert {(event.uid, event.dtstart, event.dtend) for event in read} == {
            (uid, instant(event["DTSTART"]), instant(event["DTEND"])) for uid, event in events.items()
        }
        live = {uid: event for uid, event in events.items() if event["STATUS"] != "CANCELLED"}
        _tells(edition, area, list(live.values()))
        for uid, event in events.items():
            old = before.get(uid)
            same = old is not None and all(
                event[name] == old[name] for name in ("DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS")
            )
            expected = 0 if old is None else int(old["SEQUENCE"]) + (not same)
            assert int(event["SEQUENCE"]) == expected
        gone = {uid for uid, event in before.items() if uid not in live and instant(event["DTEND"]) > stamp(edition)}
        assert gone == events.keys() - live.keys()
        withdrawn = PHRASES[edition.language]["withdrawn"].format(summary="")
        assert all(events[uid]["SUMMARY"].startswith(withdrawn) for uid in gone)
        assert calendar_bytes(edition, area, content) == content
        previous, before = content, events


def stamp(edition: Edition) -> datetime:
    """When the data of an edition is from, or its first midnight if that is later."""
    assert edition.rota.issued_at is not None
    return max(edition.rota.issued_at, edition.start)


def _tells(edition: Edition, area: Area, events: list[dict[str, str]]) -> None:
    """From the time of its data to its end, every half hour has the event that the rota's state asks for, or none."""
    words = PHRASES[edition.language]
    assert edition.rota.issued_at is not None
    at = max(edition.rota.issued_at, edition.start).astimezone(UTC)
    while at < edition.end:
        (piece,) = edition.rota.pieces(area, at, at + STEP)
        told = [event["SUMMARY"] for event in events if instant(event["DTSTART"]) <= at < instant(event["DTEND"])]
        if piece.state in (ON, LIKELY_ON):
            assert told == []
        elif piece.state == UNKNOWN:
            assert told in ([words[UNKNOWN]], [words["end"]])
        else:
            assert told == [words[piece.state]]
        at += STEP


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_an_emergency_of_the_whole_day_is_as_long_as_the_day(day: str, hours: int) -> None:
    """On the days when the clock changes, an emergency from midnight to midnight is 23 and 25 hours in UTC."""
    start = datetime.fromisoformat(day).replace(tzinfo=KYIV)
    end = (start + timedelta(days=1)).replace(tzinfo=KYIV)
    slot = RotaSlot(zone="z", outage_group="1", start=start, end=end, state="emergency")
    area = Area("z", "1")
    rota = Rota((slot,), (Span(area, start, end + timedelta(days=1)),), start)
    events = check_calendar(calendar_bytes(Edition(rota, start, end + timedelta(days=1)), area))
    (shut,) = [event for event in events if event["CATEGORIES"] == "EMERGENCY"]
    assert instant(shut["DTEND"]) - instant(shut["DTSTART"]) == timedelta(hours=hours)


def test_what_is_over_is_not_cancelled_the_day_after() -> None:
    """Yesterday's cut took place: published anew today from the same data it is gone, not CANCELLED."""
    area = Area("z", "1")
    start = datetime(2026, 1, 8, tzinfo=KYIV)
    cut = RotaSlot(
        zone="z", outage_group="1", start=start.replace(hour=18), end=start.replace(hour=20), state="confirmed"
    )
    rota = Rota((cut,), (Span(area, start, start + timedelta(days=3)),), start)
    first = Edition(rota, start, start + timedelta(days=2))
    second = Edition(rota, start + timedelta(days=1), start + timedelta(days=3))
    events = check_calendar(calendar_bytes(second, area, calendar_bytes(first, area)))
    assert [(event["CATEGORIES"], event["STATUS"]) for event in events] == [("END", "CONFIRMED")]


def test_an_emergency_of_many_days_keeps_its_name() -> None:
    """An emergency of a week is the same event, byte for byte, on each of its days."""
    area = Area("z", "1")
    start = datetime(2026, 1, 8, tzinfo=KYIV)
    shut = RotaSlot(zone="z", outage_group="1", start=start, end=start + timedelta(days=7), state="emergency")
    rota = Rota((shut,), (), start)
    previous = None
    for day in range(7):
        begin = start + timedelta(days=day)
        previous = calendar_bytes(Edition(rota, begin, start + timedelta(days=9)), area, previous)
        assert {event["SEQUENCE"] for event in check_calendar(previous)} == {"0"}


def test_the_end_of_the_timetable_moves_and_keeps_its_name() -> None:
    """A later end is the same event with a higher SEQUENCE: phones do not collect ends of timetables."""
    area, start = Area("z", "1"), datetime(2026, 1, 8, tzinfo=KYIV)
    names = []
    previous = None
    for hours in (24, 36):
        rota = Rota((), (Span(area, start, start + timedelta(hours=hours)),), start)
        previous = calendar_bytes(Edition(rota, start, start + timedelta(days=2)), area, previous)
        names.append([(event["UID"], event["SEQUENCE"]) for event in check_calendar(previous)])
    assert [len(events) for events in names] == [1, 1]
    assert names[0][0][0] == names[1][0][0]
    assert names[1][0][1] == "1"
