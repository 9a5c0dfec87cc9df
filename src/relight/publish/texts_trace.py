"""What a cascade's trace says on pages and in tables, in every language."""

# ruff: noqa: RUF001
from __future__ import annotations

ENGLISH_TRACE: dict[str, str] = {
    "section.cascade": "How the blackout came about",
    "trace.note": (
        "Computed by simple rules from the reported damage. Bold: an instant at which something got worse, with the "
        "load that was on before and after; below it every round on what the last one left, island by island. Load and "
        "generation are those at the beginning of a round."
    ),
    "trace.title": "Trace of {region}, to {time}",
    "trace.none": "Nothing got worse at any known instant: no cascade.",
    "trace.summary": "Shocks: {count} ({times}). {before} MW on before the first, {after} MW after the last.",
    "trace.what.balanced": "In balance",
    "trace.what.response": "Units raised their output",
    "trace.what.shed": "Relays shed {feeders} feeders, {shed} MW",
    "trace.what.run back": "Units lowered their output",
    "trace.what.units tripped": "Units tripped on the surplus",
    "trace.what.collapsed": "COLLAPSED: {why}",
    "trace.between": "By the next shock {change} MW: feeders seen off or on, switched or picked up",
    "trace.could": "within seconds units could change by {response} MW",
    "trace.units": "units tripped: {units}",
    "trace.stopped": "units stopped: {units}",
    "trace.branches": "Tripped: {branches}",
    "trace.branch": "{branch} with {flow} MW, trips at {limit} MW",
    "trace.island": "{buses} … ({count} buses)",
    "trace.more": "{items} and {count} more",
    "trace.all": "all",
    "trace.derated": "{asset} to {share}",
    "trace.event.out": "Out: {assets}",
    "trace.event.derated": "Cut: {assets}",
    "trace.event.restored": "Back: {assets}",
    "trace.event.deenergised": "Seen without power: {assets}",
    "trace.event.energised": "Seen with power: {assets}",
    "trace.unnamed": "Damage",
    "caption.cascade": "Load and generation [MW] of every island in every round",
    "caption.restart": "Restart: when buses became live and units ran, each the last time; after {time} as foreseen",
    "column.time": "Time",
    "column.round": "Round",
    "column.island": "Island",
    "column.load": "Load",
    "column.generation": "Gen.",
    "column.happened": "What happened",
    "column.load_after": "After",
    "column.buses_live": "Buses live",
    "column.units_run": "Units run",
}

UKRAINIAN_TRACE: dict[str, str] = {
    "section.cascade": "Як сталося знеструмлення",
    "trace.note": (
        "Обчислено за простими правилами з повідомлених пошкоджень. Жирним — мить, коли щось погіршало, з "
        "навантаженням до і після; нижче кожен крок на тому, що лишив попередній, острів за островом. Навантаження "
        "й генерація — на початку кроку."
    ),
    "trace.title": "Перебіг аварії: {region}, до {time}",
    "trace.none": "У жодну відому мить нічого не погіршало: каскаду немає.",
    "trace.summary": "Поштовхів: {count} ({times}). {before} МВт увімкнено перед першим, {after} МВт після останнього.",
    "trace.what.balanced": "У рівновазі",
    "trace.what.response": "Блоки підняли потужність",
    "trace.what.shed": "Реле вимкнули фідерів: {feeders}, {shed} МВт",
    "trace.what.run back": "Блоки знизили потужність",
    "trace.what.units tripped": "Блоки вимкнулися через надлишок",
    "trace.what.collapsed": "РОЗПАД: {why}",
    "trace.between": "До наступного поштовху {change} МВт: фідери бачили, вимкнули чи ввімкнули",
    "trace.could": "за секунди блоки могли змінити {response} МВт",
    "trace.units": "вимкнулися блоки: {units}",
    "trace.stopped": "зупинилися блоки: {units}",
    "trace.branches": "Вимкнулися: {branches}",
    "trace.branch": "{branch} з {flow} МВт, межа {limit} МВт",
    "trace.island": "{buses} … (шин: {count})",
    "trace.more": "{items} і ще {count}",
    "trace.all": "усі",
    "trace.derated": "{asset} до {share}",
    "trace.event.out": "Вийшло з ладу: {assets}",
    "trace.event.derated": "Обмежено: {assets}",
    "trace.event.restored": "Повернулося: {assets}",
    "trace.event.deenergised": "Бачили без живлення: {assets}",
    "trace.event.energised": "Бачили з живленням: {assets}",
    "trace.unnamed": "Пошкодження",
    "caption.cascade": "Навантаження та генерація [МВт] кожного острова на кожному кроці",
    "caption.restart": "Відновлення: коли востаннє ожили шини й запрацювали блоки; після {time} — очікувано",
    "column.time": "Час",
    "column.round": "Крок",
    "column.island": "Острів",
    "column.load": "Навант.",
    "column.generation": "Ген.",
    "column.happened": "Що сталося",
    "column.load_after": "Після",
    "column.buses_live": "Шини під напругою",
    "column.units_run": "Блоки працюють",
}
