"""Cascade, restart and cold load as time passes: what a change of conditions sets off, and who is picked up when."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from relight.engine.cascade import Cascade, Running, cascade
from relight.engine.dispatch import dispatch
from relight.engine.grid import GridState
from relight.engine.islands import find_islands, sum_by_island
from relight.engine.model import Model
from relight.engine.operation import NEVER, Operation
from relight.engine.present import Present, Shock
from relight.engine.restart import schedule
from relight.engine.serve import Served, serve
from relight.engine.switching import rank_feeders
from relight.engine.timeline import SEEN_ON
from relight.engine.wiring import Flags, Floats

SAME_MINUTE = 1e-9


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
    on_mw = present.computed_share * nominal_mw * cold_factor(model, present, minute)
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


def cold_factor(model: Model, present: Present, minute: float) -> Floats:
    """How many times its usual demand each feeder asks for: more after it was off for long."""
    operation, numbers = present.operation, model.dynamics
    assert operation is not None
    assert numbers is not None
    on = present.feeder_share > 0
    back = np.clip(1.0 - (minute - operation.feeder_back) / numbers.cold_load_minutes, 0.0, 1.0)
    return 1.0 + np.where(on, operation.feeder_excess * back, _excess(model, present, minute))


def _excess(model: Model, present: Present, minute: float) -> Floats:
    """By how much a feeder's demand would exceed the usual if it came back now."""
    numbers = model.dynamics
    assert numbers is not None
    off_minutes = np.where(present.feeder_share > 0, 0.0, minute - present.feeder_since)
    return (numbers.cold_load_factor - 1.0) * np.minimum(1.0, off_minutes / numbers.cold_load_minutes)


def serve_with_pickup(model: Model, present: Present, state: GridState, minute: float) -> Served:
    """What is served when feeders come back only in steps; notes who waits and when the next step is."""
    operation, numbers = present.operation, model.dynamics
    assert operation is not None
    assert numbers is not None
    wished = serve(model.grid, state, model.method)
    new = (wished.feeder_mw > 0) & ~state.already_on
    due = minute >= operation.last_pickup + numbers.pickup_minutes - SAME_MINUTE
    picked = _step(model, state, wished, new) if due and new.any() else np.zeros(len(new), dtype=np.bool_)
    present.waiting = new & ~picked
    operation.step_due = due and bool(new.any())
    if not present.waiting.any():
        operation.next_pickup = NEVER
        return wished
    operation.next_pickup = (minute if due else operation.last_pickup) + numbers.pickup_minutes
    # Nobody else may take the room that those who wait leave free.
    may = state.already_on | picked
    served = serve(model.grid, replace(state, feeder_in=state.feeder_in & may), model.method)
    return replace(served, feeder_reason=np.where(may, served.feeder_reason, wished.feeder_reason))


def _step(model: Model, state: GridState, wished: Served, new: Flags) -> Flags:
    """The feeders of one step: by rank, together at most a share of what runs in their island, but at least one."""
    numbers, grid = model.dynamics, model.grid
    assert numbers is not None
    islands = find_islands(grid, state)
    budget_mw = numbers.pickup_share * sum_by_island(islands.of_unit, state.unit_max_mw, islands.count)
    used_mw = np.zeros(islands.count)
    begun = np.zeros(islands.count, dtype=np.bool_)
    picked = np.zeros(len(new), dtype=np.bool_)
    for feeder in rank_feeders(grid, state).tolist():
        island = islands.of_feeder[feeder]
        if not new[feeder] or island < 0:
            continue
        fits = used_mw[island] + wished.feeder_mw[feeder] <= budget_mw[island] * (1 + 1e-9)
        if fits or not begun[island]:
            used_mw[island] += wished.feeder_mw[feeder]
            picked[feeder] = begun[island] = True
    return picked


def came_back(model: Model, present: Present, share: Floats, minute: float) -> None:
    """Note the step, and the cold load of feeders that come back now, before the present takes over their new share."""
    operation = present.operation
    assert operation is not None
    if operation.step_due:
        operation.last_pickup, operation.step_due = minute, False
    back = (share > 0) & (present.feeder_share <= 0)
    operation.feeder_excess = np.where(back, _excess(model, present, minute), operation.feeder_excess)
    operation.feeder_back = np.where(back, minute, operation.feeder_back)
