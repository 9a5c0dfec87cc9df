"""The DC network of one island as a linear programme in HiGHS: built once a topology, then only bounds change.

Power is counted in about thousandths of the island's demand, so that HiGHS's absolute tolerances mean the same in a
village and in a country. What the columns and rows are is in `relight.engine.network_programme`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import highspy
import numpy as np

from relight.engine.grid import FloatArray, Grid
from relight.engine.islands import IslandPart
from relight.engine.network_programme import copper_plate_basis, island_programme
from relight.errors import SolverError
from relight.model.counting import counted

Method = Literal["simplex", "ipm"]

DEVEX = 1

CLEAR = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)

FEASIBLE, LOOSELY_FEASIBLE = 1e-9, 1e-7
"""What HiGHS may leave between a bound and a value that is meant to lie on it, in the model's unit of power."""

FINE, PLAIN = 2.0**7, 1.0
"""What HiGHS is told for a worth of 1; the second where it comes to no clear end with the first.

It leaves prices of up to 1e-9 of what it is told on the wrong side of 0. They decide what `keep_to_optima` holds: where
a MW of one kind costs millions of another, that is a large part of the load.
"""

PRICED = 1e-7
"""Reduced cost per unit of worth from which a column is taken to be on its bound in every optimum."""


@dataclass(frozen=True, eq=False)
class Dispatch:
    """An optimal solution of the programme, in the order of the part's positions."""

    feeder_mw: FloatArray
    unit_mw: FloatArray
    flow_mw: FloatArray


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
        self._power = power_of_two_near(float(grid.feeder_peak_mw[part.feeder].sum()) / 1000.0)
        self._lower = np.zeros(self._feeders + self._units + self._branches)  # of every column of power [MW]
        self._upper = self._lower.copy()
        self._network_mw = (self._lower.copy(), self._upper.copy())
        programme = island_programme(grid, part, self._power)
        self._shift = np.array(programme.row_lower_)[self._buses :]
        self._basis = copper_plate_basis(grid, part)
        self._told = PLAIN
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
        for told in (FINE, PLAIN):
            self._told = told
            self._highs.changeColsCost(self._feeders, np.arange(self._feeders, dtype=np.int32), told * worth)
            status = self._run()
            if status in CLEAR:
                break
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(
                f"HiGHS ended with '{self._highs.modelStatusToString(status)}' on an island of "
                f"{counted(self._buses, 'bus', 'buses')}; check the reactances and limits of its branches"
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
            island = counted(self._buses, "bus", "buses")
            raise SolverError(f"HiGHS lost the solution it had found for an island of {island}")
        return dispatch

    def keep_to_optima(self) -> tuple[FloatArray, FloatArray]:
        """Bounds of every feeder [MW] that leave only the optima of the last solve; units and flows get theirs here.

        What has a reduced cost lies on the same bound in every optimum, and whatever lies on those bounds is one. A row
        that holds the total would say the same, but leaves a sliver of slack on which the simplex comes to grief.
        """
        value = self._power_values()
        price = np.array(self._highs.getSolution().col_dual)[: len(value)] / self._told
        priced = np.abs(price) > PRICED
        at_most = self._upper - value < value - self._lower
        self._lower = np.where(priced & at_most, self._upper, self._lower)
        self._upper = np.where(priced & ~at_most, self._lower, self._upper)
        self._pass_bounds(self._feeders, len(value))
        return self._lower[: self._feeders].copy(), self._upper[: self._feeders].copy()

    def feeder_prices(self) -> FloatArray:
        """Worth gained per megawatt more of each feeder in the last solve: negative where it stops at its least."""
        return np.array(self._highs.getSolution().col_dual)[: self._feeders] / self._told

    def release(self) -> None:
        """Undo `keep_to_optima`: units and flows are bound by the network alone again."""
        least, most = self._network_mw
        self._lower[self._feeders :], self._upper[self._feeders :] = least[self._feeders :], most[self._feeders :]
        self._pass_bounds(self._feeders, len(self._lower))

    def _run(self) -> highspy.HighsModelStatus:
        """HiGHS's status after a solve; one that ends unclear is repeated from the first basis, then with presolve."""
        if self._cold:
            self._highs.clearSolver()
        self._highs.run()
        for presolve in ("off", "on"):
            status = self._highs.getModelStatus()
            if status in CLEAR:
                return status
            self._highs.setOptionValue("presolve", presolve)
            self._highs.clearSolver()
            self._highs.setBasis(self._basis)
            self._highs.run()
        self._highs.setOptionValue("presolve", "off")
        return self._highs.getModelStatus()

    def _power_values(self) -> FloatArray:
        """The last solution's value of every column of power [MW]."""
        return np.array(self._highs.getSolution().col_value)[: len(self._lower)] * self._power

    def _pass_bounds(self, first: int, last: int) -> None:
        lower, upper = self._lower[first:last] / self._power, self._upper[first:last] / self._power
        self._highs.changeColsBounds(last - first, np.arange(first, last, dtype=np.int32), lower, upper)


def power_of_two_near(megawatts: float) -> float:
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
