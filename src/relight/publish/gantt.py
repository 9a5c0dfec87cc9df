"""The repair plan in the desk's report: who works on what when, and people without services beside other plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from markupsafe import Markup

from relight.publish.hazard_table import hazard_table
from relight.publish.words import Words

WIDTH, LEFT, ROW = 900.0, 150.0, 22.0
TOP, CHARACTER_PX = 24.0, 6.4
MARKS = 6
COMPARED = (("plan", "2.2", ""), ("as reported", "1.4", "6 3"), ("no repairs", "1.4", "2 3"))
"""Name of a plan, width and dashes of its line."""

TEXTS = {
    "en": {
        "title": "Repair plan",
        "gantt": "Who repairs what when",
        "score": "Score: {score} {unit}; as reported {reported}, no repairs {nothing}.",
        "bound": "No plan can beat {bound} {unit}; the gap is {gap} of what repairs can win.",
        "no bound": "No bound was proven before the planning was interrupted.",
        "without": "{service}, people without it: this plan (thick), as reported (dashed), no repairs (dotted)",
        "hours": "{hours} h",
    },
    "uk": {
        "title": "План ремонтів",
        "gantt": "Хто що ремонтує і коли",  # noqa: RUF001
        "score": "Оцінка: {score} {unit}; у порядку повідомлень {reported}, без ремонтів {nothing}.",  # noqa: RUF001
        "bound": "Жоден план не кращий за {bound} {unit}; розрив {gap} того, що можуть дати ремонти.",
        "no bound": "Межу не встигли довести: планування перервано.",
        "without": "{service}, люди без послуги: цей план (товста), у порядку повідомлень (штрихи), "  # noqa: RUF001
        "без ремонтів (крапки)",
        "hours": "{hours} год",
    },
}


def repair_section(plan: Mapping[str, Any] | None, words: Words) -> Markup:
    """The section on a repair plan; nothing without a plan.

    Parameters
    ----------
    plan
        The dictionary of a repair plan.
    words
        The page's words.
    """
    if not plan:
        return Markup("")
    texts = TEXTS[words.language]
    parts = [
        Markup('<section aria-labelledby="repairs"><h2 id="repairs">{}</h2>').format(texts["title"]),
        *(Markup("<p>{}</p>").format(line) for line in _sentences(plan, texts)),
        gantt(plan, words.language),
        *_comparisons(plan, texts, words),
        hazard_table(plan.get("hazards"), words),
        Markup("</section>"),
    ]
    return Markup("").join(parts)


def gantt(plan: Mapping[str, Any], language: str = "en") -> Markup:
    """A bar for each task, a row for each crew that works within the horizon."""
    end = plan["hours"] * 60
    inside = [task for task in plan["tasks"] if task["start_minute"] < end]
    tasks = sorted(inside, key=lambda task: (task["crew"], task["start_minute"]))
    rows = [(crew, list(own)) for crew, own in groupby(tasks, key=lambda task: task["crew"])]
    height = TOP + ROW * max(1, len(rows)) + 6
    parts = [_scale(plan, height, TEXTS[language])]
    for number, (crew, own) in enumerate(rows):
        y = TOP + ROW * number
        parts.append(Markup('<text x="{:.0f}" y="{:.1f}" font-size="11">{}</text>').format(2, y + 14, crew))
        parts += [_bar(task, y, end) for task in own]
    return Markup(
        '<svg class="gantt" viewBox="0 0 {:.0f} {:.0f}" role="img" fill="currentColor"><title>{}</title>{}</svg>'
    ).format(WIDTH, height, TEXTS[language]["gantt"], Markup("").join(parts))


def _bar(task: Mapping[str, Any], y: float, end: float) -> Markup:
    begin, until = _x(max(0.0, task["start_minute"]), end), _x(min(end, task["end_minute"]), end)
    width = max(1.0, until - begin)
    name = task["asset"].partition(":")[2]
    label = name if len(name) * CHARACTER_PX <= width - 6 else ""
    told = f"{task['asset']}, {task['kind']}: {_clock(task['start'])} – {_clock(task['end'])}"
    return Markup(
        '<g><title>{}</title><rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="3" fill-opacity="{}" '
        'stroke="currentColor" stroke-width="0.6"/><text x="{:.1f}" y="{:.1f}" font-size="11">{}</text></g>'
    ).format(told, begin, y + 2, width, ROW - 5, "0.28" if task["kind"] == "full" else "0.12", begin + 4, y + 14, label)


def _scale(plan: Mapping[str, Any], height: float, texts: Mapping[str, str]) -> Markup:
    """Lines at even hours with how long after the start they are."""
    parts = []
    for mark in range(MARKS + 1):
        hours = plan["hours"] * mark / MARKS
        x = _x(hours * 60, plan["hours"] * 60)
        anchor = "end" if mark == MARKS else "middle" if mark else "start"
        parts.append(
            Markup(
                '<line x1="{0:.1f}" x2="{0:.1f}" y1="{1:.0f}" y2="{2:.0f}" stroke="currentColor" '
                'stroke-opacity="0.25"/><text x="{0:.1f}" y="14" font-size="11" text-anchor="{3}">{4}</text>'
            ).format(x, TOP - 4, height, anchor, texts["hours"].format(hours=f"{hours:.0f}"))
        )
    return Markup("").join(parts)


def _comparisons(plan: Mapping[str, Any], texts: Mapping[str, str], words: Words) -> list[Markup]:
    """A small chart for each service that somebody is without under some plan."""
    charts = []
    for service in plan["curves"]["plan"]["people_without"]:
        top = max(max(each["people_without"][service], default=0.0) for each in plan["curves"].values())
        if top > 0:
            title = texts["without"].format(service=words.service(service))
            charts.append(_comparison(plan, service, top, title))
    return charts


def _comparison(plan: Mapping[str, Any], service: str, top: float, title: str) -> Markup:
    height, end = 110.0, plan["hours"] * 60
    lines = []
    for name, width, dashes in COMPARED:
        each = plan["curves"][name]
        points = _steps(each["minutes"], each["people_without"][service], end, top, height)
        lines.append(
            Markup(
                '<path d="{}" fill="none" stroke="currentColor" stroke-width="{}" stroke-dasharray="{}">'
                "<title>{}</title></path>"
            ).format(points, width, dashes, name)
        )
    return Markup(
        '<figure><figcaption>{}</figcaption><svg viewBox="0 0 {:.0f} {:.0f}" role="img" fill="currentColor">'
        '<title>{}</title><text x="{:.0f}" y="14" font-size="11" text-anchor="end">{:,.0f}</text>{}</svg></figure>'
    ).format(title, WIDTH, height, title, LEFT - 6, top, Markup("").join(lines))


def _steps(minutes: Sequence[float], values: Sequence[float], end: float, top: float, height: float) -> str:
    points = []
    for at, (minute, value) in enumerate(zip(minutes, values, strict=True)):
        y = height - 6 - value / top * (height - 16)
        until = minutes[at + 1] if at + 1 < len(minutes) else end
        points += [f"{_x(minute, end):.1f},{y:.1f}", f"{_x(until, end):.1f},{y:.1f}"]
    return "M" + " ".join(points)


def _sentences(plan: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    numbers = {
        "score": f"{plan['score']:,.0f}",
        "unit": plan["unit"],
        "reported": f"{plan['compared']['as reported']:,.0f}",
        "nothing": f"{plan['compared']['no repairs']:,.0f}",
    }
    if plan["bound"] is None:
        return [texts["score"].format(**numbers), texts["no bound"]]
    gap = "–" if plan["gap"] is None else f"{plan['gap']:.1%}"
    bound = texts["bound"].format(bound=f"{plan['bound']:,.0f}", unit=plan["unit"], gap=gap)
    return [texts["score"].format(**numbers), bound]


def _x(minute: float, end: float) -> float:
    return LEFT + minute / end * (WIDTH - LEFT - 8)


def _clock(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%d.%m. %H:%M")
