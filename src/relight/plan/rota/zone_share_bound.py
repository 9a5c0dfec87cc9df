"""The least spread of hours off that any rota of a zone can have, where whole slots cannot be shared evenly."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from relight.plan.rota.zone_case import Ints, ZoneCase


def least_spread(case: ZoneCase, most_cut: int) -> int:
    """Minutes between the longest and the shortest time off, history included, that no rota falls below.

    A group is off for a sum of whole blocks, so that not every total is possible. Whoever is off longest is off no less
    than the mean, whoever is off shortest no more than the mean of the others; of totals that are possible.

    Parameters
    ----------
    case
        The zone; a block is what lies between two times at which switching is allowed.
    most_cut
        What a rota may cut [kW·min].
    """
    groups = case.shared_by()
    blocks = _blocks(case)
    minutes = [sum(case.minutes[first:last]) for first, last in blocks]
    if len(groups) < 2:
        return 0
    pasts = [case.past(group) for group in groups]
    least, most = 0.0, float(sum(minutes) * len(groups))
    if len(groups) == len(case.groups):  # else the others may take cuts, and nothing is known of the sum
        least, most = _minutes_off(case, blocks, most_cut)
    totals = sorted({past + total for past in set(pasts) for total in _sums(minutes)})
    mean = (sum(pasts) + least) / len(groups)
    longest = max(next((total for total in totals if total >= mean), totals[-1]), max(pasts))
    others = (sum(pasts) + most - longest) / (len(groups) - 1)
    shortest = min(next((total for total in reversed(totals) if total <= others), totals[0]), min(pasts) + sum(minutes))
    return max(0, longest - shortest)


def _blocks(case: ZoneCase) -> list[tuple[int, int]]:
    """(first slot, slot after the last) of what is off or on as a whole."""
    count = len(case.minutes)
    edges = [slot for slot in range(count) if slot == 0 or not case.may_switch or case.may_switch[slot]]
    return list(pairwise([*edges, count]))


def _sums(minutes: list[int]) -> list[int]:
    """Every sum of some of the blocks, as the bits of one number."""
    reached = 1
    for length in minutes:
        reached |= reached << length
    return [total for total in range(reached.bit_length()) if reached >> total & 1]


def _minutes_off(case: ZoneCase, blocks: list[tuple[int, int]], most_cut: int) -> tuple[float, float]:
    """Fewest and most minutes that all groups together can be off, if no more than that is cut.

    In every block at least so many groups are off as the largest need; what is then left of the cut buys most minutes
    where the smallest groups are cut.
    """
    fewest = [_fewest_off(case, slot) for slot in range(len(case.minutes))]
    least, left, offers = 0, float(most_cut), list[tuple[float, int]]()
    for first, last in blocks:
        minutes, count = sum(case.minutes[first:last]), max(fewest[first:last])
        cost: Ints = np.sort(case.load_kw[:, first:last] @ np.array(case.minutes[first:last], dtype=np.int64))
        least += count * minutes
        left -= float(cost[:count].sum())
        offers += [(price, minutes) for price in cost[count:].tolist()]
    most = float(least)
    for price, minutes in sorted(offers, key=lambda offer: offer[0] / offer[1]):
        share = 1.0 if price <= left else max(0.0, left) / price
        most += share * minutes
        left -= share * price
    return least, math.floor(most + 1e-6)


def _fewest_off(case: ZoneCase, slot: int) -> int:
    """How many groups must be off in a slot, were they the largest."""
    fewest = 0
    for row in case.rows:
        if row.slot == slot:
            asked = np.cumsum([0, *sorted(row.load_w)])  # by the smallest that stay on
            fewest = max(fewest, len(row.load_w) + 1 - int(np.searchsorted(asked, case.room_w(row), side="right")))
    return fewest
