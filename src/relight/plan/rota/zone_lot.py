"""The best slots of up to three groups while all others stay as they are: exact, by dynamic programming, compiled.

A state is an age for each group (`zone_ages.Ages`); slot after slot, one group after the other goes on, is cut or
returns. After a group has moved, its axis stands last, so that the next one's stands first.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from relight.engine.compiled import compiler

compiled = compiler(__file__)
"""Unlike the engine's, these functions may make arrays of their own."""


@compiled
def ages_of(off: Any, start: Any, offs: int, ons: int) -> Any:
    """State of every group in every slot of a rota."""
    groups, slots = off.shape
    state = np.empty((groups, slots), dtype=np.int64)
    for group in range(groups):
        now = start[group]
        for slot in range(slots):
            if off[group, slot]:
                now = min(now + 1, offs - 1) if now < offs else 0
            else:
                now = min(now + 1, offs + ons - 1) if now >= offs else offs
            state[group, slot] = now
    return state


@compiled
def best_of_lot(
    stay: Any, leave_off: Any, leave_on: Any, off_cost: Any, begin_cost: Any, asks: Any, first: Any, room: Any,
    start: Any, keep_off: bool,
) -> Any:  # fmt: skip
    """Cost and slots off of the best rows of a few groups; infinite if none fits.

    Parameters are those of `Ages` for the groups of the lot alone; `off_cost` is group × slot, `room` what the other
    groups leave of every row.
    """
    count, slots, offs = stay.shape
    states = offs + leave_on.shape[2]
    others = states ** (count - 1)
    now = np.full(others * states, np.float32(np.inf), dtype=np.float32)
    later = np.empty(others * states, dtype=np.float32)
    now[_index(start, states)] = 0
    came_from = np.zeros((slots, count, 4, others), dtype=np.uint16)
    rest = np.zeros(others, dtype=np.int64)
    for slot in range(slots):
        for at in range(count):
            _move(
                now.reshape(states, others), later.reshape(others, states), stay[at, slot], leave_off[at, slot],
                leave_on[at, slot], off_cost[at, slot], begin_cost, keep_off, came_from[slot, at],
            )  # fmt: skip
            now, later = later, now
        for row in range(first[slot], first[slot + 1]):
            _sum_of_others(rest, asks, row, states)
            for state in range(states):
                left = room[row] - asks[0, row, state]
                for other in range(others):
                    if rest[other] > left:
                        now[state * others + other] = np.inf
    end = np.argmin(now)
    return now[end], _traced(came_from, int(end), offs, states)


@compiled
def _move(
    now: Any, later: Any, stay: Any, leave_off: Any, leave_on: Any, off_cost: Any, begin_cost: Any, keep_off: bool,
    came_from: Any,
) -> None:  # fmt: skip
    """One slot on for the group on the first axis; `came_from` is told where the ambiguous states came from."""
    states, others = now.shape
    offs = len(stay)
    cut_cost, cut_from = _cheapest(now, leave_on, offs)
    back_cost, back_from = _cheapest(now, leave_off, 0)
    begin = stay[0] + off_cost + begin_cost
    for other in range(others):
        new = later[other]
        new[0] = cut_cost[other] + begin
        for state in range(1, offs - 1):
            new[state] = now[state - 1, other] + (stay[state] + off_cost)
        oldest = now[offs - 2, other]
        came_from[0, other], came_from[1, other] = cut_from[other], back_from[other]
        came_from[2, other], came_from[3, other] = offs - 2, states - 2
        if keep_off and now[offs - 1, other] < oldest:
            oldest = now[offs - 1, other]
            came_from[2, other] = offs - 1
        new[offs - 1] = oldest + (stay[offs - 1] + off_cost)
        new[offs] = back_cost[other]
        for state in range(offs + 1, states - 1):
            new[state] = now[state - 1, other]
        oldest = now[states - 2, other]
        if now[states - 1, other] < oldest:
            oldest = now[states - 1, other]
            came_from[3, other] = states - 1
        new[states - 1] = oldest


@compiled
def _cheapest(now: Any, leave: Any, offset: int) -> Any:
    """The cheapest way to be switched, and the state left for it, for every state of the other groups."""
    others = now.shape[1]
    cost = np.full(others, np.float32(np.inf), dtype=np.float32)
    left = np.zeros(others, dtype=np.int32)
    for age in range(len(leave)):
        if leave[age] == np.inf:
            continue
        for other in range(others):
            candidate = now[offset + age, other] + leave[age]
            better = candidate < cost[other]
            cost[other] = candidate if better else cost[other]
            left[other] = offset + age if better else left[other]
    return cost, left


@compiled
def _sum_of_others(rest: Any, asks: Any, row: int, states: int) -> None:
    """What the second and third group count against a row, for every pair of their states."""
    if asks.shape[0] == 3:
        for second in range(states):
            for third in range(states):
                rest[second * states + third] = asks[1, row, second] + asks[2, row, third]
    elif asks.shape[0] == 2:
        for second in range(states):
            rest[second] = asks[1, row, second]


@compiled
def _index(state: Any, states: int) -> int:
    at = 0
    for own in state:
        at = at * states + own
    return at


@compiled
def _traced(came_from: Any, end: int, offs: int, states: int) -> Any:
    """Which group is off in which slot on the way to the best end."""
    slots, count = came_from.shape[:2]
    off = np.zeros((count, slots), dtype=np.bool_)
    state = np.zeros(count, dtype=np.int64)
    for at in range(count - 1, -1, -1):
        state[at] = end % states
        end //= states
    for slot in range(slots - 1, -1, -1):
        for at in range(count):
            off[at, slot] = state[at] < offs
        for at in range(count - 1, -1, -1):
            other = 0
            for further in range(1, count):
                other = other * states + state[(at + further) % count]
            own = state[at]
            if own == 0:
                state[at] = came_from[slot, at, 0, other]
            elif own == offs:
                state[at] = came_from[slot, at, 1, other]
            elif own == offs - 1:
                state[at] = came_from[slot, at, 2, other]
            elif own == states - 1:
                state[at] = came_from[slot, at, 3, other]
            else:
                state[at] = own - 1
    return off
