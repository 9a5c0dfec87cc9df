"""Repair plans under each hazard in the desk's report: scores, regrets, and what each plan begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

BEST = "best under "

TEXTS = {
    "en": {
        "title": "If one of these comes",
        "how": "Score of each plan under each hazard [{unit}], mean of {scenarios} futures; in brackets what it loses "
        "against the best plan there.",
        "plan": "plan",
        "as reported": "as reported",
        "best": "best under {hazard}",
        "largest": "largest regret",
        "first": "begins with",
        "parts": "; job {place} is {asset}, in the plan {in_plan}",
        "same": "the same as {plan}",
        "least": "Regrets least: {plan}.",
    },
    "uk": {
        "title": "Якщо станеться одне з цього",
        "how": "Оцінка кожного плану за кожної загрози [{unit}], середнє з {scenarios} варіантів майбутнього; "
        "у дужках — скільки він втрачає проти найкращого плану.",  # noqa: RUF001
        "plan": "план",
        "as reported": "у порядку повідомлень",  # noqa: RUF001
        "best": "найкращий за {hazard}",
        "largest": "найбільша втрата",
        "first": "починається з",
        "parts": "; робота {place} — {asset}, у плані {in_plan}",  # noqa: RUF001
        "same": "той самий, що й {plan}",
        "least": "Найменше жалкувати доведеться за плану: {plan}.",
    },
}


def hazard_table(hazards: Mapping[str, Any] | None, language: str) -> Markup:
    """Plans by row, hazards by column; nothing where no hazard was asked for.

    Parameters
    ----------
    hazards
        What the dictionary of a repair plan holds under `hazards`.
    language
        `en` or `uk`.
    """
    if not hazards:
        return Markup("")
    texts = TEXTS[language]
    columns = [f"{row['hazard']} ({row['likelihood']:.0%})" for row in hazards["hazards"]]
    parts = [
        Markup("<h3>{}</h3><p>{}</p>").format(
            texts["title"], texts["how"].format(unit=hazards["unit"], scenarios=hazards["scenarios"])
        ),
        Markup('<table class="hazards"><thead><tr>{}</tr></thead><tbody>').format(
            _cells('th scope="col"', (texts["plan"], *columns, texts["largest"], texts["first"]))
        ),
        *(_row(plan, hazards, texts) for plan in hazards["plans"]),
        Markup("</tbody></table><p>{}</p>").format(
            texts["least"].format(plan=_name(hazards["least_regret_plan"], texts))
        ),
    ]
    return Markup("").join(parts)


def _row(plan: Mapping[str, Any], hazards: Mapping[str, Any], texts: Mapping[str, str]) -> Markup:
    name = plan["plan"]
    scores = [f"{row['scores'][name]:,.0f} ({row['regret'][name]:,.0f})" for row in hazards["hazards"]]
    begins, parts = ", ".join(plan["first_jobs"]), plan["parts_from_plan"]
    if plan["same_as"]:
        begins = texts["same"].format(plan=_name(plan["same_as"], texts))
    elif parts and parts["place"] > len(plan["first_jobs"]):
        begins += texts["parts"].format(**parts)
    cells = (*scores, f"{hazards['largest_regret'][name]:,.0f}", begins)
    return Markup("<tr>{}{}</tr>").format(_cells('th scope="row"', (_name(name, texts),)), _cells("td", cells))


def _name(plan: str, texts: Mapping[str, str]) -> str:
    if plan.startswith(BEST):
        return texts["best"].format(hazard=plan.removeprefix(BEST))
    return texts[plan]


def _cells(tag: str, values: Iterable[str]) -> Markup:
    cell = Markup(f"<{tag}>{{}}</{tag.split()[0]}>")
    return Markup("").join(cell.format(value) for value in values)
