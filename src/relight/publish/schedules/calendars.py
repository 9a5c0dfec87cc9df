"""A calendar (ICS, RFC 5545) of one outage group, renewed so that phones follow: same events, same names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import Any

from relight.errors import InputError, Problem, install
from relight.model.rota import LIKELY_ON, ON, UNKNOWN, Area, Piece, Rota
from relight.model.schema.rota import POSSIBLE, PRELIMINARY
from relight.publish.schedules.phrases import PHRASES

PRODUCT = "-//relight//outage timetable//EN"
REFRESH = timedelta(minutes=30)
SENTINEL = timedelta(days=7)
"""How long the event lasts that says where the timetable ends: a feed that is renewed no more is not empty at once."""

LOOK_BACK = timedelta(days=14)
"""A cut that is under way keeps the event it had when it began, an emergency of many days too."""

TENTATIVE = (PRELIMINARY, POSSIBLE)


@dataclass(frozen=True)
class Edition:
    """One publication: what is told, from when to when, by whom, and in which language."""

    rota: Rota
    start: datetime
    end: datetime
    language: str = "en"
    host: str = "relight.invalid"  # makes the names of events unique to a publisher


def calendar_bytes(edition: Edition, area: Area, previous: bytes | None = None) -> bytes:
    """The calendar of an area.

    An event that the previous edition had keeps its UID; if nothing in it changed it is byte for byte the same, if
    something did its SEQUENCE is one higher, and one that is gone stays as CANCELLED and says so in words, for
    programmes that do not know the status. What is over before the edition begins is left out.

    Parameters
    ----------
    edition
        What is published.
    area
        The group of a zone.
    previous
        The calendar as it was published before.

    Raises
    ------
    InputError
        If icalendar is not installed, or the previous edition cannot be read.
    """
    if not find_spec("icalendar"):
        found = "icalendar, which writes them, is not installed"
        raise InputError([Problem("calendars", 0, "", found, install("feeds"))])
    from icalendar import Calendar, vText

    known = {} if previous is None else _events_of(previous)
    calendar = Calendar()
    words = PHRASES[edition.language]
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # Of a property that is not in the standard icalendar does not know that it is a text, to be escaped.
    calendar.add("x-wr-calname", vText(words["calendar"].format(group=area.outage_group, zone=area.zone)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH.seconds // 60}M")
    told = {event["uid"]: event for event in _wanted(edition, area)}
    stamp = _stamp(edition)
    for uid, wanted in sorted(told.items()):
        calendar.add_component(_event(wanted, known.get(uid), stamp))
    for uid, old in sorted(known.items()):
        if uid not in told and old.decoded("dtend") > max(stamp, edition.start):
            calendar.add_component(_cancelled(old, stamp, words["withdrawn"]))
    content: bytes = calendar.to_ical()
    return content


def _events_of(previous: bytes) -> dict[str, Any]:
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(previous)
    except ValueError as error:
        remedy = "remove it: the calendar then starts anew"
        raise InputError([Problem("previous calendar", 0, "", f"it cannot be read ({error})", remedy)]) from None
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def _stamp(edition: Edition) -> datetime:
    """The time of the data: two editions of the same data are the same."""
    return (edition.rota.issued_at or edition.start).astimezone(UTC).replace(microsecond=0)


def _wanted(edition: Edition, area: Area) -> list[dict[str, Any]]:
    """What events there should be: every piece but supply itself, and the end of the timetable."""
    told = edition.rota.pieces(area, edition.start - LOOK_BACK, edition.end)
    pieces = [piece for piece in told if piece.end > edition.start]
    if pieces and pieces[0].state == UNKNOWN:
        # Of the hours before the data nobody asks any more.
        since = max(edition.start, min(_stamp(edition), pieces[0].end))
        pieces[:1] = [replace(pieces[0], start=since)] if since < pieces[0].end else []
    open_end = bool(pieces) and pieces[-1].state == UNKNOWN
    last = pieces.pop().start if open_end else edition.end
    events = [_about(edition, area, piece) for piece in pieces if piece.state not in (ON, LIKELY_ON)]
    sentinel = Piece(last, max(last + SENTINEL, edition.end), "end")
    return [*events, _about(edition, area, sentinel)]


def _about(edition: Edition, area: Area, piece: Piece) -> dict[str, Any]:
    words = PHRASES[edition.language]
    begin = piece.start.astimezone(UTC)
    # There is one end of a timetable: it moves from edition to edition and keeps its name.
    name = "end" if piece.state == "end" else f"{begin:%Y%m%dT%H%M%SZ}"
    kind = "" if piece.state == "end" else "-unknown" if piece.state == UNKNOWN else "-cut"
    lines = [f"{words['zone']} {area.zone}, {words['group']} {area.outage_group}"]
    if piece.source:
        lines.append(words["source"].format(source=piece.source))
    return {
        "uid": f"{name}-{_slug(area.zone)}-{_slug(area.outage_group)}{kind}@{edition.host}",
        "dtstart": begin,
        "dtend": piece.end.astimezone(UTC),
        "summary": words[piece.state],
        "description": "\n".join(lines),
        "status": "TENTATIVE" if piece.state in TENTATIVE else "CONFIRMED",
        "categories": piece.state.upper(),
    }


def _slug(text: str) -> str:
    """A name as part of a UID: letters and digits as they are, all else by its number."""
    return "".join(char if char.isascii() and char.isalnum() else f".{ord(char):x}" for char in text)


def _event(wanted: Mapping[str, Any], old: Any, stamp: datetime) -> Any:
    """The event; as it was published, if nothing in it changed."""
    from icalendar import Event

    if old is not None and _same(wanted, old):
        return old
    event = Event()
    for name in ("uid", "dtstart", "dtend", "summary", "description", "status"):
        event.add(name, wanted[name])
    event.add("categories", [wanted["categories"]])
    _date(event, old, stamp)
    event.add("sequence", 0 if old is None else int(old.get("sequence", 0)) + 1)
    event.add("transp", "TRANSPARENT")
    return event


def _same(wanted: Mapping[str, Any], old: Any) -> bool:
    times = all(old.decoded(name) == wanted[name] for name in ("dtstart", "dtend"))
    return times and all(str(old.get(name)) == wanted[name] for name in ("summary", "description", "status"))


def _cancelled(old: Any, stamp: datetime, withdrawn: str) -> Any:
    """A withdrawn event stays, so that calendars that have it learn that it is off."""
    if str(old.get("status")) == "CANCELLED":
        return old
    event = old.copy()
    for name, value in old.items():
        event[name] = value
    for name in ("status", "summary", "sequence", "dtstamp", "last-modified"):
        event.pop(name, None)
    event.add("status", "CANCELLED")
    event.add("summary", withdrawn.format(summary=old["summary"]))
    event.add("sequence", int(old.get("sequence", 0)) + 1)
    _date(event, old, stamp)
    return event


def _date(event: Any, old: Any, stamp: datetime) -> None:
    """When it was last changed, never before its last edition: content that is older replaces it now."""
    changed = stamp if old is None else max(stamp, old.decoded("dtstamp"))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
