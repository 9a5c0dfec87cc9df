"""What ensembles say on pages and in tables, in every language."""

# ruff: noqa: RUF001
from __future__ import annotations

ENGLISH_ENSEMBLE: dict[str, str] = {
    "summary.ahead": (
        "In {hours} h it will be about {people} without electricity, in eight scenarios of ten between {low} and "
        "{high}."
    ),
    "summary.ahead_sure": "In {hours} h it will be {people} without electricity in eight scenarios of ten.",
    "band.reading": (
        "From {count} scenarios drawn by chance, seed {seed}. Large: the median (P50). Small: from P10 to P90; one "
        "scenario in ten lies below, one in ten above."
    ),
    "band.accuracy": (
        "Totals of the horizon are exact over the scenarios. Numbers of people are exact to ± {all} % of the "
        "people with "
        "that service, in a district or group to ± {place} % of its people, times to ± {minutes} min."
    ),
    "band.single": (
        "The present and the damage list are those of the run without chance, as are large times of clocks and "
        "warnings; beside them stands how likely that is, and when in eight of ten scenarios in which it comes."
    ),
    "band.times": "{low} to {high}",
    "band.open": "{low}, or not by {end}",
    "back.nine": "9 in 10: {time}",
    "back.probably_not": "probably not lost",
    "back.halves": "Large: half of the scenarios have it back by then. Below: nine in ten have.",
    "chart.falling_band": "{now} now, the median never more, last {end}",
    "chart.band": "Line: median. Shaded: from P10 to P90.",
    "map.medians": "Ahead, map and table show medians.",
    "power.band": "Line above: median demand. Line with its shade: what whole feeders get, median and P10 to P90.",
    "column.chance": "Chance",
    "column.nine": "9 in 10",
    "terminal.half_back": "All back (half)",
    "terminal.reading": "Median (P10–P90) of {count} scenarios drawn by chance, seed {seed}.",
    "terminal.totals": "Over {hours} h, and when the last district has it back in half and in nine of ten scenarios",
    "warning.chance": "{span} (chance {chance})",
    "unit.thousand_sign": "k",
}

UKRAINIAN_ENSEMBLE: dict[str, str] = {
    "summary.ahead": (
        "За {hours} год без електрики буде близько {people}; у восьми сценаріях із десяти — від {low} до {high}."
    ),
    "summary.ahead_sure": "За {hours} год без електрики буде {people} у восьми сценаріях із десяти.",
    "band.reading": (
        "Зі {count} випадкових сценаріїв, зерно {seed}. Велике — медіана (P50). Мале — від P10 до P90: один сценарій з "
        "десяти нижче, один з десяти вище."
    ),
    "band.accuracy": (
        "Підсумки за весь час точні для цих сценаріїв. Кількість людей точна до ± {all} % людей із цією "
        "послугою, у районі чи "
        "черзі — до ± {place} % її людей, час — до ± {minutes} хв."
    ),
    "band.single": (
        "Теперішнє й список пошкоджень — з розрахунку без випадковості, як і великий час відліків та попереджень; "
        "поруч — наскільки це ймовірно й коли це у восьми з десяти сценаріїв, де воно стається."
    ),
    "band.times": "{low} – {high}",
    "band.open": "{low} або не до {end}",
    "back.nine": "9 з 10: {time}",
    "back.probably_not": "мабуть, не зникне",
    "back.halves": "Велике: доти повернеться в половині сценаріїв. Нижче: у дев’яти з десяти.",
    "chart.falling_band": "зараз {now}, медіана не зросте, наприкінці {end}",
    "chart.band": "Лінія — медіана. Зафарбовано — від P10 до P90.",
    "map.medians": "Наперед карта й таблиця показують медіани.",
    "power.band": "Лінія вгорі — медіана попиту. Лінія з тінню — що дістають цілі фідери: медіана та від P10 до P90.",
    "column.chance": "Імовірність",
    "column.nine": "9 з 10",
    "terminal.half_back": "Усе (половина)",
    "terminal.reading": "Медіана (P10–P90), випадкових сценаріїв: {count}, зерно {seed}.",
    "terminal.totals": "За {hours} год, і коли повернеться в останньому районі: половина й дев’ять з десяти сценаріїв",
    "warning.chance": "{span} (імовірність {chance})",
    "unit.thousand_sign": "тис.",
}
