"""The objectives of a zone's rota in their order, each as an expression for the solver and as a plain sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from relight.plan.rota.zone_case import Flags, ZoneCase
from relight.plan.rota.zone_model import ZoneModel
from relight.plan.rota.zone_value import begins, changes_of, cut_of, inequality_of, night_off, spread_of, total_off


@dataclass(frozen=True)
class Aim:
    """An objective, and how far the next ones may fall behind its best value."""

    name: str
    unit: str
    expression: Callable[[ZoneModel], Any]
    value: Callable[[ZoneCase, Flags], int]
    give: int = 0
    rounds: int = 2  # of improvement where the best is not proven
    share: float = 0.4  # of the effort for the whole zone
    least: Callable[[ZoneCase], int] = lambda case: 0  # a bound that needs no solver
    slope: Callable[[ZoneModel], Any] | None = None  # what improvement follows, where the objective alone is flat


ABOVE_INEQUALITY = 10**10
"""Weight of a minute of spread above any inequality."""


def aims_of(case: ZoneCase) -> list[Aim]:
    """The objectives in their order."""
    give = round(case.limits.beyond_need_share * case.need_kw_minutes())
    # Below one slot a difference is no unfairness worth more cuts; without any give the order is strict.
    enough = max(case.minutes) if give else 0
    aims = [Aim("changes", "min", ZoneModel.changes, _changes)] if case.published is not None else []
    aims.append(Aim("cut", "kW·min", ZoneModel.cut, cut_of, give, rounds=4, share=1.0, least=ZoneCase.need_kw_minutes))
    aims.append(
        Aim(
            "spread",
            "min",
            lambda model: model.spread(enough),
            lambda case, off: _spread(case, off, enough),
            rounds=20,
            share=0.6,
            # Moving one of several groups that are off longest changes the inequality long before the spread.
            slope=lambda model: ABOVE_INEQUALITY * model.spread(enough) + model.inequality(),
        )
    )
    if give:
        aims.append(Aim("cut again", "kW·min", ZoneModel.cut, cut_of, least=ZoneCase.need_kw_minutes))
    aims.append(Aim("inequality", "weighted min", ZoneModel.inequality, inequality))
    if any(case.night):
        aims.append(
            Aim("night", "min", lambda model: model.night_spread(enough), lambda case, off: _night(case, off, enough))
        )
    aims.append(Aim("cuts", "cuts", ZoneModel.cuts, _cuts, rounds=3))
    return aims


def _changes(case: ZoneCase, off: Flags) -> int:
    return changes_of(case, off, range(len(case.groups)))


def _spread(case: ZoneCase, off: Flags, enough: int) -> int:
    totals = total_off(case, off)
    return spread_of((totals[group] for group in case.shared_by()), enough)


def _night(case: ZoneCase, off: Flags, enough: int) -> int:
    totals = night_off(case, off)
    return spread_of((totals[group] for group in case.shared_by()), enough)


def inequality(case: ZoneCase, off: Flags) -> int:
    """Σ over pairs of weight × weight × difference of minutes off, with the past."""
    totals, shared = total_off(case, off), case.shared_by()
    return inequality_of([totals[group] for group in shared], [case.weight(group) for group in shared])


def _cuts(case: ZoneCase, off: Flags) -> int:
    return int(begins(case, off).sum())
