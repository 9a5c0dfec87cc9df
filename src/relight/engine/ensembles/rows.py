"""An ensemble as a dictionary: the single run's, with P10, P50 and P90 where that has one number."""

from __future__ import annotations

from typing import Any

import numpy as np

from relight.engine.ensembles.back_statistics import areas_of
from relight.engine.ensembles.cascades import cascade_ahead
from relight.engine.ensembles.clock_statistics import Clocks
from relight.engine.ensembles.clocks import ClockChances
from relight.engine.ensembles.histogram import Histogram
from relight.engine.ensembles.quantiles import LIKELY, PERCENTS, exact
from relight.engine.ensembles.returns import binned_back, everywhere, restart_chances, return_chances
from relight.engine.ensembles.rota import ensemble_rota
from relight.engine.ensembles.scores import score_bands
from relight.engine.ensembles.statistics import STEP_MINUTES, Statistics
from relight.engine.outlook import Outlook
from relight.engine.replay import State
from relight.engine.result_rows import backup_rows, stamp
from relight.engine.rounding import megawatts, people, rounded
from relight.engine.status import assumption_rows
from relight.engine.trace_rows import trace_rows
from relight.engine.wiring import Floats
from relight.model.assumptions import CHANCE

CHANCE_ASSUMPTIONS = tuple(about.name for about in CHANCE)


def ensemble_dict(outlook: Outlook, statistics: Statistics, clocks: Clocks, seed: int) -> dict[str, Any]:
    """The dictionary of an ensemble.

    Totals are exact quantiles over scenarios; slots and places come from bins and are off by at most half a bin, as
    `ensemble.accuracy` says. What has happened up to the start is known and stays one number; so does what somebody
    has promised or planned. `docs/ensembles.md` lists every key with its band, or why it has none.
    """
    single, state, rota = outlook.as_dict(), outlook.state, outlook.rota
    scenarios = len(statistics.totals.numbers)
    chances = ClockChances(outlook, clocks, statistics.clocks, scenarios)
    names = state.situation.region.settings.services
    slots = len(single["slots"])
    total = _by_percent(statistics.total, (slots, len(names)))
    power = _by_percent(statistics.power, (3, slots))
    result = {
        **single,
        "ensemble": _about(statistics, state, seed),
        "unserved_mwh": exact(statistics.totals.unserved_mwh, megawatts),
        "person_hours_without": {
            name: exact(statistics.totals.person_hours[:, at], people) for at, name in enumerate(names)
        },
        "weighted_person_hours": exact(statistics.totals.person_hours @ _weights(state), people),
        "people_without": {name: _slots(total, np.s_[:, at], 3) for at, name in enumerate(names)},
        "demand_mw": _slots(power, np.s_[0], 6),
        "served_mw": _slots(power, np.s_[1], 6),
        "switched_mw": _slots(power, np.s_[2], 6),
        "assumptions": assumption_rows(state.model, also=(*_names(single), *CHANCE_ASSUMPTIONS)),
        "run_out": _run_outs(single["run_out"], state, statistics),
        "clocks": chances.clock_rows(single["clocks"]),
        "warnings": chances.warning_rows(single["warnings"]),
        "returns": return_chances(single["returns"], statistics.returned, scenarios, state),
        "scores": score_bands(statistics.totals.scores, state),
        "cascade": trace_rows(state, state.present.trace),
        "cascade_ahead": cascade_ahead(statistics.totals.cascades, state),
        "restart": restart_chances(outlook, statistics.restarted, scenarios),
    }
    result["back_at"], result["parents"] = everywhere(areas_of(state), statistics.totals.everywhere, state)
    result["districts"], result["groups"] = _places(single, state, statistics)
    if rota is not None and statistics.beyond_rota is not None:
        result["rota"] = ensemble_rota(rota, statistics.beyond_rota, statistics.totals.rota_mwh)
    return result


def _names(single: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row["name"] for row in single["assumptions"])


def _about(statistics: Statistics, state: State, seed: int) -> dict[str, Any]:
    count = len(statistics.totals.numbers)
    return {
        "scenarios": count,
        "seed": seed,
        "percents": list(PERCENTS),
        "accuracy": {
            "totals": "exact",
            "people_in_a_place": f"± {50 / (statistics.without.counts.shape[1] - 1):g} % of its people",
            "person_hours_in_a_place": f"± {50 / (statistics.hours.counts.shape[1] - 1):g} % of its people's hours",
            "people_in_all": f"± {50 / (statistics.total.counts.shape[1] - 1):g} % of the people with that service",
            "megawatts": f"± {50 / (statistics.power.counts.shape[1] - 1):g} % of twice the peak demand",
            "times": f"± {STEP_MINUTES / 2:g} min",
        },
    }


