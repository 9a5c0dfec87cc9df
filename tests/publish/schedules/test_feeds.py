"""All feeds of a rota: none ever says "on" of what is not known, and all of them say the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import jsonschema
import pytest

import relight
from relight.files.schedules.reading import read_schedule
from relight.files.schedules.schedule import Taking
from relight.files.schedules.yasno import yasno_json
from relight.model.rota import Area, Rota, Span, aged
from relight.model.schema import RotaSlot
from relight.publish.schedules.cards import day_card, group_card, png_of
from relight.publish.schedules.feeds import Publication, publish_feeds, slug
from relight.publish.schedules.phrases import COLOURS, PHRASES

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2026, 1, 8, 10, 0, tzinfo=KYIV)
TODAY = date(2026, 1, 8)
CUT, MISSING, SHUT = Area("Kalvoria", "1.1"), Area("Kalvoria", "1.2"), Area("Kalvoria", "2.1")
AREAS = (CUT, MISSING, SHUT)
DATA = Path(__file__).parents[2] / "files/schedules/data"


def at(text: str) -> datetime:
    """A local time in Kyiv."""
    return datetime.fromisoformat(text).replace(tzinfo=KYIV)


def slot(area: Area, start: str, end: str, state: str) -> RotaSlot:
    """A cut by local times."""
    return RotaSlot(zone=area.zone, outage_group=area.outage_group, start=at(start), end=at(end), state=state)


def publication(issued: datetime = NOW - timedelta(hours=1)) -> Publication:
    """1.1 has a timetable, 1.2 is in none, 2.1 has emergency shutdowns."""
    slots = (
        slot(CUT, "2026-01-08T18:00", "2026-01-08T22:00", "confirmed"),
        slot(SHUT, "2026-01-08T00:00", "2026-01-10T00:00", "emergency"),
    )
    spans = (Span(CUT, at("2026-01-08T00:00"), at("2026-01-10T00:00")),)
    return Publication(Rota(slots, spans, issued), AREAS, KYIV, NOW, 1440, "Kalvoria and Zelmaria")


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize(("days", "stale"), [(0, False), (3, True)])
def test_a_card_in_a_chat_says_that_it_is_old(tmp_path: Path, language: str, days: int, stale: bool) -> None:
    """A picture travels without its page: drawn from old content every card warns in words above its times."""
    publish_feeds(replace(publication(NOW - timedelta(days=days)), language=language), tmp_path)
    cards = [said_by(path.read_text("utf-8")) for path in (tmp_path / "cards").glob("*.svg")]
    assert len(cards) == 5
    assert [PHRASES[language]["stale"] in card for card in cards] == [stale] * 5


@pytest.mark.parametrize("language", ["en", "uk"])
def test_no_page_or_card_says_that_there_is_electricity(tmp_path: Path, language: str) -> None:
    """A time without a cut is a time without a cut: a line may be damaged, and nobody who reads a timetable knows."""
    publish_feeds(replace(publication(), language=language), tmp_path)
    for path in (tmp_path / "index.html", *(tmp_path / "cards").glob("*.svg")):
        texts = [text.strip() for text in re.findall(r">([^<>]+)<", path.read_text("utf-8"))]
        assert not [text for text in texts if re.search(r"(?i)\b(світло є|electricity$)", text) and "No" not in text]
        assert any(PHRASES[language]["on"] in text for text in texts) == (slug("1.2") not in path.name and "2.1" not in
                                                                          path.name)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "03:30 (summer time)–03:30 (winter time)"), ("uk", "03:30 (літній час)–03:30 (зимовий час)")],
)
def test_a_cut_within_the_doubled_hour_has_two_ends(tmp_path: Path, language: str, told: str) -> None:
    """On the night when clocks are put back a cut of one hour reads so on the card and the page, in both languages."""
    begin = datetime(2026, 10, 25, 3, 30, tzinfo=KYIV)
    cut = replace(slot(CUT, "2026-10-25T03:30", "2026-10-25T03:30", "confirmed"), end=begin.replace(fold=1))
    spans = (Span(CUT, at("2026-10-24T00:00"), at("2026-10-26T00:00")),)
    night = Publication(
        Rota((cut,), spans, begin), (CUT,), KYIV, at("2026-10-25T00:10"), 1440, "Kalvoria", language
    )
    publish_feeds(night, tmp_path)
    card = (tmp_path / "cards/Kalvoria-1.1.svg").read_text("utf-8")
    assert f"25.10 {told}" in said_by(card)
    assert told in (tmp_path / "index.html").read_text("utf-8")


def said_by(card: str) -> str:
    """The words of a card as they are read, line after line."""
    return " ".join(re.findall(r">([^<]+)</text>", card))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All feeds of that publication."""
    assert publish_feeds(publication(), tmp_path) == ()
    return tmp_path


