"""What happens under a repair plan, as the engine computes it: people without each service from minute to minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from relight.engine.clock import local_edges
from relight.engine.model import Model
from relight.engine.replay import State
from relight.engine.returns import ConditionStep, conditions
from relight.engine.simulate import simulate
from relight.engine.timeline import Timeline, future
from relight.engine.wiring import Floats, Ints
from relight.model.schema import Repair


@dataclass(frozen=True, eq=False)
class Course:
    """The course of events: what holds from each minute on, and the sum over the horizon."""

    minutes: tuple[float, ...]
    served_mw: Floats
    switched_mw: Floats
    without: Floats  # minute × service: people
    person_hours: Floats  # per service

    def at(self, minute: float) -> int:
        """Position of what holds at a minute."""
        return max(0, int(np.searchsorted(self.minutes, minute + 1e-9, side="right")) - 1)


class Forecaster:
    """Runs the engine from one State under many plans.

    Parameters
    ----------
    state
        The computed present.
    end_minute
        End of the horizon.
    hourly
        Whether demand follows the hours; else it stays as it is at the start.
    """

    def __init__(self, state: State, end_minute: float, hourly: bool = True) -> None:
        self.state, self.end_minute = state, end_minute
        self._situation = state.situation
        self._hourly = hourly
        self.services = self._situation.region.settings.services
        self._cells = _cells_of_services(state.model)
        self.runs = 0

    @property
    def weights(self) -> Floats:
        """Weight of a person-hour without each service."""
        settings = self._situation.region.settings
        usual = self._situation.region.assumptions["service_weight"]
        return np.array([settings.weights.get(service, usual) for service in self.services])

    def run(self, repairs: Sequence[Repair], until: float | None = None) -> Course:
        """The course of events under a plan, to the end of the horizon or beyond it if `until` is later.

        Person-hours are counted to the end of the horizon.
        """
        return self.run_steps(conditions(self._situation, repairs)[0], until)

    def run_steps(self, steps: Sequence[ConditionStep], until: float | None = None) -> Course:
        """The same when assets' conditions change as the steps say."""
        self.runs += 1
        present, model = self.state.present.copy(), self.state.model
        last = max(self.end_minute, until or 0.0)
        minutes: list[float] = []
        served, switched = list[float](), list[float]()
        without: list[Floats] = []
        person_minutes = np.zeros(len(self.services))
        for interval in simulate(model, present, self._timeline(steps, last), self._situation.at):
            minutes.append(interval.begin)
            served.append(interval.served_mw)
            switched.append(interval.switched_mw)
            # Nothing changes between events, so what the kernel has counted last held for all of the interval.
            length = interval.end - interval.begin
            people = self._by_service(interval.without_minutes)
            without.append(people / length)
            if interval.begin < self.end_minute:
                person_minutes += people
        return Course(tuple(minutes), np.array(served), np.array(switched), np.array(without), person_minutes / 60)

    def loss(self, repairs: Sequence[Repair]) -> float:
        """Weighted person-hours without services under a plan."""
        return float(self.run(repairs).person_hours @ self.weights)

    def _timeline(self, steps: Sequence[ConditionStep], last: float) -> Timeline:
        """What changes and when; full hours where demand follows them, and slots where cold load does."""
        whole = future(self._situation, tuple(steps), last)
        settings = self._situation.region.settings
        edges = set(whole.edges) if settings.dynamics else set[float]()
        if self._hourly:
            edges |= set(local_edges(self._situation.at, settings.zone, 0.0, last, 60))
        if last > self.end_minute:
            edges.add(self.end_minute)
        return replace(whole, edges=tuple(sorted(edges)))

    def _by_service(self, per_cell: Floats) -> Floats:
        sums = np.bincount(self._cells, weights=per_cell[: len(self._cells)], minlength=len(self.services) + 1)
        return sums[:-1].astype(np.float64)


def held_demand(model: Model, demand_mw: Floats) -> Model:
    """The model with a demand that does not follow the hours."""
    return replace(model, demand_mw=np.tile(demand_mw, (len(model.demand_mw), 1)))


def _cells_of_services(model: Model) -> Ints:
    """Per cell of a district the position of its service."""
    names = list(model.region.settings.services)
    services = [service for _, service in model.services.cells[: model.services.rota_cells]]
    return np.array([names.index(service) if service in names else len(names) for service in services], dtype=np.int64)
