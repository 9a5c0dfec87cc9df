"""Prices that make a zone's relaxation bind most, found by going uphill; compiled.

At prices for the rows of the network every group chooses its slots by itself, exactly, over the ages of
`zone_ages.Ages`. What all of them cost, less what the rows' room is worth, is a bound whatever the prices are; what
they ask for beyond the room says which way the prices have to go (Held, Wolfe and Crowder 1974; steps after Polyak
1969). A step of all groups together takes some thirty microseconds where a linear programme takes milliseconds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from relight.engine.compiled import compiler

compiled = compiler(__file__)

SMOOTH = 0.7
"""How much of the direction so far stays in the next one: pure ones jump to and fro."""

ROUNDING = 1e-12
"""By what share of the sums in it a bound is lowered: where hardly a rota fits, prices grow without end."""

PATIENCE, SHORTER, SHORTEST = 100, 0.8, 0.002
"""Steps without a better bound after which they get shorter, by which factor, and when the search ends."""


class Programme(NamedTuple):
    """A zone for the kernel: ages and their costs as in `Ages`, rows whose weight depends on the slots on so far."""

    stay: Any  # group × slot × age off, weighted minutes
    leave_off: Any
    leave_on: Any
    start: Any
    keep_off: bool
    cut: Any  # group × slot
    weight: Any  # group × row × age on
    slot: Any  # of each row
    room: Any


@compiled
def uphill(programme: Any, objective: Any, most: Any, known: float, rounds: int) -> Any:
    """The greatest bound found, and its prices: of every row, then of minutes beyond limits and of what is cut.

    Parameters
    ----------
    programme
        The zone; what may not be is infinite in its tables.
    objective
        Cost of a minute beyond limits, of what is cut and of a cut that begins.
    most
        What may be beyond limits and cut at most; infinite = whatever it takes.
    known
        A value that is known to be reachable: steps are as long as if it were the best.
    rounds
        Steps at most.
    """
    rows, groups, slots = len(programme.room), len(programme.cut), programme.cut.shape[1]
    state = np.empty((groups, slots), dtype=np.int64)
    on_cost = np.empty((groups, slots, programme.weight.shape[2]))
    price, beyond = np.zeros(rows + 2), np.zeros(rows + 2)
    best, best_price, heading = -np.inf, price.copy(), np.zeros(rows + 2)
    share, since, smooth = 1.0, 0, 0.0
    for _ in range(rounds):
        on_prices(programme, price, on_cost)
        dear = objective[0] + price[rows], objective[1] + price[rows + 1], objective[2]
        value = chosen_states(programme, on_cost, dear, state)
        if not np.isfinite(value):
            return value, best_price
        lacking(programme, state, most, beyond)
        paid = worth(programme, most, price)
        value -= paid + ROUNDING * (abs(value) + paid)
        if not value <= best + 1e-7 * abs(best):
            best, since = value, 0
            best_price[:] = price
            if best >= known:
                break
        else:
            since += 1
            if since == PATIENCE:
                share, since = share * SHORTER, 0
                price[:], smooth = best_price, 0.0
                if share < SHORTEST:
                    break
                continue
        if not steer(heading, beyond, price, smooth) and not steer(heading, beyond, price, 0.0):
            break
        smooth = SMOOTH
        length = ROUNDING
        for row in range(rows + 2):
            if price[row] > 0 or heading[row] > 0:
                length += heading[row] ** 2
        for row in range(rows + 2):
            price[row] = max(0.0, price[row] + share * (known - value) / length * heading[row])
    return best, best_price


@compiled
def worth(programme: Any, most: Any, price: Any) -> float:
    """What the room of all rows costs at some prices, with what may be beyond limits and cut."""
    paid, rows = 0.0, len(programme.room)
    for row in range(rows):
        paid += price[row] * programme.room[row]
    for row in range(2):
        if most[row] < np.inf:
            paid += price[rows + row] * most[row]
    return paid


@compiled
def steer(heading: Any, beyond: Any, price: Any, smooth: float) -> bool:
    """Turn towards what is lacking, and say whether any price would change."""
    moves = False
    for row in range(len(heading)):
        heading[row] = smooth * heading[row] + (1 - smooth) * beyond[row]
        moves = moves or heading[row] > 0 or (price[row] > 0 and heading[row] < 0)
    return moves


@compiled
def on_prices(programme: Any, price: Any, on_cost: Any) -> None:
    """Price of being on since so many slots: group × slot × age on."""
    on_cost[:] = 0.0
    for row in range(len(programme.room)):
        if price[row] > 0:
            for group in range(len(on_cost)):
                for age in range(on_cost.shape[2]):
                    on_cost[group, programme.slot[row], age] += price[row] * programme.weight[group, row, age]


@compiled
def chosen_states(programme: Any, on_cost: Any, dear: Any, state: Any) -> float:
    """Cost of the best slots of every group by itself, whose states are noted; infinite where there are none."""
    groups, slots, offs = programme.stay.shape
    ons, begin = on_cost.shape[2], dear[2]
    ahead, before = np.empty(offs + ons), np.empty(offs + ons)
    cuts = np.empty((slots, offs + ons), dtype=np.bool_)
    total = 0.0
    for group in range(groups):
        ahead[:] = 0.0
        for slot in range(slots - 1, -1, -1):
            off_cost = dear[1] * programme.cut[group, slot]
            back = on_cost[group, slot, 0] + ahead[offs]
            cut = off_cost + begin + _weighted(programme.stay[group, slot, 0], dear[0]) + ahead[0]
            for age in range(offs):
                to, further = min(age + 1, offs - 1), np.inf
                if programme.keep_off or age < offs - 1:
                    further = off_cost + _weighted(programme.stay[group, slot, to], dear[0]) + ahead[to]
                ends = back + _weighted(programme.leave_off[group, slot, age], dear[0])
                cuts[slot, age], before[age] = further < ends, min(further, ends)
            for age in range(ons):
                to = min(age + 1, ons - 1)
                further = on_cost[group, slot, to] + ahead[offs + to]
                ends = cut + _weighted(programme.leave_on[group, slot, age], dear[0])
                cuts[slot, offs + age], before[offs + age] = ends < further, min(further, ends)
            ahead, before = before, ahead
        now = programme.start[group]
        total += ahead[now]
        for slot in range(slots):
            if cuts[slot, now]:
                now = min(now + 1, offs - 1) if now < offs else 0
            else:
                now = offs if now < offs else min(now + 1, offs + ons - 1)
            state[group, slot] = now
    return total


@compiled
def lacking(programme: Any, state: Any, most: Any, beyond: Any) -> None:
    """By how much those states exceed every row, the minutes beyond limits and what may be cut."""
    rows, offs = len(programme.room), programme.stay.shape[2]
    for row in range(rows):
        beyond[row] = -programme.room[row]
        for group in range(len(state)):
            age = state[group, programme.slot[row]] - offs
            if age >= 0:
                beyond[row] += programme.weight[group, row, age]
    minutes, cut = 0.0, 0.0
    for group in range(len(state)):
        before = programme.start[group]
        for slot in range(state.shape[1]):
            now = state[group, slot]
            if now < offs:
                cut += programme.cut[group, slot]
                minutes += programme.stay[group, slot, now]
                minutes += programme.leave_on[group, slot, before - offs] if before >= offs else 0.0
            elif before < offs:
                minutes += programme.leave_off[group, slot, before]
            before = now
    beyond[rows] = minutes - most[0] if most[0] < np.inf else 0.0
    beyond[rows + 1] = cut - most[1] if most[1] < np.inf else 0.0


@compiled
def _weighted(minutes: float, price: float) -> float:
    """What minutes beyond limits cost; what may not be stays so at any price."""
    return minutes if minutes == np.inf else minutes * price
