"""What cascade and restart need to know of units and branches, and the numbers in force for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.grid import BoolArray, FloatArray, Grid, IntArray
from relight.model.region import Region
from relight.model.schema import Generator

NEUTRAL = "other"


@dataclass(frozen=True, eq=False)
class Plant:
    """Units in merit order, how they respond and start, and what branches carry before they trip."""

    unit_cost: FloatArray  # per MWh, only its order matters
    merit_order: IntArray  # positions of units, the cheapest first
    response_share: FloatArray  # per unit, of its capacity
    black_start: BoolArray
    start_up_minutes: FloatArray
    emergency_mw: FloatArray  # per branch; inf = never trips


@dataclass(frozen=True)
class DynamicsNumbers:
    """The assumptions in force for cascade, restart and cold load."""

    shed_stages: int
    shed_stage_share: float
    collapse_surplus_share: float
    switching_minutes: float
    pickup_minutes: float
    pickup_share: float
    cold_load_factor: float
    cold_load_minutes: float


def compile_plant(region: Region, grid: Grid) -> Plant:
    """The Plant of a region, with positions as in its grid."""
    units = sorted(region.generators, key=lambda row: row.generator)
    cost = np.array([merit_cost(row, region) for row in units], dtype=np.float64)
    assumptions = region.assumptions
    usual, hydro = assumptions["response_share"], assumptions["response_share_hydro"]
    return Plant(
        unit_cost=cost,
        merit_order=np.argsort(cost, kind="stable"),
        response_share=np.array([hydro if row.kind == "hydro" else usual for row in units], dtype=np.float64),
        black_start=np.array([row.black_start and row.kind != "nuclear" for row in units], dtype=np.bool_),
        start_up_minutes=np.array([row.start_up_minutes for row in units], dtype=np.float64),
        emergency_mw=_emergency_mw(region),
    )


def dynamics_numbers(region: Region) -> DynamicsNumbers:
    """The region's numbers for cascade, restart and cold load."""
    assumptions = region.assumptions
    return DynamicsNumbers(
        shed_stages=int(assumptions["shed_stages"]),
        shed_stage_share=assumptions["shed_stage_share"],
        collapse_surplus_share=assumptions["collapse_surplus_share"],
        switching_minutes=assumptions["switching_minutes"],
        pickup_minutes=assumptions["pickup_minutes"],
        pickup_share=assumptions["pickup_share"],
        cold_load_factor=assumptions["cold_load_factor"],
        cold_load_minutes=assumptions["cold_load_minutes"],
    )


def merit_cost(row: Generator, region: Region) -> float:
    """A unit's own cost per MWh, else the assumption for its kind."""
    if row.cost_per_mwh is not None:
        return row.cost_per_mwh
    name = f"merit_cost_{row.kind}"
    assumptions = region.assumptions
    return assumptions[name if name in assumptions else f"merit_cost_{NEUTRAL}"]


def _emergency_mw(region: Region) -> FloatArray:
    share = region.assumptions["emergency_share"]
    limits = []
    for row in sorted(region.branches, key=lambda row: row.branch):
        usual = np.inf if row.rating_mw is None else share * row.rating_mw
        limits.append(usual if row.emergency_mw is None else row.emergency_mw)
    return np.array(limits, dtype=np.float64)
