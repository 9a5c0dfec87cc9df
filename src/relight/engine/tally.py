"""Adds up what happens, slot by slot, while time passes."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from relight.engine.replay import State
from relight.engine.score import Score, back_minutes, customer_indices, gini
from relight.engine.simulate import Interval
from relight.engine.wiring import Floats
from relight.model.services import ELECTRICITY


class Tally:
    """Sums of every interval so far: MW·min and person-minutes a slot, customers interrupted, people in the dark."""

    def __init__(self, state: State, slots: tuple[float, ...], end: float) -> None:
        self.state, self.slots, self.end = state, slots, end
        self.demand, self.served, self.switched = (np.zeros(len(slots)) for _ in range(3))
        self.without = np.zeros((len(slots), len(state.model.services.cells)))
        self.logs: list[Floats] = []
        self.lit = state.present.feeder_share.copy()
        self.customer_hours = 0.0
        self.interruptions = float((state.model.feeder_customers * (1 - self.lit)).sum())
        self.dark: list[tuple[float, float]] = [(0.0, self._in_the_dark(self.lit))]

    def add(self, interval: Interval) -> None:
        """One more interval; slots never end inside one."""
        slot = bisect_right(self.slots, interval.begin) - 1
        minutes = interval.end - interval.begin
        self.demand[slot] += interval.demand_mw * minutes
        self.served[slot] += interval.served_mw * minutes
        self.switched[slot] += interval.switched_mw * minutes
        self.without[slot] += interval.without_minutes
        self.logs.append(interval.log)
        customers, share = self.state.model.feeder_customers, interval.feeder_share
        self.customer_hours += float(customers @ (1 - share)) * minutes / 60
        self.interruptions += float(customers @ np.maximum(0.0, self.lit - share))
        self.lit = share
        self.dark.append((interval.begin, self._in_the_dark(share)))

    def score(self) -> Score:
        """Scores of all that has been added."""
        customers = float(self.state.model.feeder_customers.sum())
        saidi, saifi, caidi = customer_indices(self.customer_hours, self.interruptions, customers)
        people, hours = self._hours_without_electricity()
        return Score(
            ens_mwh=float((self.demand - self.switched).sum()) / 60,
            customer_hours=self.customer_hours,
            saidi_hours=saidi,
            saifi=saifi,
            caidi_hours=caidi,
            back_minutes=back_minutes(self.dark),
            gini_hours_without=gini(hours, people),
            spread_hours_without=float(np.ptp(hours)) if len(hours) else 0.0,
        )

    def _in_the_dark(self, share: Floats) -> float:
        return float(self.state.model.services.wiring.feeder_people @ (1 - share))

    def _hours_without_electricity(self) -> tuple[Floats, Floats]:
        """People of each district, and the hours each of them is without electricity on average."""
        model = self.state.model
        position = {cell: at for at, cell in enumerate(model.services.cells[: model.services.rota_cells])}
        rows = [row for row in sorted(model.region.districts, key=lambda row: row.district) if row.people > 0]
        total = self.without.sum(axis=0) / 60
        hours = [float(total[position[row.district, ELECTRICITY]]) / row.people for row in rows]
        return np.array([row.people for row in rows]), np.array(hours)
