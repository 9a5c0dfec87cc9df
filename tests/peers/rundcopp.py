"""Served load by pandapower's `rundcopp`: sheddable loads that pay for each megawatt, units that cost nothing.

Every branch becomes a line of equal voltage with its reactance times its tap: other elements would have no limit. Every
island gets a reference of its own that gives nothing.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tests.peers.cases import base_mva, read_tables

KV = 100.0
UNLIMITED_KA = 1e4
WORTHS = (0.01, 1.0, 0.1)


def most_served_mw(name: str, branch_in: np.ndarray, unit_in: np.ndarray) -> float:
    """The most megawatts that can be served in a MATPOWER case with only some rows of its tables in service."""
    import pandapower as pp

    tables, base = read_tables(name), base_mva(name)
    bus, gen = tables["bus"], tables["gen"][unit_in & (tables["gen"][:, 7] > 0)]
    branch = tables["branch"][branch_in & (tables["branch"][:, 10] > 0)]
    assert not branch[:, 9].any(), "lines have no phase shift"
    place = {int(number): row for row, number in enumerate(bus[:, 0])}
    start, end = ([place[int(number)] for number in branch[:, column]] for column in (0, 1))
    net = pp.create_empty_network(sn_mva=base)
    pp.create_buses(net, len(bus), vn_kv=KV)
    ohm = branch[:, 3] * np.where(branch[:, 8] == 0, 1.0, branch[:, 8]) * KV**2 / base
    limit_ka = np.where(branch[:, 5] == 0, UNLIMITED_KA, branch[:, 5] / (np.sqrt(3.0) * KV))
    pp.create_lines_from_parameters(
        net, start, end, length_km=1.0, r_ohm_per_km=0.0, x_ohm_per_km=ohm, c_nf_per_km=0.0, max_i_ka=limit_ka,
        max_loading_percent=100.0,
    )  # fmt: skip
    island = _islands(start, end, len(bus))
    for first in np.unique(island, return_index=True)[1].tolist():
        pp.create_ext_grid(net, first, min_p_mw=0.0, max_p_mw=0.0)
    give_mw = np.concatenate([np.maximum(gen[:, 8], 0.0), -np.minimum(bus[:, 2], 0.0)])
    at = np.concatenate([[place[int(number)] for number in gen[:, 0]], np.arange(len(bus))]).astype(int)
    give = give_mw > 0
    pp.create_sgens(net, at[give], p_mw=0.0, min_p_mw=0.0, max_p_mw=give_mw[give], min_q_mvar=0.0, max_q_mvar=0.0,
                    controllable=True)  # fmt: skip
    ask_mw = np.maximum(np.concatenate([bus[:, 2], bus[:, 4]]), 0.0)
    # An interior point has no room where nothing is generated; what is asked for there is not served anyway.
    live = np.isin(island, island[at[give]])
    ask = np.flatnonzero(ask_mw * np.tile(live, 2))
    loads = pp.create_loads(net, ask % len(bus), p_mw=ask_mw[ask], min_p_mw=0.0, max_p_mw=ask_mw[ask], min_q_mvar=0.0,
                            max_q_mvar=0.0, controllable=True)  # fmt: skip
    for load in loads:
        pp.create_poly_cost(net, load, "load", cp1_eur_per_mw=0.0)
    _converge(net)
    assert (net.res_line.loading_percent <= 100.0 + 1e-5).all()
    return float(net.res_load.p_mw.sum())


def _converge(net: Any) -> None:
    """Run the optimal power flow; the optimum does not depend on what a megawatt pays, but convergence does."""
    import pandapower as pp

    for worth in WORTHS:
        net.poly_cost["cp1_eur_per_mw"] = -worth
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                pp.rundcopp(net)
        except pp.OPFNotConverged:
            print(f"rundcopp does not converge at {worth} per megawatt")
        if net.OPF_converged:
            return
    raise AssertionError("rundcopp converges at no worth of a megawatt")


def _islands(start: list[int], end: list[int], buses: int) -> np.ndarray:
    """The island of every bus."""
    links = coo_matrix((np.ones(len(start)), (start, end)), shape=(buses, buses))
    island: np.ndarray = connected_components(links, directed=False)[1]
    return island
