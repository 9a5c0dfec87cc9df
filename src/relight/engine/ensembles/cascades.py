"""Cascades that may still come: what protection does after the start, scenario by scenario, and how likely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from relight.engine.cascade import COLLAPSED, SHED, TRIPPED, IslandRound
from relight.engine.ensembles.quantiles import exact, ranked, share, times
from relight.engine.present import Shock
from relight.engine.replay import State
from relight.engine.rounding import megawatts
from relight.engine.wiring import Floats

AMOUNTS = ("cascades", "damage_mw", "shed_mw", "collapsed_mw", "tripped_mw", "tripped_branches")
"""What is added up over a scenario's shocks."""

COLUMNS = 1 + len(AMOUNTS)


def cascades_of(shocks: Sequence[Shock]) -> list[float]:
    """Minute of the first cascade after the start (inf = none), and the `AMOUNTS`, of one scenario.

    A shock is a cascade when something follows beyond what the damage itself cuts off: relays shed load, units or
    branches trip, or an island in which units ran collapses with its load.
    """
    first, amounts = np.inf, np.zeros(len(AMOUNTS))
    for shock in shocks:
        if shock.minute <= 0:
            continue
        found = _amounts(shock)
        if any(found[2:]):
            first, found[0] = min(first, shock.minute), 1.0
        amounts += found
    return [first, *amounts.tolist()]


def _amounts(shock: Shock) -> list[float]:
    """The `AMOUNTS` of one shock, but for whether it is a cascade; load before = damage + shed + collapsed + after."""
    rounds = shock.cascade.rounds
    islands = [island for one in rounds for island in one.islands]
    collapsed = [island for island in islands if island.what == COLLAPSED]
    begun_mw = sum(island.load_mw for island in rounds[0].islands)
    return [
        0.0,
        shock.load_before_mw - begun_mw + sum(island.load_mw for island in collapsed if not _ran(island)),
        sum(island.load_mw - island.load_after_mw for island in islands if island.what == SHED),
        sum(island.load_mw for island in collapsed if _ran(island)),
        sum(_capacity_mw(island, shock) for island in islands if island.what == TRIPPED),
        float(sum(len(one.tripped_branches) for one in rounds)),
    ]


def _ran(island: IslandRound) -> bool:
    """Whether units ran in an island that collapsed; without one the damage had cut it off."""
    return len(island.tripped_units) > 0


def _capacity_mw(island: IslandRound, shock: Shock) -> float:
    return float(shock.cascade.running.unit_max_mw[island.tripped_units].sum())


def cascade_ahead(values: Floats, state: State) -> dict[str, Any]:
    """How likely a cascade comes within the horizon, when the first does, and how much is lost, if anything is.

    Parameters
    ----------
    values
        Scenario × what `cascades_of` returns.
    state
        Where the scenarios start; without dynamics the dictionary is empty.
    """
    if state.present.operation is None:
        return {}
    first, amounts = values[:, 0], values[:, 1:]
    happens = np.isfinite(first)
    return {
        "probability": share(float(happens.mean())),
        "first_at": times(ranked(first[happens]), state) if happens.any() else None,
        **{name: _where_any(amounts[:, at]) for at, name in enumerate(AMOUNTS)},
    }


def _where_any(values: Floats) -> dict[str, Any]:
    """The share of scenarios in which there is any, and its quantiles over those."""
    some = values > 1e-6  # below is rounding
    bands = exact(values[some], megawatts) if some.any() else dict.fromkeys(("p10", "p50", "p90"))
    return {"probability": share(float(some.mean())), **bands}
