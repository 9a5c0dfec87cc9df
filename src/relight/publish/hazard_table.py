"""Repair plans under each hazard in the desk's report: scores, regrets, and what each plan begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from relight.publish.bands import UNITS
from relight.publish.words import Words

BEST = "best under "

FIGURES = 3
"""So many figures the largest number of a mean and its band has."""

TEXTS = {
    "en": {
        "title": "If one of these comes",
        "how": "Score of each plan under each hazard [{unit}]: mean of {scenarios:future|futures}, P10–P90 in "
        "brackets. Below it what the plan loses against the best one there.",
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
        "how": "Оцінка кожного плану за кожної загрози [{unit}]: середнє з "
        "{scenarios:варіанта|варіантів|варіантів} майбутнього, у дужках P10–P90. "  # noqa: RUF001
        "Під нею — скільки план втрачає проти найкращого.",
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


def hazard_table(hazards: Mapping[str, Any] | None, words: Words) -> Markup:
    """Plans by row, hazards by column; nothing where no hazard was asked for.

    Parameters
    ----------
    hazards
        What the dictionary of a repair plan holds under `hazards`.
    words
        The page's words.
    """
    if not hazards:
        return Markup("")
    texts = TEXTS[words.language]
    columns = [f"{row['hazard']} ({row['likelihood']:.0%})" for row in hazards["hazards"]]
    parts = [
        Markup("<h3>{}</h3><p>{}</p>").format(
            texts["title"], texts["how"].format(unit=hazards["unit"], scenarios=words.number(hazards["scenarios"]))
        ),
        Markup('<table class="hazards"><thead><tr>{}</tr></thead><tbody>').format(
            Markup("").join(
                (
                    _cells('th scope="col"', (texts["plan"],)),
                    _cells('th scope="col" class="number"', (*columns, texts["largest"])),
                    _cells('th scope="col"', (texts["first"],)),
                )
            )
        ),
        *(_row(plan, hazards, texts, words) for plan in hazards["plans"]),
        Markup("</tbody></table><p>{}</p>").format(
            texts["least"].format(plan=_name(hazards["least_regret_plan"], texts))
        ),
    ]
    return Markup("").join(parts)


def mean_span(mean: float, band: Mapping[str, float], words: Words) -> str:
    """A mean with P10 and P90, all in one unit: `219 M (217–223)`; alone where all futures are the same."""
    values = (mean, band["p10"], band["p90"])
    largest = max(abs(value) for value in values)
    scale, sign = next(((scale, sign) for least, scale, sign in UNITS if largest >= least), (1.0, ""))
    figures = len(f"{largest / scale:.0f}") if largest else FIGURES
    text, low, high = (words.number(value / scale, max(0, FIGURES - figures)).replace("-", "−") for value in values)
    unit = f"\u00a0{words(sign)}" if sign else ""
    return f"{text}{unit}" if text == low == high else f"{text}{unit} ({low}–{high})"


def spans(row: Mapping[str, Any], plan: str, words: Words) -> tuple[str, str]:
    """Score and regret of a plan under one hazard, each a mean with P10 and P90."""
    return (
        mean_span(row["scores"][plan], row["score_bands"][plan], words),
        mean_span(row["regret"][plan], row["regret_bands"][plan], words),
    )


def largest_span(hazards: Mapping[str, Any], plan: str, words: Words) -> str:
    """The largest mean regret of a plan, with P10 and P90 under the hazard that it is of."""
    under = hazards["largest_regret_under"][plan]
    return next(spans(row, plan, words)[1] for row in hazards["hazards"] if row["hazard"] == under)


def _row(plan: Mapping[str, Any], hazards: Mapping[str, Any], texts: Mapping[str, str], words: Words) -> Markup:
    name = plan["plan"]
    found = [spans(row, name, words) for row in hazards["hazards"]]
    scores = [Markup("{}<small>{}</small>").format(*map(_unbroken, pair)) for pair in found]
    begins, parts = ", ".join(plan["first_jobs"]), plan["parts_from_plan"]
    if plan["same_as"]:
        begins = texts["same"].format(plan=_name(plan["same_as"], texts))
    elif parts and parts["place"] > len(plan["first_jobs"]):
        begins += texts["parts"].format(**parts)
    numbers = (*scores, _unbroken(largest_span(hazards, name, words)))
    return Markup("<tr>{}{}{}</tr>").format(
        _cells('th scope="row"', (_name(name, texts),)), _cells('td class="number"', numbers), _cells("td", (begins,))
    )


def _unbroken(text: str) -> Markup:
    """A mean and its band, which stays on one line."""
    mean, _, band = text.partition(" ")
    return Markup("{} <span>{}</span>").format(mean, band) if band else Markup("{}").format(mean)


def _name(plan: str, texts: Mapping[str, str]) -> str:
    if plan.startswith(BEST):
        return texts["best"].format(hazard=plan.removeprefix(BEST))
    return texts[plan]


def _cells(tag: str, values: Iterable[str]) -> Markup:
    cell = Markup(f"<{tag}>{{}}</{tag.split()[0]}>")
    return Markup("").join(cell.format(value) for value in values)
