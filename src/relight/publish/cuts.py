"""The rota on a page: who is switched off when, by zone, group and day, and what is shed beyond it.

Megawatts and feeders stay out, so that the public edition shows the same as the desk's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from relight.publish.restoration import group_order
from relight.publish.tables import Cell, Table, columns, row
from relight.publish.words import Words

MOST_DAYS = 7
"""Days a table has columns for; what is later stands in the data files."""
NO_CUT = Cell("–", style="fine")

Item = Mapping[str, Any]


def rota_tables(outlook: Item, words: Words) -> list[Table]:
    """One table a zone: its groups by days, with the times for which each is switched off; nothing without a rota."""
    rota = outlook.get("rota")
    if rota is None:
        return []
    rows = [*rota["cuts"], *rota["emergency"]]
    return [
        _zone_table(zone, [cut for cut in rows if cut["zone"] == zone], outlook, words)
        for zone in sorted({cut["zone"] for cut in rows})
    ]


def rota_notes(outlook: Item, words: Words) -> list[str]:
    """How to read the tables: what the states mean, and that a time without a cut is no promise."""
    rota = outlook.get("rota") or {"cuts": [], "emergency": []}
    states = {cut["state"] for cut in (*rota["cuts"], *rota["emergency"])}
    told = [words(f"cut_means.{state}") for state in ("preliminary", "possible", "emergency") if state in states]
    last = max((words.local(cut["end"]) for cut in rota["cuts"]), default=None)
    promise = words("rota.no_cuts") if last is None else words("rota.no_promise", time=words.clock(last))
    return [" ".join(told), promise] if told else [promise]


def _zone_table(zone: str, cuts: Sequence[Item], outlook: Item, words: Words) -> Table:
    """The groups of a zone, those without a cut too."""
    groups = {row["outage_group"] for row in (*outlook["groups"], *cuts) if row["zone"] == zone}
    days = _days(cuts, outlook, words)[:MOST_DAYS]
    heads = columns([words("column.group"), *((words.date(_midnight(day, words)), "cuts") for day in days)])
    lines = tuple(
        row(
            group or words("group.none"),
            *(_cell([cut for cut in cuts if cut["outage_group"] == group], day, outlook, words) for day in days),
        )
        for group in sorted(groups, key=group_order)
    )
    return Table(words("caption.groups", zone=zone), heads, lines, shown=len(lines), style="rota stack")


def _days(cuts: Iterable[Item], outlook: Item, words: Words) -> list[date]:
    """The local days of the horizon on which one of these times lies."""
    found = set()
    for cut in cuts:
        begin, end = _within(cut, outlook, words)
        day = begin.date()
        while _midnight(day, words) < end:
            found.add(day)
            day += timedelta(days=1)
    return sorted(found)


def _cell(cuts: Iterable[Item], day: date, outlook: Item, words: Words) -> Cell:
    """The times of one group on one day, each with its state unless it is confirmed."""
    midnight, following = _midnight(day, words), _midnight(day + timedelta(days=1), words)
    items = []
    for cut in sorted(cuts, key=lambda cut: words.local(cut["start"])):
        begin, end = _within(cut, outlook, words)
        if begin >= following or end <= midnight:
            continue
        until = "24:00" if end >= following else f"{end:%H:%M}"
        items.append(_item(f"{max(begin, midnight):%H:%M}–{until}", cut, words))
    return Cell("", drawing=Markup("<ul>{}</ul>").format(Markup("").join(items))) if items else NO_CUT


def _item(times: str, cut: Item, words: Words) -> Markup:
    state = "" if cut["state"] == "confirmed" else words(f"cut.{cut['state']}")
    if cut.get("probability", 1.0) < 1:
        state = f"{state} {words.share(cut['probability'], 1.0)}"
    note = Markup("<small>{}</small>").format(state) if state else ""
    return Markup('<li class="{}">{}{}</li>').format(cut["state"], times, note)


def _within(cut: Item, outlook: Item, words: Words) -> tuple[datetime, datetime]:
    """Begin and end of a time, as far as it lies in the horizon."""
    return (
        max(words.local(cut["start"]), words.local(outlook["start"])),
        min(words.local(cut["end"]), words.local(outlook["end"])),
    )


def _midnight(day: date, words: Words) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=words.zone)