def on_in_gpv(path: Path) -> set[str]:
    """Groups that a plain reader of the DTEK shape would take to have supply at any time: `yes`, or a half of it."""
    days = json.loads(path.read_text(encoding="utf-8"))["fact"]["data"].values()
    plain = {"yes", "first", "second", "mfirst", "msecond"}
    return {group for day in days for group, hours in day.items() if plain & set(hours.values())}


def on_in_yasno(path: Path) -> set[str]:
    """The same for Yasno's shape: a day to which a timetable applies, or without outages."""
    groups = json.loads(path.read_text(encoding="utf-8"))
    return {
        f"GPV{group}"
        for group, entry in groups.items()
        for day in (entry["today"], entry["tomorrow"])
        if day["status"] in ("ScheduleApplies", "NoOutages") or any(s["type"] == "NotPlanned" for s in day["slots"])
    }


def on_in_csv(path: Path) -> set[str]:
    """The same for CSV."""
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return {f"GPV{row['area'].rpartition('/')[2]}" for row in rows if row["stage"] in ("on", "likely_on")}


def silent_in_calendar(folder: Path) -> set[str]:
    """Groups in whose calendar some minute of today after now has no event: a phone shows that as supply."""
    found = set()
    for area in AREAS:
        content = (folder / f"calendars/{slug(area.zone)}-{slug(area.outage_group)}.ics").read_bytes()
        events = icalendar.Calendar.from_ical(content).walk("VEVENT")
        times = sorted((event.decoded("dtstart"), event.decoded("dtend"), str(event["summary"])) for event in events)
        first, _, text = times[0]
        if first > NOW and not text.startswith("End"):
            found.add(f"GPV{area.outage_group}")
    return found


def test_only_a_group_with_a_timetable_has_supply_in_any_feed(folder: Path) -> None:
    """A missing group and one under emergency shutdowns read as "on" in no JSON, no CSV and no calendar."""
    zone = slug("Kalvoria")
    assert on_in_gpv(folder / f"gpv/{zone}.json") == {"GPV1.1"}
    assert on_in_yasno(folder / f"yasno/{zone}.json") == {"GPV1.1"}
    assert on_in_csv(folder / "schedule.csv") == {"GPV1.1"}
    assert silent_in_calendar(folder) == {"GPV1.1"}


def test_a_stale_timetable_promises_supply_to_nobody(tmp_path: Path) -> None:
    """Content of two days ago reads as "on" nowhere; its cuts are still told, and the page says that it is old."""
    publish_feeds(publication(NOW - timedelta(days=2)), tmp_path)
    assert on_in_gpv(tmp_path / "gpv/Kalvoria.json") == set()
    assert on_in_yasno(tmp_path / "yasno/Kalvoria.json") == set()
    assert on_in_csv(tmp_path / "schedule.csv") == set()
    assert silent_in_calendar(tmp_path) == set()
    assert "confirmed" in (tmp_path / "schedule.csv").read_text(encoding="utf-8")
    assert '<p class="stale" id="stale">OLD' in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_whoever_publishes_old_content_is_told(tmp_path: Path) -> None:
    """All feeds then promise supply to nobody, which the publisher must not learn from a caller: too long ago, still to
    come (a clock or --issued is wrong), or of no time at all; with fresh content nothing is said.
    """
    told = {
        name: publish_feeds(replace(publication(), rota=replace(publication().rota, issued_at=issued)), tmp_path / name)
        for name, issued in (
            ("fresh", NOW), ("old", NOW - timedelta(days=2)), ("ahead", NOW + timedelta(days=1)), ("unknown", None)
        )
    }  # fmt: skip
    assert told["fresh"] == ()
    assert "more than 1440 min ago" in told["old"][0]
    assert "still to come" in told["ahead"][0]
    assert "nobody says" in told["unknown"][0]


def cards_with_supply(folder: Path) -> set[str]:
    """Names of the groups whose card shows supply in any half hour, or explains its colour."""
    supply = {COLOURS["on"], COLOURS["likely_on"]}
    return {
        area.outage_group
        for area in AREAS
        if any(colour in (folder / f"cards/{slug(area.zone)}-{slug(area.outage_group)}.svg").read_text("utf-8")
               for colour in supply)
    }  # fmt: skip


