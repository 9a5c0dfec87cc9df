"""Water in tanks as backups: how long each lasts at constant use, which part of the use it carries, how it fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relight.files.importers.epanet_network import Floats, Run, Tank

EMPTY_SHARE = 1e-3
"""Share of its span at which a tank counts as empty."""

MOST_CARRIED_EARLY = 0.95
LEAST_LAST_PHASE = 0.05
"""Share of the time until all are empty in which the last tank must be alone for its rate to be told from it."""

SHORTEST_MINUTES = 1.0


@dataclass(frozen=True)
class TankNumbers:
    """A tank as a backup of its zone's water."""

    tank: Tank
    endurance_minutes: float
    level: float
    share: float
    refill_minutes: float | None


@dataclass(frozen=True, eq=False)
class Drain:
    """What tanks must give together while the pumps stand still, from the start of the file on."""

    minutes: Floats
    used_m3: Floats  # by each of those minutes

    @staticmethod
    def of(minutes: Floats, use_m3_per_h: Floats) -> Drain:
        """The Drain by a use that is constant from each minute to the next."""
        used = np.concatenate([[0.0], np.cumsum(use_m3_per_h[:-1] * np.diff(minutes) / 60)])
        return Drain(minutes, used)

    @property
    def mean_m3_per_minute(self) -> float:
        """Mean use over all of it."""
        return float(self.used_m3[-1] / self.minutes[-1])

    def used_by(self, minute: float) -> float:
        """Water used by a minute [m³]."""
        beyond = max(0.0, minute - float(self.minutes[-1])) * self.mean_m3_per_minute
        return float(np.interp(minute, self.minutes, self.used_m3)) + beyond

    def minute_of(self, used_m3: float) -> float:
        """The first minute by which so much is used; inf if that never comes."""
        reached = np.flatnonzero(self.used_m3 >= used_m3)
        if not len(reached):
            mean = self.mean_m3_per_minute
            return used_m3 / mean if mean > 0 else np.inf
        after = int(reached[0])
        if after == 0:
            return 0.0
        before_m3, step_m3 = self.used_m3[after - 1], self.used_m3[after] - self.used_m3[after - 1]
        step = self.minutes[after] - self.minutes[after - 1]
        return float(self.minutes[after - 1] + step * (used_m3 - before_m3) / step_m3)


def empty_minute(tank: Tank, outage: Run) -> float:
    """The minute at which a tank is empty in a run without pumps; inf if it is not by its end."""
    left_m = outage.pressure_m[tank.name] - tank.lowest_m
    empty = np.flatnonzero(left_m <= EMPTY_SHARE * tank.span_m)
    return float(outage.minutes[empty[0]]) if len(empty) else np.inf


def refill_minutes(tank: Tank, usual: Run) -> float | None:
    """Minutes from empty to full at the mean rate at which a tank fills when it fills; None if it never does."""
    inflow = usual.use_m3_per_h[tank.name]
    filling = inflow[inflow > 1e-6 * tank.capacity_m3]
    return 60 * tank.capacity_m3 / float(filling.mean()) if len(filling) else None


def tank_numbers(tanks: Sequence[Tank], drain: Drain, outage: Run, usual: Run) -> tuple[TankNumbers, ...]:
    """The tanks of one zone as backups, in the order in which they run out; none if they never do.

    The one that lasts longest carries whatever the others do not. Each runs out when it does in EPANET, the last one
    when all the water they held together is used; what they hold in total is right at the start, when the last but one
    runs out, and when all are empty. Tanks that are empty at the start are taken to drain by their size.
    """
    filled = [tank for tank in tanks if tank.stored_m3 > EMPTY_SHARE * tank.capacity_m3]
    amount = {tank.name: tank.stored_m3 for tank in filled} or {tank.name: tank.capacity_m3 for tank in tanks}
    all_empty = drain.minute_of(sum(amount.values()))
    if not 0 < all_empty < np.inf:
        return ()
    empty = {tank.name: min(empty_minute(tank, outage), all_empty) if filled else all_empty for tank in tanks}
    *first, last = sorted(filled or tanks, key=lambda tank: (empty[tank.name], amount[tank.name], tank.name))
    rate = {tank.name: amount[tank.name] / max(empty[tank.name], SHORTEST_MINUTES) for tank in first}
    early = [(amount[tank.name], rate[tank.name]) for tank in first]
    weight, last_rate = _shares(early, amount[last.name], drain, all_empty)
    for tank in tanks:
        if tank.name not in amount:
            rate[tank.name] = tank.capacity_m3 / sum(other.capacity_m3 for other in tanks) / weight
    others = sorted((tank for tank in tanks if tank.name not in amount), key=lambda tank: tank.name)
    return tuple(
        TankNumbers(
            tank=tank,
            endurance_minutes=tank.capacity_m3 / rate.get(tank.name, last_rate),
            level=min(1.0, tank.stored_m3 / tank.capacity_m3),
            share=weight * rate[tank.name] if tank.name in rate else 1.0,
            refill_minutes=refill_minutes(tank, usual),
        )
        for tank in (*first, *others, last)
    )


def _shares(
    early: Sequence[tuple[float, float]], last_m3: float, drain: Drain, all_empty: float
) -> tuple[float, float]:
    """Share of the use that the tanks before the last carry for each m³ a minute they give, and what the last gives
    alone [m³ a minute].

    `early` has m³ and m³ a minute of each tank before the last.
    """
    if not early:
        return all_empty / last_m3, last_m3 / all_empty
    early_m3, together = sum(amount for amount, _ in early), sum(rate for _, rate in early)
    alone = max(amount / rate for amount, rate in early)
    last_before_m3 = drain.used_by(alone) - early_m3
    if all_empty - alone > LEAST_LAST_PHASE * all_empty and last_m3 > last_before_m3:
        last_rate = (last_m3 - last_before_m3) / (all_empty - alone)
        weight = (alone - last_before_m3 / last_rate) / early_m3
        if 0 < weight * together <= MOST_CARRIED_EARLY:
            return weight, last_rate
    weight = min(all_empty / (early_m3 + last_m3), MOST_CARRIED_EARLY / together)
    return weight, last_m3 / (all_empty - weight * early_m3)
