"""Load comes back in steps, and for a while asks for more than usual; rules in `docs/dynamics.md`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from relight.engine.compiled import compiled, inlined
from relight.engine.grid import GridState, same_state
from relight.engine.islands import sum_by_island
from relight.engine.model import Model
from relight.engine.operation import NEVER, SAME_MINUTE
from relight.engine.present import Present
from relight.engine.serve import Served, serve
from relight.engine.switching import rank_feeders
from relight.engine.wiring import Flags, Floats, Ints


def with_cold_load(model: Model, present: Present, usual_mw: Floats, minute: float) -> Floats:
    """What feeders that usually ask for so much ask for now [MW]: more after they were off for long."""
    operation, numbers = present.operation, model.dynamics
    assert operation is not None
    assert numbers is not None
    asked_mw = np.empty_like(usual_mw)
    times = (operation.feeder_back, operation.feeder_excess, present.feeder_share, present.feeder_since)
    ask(asked_mw, usual_mw, *times, minute, numbers.cold_load_factor, numbers.cold_load_minutes)
    return asked_mw


def came_back(model: Model, present: Present, share: Floats, minute: float) -> None:
    """Note the step, and the cold load of feeders that come back now, before the present takes over their new share."""
    operation, numbers = present.operation, model.dynamics
    assert operation is not None
    assert numbers is not None
    if operation.step_due:
        operation.last_pickup, operation.step_due = minute, False
    times = (operation.feeder_back, operation.feeder_excess, present.feeder_share, present.feeder_since)
    note_back(share, *times, minute, numbers.cold_load_factor, numbers.cold_load_minutes)


def serve_with_pickup(model: Model, present: Present, state: GridState, minute: float) -> Served:
    """What is served when feeders come back only in steps; notes who waits and when the next step is."""
    operation, numbers = present.operation, model.dynamics
    assert operation is not None
    assert numbers is not None
    wished = serve_anew(model, present, state)
    new = (wished.feeder_mw > 0) & ~state.already_on
    due = minute >= operation.last_pickup + numbers.pickup_minutes - SAME_MINUTE
    any_new = bool(new.any())
    picked = _step(model, state, wished, new) if due and any_new else np.zeros(len(new), dtype=np.bool_)
    served = _serve_picked(model, state, wished, new, picked)
    present.waiting = new & ~picked
    operation.step_due = due and any_new
    if not present.waiting.any():
        operation.next_pickup = NEVER
        return wished
    operation.next_pickup = (minute if due else operation.last_pickup) + numbers.pickup_minutes
    may = state.already_on | picked
    return replace(served, feeder_reason=np.where(may, served.feeder_reason, wished.feeder_reason))


def _serve_picked(model: Model, state: GridState, wished: Served, new: Flags, picked: Flags) -> Served:
    """What is served with those picked up; where none of them can be on without others, as many again join them."""
    ranked, island = rank_feeders(model.grid, state), np.where(new, wished.bus_island[model.grid.feeder_bus], -1)
    while not np.array_equal(picked, new):
        # Nobody else may take the room that those who wait leave free.
        may = state.already_on | picked
        served = serve(model.grid, replace(state, feeder_in=state.feeder_in & may), model.method)
        before = np.count_nonzero(picked)
        for here in np.setdiff1d(island[picked], island[picked & (served.feeder_mw > 0)]).tolist():
            waiting = ranked[(island[ranked] == here) & ~picked[ranked]]
            picked[waiting[: np.count_nonzero(picked & (island == here))]] = True
        if np.count_nonzero(picked) == before:
            return served
    return wished


def serve_anew(model: Model, present: Present, state: GridState) -> Served:
    """What the grid serves in a state; not worked out again where nothing about it changed since last asked."""
    if present.solved is None or not same_state(present.solved[0], state):
        present.solved = (state, serve(model.grid, state, model.method))
    return present.solved[1]


def _step(model: Model, state: GridState, wished: Served, new: Flags) -> Flags:
    """The feeders of one step: by rank, together at most a share of what runs in their island, but at least one."""
    numbers, grid = model.dynamics, model.grid
    assert numbers is not None
    islands = len(wished.island_capacity_mw)
    capacity_mw = sum_by_island(wished.bus_island[grid.unit_bus], state.unit_max_mw, islands)
    picked, used_mw = np.zeros(len(new), dtype=np.bool_), np.zeros(islands)
    ranked, island = rank_feeders(grid, state), wished.bus_island[grid.feeder_bus]
    pick(picked, used_mw, ranked, island, new, wished.feeder_mw, numbers.pickup_share * capacity_mw)
    return picked


@compiled
def pick(
    picked: Flags,
    used_mw: Floats,
    ranked: Ints,
    feeder_island: Ints,
    new: Flags,
    wished_mw: Floats,
    budget_mw: Floats,
) -> None:
    """Mark those who are picked up: each that fits into its island's budget, or is the first there."""
    for place in range(len(ranked)):
        feeder = ranked[place]
        island = feeder_island[feeder]
        if not new[feeder] or island < 0:
            continue
        fits = used_mw[island] + wished_mw[feeder] <= budget_mw[island] * (1 + 1e-9)
        if fits or used_mw[island] == 0.0:
            used_mw[island] += wished_mw[feeder]
            picked[feeder] = True


@inlined
def excess_after(off_minutes: float, cold_factor: float, cold_minutes: float) -> float:
    """By how much a feeder asks for more than usual after so long off: a share of its usual demand."""
    return (cold_factor - 1.0) * min(1.0, off_minutes / cold_minutes)


@compiled
def ask(
    asked_mw: Floats,
    usual_mw: Floats,
    feeder_back: Floats,
    feeder_excess: Floats,
    feeder_share: Floats,
    feeder_since: Floats,
    minute: float,
    cold_factor: float,
    cold_minutes: float,
) -> None:
    """Write what every feeder asks for: it falls back to the usual while it is on, and rises while it is off."""
    for feeder in range(len(asked_mw)):
        if feeder_share[feeder] > 0.0:
            left = 1.0 - (minute - feeder_back[feeder]) / cold_minutes
            excess = feeder_excess[feeder] * min(max(left, 0.0), 1.0)
        else:
            excess = excess_after(minute - feeder_since[feeder], cold_factor, cold_minutes)
        asked_mw[feeder] = usual_mw[feeder] * (1.0 + excess)


@compiled
def note_back(
    share: Floats,
    feeder_back: Floats,
    feeder_excess: Floats,
    feeder_share: Floats,
    feeder_since: Floats,
    minute: float,
    cold_factor: float,
    cold_minutes: float,
) -> None:
    """Write down for every feeder that comes back now when that is, and by how much it asks for more than usual."""
    for feeder in range(len(share)):
        if share[feeder] > 0.0 and feeder_share[feeder] <= 0.0:
            feeder_back[feeder] = minute
            feeder_excess[feeder] = excess_after(minute - feeder_since[feeder], cold_factor, cold_minutes)
