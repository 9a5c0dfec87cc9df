"""For the desk: what runs out when, the mines' clocks and the clocks of cooling homes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from relight.publish.bands import is_ensemble, moment_span, times_span
from relight.publish.horizon import Horizon
from relight.publish.sentences import told
from relight.publish.tables import Cell, Row, Table, columns, row
from relight.publish.words import Words

FIRST_KINDS = (
    "mine",
    "hospital",
    "clinic",
    "switching_node",
    "water_intake",
    "water_treatment",
    "sewage_pumping",
    "boiler_house",
)
"""Kinds whose run-outs are listed before the others, in this order."""
VITAL_KINDS = ("hospital", "clinic", "switching_node", "water_intake", "water_treatment", "sewage_pumping")
"""Kinds that are looked at first while one of them stands still; mines and heat have lines of their own."""
TO_BRING = {
    "generator": "first.bring.generator",
    "battery": "first.bring.battery",
    "tank": "first.bring.tank",
    "wet_well": "first.bring.wet_well",
}
"""Kind of backup -> the text that says what to bring."""
SOON_MINUTES = (360, 1440)
"""Within 6 and 24 hours: the columns of the run-out summary [min]."""
LIKELY = 0.5
"""Share of the scenarios from which on something is more likely than not."""
SHOWN_OF_KIND = 8
NO_TIME = Cell("–", style="fine")

Item = Mapping[str, Any]


@dataclass(frozen=True)
class RunOuts:
    """The run-out list: a summary by kind, then each kind soonest first."""

    summary: Table
    kinds: tuple[Table, ...]


def facility_name(item: Item) -> str:
    """What people call a facility, else its id."""
    return str(item.get("name") or item["facility"])


def place_names(outlook: Item) -> dict[str, str]:
    """District id -> its name."""
    return {district["district"]: district["name"] for district in outlook["districts"]}


def place_note(item: Item, names: Mapping[str, str]) -> str:
    """The name of a facility's district, unless its own name says it."""
    place = names.get(item["district"], item["district"])
    return "" if place in facility_name(item) else place


def first_run_outs(outlook: Item) -> list[dict[str, Any]]:
    """Each backup with its first run-out, and under `again` the times of later ones, soonest first."""
    firsts: dict[tuple[str, str, str], dict[str, Any]] = {}
    for item in sorted(
        outlook["run_out"], key=lambda item: (item["minute"], item["facility"], item["need"], item["backup"])
    ):
        first = firsts.setdefault((item["facility"], item["need"], item["backup"]), {**item, "again": []})
        if first["at"] != item["at"]:
            first["again"].append(item["at"])
    return list(firsts.values())


