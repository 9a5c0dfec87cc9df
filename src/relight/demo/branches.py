"""Branches of the demo: impedances by voltage and length, ratings that carry the winter peak with any one branch out.

Ratings are generous, as in a grid built for a larger industry than it has now.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from relight.demo.buses import Site
from relight.demo.feeders import Feeders
from relight.demo.mesh import Pair, gap_km, pairs_35, pairs_150, pairs_330, transformer_pairs
from relight.demo.profiles import factor
from relight.model.schema import Branch, Generator

BASE_MVA = 100.0
PEAK_HOUR = 66  # Wednesday 18:00
ROUTE_PER_STRAIGHT_KM = 1.15
LOADING_INTACT, LOADING_ONE_OUT = 0.55, 0.80


@dataclass(frozen=True)
class Conductor:
    """A voltage's usual line: ohms per kilometre and the ratings on offer [MW]."""

    r_ohm_per_km: float
    x_ohm_per_km: float
    ratings_mw: tuple[int, ...]


LINES = {
    330: Conductor(0.040, 0.32, (500, 650, 800, 1000, 1250, 1600)),
    150: Conductor(0.120, 0.40, (110, 150, 190, 240, 300, 360, 440, 540)),
    35: Conductor(0.250, 0.40, (16, 20, 25, 32, 40, 50, 63)),
}
TRANSFORMERS = {330: (200, 250, 320, 400, 500, 630, 800), 150: (25, 40, 63, 80)}
TRANSFORMER_X, TRANSFORMER_R = {330: 0.11, 150: 0.105}, {330: 0.003, 150: 0.005}  # per unit on their own rating
NOMINAL_MW = {330: 250, 150: 40}


def build_branches(sites: tuple[Site, ...], feeders: Feeders, generators: tuple[Generator, ...]) -> tuple[Branch, ...]:
    """Every line and transformer with its rating, by id."""
    unrated = _lines(sites) + _transformers(sites)
    needed_mw = _needed(unrated, sites, feeders, generators)
    kv = {site.bus: site.kv for site in sites}
    rated = []
    for branch, needed in zip(unrated, needed_mw, strict=True):
        high = max(kv[branch.from_bus], kv[branch.to_bus])
        steps = LINES[high].ratings_mw if branch.kind == "line" else TRANSFORMERS[high]
        rated.append(replace(branch, rating_mw=float(next(step for step in steps if step >= needed))))
    return tuple(sorted(rated, key=lambda branch: branch.branch))


def _lines(sites: tuple[Site, ...]) -> list[Branch]:
    at = {site.bus: site for site in sites}
    circuits: Counter[Pair] = Counter()
    rows = []
    for pair in [*pairs_330(), *pairs_150(sites), *pairs_35(sites)]:
        circuits[pair] += 1
        kv = at[pair[0]].kv
        length_km = round(max(0.8, gap_km(at[pair[0]], at[pair[1]]) * ROUTE_PER_STRAIGHT_KM), 1)
        ohms = BASE_MVA / kv**2 * length_km
        rows.append(
            Branch(
                branch=f"L-{_short(pair[0])}-{_short(pair[1])}-{circuits[pair]}",
                kind="line",
                from_bus=pair[0],
                to_bus=pair[1],
                r_pu=round(LINES[kv].r_ohm_per_km * ohms, 6),
                x_pu=round(LINES[kv].x_ohm_per_km * ohms, 6),
                length_km=length_km,
            )
        )
    return rows


def _transformers(sites: tuple[Site, ...]) -> list[Branch]:
    kv = {site.bus: site.kv for site in sites}
    numbers: Counter[Pair] = Counter()
    rows = []
    for pair in transformer_pairs(sites):
        numbers[pair] += 1
        high = kv[pair[0]]
        rows.append(
            Branch(
                branch=f"T-{_short(pair[0])}-{_short(pair[1])}-{numbers[pair]}",
                kind="transformer",
                from_bus=pair[0],
                to_bus=pair[1],
                r_pu=round(TRANSFORMER_R[high] * BASE_MVA / NOMINAL_MW[high], 6),
                x_pu=round(TRANSFORMER_X[high] * BASE_MVA / NOMINAL_MW[high], 6),
            )
        )
    return rows


def _short(bus: str) -> str:
    return bus.removeprefix("B-").replace("-", "")


def _needed(
    branches: list[Branch], sites: tuple[Site, ...], feeders: Feeders, generators: tuple[Generator, ...]
) -> NDArray[np.float64]:
    """Rating each branch needs [MW]: its peak flow with room to spare, and its worst flow with any one branch out."""
    position = {site.bus: i for i, site in enumerate(sites)}
    injection_mw = np.zeros(len(sites))
    for row in feeders.rows:
        injection_mw[position[row.bus]] -= row.peak_mw * factor(row.profile, PEAK_HOUR)
    used = -injection_mw.sum() / sum(unit.max_mw for unit in generators)
    for unit in generators:
        injection_mw[position[unit.bus]] += unit.max_mw * used
    incidence = np.zeros((len(branches), len(sites)))
    for i, branch in enumerate(branches):
        incidence[i, position[branch.from_bus]], incidence[i, position[branch.to_bus]] = 1.0, -1.0
    weighted = incidence / np.array([[branch.x_pu] for branch in branches])
    sensitivity = np.zeros_like(incidence)
    sensitivity[:, 1:] = weighted[:, 1:] @ np.linalg.inv((incidence.T @ weighted)[1:, 1:])
    flow = np.asarray(sensitivity @ injection_mw)
    transfer = sensitivity @ incidence.T
    own = np.diag(transfer)
    alone = own > 1 - 1e-6
    moved = transfer * np.where(alone, 0.0, flow / np.where(alone, 1.0, 1.0 - own))
    np.fill_diagonal(moved, 0.0)
    worst = np.abs(flow[:, None] + moved).max(axis=1)
    return np.asarray(np.maximum(np.abs(flow) / LOADING_INTACT, worst / LOADING_ONE_OUT))
