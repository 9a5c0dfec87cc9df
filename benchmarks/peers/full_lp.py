"""The whole DC network as one linear programme in HiGHS: angles, flows, units and load.

Warm, only bounds change from state to state and HiGHS starts from its last basis; cold, every state is a new model.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from scipy.sparse import bmat, coo_matrix, diags

from relight.engine.core import GridStates
from relight.engine.grid import Grid


class FullLp:
    """The programme of a grid; `solve` gives the most load that can be served, protected or not [MW]."""

    def __init__(self, grid: Grid, warm: bool) -> None:
        self._grid, self._warm = grid, warm
        buses, branches = len(grid.bus_ids), len(grid.branch_ids)
        units, feeders = len(grid.unit_ids), len(grid.feeder_ids)
        usual = float(np.median(np.abs(grid.reactance_pu)))
        number = np.arange(branches)
        leaves = coo_matrix(
            (
                np.concatenate([-np.ones(branches), np.ones(branches)]),
                (np.concatenate([grid.branch_from, grid.branch_to]), np.concatenate([number, number])),
            ),
            shape=(buses, branches),
        )
        gives = coo_matrix((np.ones(units), (grid.unit_bus, np.arange(units))), shape=(buses, units))
        takes = coo_matrix((-np.ones(feeders), (grid.feeder_bus, np.arange(feeders))), shape=(buses, feeders))
        # reactance · flow = angle difference: divided by 1e-5 per unit instead, coefficients of 1e5 would appear
        law = diags(grid.reactance_pu / usual)
        self._matrix = bmat([[None, leaves, gives, takes], [leaves.T, law, None, None]]).tocsc()
        self._law_mw = -grid.shift_rad * grid.base_mva / usual
        self._highs = self._new_highs()

    def solve(self, state: GridStates) -> float:
        """The most load in a batch of one state [MW]."""
        lower, upper, row_lower, row_upper = self._bounds(state)
        if self._warm:
            columns, rows = len(lower), len(row_lower)
            self._highs.changeColsBounds(columns, np.arange(columns, dtype=np.int32), lower, upper)
            self._highs.changeRowsBounds(rows, np.arange(rows, dtype=np.int32), row_lower, row_upper)
        else:
            self._highs = self._new_highs()
            self._pass(lower, upper, row_lower, row_upper)
        self._highs.run()
        assert self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(self._highs.getInfo().objective_function_value)

    def _bounds(self, state: GridStates) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Least and most of every column and row."""
        grid, bus_in, share = self._grid, state.bus_in[0], state.branch_share[0]
        branch_in = (share > 0) & bus_in[grid.branch_from] & bus_in[grid.branch_to]
        limit_mw = np.where(branch_in, grid.limit_mw, 0.0)
        most_mw = np.concatenate([state.unit_max_mw[0], state.demand_mw[0] * state.feeder_in[0]])
        at = np.concatenate([grid.unit_bus, grid.feeder_bus])
        free = np.full(len(bus_in), np.inf)
        lower = np.concatenate([-free, -limit_mw, np.zeros(len(at))])
        upper = np.concatenate([free, limit_mw, np.where(bus_in[at], most_mw, 0.0)])
        balance = np.zeros(len(bus_in))
        row_lower = np.concatenate([balance, np.where(branch_in, self._law_mw, -np.inf)])
        row_upper = np.concatenate([balance, np.where(branch_in, self._law_mw, np.inf)])
        return lower, upper, row_lower, row_upper

    def _new_highs(self) -> Any:
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        if self._warm:
            highs.setOptionValue("presolve", "off")
            self._highs = highs
            columns, rows = self._matrix.shape[1], self._matrix.shape[0]
            self._pass(np.zeros(columns), np.zeros(columns), np.zeros(rows), np.zeros(rows))
        return highs

    def _pass(self, lower: np.ndarray, upper: np.ndarray, row_lower: np.ndarray, row_upper: np.ndarray) -> None:
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = self._matrix.shape
        feeders = len(self._grid.feeder_ids)
        lp.col_cost_ = np.concatenate([np.zeros(lp.num_col_ - feeders), np.ones(feeders)])
        lp.col_lower_, lp.col_upper_, lp.row_lower_, lp.row_upper_ = lower, upper, row_lower, row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = self._matrix.indptr, self._matrix.indices
        lp.a_matrix_.value_ = self._matrix.data
        lp.sense_ = highspy.ObjSense.kMaximize
        self._highs.passModel(lp)
