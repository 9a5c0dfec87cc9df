"""A cascade and the restart after it, told so that a power engineer can follow: rounds, trips, balances, times."""

from __future__ import annotations

from typing import Any

import numpy as np

from relight.engine.cascade import COLLAPSED, IslandRound, Round
from relight.engine.clock import instant_of
from relight.engine.model import Model
from relight.engine.operation import Operation
from relight.engine.present import Shock
from relight.engine.replay import State
from relight.engine.rounding import megawatts

FIRST_BUSES = 3
"""So many buses name an island in a sentence."""


def trace_rows(state: State, shocks: list[Shock]) -> list[dict[str, Any]]:
    """Every shock with its rounds, in order of time."""
    zone = state.situation.region.settings.zone
    return [
        {
            "at": instant_of(shock.minute, state.situation.at, zone).isoformat(),
            "load_before_mw": megawatts(shock.load_before_mw),
            "load_after_mw": megawatts(float(shock.cascade.running.feeder_mw.sum())),
            "rounds": [
                _round_row(number, one, state.model) for number, one in enumerate(shock.cascade.rounds, start=1)
            ],
        }
        for shock in shocks
    ]


def restart_rows(state: State, operation: Operation) -> list[dict[str, Any]]:
    """When buses became or become live and units ran or run again, in order of time; what always ran is left out."""
    zone = state.situation.region.settings.zone
    grid = state.model.grid
    left_mw = grid.unit_max_mw * state.present.unit_share
    events = [(minute, "bus live", f"bus:{grid.bus_ids[at]}", 0.0) for at, minute in _known(operation.bus_live)]
    events += [
        (minute, "unit runs", f"generator:{grid.unit_ids[at]}", megawatts(float(left_mw[at])))
        for at, minute in _known(operation.unit_runs)
    ]
    return [
        {
            "at": instant_of(minute, state.situation.at, zone).isoformat(),
            "what": what,
            "asset": asset,
            "capacity_mw": capacity_mw,
        }
        for minute, what, asset, capacity_mw in sorted(events)
    ]


def _known(minutes: np.ndarray[Any, np.dtype[np.float64]]) -> list[tuple[int, float]]:
    return [(int(at), float(minutes[at])) for at in np.flatnonzero(np.isfinite(minutes))]


def _round_row(number: int, one: Round, model: Model) -> dict[str, Any]:
    return {
        "round": number,
        "islands": [_island_row(island, model) for island in one.islands],
        "tripped_branches": [
            {
                "branch": model.grid.branch_ids[branch],
                "flow_mw": megawatts(flow_mw),
                "emergency_mw": megawatts(limit_mw),
            }
            for branch, flow_mw, limit_mw in one.tripped_branches
        ],
    }


def _island_row(island: IslandRound, model: Model) -> dict[str, Any]:
    grid = model.grid
    shed_mw = 0.0 if island.what == COLLAPSED else island.load_mw - island.load_after_mw
    return {
        "buses": len(island.buses),
        "first_buses": [grid.bus_ids[bus] for bus in island.buses[:FIRST_BUSES]],
        "load_mw": megawatts(island.load_mw),
        "generation_mw": megawatts(island.generation_mw),
        "response_mw": megawatts(island.response_mw),
        "what": island.what,
        "why": island.why,
        "shed_feeders": len(island.shed),
        "shed_mw": megawatts(shed_mw),
        "tripped_units": [grid.unit_ids[unit] for unit in island.tripped_units],
        "load_after_mw": megawatts(island.load_after_mw),
    }
