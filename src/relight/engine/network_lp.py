"""The DC network of one island as a linear programme in HiGHS: built once a topology, then only bounds change.

Columns: power served per feeder, given per unit and flowing per branch, and an angle per bus. Rows: the balance of
every bus and the angle law of every branch. The law is written reactance · flow = angle difference, scaled by the
island's median reactance: divided by the reactance instead, branches of 1e-5 per unit would put coefficients of 1e5
beside ones of 1. Power is counted in about thousandths of the island's demand, so that HiGHS's absolute tolerances mean
the same in a village and in a country.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np
from scipy.sparse import coo_matrix

from relight.engine.grid import FloatArray, Grid, IntArray
from relight.engine.islands import Islands
from relight.errors import SolverError

Method = Literal["simplex", "ipm"]
Block = tuple[IntArray, IntArray, FloatArray | float]

FREE = highspy.kHighsInf
DEVEX = 1

FEASIBLE, LOOSELY_FEASIBLE = 1e-9, 1e-7
"""What HiGHS may leave between a bound and a value that is meant to lie on it, in the model's unit of power."""

PRICED = 1e-7
"""Reduced cost per unit of worth from which a column is taken to be on its bound in every optimum."""


@dataclass(frozen=True, eq=False)
class IslandPart:
    """Positions of everything in one island, each in ascending order."""

    bus: IntArray
    branch: IntArray
    unit: IntArray
    feeder: IntArray


@dataclass(frozen=True, eq=False)
class Dispatch:
    """An optimal solution of the programme, in the order of the part's positions."""

    feeder_mw: FloatArray
    unit_mw: FloatArray
    flow_mw: FloatArray


def island_part(islands: Islands, island: int) -> IslandPart:
    """What stands in one island."""
    return IslandPart(
        bus=np.flatnonzero(islands.of_bus == island),
        branch=np.flatnonzero(islands.of_branch == island),
        unit=np.flatnonzero(islands.of_unit == island),
        feeder=np.flatnonzero(islands.of_feeder == island),
    )


class IslandModel:
    """HiGHS's model of one island. Every solve starts from the last basis, except by interior point.

    Parameters
    ----------
    grid
        The grid the island is a part of.
    part
        What stands in the island.
    method
        HiGHS's method; interior point ends with a crossover.
    """

    def __init__(self, grid: Grid, part: IslandPart, method: Method) -> None:
        self._cold = method == "ipm"
        self._feeders, self._units = len(part.feeder), len(part.unit)
        self._buses, self._branches = len(part.bus), len(part.branch)
        self._power = _power_of_two_near(float(grid.feeder_peak_mw[part.feeder].sum()) / 1000.0)
        self._lower = np.zeros(self._feeders + self._units + self._branches)  # of every column of power [MW]
        self._upper = self._lower.copy()
        self._network_mw = (self._lower.copy(), self._upper.copy())
        programme = _programme(grid, part, self._power)
        self._shift = np.array(programme.row_lower_)[self._buses :]
        self._basis = _copper_plate_basis(grid, part)
        self._highs = _quiet_highs(method)
        self._highs.passModel(programme)
        self._highs.setBasis(self._basis)

    @property
    def noise_mw(self) -> float:
        """Difference between two amounts that can come from rounding [MW]."""
        return 100.0 * FEASIBLE * self._power

    def set_network(self, limit_mw: FloatArray, unit_max_mw: FloatArray, neutral: bool = False) -> None:
        """Take over what every branch may carry and every unit may give [MW], in the order of the part.

        `neutral` drops every phase shift, as if the shifters stood in their middle position.
        """
        least, most = self._network_mw
        most[self._feeders :] = np.concatenate([unit_max_mw, limit_mw])
        least[self._feeders + self._units :] = -limit_mw
        for branch in np.flatnonzero(self._shift).tolist():
            shift = 0.0 if neutral else self._shift[branch]
            self._highs.changeRowBounds(self._buses + branch, shift, shift)
        self.release()

    def maximise(self, worth: FloatArray, least_mw: FloatArray, most_mw: FloatArray) -> Dispatch | None:
        """The dispatch of most worth with every feeder between two bounds; None if nothing lies between them.

        Raises
        ------
        SolverError
            HiGHS ended in any other way than with an optimum or a proof that there is none.
        """
        self._lower[: self._feeders], self._upper[: self._feeders] = least_mw, most_mw
        self._pass_bounds(0, self._feeders)
        self._highs.changeColsCost(self._feeders, np.arange(self._feeders, dtype=np.int32), worth)
        status = self._run()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(
                f"HiGHS ended with '{self._highs.modelStatusToString(status)}' on an island of {self._buses} buses; "
                "check the reactances and limits of its branches"
            )
        value = self._power_values()
        flow = self._feeders + self._units
        return Dispatch(value[: self._feeders], value[self._feeders : flow], value[flow:])

    def maximise_within(self, worth: FloatArray, least_mw: FloatArray, most_mw: FloatArray) -> Dispatch:
        """As `maximise`, for bounds that are known to hold a dispatch but for rounding.

        Raises
        ------
        SolverError
            HiGHS found no optimum, not even with a looser tolerance.
        """
        dispatch = self.maximise(worth, least_mw, most_mw)
        if dispatch is None:
            self._highs.setOptionValue("primal_feasibility_tolerance", LOOSELY_FEASIBLE)
            dispatch = self.maximise(worth, least_mw, most_mw)
            self._highs.setOptionValue("primal_feasibility_tolerance", FEASIBLE)
        if dispatch is None:
            raise SolverError(f"HiGHS lost the solution it had found for an island of {self._buses} buses")
        return dispatch

    def keep_to_optima(self) -> tuple[FloatArray, FloatArray]:
        """Bounds of every feeder [MW] that leave only the optima of the last solve; units and flows get theirs here.

        What has a reduced cost lies on the same bound in every optimum, and whatever lies on those bounds is one. A row
        that holds the total would say the same, but leaves a sliver of slack on which the simplex comes to grief.
        """
        value = self._power_values()
        price = np.array(self._highs.getSolution().col_dual)[: len(value)]
        priced = np.abs(price) > PRICED
        at_most = self._upper - value < value - self._lower
        self._lower = np.where(priced & at_most, self._upper, self._lower)
        self._upper = np.where(priced & ~at_most, self._lower, self._upper)
        self._pass_bounds(self._feeders, len(value))
        return self._lower[: self._feeders].copy(), self._upper[: self._feeders].copy()

    def feeder_prices(self) -> FloatArray:
        """Worth gained per megawatt more of each feeder in the last solve: negative where it stops at its least."""
        return np.array(self._highs.getSolution().col_dual)[: self._feeders]

    def release(self) -> None:
        """Undo `keep_to_optima`: units and flows are bound by the network alone again."""
        least, most = self._network_mw
        self._lower[self._feeders :], self._upper[self._feeders :] = least[self._feeders :], most[self._feeders :]
        self._pass_bounds(self._feeders, len(self._lower))

    def _run(self) -> highspy.HighsModelStatus:
        """HiGHS's status after a solve; one that ends unclear is repeated from the basis the model began with."""
        if self._cold:
            self._highs.clearSolver()
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
            self._highs.clearSolver()
            self._highs.setBasis(self._basis)
            self._highs.run()
            status = self._highs.getModelStatus()
        return status

    def _power_values(self) -> FloatArray:
        """The last solution's value of every column of power [MW]."""
        return np.array(self._highs.getSolution().col_value)[: len(self._lower)] * self._power

    def _pass_bounds(self, first: int, last: int) -> None:
        lower, upper = self._lower[first:last] / self._power, self._upper[first:last] / self._power
        self._highs.changeColsBounds(last - first, np.arange(first, last, dtype=np.int32), lower, upper)


