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
        "From {count:scenario|scenarios} drawn by chance, seed {seed}. Large: the median (P50). Small: from P10 to "
        "P90; one scenario in ten lies below, one in ten above."
    ),
    "band.accuracy": (
        "Totals of the horizon are exact over the scenarios. Numbers of people are exact to ± {all} % of the "
        "people with "
        "that service, in a district or group to ± {place} % of its people, times to ± {minutes} min."
    ),
    "band.single": (
        "The present and the past are known and have no range. Large times of clocks and warnings are those of the run "
        "without chance; beside them stands how likely that is, and when in eight of ten scenarios in which it comes."
    ),
    "band.times": "{low} to {high}",
    "band.open": "{low}, or not by {end}",
    "summary.back_90_all": (
        "90 % of people have electricity again by {first} in one scenario of ten, by {half} in half of them and by "
        "{last} in nine of ten."
    ),
    "summary.back_90_not": (
        "90 % of people have electricity again by {first} in one scenario of ten, by {half} in half of them, and not "
        "within the time looked ahead in {share}."
    ),
    "back.open": "{low} or later",
    "back.up_to": "up to {high}",
    "back.not_lost": "not lost",
    "back.not_share": "{share}: not by {end}",
    "back.probably_not": "probably not lost",
    "back.halves": (
        "Large: half of the scenarios have it back by then. Small: from when one in ten have it to when nine in ten "
        "have, and how many of all do not by the end."
    ),
    "chart.falling_band": "{now} now, the median never more, last {end}",
    "chart.band": "Line: median. Shaded: from P10 to P90.",
    "map.medians": "Ahead, map and table show medians; small in the table: from P10 to P90.",
    "power.band": (
        "Dashed: demand. Line: what whole feeders get. Both are medians, each with its shade from P10 to P90."
    ),
    "first.run_out_likely": (
        "{kind}: {count} more likely than not to run out within 6 h, first {name} at {time}."
    ),
    "first.heat_likely": (
        "Heat sources more likely than not with cold homes: {now} now, {soon} more within 6 h; to be drained within "
        "24 h: {drain}."
    ),
    "caption.run_out_likely": (
        "Backups by kind of facility: those more likely than not to run out within 6 and 24 h, and those that do in "
        "any scenario"
    ),
    "caption.cascade_ahead": "By {time}: how likely, and how much if it comes (the median, small from P10 to P90)",
    "caption.restart_ahead": "Buses and units that come back after {time}: the median, small from P10 to P90",
    "caption.restart_known": "Restart up to {time}: when buses became live and units ran, each the last time",
    "ahead.note": (
        "A cascade: relays shed load, units or branches trip, or an island in which units ran collapses with its load. "
        "Over all shocks of a scenario. What has happened already stands above, as a fact."
    ),
    "ahead.heading": "What may still come",
    "ahead.cascade": "A cascade (when the first)",
    "ahead.damage_mw": "Load that further damage cuts off",
    "ahead.shed_mw": "Load that relays shed",
    "ahead.collapsed_mw": "Load of islands that collapse",
    "ahead.tripped_mw": "Units that trip on a surplus",
    "ahead.tripped_branches": "Branches that trip",
    "ahead.mw": "{mw}\u00a0MW",
    "column.if_so": "If so",
    "column.in_any": "In any",
    "column.out": "Out in",
    "column.alone": "Without chance",
    "column.in_scenarios": "In scenarios",
    "column.tenth": "1 in 10",
    "column.half": "Half",
    "column.not_back": "Not",
    "column.chance": "Chance",
    "column.nine": "9 in 10",
    "terminal.reading": "Median (P10–P90) of {count:scenario|scenarios} drawn by chance, seed {seed}.",
    "terminal.totals": "Over {hours} h; by when all have it back in so many scenarios, and how many have not by {end}",
    "warning.chance": "chance {chance}",
    "warning.from_span": "begins {span}",
    "warning.until_span": "ends {span}",
    "warning.people_span": "{span} people",
    "unit.thousand_sign": "k",
}

