"""The `rota` part of an ensemble: what is cut, waits and is shed beyond the rota over all scenarios."""

from __future__ import annotations

from typing import Any

import numpy as np

from relight.engine.ensembles.histogram import Histogram
from relight.engine.ensembles.quantiles import LIKELY, PERCENTS, exact
from relight.engine.result_rows import stamp
from relight.engine.rota_switching import LEAST_MW, RotaTally
from relight.engine.rounding import megawatts
from relight.engine.wiring import Floats


def ensemble_rota(rota: RotaTally, shed: Histogram, mwh: Floats) -> dict[str, Any]:
    """The dictionary of a rota that binds in every scenario.

    Parameters
    ----------
    rota
        The single run's, for areas, slots and cuts.
    shed
        What is shed beyond the rota in every slot and area [MW].
    mwh
        Cut, waiting and emergency of every scenario [scenario × 3].
    """
    names = ("cut_mwh", "waiting_mwh", "emergency_mwh")
    totals = {name: exact(mwh[:, at], megawatts) for at, name in enumerate(names)}
    return {**rota.as_dict(), **totals, "emergency": _emergency_rows(rota, shed)}


def _emergency_rows(rota: RotaTally, shed: Histogram) -> list[dict[str, Any]]:
    """One row an area and unbroken time in which at least one scenario in ten sheds something beyond the rota."""
    slots, areas = len(rota.slots), len(rota.groups.areas)
    mw = {percent: shed.quantile(percent).reshape(slots, areas) for percent in PERCENTS}
    happens = 1.0 - shed.counts[:, 0].reshape(slots, areas) / shed.counts.sum(axis=1).reshape(slots, areas)
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
                    "state": "emergency",
                    "mw": {f"p{key}": megawatts(float(value[first:last, at] @ weights)) for key, value in mw.items()},
                    "probability": round(float(happens[first:last, at].max()), 6),
                }
            )
    return rows


def shed_mw(rota: RotaTally) -> Floats:
    """What one run sheds beyond the rota in every slot and area [MW]; what is rounding is nothing."""
    average = rota.emergency / np.diff(np.array([*rota.slots, rota.end]))[:, None]
    return np.where(average > LEAST_MW, average, 0.0).ravel()


def rota_mwh(rota: RotaTally) -> list[float]:
    """Cut, waiting and emergency of one run [MWh]."""
    return [minutes / 60 for minutes in (rota.cut_mw_minutes, rota.waiting_mw_minutes, float(rota.emergency.sum()))]
