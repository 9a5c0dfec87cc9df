"""Lets time pass: at every moment the grid is solved, services settle, and levels move until the next event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from relight.engine import kernel
from relight.engine.clock import after, hour_of_week
from relight.engine.commitment import serve_committed
from relight.engine.dynamics import conditions_of, operated, react
from relight.engine.grid import GridState
from relight.engine.live import take_log
from relight.engine.model import Model
from relight.engine.operation import next_event
from relight.engine.pickup import came_back, serve_anew, serve_with_pickup, with_cold_load
from relight.engine.present import Present, apply, may_be_on
from relight.engine.serve import Served
from relight.engine.shares import computed_shares, seen_shares
from relight.engine.timeline import SEEN_OFF, UNSEEN, Change, Timeline
from relight.engine.wiring import Flags, Floats

MILLISECOND = 1 / 60_000
"""In minutes: how far before a full hour a moment is still taken for it."""


@dataclass(frozen=True)
class Interval:
    """A stretch of time in which the grid stays as it is, and what the services did in it."""

    begin: float
    end: float
    demand_mw: float
    served_mw: float
    switched_mw: float
    feeder_demand_mw: Floats
    feeder_share: Floats  # of its demand that each feeder gets
    without_minutes: Floats  # per cell: people without × minutes
    waiting: Flags  # feeders that could be on but wait to be picked up
    reached: Flags  # feeders that are not damaged themselves, on an island with power
    log: Floats


def simulate(model: Model, present: Present, timeline: Timeline, origin: datetime) -> Iterator[Interval]:
    """Intervals in order of time from the timeline's begin to its end; `present` moves along with them."""
    moments = timeline.moments()
    ends = [minute for minute, _ in moments[1:]] + [timeline.end]
    for (minute, changes), until in zip(moments, ends, strict=True):
        enact(changes, model, present, minute, origin)
        while minute < until:
            nominal_mw = demand_at(model, minute, origin) * present.demand_factor
            demand_mw = solve_grid(model, present, nominal_mw, minute)
            steady = until if present.operation is None else next_event(present.operation, minute, until)
            reached = kernel.advance(model.services.wiring, present.live, present.feeder_share, minute, steady)
            yield _interval(model, present, demand_mw, minute, reached)
            minute = reached


def enact(changes: Sequence[Change], model: Model, present: Present, minute: float, origin: datetime) -> None:
    """Make changes part of the present; with dynamics on, protection acts on them and the restart is foreseen anew."""
    before = conditions_of(present)
    for change in changes:
        apply(change, model, present)
    if present.operation is not None and changes:
        nominal_mw = demand_at(model, minute, origin) * present.demand_factor
        react(model, present, before, nominal_mw, minute)


def observe(model: Model, present: Present, minute: float, origin: datetime) -> None:
    """Bring the present up to date at one instant without letting time pass."""
    solve_grid(model, present, demand_at(model, minute, origin), minute)
    kernel.observe(model.services.wiring, present.live, present.feeder_share, minute)


def demand_at(model: Model, minute: float, origin: datetime) -> Floats:
    """Demand of every feeder [MW] at a minute, by the local hour of the week."""
    # A moment on a full hour belongs to the hour it begins, also after rounding.
    instant = after(origin, minute + MILLISECOND).astimezone(model.region.settings.zone)
    demand: Floats = model.demand_mw[hour_of_week(instant)]
    return demand


def solve_grid(model: Model, present: Present, nominal_mw: Floats, minute: float) -> Floats:
    """Demand now [MW]; settles grid and services with each other: units and buses that lack an input only lose."""
    demand_mw = nominal_mw if present.operation is None else with_cold_load(model, present, nominal_mw, minute)
    may, wiring, live = may_be_on(present), model.services.wiring, present.live
    left = np.ones(len(wiring.grid_asset))
    while True:
        served = _serve(model, present, _grid_state(model, present, demand_mw, may, left), minute)
        computed = computed_shares(model.grid, served, demand_mw, may)
        share = seen_shares(computed, present.seen)
        kernel.trial(wiring, live, share, minute)
        lower = np.minimum(left, live.tried_level[wiring.grid_asset])
        if np.array_equal(lower, left):
            break
        left = lower
    if present.operation is not None:
        came_back(model, present, share, minute)
    on = share > 0
    present.feeder_since[on != (present.feeder_share > 0)] = minute
    present.feeder_share, present.computed_share, present.served = share, computed, served
    present.demand_mw = demand_mw if present.operation is None else np.where(on, demand_mw, nominal_mw)
    return present.demand_mw


def _serve(model: Model, present: Present, state: GridState, minute: float) -> Served:
    if present.operation is not None:
        feeder_in = state.feeder_in & (present.seen != SEEN_OFF)
        state = replace(operated(state, present.operation, minute), feeder_in=feeder_in)
    present.grid_state = state
    if model.commit:
        return serve_committed(model.grid, state)
    if present.operation is not None:
        return serve_with_pickup(model, present, state, minute)
    return serve_anew(model, present, state)


def _grid_state(model: Model, present: Present, demand_mw: Floats, may: Flags, left: Floats) -> GridState:
    """The grid now, with what their needs leave of units and buses (`left`, in the order of `wiring.grid_asset`)."""
    bus_in, unit_max_mw = present.bus_in, model.grid.unit_max_mw * present.unit_share
    if len(left):
        level = np.ones(len(model.services.asset_ids) + 1)
        level[model.services.wiring.grid_asset] = left
        bus_in, unit_max_mw = bus_in & (level[model.bus_asset] > 0), unit_max_mw * level[model.unit_asset]
    return GridState(
        bus_in=bus_in.copy(),
        branch_share=present.branch_share.copy(),
        unit_max_mw=unit_max_mw,
        demand_mw=demand_mw,
        feeder_in=may.copy(),
        already_on=present.feeder_share > 0,
    )


def _interval(model: Model, present: Present, demand_mw: Floats, begin: float, end: float) -> Interval:
    without_minutes = present.live.without_minutes.copy()
    present.live.without_minutes[:] = 0.0
    served = present.served
    assert served is not None
    return Interval(
        begin=begin,
        end=end,
        demand_mw=float(demand_mw.sum()),
        served_mw=served.served_mw,
        switched_mw=switched_mw(present, demand_mw),
        feeder_demand_mw=demand_mw,
        feeder_share=present.feeder_share,
        without_minutes=without_minutes,
        waiting=present.waiting,
        reached=_reached(model, present, served),
        log=take_log(present.live),
    )


def _reached(model: Model, present: Present, served: Served) -> Flags:
    """Feeders to which power can get; all others are dark whatever is switched."""
    live = np.append(served.island_capacity_mw > 0, False)[served.bus_island[model.grid.feeder_bus]]
    reached: Flags = live & present.feeder_in & (present.seen != SEEN_OFF)
    return reached


def switched_mw(present: Present, demand_mw: Floats) -> float:
    """Load of the feeders that are on [MW], as solved or, where somebody saw them on or off, as seen."""
    served = present.served
    assert served is not None
    return float(np.where(present.seen == UNSEEN, served.feeder_mw, present.feeder_share * demand_mw).sum())
