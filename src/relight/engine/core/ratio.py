"""The long-step ratio test: how far the prices can move, past how many levels, until the leaving one is within bounds.

Prices move until the excess of the leaving one is used up. On the way columns reach the price of their next piece and
jump to its end, tight lines jump from one limit to the other, and the leaving column itself may go on to its next
piece. Each uses up excess; the one that would use up the last of it enters. Hundreds may be passed in one step, so they
are not put in order: the one that enters is found as a weighted median is.
"""

from __future__ import annotations

import numpy as np

from relight.engine.core.machine import inlined
from relight.engine.core.pricing import NOTHING
from relight.engine.core.programme import AWAKE, BASIS, Columns, Programme, Queue

OWN = 1 << 40
"""Code of the leaving column's own next piece."""

SMALLEST_RATE = 1e-9
SMALLEST_ENTERING = 1e-7
WIDER = 16.0
LATEST = 1e300
FEW = 8


@inlined
def long_step(programme: Programme, leaving: int, sign: float, excess: float) -> tuple[int, float, int]:
    """What enters (column, −1 − row, OWN), how far prices move and how many in the queue they pass.

    Where everything awake together cannot use up the excess: NOTHING, and what is left of the excess.
    """
    columns, queue, awake = programme.columns, programme.queue, programme.count[AWAKE]
    following = _work_out_times(columns, awake, sign)
    others = _queue_up(programme, leaving, sign)
    size, used, wider = others, 0.0, 1.0
    while True:
        horizon = min(wider * following + 1e-12, LATEST)
        wider = WIDER
        following, size, gathered = _gather(columns, queue, awake, sign, horizon, size)
        used += gathered
        everything, total = following > LATEST, used
        horizon = np.inf if everything else horizon
        for position in range(others):
            total += queue.used[position] if queue.time[position] <= horizon else 0.0
        if total >= excess:
            entering = _select(queue, _without_later(queue, others, size, horizon), excess)
            return queue.code[entering], queue.time[entering], entering
        if everything:
            return NOTHING, excess - total, 0


@inlined
def risen(queue: Queue, passed: int, time: float, excess: float) -> float:
    """By how much a step so far raises the cost that no dispatch passes below: less for all that it passes."""
    rise = excess * time
    for position in range(passed):
        rise -= queue.used[position] * (time - queue.time[position])
    return float(rise)


@inlined
def _work_out_times(columns: Columns, awake: int, sign: float) -> float:
    """Write how far prices move until each column leaves its level, and give the least of it."""
    rate, price, time = columns.rate[:awake], columns.price[:awake], columns.time[:awake]
    below, above = columns.below[:awake], columns.above[:awake]
    for column in range(len(time)):
        speed = sign * rate[column]
        distance = (above[column] if speed > 0.0 else below[column]) - price[column]
        when = max(distance / speed, 0.0)
        time[column] = when if abs(speed) > SMALLEST_RATE else np.inf
    least = np.inf
    for column in range(len(time)):
        columns.queued[column] = 0
        least = min(least, time[column])
    return least


@inlined
def _gather(
    columns: Columns, queue: Queue, awake: int, sign: float, horizon: float, size: int
) -> tuple[float, int, float]:
    """Queue up every level that columns leave before a horizon; the first time after, the size, what they use."""
    following, used = np.inf, 0.0
    for column in range(awake):
        if columns.time[column] <= horizon:
            before = size
            rate = sign * columns.rate[column]
            columns.time[column], size = _queue_levels(columns, queue, column, rate, horizon, size)
            for position in range(before, size):
                used += queue.used[position]
        following = min(following, columns.time[column])
    return following, size, used


