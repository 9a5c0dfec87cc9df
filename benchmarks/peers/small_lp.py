"""The strongest simple rival: only lines that were too full become rows, and the small programme goes to HiGHS.

Per island one balance; per bus what is generated and served; per line that was too full, its sensitivities from
SuperLU's factor of the nodal matrix. Rows are added, worst first, and HiGHS starts from its last basis until all fit.
"""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu

from benchmarks.peers.damage import alone
from relight.engine.core import GridStates
from relight.engine.grid import Grid, limits_mw
from relight.engine.islands import Islands, find_islands, sum_at

AT_ONCE = 12
OVER = 1e-9


def most_load_mw(grid: Grid, batch: GridStates) -> float:
    """The most load that can be served in a batch of one state [MW]."""
    state = alone(batch)
    islands = find_islands(grid, state)
    buses = len(grid.bus_ids)
    live = np.append(islands.capacity_mw > 0, False)
    most_unit_mw = sum_at(grid.unit_bus, state.unit_max_mw * live[islands.of_unit], buses)
    most_load_mw = sum_at(grid.feeder_bus, state.demand_mw * (state.feeder_in & live[islands.of_feeder]), buses)
    unit_bus, load_bus = np.flatnonzero(most_unit_mw), np.flatnonzero(most_load_mw)
    at, sign = np.concatenate([unit_bus, load_bus]), np.repeat([1.0, -1.0], [len(unit_bus), len(load_bus)])
    most_mw = np.concatenate([most_unit_mw[unit_bus], most_load_mw[load_bus]])
    highs = _balances(islands.of_bus[at], sign, most_mw, len(unit_bus))
    network = _Network(grid, islands, live)
    limit_mw = limits_mw(grid, state)
    rows: set[int] = set()
    while True:
        highs.run()
        assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        value = np.array(highs.getSolution().col_value)
        flow_mw = network.flow_mw(sum_at(at, sign * value, buses))
        over = np.abs(flow_mw) - limit_mw[network.branch]
        worst = np.argsort(-over)[:AT_ONCE]
        worst = worst[over[worst] > OVER * np.maximum(1.0, limit_mw[network.branch[worst]])]
        new = [line for line in worst.tolist() if line not in rows]
        if not new:
            return float(value[len(unit_bus) :].sum())
        rows.update(new)
        for line, share in zip(new, network.shares(new), strict=True):
            forced_mw = flow_mw[line] - share[at] @ (sign * value)
            bound_mw = limit_mw[network.branch[line]]
            numbers = np.arange(len(at), dtype=np.int32)
            highs.addRow(-bound_mw - forced_mw, bound_mw - forced_mw, len(at), numbers, share[at] * sign)


def _balances(island: np.ndarray, sign: np.ndarray, most_mw: np.ndarray, units: int) -> highspy.Highs:
    """The programme before any line is in it."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("presolve", "off")
    _, row = np.unique(island, return_inverse=True)
    matrix = coo_matrix((sign, (row, np.arange(len(sign))))).tocsc()
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = np.where(np.arange(len(sign)) < units, 0.0, 1.0)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(sign)), most_mw
    lp.row_lower_ = lp.row_upper_ = np.zeros(matrix.shape[0])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    lp.sense_ = highspy.ObjSense.kMaximize
    highs.passModel(lp)
    return highs


class _Network:
    """SuperLU's factor of what is in service, one bus of every island pinned."""

    def __init__(self, grid: Grid, islands: Islands, live: np.ndarray) -> None:
        self.branch = np.flatnonzero((islands.of_branch >= 0) & live[islands.of_branch])
        self._start, self._end = grid.branch_from[self.branch], grid.branch_to[self.branch]
        self._susceptance = grid.base_mva / grid.reactance_pu[self.branch]
        self._forced_mw = self._susceptance * grid.shift_rad[self.branch]
        self._buses = len(grid.bus_ids)
        free = (islands.of_bus >= 0) & live[islands.of_bus]
        free[np.unique(islands.of_bus, return_index=True)[1]] = False
        pinned = np.where(free, 0.0, 1e9 * np.abs(self._susceptance).max(initial=1.0))
        rows = np.concatenate([self._start, self._end, self._start, self._end, np.arange(self._buses)])
        columns = np.concatenate([self._start, self._end, self._end, self._start, np.arange(self._buses)])
        values = np.concatenate([self._susceptance] * 2 + [-self._susceptance] * 2 + [pinned])
        keep = (free[rows] & free[columns]) | (rows == columns)
        self._factor = splu(coo_matrix((values[keep], (rows[keep], columns[keep]))).tocsc())

    def flow_mw(self, injection_mw: np.ndarray) -> np.ndarray:
        """Flow on every branch in service."""
        pushed = sum_at(self._start, self._forced_mw, self._buses) - sum_at(self._end, self._forced_mw, self._buses)
        angle = self._factor.solve(injection_mw + pushed)
        flow_mw: np.ndarray = self._susceptance * (angle[self._start] - angle[self._end]) - self._forced_mw
        return flow_mw

    def shares(self, lines: list[int]) -> np.ndarray:
        """Flow on each of some lines for 1 MW injected at every bus."""
        sent = np.zeros((self._buses, len(lines)))
        sent[self._start[lines], range(len(lines))] += 1.0
        sent[self._end[lines], range(len(lines))] -= 1.0
        shares: np.ndarray = self._factor.solve(sent).T * self._susceptance[lines][:, None]
        return shares
