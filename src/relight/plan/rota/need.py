"""What a rota is planned for: the grid as it will be at every moment of the horizon, and who could be switched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from relight.engine.clock import instant_of
from relight.engine.grid import GridState
from relight.engine.replay import State
from relight.engine.returns import conditions
from relight.engine.rota_changes import Rotated, rotated
from relight.engine.simulate import demand_at, simulate
from relight.engine.timeline import SEEN_OFF, future, slot_starts
from relight.model.schema import Repair
from relight.model.situation import Situation
from relight.plan.rota.before import is_edge

Floats = NDArray[np.float64]

MOST_WAITING_MINUTES = 2 * 1440.0
"""Within two days a local midnight comes, at which slots and blocks begin, also where the clock is changed then."""


@dataclass(frozen=True, eq=False)
class Moment:
    """A stretch of time within a slot: the grid as it is then, with every feeder asking for what it usually does.

    Feeders that no rota switches ask for what they do in the outlook, cold load included.
    """

    slot: int
    minutes: float
    state: GridState


@dataclass(frozen=True, eq=False)
class Need:
    """Slots, moments and feeders of one planning, which begins where groups may be switched next."""

    state: State
    end: float
    slots: tuple[float, ...]  # minute at which each begins
    moments: tuple[Moment, ...]
    rotated: Rotated

    @property
    def start(self) -> datetime:
        """When the first slot begins, on the local clock."""
        situation = self.state.situation
        return instant_of(self.slots[0], situation.at, situation.region.settings.zone)

    @property
    def slot_minutes(self) -> Floats:
        """Length of each slot [min]."""
        return np.diff(np.array([*self.slots, self.end]))

    @property
    def cold_factor(self) -> float:
        """Demand of a feeder that comes back after long, as a multiple; 1 without dynamics."""
        dynamics = self.state.model.dynamics
        return 1.0 if dynamics is None else dynamics.cold_load_factor


def need_of(state: State, hours: float, repairs: Sequence[Repair] | None = None, block_minutes: float = 0.0) -> Need:
    """The grid over the hours from where groups may be switched next, as the outlook without a rota has it."""
    model, situation = state.model, state.situation
    steps, _ = conditions(situation, repairs)
    groups = rotated(model)
    begin = _first_edge(situation, block_minutes)
    end = begin + 60.0 * hours
    slots = tuple(minute for minute in slot_starts(situation, end) if minute >= begin)
    present = state.present.copy()
    moments: list[Moment] = []
    for interval in simulate(model, present, future(situation, steps, end), situation.at):
        if interval.begin < begin:
            continue
        grid_state = present.grid_state
        assert grid_state is not None
        usual_mw = demand_at(model, interval.begin, situation.at)
        frozen = replace(
            grid_state,
            branch_share=grid_state.branch_share.copy(),
            demand_mw=np.where(groups.switchable, usual_mw, grid_state.demand_mw),
            feeder_in=grid_state.feeder_in & (present.seen != SEEN_OFF),
            already_on=np.ones(len(usual_mw), dtype=np.bool_),
        )
        slot = int(np.searchsorted(slots, interval.begin, side="right")) - 1
        if moments and moments[-1].slot == slot and _same(moments[-1].state, frozen):
            longer = moments[-1].minutes + interval.end - interval.begin
            moments[-1] = replace(moments[-1], minutes=longer)
        else:
            moments.append(Moment(slot, interval.end - interval.begin, frozen))
    return Need(state, end, slots, tuple(moments), groups)


def _first_edge(situation: Situation, block_minutes: float) -> float:
    """The first minute from now on at which groups may be switched: where a slot begins, with blocks a block.

    Nobody is told of a cut that begins within the slot under way, and a piece of a slot is no cut that anybody planned.
    """
    settings = situation.region.settings
    instants = (
        (minute, instant_of(minute, situation.at, settings.zone))
        for minute in slot_starts(situation, MOST_WAITING_MINUTES)
    )
    return next(
        minute for minute, local in instants if is_edge(local, settings.slot_minutes) and is_edge(local, block_minutes)
    )


def _same(one: GridState, other: GridState) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("bus_in", "branch_share", "unit_max_mw", "demand_mw", "feeder_in")
    )
