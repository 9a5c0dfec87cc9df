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
from relight.engine.result_rows import stamp
from relight.engine.rounding import megawatts
from relight.engine.wiring import Floats

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


def restart_rows(state: State, operation: Operation, until: float = np.inf) -> list[dict[str, Any]]:
    """When buses became or become live and units ran or run again, in order of time; what always ran is left out.

    Parameters
    ----------
    state
        Whose region it is.
    operation
        Since when everything runs.
    until
        Minute after which nothing is told.
    """
    minutes, about = restart_minutes(operation), restart_assets(state)
    told = [(float(minutes[at]), about[at]) for at in np.flatnonzero(np.isfinite(minutes) & (minutes <= until))]
    told.sort(key=lambda pair: (pair[0], pair[1]["what"], pair[1]["asset"]))
    return [{"at": stamp(minute, state), **row} for minute, row in told]


def restart_minutes(operation: Operation) -> Floats:
    """Minute since which every bus is live, then every unit runs; inf = not foreseen."""
    return np.concatenate([operation.bus_live, operation.unit_runs])


def restart_assets(state: State) -> list[dict[str, Any]]:
    """What is told of every bus, then of every unit, that may have to restart."""
    grid = state.model.grid
    left_mw = grid.unit_max_mw * state.present.unit_share
    buses = [{"what": "bus live", "asset": f"bus:{bus}", "capacity_mw": 0.0} for bus in grid.bus_ids]
    units = [
        {"what": "unit runs", "asset": f"generator:{unit}", "capacity_mw": megawatts(float(mw))}
        for unit, mw in zip(grid.unit_ids, left_mw, strict=True)
    ]
    return buses + units


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
