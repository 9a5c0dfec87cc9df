"""When something is back, in words: a time with its status; of many scenarios how early, how late and how often not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from relight.publish.bands import is_ensemble
from relight.publish.tables import Cell
from relight.publish.words import Words

Item = Mapping[str, Any]


def back_cell(back: Item, without_now: float, words: Words, end: str | datetime) -> Cell:
    """A time with its status, or that it is not within the horizon; in an ensemble the median with its spread below."""
    half, status = clock_or_never(back["time"], words, end), status_text(back["status"], words)
    if "by" not in back:
        return Cell(half, status, back["status"])
    if not_lost(back["time"], without_now, words):
        return Cell(words("back.probably_not"), "\n".join(spread_lines(back, words, end, without_now)))
    return Cell(half, "\n".join([status, *spread_lines(back, words, end, without_now)]), back["status"])


def back_everywhere(
    outlook: Item, districts: Sequence[Item], service: str, words: Words, parent: str = ""
) -> Cell:
    """When the last of these districts has the service back, or in how many it is not within the horizon.

    In an ensemble the median over the scenarios of when all of the parent's, or of the region's, have it.
    """
    if is_ensemble(outlook):
        return _everywhere_by_chance(outlook, districts, service, words, parent)
    backs = [district["back_at"][service] for district in districts if service in district["back_at"]]
    if not backs:
        return Cell("–")
    last = _latest([back["time"] for back in backs], words)
    if last is None:
        open_ones = sum(back["time"] is None for back in backs)
        never = clock_or_never(None, words, outlook["end"])
        return Cell(never, words("back.in_districts", count=words.number(open_ones), of=words.number(len(districts))))
    status = next(back["status"] for back in backs if back["time"] == last)
    return Cell(words.clock(last), status_text(status, words), status)


def everywhere(outlook: Item, service: str, parent: str = "") -> Item | None:
    """When all of a parent's districts, or of the region's, have a service back in a median view; None = never lost."""
    if not parent:
        found: Item | None = outlook["back_at"].get(service)
        return found
    return next((row["back_at"].get(service) for row in outlook["parents"] if row["parent"] == parent), None)


def _everywhere_by_chance(outlook: Item, districts: Sequence[Item], service: str, words: Words, parent: str) -> Cell:
    back = everywhere(outlook, service, parent)
    if back is None:
        return Cell("–")
    now = sum(district["without_now"].get(service, 0.0) for district in districts)
    spared = not_lost(back["time"], now, words)
    half = words("back.probably_not") if spared else clock_or_never(back["time"], words, outlook["end"])
    return Cell(half, "\n".join(spread_lines(back, words, outlook["end"], now)))


def spread_lines(back: Item, words: Words, end: str | datetime, without_now: float = 1.0) -> list[str]:
    """From when one scenario in ten has it back to when nine in ten have, and how many do not within the horizon.

    What is not lost at all in one scenario in ten has no time before which it is not back.
    """
    low, high = back["first"], back["by"]
    lines = []
    if not_lost(low, without_now, words):
        lines += [] if high is None or high == low else [words("back.up_to", high=words.clock(high))]
    elif low is not None and high is None:
        lines.append(words("back.open", low=words.clock(low)))
    elif low != high:
        lines.append(words("band.times", low=words.clock(low), high=words.clock(high)))
    if 0 < back["not_back"] < 1:
        lines.append(words("back.not_share", share=words.share(back["not_back"], 1.0), end=words.clock(end)))
    return lines


def not_lost(time: str | None, without_now: float, words: Words) -> bool:
    """Whether a quantile of when something is back says that it is never lost: all have it now, and so from now on."""
    return time is not None and without_now < 0.5 and words.has_begun(time)


def _latest(times: Sequence[str | None], words: Words) -> str | None:
    """The last of these times; None if one of them is not within the horizon."""
    known = [time for time in times if time is not None]
    return max(known, key=words.local) if known and len(known) == len(times) else None


def clock_or_never(time: str | None, words: Words, end: str | datetime) -> str:
    """A time, or that it is not within the horizon."""
    return words("back.not_by", time=words.clock(end)) if time is None else words.clock(time)


def status_text(status: str, words: Words) -> str:
    """A status of `back_at` as a mark and a word, so that it is told apart without colour."""
    return f"{words(f'mark.{status}')}\u00a0{words(f'status.{status}')}"
