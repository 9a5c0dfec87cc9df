"""Who has what at one instant, as the dictionary that `docs/results.md` describes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from relight.engine.because import facility_cause, feeder_because, feeder_detail
from relight.engine.clock import instant_of
from relight.engine.figures import Figure, official_figures
from relight.engine.model import Model, compile_region
from relight.engine.replay import State, replay
from relight.engine.rounding import megawatts, people
from relight.engine.simulate import switched_mw
from relight.model.situation import Situation


@dataclass(frozen=True, eq=False)
class Status:
    """The State at one instant with everything that is told about it."""

    state: State
    figures: tuple[Figure, ...]

    def __repr__(self) -> str:
        return f"<Status of {self.state.situation.region.settings.name} at {self.state.situation.at.isoformat()}>"

    def as_dict(self) -> dict[str, Any]:
        """The dictionary that `relight status --json` prints."""
        state = self.state
        situation, model = state.situation, state.model
        return {
            "region": situation.region.settings.name,
            "timezone": situation.region.settings.timezone,
            "at": _iso(situation.at, situation),
            "commit": model.commit,
            **_megawatts(state),
            "islands": _islands(state),
            "feeders_off": feeders_off(state),
            "districts": _districts(state),
            "people_without": without_by_service(state),
            "not_modelled": not_modelled_by_service(model),
            "facilities_down": _facilities_down(state),
            "figures": [figure_row(figure, situation) for figure in self.figures if figure.latest],
            "unexplained": _unexplained(state),
            "reports": reports_row(situation),
            "assumptions": assumption_rows(model, self.figures),
        }


def status(situation: Situation, model: Model | None = None, commit: bool = False) -> Status:
    """Who has what at the Situation's instant.

    Parameters
    ----------
    situation
        What is believed.
    model
        The Situation's Region compiled before, to save that work: the `model` of a State that `replay` gave.
    commit
        Whether units stand still or give their least output or more; part of the model, if there is one.

    Raises
    ------
    InputError
        With `commit` in a region whose dynamics are on.
    """
    return status_of(replay(situation, model or compile_region(situation.region, commit=commit)))


def status_of(state: State) -> Status:
    """What is told about a State."""
    return Status(state, official_figures(state))


def figure_row(figure: Figure, situation: Situation) -> dict[str, Any]:
    """An official figure beside the computed one."""
    row = figure.report
    return {
        "subject": row.subject,
        "unit": row.unit,
        "at": _iso(row.valid_from, situation),
        "reported": row.value,
        "computed": None if figure.computed is None else people(figure.computed),
        "difference": None if figure.difference is None else people(figure.difference),
        "source": row.source,
        "report": row.report,
    }


def reports_row(situation: Situation) -> dict[str, Any]:
    """How many reports are known, believed and dropped, and how old the newest is."""
    believed = situation.believed
    why = Counter(dropped.why for dropped in situation.dropped)
    known = [*believed, *(dropped.report for dropped in situation.dropped if dropped.why != "not yet known")]
    newest = max((report.reported_at for report in known), default=None)
    return {
        "known": len(known),
        "believed": len(believed),
        "superseded": why["superseded"],
        "retracted": why["retracted"],
        "outvoted": why["outvoted"],
        "duplicate": why["duplicate"],
        "newest": None if newest is None else _iso(newest, situation),
        "age_minutes": None if newest is None else round((situation.at - newest).total_seconds() / 60, 3),
    }


def assumption_rows(model: Model, figures: tuple[Figure, ...] = (), also: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The assumptions a result rests on, with source and grade."""
    assumptions = model.region.assumptions
    names = {*model.services.assumptions_used, *also}
    if any(feeder.customers is None for feeder in model.region.feeders):
        names.add("people_per_customer")
    return [
        {
            "name": about.name,
            "value": about.value,
            "unit": about.unit,
            "meaning": about.meaning,
            "source": about.source,
            "grade": about.grade,
            "changed": about.changed,
        }
        for about in (assumptions.about(name) for name in sorted(names))
    ]


def without_by_service(state: State) -> dict[str, float]:
    """{service: people without it} over all districts, now."""
    total: dict[str, float] = dict.fromkeys(state.situation.region.settings.services, 0.0)
    for at, (_, service) in enumerate(state.model.services.cells[: state.model.services.rota_cells]):
        total[service] += float(state.present.live.without[at])
    return {service: people(number) for service, number in total.items()}


