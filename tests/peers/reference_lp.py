"""Served load as an independent linear programme: angles only, solved cold by SciPy, sharing nothing with the engine.

The network is a plain list of what is in service, read either from a MATPOWER case's own tables or from a Region's
rows. Islands need no thought here: where nothing is generated, the balance of the buses forces every load to 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, pi

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, csr_matrix, hstack, vstack

from relight.model.region import Region
from tests.peers.cases import base_mva, read_tables


@dataclass
class Network:
    """What is in service, by bus name. Branches are (from, to, megawatts a radian, shift in radians, limit in MW)."""

    buses: list[str] = field(default_factory=list)
    branches: list[tuple[str, str, float, float, float]] = field(default_factory=list)
    units: list[tuple[str, float]] = field(default_factory=list)
    least_mw: list[float] = field(default_factory=list)  # of every unit; none given = 0
    loads: list[tuple[str, float]] = field(default_factory=list)


Floors = Sequence[tuple[np.ndarray, float]]


@dataclass(frozen=True)
class Answer:
    """An optimum: its worth and what every load gets [MW]."""

    worth: float
    load_mw: np.ndarray


def best(
    network: Network,
    worth: np.ndarray,
    least_mw: np.ndarray | None = None,
    most_mw: np.ndarray | None = None,
    floors: Floors = (),
) -> Answer | None:
    """The optimum of a worth per megawatt of each load, None if there is no solution.

    `floors` are (weights per load, least weighted sum).
    """
    loads, units, buses = len(network.loads), len(network.units), len(network.buses)
    index = {bus: row for row, bus in enumerate(network.buses)}
    base = max(1.0, sum(load for _, load in network.loads) / 1000.0)
    nodal, flow, shifted, pushed, limit = _matrices(network, index)
    load_at = _places([index[bus] for bus, _ in network.loads], buses)
    unit_at = _places([index[bus] for bus, _ in network.units], buses)
    # Columns: loads, units, angles; power counts in thousandths of the load, or in MW if that is more.
    balance = hstack([load_at, -unit_at, nodal / base])
    tight = np.isfinite(limit)
    none = csr_matrix((int(tight.sum()), loads + units))
    above = hstack([none, flow[tight] / base])
    rows = [above, -above]
    right = [(limit + shifted)[tight] / base, (limit - shifted)[tight] / base]
    for weights, floor in floors:
        rows.append(csr_matrix(np.concatenate([-weights, np.zeros(units + buses)])))
        right.append(np.array([-floor / base]))
    low = np.zeros(loads) if least_mw is None else least_mw
    high = np.array([load for _, load in network.loads]) if most_mw is None else most_mw
    bounds = [(a / base, b / base) for a, b in zip(low, high, strict=True)]
    least = network.least_mw or [0.0] * units
    bounds += [(low / base, most / base) for low, (_, most) in zip(least, network.units, strict=True)]
    bounds += [(None, None)] * buses
    problem = {
        "c": -np.concatenate([worth, np.zeros(units + buses)]),
        "A_ub": vstack(rows).tocsr(),
        "b_ub": np.concatenate(right),
        "A_eq": balance.tocsr(),
        "b_eq": pushed / base,
        "bounds": bounds,
        "method": "highs",
    }
    found = linprog(**problem)
    if found.status == 2:  # presolve sees contradictions where there is only rounding
        found = linprog(**problem, options={"presolve": False})
    if found.status == 2:
        return None
    assert found.status == 0, found.message
    return Answer(-found.fun * base, np.clip(found.x[:loads] * base, low, high))


def most_served_mw(network: Network) -> float:
    """The most megawatts that can be served."""
    answer = best(network, np.ones(len(network.loads)))
    assert answer is not None
    return answer.worth


def network_of_case(name: str, branch_in: np.ndarray, unit_in: np.ndarray) -> Network:
    """A MATPOWER case with only some rows of its branch and generator tables in service.

    Loads are every bus's demand and, beside it, its shunt conductance; negative demand generates.
    """
    tables, base = read_tables(name), base_mva(name)
    bus, branch, unit = tables["bus"], tables["branch"], tables["gen"]
    network = Network(buses=[f"{int(number)}" for number in bus[bus[:, 1] != 4, 0]])
    known = set(network.buses)
    for row in branch[branch_in & (branch[:, 10] > 0)]:
        start, end, tap = f"{int(row[0])}", f"{int(row[1])}", row[8] or 1.0
        if start in known and end in known:
            network.branches.append((start, end, base / (row[3] * tap), row[9] * pi / 180.0, row[5] or inf))
    for row in unit[unit_in & (unit[:, 7] > 0)]:
        if f"{int(row[0])}" in known and row[8] > 0:
            network.units.append((f"{int(row[0])}", float(row[8])))
    for row in bus[bus[:, 1] != 4]:
        for megawatts in (row[2], row[4]):
            if megawatts > 0:
                network.loads.append((f"{int(row[0])}", float(megawatts)))
            elif megawatts < 0:
                network.units.append((f"{int(row[0])}", float(-megawatts)))
    return network


def network_of_region(region: Region) -> Network:
    """All of a Region's grid in service; loads in the order of its feeder rows."""
    base = region.settings.base_mva
    network = Network(buses=[row.bus for row in region.buses])
    for row in region.branches:
        series = region.settings.susceptance == "series"
        susceptance = base * row.x_pu / (row.r_pu**2 + row.x_pu**2) if series else base / (row.x_pu * row.tap)
        shift = 0.0 if series else row.shift_deg * pi / 180.0
        angle = inf if row.max_angle_deg is None else abs(susceptance) * row.max_angle_deg * pi / 180.0
        limit = min(inf if row.rating_mw is None else row.rating_mw, angle)
        network.branches.append((row.from_bus, row.to_bus, susceptance, shift, limit))
    network.units = [(row.bus, row.max_mw) for row in region.generators]
    network.loads = [(row.bus, row.peak_mw) for row in region.feeders]
    return network


def _matrices(
    network: Network, index: dict[str, int]
) -> tuple[csr_matrix, csr_matrix, np.ndarray, np.ndarray, np.ndarray]:
    """Nodal matrix, flow per angle, flow the shifts push, what that pushes into buses, and limits, all in MW."""
    count, buses = len(network.branches), len(index)
    start = np.array([index[row[0]] for row in network.branches], dtype=int)
    end = np.array([index[row[1]] for row in network.branches], dtype=int)
    susceptance = np.array([row[2] for row in network.branches])
    shifted = susceptance * np.array([row[3] for row in network.branches])
    limit = np.array([row[4] for row in network.branches])
    incidence = (_places(start, buses) - _places(end, buses)).T.tocsr() if count else csr_matrix((0, buses))
    flow = incidence.multiply(susceptance[:, None]).tocsr() if count else incidence
    return (incidence.T @ flow).tocsr(), flow, shifted, incidence.T @ shifted, limit


def _places(rows: Sequence[int] | np.ndarray, size: int) -> csr_matrix:
    """A matrix with a one in each column, at the given row."""
    return coo_matrix((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(size, len(rows))).tocsr()
