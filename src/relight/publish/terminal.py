"""Tables for the terminal: 80 columns are enough, no meaning rests on colour, and the worst stands at the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table as RichTable
from rich.text import Text

from relight.publish import deadlines, evidence, overview, trace, trace_ahead
from relight.publish.back import back_everywhere, everywhere, not_lost
from relight.publish.bands import band, is_ensemble, median_view, reading_notes, short_span, times_span
from relight.publish.horizon import Horizon, horizon_of
from relight.publish.tables import Cell, Column, Head, Row, Table, columns, row
from relight.publish.words import Words, words_for

NEXT_RUN_OUTS = 10
MOST_FIGURES = 8
MOST_REASONS = 10
URGENCY_COLUMNS = 5
BOLD = ("alarm", "parent")


def outlook_tables(found: Mapping[str, Any], language: str = "en") -> list[RenderableType]:
    """An outlook, or its public part, as what to print one below the other.

    First the situation in a sentence and what to look at first, then people without each service, what runs out next,
    the mines' clocks, damage and official figures.
    """
    outlook = median_view(found)
    words, horizon = words_for(outlook, language), horizon_of(outlook)
    parts: list[RenderableType] = [_head(outlook, words), *_services(outlook, horizon, words)]
    if "run_out" in outlook:
        parts[1:1] = _attention(outlook, words)
        parts += [
            *_next_run_outs(outlook, words),
            *_mines(outlook, words),
            *_cascade_ahead(outlook, words),
            *_figures(outlook, words),
            *_returns(outlook, words),
        ]
    return parts


def status_tables(status: Mapping[str, Any], language: str = "en") -> list[RenderableType]:
    """A status as what to print: power, people without each service, feeders off by reason, facilities down by kind."""
    words = words_for(status, language)
    lines = [
        Text(f"{status['region']} · {words.full(status['at'])}", style="bold"),
        Text(_reports(status, words)),
        Text(
            words(
                "power.values",
                demand=words.number(status["demand_mw"]),
                switched=words.number(status["switched_mw"]),
                served=words.number(status["served_mw"]),
                islands=words.number(len(status["islands"])),
            )
        ),
    ]
    if status.get("commit"):
        lines.append(Text(words("power.commit")))
    parts: list[RenderableType] = [Group(*lines, Text())]
    parts += _looked_at_first(deadlines.vital_and_down(status["facilities_down"], words), words)
    parts.append(rich_table(_people_now(status, words)))
    for tally in (
        _tally(status["feeders_off"], "because", words, "column.feeders"),
        _tally(status["facilities_down"], "kind", words, "column.kind"),
    ):
        parts += [] if tally is None else [rich_table(tally)]
    return parts + _figures(status, words)


def trace_tables(found: Mapping[str, Any], language: str = "en") -> list[RenderableType]:
    """A cascade's trace as what to print: all shocks in a sentence, their rounds, and the order of restart."""
    words = words_for(found, language)
    lines = [
        Text(words("trace.title", region=found["region"], time=words.full(found["at"])), style="bold"),
        Text(trace.summary(found, words)),
    ]
    tables = (
        trace.shock_table(found, words),
        trace.cascade_table(found, found["events"], words),
        trace.restart_table(found, words),
    )
    return [Group(*lines, Text()), *(rich_table(table) for table in tables if table is not None)]


