"""Who can have which service while only some feeders have power: the rows and columns of the bound for services.

At every instant the engine's levels keep to them: a facility does at most what its scarcest need without a backup
allows, a need gets at most the sum of its suppliers, and a group of people is served at most by the sum of those it
may turn to. Needs with a backup are left out, as if no backup ever ran out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relight.engine.model import Model
from relight.engine.wiring import Floats
from relight.plan.repairs.proxy import cell_weights

Entries = list[tuple[int, float]]


@dataclass(frozen=True, eq=False)
class ServiceRows:
    """Columns for facilities and groups, each a share from 0 to 1, beside one share for every feeder."""

    columns: int
    rows: tuple[tuple[Entries, float], ...]  # Σ value × column ≤ most
    worth: Floats  # weighted people per whole column: the feeders first, then facilities and groups
    people: float  # weighted people in all


def service_rows(model: Model, weights: Sequence[float]) -> ServiceRows:
    """The rows; columns 0 to the number of feeders are the feeders' shares, then come facilities, then groups.

    Parameters
    ----------
    model
        The compiled region.
    weights
        Weight of a person without each service, in the order of the region's services.
    """
    wiring = model.services.wiring
    of_cell = cell_weights(model, weights)
    feeders, assets, groups = len(model.services.feeder_ids), len(model.services.asset_ids), len(wiring.group_people)
    rows: list[tuple[Entries, float]] = []
    for asset in range(assets):
        for need in range(wiring.need_start[asset], wiring.need_start[asset + 1]):
            backed = wiring.backup_start[need] < wiring.backup_start[need + 1]
            enough = 1.0 if wiring.need_linear[need] else float(wiring.need_threshold[need])
            if backed or enough <= 0:
                continue
            suppliers = wiring.supplier[wiring.supplier_start[need] : wiring.supplier_start[need + 1]].tolist()
            rows.append(([(feeders + asset, 1.0), *((supplier, -1.0 / enough) for supplier in suppliers)], 0.0))
    for group in range(groups):
        members = wiring.member[wiring.member_start[group] : wiring.member_start[group + 1]].tolist()
        own = feeders + assets + group
        rows.append(([(own, 1.0), *((feeders + member, -1.0) for member in members)], 0.0))
    lit = wiring.feeder_people * of_cell[wiring.feeder_cell]
    served = wiring.group_people * of_cell[wiring.group_cell]
    worth = np.concatenate([lit, np.zeros(assets), served])
    return ServiceRows(assets + groups, tuple(rows), worth, float(worth.sum()))
