"""What everybody reads first: whose figures, how old, and how many people are without what, now and ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from relight.model.services import ELECTRICITY
from relight.publish.back import back_everywhere
from relight.publish.bands import band, band_series, is_ensemble, large_span, span
from relight.publish.curves import Curve, chart, sparkline
from relight.publish.horizon import Horizon, horizon_of
from relight.publish.tables import Cell, Head, Row, Table, columns, row
from relight.publish.words import Words

STALE_AFTER_MINUTES = 180
"""Age [min] from which a page says in large letters that it is old."""
NAMED_IN_SUMMARY = 3
SUMMARY_HOURS = 24
"""The summary of an ensemble looks so many hours ahead."""


@dataclass(frozen=True)
class Headline:
    """The top of a page."""

    region: str
    as_of: str
    newest: str
    until: str
    stale: str
    """What to say if the newest report is already old; empty if it is not."""
    summary: tuple[str, ...]


def headline(outlook: Mapping[str, Any], words: Words) -> Headline:
    """Region, as-of time, age of the newest report, and the situation in one or two sentences."""
    reports = outlook.get("reports") or {}
    age = reports.get("age_minutes")
    if reports.get("newest") is None or age is None:
        newest, stale = words("data.no_reports"), ""
    else:
        newest = words("data.newest", time=words.clock(reports["newest"]), age=words.duration(age))
        stale = words("data.stale", age=words.duration(age)) if age > STALE_AFTER_MINUTES else ""
    return Headline(
        region=outlook["region"],
        as_of=words.full(outlook["start"]),
        newest=newest,
        until=words("data.until", hours=words.hours(outlook["hours"]), time=words.full(outlook["end"])),
        stale=stale,
        summary=tuple(_summary(outlook, words)),
    )


def _summary(outlook: Mapping[str, Any], words: Words) -> list[str]:
    without = outlook["without_now"]
    dark = without.get(ELECTRICITY, 0.0)
    whole = words.large(outlook["people"])
    share = words.share(dark, outlook["people"])
    sentences = [words("summary.dark", people=words.large(dark), whole=whole, share=share)]
    if dark < 0.5:
        sentences = [words("summary.all_lit", whole=whole)]
    worst = sorted(
        (name for name in outlook["services"] if name != ELECTRICITY), key=lambda name: -without.get(name, 0.0)
    )
    lost = [name for name in worst if without.get(name, 0.0) >= 0.5][:NAMED_IN_SUMMARY]
    if lost:
        phrases = [
            words("summary.item", people=words.large(without[name]), without=words.without(name)) for name in lost
        ]
        *before, last = phrases
        listed = words("summary.and", before=", ".join(before), last=last) if before else last
        sentences.append(words("summary.others", listed=listed))
    ahead = _electricity_ahead(outlook, words) if is_ensemble(outlook) else []
    return sentences + ahead + _ninety_percent_back(outlook, words)


def _ninety_percent_back(outlook: Mapping[str, Any], words: Words) -> list[str]:
    back = (outlook.get("scores") or {}).get("back_90_at")
    if isinstance(back, Mapping):
        return _ninety_percent_back_by_chance(back, words)
    if back is None or words.local(back) <= words.start:
        return []
    return [words("summary.back_90", time=words.clock(back))]


def _ninety_percent_back_by_chance(back: Mapping[str, Any], words: Words) -> list[str]:
    """By when one scenario in ten, half and nine in ten have it, or how many do not."""
    if back["p50"] is None or words.local(back["p50"]) <= words.start:
        return []
    first, half = words.clock(back["p10"]), words.clock(back["p50"])
    if back["p90"] is None:
        return [words("summary.back_90_not", first=first, half=half, share=words.share(back["not_back"], 1.0))]
    return [words("summary.back_90_all", first=first, half=half, last=words.clock(back["p90"]))]


def _electricity_ahead(outlook: Mapping[str, Any], words: Words) -> list[str]:
    """The largest of the hours ahead that is not the last: how many will be without, in the middle and in the band."""
    horizon = horizon_of(outlook)
    hours = [hour for hour in horizon.ahead() if hour <= SUMMARY_HOURS]
    if not hours:
        return []
    slot = horizon.slot(hours[-1])
    found = band(outlook, "people_without", ELECTRICITY, slot)
    if found is None:
        return []
    middle = outlook["people_without"][ELECTRICITY][slot]
    low, high = words.large(found.low), words.large(found.high)
    if low == high:
        return [words("summary.ahead_sure", hours=hours[-1], people=low)]
    return [words("summary.ahead", hours=hours[-1], people=words.large(middle), low=low, high=high)]


def service_names(outlook: Mapping[str, Any]) -> list[str]:
    """The services in printing order, without those that nobody is known to have."""
    nobody = outlook["people"] - 0.5
    return [name for name in outlook["services"] if outlook["not_modelled"].get(name, 0.0) < nobody]


def key_figures(outlook: Mapping[str, Any], horizon: Horizon, words: Words) -> Table:
    """People without each service now and ahead, one row a service, with a small curve."""
    ahead = horizon.ahead()
    heads: list[Head] = [words("column.service"), (words("column.now"), "number now")]
    heads += [
        (words("column.in_hours", hours=hours, time=words.clock(horizon.time(60 * hours))), "number") for hours in ahead
    ]
    heads += [
        (words("column.person_hours"), "number wide"),
        (words("column.course"), "course"),
        words("column.back_everywhere"),
    ]
    rows = [_key_row(outlook, name, horizon, words) for name in service_names(outlook)]
    return Table(words("caption.key_figures"), columns(heads), tuple(rows), shown=len(rows), style="key")


def _key_row(outlook: Mapping[str, Any], name: str, horizon: Horizon, words: Words) -> Row:
    now = outlook["without_now"].get(name, 0.0)
    modelled = outlook["people"] - outlook["not_modelled"].get(name, 0.0)
    ahead = [people_cell(outlook, "people_without", name, horizon.slot(hours), words) for hours in horizon.ahead()]
    total = large_span(band(outlook, "person_hours_without", name), words)
    return row(
        Cell(words.service(name)),
        Cell(words.people(now), words.share(now, modelled), "now"),
        *ahead,
        Cell(words.large(outlook["person_hours_without"].get(name, 0.0)), total),
        Cell("", drawing=_course_drawn(outlook, name, horizon)),
        back_everywhere(outlook, outlook["districts"], name, words),
    )


def _course_drawn(outlook: Mapping[str, Any], name: str, horizon: Horizon) -> Markup:
    """The small curve of a service from now on, with its band; nothing where nobody loses it."""

    def from_now(values: Sequence[float]) -> list[float]:
        return [outlook["without_now"].get(name, 0.0), *values[1:]]

    found = band_series(outlook, "people_without", name)
    edges = None if found is None else (from_now(found[0]), from_now(found[1]))
    curve = Curve(from_now(outlook["people_without"][name]), band=edges)
    return sparkline(curve, horizon) if curve.highest > 0 else Markup("")


def people_cell(item: Mapping[str, Any], key: str, service: str, slot: int, words: Words) -> Cell:
    """People in one slot of an outlook or a group, with the band below in an ensemble."""
    series = item[key][service] if service else item[key]
    return Cell(words.people(series[slot]), span(band(item, key, service, slot), words.people))


def service_charts(outlook: Mapping[str, Any], horizon: Horizon, words: Words) -> list[tuple[str, str, Markup]]:
    """For each service anyone loses: its name, a line of values, and its curve."""
    charts = []
    for name in service_names(outlook):
        now, series = outlook["without_now"].get(name, 0.0), outlook["people_without"][name]
        if max(now, *series) < 0.5:
            continue
        label = words.service(name)
        at_end = large_span(band(outlook, "people_without", name, -1), words)
        curve = Curve(series, band=band_series(outlook, "people_without", name))
        line = _course(now, curve, horizon, words, f" ({at_end})" if at_end else "")
        title = words("chart.title", service=label)
        charts.append((label, line, chart([curve], horizon, words, title, line)))
    return charts


def _course(now: float, curve: Curve, horizon: Horizon, words: Words, at_end: str) -> str:
    series = curve.values
    peak = max(range(len(series)), key=lambda i: series[i])
    first, last = words.large(now), words.large(series[-1]) + at_end
    if series[peak] <= now:
        return words("chart.falling" if curve.highest <= now else "chart.falling_band", now=first, end=last)
    time = words.clock(horizon.time(horizon.minutes[peak]))
    return words("chart.values", now=first, peak=words.large(series[peak]), time=time, end=last)


def meanings(outlook: Mapping[str, Any], words: Words) -> list[tuple[str, str, str]]:
    """Each service, what being without it means, and how many people nobody is known to serve."""
    notes = []
    for name in outlook["services"]:
        unknown = outlook["not_modelled"].get(name, 0.0)
        note = words("note.not_modelled", people=words.people(unknown)) if unknown >= 0.5 else ""
        notes.append((words.service(name), words.meaning(name), note))
    return notes


def totals(outlook: Mapping[str, Any], words: Words) -> list[tuple[str, str, str]]:
    """The figures of the whole horizon with their bands: energy not served, person-hours of electricity and of all.

    An ensemble has no figure of all services: medians do not add up.
    """
    hours = words.hours(outlook["hours"])
    dark = outlook["person_hours_without"].get(ELECTRICITY, 0.0)
    dark_span = large_span(band(outlook, "person_hours_without", ELECTRICITY), words)
    lines = [
        (
            words("total.energy", hours=hours),
            _energy(outlook["unserved_mwh"], words),
            span(band(outlook, "unserved_mwh"), lambda value: _energy(value, words), f"\u00a0{words('unit.mwh')}"),
        ),
        (words("total.person_hours", hours=hours), words.large(dark), dark_span),
    ]
    if not is_ensemble(outlook):
        all_services = sum(outlook["person_hours_without"].values())
        lines.append((words("total.all_person_hours", hours=hours), words.large(all_services), ""))
    return lines


def _energy(megawatt_hours: float, words: Words) -> str:
    return f"{words.number(rounded_energy(megawatt_hours))}\u00a0{words('unit.mwh')}"


def rounded_energy(megawatt_hours: float) -> float:
    """Energy to whole megawatt-hours, large amounts to tens [MWh]."""
    return float(round(megawatt_hours, -1 if megawatt_hours >= 10_000 else 0))
