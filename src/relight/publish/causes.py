"""For the desk: which feeders are off and why, which facilities are down and because of what, and the damage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from relight.publish.back import clock_or_never, spread_lines
from relight.publish.bands import is_ensemble
from relight.publish.deadlines import FIRST_KINDS, facility_name, place_names, place_note
from relight.publish.sentences import told
from relight.publish.tables import Cell, Table, columns, row
from relight.publish.words import Words

BASES = ("overdue", "no estimate", "promised", "planned", "estimated")
"""Order in which damaged assets are listed: first those nobody can rely on."""

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Listed:
    """A summary and the list it sums up."""

    summary: Table
    full: Table


def _tally(items: Iterable[Item], key: str) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(item[key], []).append(item)
    return dict(sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def feeders_off(outlook: Item, words: Words) -> Listed | None:
    """Feeders that are off at the start: how many and how many people by reason, then each; None when none is."""
    off = outlook["now"]["feeders_off"]
    if not off:
        return None
    groups = _tally(off, "because")
    rows = tuple(
        row(
            Cell(words.term("because", because), words.term("because_means", because)),
            words.number(len(members)),
            words.people(sum(item["people"] or 0.0 for item in members)),
        )
        for because, members in groups.items()
    )
    heads = columns([words("column.because"), (words("column.feeders"), "number"), (words("column.people"), "number")])
    summary = Table(words("caption.feeder_reasons"), heads, rows, shown=len(rows), style="narrow")
    names = place_names(outlook)
    full = tuple(
        row(
            Cell(item["feeder"], names.get(item["district"], item["district"])),
            item["outage_group"] or "–",
            Cell(words.term("because", item["because"]), told(item["detail"] or "", words)),
            words.clock(item["since"]),
            words.people(item["people"]),
        )
        for item in sorted(off, key=lambda item: (-(item["people"] or 0.0), item["feeder"]))
    )
    heads = columns(
        [
            words("column.feeder"),
            words("column.group"),
            words("column.because"),
            (words("column.since"), "time"),
            (words("column.people"), "number"),
        ]
    )
    return Listed(
        summary, Table(words("caption.feeders_off", count=words.number(len(off))), heads, full, style="stack")
    )


def facilities_down(outlook: Item, words: Words) -> Listed | None:
    """Facilities that do not work in full at the start: how many of each kind, then each with its reason."""
    down = outlook["now"]["facilities_down"]
    if not down:
        return None
    rows = tuple(
        row(
            words.term("kind", kind),
            words.number(sum(item["level"] <= 0 for item in members)),
            words.number(sum(item["level"] > 0 for item in members)),
        )
        for kind, members in _tally(down, "kind").items()
    )
    heads = columns([words("column.kind"), (words("column.down"), "number"), (words("column.partly"), "number")])
    summary = Table(words("caption.facility_kinds"), heads, rows, shown=len(rows), style="narrow")
    names = place_names(outlook)
    rank = {kind: position for position, kind in enumerate(FIRST_KINDS)}
    full = tuple(
        row(
            Cell(
                facility_name(item),
                ", ".join(filter(None, (words.term("kind", item["kind"]), place_note(item, names)))),
            ),
            words.share(item["level"], 1.0),
            told(item["because"], words),
        )
        for item in sorted(down, key=lambda item: (rank.get(item["kind"], len(rank)), item["kind"], item["facility"]))
    )
    heads = columns([words("column.facility"), (words("column.works"), "number"), words("column.because")])
    return Listed(
        summary, Table(words("caption.facilities_down", count=words.number(len(down))), heads, full, style="stack")
    )


def return_table(outlook: Item, words: Words) -> Table | None:
    """Damaged assets and when each is expected back, those without a word to rely on first; None when none is.

    In an ensemble with when it is back in the scenarios, beside what was said.
    """
    if not outlook["returns"]:
        return None
    order = {basis: position for position, basis in enumerate(BASES)}
    chance = is_ensemble(outlook)
    items = sorted(outlook["returns"], key=lambda item: (order.get(item["basis"], 9), item["at"] or "", item["asset"]))
    heads = columns(
        [
            words("column.asset"),
            words("column.condition"),
            (words("column.since"), "time"),
            (words("column.back"), "time"),
            *([(words("column.in_scenarios"), "time")] if chance else []),
            words("column.basis"),
            words("column.source"),
        ]
    )
    rows = tuple(
        row(
            Cell(item["asset"], words.term("kind", item["kind"])),
            words.term("state", item["state"]),
            words.clock(item["since"]),
            Cell(words.clock(item["at"])),
            *([_return_by_chance(item["chance"], outlook, words)] if chance else []),
            Cell(words.term("basis", item["basis"]), style="alarm" if item["basis"] in BASES[:2] else ""),
            item["source"] or "–",
        )
        for item in items
    )
    return Table(words("caption.returns", count=words.number(len(rows))), heads, rows, shown=30, style="stack")


def _return_by_chance(back: Item, outlook: Item, words: Words) -> Cell:
    text = clock_or_never(back["time"], words, outlook["end"])
    return Cell(text, "\n".join(spread_lines(back, words, outlook["end"])))
