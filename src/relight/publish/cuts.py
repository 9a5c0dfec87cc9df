"""The rota on a page: who is switched off when, by zone, group and day, and who is dark beyond it.

Each day of a group is a strip from midnight to midnight, with the same times in numbers below. Megawatts and feeders
stay out, so that the public edition shows the same as the desk's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from relight.publish.group_order import group_order
from relight.publish.strips import Span, strip, strip_hours
from relight.publish.tables import Cell, Column, Table, row
from relight.publish.words import Words

MOST_DAYS = 7
"""Days a table has columns for; what is later stands in the data files."""
STATES = ("confirmed", "preliminary", "possible", "emergency", "damaged")
BEYOND = ("emergency", "damaged")
"""Off whatever the timetable says, often only some of a group."""
UNKNOWN = "unknown"
"""Times of which a page says nothing: before it begins, and after the timetable's end."""

Item = Mapping[str, Any]


def rota_tables(outlook: Item, words: Words) -> list[Table]:
    """One table a zone: its groups by days, with the times for which each is switched off; nothing without a rota."""
    rota = outlook.get("rota")
    if rota is None:
        return []
    return [
        _zone_table(zone, [cut for cut in _told(outlook) if cut["zone"] == zone], outlook, words)
        for zone in _zones(outlook)
    ]


def rota_notes(outlook: Item, words: Words) -> list[str]:
    """How to read the tables: what the states mean, and that a time without a cut is no promise."""
    states = {cut["state"] for cut in _told(outlook)}
    told = [words(f"cut_means.{state}") for state in STATES if state in states and state != "confirmed"]
    last = _last(outlook, words)
    promise = words("rota.no_cuts") if last is None else words("rota.no_promise", time=words.clock(last))
    return [" ".join(told), promise] if told else [promise]


def rota_legend(outlook: Item, words: Words) -> list[tuple[str, str]]:
    """What occurs in the strips: how it is drawn, and what it is called."""
    states = {cut["state"] for cut in _told(outlook)}
    drawn = [state for state in STATES if state in states]
    return [(state, words(f"cut.{state}")) for state in (*drawn, UNKNOWN)]


def off_at_start(outlook: Item, words: Words) -> list[str]:
    """For each table, who is off at the page's time, in a sentence: by the timetable, and in part beyond it."""
    start = _utc(outlook["start"])
    told = []
    for zone in _zones(outlook):
        now = [
            cut
            for cut in _told(outlook)
            if cut["zone"] == zone and _utc(cut["start"]) <= start < _utc(cut["end"])
        ]
        off = {cut["outage_group"] for cut in now if cut["state"] not in ("possible", *BEYOND)}
        partly = {cut["outage_group"] for cut in now if cut["state"] in BEYOND} - off
        by_timetable = _listed(off, words) if off else words("rota.nobody")
        sentence = words("rota.off_at", time=words.clock(outlook["start"]), groups=by_timetable)
        told.append(sentence + (words("rota.partly", groups=_listed(partly, words)) if partly else ""))
    return told


def _listed(groups: Iterable[str], words: Words) -> str:
    return ", ".join(group or words("group.none") for group in sorted(groups, key=group_order))


def _told(outlook: Item) -> list[Item]:
    """The rota's cuts and what is dark beyond them; nothing without a rota."""
    rota = outlook.get("rota")
    return [] if rota is None else [cut for part in ("cuts", *BEYOND) for cut in rota[part]]


def _zones(outlook: Item) -> list[str]:
    return sorted({cut["zone"] for cut in _told(outlook)})


def _last(outlook: Item, words: Words) -> datetime | None:
    """The end of the last cut; of what is later nobody has planned anything."""
    last = max((_utc(cut["end"]) for cut in outlook["rota"]["cuts"]), default=None) if "rota" in outlook else None
    return None if last is None else words.local(last)


