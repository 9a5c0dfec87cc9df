"""Pictures of a timetable for chat groups: a group's today and tomorrow, or all groups of a day; SVG and PNG.

They are as narrow as a phone: morning and afternoon stand one below the other, and no type is smaller than 13 points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from importlib.util import find_spec
from textwrap import wrap
from zoneinfo import ZoneInfo

from relight.errors import InputError, Problem, install
from relight.files.schedules.wall import CAREFUL, day_start, next_day, wall_states
from relight.model.rota import LIKELY_ON, ON, UNKNOWN, Area, Piece, Rota
from relight.publish.clock_times import clock_time
from relight.publish.schedules.phrases import COLOURS, LETTERS, PHRASES

HALF_HOURS = range(0, 1440, 30)
HALVES = (0, 24)
"""First half hour of the morning's and the afternoon's row."""

CELL = 16
ROW = 28
LEFT = 46
LETTER = 9
MARGIN = 12
LINE = 24
BOX = 18
HOURS = 22
TITLE, TEXT, TIMES = 18, 13, 16
"""Sizes of type; a letter is 0.6 of that wide."""

LOOK_AHEAD = timedelta(days=2)
"""A cut is told to its end, also where that is beyond the days of the card."""

KEPT = "\u00a0"
"""A space at which no line ends: between a day and its first hour."""

FONT = "DejaVu Sans Mono"
DARK_TEXT = "#1a1a1a"
LIGHT = {"confirmed", "preliminary", "emergency"}
PIXELS_PER_INCH = 192


def group_card(
    rota: Rota, area: Area, today: date, clock: ZoneInfo, language: str = "en", stale: bool = False
) -> str:
    """The SVG of one group: today above tomorrow, and the times of its cuts in numbers; a stale one says so."""
    words = PHRASES[language]
    days = (today, next_day(today))
    rows = [(f"{day:%d.%m}", _states(rota, area, day, clock)) for day in days]
    begin, end = day_start(today, clock), day_start(next_day(days[1]), clock)
    pieces = [piece for piece in rota.pieces(area, begin, end + LOOK_AHEAD) if piece.start < end]
    title = f"{words['title']} · {words['group']} {area.outage_group} · {area.zone}"
    bands = [(first, [row]) for row in rows for first in HALVES]
    said = _times(pieces, clock, words)
    return _card(title, _issued(rota, clock, words, stale), bands, _legend(rows, words, said))


def day_card(
    rota: Rota, zone_name: str, groups: Sequence[str], day: date, clock: ZoneInfo, language: str = "en",
    stale: bool = False,
) -> str:  # fmt: skip
    """The SVG of all groups of a zone on one day; a stale one says so."""
    words = PHRASES[language]
    rows = [(group, _states(rota, Area(zone_name, group), day, clock)) for group in groups]
    title = f"{words['title']} · {zone_name} · {day:%d.%m.%Y}"
    bands = [(first, rows) for first in HALVES]
    return _card(title, _issued(rota, clock, words, stale), bands, _legend(rows, words, {}))


def clock_span(piece: Piece, clock: ZoneInfo, words: Mapping[str, str], after: date | None = None) -> str:
    """A time as people write it, 18:00–22:00; with its day where that is not `after`; midnight at its end is 24:00.

    In the night when clocks are put back both ends say which 03:30 is meant.
    """
    first, last = piece.start.astimezone(clock), piece.end.astimezone(clock)
    begin, until = clock_time(first, words), clock_time(last, words)
    if first.date() != after:
        begin = f"{first:%d.%m} {begin}"
    if last.date() == first.date():
        return f"{begin}–{until}"
    ends_at_midnight = until == "00:00" and next_day(first.date()) == last.date()
    return f"{begin}–24:00" if ends_at_midnight else f"{begin}–{last:%d.%m} {until}"


def _times(pieces: Iterable[Piece], clock: ZoneInfo, words: Mapping[str, str]) -> dict[str, str]:
    """State -> its times in numbers, of all states that are no supply."""
    said: dict[str, list[str]] = {}
    days: dict[str, date] = {}
    for piece in pieces:
        if piece.state not in (ON, LIKELY_ON, UNKNOWN):
            span = clock_span(piece, clock, words, days.get(piece.state))
            said.setdefault(piece.state, []).append(span.replace(" ", KEPT, 1))
            days[piece.state] = piece.start.astimezone(clock).date()
    return {state: ", ".join(times) for state, times in said.items()}


def png_of(svg: str) -> bytes:
    """The picture as PNG, drawn by typst with the fonts it carries: the same bytes on every machine.

    Raises
    ------
    InputError
        If typst is not installed.
    """
    if not find_spec("typst"):
        raise InputError([Problem("cards", 0, "", "typst, which draws PNG, is not installed", install("cards"))])
    import typst

    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    drawn = typst.compile(
        page.encode(), format="png", ppi=PIXELS_PER_INCH, sys_inputs={"svg": svg}, ignore_system_fonts=True
    )
    assert isinstance(drawn, bytes)
    return drawn


def _states(rota: Rota, area: Area, day: date, clock: ZoneInfo) -> list[str]:
    """What the area is told in every half hour of the clock: the most careful of its minutes."""
    start, end = day_start(day, clock), day_start(next_day(day), clock)
    minutes = [state for state, _ in wall_states(rota.pieces(area, start, end), day, clock)]
    return [min(minutes[at : at + 30], key=CAREFUL.index) for at in HALF_HOURS]


def _issued(rota: Rota, clock: ZoneInfo, words: Mapping[str, str], stale: bool) -> str:
    """When it is from, after a warning if that is too long ago."""
    issued = words["not_issued"]
    if rota.issued_at is not None:
        local = rota.issued_at.astimezone(clock)
        issued = words["issued"].format(time=f"{local:%d.%m.%Y} {clock_time(local, words)} ({clock.key})")
    return f"{words['stale']} {issued}" if stale else issued


Band = tuple[int, Sequence[tuple[str, list[str]]]]
"""Half a day of some rows: the first half hour, and each row's label and states."""