def supply_on_the_page(folder: Path) -> list[str]:
    """Groups of which the page's table says at any time that they have supply."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    rows = page.split('<th scope="row">')[1:]
    return [row.split("<")[0] for row in rows if 'class="piece supply"' in row.split("</tr>")[0]]


def test_no_card_and_no_page_shows_supply_that_nobody_promised(folder: Path, tmp_path: Path) -> None:
    """Only the group with a timetable has supply on its card and on the page; with content of two days ago nobody."""
    assert cards_with_supply(folder) == {"1.1"}
    assert supply_on_the_page(folder) == ["1.1"]
    old = tmp_path / "old"
    publish_feeds(publication(NOW - timedelta(days=2)), old)
    assert cards_with_supply(old) == set()
    assert supply_on_the_page(old) == []
    assert COLOURS["on"] not in (old / "cards/Kalvoria-all-today.svg").read_text(encoding="utf-8")


def test_a_page_that_grows_old_on_a_phone_takes_its_promises_back(folder: Path) -> None:
    """What the page says of supply is hidden by its own script once the content is older than it may be."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert 'classList.toggle("old", stale)' in page
    assert ".old .supply, .old .card { display: none }" in page
    assert "min.Load" not in page


def test_content_of_unknown_age_is_stale() -> None:
    """When nobody says when the content is from, it promises supply to nobody."""
    assert aged(replace(publication().rota, issued_at=None), NOW, 1440).spans == ()
    assert aged(publication().rota, NOW, 1440).spans != ()


def test_every_feed_says_the_same(folder: Path) -> None:
    """Read back, both JSON shapes and the CSV say what was published, for every group and minute of both days."""
    start, end = at("2026-01-08T00:00"), at("2026-01-10T00:00")
    for name in ("gpv/Kalvoria.json", "yasno/Kalvoria.json", "schedule.csv"):
        back = read_schedule(folder / name, KYIV, zone_name="Kalvoria").rota
        for area in AREAS:
            assert back.pieces(area, start, end) == publication().rota.pieces(area, start, end), (name, area)


def test_the_page_lists_every_feed_and_the_age_of_its_data(folder: Path) -> None:
    """Every link leads to a file of the folder or a place of the page, every calendar is listed, and the age stands
    there without scripts.
    """
    page = (folder / "index.html").read_text(encoding="utf-8")
    links = {part.split('"')[0] for part in page.split('href="')[1:]}
    places = {link for link in links if link.startswith("#")}
    assert all((folder / link).is_file() for link in links - places)
    assert places
    assert all(f'id="{place[1:]}"' in page for place in places)
    assert {f"calendars/{path.name}" for path in (folder / "calendars").iterdir()} <= links
    assert "As of 08.01.2026 09:00" in page
    assert '<span id="age-of">Age of the data when this page was written</span>' in page
    assert '<span id="age">1 h 0 min</span>' in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_withdrawn_slot_is_cancelled_on_the_next_publication(folder: Path) -> None:
    """Published again into the same folder without the evening's cut, its event is there as CANCELLED."""
    now = publication(NOW)
    publish_feeds(replace(now, rota=replace(now.rota, slots=now.rota.slots[1:])), folder)
    calendar = icalendar.Calendar.from_ical((folder / "calendars/Kalvoria-1.1.ics").read_bytes())
    cancelled = [event for event in calendar.walk("VEVENT") if str(event["status"]) == "CANCELLED"]
    assert [event.decoded("dtstart") for event in cancelled] == [at("2026-01-08T18:00")]


def test_a_group_that_is_there_no_more_is_unknown_in_every_feed(folder: Path) -> None:
    """Published again after group 1.1 and its rows are gone from the region: its calendar withdraws the cuts and says
    that nothing is known, no feed promises it anything, a note says so; the edition after that is the same.
    """
    now, gone = publication(NOW), Area("Kalvoria", "1.1")
    left = replace(now.rota, slots=tuple(row for row in now.rota.slots if row.outage_group != "1.1"),
                   spans=tuple(span for span in now.rota.spans if span.area != gone))  # fmt: skip
    without = replace(now, rota=left, areas=tuple(area for area in now.areas if area != gone))
    notes = publish_feeds(without, folder)
    assert any(note.startswith("Kalvoria/1.1: published here before") for note in notes)
    assert on_in_gpv(folder / "gpv/Kalvoria.json") == set()
    assert on_in_yasno(folder / "yasno/Kalvoria.json") == set()
    assert on_in_csv(folder / "schedule.csv") == set()
    assert silent_in_calendar(folder) == set()
    path = folder / "calendars/Kalvoria-1.1.ics"
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert {str(event["status"]) for event in events if "cut" in str(event["uid"])} == {"CANCELLED"}
    before = path.read_bytes()
    publish_feeds(without, folder)
    assert path.read_bytes() == before


def schema(name: str) -> dict[str, Any]:
    """A published schema."""
    path = Path(__file__).parents[3] / f"docs/schemas/{name}.schema.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return content


