"""A zone's rota from slot to slot: the most promising ways so far are kept, judged by what each may still come to.

What is still to come is told by the guide: the least that every group by itself costs from a slot on, at prices for
capacity. A state is an age for each group, as in `zone_ages.Ages`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from relight.engine.compiled import compiler

compiled = compiler(__file__)


@compiled
def guide(
    stay: Any, leave_off: Any, leave_on: Any, off_cost: Any, on_cost: Any, least: Any, most: Any, keep_off: bool
) -> Any:
    """Least cost from each slot on: group × slot × state before it × slots off so far, if those are counted.

    A group ends with `least` to `most` slots off; where `most` is below 0 they are not counted.
    """
    groups, slots, offs = stay.shape
    ons, never = on_cost.shape[2], np.float32(np.inf)
    counts = max(0, most.max()) + 1
    ahead = np.full((groups, slots + 1, offs + ons, counts), never, dtype=np.float32)
    for group in range(groups):
        step = 1 if most[group] >= 0 else 0
        for count in range(counts):
            if not step or least[group] <= count <= most[group]:
                ahead[group, slots, :, count] = 0
        for slot in range(slots - 1, -1, -1):
            later = ahead[group, slot + 1]
            for state in range(offs + ons):
                if state < offs:
                    off_to, on_to = min(state + 1, offs - 1), offs
                    off = stay[group, slot, off_to] if keep_off or state < offs - 1 else never
                    on = leave_off[group, slot, state] + on_cost[group, slot, 0]
                else:
                    off_to, on_to = 0, min(state + 1, offs + ons - 1)
                    off = leave_on[group, slot, state - offs] + stay[group, slot, 0]
                    on = on_cost[group, slot, on_to - offs]
                off += off_cost[group, slot]
                for count in range(counts):
                    cut = off + later[off_to, count + step] if count + step < counts else never
                    ahead[group, slot, state, count] = min(cut, on + later[on_to, count])
    return ahead


@compiled
def best_way(
    stay: Any, leave_off: Any, leave_on: Any, off_cost: Any, counted: Any, asks: Any, first: Any, room: Any,
    start: Any, keep_off: bool, ahead: Any, width: int,
) -> Any:  # fmt: skip
    """Cost and slots off of the best of `width` ways; infinite if none leads to the end.

    `counted` is 1 for groups whose slots off the guide `ahead` counts, all other parameters are those of `Ages`.
    """
    groups, slots, offs = stay.shape
    most = 4 * width
    came_from = np.zeros((slots, width), dtype=np.int32)
    was_off = np.zeros((slots, width, groups), dtype=np.bool_)
    ways = np.zeros((1, 2, groups), dtype=np.int16)  # state and slots off of every group
    ways[0, 0] = start
    cost = np.zeros(1)
    new, numbers = np.empty((most, 2, groups), dtype=np.int16), np.empty((most, 2))  # cost so far and in hope
    parent = np.empty(most, dtype=np.int32)
    to, more = np.empty((groups, 2), dtype=np.int64), np.empty((groups, 2), dtype=np.int64)
    price, hope = np.empty((groups, 2)), np.empty((groups, 2))
    for slot in range(slots):
        own_asks, own_room = asks[:, first[slot] : first[slot + 1]], room[first[slot] : first[slot + 1]]
        found, limit = 0, np.inf
        for way in range(len(cost)):
            for group in range(groups):
                _choices(
                    group, slot, ways[way, 0, group], ways[way, 1, group], stay, leave_off, leave_on, off_cost, counted,
                    keep_off, ahead, to, more, price, hope,
                )  # fmt: skip
            found, limit = _branched(
                way, cost[way], to, more, price, hope, own_asks, own_room, new, numbers, parent, found, limit, width
            )
        found, limit = _kept(new, numbers, parent, found, width, limit)
        if not found:
            return np.inf, np.zeros((groups, slots), dtype=np.bool_)
        ways, cost = new[:found].copy(), numbers[:found, 0].copy()
        was_off[slot, :found] = ways[:, 0] < offs
        came_from[slot, :found] = parent[:found]
    off = np.zeros((groups, slots), dtype=np.bool_)
    way = int(np.argmin(cost))
    least = cost[way]
    for slot in range(slots - 1, -1, -1):
        off[:, slot] = was_off[slot, way]
        way = int(came_from[slot, way])
    return least, off


@compiled
def _choices(
    group: int, slot: int, state: int, count: int, stay: Any, leave_off: Any, leave_on: Any, off_cost: Any,
    counted: Any, keep_off: bool, ahead: Any, to: Any, more: Any, price: Any, hope: Any,
) -> None:  # fmt: skip
    """Off (0) or on (1) in a slot: what a group then is, what it costs, and what it may come to; the better first."""
    offs, states, counts = stay.shape[2], ahead.shape[2], ahead.shape[3]
    if state < offs:
        to[group, 0], to[group, 1] = min(state + 1, offs - 1), offs
        price[group, 0] = stay[group, slot, to[group, 0]] if keep_off or state < offs - 1 else np.inf
        price[group, 1] = leave_off[group, slot, state]
    else:
        to[group, 0], to[group, 1] = 0, min(state + 1, states - 1)
        price[group, 0] = leave_on[group, slot, state - offs] + stay[group, slot, 0]
        price[group, 1] = 0.0
    price[group, 0] += off_cost[group, slot]
    more[group, 0], more[group, 1] = count + counted[group], count
    for choice in range(2):
        hope[group, choice] = np.inf
        if more[group, choice] < counts:
            hope[group, choice] = price[group, choice] + ahead[group, slot + 1, to[group, choice], more[group, choice]]
    if hope[group, 1] < hope[group, 0]:
        for pair in (to, more):
            pair[group, 0], pair[group, 1] = pair[group, 1], pair[group, 0]
        for costs in (price, hope):
            costs[group, 0], costs[group, 1] = costs[group, 1], costs[group, 0]


@compiled
def _branched(
    way: int, cost: float, to: Any, more: Any, price: Any, hope: Any, asks: Any, room: Any, new: Any, numbers: Any,
    parent: Any, found: int, limit: float, width: int,
) -> Any:  # fmt: skip
    """All that a way may go on to in a slot, noted behind what is found so far; how many, and what is to be beaten."""
    groups, rows = len(to), len(room)
    used = np.zeros((groups + 1, rows), dtype=np.int64)
    spent, hoped, rest = np.full(groups + 1, cost), np.full(groups + 1, cost), np.zeros(groups + 1)
    for group in range(groups - 1, -1, -1):
        rest[group] = rest[group + 1] + hope[group, 0]
    chosen = np.full(groups, -1, dtype=np.int64)
    group = 0
    while group >= 0:
        chosen[group] += 1
        if chosen[group] > 1:
            chosen[group] = -1
            group -= 1
            continue
        choice = chosen[group]
        hoped[group + 1] = hoped[group] + hope[group, choice]
        if not hoped[group + 1] + rest[group + 1] < limit:
            continue
        fits = True
        for row in range(rows):
            used[group + 1, row] = used[group, row] + asks[group, row, to[group, choice]]
            fits = fits and used[group + 1, row] <= room[row]
        if not fits:
            continue
        spent[group + 1] = spent[group] + price[group, choice]
        if group < groups - 1:
            group += 1
            continue
        for own in range(groups):
            new[found, 0, own], new[found, 1, own] = to[own, chosen[own]], more[own, chosen[own]]
        numbers[found, 0], numbers[found, 1], parent[found] = spent[groups], hoped[groups], way
        found += 1
        if found == len(new):
            found, limit = _kept(new, numbers, parent, found, width, limit)
    return found, limit


@compiled
def _kept(new: Any, numbers: Any, parent: Any, found: int, width: int, limit: float) -> Any:
    """The most promising ways, each state once, moved to the front; how many, and what is to be beaten."""
    size = 8
    while size < 2 * width:
        size *= 2
    table = np.full(size, -1, dtype=np.int64)
    kept = np.empty(min(found, width), dtype=np.int64)
    count = 0
    for at in _in_order(numbers[:found, 1], width + width // 4):
        if count == width:
            break
        key = np.int64(0)
        for number in new[at].ravel():
            key = (key ^ (key >> 29)) * np.int64(1099511628211) + np.int64(number) + 1
        place = (key ^ (key >> 31)) & (size - 1)
        while table[place] >= 0 and not np.array_equal(new[at], new[table[place]]):
            place = (place + 1) & (size - 1)
        if table[place] < 0:
            table[place] = kept[count] = at
            count += 1
    kept = kept[:count]
    new[:count], numbers[:count], parent[:count] = new[kept].copy(), numbers[kept].copy(), parent[kept].copy()
    return count, numbers[count - 1, 1] if count == width else limit


@compiled
def _in_order(hoped: Any, enough: int) -> Any:
    """Ways from the most promising on: a part of them in front of the rest, which is seldom looked at."""
    if len(hoped) <= enough:
        return np.argsort(hoped)
    limit = np.partition(hoped, enough)[enough]
    first, rest = np.flatnonzero(hoped <= limit), np.flatnonzero(hoped > limit)
    return np.concatenate((first[np.argsort(hoped[first])], rest[np.argsort(hoped[rest])]))
