"""Ensembles for readers: the median where a single run has one number, and the band from P10 to P90 beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Any

from relight.publish.public import PERCENTS
from relight.publish.words import Words

BANDED = (
    "unserved_mwh",
    "weighted_person_hours",
    "person_hours_without",
    "people_without",
    "demand_mw",
    "served_mw",
    "switched_mw",
    "without_at",
)
"""Keys of an outlook, a district or an outage group that hold P10, P50 and P90 in an ensemble."""

UNITS = ((1e6, 1e6, "unit.million_sign"), (1e4, 1e3, "unit.thousand_sign"))
"""From which number on how many are written as one, with what sign."""

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Band:
    """One scenario in ten is below `low` (P10), one in ten above `high` (P90)."""

    low: float
    high: float


def is_ensemble(outlook: Item) -> bool:
    """Whether an outlook, its public part or its median view comes from many scenarios."""
    return "ensemble" in outlook


def median_view(outlook: Item) -> Item:
    """An ensemble in the shape of a single run: medians for numbers, the bands kept aside; a single run as it is.

    `back_at` has the median under `time`, P10 under `first` and P90 under `by`; `run_out` has the median under `at` and
    `minute`.
    """
    if not is_ensemble(outlook):
        return outlook
    view = _with_medians(outlook)
    view["districts"] = [_place(row) for row in outlook["districts"]]
    view["groups"] = [_place(row) for row in outlook["groups"]]
    view["back_at"] = _backs(outlook["back_at"])
    view["parents"] = [{**row, "back_at": _backs(row["back_at"])} for row in outlook["parents"]]
    if "run_out" in outlook:
        start = datetime.fromisoformat(outlook["start"])
        view["run_out"] = [_run_out(row, start) for row in outlook["run_out"]]
    for key in ("returns", "restart"):
        view[key] = [_with_return(row) for row in outlook.get(key, ())]
    if "rota" in outlook:
        view["rota"] = _rota(outlook["rota"])
    return view


def band(item: Item, key: str, service: str = "", slot: int | None = None) -> Band | None:
    """The band of a number of a median view or of one of its districts or groups; None in a single run."""
    found = _banded(item, key, service)
    if found is None:
        return None
    low, high = found["p10"], found["p90"]
    return Band(low, high) if slot is None else Band(low[slot], high[slot])


def band_series(item: Item, key: str, service: str = "") -> tuple[Sequence[float], Sequence[float]] | None:
    """P10 and P90 in every slot; None in a single run."""
    found = _banded(item, key, service)
    return None if found is None else (found["p10"], found["p90"])


def span(found: Band | None, write: Callable[[float], str], unit: str = "") -> str:
    """A band as `1,930,000–2,480,000`; empty where there is none, or where both ends are written the same.

    A unit that both ends would end with is written once.
    """
    if found is None:
        return ""
    low, high = write(found.low), write(found.high)
    if low == high:
        return ""
    return f"{low.removesuffix(unit) if unit and high.endswith(unit) else low}–{high}"


def large_span(found: Band | None, words: Words) -> str:
    """A band of large numbers: `32.2–76.7 million`."""
    return span(found, words.large, f"\u00a0{words('unit.million')}")


def short_span(median: float, found: Band | None, words: Words) -> str:
    """A median with its band in little room: `2.2 M (1.9–2.5)`, all in the unit of the largest; two figures each."""
    if found is None or found.high < 0.5:
        return words.people(median)
    unit = next((unit for unit in UNITS if found.high >= unit[0]), None)
    if unit is None:
        return f"{words.people(median)} ({words.people(found.low)}–{words.people(found.high)})"
    _, scale, sign = unit
    texts = [_two_figures(value / scale, words) for value in (median, found.low, found.high)]
    return f"{texts[0]}\u00a0{words(sign)} ({texts[1]}–{texts[2]})"


def times_span(row: Item, words: Words, end: str | datetime) -> str:
    """P10 to P90 of when a backup runs out; P90 may lie beyond the horizon, and so may both."""
    low, high = row["at_p10"], row["at_p90"]
    if low is None or low == high:
        return ""
    if high is None:
        return words("band.open", low=words.clock(low), end=words.clock(end))
    return words("band.times", low=words.clock(low), high=words.clock(high))


def moment_span(row: Item, key: str, words: Words, end: str | datetime) -> str:
    """The chance that a moment of a clock comes within the horizon, if that is not sure, and P10 to P90 of when."""
    moment = row.get("chance", {}).get(key)
    if moment is None or moment["probability"] == 0:
        return ""
    when = times_span({"at_p10": moment["p10"], "at_p90": moment["p90"]}, words, end)
    sure = moment["probability"] == 1
    return when if sure else ": ".join(part for part in (words.share(moment["probability"], 1.0), when) if part)


def accuracy(outlook: Item) -> dict[str, float]:
    """Half a bin of each kind of number, as far as it is not exact."""
    found = {key: re.search(r"[\d.]+", text) for key, text in outlook["ensemble"]["accuracy"].items()}
    return {key: float(number[0]) for key, number in found.items() if number is not None}


def reading_notes(outlook: Item, words: Words, how: str = "band.reading") -> list[str]:
    """How to read the bands, how exact they are and what does not come from scenarios; nothing for a single run."""
    if not is_ensemble(outlook):
        return []
    about = outlook["ensemble"]
    exact = {key: _plain(value, words) for key, value in accuracy(outlook).items()}
    return [
        words(how, count=words.number(about["scenarios"]), seed=about["seed"]),
        words("band.accuracy", all=exact["people_in_all"], place=exact["people_in_a_place"], minutes=exact["times"]),
        words("band.single"),
    ]


def _banded(item: Item, key: str, service: str) -> Item | None:
    found: Item | None = item.get("bands", {}).get(key)
    if found is not None and service:
        found = found.get(service)
    return found


def _with_medians(item: Item) -> dict[str, Any]:
    """An outlook or place with the median under every banded key, and what it stands for under `bands`."""
    bands = {key: item[key] for key in BANDED if key in item}
    return {**item, **{key: _median(value) for key, value in bands.items()}, "bands": bands}


def _median(value: Any) -> Any:
    return value["p50"] if "p50" in value else {key: _median(inner) for key, inner in value.items()}


def _rota(rota: Item) -> dict[str, Any]:
    """A rota with medians of its energy and of what is dark beyond it, and the bands of both."""
    bands = {key: value for key, value in rota.items() if isinstance(value, Mapping)}
    medians = {key: value["p50"] for key, value in bands.items()}
    beyond = {part: [_dark(row) for row in rota[part]] for part in ("emergency", "damaged")}
    return {**rota, **medians, **beyond, "bands": bands}


def _dark(row: Item) -> Item:
    """A time in which something is dark beyond the rota; its public part has no megawatts."""
    return {**row, "mw": row["mw"]["p50"], "bands": {"mw": row["mw"]}} if "mw" in row else row


def _with_return(row: Item) -> Item:
    """Something damaged or out, with the quantiles of its return; what came back before the start has none."""
    return {**row, "chance": _back(row["chance"])} if "chance" in row else row


def _place(row: Item) -> dict[str, Any]:
    back = row["back_at"]
    if back is not None:
        back = _back(back) if "status" in back else _backs(back)
    return {**_with_medians(row), "back_at": back}


def _backs(entries: Mapping[str, Item]) -> dict[str, Any]:
    return {service: _back(entry) for service, entry in entries.items()}


def _back(entry: Item) -> dict[str, Any]:
    about = {key: value for key, value in entry.items() if key not in PERCENTS}
    return {"time": entry["p50"], "first": entry["p10"], "by": entry["p90"], **about}


def _run_out(row: Item, start: datetime) -> dict[str, Any]:
    at = row["at_p50"]
    minute = inf if at is None else (datetime.fromisoformat(at) - start) / timedelta(minutes=1)
    return {**row, "at": at, "minute": minute}


def _plain(value: float, words: Words) -> str:
    return words.number(value, len(f"{value:g}".partition(".")[2]))


def _two_figures(value: float, words: Words) -> str:
    digits = 0 if value >= 9.95 or value == 0 else 1 if value >= 0.95 else 2
    return words.number(value, digits)
