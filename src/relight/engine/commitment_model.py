"""One island's DC network with units that stand still or run at their least output or above, as HiGHS's MILP.

Columns and rows are those of `relight.engine.network_programme`; then come a column of 0 or 1 for every unit that has a
least output, the two rows that tie the unit to it, and two rows that hold the protected and the whole load served while
something else is asked for.
"""

from __future__ import annotations

import highspy
import numpy as np

from relight.engine.grid import BoolArray, FloatArray, Grid, GridState, limits_mw
from relight.engine.islands import IslandPart
from relight.engine.network_lp import FEASIBLE, Dispatch, power_of_two_near
from relight.engine.network_programme import FREE, island_programme
from relight.engine.switching import Most
from relight.errors import SolverError
from relight.model.counting import counted

LARGEST_GAP = 1e-8
"""Distance between HiGHS's answer and its bound, in the model's unit of power, up to which it counts as the optimum."""


SUGGESTION_GAP = 0.05
"""Relative distance to the bound at which HiGHS may stop where not the optimum is asked for."""


class CommitmentModel:
    """HiGHS's model of one island in one state, with the choice of which units run.

    Parameters
    ----------
    grid
        The grid the island is a part of.
    state
        What is in service, what units can give and what feeders ask for.
    part
        What stands in the island.
    protected
        Which of its feeders are protected.
    neutral
        Whether every phase shift is dropped, as if the shifters stood in their middle position.
    """

    def __init__(
        self, grid: Grid, state: GridState, part: IslandPart, protected: BoolArray, neutral: bool = False
    ) -> None:
        self._feeders, self._units, self._branches = len(part.feeder), len(part.unit), len(part.branch)
        self._buses = len(part.bus)
        self._power = power_of_two_near(float(state.demand_mw[part.feeder].sum()) / 1000.0)
        self._highs = _exact_highs()
        programme = island_programme(grid, part, self._power)
        if neutral:
            programme.row_lower_ = programme.row_upper_ = np.zeros(programme.num_row_)
        self._highs.passModel(programme)
        self._protected = protected
        least_mw, most_mw = grid.unit_min_mw[part.unit], state.unit_max_mw[part.unit]
        # What is left of a derated unit may be less than its least output: then it cannot run at all.
        most_mw = np.where(most_mw < least_mw, 0.0, most_mw)
        limit_mw = limits_mw(grid, state)[part.branch]
        self._bound(self._feeders, np.concatenate([np.zeros(self._units), -limit_mw]), np.append(most_mw, limit_mw))
        for unit in np.flatnonzero((least_mw > 0) & (most_mw > 0)).tolist():
            self._tie(self._feeders + unit, least_mw[unit] / self._power, most_mw[unit] / self._power)
        self._floors = self._highs.getNumRow()
        for added in (np.flatnonzero(protected), np.arange(self._feeders)):
            self._highs.addRow(0.0, FREE, len(added), added.astype(np.int32), np.ones(len(added)))

    @property
    def noise_mw(self) -> float:
        """Difference between two amounts that can come from rounding [MW]."""
        return 100.0 * FEASIBLE * self._power

    def most_served(self, least_mw: FloatArray, most_mw: FloatArray) -> Most | None:
        """The most that can be served with every feeder between two bounds, held from now on; None if nothing is.

        Raises
        ------
        SolverError
            As in `maximise`.
        """
        self.hold(0.0, 0.0)
        if (most_mw > least_mw)[self._protected].any():
            first = self.maximise(self._protected.astype(np.float64), least_mw, most_mw)
            if first is None:
                return None
            self.hold(self._protected_mw(first), 0.0)
        dispatch = self.maximise(np.ones(self._feeders), least_mw, most_mw)
        if dispatch is None:
            return None
        most = Most(self._protected_mw(dispatch), float(dispatch.feeder_mw.sum()), dispatch)
        self.hold(most.protected_mw, most.served_mw)
        return most

    def hold(self, protected_mw: float, served_mw: float) -> None:
        """Ask from now on for at least so much protected load and load in all, but for rounding."""
        for row, floor_mw in ((self._floors, protected_mw), (self._floors + 1, served_mw)):
            self._highs.changeRowBounds(row, max(0.0, floor_mw - self.noise_mw) / self._power, FREE)

    def maximise(self, worth: FloatArray, least_mw: FloatArray, most_mw: FloatArray) -> Dispatch | None:
        """The dispatch of most worth with every feeder between two bounds; None if nothing lies between them.

        Raises
        ------
        SolverError
            HiGHS ended in any other way than with an optimum or a proof that there is none.
        """
        self._bound(0, least_mw, most_mw)
        self._highs.changeColsCost(self._feeders, np.arange(self._feeders, dtype=np.int32), worth)
        for presolve in ("on", "off"):
            self._highs.setOptionValue("presolve", presolve)
            self._highs.run()
            status = self._highs.getModelStatus()
            if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
                break
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(
                f"HiGHS ended with '{self._highs.modelStatusToString(status)}' on the units of an island of "
                f"{counted(self._buses, 'bus', 'buses')}; check the least outputs of its units and the limits of its "
                "branches"
            )
        value = np.array(self._highs.getSolution().col_value) * self._power
        feeders, flow = self._feeders, self._feeders + self._units
        return Dispatch(value[:feeders], np.maximum(value[feeders:flow], 0.0), value[flow : flow + self._branches])

    def suggest(self, worth: FloatArray, least_mw: FloatArray, most_mw: FloatArray) -> Dispatch | None:
        """As `maximise`, of about the most worth, for where any dispatch within bounds and what is held will do."""
        self._highs.setOptionValue("mip_rel_gap", SUGGESTION_GAP)
        dispatch = self.maximise(worth, least_mw, most_mw)
        self._highs.setOptionValue("mip_rel_gap", 0.0)
        return dispatch

    def _protected_mw(self, dispatch: Dispatch) -> float:
        return float(dispatch.feeder_mw[self._protected].sum())

    def _tie(self, unit: int, least: float, most: float) -> None:
        """Let a unit run between two amounts, or stand still."""
        runs = self._highs.getNumCol()
        self._highs.addCol(0.0, 0.0, 1.0, 0, np.array([], dtype=np.int32), np.array([]))
        self._highs.changeColIntegrality(runs, highspy.HighsVarType.kInteger)
        both = np.array([unit, runs], dtype=np.int32)
        self._highs.addRow(0.0, FREE, 2, both, np.array([1.0, -least]))
        self._highs.addRow(-FREE, 0.0, 2, both, np.array([1.0, -most]))

    def _bound(self, first: int, least_mw: FloatArray, most_mw: FloatArray) -> None:
        columns = np.arange(first, first + len(least_mw), dtype=np.int32)
        self._highs.changeColsBounds(len(columns), columns, least_mw / self._power, most_mw / self._power)


def _exact_highs() -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", LARGEST_GAP)
    highs.setOptionValue("mip_feasibility_tolerance", FEASIBLE)
    highs.setOptionValue("primal_feasibility_tolerance", FEASIBLE)
    highs.setOptionValue("dual_feasibility_tolerance", FEASIBLE)
    return highs
