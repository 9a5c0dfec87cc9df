"""All feeds of a rota as a folder: calendars, both JSON shapes, CSV, cards, and the page that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from relight.errors import install
from relight.files.results import json_text, write_bytes_atomically, write_text_atomically
from relight.files.schedules.gpv import gpv_json
from relight.files.schedules.listing import areas_in_csv, schedule_csv
from relight.files.schedules.schedule import Taking
from relight.files.schedules.wall import day_start, next_day
from relight.files.schedules.yasno import yasno_json
from relight.model.check.rota import rotated_areas
from relight.model.region import Region
from relight.model.rota import Area, Piece, Rota, aged, is_stale
from relight.plan.rota.limits import stale_minutes
from relight.publish.group_order import group_order
from relight.publish.schedules.calendars import Edition, calendar_bytes
from relight.publish.schedules.cards import clock_span, day_card, group_card, png_of
from relight.publish.schedules.page import feeds_page
from relight.publish.schedules.phrases import PHRASES

NO_CALENDARS = f"no calendars were written: they need icalendar; {install('feeds')}"
NO_PNG = f"cards were written as SVG only: PNG needs typst; {install('cards')}"


@dataclass(frozen=True)
class Publication:
    """What is published, for whom, and when."""

    rota: Rota
    areas: tuple[Area, ...]  # every group there is, also those the rota does not name
    clock: ZoneInfo
    now: datetime
    stale_minutes: float
    region: str
    language: str = "en"
    host: str = "relight.invalid"

    @staticmethod
    def of(
        region: Region, rota: Rota, now: datetime, language: str = "en", host: str = "relight.invalid"
    ) -> Publication:
        """What is published of a rota for everybody in a Region, also for the groups that the rota does not name.

        Parameters
        ----------
        region
            Whose groups and clock they are, and how old a timetable may be.
        rota
            What is told: `RotaPlan.rota`, or a timetable that was imported.
        now
            When it is published.
        language
            Of texts and cards: en or uk.
        host
            After the @ in the names of calendar events; an address of the publisher's makes them unique in the world.
        """
        areas = tuple(sorted(rotated_areas(region) | set(rota.areas)))
        settings = region.settings
        return Publication(rota, areas, settings.zone, now, stale_minutes(region), settings.name, language, host)

    @property
    def told(self) -> Rota:
        """The rota as it may be told now: once it is stale it promises supply to nobody."""
        return aged(self.rota, self.now, self.stale_minutes)

    @property
    def stale(self) -> bool:
        """Whether it is too old, or of no age that one could trust."""
        return is_stale(self.rota.issued_at, self.now, self.stale_minutes)

    @property
    def today(self) -> date:
        """The local day it is published on."""
        return self.now.astimezone(self.clock).date()

    @property
    def start(self) -> datetime:
        """Where the feeds begin: midnight of today."""
        return day_start(self.today, self.clock)

    @property
    def end(self) -> datetime:
        """Where they end: midnight after tomorrow, or where the rota ends if that is later."""
        until = [*(span.end for span in self.rota.spans), *(slot.end for slot in self.rota.slots)]
        latest: datetime = max([day_start(next_day(next_day(self.today)), self.clock), *until])
        return latest


def publish_feeds(publication: Publication, folder: Path | str) -> tuple[str, ...]:
    """Writes all feeds into a folder, each file wholly or not at all, and returns what to tell.

    Calendars that are there already are renewed: events keep their names, withdrawn ones become cancelled. A group that
    the folder told of before and that nobody speaks for any more is unknown: who subscribed to it learns that.

    Raises
    ------
    InputError
        When the folder cannot be written, or a calendar in it cannot be read.
    """
    folder, notes = Path(folder), []
    gone = sorted(areas_in_csv(folder / "schedule.csv") - set(publication.areas))
    if gone:
        publication = replace(publication, areas=tuple(sorted({*publication.areas, *gone})))
        names_gone = ", ".join(f"{area.zone}/{area.outage_group}" for area in gone)
        notes.append(f"{names_gone}: published here before, but no longer there; told that nothing is known of it")
    rota = publication.told
    groups = {
        zone: sorted((area.outage_group for area in publication.areas if area.zone == zone), key=group_order)
        for zone in sorted({area.zone for area in publication.areas})
    }
    csv_text = schedule_csv(rota, publication.areas, publication.start, publication.end)
    write_text_atomically(folder / "schedule.csv", csv_text)
    for zone, names in groups.items():
        taking = Taking("", zone, publication.clock)
        for shape, make in (("yasno", yasno_json), ("gpv", gpv_json)):
            content = make(rota, zone, names, publication.today, taking)
            write_text_atomically(folder / shape / f"{slug(zone)}.json", json_text(content))
    if find_spec("icalendar"):
        _write_calendars(publication, rota, folder)
    else:
        notes.append(NO_CALENDARS)
    for name, svg in _cards(publication, rota, groups):
        write_text_atomically(folder / "cards" / f"{name}.svg", svg)
        if find_spec("typst"):
            write_bytes_atomically(folder / "cards" / f"{name}.png", png_of(svg))
    if not find_spec("typst"):
        notes.append(NO_PNG)
    if publication.stale:
        notes.append(_why_old(publication))
    write_text_atomically(folder / "index.html", feeds_page(_page_rows(publication, rota, groups, folder)))
    return tuple(notes)


def _why_old(publication: Publication) -> str:
    issued, stale_minutes = publication.rota.issued_at, publication.stale_minutes
    if issued is None:
        why = "nobody says when it was issued"
    elif issued > publication.now:
        why = f"it says that it was issued at {issued.isoformat(timespec='minutes')}, which is still to come"
    else:
        why = f"it was issued more than {stale_minutes:g} min ago, at {issued.isoformat(timespec='minutes')}"
    return f"every feed says that the data are old and promises supply to nobody: {why}"


def _write_calendars(publication: Publication, rota: Rota, folder: Path) -> None:
    if rota.issued_at is not None:  # a clock that is ahead does not push into the future what is not known now
        rota = replace(rota, issued_at=min(rota.issued_at, publication.now))
    edition = Edition(rota, publication.start, publication.end, publication.language, publication.host)
    for area in publication.areas:
        path = folder / "calendars" / f"{slug(area.zone)}-{slug(area.outage_group)}.ics"
        previous = path.read_bytes() if path.is_file() else None
        write_bytes_atomically(path, calendar_bytes(edition, area, previous))


def _cards(publication: Publication, rota: Rota, groups: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Name and SVG of every card."""
    clock, today, language = publication.clock, publication.today, publication.language
    for zone, names in groups.items():
        for name, day in (("today", today), ("tomorrow", next_day(today))):
            yield f"{slug(zone)}-all-{name}", day_card(rota, zone, names, day, clock, language, publication.stale)
        for group in names:
            yield f"{slug(zone)}-{slug(group)}", group_card(
                rota, Area(zone, group), today, clock, language, publication.stale
            )


