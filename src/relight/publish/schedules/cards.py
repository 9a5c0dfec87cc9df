"""Pictures of a timetable for chat groups: a group's today and tomorrow, or all groups of a day; SVG and PNG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from importlib.util import find_spec
from zoneinfo import ZoneInfo

from relight.errors import InputError, Problem
from relight.files.schedules.wall import CAREFUL, day_start, next_day, wall_states
from relight.model.rota import Area, Rota
from relight.publish.schedules.phrases import COLOURS, LETTERS, PHRASES

HALF_HOURS = range(0, 1440, 30)
CELL = 20
ROW = 28
LEFT = 64
MARGIN = 16
HEAD = 74
FONT = "DejaVu Sans Mono"
DARK_TEXT = "#1a1a1a"
LIGHT = {"confirmed", "preliminary", "emergency"}
PIXELS_PER_INCH = 144


def group_card(rota: Rota, area: Area, today: date, clock: ZoneInfo, language: str = "en") -> str:
    """The SVG of one group: today above tomorrow."""
    words = PHRASES[language]
    rows = [(f"{day:%d.%m}", _states(rota, area, day, clock)) for day in (today, next_day(today))]
    return _card(f"{words['title']} · {words['group']} {area.outage_group} · {area.zone}", rows, rota, clock, language)


def day_card(
    rota: Rota, zone_name: str, groups: Sequence[str], day: date, clock: ZoneInfo, language: str = "en"
) -> str:
    """The SVG of all groups of a zone on one day."""
    words = PHRASES[language]
    rows = [(group, _states(rota, Area(zone_name, group), day, clock)) for group in groups]
    return _card(f"{words['title']} · {zone_name} · {day:%d.%m.%Y}", rows, rota, clock, language)


def png_of(svg: str) -> bytes:
    """The picture as PNG, drawn by typst with the fonts it carries: the same bytes on every machine.

    Raises
    ------
    InputError
        If typst is not installed.
    """
    if not find_spec("typst"):
        remedy = "install it with: pip install 'relight[cards]'"
        raise InputError([Problem("cards", 0, "", "typst, which draws PNG, is not installed", remedy)])
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


def _card(title: str, rows: Sequence[tuple[str, list[str]]], rota: Rota, clock: ZoneInfo, language: str) -> str:
    words = PHRASES[language]
    used = [state for state in COLOURS if any(state in states for _, states in rows)]
    width = LEFT + CELL * len(HALF_HOURS) + 2 * MARGIN
    height = HEAD + ROW * len(rows) + 18 * len(used) + 2 * MARGIN
    issued = words["not_issued"]
    if rota.issued_at is not None:
        issued = words["issued"].format(time=f"{rota.issued_at.astimezone(clock):%d.%m.%Y %H:%M} ({clock.key})")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{FONT}, monospace" role="img" aria-label="{escape(title, quote=True)}">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(MARGIN, MARGIN + 18, title, 20, bold=True),
        _text(MARGIN, MARGIN + 38, issued, 13),
        *_hours(),
        *(part for at, (label, states) in enumerate(rows) for part in _row(label, states, HEAD + ROW * at)),
        *_legend(used, HEAD + ROW * len(rows) + MARGIN, language),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _hours() -> Iterable[str]:
    for hour in range(0, 24, 2):
        yield _text(MARGIN + LEFT + 2 * CELL * hour, HEAD - 6, f"{hour:02d}", 12)


def _row(label: str, states: Sequence[str], top: int) -> Iterable[str]:
    yield _text(MARGIN, top + 18, label, 14, bold=True)
    for at, state in enumerate(states):
        left = MARGIN + LEFT + CELL * at
        yield (
            f'<rect x="{left}" y="{top}" width="{CELL}" height="{ROW - 4}" fill="{COLOURS[state]}" '
            'stroke="#9a9a9a" stroke-width="0.5"/>'
        )
        if LETTERS[state]:
            colour = "#ffffff" if state in LIGHT else DARK_TEXT
            yield _text(left + 6, top + 17, LETTERS[state], 13, colour=colour)


def _legend(used: Sequence[str], top: int, language: str) -> Iterable[str]:
    for at, state in enumerate(used):
        y = top + 18 * at
        yield f'<rect x="{MARGIN}" y="{y}" width="14" height="14" fill="{COLOURS[state]}" stroke="#9a9a9a"/>'
        colour = "#ffffff" if state in LIGHT else DARK_TEXT
        yield _text(MARGIN + 3, y + 11, LETTERS[state], 11, colour=colour)
        yield _text(MARGIN + 22, y + 12, PHRASES[language][state], 12)


def _text(x: int, y: int, text: str, size: int, bold: bool = False, colour: str = DARK_TEXT) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight} fill="{colour}">{escape(text)}</text>'
