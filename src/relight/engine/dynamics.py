"""Cascade and restart as time passes: what a change of conditions sets off. Who is picked up when is in `pickup`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from relight.engine.cascade import Cascade, Running, cascade
from relight.engine.dispatch import dispatch
from relight.engine.grid import GridState
from relight.engine.model import Model
from relight.engine.operation import NEVER, SAME_MINUTE, Operation
from relight.engine.pickup import with_cold_load
from relight.engine.present import Present, Shock
from relight.engine.restart import schedule
from relight.engine.serve import serve
from relight.engine.timeline import SEEN_ON
from relight.engine.wiring import Flags, Floats


@dataclass(frozen=True, eq=False)
class Conditions:
    """What is damaged, kept to see what a change made worse or better."""

    bus_in: Flags
    branch_share: Floats
    unit_share: Floats


def conditions_of(present: Present) -> Conditions:
    """A copy of the present's conditions."""
    return Conditions(present.bus_in.copy(), present.branch_share.copy(), present.unit_share.copy())


def react(model: Model, present: Present, before: Conditions, nominal_mw: Floats, minute: float) -> None:
    """Let protection act if something got worse, and foresee the restart from what is left."""
    operation = present.operation
    assert operation is not None
    assert model.dynamics is not None
    worse = (
        bool((before.bus_in & ~present.bus_in).any())
        or bool((present.branch_share < before.branch_share).any())
        or bool((present.unit_share < before.unit_share).any())
    )
    if worse:
        _shock(model, present, before, nominal_mw, minute)
    _lose(present, operation)
    _gain(present, before, operation, minute)
    seen_on = model.grid.feeder_bus[present.seen == SEEN_ON]
    alive = np.zeros(len(present.bus_in), dtype=np.bool_)
    alive[seen_on] = True
    alive &= present.bus_in & (operation.bus_live > minute)
    operation.bus_live[alive] = minute
    whole = (present.bus_in, present.branch_share > 0, present.unit_share > 0)
    schedule(model.grid, model.plant, model.dynamics, operation, minute, whole)


def _lose(present: Present, operation: Operation) -> None:
    """What is damaged neither lives nor runs."""
    operation.bus_live[~present.bus_in] = NEVER
    operation.branch_closed[present.branch_share <= 0] = NEVER
    operation.unit_runs[present.unit_share <= 0] = NEVER


def _gain(present: Present, before: Conditions, operation: Operation, minute: float) -> None:
    """What is repaired can be switched and started from now on."""
    operation.bus_could[present.bus_in & ~before.bus_in] = minute
    operation.branch_could[(present.branch_share > 0) & (before.branch_share <= 0)] = minute
    operation.unit_could[(present.unit_share > 0) & (before.unit_share <= 0)] = minute


def _shock(model: Model, present: Present, before: Conditions, nominal_mw: Floats, minute: float) -> None:
    grid = model.grid
    assert model.dynamics is not None
    ran, feeder_mw = _just_before(model, present, before, nominal_mw, minute)
    unit_mw = dispatch(grid, model.plant, ran, feeder_mw)
    unit_max_mw = np.minimum(ran.unit_max_mw, grid.unit_max_mw * present.unit_share)
    after = Running(
        bus_in=ran.bus_in & present.bus_in,
        branch_share=np.where(ran.branch_share > 0, present.branch_share, 0.0),
        unit_max_mw=unit_max_mw,
        unit_mw=np.minimum(unit_mw, unit_max_mw),
        feeder_mw=np.where(present.feeder_in, feeder_mw, 0.0),
    )
    found = cascade(grid, model.plant, model.dynamics, after)
    _take_over(present, ran, after, found, minute)
    present.trace.append(Shock(minute, float(feeder_mw.sum()), found))


def _just_before(
    model: Model, present: Present, before: Conditions, nominal_mw: Floats, minute: float
) -> tuple[GridState, Floats]:
    """The grid as it runs just before a shock, and the load of every feeder that is on then [MW]."""
    operation, grid, level = present.operation, model.grid, np.append(present.live.level, 1.0)
    assert operation is not None
    on_mw = with_cold_load(model, present, present.computed_share * nominal_mw, minute)
    state = GridState(
        bus_in=before.bus_in & (level[model.bus_asset] > 0),
        branch_share=before.branch_share,
        unit_max_mw=grid.unit_max_mw * before.unit_share * level[model.unit_asset],
        demand_mw=on_mw,
        feeder_in=np.ones(len(on_mw), dtype=np.bool_),
        already_on=on_mw > 0,
    )
    ran = operated(state, operation, minute)
    # Before the first report nobody has switched anything yet, and demand may just have grown with the hour.
    return ran, serve(grid, ran, model.method).feeder_mw


def _take_over(present: Present, ran: GridState, after: Running, found: Cascade, minute: float) -> None:
    """Make what the cascade left the present: dead buses, open branches, units that stopped, feeders that were shed."""
    operation = present.operation
    assert operation is not None
    left = found.running
    dead = after.bus_in & ~left.bus_in
    operation.bus_live[dead], operation.bus_could[dead] = NEVER, minute
    opened = (after.branch_share > 0) & (left.branch_share <= 0)
    operation.branch_closed[opened], operation.branch_could[opened] = NEVER, minute
    ran_before = ran.unit_max_mw > 0
    stopped = ran_before & (left.unit_mw <= 0) & ~found.idle_units
    operation.unit_runs[stopped], operation.unit_could[stopped] = NEVER, minute
    off = (left.feeder_mw <= 0) & (present.feeder_share > 0) & (present.seen != SEEN_ON)
    present.feeder_share = np.where(off, 0.0, present.feeder_share)
    present.computed_share = np.where(left.feeder_mw <= 0, 0.0, present.computed_share)
    present.feeder_since[off] = minute
    operation.last_pickup = minute


def operated(state: GridState, operation: Operation, minute: float) -> GridState:
    """The state with only what is live, closed and running at that minute in service."""
    now = minute + SAME_MINUTE
    return replace(
        state,
        bus_in=state.bus_in & (operation.bus_live <= now),
        branch_share=np.where(operation.branch_closed <= now, state.branch_share, 0.0),
        unit_max_mw=np.where(operation.unit_runs <= now, state.unit_max_mw, 0.0),
    )
