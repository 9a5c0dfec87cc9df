"""What scenarios say of returns: damaged assets, buses and units, and services in all of a region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from relight.engine.clock import minute_of
from relight.engine.operation import Operation
from relight.engine.replay import State
from relight.engine.returns import ConditionStep, Return
from relight.engine.trace_rows import restart_minutes
from relight.engine.wiring import Floats, Ints


@dataclass(frozen=True, eq=False)
class Areas:
    """The whole region and each of its parents, and where their cells are."""

    names: tuple[str, ...]  # "" = the whole region, first
    services: tuple[str, ...]
    cells: tuple[Ints, ...]  # area × service


def areas_of(state: State) -> Areas:
    """The Areas of a State's region."""
    region, services = state.situation.region, state.model.services
    parents = {row.district: row.parent for row in region.districts}
    names = ("", *sorted(set(parents.values()) - {""}))
    cells = services.cells[: services.rota_cells]
    own = [(at, {"", parents[district]}, service) for at, (district, service) in enumerate(cells)]
    return Areas(
        names=names,
        services=tuple(region.settings.services),
        cells=tuple(
            np.array([at for at, areas, served in own if area in areas and served == service], dtype=np.int64)
            for area in names
            for service in region.settings.services
        ),
    )


def back_everywhere(areas: Areas, back_at: Floats, end: float) -> Floats:
    """Area × service: minute from which nobody is without; 0 where nobody ever is, inf = not within the horizon."""
    within = np.where(back_at > end, np.inf, np.maximum(back_at, 0.0))
    return np.array([within[cells].max(initial=0.0) for cells in areas.cells])


def returned(returns: Sequence[Return], steps: Iterable[ConditionStep], state: State, end: float) -> Floats:
    """Per damaged asset the minute at which it works in full again for the first time; inf = not within the horizon."""
    origin = state.situation.at
    minutes: dict[str, list[float]] = {back.asset: [] for back in returns}
    for step in steps:
        if step.share >= 1 and step.asset in minutes:
            minutes[step.asset].append(minute_of(step.valid_from, origin))
    found = np.full(len(returns), np.inf)
    for at, back in enumerate(returns):
        damaged = max(0.0, minute_of(back.since, origin))
        found[at] = min((minute for minute in minutes[back.asset] if damaged < minute <= end), default=np.inf)
    return found


def restarted(operation: Operation | None, end: float) -> Floats:
    """Per bus, then unit, the minute at which it came back last; nan = it never went, inf = not within the horizon."""
    if operation is None:
        return np.zeros(0)
    minutes = restart_minutes(operation)
    return np.where(minutes > end, np.inf, np.where(minutes <= 0, np.nan, minutes))