Line = tuple[str, str, int]
"""The state that a line of the legend explains, or "" where it goes on, its text and the size of it."""


def _card(title: str, issued: str, bands: Sequence[Band], legend: Sequence[Line]) -> str:
    left = max(LEFT, LETTER * max(len(label) for _, rows in bands for label, _ in rows) + MARGIN)
    width = left + CELL * len(HALF_HOURS) // 2 + 2 * MARGIN
    parts, top = [], MARGIN
    for text, size, bold in ((title, TITLE, True), (issued, TEXT, False)):
        for line in _wrapped(text, width - 2 * MARGIN, size):
            parts.append(_text(MARGIN, top + size, line, size, bold))
            top += size + 6
    for first, rows in bands:
        parts += _hours(first, MARGIN + left, top + HOURS - 6)
        top += HOURS
        for label, states in rows:
            parts += _row(label, states[first : first + 24], left, top)
            top += ROW
    top += MARGIN
    for state, text, size in _legend_lines(legend, width - 3 * MARGIN - BOX):
        if state:
            parts += _cell(state, (MARGIN, top), (BOX, BOX), TEXT)
        parts.append(_text(2 * MARGIN + BOX, top + 14, text, size))
        top += LINE
    height = top + MARGIN
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{FONT}, monospace" role="img" aria-label="{escape(title, quote=True)}">',
        f'<rect class="paper" width="{width}" height="{height}" fill="#ffffff"/>', *parts, "</svg>",
    ]) + "\n"  # fmt: skip


def _wrapped(text: str, width: int, size: int) -> list[str]:
    lines = wrap(text, int(width / (0.6 * size)), break_on_hyphens=False)
    return [line.replace(KEPT, " ") for line in lines]


def _hours(first: int, left: int, y: int) -> Iterable[str]:
    return (_text(left + CELL * at, y, f"{(first + at) // 2:02d}", TEXT) for at in range(0, 24, 4))


def _row(label: str, states: Sequence[str], left: int, top: int) -> Iterable[str]:
    yield _text(MARGIN, top + 18, label, 14, bold=True)
    for at, state in enumerate(states):
        yield from _cell(state, (MARGIN + left + CELL * at, top), (CELL, ROW - 4), 13)


def _cell(state: str, place: tuple[int, int], size: tuple[int, int], letter_size: int) -> Iterable[str]:
    """A box in the colour of a state, with its letter."""
    (left, top), (width, height) = place, size
    yield (
        f'<rect class="{state}" x="{left}" y="{top}" width="{width}" height="{height}" fill="{COLOURS[state]}" '
        'stroke="#9a9a9a" stroke-width="0.5"/>'
    )
    if LETTERS[state]:
        colour = "#ffffff" if state in LIGHT else DARK_TEXT
        x, y = left + width // 2 - round(0.3 * letter_size), top + height // 2 + round(0.38 * letter_size)
        yield _text(x, y, LETTERS[state], letter_size, colour=colour, kind=f"on-{state}")


def _legend(rows: Sequence[tuple[str, list[str]]], words: dict[str, str], times: dict[str, str]) -> list[Line]:
    """What each state means that is in sight, and its times where they are told."""
    lines: list[Line] = []
    for state in COLOURS:
        if any(state in states for _, states in rows):
            lines.append((state, words[state], TEXT))
            if state in times:
                lines.append(("", times[state], TIMES))
    return lines


def _legend_lines(legend: Sequence[Line], width: int) -> Iterable[Line]:
    for state, text, size in legend:
        first, *more = _wrapped(text, width, size)
        yield state, first, size
        yield from (("", line, size) for line in more)


def _text(x: int, y: int, text: str, size: int, bold: bool = False, colour: str = DARK_TEXT, kind: str = "ink") -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text class="{kind}" x="{x}" y="{y}" font-size="{size}"{weight} fill="{colour}">{escape(text)}</text>'
