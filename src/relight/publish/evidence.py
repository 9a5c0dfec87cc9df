"""For the desk: how far the computed picture can be trusted. Official figures, observations, reports, assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relight.publish.tables import Cell, Row, Table, columns, row
from relight.publish.words import Words

LARGE_SHARE, LARGE_COUNT = 0.25, 100.0
"""A difference is large from this share of the larger number and from so many people or customers on."""
REPORT_KEYS = ("known", "believed", "superseded", "retracted", "outvoted")

Item = Mapping[str, Any]


def is_large(figure: Item) -> bool:
    """Whether an official figure and the computed one are so far apart that a report may be missing."""
    if figure["computed"] is None or figure["reported"] is None:
        return False
    gap = abs(figure["computed"] - figure["reported"])
    return bool(gap >= LARGE_COUNT and gap >= LARGE_SHARE * max(figure["computed"], figure["reported"]))


def figure_table(outlook: Item, words: Words) -> Table | None:
    """Official figures beside the computed ones, the largest differences first; None without figures."""
    if not outlook["figures"]:
        return None
    places = {district["district"]: district["name"] for district in outlook["districts"]}
    figures = sorted(
        outlook["figures"],
        key=lambda item: (not is_large(item), -abs(item["difference"] or 0.0), item["subject"], item["unit"]),
    )
    heads = columns(
        [
            words("column.place"),
            words("column.counts"),
            (words("column.at"), "time"),
            (words("column.reported"), "number"),
            (words("column.computed"), "number"),
            (words("column.difference"), "number"),
            words("column.source"),
        ]
    )
    rows = tuple(_figure_row(item, places, words) for item in figures)
    return Table(words("caption.figures"), heads, rows, shown=20, style="stack")


def subject_name(subject: str, places: Mapping[str, str]) -> str:
    """The place a figure is about: a district's name, or the parent itself."""
    kind, _, name = subject.partition(":")
    return places.get(name, name) if kind == "district" else name


def _figure_row(item: Item, places: Mapping[str, str], words: Words) -> Row:
    service, _, who = item["unit"].partition("/")
    large = is_large(item)
    note = ""
    if item["computed"] is not None and item["reported"]:
        note = words("figure.ratio", ratio=words.number(item["computed"] / item["reported"], 1))
    return row(
        subject_name(item["subject"], places),
        f"{words.term('service', service)}, {words.term('who', who)}",
        words.clock(item["at"]),
        words.number(item["reported"]),
        "–" if item["computed"] is None else words.number(item["computed"]),
        Cell(signed(item["difference"], words), words("figure.large") if large else note, "alarm" if large else ""),
        item["source"] or "–",
        style="alarm" if large else "",
    )


def signed(value: float | None, words: Words) -> str:
    """A difference with its sign; a dash when it is not known."""
    if value is None:
        return "–"
    return f"{'+' if value >= 0.5 else '−' if value <= -0.5 else '±'}{words.number(abs(value))}"


def unexplained_table(outlook: Item, words: Words) -> Table | None:
    """Observations the engine cannot explain; None when there is none."""
    if not outlook["unexplained"]:
        return None
    heads = columns([words("column.feeder"), words("column.observed"), words("column.computed")])
    rows = tuple(
        row(item["feeder"], words.term("seen", str(item["observed"])), words.term("seen", str(item["computed"])))
        for item in outlook["unexplained"]
    )
    return Table(words("caption.unexplained", count=words.number(len(rows))), heads, rows)


def report_counts(outlook: Item, words: Words) -> list[tuple[str, str]]:
    """How many reports are known, and how many of them are believed and why the others are not."""
    counts = outlook["reports"]
    return [(words(f"reports.{key}"), words.number(counts[key])) for key in REPORT_KEYS if key in counts]


def assumption_table(outlook: Item, words: Words) -> Table | None:
    """The assumptions the result rests on, with source and grade, the region's own ones first."""
    if not outlook["assumptions"]:
        return None
    heads = columns(
        [words("column.assumption"), (words("column.value"), "number"), words("column.source"), words("column.grade")]
    )
    items = sorted(outlook["assumptions"], key=lambda item: (not item["changed"], item["name"]))
    rows = tuple(
        row(
            Cell(item["meaning"], item["name"]),
            Cell(amount(item["value"], item["unit"], words), words("assumption.changed") if item["changed"] else ""),
            item["source"],
            item["grade"],
        )
        for item in items
    )
    return Table(words("caption.assumptions", count=words.number(len(rows))), heads, rows, style="stack")


def amount(value: float, unit: str, words: Words) -> str:
    """A value with its unit; minutes as a length of time."""
    if unit == "min" and value >= 60:
        return words.duration(value)
    digits = 0 if float(value).is_integer() else 2
    return f"{words.number(value, digits)}\u00a0{unit}".rstrip("\u00a0")
