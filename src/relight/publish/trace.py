"""For the desk: how a blackout came about, shock by shock and round by round, and in which order the grid restarts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from relight.model.situation import Situation
from relight.publish.tables import Cell, Head, Row, Table, columns, row
from relight.publish.words import Words

SHOWN = 30
"""Rows that are not folded away."""
NAMED = 8
"""So many assets are named in one cell."""
FEW_MW = 100.0
STATES = ("out", "derated", "restored", "deenergised", "energised")
"""Order in which an instant is told: first what got worse, then what was seen."""
OF_THE_GRID = ("bus", "branch", "generator", "feeder", "district", "region")

EMPTY = Cell("", style="fine")
"""Left out on narrow screens."""

Item = Mapping[str, Any]


def known_events(situation: Situation) -> list[dict[str, Any]]:
    """What is believed to have happened to the grid or to have been seen on it up to the instant, in order of time."""
    zone = situation.region.settings.zone
    reports = [
        report
        for track in ("condition", "observation")
        for subject, reports in situation.in_track(track)
        for report in reports
        if report.valid_from <= situation.at and subject.partition(":")[0] in OF_THE_GRID
    ]
    return [
        {
            "at": report.valid_from.astimezone(zone).isoformat(),
            "subject": report.subject,
            "state": report.state,
            "value": report.value,
        }
        for report in sorted(reports, key=lambda report: (report.valid_from, report.state, report.subject))
    ]


def cascade_table(trace: Item, events: Iterable[Item], words: Words) -> Table | None:
    """Every shock with the damage that began it, its rounds, islands and trips; None without a shock.

    Parameters
    ----------
    trace
        A dictionary with `cascade`: an outlook's, or what `relight trace` prints.
    events
        What was reported when, as `known_events` returns it; shown beside the shocks.
    words
        The reader's language and time zone.
    """
    shocks = trace.get("cascade") or []
    if not shocks:
        return None
    heads: list[Head] = [
        (words("column.time"), "time"),
        (words("column.round"), "number"),
        words("column.island"),
        (words("column.load"), "number"),
        (words("column.generation"), "number"),
        words("column.happened"),
        (words("column.load_after"), "number"),
    ]
    by_time = {at: list(members) for at, members in groupby(events, key=lambda event: words.local(event["at"]))}
    starts = {words.local(shock["at"]): shock for shock in shocks}
    rows: list[Row] = []
    load_mw = shocks[0]["load_before_mw"]
    for time in sorted({*starts, *(time for time in by_time if min(starts) <= time <= max(starts))}):
        told = by_time.get(time, [])
        if time in starts:
            rows += _between(load_mw, starts[time]["load_before_mw"], words)
            rows += _shock_rows(starts[time], told, words)
            load_mw = starts[time]["load_after_mw"]
        else:
            rows.append(row(words.clock(time), *[EMPTY] * 4, Cell(_told(told, words), style="told"), EMPTY))
    return Table(words("caption.cascade"), columns(heads), tuple(rows), shown=SHOWN, style="trace stack")


def summary(trace: Item, words: Words) -> str:
    """All shocks in a sentence."""
    shocks = trace.get("cascade") or []
    if not shocks:
        return words("trace.none")
    first, last = (words.clock(shock["at"]) for shock in (shocks[0], shocks[-1]))
    return words(
        "trace.summary",
        count=words.number(len(shocks)),
        times=first if first == last else f"{first}–{last}",
        before=_megawatts(shocks[0]["load_before_mw"], words),
        after=_megawatts(shocks[-1]["load_after_mw"], words),
    )


def shock_table(trace: Item, words: Words) -> Table | None:
    """One row a shock: before = lost with the damage + shed + collapsed + after; None without a shock."""
    shocks = [shock for shock in trace.get("cascade") or [] if shock["load_before_mw"] > 0 or _trips(shock)]
    if not shocks:
        return None
    numbers = ("column.before", "column.damage", "column.shed", "column.collapsed", "column.load_after",
               "column.rounds", "column.trips")  # fmt: skip
    heads: list[Head] = [(words("column.time"), "time"), *((words(name), "number") for name in numbers)]
    rows = [
        row(
            words.clock(shock["at"]),
            *(_megawatts(part_mw, words) for part_mw in _parts(shock)),
            words.number(len(shock["rounds"])),
            words.number(_trips(shock)),
        )
        for shock in shocks
    ]
    return Table(words("caption.shocks"), columns(heads), tuple(rows), shown=SHOWN, style="stack")


def _trips(shock: Item) -> int:
    return sum(len(one["tripped_branches"]) for one in shock["rounds"])


def _parts(shock: Item) -> tuple[float, float, float, float, float]:
    """Load before a shock, what was lost with the damage, shed by relays and with islands, and what was left [MW]."""
    islands = [island for one in shock["rounds"] for island in one["islands"]]
    first_mw = sum(island["load_mw"] for island in shock["rounds"][0]["islands"]) if shock["rounds"] else 0.0
    return (
        shock["load_before_mw"],
        shock["load_before_mw"] - first_mw,
        sum(island["shed_mw"] for island in islands),
        sum(island["load_mw"] for island in islands if island["what"] == "collapsed"),
        shock["load_after_mw"],
    )


def restart_table(trace: Item, words: Words) -> Table | None:
    """When buses became live and units ran, one row an instant; None if nothing had to restart.

    What comes back after the start of an ensemble is a matter of chance: see `relight.publish.trace_ahead`.
    """
    steps = [step for step in trace.get("restart") or [] if "chance" not in step]
    if not steps:
        return None
    rows = []
    buses, capacity_mw = 0, 0.0
    for at, members in groupby(steps, key=lambda step: step["at"]):
        found: dict[str, list[str]] = {"bus live": [], "unit runs": []}
        for step in members:
            found[step["what"]].append(step["asset"].partition(":")[2])
            capacity_mw += step["capacity_mw"]
        buses += len(found["bus live"])
        so_far = (words.number(buses), _megawatts(capacity_mw, words))
        rows.append(row(words.clock(at), *(", ".join(names) or "–" for names in found.values()), *so_far))
    heads = columns(
        [
            (words("column.time"), "time"),
            words("column.buses_live"),
            words("column.units_run"),
            (words("column.buses"), "number"),
            (words("column.capacity"), "number"),
        ]
    )
    key = "caption.restart_known" if "ensemble" in trace else "caption.restart"
    caption = words(key, time=words.clock(words.start))
    return Table(caption, heads, tuple(rows), shown=SHOWN, style="trace stack")


def _between(last_mw: float, next_mw: float, words: Words) -> list[Row]:
    """A line where the load changed between two shocks, without which their figures would not join."""
    change_mw = next_mw - last_mw
    if abs(change_mw) < 0.5:
        return []
    sign = "+" if change_mw > 0 else "−"
    told = words("trace.between", change=f"{sign}{_megawatts(abs(change_mw), words)}")
    return [row(*[EMPTY] * 5, Cell(told, style="told"), _megawatts(next_mw, words))]


def _shock_rows(shock: Item, told: list[Item], words: Words) -> list[Row]:
    before, after = (_megawatts(shock[key], words) for key in ("load_before_mw", "load_after_mw"))
    what = Cell(_told(told, words) or words("trace.unnamed"), style="told")
    rows = [row(words.clock(shock["at"]), EMPTY, words("trace.all"), before, EMPTY, what, after, style="parent")]
    for one in shock["rounds"]:
        number = words.number(one["round"])
        islands = sorted(one["islands"], key=lambda island: (-island["load_mw"], -island["generation_mw"]))
        rows += [_island_row(number, island, words) for island in islands]
        if one["tripped_branches"]:
            tripped = words("trace.branches", branches=_branches(one["tripped_branches"], words))
            rows.append(row(EMPTY, number, *[EMPTY] * 3, Cell(tripped, style="alarm"), EMPTY))
    return rows


def _island_row(number: str, island: Item, words: Words) -> Row:
    buses = ", ".join(island["first_buses"])
    if island["buses"] > len(island["first_buses"]):
        buses = words("trace.island", buses=buses, count=words.number(island["buses"]))
    what = words(
        f"trace.what.{island['what']}",
        feeders=words.number(island["shed_feeders"]),
        shed=_megawatts(island["shed_mw"], words),
        why=island["why"],
    )
    collapsed = island["what"] == "collapsed"
    notes = []
    if island["response_mw"] >= 0.5:
        notes.append(words("trace.could", response=_megawatts(island["response_mw"], words)))
    if island["tripped_units"]:
        units = _listed(island["tripped_units"], words)
        notes.append(words("trace.stopped", units=units) if collapsed else words("trace.units", units=units))
    return row(
        EMPTY,
        number,
        buses,
        *(_megawatts(island[key], words) for key in ("load_mw", "generation_mw")),
        Cell(what, "\n".join(notes), "alarm" if collapsed else ""),
        _megawatts(island["load_after_mw"], words),
    )


def _branches(tripped: list[Item], words: Words) -> str:
    phrases = [
        words(
            "trace.branch",
            branch=branch["branch"],
            flow=_megawatts(abs(branch["flow_mw"]), words),
            limit=_megawatts(branch["emergency_mw"], words),
        )
        for branch in tripped
    ]
    return "; ".join(phrases)


def _told(events: list[Item], words: Words) -> str:
    """What was reported of an instant, grouped by state."""
    groups: dict[str, list[str]] = {}
    for event in sorted(events, key=lambda event: STATES.index(event["state"])):
        name = event["subject"]
        if event["state"] == "derated" and event["value"] is not None:
            name = words("trace.derated", asset=name, share=words.share(event["value"], 1.0))
        groups.setdefault(event["state"], []).append(name)
    parts = [words(f"trace.event.{state}", assets=_listed(names, words)) for state, names in groups.items()]
    return ". ".join(parts)


def _megawatts(value: float, words: Words) -> str:
    """Megawatts, with a decimal where they are few."""
    return words.number(value, 1 if 0 < abs(value) < FEW_MW else 0)


def _listed(names: list[str], words: Words) -> str:
    if len(names) <= NAMED + 1:
        return ", ".join(names)
    return words("trace.more", items=", ".join(names[:NAMED]), count=words.number(len(names) - NAMED))
