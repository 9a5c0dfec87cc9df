"""A repair plan on the terminal: how good it is, who does what in the first shift, what people get out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from relight.model.counting import counted
from relight.publish.hazard_table import largest_span, spans
from relight.publish.words import Words, words_for

FIRST_HOURS = 24.0
CURVE_COLUMNS = 7
MOST_GAINS = 12


def repair_tables(plan: Mapping[str, Any]) -> list[RenderableType]:
    """Everything `relight repairs` prints, from the dictionary of a plan."""
    words = words_for(plan)
    tables: list[RenderableType] = [headline(plan), work_list(plan), gains(plan), *curves(plan, words)]
    if plan["robust"]:
        tables.append(next_jobs(plan["robust"]))
    if plan["hazards"]:
        tables += [regrets(plan["hazards"], words), first_jobs(plan["hazards"], words)]
    if plan["unplanned"]:
        tables.append(unplanned(plan))
    return tables


def headline(plan: Mapping[str, Any]) -> Text:
    """Score, bound and gap in a few lines."""
    unit, compared = plan["unit"], plan["compared"]
    what = "served" if plan["objective"] == "served_mw" else "weighted person-hours without services"
    lines = [
        f"{plan['region']}: repairs from {_clock(plan['start'])} over {plan['hours']:g} h, method {plan['method']}",
        f"{what}: {plan['score']:,.0f} {unit}; as reported {compared['as reported']:,.0f}, "
        f"no repairs {compared['no repairs']:,.0f}",
    ]
    if plan["ended_by"] == "proof":
        lines.append("exact: no order of these repairs gives a better plan; the bound is that of plans of any kind")
    if plan["bound"] is None:
        lines.append("bound: no bound (interrupted before one was proven)")
    else:
        gap = "nothing to win" if plan["gap"] is None else f"gap {plan['gap']:.2%} of what repairs can win"
        lines.append(f"bound: no plan beats {plan['bound']:,.0f} {unit}; {gap}")
    lines.append(f"{counted(plan['rounds'], 'round')} in {plan['seconds']:.1f} s, ended by {plan['ended_by']}")
    return Text("\n".join(lines))


def work_list(plan: Mapping[str, Any]) -> Table:
    """What every crew does in the first shift."""
    table = Table(title=f"Work of the first {FIRST_HOURS:g} h", title_justify="left", box=None, pad_edge=False)
    for column in ("crew", "from", "to", "asset", "kind"):
        table.add_column(column)
    rows = [row for row in plan["tasks"] if row["start_minute"] < 60 * FIRST_HOURS]
    last = ""
    for row in sorted(rows, key=lambda row: (row["crew"], row["start_minute"])):
        crew = row["crew"] if row["crew"] != last else ""
        table.add_row(crew, _clock(row["start"]), _clock(row["end"]), row["asset"], row["kind"])
        last = row["crew"]
    idle = [crew for crew in plan["crews"] if crew not in {row["crew"] for row in rows}]
    if idle:
        table.caption, table.caption_justify = f"nothing to do: {', '.join(idle)}", "left"
    return table


def gains(plan: Mapping[str, Any]) -> Table:
    """What each next job buys, and from when on more work buys nothing."""
    unit = "MWh" if plan["objective"] == "served_mw" else "person-hours"
    table = Table(title=f"What each next job buys [{unit}]", title_justify="left", box=None, pad_edge=False)
    for column in ("asset", "back after", "buys", "per crew-hour", "still to win"):
        table.add_column(column, justify="left" if column == "asset" else "right")
    rows = plan["buys"]
    for row in rows[:MOST_GAINS]:
        hours = f"{row['end_minute'] / 60:.1f} h"
        table.add_row(
            row["asset"], hours, f"{row['buys']:,.0f}", f"{row['per_crew_hour']:,.0f}", f"{row['still_to_win']:,.0f}"
        )
    done = [number for number, row in enumerate(rows, start=1) if not row["worth_going_on"]]
    if done and rows:
        left = len(rows) - done[0]
        more = f"; jobs after it that buy nothing within the horizon: {left}" if left else ""
        table.caption, table.caption_justify = f"after {rows[done[0] - 1]['asset']} nothing more is won{more}", "left"
    return table


def curves(plan: Mapping[str, Any], words: Words) -> list[Table]:
    """People without each service over time: this plan, no repairs, as reported."""
    end = plan["hours"] * 60
    minutes = [end * step / (CURVE_COLUMNS - 1) for step in range(CURVE_COLUMNS)]
    table = Table(title="People without", title_justify="left", box=None, pad_edge=False)
    table.add_column("service")
    table.add_column("with")
    for minute in minutes:
        table.add_column(f"{minute / 60:.0f} h", justify="right")
    for service in plan["curves"]["plan"]["people_without"]:
        if not any(any(each["people_without"][service]) for each in plan["curves"].values()):
            continue
        for number, name in enumerate(("plan", "as reported", "no repairs")):
            each = plan["curves"][name]
            values = [_value_at(each["minutes"], each["people_without"][service], minute) for minute in minutes]
            table.add_row(words.service(service) if number == 0 else "", name, *(f"{value:,.0f}" for value in values))
    return [table]


def unplanned(plan: Mapping[str, Any]) -> Table:
    """What nobody repairs, and why."""
    table = Table("asset", "because", title="Not repaired", title_justify="left", box=None, pad_edge=False)
    for row in plan["unplanned"]:
        table.add_row(row["asset"], row["because"])
    return table


def next_jobs(robust: Mapping[str, Any]) -> Table:
    """Which jobs are among the next three in how many scenarios of repair times."""
    title = f"Among the next three jobs in {counted(robust['scenarios'], 'scenario')} of repair times"
    table = Table("asset", "share", "", title=title, title_justify="left", box=None, pad_edge=False)
    for row in robust["next_jobs"]:
        table.add_row(row["asset"], f"{row['share']:.0%}", "do it whatever comes" if row["sure"] else "")
    return table


def regrets(hazards: Mapping[str, Any], words: Words) -> Table:
    """Score of each plan under each hazard, and what it loses against the best one there, each with its band."""
    futures = counted(hazards["scenarios"], "future")
    title = (
        f"If one of these comes: mean of {futures}, P10–P90 in brackets [{hazards['unit']}]\n"
        "regret: what the plan loses against the best one there"
    )
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in ("hazard", "plan", "score", "regret"):
        table.add_column(column, justify="right" if column in ("score", "regret") else "left")
    for row in hazards["hazards"]:
        for number, name in enumerate(row["scores"]):
            hazard = f"{row['hazard']} ({row['likelihood']:.0%})" if number == 0 else ""
            table.add_row(hazard, name, *spans(row, name, words))
    return table


def first_jobs(hazards: Mapping[str, Any], words: Words) -> Table:
    """The largest regret of each of those plans, what it begins with, and where it parts from the plan."""
    title = "What these plans begin with, and their largest regret"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in ("plan", "largest regret", "under", "first jobs"):
        table.add_column(column, justify="right" if column == "largest regret" else "left")
    for row in hazards["plans"]:
        begins, parts = ", ".join(row["first_jobs"]), row["parts_from_plan"]
        if parts and parts["place"] > len(row["first_jobs"]):
            begins = f"{begins}; job {parts['place']} is {parts['asset']}, in the plan {parts['in_plan']}"
        if row["same_as"]:
            begins = f"the same as {row['same_as']}"
        name = row["plan"]
        under = hazards["largest_regret_under"][name] if hazards["largest_regret"][name] else ""
        table.add_row(name, largest_span(hazards, name, words), under, begins)
    table.caption, table.caption_justify = f"regrets least: {hazards['least_regret_plan']}", "left"
    return table


def _value_at(minutes: Sequence[float], values: Sequence[float], minute: float) -> float:
    held = [value for at, value in zip(minutes, values, strict=True) if at <= minute]
    return held[-1] if held else values[0]


def _clock(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%a %d %b %H:%M")
