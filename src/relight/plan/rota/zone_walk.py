"""A walk through rotas: again and again the slots of a few groups are chosen anew, exactly, at prices that change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from relight.plan.rota.zone_ages import Ages, Floats
from relight.plan.rota.zone_aims import Aim
from relight.plan.rota.zone_case import Flags, ZoneCase
from relight.plan.rota.zone_lot import best_of_lot
from relight.plan.rota.zone_value import night_off, total_off

MOST_STATES = 20_000
"""Combinations of ages up to which a lot may have one group more: a choice then takes a few milliseconds."""

NOISE = 0.6
"""By what share prices are off, so that a walk does not stop in the first dead end."""

WANDERING_NOISE = 0.3
"""The same where a step may lead to what is worse: less and less, so that the walk comes to rest."""

AT_REST = 0.2
"""Share of such a walk that goes at the true prices, at its end."""

BEYOND_PRICE = 1000.0
"""What a weighted minute beyond limits costs, in minutes of cutting an average group."""

KEPT_PRICE = 20.0
"""What a minute that differs from what was published may cost, in the same; most steps take it lower."""


MOST_PULL = 0.5
"""By how much of its price a minute off may be dearer for those that are off longest, where hours are shared."""

PAIRS = 0.7
"""In what share of the steps only two groups exchange hours, a tenth of the work of three; not where all count."""

EXTREMES = 0.7
"""In what share of the steps a group that is off longest and one that is off shortest are chosen."""

LEAST_PRICE = 0.01
"""Of a minute without a group that asks for nothing, as a share of the average: nobody is cut for nothing."""


@dataclass(frozen=True)
class Held:
    """An earlier objective and what it may not exceed from then on."""

    aim: Aim
    most: int


@dataclass(frozen=True, eq=False)
class Walk:
    """Where it goes: the aim, what is held meanwhile, and whether limits must hold or cost."""

    case: ZoneCase
    ages: Ages
    aim: Aim
    held: Sequence[Held]
    strict: bool
    chance: np.random.Generator
    allows: Callable[[Flags], bool] | None = None  # what else a rota must pass, asked last

    def best(self, off: Flags, rounds: int, bound: int) -> Flags:
        """The best rota on the way from a rota that fits; it stops early where the bound is reached."""
        best, best_rank = off, self.aim.rank(self.case, off)
        rank = best_rank
        for step in range(rounds):
            if best_rank[0] <= bound:
                break
            new = self._step(off, self._noise(step / rounds))
            if new is None or any(held.aim.value(self.case, new) > held.most for held in self.held):
                continue
            new_rank = self.aim.rank(self.case, new)
            if not (self.aim.wanders or new_rank <= rank) or not (self.allows is None or self.allows(new)):
                continue
            off, rank = new, new_rank
            if new_rank <= best_rank:
                best, best_rank = new, new_rank
        return best

    def _noise(self, gone: float) -> float:
        """By what share prices are off when so much of the walk is gone."""
        return WANDERING_NOISE * max(0.0, 1 - gone / (1 - AT_REST)) if self.aim.wanders else NOISE

    def _step(self, off: Flags, noise: float) -> Flags | None:
        """A few groups' slots chosen anew; None if nothing fits."""
        ages, lot = self.ages, self._lot(off)
        kept = np.setdiff1d(np.arange(len(off)), lot)
        off_price, begin_price = self._prices(off, noise)
        beyond = np.float32(BEYOND_PRICE * self._unit())
        cost, slots = best_of_lot(
            ages.stay[lot] if self.strict else ages.stay[lot] * beyond,
            ages.leave_off[lot] if self.strict else ages.leave_off[lot] * beyond,
            ages.leave_on[lot] if self.strict else ages.leave_on[lot] * beyond,
            off_price[lot].astype(np.float32), np.float32(begin_price), ages.asks[lot], ages.first,
            ages.room - ages.asked(off)[kept].sum(axis=0), ages.start[lot], ages.keep_off,
        )  # fmt: skip
        if not np.isfinite(cost):
            return None
        new = off.copy()
        new[lot] = slots
        return new

    def _unit(self) -> float:
        """Price of a minute without an average group."""
        return max(1.0, float(self.case.load_kw.mean()))

    def _prices(self, off: Flags, noise: float) -> tuple[Floats, float]:
        """Price of every group's being off in every slot, and of the beginning of a cut."""
        case, unit = self.case, self._unit()
        minutes = np.array(case.minutes, dtype=np.float64)
        price = np.maximum(case.load_kw, LEAST_PRICE * unit) * (1 + noise * self.chance.uniform(-1, 1, off.shape))
        if self.aim.pull is not None:
            price = price + unit * MOST_PULL * self.chance.random() * self.aim.pull(case, off)
        if case.published is not None:
            price = price + unit * KEPT_PRICE * self.chance.random() ** 4 * np.where(
                case.published < 0, 0, 1 - 2 * case.published
            )
        return price * minutes, self.aim.begin_price * unit * float(minutes.max()) * self.chance.random()

    def _lot(self, off: Flags) -> list[int]:
        """Groups to choose anew: by chance, with one of those off longest and shortest where hours are shared."""
        case, chance = self.case, self.chance
        groups = len(case.groups)
        states = self.ages.asks.shape[2]
        size = min(groups, next((count for count in (3, 2) if states**count <= MOST_STATES), 1))
        if self.aim.pull is not None and self.aim.name != "spread" and size > 2 and chance.random() < PAIRS:
            size = 2
        order = chance.permutation(groups).tolist()
        if self.aim.pull is not None and size > 1 and chance.random() < EXTREMES:
            totals = (night_off if self.aim.name == "night" else total_off)(case, off)
            shared = sorted(case.shared_by(), key=lambda group: (totals[group], order[group]))
            ends = list(dict.fromkeys([shared[0], shared[-1]])) if shared else []
            order = [*ends, *(group for group in order if group not in ends)]
        return sorted(order[:size])
