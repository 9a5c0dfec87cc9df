"""What RFC 5545 demands of a calendar, read by hand from its grammar: no parser of anybody else has a say."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

LINE = re.compile(
    r"""(?P<name>[A-Z0-9-]+)
    (?P<parameters>(;[A-Z0-9-]+=("[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*))*)
    :(?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
TEXTS = {"SUMMARY", "DESCRIPTION", "CATEGORIES", "UID", "PRODID", "METHOD", "X-WR-CALNAME"}
ESCAPED = re.compile(r"\\([\\;,nN])")
UTC_TIME = re.compile(r"\d{8}T\d{6}Z")
ONCE_IN_CALENDAR = {"VERSION": "2.0", "PRODID": None, "CALSCALE": "GREGORIAN", "METHOD": "PUBLISH"}
ONCE_IN_EVENT = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS", "SEQUENCE", "TRANSP")

Properties = list[tuple[str, str, str]]
"""Name, parameters and value (texts without their escapes) of every line."""


def content_lines(content: bytes) -> list[str]:
    """Unfolded lines: CRLF everywhere and nowhere else, no line above 75 octets, no letter cut in two by a fold."""
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    folded = content[:-2].split(b"\r\n")
    assert max(len(line) for line in folded) <= 75
    lines: list[str] = []
    for line in folded:
        text = line.decode()  # each line by itself: a fold within a letter is no UTF-8
        if text.startswith((" ", "\t")):
            lines[-1] += text[1:]
        else:
            lines.append(text)
    return lines


def components(content: bytes) -> tuple[Properties, list[Properties]]:
    """Properties of the calendar and of each event, every line well formed."""
    calendar: Properties = []
    events: list[Properties] = []
    lines = content_lines(content)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    inside = False
    for line in lines[1:-1]:
        match = LINE.fullmatch(line)
        assert match, line
        name, parameters, value = match["name"], match["parameters"], match["value"]
        if name in ("BEGIN", "END"):
            assert value == "VEVENT"
            assert inside == (name == "END")
            inside = name == "BEGIN"
            events += [[]] if inside else []
            continue
        (events[-1] if inside else calendar).append((name, parameters, _plain(name, value)))
    assert not inside
    return calendar, events


def _plain(name: str, value: str) -> str:
    """A value without escapes; in texts `;`, `,` and backslashes stand only escaped, control characters not at all."""
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value), value
    if name not in TEXTS:
        return value
    assert not re.search(r"[;,\\]", ESCAPED.sub("", value)), value
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def check_calendar(content: bytes) -> list[dict[str, str]]:
    """The events of a valid calendar, property by property; an AssertionError says what is wrong with another."""
    calendar, events = components(content)
    names = Counter(name for name, _, _ in calendar)
    for name, value in ONCE_IN_CALENDAR.items():
        assert names[name] == 1, name
        assert value is None or (name, "", value) in calendar
    assert ("REFRESH-INTERVAL", ";VALUE=DURATION", "PT30M") in calendar
    assert ("X-PUBLISHED-TTL", "", "PT30M") in calendar
    assert events, "a calendar has at least one component"
    found = [_event(event) for event in events]
    assert len({event["UID"] for event in found}) == len(found)
    return found


def _event(properties: Properties) -> dict[str, str]:
    names = Counter(name for name, _, _ in properties)
    assert all(names[name] == 1 for name in ONCE_IN_EVENT), names
    event = {name: value for name, _, value in properties}
    for name in ("DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED"):
        assert UTC_TIME.fullmatch(event[name]), event[name]
        instant(event[name])
    assert event["DTSTART"] < event["DTEND"]
    assert event["STATUS"] in ("CONFIRMED", "TENTATIVE", "CANCELLED")
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["SEQUENCE"].isdecimal()
    assert event["UID"].isascii()
    assert re.fullmatch(r"[^@\s]+@[^@\s]+", event["UID"])
    return event


def instant(text: str) -> datetime:
    """The instant of a UTC time."""
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
