"""A quick stand-in for the person-hours that the engine computes: what each feeder means to people, × what it gets.

The search goes through thousands of orders with it; the engine judges the best of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relight.engine.model import Model
from relight.engine.wiring import Floats
from relight.plan.repairs.damage import Damage, feeder_loads

MOST_HOPS = 6
"""Supply chains longer than this are cut: feeder, pumping station, boiler house and so on."""


def cell_weights(model: Model, weights: Sequence[float]) -> Floats:
    """Weight of a person without in each cell of a district and service."""
    services, cells = list(model.region.settings.services), model.services.cells[: model.services.rota_cells]
    return np.array([weights[services.index(name)] if name in services else 0.0 for _, name in cells])


def feeder_weights(model: Model, weights: Sequence[float]) -> Floats:
    """Weighted people behind each feeder: those it lights, and its part of those whose services hang on it.

    Parameters
    ----------
    model
        The compiled region.
    weights
        Weight of a person without each service, in the order of the region's services.
    """
    wiring = model.services.wiring
    weight_of_cell = cell_weights(model, weights)
    feeders = len(model.services.feeder_ids)
    total: Floats = wiring.feeder_people * weight_of_cell[wiring.feeder_cell]
    behind = np.zeros(len(model.services.asset_ids))
    members = np.repeat(np.arange(len(wiring.group_people)), np.diff(wiring.member_start))
    share = (wiring.group_people * weight_of_cell[wiring.group_cell]) / np.maximum(1, np.diff(wiring.member_start))
    np.add.at(behind, wiring.member, share[members])
    asset_of_need = np.repeat(np.arange(len(wiring.need_start) - 1), np.diff(wiring.need_start))
    suppliers_of_need = np.diff(wiring.supplier_start)
    need_of_link = np.repeat(np.arange(len(suppliers_of_need)), suppliers_of_need)
    for _ in range(MOST_HOPS):
        passed = behind[asset_of_need[need_of_link]] / suppliers_of_need[need_of_link]
        on_feeder = wiring.supplier < feeders
        np.add.at(total, wiring.supplier[on_feeder], passed[on_feeder])
        following = np.zeros_like(behind)
        np.add.at(following, wiring.supplier[~on_feeder] - feeders, passed[~on_feeder])
        behind = following
        if not behind.any():
            break
    return total


def weighted_people(damage: Damage, weights: Floats, sets: Sequence[int]) -> list[float]:
    """Weighted people who have what they need with each of those sets of jobs done, backups aside."""
    whole = np.where(damage.demand_mw > 0, damage.demand_mw, 1.0)
    return [float(np.minimum(feeder_mw / whole, 1.0) @ weights) for feeder_mw in feeder_loads(damage, sets)]
