"""Whether what was served can flow, checked from the laws of the DC network alone."""

from __future__ import annotations

import numpy as np

from relight.engine.grid import Grid, GridState, limits_mw
from relight.engine.serve import Served


def assert_feasible(grid: Grid, state: GridState, served: Served) -> None:
    """Assert that units, flows and feeders of a result obey capacity, balance, limits and the angle law."""
    scale_mw = 1e-7 * max(10.0, float(state.demand_mw.sum()))
    buses = len(grid.bus_ids)
    assert (served.feeder_mw >= 0).all()
    assert (served.feeder_mw <= state.demand_mw).all()
    assert (served.unit_mw >= -scale_mw).all()
    assert (served.unit_mw <= state.unit_max_mw + scale_mw).all()
    out = served.bus_island < 0
    assert not served.unit_mw[out[grid.unit_bus]].any()
    assert not served.feeder_mw[out[grid.feeder_bus]].any()
    assert (np.abs(served.flow_mw) <= limits_mw(grid, state) + scale_mw).all()
    balance = np.zeros(buses)
    np.add.at(balance, grid.unit_bus, served.unit_mw)
    np.subtract.at(balance, grid.feeder_bus, served.feeder_mw)
    np.subtract.at(balance, grid.branch_from, served.flow_mw)
    np.add.at(balance, grid.branch_to, served.flow_mw)
    np.testing.assert_allclose(balance, 0.0, atol=scale_mw)
    # Where a protected feeder fits only in part, it is off, and others may then get more than what it held.
    protected_mw = float(served.feeder_mw[grid.feeder_protected].sum())
    assert protected_mw <= served.protected_mw + scale_mw
    if protected_mw >= served.protected_mw - scale_mw:
        assert served.switched_mw <= served.served_mw + scale_mw
    _assert_angle_law(grid, state, served, scale_mw)


def _assert_angle_law(grid: Grid, state: GridState, served: Served, tolerance_mw: float) -> None:
    """Angles exist that explain the flow on every branch in service."""
    live = (state.branch_share > 0) & (served.bus_island[grid.branch_from] >= 0)
    live &= (served.bus_island[grid.branch_to] >= 0) & (grid.branch_from != grid.branch_to)
    rows = np.flatnonzero(live)
    drop_mw = grid.reactance_pu[rows] * served.flow_mw[rows] + grid.shift_rad[rows] * grid.base_mva
    incidence = np.zeros((len(rows), len(grid.bus_ids)))
    incidence[np.arange(len(rows)), grid.branch_from[rows]] = 1.0
    incidence[np.arange(len(rows)), grid.branch_to[rows]] = -1.0
    angle = np.linalg.lstsq(incidence, drop_mw, rcond=None)[0] if len(rows) else np.zeros(0)
    if len(rows):
        error_mw = (incidence @ angle - drop_mw) / grid.reactance_pu[rows]
        np.testing.assert_allclose(error_mw, 0.0, atol=10 * tolerance_mw)