def slug(text: str) -> str:
    """A name as part of a file's name: what could harm there is written as its number."""
    plain = "".join(char if char.isalnum() or char in ".-" else f"_{ord(char):x}_" for char in text)
    return plain if plain.strip(".") else f"_{plain}"


def _page_rows(publication: Publication, rota: Rota, groups: dict[str, list[str]], folder: Path) -> dict[str, Any]:
    """What the page shows."""
    issued = publication.rota.issued_at
    age = None if issued is None else publication.now.astimezone(UTC) - issued.astimezone(UTC)
    return {
        "region": publication.region,
        "language": publication.language,
        "issued": None if issued is None else issued.astimezone(publication.clock),
        "age": age,
        "stale": publication.stale,
        "stale_minutes": publication.stale_minutes,
        "clock": publication.clock.key,
        "days": [f"{day:%d.%m.%Y}" for day in (publication.today, next_day(publication.today))],
        "png": find_spec("typst") is not None,
        "zones": [
            {
                "name": zone,
                "slug": slug(zone),
                "groups": [_group(publication, rota, zone, group, folder) for group in names],
                "cards": [
                    day_card(
                        rota, zone, names, day, publication.clock, publication.language, publication.stale
                    )
                    for day in (publication.today, next_day(publication.today))
                ],
            }
            for zone, names in groups.items()
        ],
    }


def _group(publication: Publication, rota: Rota, zone: str, group: str, folder: Path) -> dict[str, Any]:
    pieces = rota.pieces(Area(zone, group), publication.start, publication.end)
    return {
        "name": group,
        "slug": slug(group),
        "calendar": (folder / "calendars" / f"{slug(zone)}-{slug(group)}.ics").is_file(),
        "days": [
            {"name": f"{day:%d.%m}", "pieces": [_piece(piece, publication) for piece in members]}
            for day, members in groupby(
                (piece for piece in pieces if piece.end > publication.now),
                key=lambda piece: piece.start.astimezone(publication.clock).date(),
            )
        ],
    }


def _piece(piece: Piece, publication: Publication) -> dict[str, str]:
    begin, end = (edge.astimezone(publication.clock) for edge in (piece.start, piece.end))
    return {
        "begin": begin.isoformat(),
        "end": end.isoformat(),
        "text": clock_span(piece, publication.clock, PHRASES[publication.language], begin.date()),
        "state": piece.state,
    }
