"""The words of the feeds, in English and Ukrainian."""

from __future__ import annotations

from relight.model.rota import LIKELY_ON, ON, UNKNOWN
from relight.model.schema.rota import CONFIRMED, EMERGENCY, POSSIBLE, PRELIMINARY
from relight.publish.clock_times import SUMMER, WINTER

ENGLISH = {
    CONFIRMED: "No electricity",
    PRELIMINARY: "No electricity (preliminary, may change)",
    POSSIBLE: "Electricity may be cut",
    EMERGENCY: "Emergency: off without a timetable",
    ON: "No cut planned",
    LIKELY_ON: "No cut planned so far (may change)",
    UNKNOWN: "No timetable: nothing is known",
    "end": "End of the timetable: nothing is known after this",
    "withdrawn": "Withdrawn: {summary}",
    "calendar": "Power cuts, group {group}, {zone}",
    "title": "Timetable of power cuts",
    "group": "Group",
    "zone": "Zone",
    "issued": "As of {time}",
    "age": "Age of the data",
    "age_then": "Age of the data when this page was written",
    "no_script": (
        "Without scripts this page cannot say how old it has become: compare its time with your clock. After "
        "{hours} hours nobody is promised electricity by it."
    ),
    "duration": "{hours} h {minutes} min",
    "not_issued": "It is not known when this was issued",
    "stale": "OLD DATA: do not rely on this. Nobody is promised electricity.",
    "times": "When",
    "feeds": "Calendar and card",
    "today": "today",
    SUMMER: "summer time",
    WINTER: "winter time",
    "tomorrow": "tomorrow",
    "all": "Card of all groups",
    "table": "All groups as a table",
    "data": "For programmes",
    "source": "Source: {source}",
    "calendar_note": "Phones renew calendars only once or twice a day: for changes of today look at this page.",
    "unknown_note": "Where nothing is known, “–” says so: it does not mean that there is electricity.",
    "plan_note": (
        "This is what is switched off by plan. Where something is damaged, or power runs short all at once, there may "
        "be no electricity at other times too."
    ),
    "groups": "Groups",
    "reload": "Load this page anew to see the newest edition.",
}

UKRAINIAN = {
    CONFIRMED: "Світла немає",
    PRELIMINARY: "Світла немає (попередньо, може змінитися)",
    POSSIBLE: "Можливе відключення",
    EMERGENCY: "Екстрене відключення: графік не діє",
    ON: "Без відключень за графіком",
    LIKELY_ON: "Поки без відключень (може змінитися)",
    UNKNOWN: "Немає даних: графік невідомий",
    "end": "Кінець графіка: що далі, невідомо",
    "withdrawn": "Скасовано: {summary}",
    "calendar": "Відключення світла, черга {group}, {zone}",
    "title": "Графік погодинних відключень",
    "group": "Черга",
    "zone": "Зона",
    "issued": "Станом на {time}",
    "age": "Вік даних",
    "age_then": "Вік даних, коли складено цю сторінку",
    "no_script": (
        "Без скриптів сторінка не покаже, наскільки вона застаріла: порівняйте її час зі своїм годинником. Через "
        "{hours} год вона вже не обіцяє світла нікому."
    ),
    "duration": "{hours} год {minutes} хв",
    "not_issued": "Невідомо, коли складено цей графік",
    "stale": "ДАНІ ЗАСТАРІЛИ: не покладайтеся на цей графік. Чи буде світло, невідомо.",
    "times": "Коли",
    "feeds": "Календар і картка",
    "today": "сьогодні",
    SUMMER: "літній час",
    WINTER: "зимовий час",
    "tomorrow": "завтра",
    "all": "Картка всіх черг",
    "table": "Усі черги таблицею",
    "data": "Для програм",
    "source": "Джерело: {source}",
    "calendar_note": "Телефони оновлюють календарі раз чи двічі на день: зміни на сьогодні дивіться тут.",
    "unknown_note": "Позначка «–» — немає даних: це не означає, що світло буде.",
    "plan_note": (
        "Тут те, що вимикають за графіком. Де щось пошкоджено або раптом бракує потужності, світла може не бути й в "
        "інший час."
    ),
    "groups": "Черги",
    "reload": "Оновіть сторінку, щоб побачити найновіший графік.",
}

PHRASES = {"en": ENGLISH, "uk": UKRAINIAN}

LETTERS = {CONFIRMED: "X", PRELIMINARY: "x", POSSIBLE: "?", EMERGENCY: "!", ON: "", LIKELY_ON: "~", UNKNOWN: "–"}
"""What stands in a slot beside its colour, so that nothing rests on colour alone."""

COLOURS = {
    CONFIRMED: "#3b3b3b",
    PRELIMINARY: "#767676",
    POSSIBLE: "#d9b44a",
    EMERGENCY: "#b0006d",
    ON: "#f7e9a0",
    LIKELY_ON: "#fbf5d7",
    UNKNOWN: "#ffffff",
}
