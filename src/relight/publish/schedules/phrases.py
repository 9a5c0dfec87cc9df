"""The words of the feeds, in English and Ukrainian."""

from __future__ import annotations

from relight.model.rota import LIKELY_ON, ON, UNKNOWN
from relight.model.schema.rota import CONFIRMED, EMERGENCY, POSSIBLE, PRELIMINARY

ENGLISH = {
    CONFIRMED: "No electricity",
    PRELIMINARY: "No electricity (preliminary, may change)",
    POSSIBLE: "Electricity may be cut",
    EMERGENCY: "Emergency: off without a timetable",
    ON: "Electricity",
    LIKELY_ON: "Electricity (preliminary, may change)",
    UNKNOWN: "No timetable: nothing is known",
    "end": "End of the timetable: nothing is known after this",
    "calendar": "Outages, group {group}, {zone}",
    "title": "Outages",
    "group": "Group",
    "zone": "Zone",
    "issued": "As of {time}",
    "age": "Age",
    "not_issued": "It is not known when this was issued",
    "stale": "OLD: do not rely on this, supply is promised to nobody",
    "feeds": "All feeds",
    "today": "today",
    "tomorrow": "tomorrow",
    "all": "all groups",
    "source": "Source: {source}",
    "calendar_note": "Phones renew calendars only once or twice a day: for changes of today look at this page.",
    "unknown_note": "A gap is no promise: what nobody speaks for is shown as unknown.",
    "reload": "Load this page anew to see the newest edition.",
}

UKRAINIAN = {
    CONFIRMED: "Світла немає",
    PRELIMINARY: "Світла немає (попередньо, може змінитися)",
    POSSIBLE: "Можливе відключення",
    EMERGENCY: "Аварійне відключення: без графіка",
    ON: "Світло є",
    LIKELY_ON: "Світло є (попередньо, може змінитися)",
    UNKNOWN: "Графіка немає: нічого не відомо",
    "end": "Кінець графіка: далі нічого не відомо",
    "calendar": "Відключення, група {group}, {zone}",
    "title": "Відключення",
    "group": "Група",
    "zone": "Зона",
    "issued": "Станом на {time}",
    "age": "Вік даних",
    "not_issued": "Невідомо, коли це видано",
    "stale": "ЗАСТАРІЛО: не покладайтеся на це, світло нікому не обіцяне",
    "feeds": "Усі канали",
    "today": "сьогодні",
    "tomorrow": "завтра",
    "all": "усі групи",
    "source": "Джерело: {source}",
    "calendar_note": "Телефони оновлюють календарі раз чи двічі на день: зміни на сьогодні дивіться тут.",
    "unknown_note": "Прогалина нічого не обіцяє: про що ніхто не каже, те показано як невідоме.",
    "reload": "Оновіть сторінку, щоб побачити найновіше видання.",
}

PHRASES = {"en": ENGLISH, "uk": UKRAINIAN}

LETTERS = {CONFIRMED: "X", PRELIMINARY: "x", POSSIBLE: "?", EMERGENCY: "!", ON: "", LIKELY_ON: "~", UNKNOWN: "–"}
"""What stands in a slot beside its colour, so that nothing rests on colour alone."""

COLOURS = {
    CONFIRMED: "#3b3b3b",
    PRELIMINARY: "#8a8a8a",
    POSSIBLE: "#d9b44a",
    EMERGENCY: "#b0006d",
    ON: "#f7e9a0",
    LIKELY_ON: "#fbf5d7",
    UNKNOWN: "#ffffff",
}
