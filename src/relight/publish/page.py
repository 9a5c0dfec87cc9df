"""The report as one self-contained HTML file: for the desk with everything, for the public without any asset.

One template makes both. The public edition is filled from `public_outlook` alone, and of the Region either edition
sees only where the districts are.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from relight.model.region import Region
from relight.model.situation import Situation
from relight.publish import causes, cuts, deadlines, evidence, overview, restoration, trace, trace_ahead, warnings
from relight.publish.bands import band_series, median_view, reading_notes
from relight.publish.curves import Curve, chart
from relight.publish.gantt import repair_section
from relight.publish.horizon import Horizon, horizon_of
from relight.publish.interactive import embedded, script_data
from relight.publish.maps import maps
from relight.publish.outlines import draw
from relight.publish.places import Place, places_of
from relight.publish.public import public_outlook
from relight.publish.words import Words, words_for

CONTENTS = ("figures", "warnings", "map", "back", "rota", "groups", "without", "curves", "meaning")
DESK_CONTENTS = (
    "figures",
    "warnings",
    "map",
    "run-out",
    "mines",
    "heat",
    "back",
    "rota",
    "groups",
    "without",
    "curves",
    "evidence",
    "power",
    "cascade",
    "returns",
    "feeders",
    "facilities",
    "unexplained",
    "sources",
    "meaning",
)
OPTIONAL = ("warnings", "without", "rota", "groups", "cascade")
"""Sections that are left out when there is nothing in them."""


def report_page(
    outlook: Mapping[str, Any], region: Region, public: bool, language: str = "en", situation: Situation | None = None
) -> str:
    """The report page as HTML text.

    Parameters
    ----------
    outlook
        The dictionary of an outlook.
    region
        The region it is about; only its districts' shapes and middles are used.
    public
        True for the edition that may be published: districts, outage groups and times, no assets.
    language
        `en` or `uk`.
    situation
        What the outlook starts from; with it the desk's edition tells what was reported beside each shock of a cascade.

    Raises
    ------
    ValueError
        For a language without a catalogue.
    """
    places = places_of(region)
    if public:
        return _render(public_outlook(outlook), places, language)
    events = [] if situation is None else trace.known_events(situation)
    return _render(outlook, places, language, events)


def _render(
    found: Mapping[str, Any], places: tuple[Place, ...], language: str, events: list[dict[str, Any]] | None = None
) -> str:
    """The page: for the desk with a list of what was reported, for the public without one."""
    desk = events is not None
    outlook = median_view(found)
    words, horizon = words_for(outlook, language), horizon_of(outlook)
    known = {district["district"] for district in outlook["districts"]}
    drawing = draw([place for place in places if place.district in known])
    sections = _shared(outlook, horizon, words)
    sections["maps"] = maps(outlook, drawing, horizon, words)
    sections["data"] = embedded(script_data(outlook, drawing, horizon, words))
    if events is not None:
        sections |= _desk(outlook, horizon, words)
        sections["cascade"] = trace.cascade_table(outlook, events, words)
        sections["restart"] = trace.restart_table(outlook, words)
        sections["shocks"] = trace.summary(outlook, words)
        sections["accounts"] = trace.shock_table(outlook, words)
        sections["cascade_ahead"] = trace_ahead.cascade_chance(outlook, words)
        sections["restart_ahead"] = trace_ahead.restart_ahead(outlook, words)
    sections["contents"] = [
        part
        for part in (DESK_CONTENTS if desk else CONTENTS)
        if part not in OPTIONAL or sections[part] or sections.get(f"{part}_ahead")
    ]
    head = sections["head"]
    sections["running"] = css_string(f"{head.region} · {head.as_of}")
    template = _environment().get_template("report.html.j2")
    return template.render(desk=desk, words=words, style=_asset("report.css"), script=_asset("report.js"), **sections)


def _shared(outlook: Mapping[str, Any], horizon: Horizon, words: Words) -> dict[str, Any]:
    return {
        "head": overview.headline(outlook, words),
        "reading": reading_notes(outlook, words),
        "key_figures": overview.key_figures(outlook, horizon, words),
        "totals": overview.totals(outlook, words),
        "charts": overview.service_charts(outlook, horizon, words),
        "meanings": overview.meanings(outlook, words),
        "back": restoration.back_table(outlook, horizon, words),
        "without": restoration.without_table(outlook, words),
        "rota": list(zip(cuts.rota_tables(outlook, words), cuts.off_at_start(outlook, words), strict=True)),
        "rota_legend": cuts.rota_legend(outlook, words),
        "rota_notes": cuts.rota_notes(outlook, words),
        "groups": restoration.group_tables(outlook, horizon, words),
        "warnings": warnings.warnings(outlook, words),
    }


def _desk(outlook: Mapping[str, Any], horizon: Horizon, words: Words) -> dict[str, Any]:
    return {
        "attention": deadlines.attention(outlook, words),
        "run_outs": deadlines.run_outs(outlook, horizon, words),
        "mines": deadlines.mine_table(outlook, words),
        "heat": deadlines.heat_table(outlook, words),
        "figures": evidence.figure_table(outlook, words),
        "large_differences": sum(evidence.is_large(figure) for figure in outlook["figures"]),
        "power": _power_chart(outlook, horizon, words),
        "feeders": causes.feeders_off(outlook, words),
        "facilities": causes.facilities_down(outlook, words),
        "returns": causes.return_table(outlook, words),
        "repairs": repair_section(outlook.get("repairs"), words),
        "unexplained": evidence.unexplained_table(outlook, words),
        "reports": evidence.report_counts(outlook, words),
        "assumptions": evidence.assumption_table(outlook, words),
    }


def _power_chart(outlook: Mapping[str, Any], horizon: Horizon, words: Words) -> tuple[str, Markup]:
    """Demand and what whole feeders get over the horizon, with the values of now."""
    line = words(
        "power.values",
        demand=words.number(outlook["now"]["demand_mw"]),
        switched=words.number(outlook["now"]["switched_mw"]),
        served=words.number(outlook["now"]["served_mw"]),
        islands=words.number(len(outlook["now"]["islands"])),
    )
    switched = Curve(outlook["switched_mw"], band=band_series(outlook, "switched_mw"))
    demand = Curve(outlook["demand_mw"], "line demand", filled=False, band=band_series(outlook, "demand_mw"))
    curves = [demand, switched]
    return line, chart(curves, horizon, words, words("power.title"), line)


def css_string(text: str) -> Markup:
    """A text as a quoted CSS string that cannot end the string or the style element it stands in."""
    safe = "".join(char if char.isalnum() or char in " .,:·-–" else f"\\{ord(char):x} " for char in text)
    return Markup(f'"{safe}"')


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("relight.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> Markup:
    return Markup((files("relight.publish") / "templates" / name).read_text(encoding="utf-8"))
