"""The objectives of a zone's rota in their order, each as an expression for the solver and as a plain sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from relight.plan.rota.zone_case import Flags, ZoneCase
from relight.plan.rota.zone_limits import beyond_limits
from relight.plan.rota.zone_model import ZoneModel
from relight.plan.rota.zone_value import (
    Floats,
    begins,
    changes_of,
    cut_of,
    inequality_of,
    night_off,
    spread_of,
    total_off,
)
from relight.plan.rota.zone_whole import whole_need_kw_minutes


@dataclass(frozen=True)
class Aim:
    """An objective, how far the next ones may fall behind its best value, and how a walk looks for it."""

    name: str
    unit: str
    expression: Callable[[ZoneModel], Any]
    value: Callable[[ZoneCase, Flags], int]
    give: int = 0
    rounds: int = 200  # of the walk where the best is not proven
    attempts: int = 2  # walks from the same rota
    wanders: bool = False  # whether a step may lead to what is worse
    least: int = 0  # a bound that needs no solver
    second: Callable[[ZoneCase, Flags], int] | None = None  # decides between rotas of the same value
    pull: Callable[[ZoneCase, Flags], Floats] | None = None  # group × slot: dearer (1) to cheaper (−1) to cut
    begin_price: float = 0.0  # of a cut, in slots of an average group

    def rank(self, case: ZoneCase, off: Flags) -> tuple[int, int]:
        """What is compared: the value, and what decides between equal ones."""
        return self.value(case, off), 0 if self.second is None else self.second(case, off)


LIMITS = Aim("limits", "weighted min", ZoneModel.beyond_limits, beyond_limits, rounds=700, wanders=True)


def aims_of(case: ZoneCase) -> list[Aim]:
    """The objectives in their order."""
    give = round(case.limits.beyond_need_share * case.need_kw_minutes())
    # Below one slot a difference is no unfairness worth more cuts; without any give the order is strict.
    enough = max(case.minutes) if give else 0
    need = whole_need_kw_minutes(case) or 0
    aims = [Aim("changes", "min", ZoneModel.changes, changes_of)] if case.published is not None else []
    aims.append(Aim("cut", "kW·min", ZoneModel.cut, cut_of, give, rounds=1200, attempts=1, wanders=True, least=need))
    aims.append(
        Aim(
            "spread",
            "min",
            lambda model: model.spread(enough),
            lambda case, off: _spread(case, off, enough),
            rounds=500,
            attempts=8,
            least=enough,
            # Moving one of several groups that are off longest changes the inequality long before the spread.
            second=inequality,
            pull=total_pull,
        )
    )
    if give:
        again = Aim("cut again", "kW·min", ZoneModel.cut, cut_of, rounds=700, attempts=1, wanders=True, least=need)
        aims.append(again)
    aims.append(Aim("inequality", "weighted min", ZoneModel.inequality, inequality, pull=total_pull))
    if any(case.night):
        aims.append(
            Aim(
                "night",
                "min",
                lambda model: model.night_spread(enough),
                lambda case, off: _night(case, off, enough),
                least=enough,
                pull=night_pull,
            )
        )
    aims.append(Aim("cuts", "cuts", ZoneModel.cuts, _cuts, attempts=1, begin_price=2.0))
    return aims


def inequality(case: ZoneCase, off: Flags) -> int:
    """Σ over pairs of weight × weight × difference of minutes off, with the past."""
    totals, shared = total_off(case, off), case.shared_by()
    return inequality_of([totals[group] for group in shared], [case.weight(group) for group in shared])


def total_pull(case: ZoneCase, off: Flags) -> Floats:
    """Dearer to cut for those that are off longest."""
    return np.repeat(_pull(case, total_off(case, off))[:, None], len(case.minutes), axis=1)


def night_pull(case: ZoneCase, off: Flags) -> Floats:
    """The same at night, and as much cheaper by day."""
    pull = _pull(case, night_off(case, off))[:, None]
    return pull * np.where(np.array(case.night), 1.0, -0.5)


def _pull(case: ZoneCase, totals: list[int]) -> Floats:
    """1 for the group that is off longest to −1 for the one that is off shortest; 0 for those that share nothing."""
    pull, shared = np.zeros(len(totals)), list(case.shared_by())
    if shared:
        own = np.array([totals[group] for group in shared], dtype=np.float64)
        pull[shared] = (own - own.mean()) / max(1.0, float(np.abs(own - own.mean()).max()))
    return pull


def _spread(case: ZoneCase, off: Flags, enough: int) -> int:
    totals = total_off(case, off)
    return spread_of((totals[group] for group in case.shared_by()), enough)


def _night(case: ZoneCase, off: Flags, enough: int) -> int:
    totals = night_off(case, off)
    return spread_of((totals[group] for group in case.shared_by()), enough)


def _cuts(case: ZoneCase, off: Flags) -> int:
    return int(begins(case, off).sum())
