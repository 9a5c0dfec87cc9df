"""The `rota` part of an ensemble: what is cut, waits, and is dark beyond the rota over all scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from relight.engine.ensembles.histogram import Histogram
from relight.engine.ensembles.quantiles import LIKELY, PERCENTS, exact
from relight.engine.result_rows import stamp
from relight.engine.rota_switching import BEYOND, RotaTally
from relight.engine.rounding import megawatts
from relight.engine.wiring import Floats


def ensemble_rota(rota: RotaTally, beyond: Histogram, mwh: Floats) -> dict[str, Any]:
    """The dictionary of a rota that binds in every scenario.

    Parameters
    ----------
    rota
        The single run's, for areas, slots and cuts.
    beyond
        What is dark beyond the rota, for whatever reason, in every slot and area [MW].
    mwh
        The parts of what is not served in every scenario [scenario × part].
    """
    totals = {name: exact(mwh[:, at], megawatts) for at, name in enumerate(rota.totals_mwh())}
    shape = rota.beyond.shape
    mw = {percent: beyond.quantile(percent).reshape(shape) for percent in PERCENTS}
    happens = 1.0 - (beyond.counts[:, 0] / beyond.counts.sum(axis=1)).reshape(shape)
    rows = {
        name: _rows(rota, name, {percent: value[part] for percent, value in mw.items()}, happens[part])
        for part, name in enumerate(BEYOND)
    }
    return {**rota.as_dict(), **totals, **rows}


def _rows(rota: RotaTally, name: str, mw: Mapping[int, Floats], happens: Floats) -> list[dict[str, Any]]:
    """One row an area and unbroken time in which something is dark beyond the rota in at least one scenario in ten."""
    edges = np.array([*rota.slots, rota.end])
    lengths, rows = np.diff(edges), []
    for at, area in enumerate(rota.groups.areas):
        likely = np.concatenate([[False], happens[:, at] >= LIKELY, [False]])
        turns = np.flatnonzero(likely[1:] != likely[:-1]).tolist()
        for first, last in zip(turns[::2], turns[1::2], strict=True):
            weights = lengths[first:last] / lengths[first:last].sum()
            rows.append(
                {
                    "zone": area.zone,
                    "outage_group": area.outage_group,
                    "start": stamp(float(edges[first]), rota.state),
                    "end": stamp(float(edges[last]), rota.state),
                    "state": name,
                    "mw": {f"p{key}": megawatts(float(value[first:last, at] @ weights)) for key, value in mw.items()},
                    "probability": round(float(happens[first:last, at].max()), 6),
                }
            )
    return rows