def rich_table(table: Table) -> RenderableType:
    """A table in the terminal's hand: names may wrap, numbers and times never do."""
    drawn = RichTable(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for column in table.columns:
        styles = column.style.split()
        fixed = "number" in styles or "time" in styles
        drawn.add_column(column.head, justify="right" if "number" in styles else "left", no_wrap=fixed, overflow="fold")
    for line in table.rows:
        drawn.add_row(*(_text(cell) for cell in line.cells), style="bold" if line.style in BOLD else "")
    return Group(Text(table.caption, style="bold"), drawn, Text())


def _text(cell: Cell) -> Text:
    note = cell.note.replace("\n", ", ")
    return Text(f"{cell.text} ({note})" if note else cell.text)


def _head(outlook: Mapping[str, Any], words: Words) -> RenderableType:
    head = overview.headline(outlook, words)
    lines = [
        Text(f"{head.region} · {words('data.as_of')} {head.as_of}", style="bold"),
        Text(f"{head.newest}; {head.until}"),
        *([Text(head.stale, style="bold")] if head.stale else []),
        Text(" ".join(head.summary)),
    ]
    return Group(*lines, Text())


def _attention(outlook: Mapping[str, Any], words: Words) -> list[RenderableType]:
    lines = deadlines.attention(outlook, words)
    large = sum(evidence.is_large(figure) for figure in outlook["figures"])
    if large:
        lines.append(("check", words("first.figures", count=large), "evidence"))
    return _looked_at_first(lines, words)


def _looked_at_first(lines: list[tuple[str, str, str]], words: Words) -> list[RenderableType]:
    """The lines below their heading, each with its urgency before it; nothing without lines."""
    if not lines:
        return []
    drawn = RichTable.grid(padding=(0, 3, 0, 0))
    drawn.add_column(min_width=URGENCY_COLUMNS)
    for urgency, sentence, _ in lines:
        style = "bold" if urgency in ("alarm", "now") else ""
        drawn.add_row(Text(words(f"urgency.{urgency}")), Text(sentence), style=style)
    return [Group(Text(words("section.first"), style="bold"), drawn, Text())]


def _services(outlook: Mapping[str, Any], horizon: Horizon, words: Words) -> list[RenderableType]:
    ahead = horizon.ahead()
    heads: list[Head] = [words("column.service"), (words("column.now"), "number")]
    heads += [(words("terminal.in_hours", hours=hours), "number") for hours in ahead]
    names = overview.service_names(outlook)
    if is_ensemble(outlook):
        rows = tuple(_banded_row(outlook, name, horizon, words) for name in names)
        people = rich_table(Table(words("terminal.without"), columns(heads), rows))
        return [people, rich_table(_banded_totals(outlook, names, words)), _reading(outlook, words)]
    heads += [(words("terminal.person_hours"), "number"), (words("terminal.back"), "time")]
    rows = tuple(_service_row(outlook, name, horizon, words) for name in names)
    return [rich_table(Table(words("terminal.without"), columns(heads), rows))]


def _service_row(outlook: Mapping[str, Any], name: str, horizon: Horizon, words: Words) -> Row:
    now, series = outlook["without_now"].get(name, 0.0), outlook["people_without"][name]
    back = back_everywhere(outlook, outlook["districts"], name, words)
    return row(
        words.service(name),
        words.people(now),
        *(words.people(series[horizon.slot(hours)]) for hours in horizon.ahead()),
        words.short(outlook["person_hours_without"].get(name, 0.0)),
        back.text,
    )


def _banded_row(outlook: Mapping[str, Any], name: str, horizon: Horizon, words: Words) -> Row:
    now, series = outlook["without_now"].get(name, 0.0), outlook["people_without"][name]
    slots = [horizon.slot(hours) for hours in horizon.ahead()]
    ahead = (short_span(series[slot], band(outlook, "people_without", name, slot), words) for slot in slots)
    return row(words.service(name), words.people(now), *ahead)


def _banded_totals(outlook: Mapping[str, Any], names: list[str], words: Words) -> Table:
    heads = columns(
        [
            words("column.service"),
            (words("column.person_hours"), "number"),
            (words("column.tenth"), "time"),
            (words("column.half"), "time"),
            (words("column.nine"), "time"),
            (words("column.not_back"), "number"),
        ]
    )
    rows = tuple(
        row(
            words.service(name),
            short_span(outlook["person_hours_without"][name], band(outlook, "person_hours_without", name), words),
            *_back_times(everywhere(outlook, name), outlook["without_now"].get(name, 0.0), words),
        )
        for name in names
    )
    caption = words("terminal.totals", hours=words.hours(outlook["hours"]), end=words.clock(outlook["end"]))
    return Table(caption, heads, rows)


def _back_times(back: Mapping[str, Any] | None, without_now: float, words: Words) -> tuple[str, ...]:
    """When all have a service back in one, five and nine of ten scenarios, and in how many they do not."""
    if back is None:
        return ("–",) * 4
    found = [back[key] for key in ("first", "time", "by")]
    times = (words("back.not_lost") if not_lost(time, without_now, words) else words.clock(time) for time in found)
    return (*times, words.share(back["not_back"], 1.0) if back["not_back"] else "–")


def _reading(outlook: Mapping[str, Any], words: Words) -> RenderableType:
    return Group(*(Text(line) for line in reading_notes(outlook, words, "terminal.reading")), Text())


def _next_run_outs(outlook: Mapping[str, Any], words: Words) -> list[RenderableType]:
    """The soonest run-out of each kind of facility, by time."""
    chance = is_ensemble(outlook)
    firsts = sorted(deadlines.by_kind(deadlines.first_run_outs(outlook)), key=lambda pair: pair[1][0]["minute"])[
        :NEXT_RUN_OUTS
    ]
    heads = columns(
        [
            (words("column.until"), "time"),
            words("column.kind"),
            (words("column.in_any" if chance else "column.in_all"), "number"),
            words("column.first"),
        ]
    )
    rows = tuple(
        row(
            words.clock(members[0]["at"]),
            words.term("kind", kind),
            words.number(len(members)),
            Cell(deadlines.facility_name(members[0]), _what(members[0], words, outlook["end"] if chance else None)),
        )
        for kind, members in firsts
    )
    return [rich_table(Table(words("terminal.run_out"), heads, rows))] if rows else []


def _what(item: Mapping[str, Any], words: Words, end: str | None) -> str:
    """The backup and the size of its facility; where chance is in play, with `end`, also how likely and when."""
    parts = [words.term("backup", item["backup_kind"]), deadlines.size_of(item, words)]
    if end is not None:
        chance = words.share(item["probability"], 1.0)
        parts += [f"{words('column.chance').lower()} {chance}", times_span(item, words, end)]
    return ", ".join(part for part in parts if part not in ("–", ""))


def _mines(outlook: Mapping[str, Any], words: Words) -> list[RenderableType]:
    table = deadlines.mine_table(outlook, words)
    if table is None:
        return []
    kept = (0, 1, 2, 5, 6, 7)
    rows = tuple(Row((Cell(line.cells[0].text), *(line.cells[i] for i in kept[1:])), line.style) for line in table.rows)
    heads = _picked(table.columns, kept)
    if is_ensemble(outlook):
        heads = (*heads[:-1], Column(heads[-1].head))  # its times have their chance behind them, and may wrap
    return [rich_table(Table(words("caption.mines"), heads, rows))]


def _cascade_ahead(outlook: Mapping[str, Any], words: Words) -> list[RenderableType]:
    table = trace_ahead.cascade_chance(outlook, words)
    return [] if table is None else [rich_table(table)]


def _picked(heads: tuple[Column, ...], kept: tuple[int, ...]) -> tuple[Column, ...]:
    return tuple(heads[i] for i in kept)


def _returns(outlook: Mapping[str, Any], words: Words) -> list[RenderableType]:
    bases = Counter(item["basis"] for item in outlook["returns"])
    if not bases:
        return []
    line = words(
        "terminal.returns",
        promised=bases["promised"],
        estimated=bases["estimated"] + bases["planned"],
        overdue=bases["overdue"],
        unknown=bases["no estimate"],
    )
    return [Text(line)]


def _figures(result: Mapping[str, Any], words: Words) -> list[RenderableType]:
    table = evidence.figure_table(result, words)
    if table is None:
        return []
    heads = (*table.columns[:5], Column(words("column.difference"), "number"), Column(""))
    cut = tuple(
        Row((*line.cells[:5], Cell(line.cells[5].text), Cell("!" if line.style == "alarm" else "")), line.style)
        for line in table.rows[:MOST_FIGURES]
    )
    more = words("terminal.more", count=len(table.rows) - MOST_FIGURES) if len(table.rows) > MOST_FIGURES else ""
    caption = f"{words('terminal.figures')} {more}".rstrip()
    return [rich_table(Table(caption, heads, cut))]


def _reports(status: Mapping[str, Any], words: Words) -> str:
    reports = status["reports"]
    if reports["newest"] is None or reports["age_minutes"] is None:
        return words("data.no_reports")
    return words("data.newest", time=words.clock(reports["newest"]), age=words.duration(reports["age_minutes"]))


def _people_now(status: Mapping[str, Any], words: Words) -> Table:
    people = sum(district["people"] for district in status["districts"])
    heads = columns([words("column.service"), (words("column.now"), "number"), (words("column.share"), "number")])
    rows = tuple(
        row(
            words.service(name),
            words.people(without),
            words.share(without, people - status["not_modelled"].get(name, 0.0)),
        )
        for name, without in status["people_without"].items()
        if status["not_modelled"].get(name, 0.0) < people - 0.5
    )
    return Table(words("terminal.without"), heads, rows)


def _tally(items: list[Mapping[str, Any]], key: str, words: Words, head: str) -> Table | None:
    counts = Counter(item[key] for item in items)
    if not counts:
        return None
    order = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_REASONS]
    caption = words("caption.feeder_reasons" if key == "because" else "caption.facility_kinds")
    rows = tuple(row(words.term(key, word), words.number(count)) for word, count in order)
    return Table(caption, columns([words(f"column.{key}"), (words("column.count"), "number")]), rows)
