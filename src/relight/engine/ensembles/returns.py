"""Returns of an ensemble: damaged assets, buses and units, and services in all of a region, each with its chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from relight.engine.ensembles.back_statistics import Areas
from relight.engine.ensembles.histogram import Histogram
from relight.engine.ensembles.quantiles import LIKELY, PERCENTS, back_times, share, times
from relight.engine.outlook import Outlook
from relight.engine.replay import State
from relight.engine.result_rows import stamp
from relight.engine.trace_rows import restart_assets, restart_minutes, restart_rows
from relight.engine.wiring import Floats

Row = dict[str, Any]


def binned_back(histogram: Histogram, at: int, scenarios: int, state: State) -> Row:
    """P10, P50 and P90 of when one thing is back, over the scenarios that are counted, and how often it is not.

    The last bin is 'not within the horizon'; `not_back` is its share of all scenarios.
    """
    one = Histogram(histogram.most[at : at + 1], histogram.counts[at : at + 1])
    last = float(one.most[0]) * (1 - 0.5 / (one.counts.shape[1] - 1))
    counted = one.counts.any()
    minutes = {percent: float(one.quantile(percent)[0]) if counted else np.inf for percent in PERCENTS}
    within = {percent: np.inf if minute > last else minute for percent, minute in minutes.items()}
    return {**times(within, state), "not_back": share(float(one.counts[0, -1]) / scenarios)}


def return_chances(single: Sequence[Row], histogram: Histogram, scenarios: int, state: State) -> list[Row]:
    """The list of damage, each with the chance of its return; what is promised or planned stays as it was said."""
    return [{**row, "chance": binned_back(histogram, at, scenarios, state)} for at, row in enumerate(single)]


def everywhere(areas: Areas, minutes: Floats, state: State) -> tuple[Row, list[Row]]:
    """When each service is back in all of the region, {service: times}, and one row a parent with the same; exact.

    A service that nine scenarios in ten never lose is left out.
    """
    services = len(areas.services)
    found = [
        {
            service: back_times(minutes[:, services * at + column], state)
            for column, service in enumerate(areas.services)
            if (minutes[:, services * at + column] > 0).mean() > LIKELY
        }
        for at in range(len(areas.names))
    ]
    rows = [{"parent": name, "back_at": back} for name, back in zip(areas.names[1:], found[1:], strict=True)]
    return found[0], rows


def restart_chances(single: Outlook, histogram: Histogram, scenarios: int) -> list[Row]:
    """What came back up to the start, which is known, then what comes back after it, each with its chance.

    Of the latter there stands what comes back in the single run or in at least one scenario in ten. `probability` is
    the share of scenarios in which it comes back within the horizon, `not_back` of those in which it is out at the end.
    """
    state, operation = single.state, single.operation
    if operation is None or state.present.operation is None:
        return []
    alone = restart_minutes(operation)
    within = (histogram.counts.sum(axis=1) - histogram.counts[:, -1]) / scenarios
    ahead = []
    for at, about in enumerate(restart_assets(state)):
        comes = 0 < alone[at] <= single.end
        if comes or within[at] >= LIKELY:
            chance = {"probability": share(float(within[at])), **binned_back(histogram, at, scenarios, state)}
            ahead.append({"at": stamp(float(alone[at]), state) if comes else None, **about, "chance": chance})
    ahead.sort(key=lambda row: (row["chance"]["p50"] is None, row["chance"]["p50"], row["what"], row["asset"]))
    return [*restart_rows(state, state.present.operation, until=0.0), *ahead]