@inlined
def _queue_levels(
    columns: Columns, queue: Queue, column: int, speed: float, horizon: float, size: int
) -> tuple[float, int]:
    """Queue up the levels that one column leaves before a horizon; when it leaves the next one, and the size."""
    step, time = (1 if speed > 0.0 else -1), columns.time[column]
    pieces, price = columns.pieces[column], columns.price[column]
    piece = columns.at[column] if speed > 0.0 else columns.at[column] - 1
    piece += step * columns.queued[column]
    weighs = abs(speed) > SMALLEST_ENTERING
    while time <= horizon:
        length = columns.level[column, piece + 1] - columns.level[column, piece]
        queue.time[size], queue.code[size] = time, column
        queue.used[size] = abs(speed) * length if weighs else 0.0
        size += 1
        columns.queued[column] += 1
        piece += step
        time = np.inf
        if 0 <= piece < pieces:
            time = (columns.cost[column, piece] - price) / speed
    return time, size


@inlined
def _queue_up(programme: Programme, leaving: int, sign: float) -> int:
    """Queue up when the dual of each tight line falls to nothing and the leaving column goes on; how many there are."""
    rows, columns, basis, queue, size = programme.rows, programme.columns, programme.basis, programme.queue, 0
    for tight in range(programme.count[BASIS]):
        row = basis.row[tight]
        speed = rows.side[row] * sign * basis.direction[tight]
        if not rows.held[row] and speed > SMALLEST_RATE:
            queue.time[size], queue.code[size] = abs(rows.dual[row]) / speed, -1 - row
            queue.used[size] = speed * 2.0 * rows.limit[row] if speed > SMALLEST_ENTERING else 0.0
            size += 1
    if leaving >= 0:
        step = 1 if sign > 0.0 else -1
        piece = columns.at[leaving] + step
        while 0 <= piece < columns.pieces[leaving]:
            queue.time[size], queue.code[size] = abs(columns.cost[leaving, piece] - columns.price[leaving]), OWN
            queue.used[size] = columns.level[leaving, piece + 1] - columns.level[leaving, piece]
            size += 1
            piece += step
    return size


@inlined
def _without_later(queue: Queue, others: int, size: int, horizon: float) -> int:
    """Drop those of the first in the queue that come after a horizon; the size then."""
    for position in range(others - 1, -1, -1):
        if queue.time[position] > horizon:
            size -= 1
            queue.time[position], queue.code[position] = queue.time[size], queue.code[size]
            queue.used[position] = queue.used[size]
    return size


@inlined
def _select(queue: Queue, size: int, left: float) -> int:
    """Position of the one that uses up the last of the excess; all before it in time come to stand before it."""
    time, used, low, high = queue.time, queue.used, 0, size - 1
    while high - low > FEW:
        middle = _part(queue, low, high)
        total = 0.0
        for position in range(low, middle + 1):
            total += used[position]
        if total >= left:
            high = middle
        else:
            low, left = middle + 1, left - total
    for position in range(low + 1, high + 1):
        here = position
        while here > low and time[here] < time[here - 1]:
            _swap_items(queue, here, here - 1)
            here -= 1
    entering = low
    for position in range(low, high + 1):
        if used[position] > 0.0:
            entering = position
            if used[position] >= left:
                break
            left -= used[position]
    return entering


@inlined
def _part(queue: Queue, low: int, high: int) -> int:
    """Part a stretch of the queue in two, nothing in the first later than anything in the second; where that ends."""
    time = queue.time
    first, centre, last = time[low], time[(low + high) // 2], time[high]
    pivot = max(min(first, centre), min(max(first, centre), last))
    left, right = low, high
    while True:
        while time[left] < pivot:
            left += 1
        while time[right] > pivot:
            right -= 1
        if left >= right:
            return right
        _swap_items(queue, left, right)
        left += 1
        right -= 1


@inlined
def _swap_items(queue: Queue, one: int, other: int) -> None:
    """Let two in the queue change places."""
    queue.time[one], queue.time[other] = queue.time[other], queue.time[one]
    queue.code[one], queue.code[other] = queue.code[other], queue.code[one]
    queue.used[one], queue.used[other] = queue.used[other], queue.used[one]