def _weights(state: State) -> Floats:
    region = state.situation.region
    usual = region.assumptions["service_weight"]
    return np.array([region.settings.weights.get(name, usual) for name in region.settings.services])


def _by_percent(histogram: Histogram, shape: tuple[int, ...]) -> dict[int, Floats]:
    return {percent: histogram.quantile(percent).reshape(shape) for percent in PERCENTS}


def _slots(by_percent: dict[int, Floats], part: Any, decimals: int) -> dict[str, list[float]]:
    return {f"p{percent}": rounded(values[part], decimals) for percent, values in by_percent.items()}


def _places(
    single: dict[str, Any], state: State, statistics: Statistics
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    services = state.model.services
    cells = {cell: at for at, cell in enumerate(services.cells[: services.rota_cells])}
    groups = {cell: at for at, cell in enumerate(services.cells) if at >= services.rota_cells}
    without = _by_percent(statistics.without, (len(single["slots"]), len(services.cells)))
    hours = _by_percent(statistics.hours, (len(services.cells),))
    districts = []
    for row in single["districts"]:
        columns = {name: cells[row["district"], name] for name in row["without_at"]}
        back = {name: _back(at, row["back_at"].get(name), state, statistics) for name, at in columns.items()}
        districts.append(
            {
                **row,
                "without_at": {name: _slots(without, np.s_[:, at], 3) for name, at in columns.items()},
                "person_hours_without": {
                    name: {f"p{percent}": people(float(values[at])) for percent, values in hours.items()}
                    for name, at in columns.items()
                },
                "back_at": {name: entry for name, entry in back.items() if entry is not None},
            }
        )
    rotated = []
    for row in single["groups"]:
        at = groups[row["zone"], row["outage_group"]]
        band = _slots(without, np.s_[:, at], 3)
        rotated.append({**row, "without_at": band, "back_at": _back(at, row["back_at"], state, statistics)})
    return districts, rotated


def _back(cell: int, single: dict[str, Any] | None, state: State, statistics: Statistics) -> dict[str, Any] | None:
    """When a cell is back; None if nobody is without in nine scenarios of ten, nor in the single run."""
    counts = statistics.back.counts[cell]
    if single is None and counts[0] >= (1 - LIKELY) * len(statistics.totals.numbers):
        return None
    status = "estimated" if single is None else single["status"]
    return {**binned_back(statistics.back, cell, len(statistics.totals.numbers), state), "status": status}


def _time(minute: float, beyond: float, state: State) -> str | None:
    return None if minute >= beyond - STEP_MINUTES / 2 else stamp(minute, state)


def _run_outs(single: list[dict[str, Any]], state: State, statistics: Statistics) -> list[dict[str, Any]]:
    """Backups that run out in the single run or in any scenario, with the chance of it and when; the first first.

    `minute` and `at` are the single run's, else the median of the scenarios in which it runs out.
    """
    about, count = backup_rows(state), len(statistics.totals.numbers)
    first = {(row["facility"], row["need"], row["backup"]): row for row in reversed(single)}
    quantiles = {percent: statistics.run_out.quantile(percent) for percent in PERCENTS}
    rows = []
    for at, row in enumerate(about):
        alone = first.get((row["facility"], row["need"], row["backup"]))
        probability = 1 - float(statistics.run_out.counts[at, -1]) / count
        if alone is None and probability == 0:
            continue
        beyond = float(statistics.run_out.most[at])
        minute = _median_minute(statistics.run_out, at) if alone is None else alone["minute"]
        times = {f"at_p{percent}": _time(float(values[at]), beyond, state) for percent, values in quantiles.items()}
        rows.append(
            {**row, "minute": minute, "at": stamp(minute, state), "probability": round(probability, 6), **times}
        )
    return sorted(rows, key=lambda row: (row["minute"], row["facility"], row["need"], row["backup"]))


def _median_minute(histogram: Histogram, at: int) -> float:
    """Median minute of a backup's run-out over the scenarios in which it runs out."""
    below = np.cumsum(histogram.counts[at, :-1], dtype=np.int64)
    return float(np.argmax(below >= np.ceil(below[-1] / 2)) * STEP_MINUTES)
