"""Small zones for tests, and an independent check that what is on fits."""

from __future__ import annotations

import numpy as np

from relight.plan.rota.limits import Limits
from relight.plan.rota.zone_case import Flags, LoadRow, ZoneCase
from relight.plan.rota.zone_rota import Effort

THOROUGH = Effort(whole=20.0)
EXACT = {"beyond_need_share": 0.0}
"""Strict order of the objectives, without giving anything for fairness."""


def zone_case(loads_mw: np.ndarray, capacity_mw: np.ndarray, limits: Limits, **more: object) -> ZoneCase:
    """A zone with the loads of its groups (group × slot) and the capacity of every half-hour slot."""
    groups, slots = loads_mw.shape
    rows = tuple(
        LoadRow(slot, tuple(round(load * 1e6) for load in loads_mw[:, slot]), round(capacity_mw[slot] * 1e6))
        for slot in range(slots)
    )
    return ZoneCase(
        groups=tuple(f"{group + 1}" for group in range(groups)),
        minutes=(30,) * slots,
        load_kw=np.round(loads_mw * 1000).astype(np.int64),
        rows=rows,
        limits=limits,
        **more,  # type: ignore[arg-type]
    )


def random_case(seed: int, groups: int, slots: int, tight: float, limits: Limits) -> ZoneCase:
    """A zone with random loads, capacities around a share `tight` of them, and a random past."""
    chance = np.random.default_rng(seed)
    loads = chance.integers(2, 9, (groups, 1)) * chance.uniform(0.8, 1.2, (groups, slots)).round(1)
    capacity = loads.sum(axis=0) * chance.uniform(tight - 0.15, tight + 0.3, slots)
    return zone_case(
        loads,
        capacity.round(1),
        limits,
        past_off_minutes=tuple(int(30 * chance.integers(0, 8)) for _ in range(groups)),
        weights=tuple(int(chance.integers(1, 6)) for _ in range(groups)),
    )


def overloaded_slots(case: ZoneCase, off: Flags) -> list[int]:
    """Slots in which what is on asks for more than there is, worked out from the rows alone."""
    return [
        row.slot
        for row in case.rows
        if sum(load for group, load in enumerate(row.load_w) if not off[group, row.slot])
        > max(0, row.capacity_w) + len(case.groups)
    ]


def lengths(row: list[bool], value: bool) -> list[tuple[int, int]]:
    """(first slot, slots) of every unbroken stretch of a value."""
    found, at = [], 0
    while at < len(row):
        if row[at] != value:
            at += 1
            continue
        end = at
        while end < len(row) and row[end] == value:
            end += 1
        found.append((at, end - at))
        at = end
    return found
