"""A planned rota for the terminal: what to switch first, a grid per zone and day, its figures, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from relight.model.counting import counted
from relight.publish.group_order import in_order
from relight.publish.rota_first import first_lines, limits_line

STYLES = {"X": "white on red", "x": "black on yellow", "!": "bold white on magenta", ".": "green"}
LEGEND = "X off, x off but may change, ! off without a timetable (emergency), . on"
MOST_CHANGES = 12
HOURS_A_MARK = 3
STAGES = "reached, in order (proven: no rota does better; no bound: nobody looked how much better one could do)"

STAGE_MARKS = ".123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Stage of load shedding in one letter: A is 10."""


def rota_tables(plan: Mapping[str, Any]) -> list[RenderableType]:
    """The dictionary of a rota as what to print one below the other."""
    head = f"{plan['region']} · rota {_clock(plan['start'])} to {_clock(plan['end'])} ({plan['timezone']})"
    parts: list[RenderableType] = [Group(Text(head, style="bold"), *first_lines(plan), Text(LEGEND), Text())]
    for zone in plan["zones"]:
        parts += _zone(plan, zone)
    parts.append(Group(*_lines(plan)))
    return parts


def _zone(plan: Mapping[str, Any], zone: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield Text(f"Zone {zone['zone']}", style="bold")
    for first, last in _days(plan["slots"]):
        yield _grid(plan["slots"], zone, first, last)
    yield _figures(zone)
    yield Group(
        Text(_need(zone)),
        Text(
            f"spread {zone['spread_hours']:g} h, Gini {zone['gini']:.4f}, "
            f"night spread {zone['night_spread_hours']:g} h, {counted(zone['cuts'], 'cut')}"
        ),
        Text(limits_line(zone), style="" if zone["limits_hold"] else "bold"),
        Text(STAGES if zone["stages"] else ""),
        *(Text(_stage(stage, zone)) for stage in zone["stages"]),
        Text(),
    )


def _days(slots: list[str]) -> list[tuple[int, int]]:
    """(first slot, slot after the last) of every local day."""
    days, at = [], 0
    for _, members in groupby(slots, key=lambda slot: slot[:10]):
        count = len(list(members))
        days.append((at, at + count))
        at += count
    return days


def _grid(slots: list[str], zone: Mapping[str, Any], first: int, last: int) -> RenderableType:
    day = datetime.fromisoformat(slots[first]).strftime("%d %b")
    width = max(len(day), *(len(group["outage_group"]) for group in zone["groups"])) + 1
    lines = [Text(day.ljust(width) + _marks(slots[first:last]), style="bold")]
    if zone["stage"]:
        lines.append(Text("stage".ljust(width) + "".join(STAGE_MARKS[number] for number in zone["stage"][first:last])))
    for group in in_order(zone["groups"]):
        line = Text(group["outage_group"].ljust(width))
        for letter in group["slots"][first:last]:
            line.append(letter, style=STYLES[letter])
        lines.append(line)
    return Group(*lines)


def _marks(slots: list[str]) -> str:
    """Hours of the clock above their slots."""
    marks = [" "] * (len(slots) + 2)
    free = 0
    for at, slot in enumerate(slots):
        instant = datetime.fromisoformat(slot)
        if at >= free and instant.minute == 0 and (at == 0 or instant.hour % HOURS_A_MARK == 0):
            marks[at : at + 2] = f"{instant.hour:02d}"
            free = at + 3
    return "".join(marks).rstrip()


def _figures(zone: Mapping[str, Any]) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("group", "people", "off today h", "off 7 days h", "off h", "cuts", "longest h"):
        table.add_column(head, justify="left" if head == "group" else "right", no_wrap=True)
    for group in in_order(zone["groups"]):
        table.add_row(
            group["outage_group"] + ("" if group["shared"] else " *"),
            f"{group['people']:,.0f}",
            f"{group['off_hours_today']:g}",
            f"{group['off_hours_with_history']:g}",
            f"{group['off_hours']:g}",
            str(group["cuts"]),
            f"{group['longest_cut_hours']:g}",
        )
    if all(group["shared"] for group in zone["groups"]):
        return table
    return Group(table, Text("* without supply or load for a time: not counted in the spread"))


def _need(zone: Mapping[str, Any]) -> str:
    """What must be cut, what is cut, and how much of what is beyond the need another rota might avoid."""
    whole = "" if zone["whole_need_mwh"] is None else f", {zone['whole_need_mwh']:.1f} MWh in whole groups"
    avoidable = max(0.0, zone["cut_mwh"] - zone["least_cut_mwh"])
    return (
        f"need {zone['need_mwh']:.1f} MWh{whole}; with cold load and limits at least "
        f"{zone['least_cut_mwh']:.1f} MWh\n"
        f"cut {zone['cut_mwh']:.1f} MWh: unserved beyond need {zone['beyond_need_mwh']:.1f} MWh, "
        f"of it avoidable at most {avoidable:.1f} MWh" + _made_of(zone["parts_mwh"])
    )


def _made_of(parts: Mapping[str, float]) -> str:
    """What the cut is made of, from the need on."""
    if not parts:
        return ""
    return "\ncut = " + " + ".join(
        f"{name.replace('_', ' ')} {mwh:.1f}" for name, mwh in parts.items() if mwh or name == "need"
    )


def _stage(stage: Mapping[str, Any], zone: Mapping[str, Any]) -> str:
    value = f"{stage['value']:g} {stage['unit']}"
    if stage["objective"] == "inequality":  # its value is a sum over pairs of groups that means nothing to a reader
        value = f"Gini {zone['gini']:.4f}"
    return f"  {stage['objective']:<11} {value} ({_proof(stage)}, {stage['seconds']:.1f} s)"


def _proof(stage: Mapping[str, Any]) -> str:
    """How good a stage is known to be."""
    if stage["proven"]:
        return "proven"
    return f"bound {stage['bound']:g}, gap {stage['gap']:.1%}" if stage["bounded"] else "no bound"


def _lines(plan: Mapping[str, Any]) -> Iterator[Text]:
    yield Text(
        f"All zones: need {plan['need_mwh']:.1f} MWh, cut {plan['cut_mwh']:.1f} MWh, unserved beyond need "
        f"{plan['beyond_need_mwh']:.1f} MWh; shed without a timetable {plan['emergency_mwh']:.1f} MWh"
    )
    changes = plan["changes"]
    for change in changes[:MOST_CHANGES]:
        where = f"zone {change['zone']}, group {change['outage_group']}"
        when = f"{_clock(change['start'])} to {_clock(change['end'])}"
        yield Text(f"changed: {where}, {when}: was {change['was']}, now {change['now']}")
    if len(changes) > MOST_CHANGES:
        yield Text(f"and {counted(len(changes) - MOST_CHANGES, 'more change')}")


def _clock(stamp: str) -> str:
    return datetime.fromisoformat(stamp).strftime("%d %b %H:%M")


def emergency_tables(rota: Mapping[str, Any]) -> list[RenderableType]:
    """The `rota` part of an outlook or a median view: what it cuts, what is dark by damage, and what must be shed."""
    cut, waiting = _banded(rota, "cut_mwh", "MWh cut"), _banded(rota, "waiting_mwh", "MWh not yet picked up")
    damaged, shed = (_banded(rota, f"{part}_mwh", "MWh") for part in ("damaged", "emergency"))
    head = f"Rota: {cut}, {waiting}; dark by damage: {damaged}\nShed beyond it, as an emergency: {shed}"
    rows = sorted(rota["emergency"], key=lambda row: (-row["mw"], row["start"]))
    lines = [
        f"  {_clock(row['start'])} to {_clock(row['end'])}  zone {row['zone']}, "
        f"{'group ' + row['outage_group'] if row['outage_group'] else 'not rotated'}: {_banded(row, 'mw', 'MW')}"
        f"{', chance ' + format(row['probability'], '.0%') if 'probability' in row else ''}"
        for row in rows[:MOST_CHANGES]
    ]
    if len(rows) > MOST_CHANGES:
        lines.append(f"  and {len(rows) - MOST_CHANGES} more")
    return [Group(Text(head, style="bold"), *(Text(line) for line in lines))]


def _banded(item: Mapping[str, Any], key: str, unit: str) -> str:
    """An amount with its unit, in an ensemble the median with P10 to P90."""
    band = item.get("bands", {}).get(key)
    return f"{item[key]:.1f} {unit}" + (f" ({band['p10']:.1f}–{band['p90']:.1f})" if band else "")