def by_kind(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    """Items under each kind: the kinds that matter first, then by their soonest item."""
    kinds: dict[str, list[Item]] = {}
    for item in items:
        kinds.setdefault(item["kind"], []).append(item)
    rank = {kind: position for position, kind in enumerate(FIRST_KINDS)}
    return sorted(kinds.items(), key=lambda pair: (rank.get(pair[0], len(rank)), pair[1][0]["minute"], pair[0]))


def run_outs(outlook: Item, horizon: Horizon, words: Words) -> RunOuts | None:
    """Every backup that runs out within the horizon, soonest first in each kind; None when none does."""
    items = first_run_outs(outlook)
    if not items:
        return None
    groups = by_kind(items)
    chance = is_ensemble(outlook)
    soon = [(words("column.within", hours=minutes // 60), "number") for minutes in SOON_MINUTES]
    in_all = words("column.in_any" if chance else "column.in_all")
    heads = columns([words("column.kind"), *soon, (in_all, "number"), (words("column.first"), "time")])
    rows = tuple(
        row(
            words.term("kind", kind),
            *(words.number(sum(item["minute"] <= minutes for item in members)) for minutes in SOON_MINUTES),
            words.number(len(members)),
            words.clock(members[0]["at"]),
        )
        for kind, members in groups
    )
    caption = words("caption.run_out_likely" if chance else "caption.run_out_kinds")
    summary = Table(caption, heads, rows, shown=len(rows), style="narrow")
    names = place_names(outlook)
    tables = tuple(_kind_table(kind, members, horizon, words, names, chance) for kind, members in groups)
    return RunOuts(summary, tables)


def _kind_table(
    kind: str, members: list[Item], horizon: Horizon, words: Words, names: Mapping[str, str], chance: bool
) -> Table:
    heads = columns(
        [
            words("column.facility"),
            words("column.what"),
            *([(words("column.chance"), "number")] if chance else []),
            (words("column.until"), "time"),
            (words("column.left"), "left"),
            (words("column.size"), "number"),
        ]
    )
    rows = tuple(
        row(
            Cell(facility_name(item), place_note(item, names)),
            Cell(
                words.term("backup", item["backup_kind"]),
                words("run_out.again", times=_times(item["again"], words)) if item["again"] else "",
            ),
            *([words.share(item["probability"], 1.0)] if chance else []),
            Cell(words.clock(item["at"]), times_span(item, words, horizon.end) if chance else ""),
            _time_left(item, horizon, words),
            Cell(size_of(item, words)),
        )
        for item in members
    )
    caption = words("caption.run_out_kind", kind=words.term("kind", kind), count=words.number(len(members)))
    return Table(caption, heads, rows, shown=SHOWN_OF_KIND, style="stack")


def _time_left(item: Item, horizon: Horizon, words: Words) -> Cell:
    """How long a backup lasts, as a length and a bar; a dash where it more likely outlasts the horizon."""
    if item["at"] is None:
        return NO_TIME
    return Cell(words.duration(max(0.0, item["minute"])), drawing=bar(item["minute"] / horizon.length))


def _times(times: list[str], words: Words) -> str:
    return ", ".join(words.clock(time) for time in times[:2]) + (" …" if len(times) > 2 else "")


def size_of(item: Item, words: Words) -> str:
    """How big a facility is, else how many people depend on it."""
    if item.get("size") is not None and item.get("size_unit"):
        return f"{words.number(item['size'])}\u00a0{words.term('unit', item['size_unit'])}"
    people = item.get("people")
    return f"{words.people(people)}\u00a0{words('unit.people')}" if people else "–"


def bar(share: float) -> Markup:
    """A bar of time left; the text beside it says the same."""
    return Markup('<span class="bar" aria-hidden="true"><span style="width:{:.0f}%"></span></span>').format(
        100 * min(1.0, max(0.0, share))
    )


def mine_table(outlook: Item, words: Words) -> Table | None:
    """The mines' clocks, alarms first: who is below, when everyone is ordered out and the last minute to start."""
    mines = [clock for clock in outlook["clocks"] if "evacuate_by" in clock]
    if not mines:
        return None
    mines.sort(
        key=lambda clock: (
            not clock["alarm"],
            clock["evacuate_by"] is None,
            clock["evacuate_by"] or "",
            clock["facility"],
        )
    )
    names = place_names(outlook)
    heads = columns(
        [
            words("column.mine"),
            (words("column.below"), "number"),
            words("column.state"),
            (words("column.fan_off"), "time"),
            (words("column.order"), "time"),
            (words("column.out_by"), "time"),
            (words("column.evacuate_by"), "time"),
            (words("column.power_back"), "time"),
        ]
    )
    rows = tuple(_mine_row(clock, words, names, outlook["end"]) for clock in mines)
    return Table(words("caption.mines"), heads, rows, shown=40, style="stack")


def mine_state(clock: Item, words: Words) -> str:
    """The state of a mine in a word or two: alarm, power back, order given, order to come, or no order."""
    if clock["alarm"]:
        return words("mine.alarm")
    if clock["power_back_at"] is not None and words.local(clock["power_back_at"]) <= words.start:
        return words("mine.back")
    if clock["order_at"] is not None:
        return words("mine.ordered" if words.local(clock["order_at"]) <= words.start else "mine.will_order")
    return words("mine.safe")


def _mine_row(clock: Item, words: Words, names: Mapping[str, str], end: str) -> Row:
    times = ("fan_off_at", "order_at", "out_by", "evacuate_by", "power_back_at")
    return row(
        Cell(facility_name(clock), place_note(clock, names)),
        words.people(clock["people"]),
        Cell(mine_state(clock, words), style="alarm" if clock["alarm"] else ""),
        *(Cell(words.clock(clock[key]), moment_span(clock, key, words, end)) for key in times),
        style="alarm" if clock["alarm"] else "",
    )


def heat_clocks(outlook: Item) -> list[Item]:
    """Heat clocks on which something happens within the horizon, the soonest cold first."""
    clocks = [clock for clock in outlook["clocks"] if "cold_home_at" in clock and "evacuate_by" not in clock]
    telling = [clock for clock in clocks if clock["cold_home_at"] or clock["drain_by"]]
    return sorted(telling, key=lambda clock: (clock["cold_home_at"] or clock["drain_by"], clock["facility"]))


def heat_table(outlook: Item, words: Words) -> Table | None:
    """When homes behind each heat source get cold and when its systems must be drained; None when none does."""
    clocks = heat_clocks(outlook)
    if not clocks:
        return None
    names = place_names(outlook)
    heads = columns(
        [
            words("column.heat_source"),
            (words("column.people"), "number"),
            (words("column.indoor"), "number"),
            (words("column.cold_at"), "time"),
            (words("column.drain_by"), "time"),
            (words("column.heat_back"), "time"),
        ]
    )
    rows = tuple(
        row(
            Cell(facility_name(clock), place_note(clock, names)),
            words.people(clock["people"]),
            f"{words.number(clock['indoor_c'], 1)}\u00a0°C",
            *(
                Cell(words.clock(clock[key]), moment_span(clock, key, words, outlook["end"]))
                for key in ("cold_home_at", "drain_by", "heat_back_at")
            ),
        )
        for clock in clocks
    )
    return Table(words("caption.heat"), heads, rows, style="stack")


def attention(outlook: Item, words: Words) -> list[tuple[str, str, str]]:
    """What to look at first: (how urgent, a sentence, the section it stands in); at most some fifteen lines."""
    lines = [
        (
            "alarm",
            words(
                "first.mine",
                name=facility_name(clock),
                people=words.people(clock["people"]),
                time=words.clock(clock["evacuate_by"]),
            ),
            "mines",
        )
        for clock in outlook["clocks"]
        if clock.get("alarm")
    ]
    lines += vital_and_down(outlook["now"]["facilities_down"], words)
    soon = [item for item in first_run_outs(outlook) if item["at"] and item["minute"] <= SOON_MINUTES[0]]
    for kind, members in by_kind(soon)[:5]:
        sentence = words(
            "first.run_out_likely" if is_ensemble(outlook) else "first.run_out",
            kind=words.term("kind", kind),
            count=words.number(len(members)),
            name=facility_name(members[0]),
            time=words.clock(members[0]["at"]),
        )
        backup = members[0]["backup_kind"]
        remedy = words(TO_BRING[backup]) if backup in TO_BRING else ""
        lines.append(("soon", f"{sentence} {remedy}".rstrip(), "run-out"))
    lines += _cold_homes(outlook, words)
    bases = Counter(item["basis"] for item in outlook["returns"])
    if bases["overdue"] or bases["no estimate"]:
        keys = {"first.overdue": bases["overdue"], "first.unknown": bases["no estimate"]}
        listed = ", ".join(words(key, count=words.number(count)) for key, count in keys.items() if count)
        sentence = words("first.returns", listed=listed)
        lines.append(("check", sentence, "returns"))
    return lines


def vital_and_down(facilities_down: Iterable[Item], words: Words) -> list[tuple[str, str, str]]:
    """The kinds people's lives hang on of which one stands still now; where it is one alone, also why."""
    still: dict[str, list[Item]] = {kind: [] for kind in VITAL_KINDS}
    for item in facilities_down:
        if item["level"] <= 0 and item["kind"] in still:
            still[item["kind"]].append(item)
    lines = []
    for kind, items in still.items():
        if not items:
            continue
        first = items[0]
        sentence = words(
            "first.down" if len(items) > 1 else "first.down_one",
            kind=words.term("kind", kind),
            count=words.number(len(items)),
            name=facility_name(first),
            because=told(str(first["because"]).partition(";")[0], words),
        )
        lines.append(("now", sentence, "facilities"))
    return lines


def _cold_homes(outlook: Item, words: Words) -> list[tuple[str, str, str]]:
    clocks = heat_clocks(outlook)
    cold, drain = (_minutes_of(clocks, key, words) for key in ("cold_home_at", "drain_by"))
    now, soon = sum(minute <= 0 for minute in cold), sum(0 < minute <= SOON_MINUTES[0] for minute in cold)
    late = sum(minute <= SOON_MINUTES[1] for minute in drain)
    if not (now or soon or late):
        return []
    counts = {"now": words.number(now), "soon": words.number(soon), "drain": words.number(late)}
    return [("soon", words("first.heat_likely" if is_ensemble(outlook) else "first.heat", **counts), "heat")]


def _minutes_of(clocks: Iterable[Item], key: str, words: Words) -> list[float]:
    """Minutes at which a moment comes; in an ensemble where it is more likely than not, the median."""
    times = (
        clock[key] if "chance" not in clock else clock["chance"][key]["p50"]
        for clock in clocks
        if clock.get("chance", {}).get(key, {}).get("probability", 1.0) >= LIKELY
    )
    return [_minutes(time, words) for time in times if time is not None]


def _minutes(time: str, words: Words) -> float:
    return (datetime.fromisoformat(time) - words.start) / timedelta(minutes=1)