UKRAINIAN_ENSEMBLE: dict[str, str] = {
    "summary.ahead": (
        "Через {hours} год без електрики буде близько {people}; у восьми сценаріях із десяти — від {low} до {high}."
    ),
    "summary.ahead_sure": "Через {hours} год без електрики буде {people} у восьми сценаріях із десяти.",
    "band.reading": (
        "Зі {count:випадкового сценарію|випадкових сценаріїв|випадкових сценаріїв}, зерно {seed}. Велике — медіана "
        "(P50). Мале — від P10 до P90: один сценарій з десяти нижче, один з десяти вище."
    ),
    "band.accuracy": (
        "Підсумки за весь час точні для цих сценаріїв. Кількість людей точна до ± {all} % людей із цією "
        "послугою, у районі чи "
        "черзі — до ± {place} % її людей, час — до ± {minutes} хв."
    ),
    "band.single": (
        "Теперішнє й минуле відомі й не мають діапазону. Великий час відліків та попереджень — з розрахунку без "
        "випадковості; поруч — наскільки це ймовірно й коли це у восьми з десяти сценаріїв, де воно стається."
    ),
    "band.times": "{low} – {high}",
    "band.open": "{low} або не раніше {end}",
    "summary.back_90_all": (
        "90 % людей знову матимуть світло до {first} в одному сценарії з десяти, до {half} — у половині й до {last} — "
        "у дев’яти з десяти."
    ),
    "summary.back_90_not": (
        "90 % людей знову матимуть світло до {first} в одному сценарії з десяти, до {half} — у половині, а в {share} — "
        "не за цей час."
    ),
    "back.open": "{low} або пізніше",
    "back.up_to": "щонайпізніше {high}",
    "back.not_lost": "не зникне",
    "back.not_share": "{share}: не раніше {end}",
    "back.probably_not": "мабуть, не зникне",
    "back.halves": (
        "Велике: доти повернеться в половині сценаріїв. Мале: від часу, коли повернеться в одному з десяти, до часу, "
        "коли в дев’яти, і в скількох з усіх — не до кінця."
    ),
    "chart.falling_band": "зараз {now}, медіана не зросте, наприкінці {end}",
    "chart.band": "Лінія — медіана. Зафарбовано — від P10 до P90.",
    "map.medians": "Наперед карта й таблиця показують медіани; мале в таблиці — від P10 до P90.",
    "power.band": "Пунктир — попит. Лінія — що дістають цілі фідери. Обидві — медіани, кожна з тінню від P10 до P90.",
    "first.run_out_likely": "{kind}: за 6 год радше скінчиться, ніж ні: {count}, перший — {name}, {time}.",
    "first.heat_likely": (
        "Джерела тепла, за якими радше холодно, ніж ні: зараз {now}, ще {soon} до 6 год; злити до 24 год: {drain}."
    ),
    "caption.run_out_likely": (
        "Резерви за видами об’єктів: що радше закінчаться за 6 і 24 год, ніж ні, і ті, що закінчаться хоч в "
        "одному сценарії"
    ),
    "caption.cascade_ahead": (
        "До {time}: наскільки ймовірно і скільки, якщо станеться (медіана, мале — від P10 до P90)"
    ),
    "caption.restart_ahead": (
        "Шини й блоки, що повернуться після {time}: медіана, мале — від P10 до P90"
    ),
    "caption.restart_known": "Відновлення до {time}: коли востаннє ожили шини й запрацювали блоки",
    "ahead.note": (
        "Каскад: реле вимикають навантаження, вимикаються блоки чи лінії, або розпадається острів із блоками в роботі. "
        "За всі поштовхи сценарію. Що вже сталося — вище, як факт."
    ),
    "ahead.heading": "Що ще може статися",
    "ahead.cascade": "Каскад (коли перший)",
    "ahead.damage_mw": "Навантаження, відрізане новими пошкодженнями",
    "ahead.shed_mw": "Навантаження, вимкнене реле",
    "ahead.collapsed_mw": "Навантаження островів, що розпадуться",
    "ahead.tripped_mw": "Блоки, що вимкнуться через надлишок",
    "ahead.tripped_branches": "Лінії, що вимкнуться",
    "ahead.mw": "{mw}\u00a0МВт",
    "column.if_so": "Якщо так",
    "column.in_any": "Хоч раз",
    "column.out": "Без живлення",
    "column.alone": "Без випадковості",
    "column.in_scenarios": "У сценаріях",
    "column.tenth": "1 з 10",
    "column.half": "Половина",
    "column.not_back": "Ні",
    "column.chance": "Імовірність",
    "column.nine": "9 з 10",
    "terminal.reading": "Медіана (P10–P90), випадкових сценаріїв: {count}, зерно {seed}.",
    "terminal.totals": "За {hours} год; до якого часу повернеться всюди у стількох сценаріях, і в скількох не до {end}",
    "warning.chance": "імовірність {chance}",
    "warning.from_span": "почнеться {span}",
    "warning.until_span": "скінчиться {span}",
    "warning.people_span": "{span} людей",
    "unit.thousand_sign": "тис.",
}
