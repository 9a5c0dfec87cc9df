"""Leaps of a search: to whole rotas that ways lead to, then from lot to lot with the hours shared all the while."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from relight.plan.rota.zone_case import Flags, LoadRow
from relight.plan.rota.zone_value import cut_of, spread_of, total_off
from relight.plan.rota.zone_ways import Share, Ways

ROUNDS = 6
"""How often whole rotas are looked for anew, without what the grid has refused."""

DOUBLED = 2
"""How often twice as many rotas of twice as many ways are looked for where none leads to the end."""

WIDER = (2, 3, 4, 6, 8, 12)
"""Slots within which hours are shared where within one would cut too much; each is tried until one does not."""

TESTED = 3
"""Of the best of them, how many are put to the grid in a round."""

LOT, LOT_STEPS, IDLE = 4, 400, 80
"""Groups whose slots are chosen anew together, how often, and how often without gain."""

SIDE_BY_SIDE = 2
"""Rotas looked for at the same time: what they find does not depend on it."""

Passes = Callable[[Flags], bool]


@dataclass(frozen=True, eq=False)
class Led:
    """Where leaps have led."""

    off: Flags | None  # the best rota that is not refused, if there is any
    least_cut: int | None  # of all that were found, refused or not [kW·min]


@dataclass(frozen=True)
class Breadth:
    """How broadly whole rotas are looked for."""

    tries: float  # whole rotas at once, for each share of the hours
    width: int  # ways kept from slot to slot


QUICK, THOROUGH = Breadth(1, 1000), Breadth(2, 2000)
"""For a rota that is polished later, and for the one that is published."""


@dataclass(frozen=True, eq=False)
class Leaps:
    """Where whole rotas come from, what refuses them, and how hard they are looked for."""

    ways: Ways
    refused: Callable[[Flags], Sequence[LoadRow]]
    breadth: Breadth = THOROUGH
    rounds: float = 1.0
    seed: int = 0

    def least(self, shares: Sequence[Share], passes: Passes) -> Led:
        """Of the rotas found that pass, the one that cuts least and is not refused.

        What the grid refuses is learnt from quick rotas first.
        """
        led = self.quick(shares, passes)
        return led if led.least_cut is None or self.breadth == QUICK else self._least(self.breadth, shares, passes, led)

    def quick(self, shares: Sequence[Share], passes: Passes) -> Led:
        """The same without taking long."""
        return self._least(QUICK, shares, passes, Led(None, None))

    def nearest(self, off: Flags, passes: Passes) -> Flags | None:
        """The rota that shares hours, about as many as that one has, as closely as one that passes can."""
        for slots in WIDER:
            found = self.quick([*self.ways.levels(off, slots)], passes).off
            if found is not None:
                return found
        return None

    def _least(self, breadth: Breadth, shares: Sequence[Share], passes: Passes, led: Led) -> Led:
        tries, width = max(1, round(breadth.tries * self.rounds)), breadth.width
        case, least = self.ways.case, led.least_cut
        for turn in range(ROUNDS):
            found = self._whole([*shares] * tries, width, turn)
            if not found and width < breadth.width << DOUBLED:
                tries, width = 2 * tries, 2 * width
                continue
            passing = sorted((cut_of(case, off), at) for at, off in enumerate(found) if passes(off))
            if not passing:
                break
            least = min([cut for cut, _ in passing] + ([] if least is None else [least]))
            for cut, at in passing[:TESTED]:
                rows = self.refused(found[at])
                if not rows:
                    better = led.off is None or cut < cut_of(case, led.off)
                    return Led(found[at] if better else led.off, least)
                self.ways.bar(rows)
        return Led(led.off, least)

    def _whole(self, shares: Sequence[Share], width: int, turn: int) -> list[Flags]:
        """The rotas found for each of some shares of the hours."""
        chances = [np.random.default_rng((self.seed, turn, at)) for at in range(len(shares))]
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            found = pool.map(self.ways.whole, shares, [width] * len(shares), chances)
            return [off for off in found if off is not None]

    def by_lots(self, off: Flags, passes: Passes) -> Flags:
        """The rota with less and less cut, a few groups' slots chosen anew at a time, hours shared as they are."""
        case, groups = self.ways.case, len(off)
        totals = [total_off(case, off)[group] for group in case.shared_by()]
        if not totals or spread_of(totals) > WIDER[-1] * max(case.minutes):
            return off
        slots = max(1, -(-spread_of(totals) // max(case.minutes)))
        share, chance = Share.within(case, min(totals), slots), np.random.default_rng((self.seed, groups))
        least, idle = cut_of(case, off), 0
        for _ in range(max(1, round(LOT_STEPS * self.rounds))):
            idle += 1
            if idle > IDLE * self.rounds:
                break
            lot = np.sort(chance.permutation(groups)[:LOT])
            new = self.ways.of_lot(off, lot, share, chance)
            if new is not None and cut_of(case, new) <= least and passes(new):
                idle = 0 if cut_of(case, new) < least else idle
                off, least = new, cut_of(case, new)
        return off
