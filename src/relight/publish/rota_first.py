"""What a switching desk needs of a planned rota first: who is off now, what is switched next, which limits give way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.text import Text

from relight.publish.group_order import in_order

ON = "."
BROKEN = {
    "max_off_minutes": "a cut is {by:g} min longer than max_off_minutes",
    "min_off_minutes": "a cut is {by:g} min shorter than min_off_minutes",
    "min_on_minutes": "supply between two cuts is {by:g} min shorter than min_on_minutes",
    "switchings_per_slot": "{by:g} switchings too many in a slot",
    "block_minutes": "{by:g} switchings within a block",
}
"""How a limit gives way, in words."""


def first_lines(plan: Mapping[str, Any]) -> Iterator[Text]:
    """A line a zone: who is off in the first slot, and the next switching; then zones whose limits do not all hold."""
    for zone in plan["zones"]:
        yield Text(f"Zone {zone['zone']}: {_off_now(plan['slots'], zone)}; {_next_switching(plan['slots'], zone)}")
    for zone in plan["zones"]:
        if not zone["limits_hold"]:
            yield Text(f"Zone {zone['zone']}: {limits_line(zone)}", style="bold")
    yield Text()


def limits_line(zone: Mapping[str, Any]) -> str:
    """Whether the limits of a zone hold, and how far each gives way at worst."""
    if zone["limits_hold"]:
        return "all limits hold"
    given = ", ".join(BROKEN[name].format(by=value) for name, value in sorted(zone["limits_broken"].items()))
    return f"NOT ALL LIMITS HOLD, at worst: {given}"


def _off_now(slots: Sequence[str], zone: Mapping[str, Any]) -> str:
    off = [group["outage_group"] for group in in_order(zone["groups"]) if group["slots"][0] != ON]
    return f"off from {_clock(slots[0])} {', '.join(off) or 'nobody'}"


def _next_switching(slots: Sequence[str], zone: Mapping[str, Any]) -> str:
    for at in range(1, len(slots)):
        off: list[str] = []
        back: list[str] = []
        for group in in_order(zone["groups"]):
            before, after = group["slots"][at - 1 : at + 1]
            if (before == ON) != (after == ON):
                (back if after == ON else off).append(group["outage_group"])
        if off or back:
            told = [f"{word} {', '.join(names)}" for word, names in (("off", off), ("on", back)) if names]
            day = "" if slots[at][:10] == slots[0][:10] else datetime.fromisoformat(slots[at]).strftime("%d %b ")
            return f"next at {day}{_clock(slots[at])}: {'; '.join(told)}"
    return "nothing is switched after that"


def _clock(slot: str) -> str:
    return datetime.fromisoformat(slot).strftime("%H:%M")
