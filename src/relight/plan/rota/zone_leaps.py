"""Leaps of a search: to whole rotas that ways lead to, then from lot to lot with the hours shared all the while."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from relight.plan.rota.zone_case import Flags
from relight.plan.rota.zone_value import cut_of, spread_of, total_off
from relight.plan.rota.zone_ways import Barred, Share, Ways

TRIES = 2
"""Whole rotas looked for at once, for each share of the hours."""

ROUNDS = 6
"""How often whole rotas are looked for anew, without what the grid has refused."""

TESTED = 3
"""Of the best of them, how many are put to the grid in a round."""

LOT, LOT_STEPS = 4, 400
"""Groups whose slots are chosen anew together, and how often."""

SIDE_BY_SIDE = 2
"""Rotas looked for at the same time: what they find does not depend on it."""

Passes = Callable[[Flags], bool]


@dataclass(frozen=True, eq=False)
class Leaps:
    """Where whole rotas come from, what refuses them, and how hard they are looked for."""

    ways: Ways
    refused: Callable[[Flags], Sequence[Barred]]
    rounds: float
    seed: int

    def least(self, shares: Sequence[Share], passes: Passes) -> Flags | None:
        """Of the rotas found that pass, the one that cuts least and is not refused."""
        tries = max(1, round(TRIES * self.rounds))
        for turn in range(ROUNDS):
            seeds = [np.random.default_rng((self.seed, turn, at)) for at in range(tries * len(shares))]
            with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
                found = pool.map(self.ways.whole, [*shares] * tries, seeds)
                passing = [off for off in found if off is not None and passes(off)]
            if not passing:
                return None
            for off in sorted(passing, key=lambda off: cut_of(self.ways.case, off))[:TESTED]:
                barred = self.refused(off)
                if not barred:
                    return off
                self.ways.bar(barred)
        return None

    def by_lots(self, off: Flags, passes: Passes) -> Flags:
        """The rota with less and less cut, a few groups' slots chosen anew at a time, hours shared as they are."""
        case, groups = self.ways.case, len(off)
        totals = [total_off(case, off)[group] for group in case.shared_by()]
        if not totals or spread_of(totals) > max(case.minutes):
            return off
        share, chance = Share.within_a_slot(case, min(totals)), np.random.default_rng((self.seed, groups))
        least = cut_of(case, off)
        for _ in range(max(1, round(LOT_STEPS * self.rounds))):
            lot = np.sort(chance.permutation(groups)[:LOT])
            new = self.ways.of_lot(off, lot, share, chance)
            if new is not None and cut_of(case, new) <= least and passes(new):
                off, least = new, cut_of(case, new)
        return off