def not_modelled_by_service(model: Model) -> dict[str, float]:
    """{service: people whom nobody is known to serve} over all districts."""
    total: dict[str, float] = defaultdict(float)
    for (_, service), number in model.not_modelled.items():
        total[service] += number
    return {service: people(total[service]) for service in model.region.settings.services}


def feeders_off(state: State) -> list[dict[str, Any]]:
    """Every feeder that is off, with the reason and since when."""
    model, present = state.model, state.present
    rows = []
    group = {feeder.feeder: feeder.outage_group for feeder in model.region.feeders}
    for at in np.flatnonzero(present.feeder_share <= 0):
        feeder = model.grid.feeder_ids[at]
        rows.append(
            {
                "feeder": feeder,
                "because": feeder_because(int(at), state),
                "detail": feeder_detail(int(at), state),
                "district": model.feeder_district[at],
                "zone": model.feeder_zone[at],
                "outage_group": group[feeder],
                "people": people(float(model.services.wiring.feeder_people[at])),
                "since": _since(float(present.feeder_since[at]), state),
            }
        )
    return rows


def _since(minute: float, state: State) -> str | None:
    """When a feeder went off; none if it was off before the past that is known."""
    situation = state.situation
    if np.isinf(minute):
        return None
    return instant_of(minute, situation.at, situation.region.settings.zone).isoformat()


def _megawatts(state: State) -> dict[str, float]:
    demand, served = state.present.demand_mw, state.present.served
    assert demand is not None
    assert served is not None
    switched = switched_mw(state.present, demand)
    return {
        "demand_mw": megawatts(float(demand.sum())),
        "served_mw": megawatts(served.served_mw),
        "switched_mw": megawatts(switched),
        "unserved_mw": megawatts(max(0.0, float(demand.sum()) - switched)),
    }


def _islands(state: State) -> list[dict[str, Any]]:
    served, grid = state.present.served, state.model.grid
    assert served is not None
    of_feeder = served.bus_island[grid.feeder_bus] if len(grid.feeder_bus) else np.zeros(0, dtype=np.int64)
    return [
        {
            "buses": [grid.bus_ids[bus] for bus in np.flatnonzero(served.bus_island == island)],
            "demand_mw": megawatts(float(served.island_demand_mw[island])),
            "served_mw": megawatts(float(served.served_by_island[island])),
            "switched_mw": megawatts(float(served.feeder_mw[of_feeder == island].sum())),
            "capacity_mw": megawatts(float(served.island_capacity_mw[island])),
        }
        for island in range(len(served.island_capacity_mw))
    ]


def _districts(state: State) -> list[dict[str, Any]]:
    model, live = state.model, state.present.live
    position = {cell: at for at, cell in enumerate(model.services.cells[: model.services.rota_cells])}
    services = model.region.settings.services
    return [
        {
            "district": row.district,
            "name": row.name or row.district,
            "parent": row.parent,
            "people": people(row.people),
            "without": {name: people(float(live.without[position[row.district, name]])) for name in services},
            "not_modelled": {name: people(model.not_modelled[row.district, name]) for name in services},
        }
        for row in sorted(model.region.districts, key=lambda row: row.district)
    ]


def _facilities_down(state: State) -> list[dict[str, Any]]:
    model, live = state.model, state.present.live
    rows = []
    facilities = {f"facility:{row.facility}": row for row in model.region.facilities}
    for at, asset in enumerate(model.services.asset_ids):
        if asset not in facilities or live.level[at] >= 1.0:
            continue
        row, cause = facilities[asset], facility_cause(at, state)
        rows.append(
            {
                "facility": row.facility,
                "name": row.name or row.facility,
                "kind": row.kind,
                "district": row.district,
                "level": round(float(live.level[at]), 6),
                "because": cause.because,
                "chain": list(cause.chain),
            }
        )
    return rows


def _unexplained(state: State) -> list[dict[str, Any]]:
    """Feeders seen on that the engine computes off, and the other way round: a report is missing."""
    present = state.present
    rows = []
    for at in np.flatnonzero(present.seen >= 0):
        observed, computed = bool(present.seen[at]), bool(present.computed_share[at] > 0)
        if observed != computed:
            rows.append(
                {
                    "feeder": state.model.grid.feeder_ids[at],
                    "observed": "energised" if observed else "deenergised",
                    "computed": "on" if computed else "off",
                }
            )
    return rows


def _iso(instant: datetime, situation: Situation) -> str:
    return instant.astimezone(situation.region.settings.zone).isoformat()
