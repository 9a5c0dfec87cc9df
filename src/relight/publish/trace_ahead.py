"""For the desk, of many scenarios: how likely protection acts within the horizon, and when buses and units are back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relight.publish.back import clock_or_never, spread_lines
from relight.publish.bands import Band, span
from relight.publish.tables import Cell, Row, Table, columns, row
from relight.publish.words import Words

AMOUNTS = ("damage_mw", "shed_mw", "collapsed_mw", "tripped_mw", "tripped_branches")
SHOWN = 30
NOTHING = Cell("–", style="fine")

Item = Mapping[str, Any]


def cascade_chance(outlook: Item, words: Words) -> Table | None:
    """What may still come: how likely, and how much if it does; None in a single run or without dynamics."""
    ahead = outlook.get("cascade_ahead")
    if not ahead:
        return None
    first = ahead["first_at"]
    when = Cell(words.clock(first["p50"]), _times(first, words)) if first else NOTHING
    rows = [row(words("ahead.cascade"), words.share(ahead["probability"], 1.0), when)]
    rows += [_amount_row(name, ahead[name], words) for name in AMOUNTS]
    heads = columns([words("column.what"), (words("column.chance"), "number"), (words("column.if_so"), "number")])
    caption = words("caption.cascade_ahead", time=words.clock(outlook["end"]))
    return Table(caption, heads, tuple(rows), shown=len(rows), style="narrow")


def restart_ahead(outlook: Item, words: Words) -> Table | None:
    """Buses and units that come back after the start, with P10 to P90 of when; None in a single run."""
    steps = [step for step in outlook.get("restart") or [] if "chance" in step]
    if not steps:
        return None
    rows = []
    for step in steps:
        chance, end = step["chance"], outlook["end"]
        capacity = words("ahead.mw", mw=words.number(step["capacity_mw"])) if step["capacity_mw"] else ""
        rows.append(
            row(
                Cell(step["asset"], capacity),
                words.share(min(chance["probability"] + chance["not_back"], 1.0), 1.0),
                Cell(clock_or_never(chance["time"], words, end), "\n".join(spread_lines(chance, words, end))),
                words.clock(step["at"]),
            )
        )
    heads = columns(
        [
            words("column.asset"),
            (words("column.out"), "number"),
            (words("column.back"), "time"),
            (words("column.alone"), "time"),
        ]
    )
    caption = words("caption.restart_ahead", time=words.clock(words.start))
    return Table(caption, heads, tuple(rows), shown=SHOWN, style="stack")


def _amount_row(name: str, found: Item, words: Words) -> Row:
    share = words.share(found["probability"], 1.0)
    if found["p50"] is None:
        return row(words(f"ahead.{name}"), share, NOTHING)
    median = words.number(found["p50"])
    text = median if name == "tripped_branches" else words("ahead.mw", mw=median)
    return row(words(f"ahead.{name}"), share, Cell(text, span(Band(found["p10"], found["p90"]), words.number)))


def _times(first: Item, words: Words) -> str:
    if first["p10"] == first["p90"]:
        return ""
    return words("band.times", low=words.clock(first["p10"]), high=words.clock(first["p90"]))
