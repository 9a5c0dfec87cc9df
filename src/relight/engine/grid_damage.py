"""States of a grid with named assets out of service: from ids to the arrays that served load is worked out on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from relight.engine.core.state import GridStates
from relight.engine.grid import Grid, intact_state
from relight.errors import InputError, Problem


def damage_states(grid: Grid, out: Sequence[Iterable[str]]) -> GridStates:
    """A state of the grid for every set of assets that are out: all else in service, every feeder at its peak.

    To have feeders ask for something else, put other numbers in the place of `demand_mw` [MW] with `_replace`: a row
    for every state, or one that holds for all.

    Parameters
    ----------
    grid
        The compiled grid.
    out
        For every state the assets that are out, as `branch:L12`, or a single one; kinds are bus, branch, generator and
        feeder.

    Raises
    ------
    InputError
        With every asset that the grid does not have.
    """
    # A text is a row of letters: an asset that stands alone is meant as a set of one.
    whole, names = intact_state(grid), [[each] if isinstance(each, str) else list(each) for each in out]
    ids = {"bus": grid.bus_ids, "branch": grid.branch_ids, "generator": grid.unit_ids, "feeder": grid.feeder_ids}
    intact = {
        "bus": whole.bus_in,
        "branch": whole.branch_share,
        "generator": whole.unit_max_mw,
        "feeder": whole.feeder_in,
    }
    place = {f"{kind}:{name}": (kind, at) for kind, known in ids.items() for at, name in enumerate(known)}
    if unknown := sorted({name for each in names for name in each} - place.keys()):
        remedy = "name buses, branches, generators or feeders of the region, as branch:L12"
        raise InputError(Problem("out", 0, "", f"the grid has no {name!r}", remedy) for name in unknown)
    rows = {kind: np.tile(values, (len(names), 1)) for kind, values in intact.items()}
    for state, each in enumerate(names):
        for name in each:
            kind, at = place[name]
            rows[kind][state, at] = 0
    return GridStates(
        bus_in=rows["bus"],
        branch_share=rows["branch"],
        unit_max_mw=rows["generator"],
        demand_mw=whole.demand_mw[None],
        feeder_in=rows["feeder"],
    )