def files_in_shape(shape: str) -> Iterator[Path]:
    """Real files of a shape that have no defect."""
    yield from DATA.glob("vinnytsia-*.json" if shape == "gpv" else "yasno-2025-*.json")


@pytest.mark.parametrize("shape", ["gpv", "yasno"])
def test_files_fit_the_published_schemas(folder: Path, shape: str) -> None:
    """What we publish and real files fit the schema of their shape."""
    files = [folder / shape / "Kalvoria.json", *files_in_shape(shape)]
    assert len(files) >= 3
    for path in files:
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema(shape))


@pytest.mark.parametrize(
    ("shape", "name", "defect"),
    [
        ("gpv", "kyiv-region-2026-08-21-empty-list-stale-preset-excerpt.json", "not of type 'object'"),
        ("yasno", "yasno-shapes-from-ha-yasno-outages-tests.json", "required"),
    ],
)
def test_files_with_defects_do_not_fit(shape: str, name: str, defect: str) -> None:
    """A list instead of an object, and a collection of shapes, are found by the schemas."""
    with pytest.raises(jsonschema.ValidationError, match=defect):
        jsonschema.validate(json.loads((DATA / name).read_text(encoding="utf-8")), schema(shape))


def test_cards_tell_states_apart_without_colour() -> None:
    """Cut, emergency and unknown have letters of their own, and what is used is in the legend, in both languages."""
    rota = publication().rota
    card = day_card(rota, "Kalvoria", ["1.1", "1.2", "2.1"], TODAY, KYIV)
    assert (card.count(">X</text>"), card.count(">!</text>"), card.count(">–</text>")) == (8 + 1, 48 + 1, 48 + 1)
    assert "Emergency: off without a timetable" in said_by(card)
    assert "No timetable: nothing is known" in said_by(card)
    assert "Екстрене відключення" in group_card(rota, SHUT, TODAY, KYIV, "uk")


def test_cards_become_png(folder: Path) -> None:
    """Every card is there as SVG and as PNG, and drawing one twice gives the same bytes."""
    names = {path.stem for path in (folder / "cards").glob("*.svg")}
    assert names == {"Kalvoria-all-today", "Kalvoria-all-tomorrow", "Kalvoria-1.1", "Kalvoria-1.2", "Kalvoria-2.1"}
    assert {path.stem for path in (folder / "cards").glob("*.png")} == names
    svg = (folder / "cards/Kalvoria-1.1.svg").read_text(encoding="utf-8")
    assert png_of(svg) == png_of(svg)
    assert png_of(svg).startswith(b"\x89PNG")


def test_names_become_files_that_cannot_escape() -> None:
    """Zones with slashes, dots or blanks give one plain file name each, and different ones for different names."""
    names = ["../x", "..", "a/b", "a b", "a_b", "Київ", "1.1"]
    slugs = [slug(name) for name in names]
    assert len(set(slugs)) == len(names)
    assert all("/" not in text and text.strip(".") for text in slugs)


def test_a_day_with_an_unknown_part_is_one_to_wait_for() -> None:
    """A timetable that ends tomorrow at 15:00 leaves tomorrow `WaitingForSchedule`, with what is sure marked."""
    rota = Rota((slot(CUT, "2026-01-09T08:00", "2026-01-09T10:00", "confirmed"),),
                (Span(CUT, at("2026-01-08T00:00"), at("2026-01-09T15:00")),), NOW)  # fmt: skip
    day = yasno_json(rota, "Kalvoria", ["1.1"], TODAY, Taking("", "Kalvoria", KYIV))["1.1"]["tomorrow"]
    assert day["status"] == "WaitingForSchedule"
    assert day["slots"] == [
        {"start": 0, "end": 480, "type": "NotPlanned", "state": "on"},
        {"start": 480, "end": 600, "type": "Definite", "state": "confirmed"},
        {"start": 600, "end": 900, "type": "NotPlanned", "state": "on"},
    ]


def test_a_publication_of_a_region_speaks_for_all_its_groups(project: Path, tmp_path: Path) -> None:
    """By way of Python: groups, clock and the age of timetables are the region's, also where the rota is silent.

    The county has the fourteen groups 1 to 14 on the clock of Los Angeles; group 99 is the rota's alone.
    """
    region = relight.read_region(project / "examples" / "groups")
    row = slot(Area("county", "99"), "2026-01-08T18:00", "2026-01-08T22:00", "confirmed")
    told = relight.Publication.of(region, Rota((row,), (), NOW), NOW)
    assert {area.outage_group for area in told.areas} == {*map(str, range(1, 15)), "99"}
    assert (told.clock.key, told.region) == ("America/Los_Angeles", region.settings.name)
    publish_feeds(told, str(tmp_path))
    assert (tmp_path / "index.html").exists()