def _zone_table(zone: str, cuts: Sequence[Item], outlook: Item, words: Words) -> Table:
    """The groups of a zone, those without a cut too."""
    groups = {row["outage_group"] for row in (*outlook["groups"], *cuts) if row["zone"] == zone}
    days = [Day.of(day, outlook, words) for day in _days(cuts, outlook, words)[:MOST_DAYS]]
    heads = (Column(words("column.group")), *(day.column(words) for day in days))
    lines = tuple(
        row(
            group or words("group.none"),
            *(day.cell([cut for cut in cuts if cut["outage_group"] == group], words) for day in days),
        )
        for group in sorted(groups, key=group_order)
    )
    return Table(words("caption.groups", zone=zone), heads, lines, shown=len(lines), style="rota stack")


def _days(cuts: Iterable[Item], outlook: Item, words: Words) -> list[date]:
    """The local days of the horizon on which one of these times lies."""
    found = set()
    for cut in cuts:
        begin, end = _within(cut, outlook)
        day = begin.astimezone(words.zone).date()
        while _midnight(day, words) < end:
            found.add(day)
            day += timedelta(days=1)
    return sorted(found)


@dataclass(frozen=True)
class Day:
    """A local day from midnight to midnight, and what a page says of it."""

    begin: datetime
    end: datetime
    told: Span  # outside of it the page says nothing
    outlook: Item

    @staticmethod
    def of(day: date, outlook: Item, words: Words) -> Day:
        """The day, told from the page's time to the end of the timetable."""
        last = _last(outlook, words) or words.local(outlook["start"])
        told = Span(_utc(outlook["start"]), min(_utc(outlook["end"]), _utc(last)), "")
        return Day(_midnight(day, words), _midnight(day + timedelta(days=1), words), told, outlook)

    def column(self, words: Words) -> Column:
        """Its date above the hours of its strips."""
        middays = [words.local(self.begin).replace(hour=hour) for hour in (6, 12, 18)]
        marks = [(_utc(instant), f"{instant:%H:%M}") for instant in middays]
        return Column(words.date(self.begin), "cuts", strip_hours(self.begin, self.end, marks))

    def cell(self, cuts: Iterable[Item], words: Words) -> Cell:
        """The times of one group on this day, each with its state unless it is confirmed."""
        spans, items = [], []
        for cut in sorted(cuts, key=lambda cut: _utc(cut["start"])):
            begin, end = _within(cut, self.outlook)
            if begin >= self.end or end <= self.begin:
                continue
            first, last = max(begin, self.begin), min(end, self.end)
            until = "24:00" if end >= self.end else words.hour(words.local(last))
            items.append(_item(f"{words.hour(words.local(first))}–{until}", cut, words))
            spans.append(Span(first, last, cut["state"]))
        untold = [Span(self.begin, self.told.begin, UNKNOWN), Span(self.told.end, self.end, UNKNOWN)]
        drawn = strip(self.begin, self.end, [*untold, *spans])
        if items:
            return Cell("", drawing=drawn + Markup("<ul>{}</ul>").format(Markup("").join(items)))
        nothing = words("rota.no_timetable") if self.told.end <= self.begin else "–"
        return Cell(nothing, style="fine", drawing=drawn)


def _item(times: str, cut: Item, words: Words) -> Markup:
    state = "" if cut["state"] == "confirmed" else words(f"cut.{cut['state']}")
    if cut.get("probability", 1.0) < 1:
        state = f"{state} {words.share(cut['probability'], 1.0)}"
    note = Markup("<small>{}</small>").format(state) if state else ""
    return Markup('<li class="{}">{}{}</li>').format(cut["state"], times, note)


def _within(cut: Item, outlook: Item) -> tuple[datetime, datetime]:
    """Begin and end of a time in UTC, as far as it lies in the horizon."""
    return max(_utc(cut["start"]), _utc(outlook["start"])), min(_utc(cut["end"]), _utc(outlook["end"]))


def _midnight(day: date, words: Words) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=words.zone).astimezone(UTC)


def _utc(time: str | datetime) -> datetime:
    """An instant that can be compared in a night when the clock is changed too."""
    return (datetime.fromisoformat(time) if isinstance(time, str) else time).astimezone(UTC)
