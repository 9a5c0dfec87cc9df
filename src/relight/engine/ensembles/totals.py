"""What every scenario of an ensemble comes to over the whole horizon, kept exactly: one row a scenario."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from relight.engine.ensembles import cascades, scores
from relight.engine.ensembles.back_statistics import back_everywhere
from relight.engine.ensembles.cascades import cascades_of
from relight.engine.ensembles.scenario import Futures
from relight.engine.ensembles.scores import score_values
from relight.engine.future_run import FutureRun
from relight.engine.rota_switching import RotaTally
from relight.engine.wiring import Floats, Ints


@dataclass(frozen=True, eq=False)
class Totals:
    """Arrays with one row a scenario, in order of their numbers."""

    numbers: Ints
    person_hours: Floats  # × service
    unserved_mwh: Floats
    scores: Floats  # × score, as `score_values` returns them
    cascades: Floats  # × what `cascades_of` returns
    everywhere: Floats  # × (area × service): minute from which nobody there is without
    rota_mwh: Floats  # × part of what is not served, as `RotaTally.totals_mwh` names them; without a rota none


def no_totals(futures: Futures) -> Totals:
    """Totals of no scenario."""
    return Totals(
        numbers=np.zeros(0, dtype=np.int64),
        person_hours=np.zeros((0, len(futures.areas.services))),
        unserved_mwh=np.zeros(0),
        scores=np.zeros((0, scores.COLUMNS)),
        cascades=np.zeros((0, cascades.COLUMNS)),
        everywhere=np.zeros((0, len(futures.areas.cells))),
        rota_mwh=np.zeros((0, 0 if futures.rota_tally is None else len(futures.rota_tally.totals_mwh()))),
    )


def totals_of(number: int, run: FutureRun, person_hours: Floats, futures: Futures, rota: RotaTally | None) -> Totals:
    """Totals of one scenario, whose person-hours without each service are known."""
    tally = run.tally
    everywhere = back_everywhere(futures.areas, run.present.live.back_at, futures.end)
    return Totals(
        numbers=np.array([number]),
        person_hours=person_hours[None],
        unserved_mwh=np.array([float((tally.demand - tally.switched).sum()) / 60]),
        scores=np.array([score_values(tally.score())]),
        cascades=np.array([cascades_of(run.present.trace)]),
        everywhere=everywhere[None],
        rota_mwh=np.array([[] if rota is None else list(rota.totals_mwh().values())]),
    )


def joined_totals(one: Totals, other: Totals) -> Totals:
    """Both together, scenarios in order of their numbers."""
    order = np.argsort(np.concatenate([one.numbers, other.numbers]))
    names = (field.name for field in fields(Totals))
    return Totals(*(np.concatenate([getattr(one, name), getattr(other, name)])[order] for name in names))
