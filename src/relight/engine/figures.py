"""Official figures beside computed ones: where they differ most, a report is missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.replay import Sample, State, figures_of
from relight.engine.timeline import ancestors
from relight.model.schema import Report
from relight.model.services import ELECTRICITY


@dataclass(frozen=True)
class Figure:
    """What an official said of a place, and what the engine computes for the same place and time."""

    report: Report
    computed: float | None  # None if the figure speaks of a time after the Situation's
    latest: bool  # no newer figure for that place and unit

    @property
    def difference(self) -> float | None:
        """Reported − computed."""
        return None if self.computed is None else (self.report.value or 0.0) - self.computed


def official_figures(state: State) -> tuple[Figure, ...]:
    """Every believed figure with its computed counterpart, in order of time."""
    rows = figures_of(state.situation)
    newest = {(row.subject, row.unit): row for row in rows}
    return tuple(
        Figure(row, _computed(row, state), latest=newest[row.subject, row.unit] is row) for row in rows
    )


def _computed(row: Report, state: State) -> float | None:
    sample = state.samples.get(row.valid_from)
    if sample is None:
        return None
    districts = districts_of(row.subject, state)
    service, _, who = row.unit.partition("/")
    if who == "people":
        return _people_without(service, districts, sample, state)
    if service == ELECTRICITY:
        return _customers_off(districts, sample, state)
    per_customer = state.situation.region.assumptions["people_per_customer"]
    return _people_without(service, districts, sample, state) / per_customer


def districts_of(subject: str, state: State) -> frozenset[str]:
    """The districts that `district:x` or `region:x` stands for."""
    kind, _, name = subject.partition(":")
    if kind == "district":
        return frozenset({name})
    parents = {row.district: row.parent for row in state.situation.region.districts}
    return frozenset(district for district in parents if name in ancestors(district, parents))


def _people_without(service: str, districts: frozenset[str], sample: Sample, state: State) -> float:
    cells = state.model.services.cells[: state.model.services.rota_cells]
    return float(
        sum(sample.without[at] for at, (place, name) in enumerate(cells) if name == service and place in districts)
    )


def _customers_off(districts: frozenset[str], sample: Sample, state: State) -> float:
    here = np.array([district in districts for district in state.model.feeder_district], dtype=np.bool_)
    off = 1.0 - sample.feeder_share
    return float((state.model.feeder_customers * off)[here].sum())
