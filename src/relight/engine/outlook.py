"""The next hours: what happens from the computed present on, slot by slot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from relight.engine.because import overdue_cells
from relight.engine.clock import hours_problems
from relight.engine.figures import official_figures
from relight.engine.future_run import Progress, run_future
from relight.engine.history import History, history_of, joined
from relight.engine.model import Model
from relight.engine.operation import Operation
from relight.engine.place_rows import Places, promised_back
from relight.engine.present import Shock
from relight.engine.replay import State, replay
from relight.engine.result_rows import clock_rows, notice_rows, return_rows, run_out_rows, score_row, stamp
from relight.engine.returns import Return, conditions
from relight.engine.rota_switching import RotaTally, under_rota, with_rota
from relight.engine.rounding import megawatts, people, rounded
from relight.engine.score import Score
from relight.engine.status import Status, assumption_rows
from relight.engine.timeline import future
from relight.engine.trace_rows import restart_rows, trace_rows
from relight.engine.wiring import Floats
from relight.errors import InputError, Problem
from relight.model.assumptions import DYNAMICS
from relight.model.check import check_repairs, check_rota
from relight.model.region import Region
from relight.model.schema import Repair, RotaSlot
from relight.model.situation import Situation

CLOCK_ASSUMPTIONS = ("mine_order_minutes", "indoor_c", "cold_home_c", "drain_c", "drain_outdoor_c", "service_weight")


@dataclass(frozen=True, eq=False)
class Outlook:
    """What happens over the horizon; arrays are slots first."""

    state: State
    end: float  # minute
    slots: tuple[float, ...]  # minute at which each begins
    demand_mw: Floats
    served_mw: Floats
    switched_mw: Floats
    without: Floats  # slot × cell, time averages
    back_at: Floats  # per cell: minute from which nobody is without; −inf nobody ever is, inf someone still is
    overdue: frozenset[int]  # cells that wait for something overdue at the end of the horizon
    history: History
    returns: tuple[Return, ...]
    score: Score
    trace: list[Shock]  # with dynamics: every cascade, past and foreseen
    operation: Operation | None
    rota: RotaTally | None = None

    def __repr__(self) -> str:
        situation = self.state.situation
        return f"<Outlook of {situation.region.settings.name}, {self.end / 60:g} h from {situation.at.isoformat()}>"

    def as_dict(self) -> dict[str, Any]:
        """The dictionary that `relight outlook --json` prints."""
        state = self.state
        told = state if self.rota is None else under_rota(state, self.rota.rota)
        now = Status(told, official_figures(state)).as_dict()
        promised = promised_back(state, self.returns)
        places = Places(told, self.without, self.slot_hours, self.back_at, self.overdue, promised)
        totals = places.totals()
        return {
            **{key: now[key] for key in ("region", "timezone")},
            **self._horizon(),
            "services": list(totals),
            "people": people(state.situation.region.people),
            "person_hours_without": {service: people(float(row @ self.slot_hours)) for service, row in totals.items()},
            "weighted_person_hours": people(places.weighted_person_hours()),
            "people_without": {service: rounded(row, 3) for service, row in totals.items()},
            "without_now": now["people_without"],
            "not_modelled": now["not_modelled"],
            "districts": places.district_rows(),
            "groups": places.group_rows(),
            "run_out": run_out_rows(state, self.history),
            "clocks": clock_rows(state, self.history, self.end),
            "warnings": notice_rows(state, self.history),
            "returns": return_rows(state, self.returns),
            "scores": score_row(state, self.score),
            **{key: now[key] for key in ("figures", "unexplained", "reports")},
            "assumptions": assumption_rows(state.model, also=self._assumptions()),
            "cascade": trace_rows(state, self.trace),
            "restart": [] if self.operation is None else restart_rows(state, self.operation),
            **({} if self.rota is None else {"rota": self.rota.as_dict()}),
            "now": now,
        }

    def _assumptions(self) -> tuple[str, ...]:
        dynamics = () if self.operation is None else tuple(about.name for about in DYNAMICS)
        return (*CLOCK_ASSUMPTIONS, *dynamics)

    def _horizon(self) -> dict[str, Any]:
        state = self.state
        return {
            "start": stamp(0.0, state),
            "end": stamp(self.end, state),
            "hours": self.end / 60,
            "slot_minutes": state.situation.region.settings.slot_minutes,
            "slots": [stamp(minute, state) for minute in self.slots],
            "demand_mw": rounded(self.demand_mw, 6),
            "served_mw": rounded(self.served_mw, 6),
            "switched_mw": rounded(self.switched_mw, 6),
            "unserved_mwh": megawatts(float((self.demand_mw - self.switched_mw) @ self.slot_hours)),
        }

    @property
    def slot_hours(self) -> Floats:
        """Length of each slot [h]."""
        return np.diff(np.array([*self.slots, self.end])) / 60


def outlook(
    situation: Situation,
    hours: float = 72.0,
    repairs: Sequence[Repair] | None = None,
    model: Model | None = None,
    progress: Progress | None = None,
    rota: Sequence[RotaSlot] | None = None,
) -> Outlook:
    """The Outlook of a Situation.

    Parameters
    ----------
    situation
        What is believed at the start.
    hours
        Length of the horizon [h].
    repairs
        A repair plan; without one damaged assets return as the reports say.
    model
        The Situation's Region compiled before, to save that work: the `model` of a State that `replay` gave.
    progress
        Told how far it is.
    rota
        Rolling outages: a cut group is off, before the start too, and what must be shed beyond them is reported as
        emergency.

    Raises
    ------
    InputError
        If the horizon is none, or repairs or a rota made by a program do not fit the Region.
    """
    if problems := tuple(horizon_problems(situation.region, hours, repairs, rota)):
        raise InputError(problems)
    return outlook_from(replay(situation, model, rota or ()), hours, repairs, progress, rota)


def outlook_from(
    state: State,
    hours: float = 72.0,
    repairs: Sequence[Repair] | None = None,
    progress: Progress | None = None,
    rota: Sequence[RotaSlot] | None = None,
) -> Outlook:
    """The Outlook from a State; the State stays as it was, so many plans can start from one.

    Parameters are those of `outlook`.

    Raises
    ------
    InputError
        If the horizon is none, or repairs or a rota made by a program do not fit the Region.
    """
    if problems := tuple(horizon_problems(state.situation.region, hours, repairs, rota)):
        raise InputError(problems)
    situation, end = state.situation, 60.0 * hours
    steps, returns = conditions(situation, repairs)
    timeline = future(situation, steps, end)
    tallied = None if rota is None else RotaTally(state, rota, end)
    if rota is not None:
        timeline = with_rota(timeline, rota, state)
    run = run_future(state, timeline, progress=progress, watch=None if tallied is None else tallied.add)
    present, tally = run.present, run.tally
    minutes = np.diff(np.array([*tally.slots, end]))
    return Outlook(
        state=state,
        end=end,
        slots=tally.slots,
        demand_mw=tally.demand / minutes,
        served_mw=tally.served / minutes,
        switched_mw=tally.switched / minutes,
        without=tally.without / minutes[:, None],
        back_at=present.live.back_at,
        overdue=overdue_cells(replace(state, present=present), returns),
        history=history_of(joined(state.log, *tally.logs)),
        returns=returns,
        score=tally.score(),
        trace=present.trace,
        operation=present.operation,
        rota=tallied,
    )


def horizon_problems(
    region: Region, hours: float, repairs: Sequence[Repair] | None, rota: Sequence[RotaSlot] | None
) -> Iterator[Problem]:
    """Everything wrong with the length of a horizon [h] and with the plans that hold in it."""
    yield from hours_problems(hours)
    if repairs is not None:
        yield from check_repairs(repairs, region)
    if rota is not None:
        yield from check_rota(rota, region)