def _power_of_two_near(megawatts: float) -> float:
    """A power of two, because scaling by one rounds nothing."""
    return float(2.0 ** np.round(np.log2(max(megawatts, 1e-6))))


def _quiet_highs(method: Method) -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("solver", method)
    highs.setOptionValue("run_crossover", "on")
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("primal_feasibility_tolerance", FEASIBLE)
    highs.setOptionValue("dual_feasibility_tolerance", FEASIBLE)
    # Exact steepest-edge weights for a basis that is not the slack basis cost far more than the pivots they save.
    highs.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
    return highs


def _copper_plate_basis(grid: Grid, part: IslandPart) -> highspy.HighsBasis:
    """A basis to start from: every feeder on in full, the largest unit balances, flows and angles follow.

    The simplex then only has to mend the lines this overloads, some tens of pivots instead of one for every row.
    """
    status = highspy.HighsBasisStatus
    units = [status.kLower] * len(part.unit)
    units[int(np.argmax(grid.unit_max_mw[part.unit]))] = status.kBasic
    angles = [status.kLower] + [status.kBasic] * (len(part.bus) - 1)
    basis = highspy.HighsBasis()
    basis.col_status = [status.kUpper] * len(part.feeder) + units + [status.kBasic] * len(part.branch) + angles
    basis.row_status = [status.kLower] * (len(part.bus) + len(part.branch))
    basis.valid = True
    return basis


def _programme(grid: Grid, part: IslandPart, power: float) -> highspy.HighsLp:
    """The island's columns and rows. Feeders, units and flows still have no room; angles are free but for the first."""
    buses, branches, units, feeders = len(part.bus), len(part.branch), len(part.unit), len(part.feeder)
    reactance = grid.reactance_pu[part.branch]
    usual = float(np.median(np.abs(reactance))) if branches else 1.0
    place = np.full(len(grid.bus_ids), -1)
    place[part.bus] = np.arange(buses)
    flow = feeders + units + np.arange(branches)
    angle = feeders + units + branches + np.arange(buses)
    law = buses + np.arange(branches)
    start, end = place[grid.branch_from[part.branch]], place[grid.branch_to[part.branch]]
    blocks = (
        (place[grid.feeder_bus[part.feeder]], np.arange(feeders), -1.0),
        (place[grid.unit_bus[part.unit]], feeders + np.arange(units), 1.0),
        (start, flow, -1.0),
        (end, flow, 1.0),
        (law, flow, reactance / usual),
        (law, angle[start], -1.0),
        (law, angle[end], 1.0),
    )
    lp = _empty_programme(blocks, rows=buses + branches, columns=feeders + units + branches + buses)
    room = np.zeros(lp.num_col_)
    room[angle[1:]] = FREE
    lp.col_lower_, lp.col_upper_ = -room, room
    shift = -grid.shift_rad[part.branch] * grid.base_mva / usual / power
    lp.row_lower_ = lp.row_upper_ = np.concatenate([np.zeros(buses), shift])
    return lp


def _empty_programme(blocks: tuple[Block, ...], rows: int, columns: int) -> highspy.HighsLp:
    """A programme without bounds or worth whose matrix is the sum of blocks of (rows, columns, values)."""
    at = (np.concatenate([block[0] for block in blocks]), np.concatenate([block[1] for block in blocks]))
    values = np.concatenate([np.broadcast_to(block[2], len(block[0])) for block in blocks])
    matrix = coo_matrix((values, at), shape=(rows, columns)).tocsc()
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = rows, columns
    lp.col_cost_ = np.zeros(columns)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    lp.sense_ = highspy.ObjSense.kMaximize
    return lp
