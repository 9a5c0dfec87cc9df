"""An outlook by place: districts and outage groups, who is without what in every slot, and when it is back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from relight.engine.clock import minute_of
from relight.engine.replay import State
from relight.engine.result_rows import stamp
from relight.engine.returns import PROMISED, Return
from relight.engine.rounding import people, rounded
from relight.engine.timeline import promised_minutes
from relight.engine.wiring import Cell, Floats


@dataclass(frozen=True, eq=False)
class Places:
    """People without, slot × cell, read out by district and by outage group."""

    state: State
    without: Floats
    slot_hours: Floats
    back_at: Floats
    overdue: frozenset[int]
    promised: Sequence[float]  # minutes at which something is back because somebody said so

    @property
    def cells(self) -> tuple[Cell, ...]:
        """(district, service) of each of the first columns; outage groups follow."""
        services = self.state.model.services
        return services.cells[: services.rota_cells]

    def totals(self) -> dict[str, Floats]:
        """{service: people without it in each slot} over all districts."""
        names = self.state.situation.region.settings.services
        return {
            name: self.without[:, [at for at, (_, service) in enumerate(self.cells) if service == name]].sum(axis=1)
            for name in names
        }

    def weighted_person_hours(self) -> float:
        """Person-hours without each service, weighted by the region's weights."""
        region = self.state.situation.region
        usual = region.assumptions["service_weight"]
        return sum(
            region.settings.weights.get(service, usual) * float(row @ self.slot_hours)
            for service, row in self.totals().items()
        )

    def district_rows(self) -> list[dict[str, Any]]:
        """One row a district, in order of id."""
        region, model = self.state.situation.region, self.state.model
        names = region.settings.services
        position = {cell: at for at, cell in enumerate(self.cells)}
        now = self.state.present.live.without
        rows = []
        for row in sorted(region.districts, key=lambda row: row.district):
            column = {name: position[row.district, name] for name in names}
            back = {name: self._back(at) for name, at in column.items()}
            rows.append(
                {
                    "district": row.district,
                    "name": row.name or row.district,
                    "parent": row.parent,
                    "people": people(row.people),
                    "without_at": {name: rounded(self.without[:, at], 3) for name, at in column.items()},
                    "without_now": {name: people(float(now[at])) for name, at in column.items()},
                    "not_modelled": {name: people(model.not_modelled[row.district, name]) for name in names},
                    "person_hours_without": {
                        name: people(float(self.without[:, at] @ self.slot_hours)) for name, at in column.items()
                    },
                    "back_at": {name: entry for name, entry in back.items() if entry is not None},
                }
            )
        return rows

    def group_rows(self) -> list[dict[str, Any]]:
        """One row an outage group of a zone."""
        services = self.state.model.services
        wiring, live = services.wiring, self.state.present.live
        rows = []
        for at in range(services.rota_cells, len(services.cells)):
            zone, group = services.cells[at]
            rows.append(
                {
                    "zone": zone,
                    "outage_group": group,
                    "people": people(float(wiring.feeder_people[wiring.feeder_rota_cell == at].sum())),
                    "without_now": people(float(live.without[at])),
                    "without_at": rounded(self.without[:, at], 3),
                    "back_at": self._back(at),
                }
            )
        return rows

    def _back(self, cell: int) -> dict[str, str | None] | None:
        """When a cell is back and how sure that is; None if nobody in it is ever without."""
        minute = float(self.back_at[cell])
        if minute == -np.inf:
            return None
        if minute == np.inf:
            return {"time": None, "status": "overdue" if cell in self.overdue else "unknown"}
        confirmed = any(abs(promise - minute) < 1e-6 for promise in self.promised)
        return {"time": stamp(minute, self.state), "status": "confirmed" if confirmed else "estimated"}


def promised_back(state: State, returns: Sequence[Return]) -> list[float]:
    """Minutes at which something damaged or seen off is back because somebody said so."""
    origin = state.situation.at
    returned = [back.at for back in returns if back.at is not None and back.basis == PROMISED]
    return [minute_of(promise, origin) for promise in returned] + promised_minutes(state.situation)
