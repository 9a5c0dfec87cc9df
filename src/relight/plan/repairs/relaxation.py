"""The most load that some amount of repair work could restore, relaxed to a linear or mixed-integer programme.

Rows by which nothing is served before it is connected are added where a solution breaks them.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from relight.engine.wiring import Floats
from relight.errors import SolverError
from relight.plan.repairs.capacity import Capacity
from relight.plan.repairs.connections import Connections
from relight.plan.repairs.relaxed_programme import RelaxedProgramme

MOST_ROUNDS = 5
"""How often rows that a solution breaks are added at one moment."""

WHOLE_GAP = 1e-4
"""Relative gap at which a mixed-integer programme is given up: its bound counts, not its solution."""


@dataclass(frozen=True, eq=False)
class Relaxed:
    """A proven bound on what can be restored [MW, or weighted people], and how far its solution has each job done."""

    most: float
    done: Floats


class Relaxation:
    """The programme of one damage; built once, only the amount of work changes.

    Parameters
    ----------
    programme
        Its columns and rows, from then on its own.
    """

    def __init__(self, programme: RelaxedProgramme) -> None:
        self._programme = programme
        self._connections = Connections(programme.damage, programme.unit, programme.feeder)
        self.columns, self.total = programme.columns, programme.total
        self._highs = self._passed()

    def most_in_parts(self, capacity: Capacity) -> Relaxed:
        """The bound by the linear relaxation: part of a job counts for part of what it restores.

        Parameters
        ----------
        capacity
            What can have been done.

        Raises
        ------
        SolverError
            HiGHS found no optimum.
        """
        self._allow(capacity)
        for _ in range(MOST_ROUNDS):
            self._run()
            value = np.array(self._highs.getSolution().col_value)
            broken = self._connections.broken_rows(value)
            if not broken:
                break
            for row in broken:
                columns = np.array([column for column, _ in row.entries], dtype=np.int32)
                self._highs.addRow(-np.inf, row.most, len(columns), columns, np.array([by for _, by in row.entries]))
        else:
            self._run()
            value = np.array(self._highs.getSolution().col_value)
        most = min(-float(self._highs.getInfo().objective_function_value), self.total)
        return Relaxed(most, value[: self._programme.unit])

    def most_in_whole(self, capacity: Capacity, seconds: float) -> Relaxed | None:
        """The bound when every job is done or not, as far as it is proven after so many seconds; None if none is.

        The solution is the best one found by then; without one, nothing is done in it.

        Parameters
        ----------
        capacity
            What can have been done.
        seconds
            How long to try.
        """
        self._allow(capacity)
        highs, jobs = self._highs, np.arange(self._programme.unit, dtype=np.int32)
        highs.changeColsIntegrality(len(jobs), jobs, np.full(len(jobs), highspy.HighsVarType.kInteger))
        highs.setOptionValue("time_limit", seconds)
        highs.run()
        bound = highs.getInfo().mip_dual_bound
        value = np.array(highs.getSolution().col_value)
        known = highs.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kTimeLimit)
        highs.setOptionValue("time_limit", np.inf)
        highs.changeColsIntegrality(len(jobs), jobs, np.full(len(jobs), highspy.HighsVarType.kContinuous))
        if not known or not np.isfinite(bound):
            return None
        found = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        done = value[: self._programme.unit] if found else np.zeros(self._programme.unit)
        return Relaxed(min(-float(bound), self.total), done)

    def _passed(self) -> highspy.Highs:
        """HiGHS with the programme in it."""
        relaxed = self._programme
        programme, matrix = highspy.HighsLp(), relaxed.rows.matrix(relaxed.columns)
        programme.num_col_, programme.num_row_ = relaxed.columns, relaxed.rows.count
        programme.col_cost_ = -relaxed.worth()
        programme.col_lower_, programme.col_upper_ = relaxed.lower, relaxed.upper
        programme.row_lower_, programme.row_upper_ = np.array(relaxed.rows.least), np.array(relaxed.rows.most)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_, programme.a_matrix_.index_ = matrix.indptr, matrix.indices
        programme.a_matrix_.value_ = matrix.data
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("mip_rel_gap", WHOLE_GAP)
        highs.passModel(programme)
        return highs

    def _run(self) -> None:
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self._highs.clearSolver()
            self._highs.run()
        status = self._highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            ended = self._highs.modelStatusToString(status)
            raise SolverError(f"HiGHS found no bound on the load that can be restored: it ended with '{ended}'")

    def _allow(self, capacity: Capacity) -> None:
        """Take over what can have been done."""
        highs, relaxed = self._highs, self._programme
        jobs = np.arange(relaxed.unit, dtype=np.int32)
        possible = np.array(capacity.possible, dtype=np.float64)
        highs.changeColsBounds(len(jobs), jobs, np.zeros(len(jobs)), possible)
        by_skill = [minutes for _, minutes in capacity.minutes_by_skill]
        for row, most in enumerate([capacity.parts_in_jobs, capacity.minutes, *by_skill], start=relaxed.work):
            highs.changeRowBounds(row, -np.inf, float(most))
        times = [capacity.minutes_by_team[kind.teams[0]] for kind in relaxed.kinds]
        known = all(minutes < kind.known_to for minutes, kind in zip(times, relaxed.kinds, strict=True))
        for row in range(len(relaxed.classes.minutes) if relaxed.kinds else 0):
            highs.changeRowBounds(relaxed.mixes + row, -np.inf, 0.0 if known else np.inf)
        column = relaxed.mix
        for kind, minutes in zip(relaxed.kinds, times, strict=True):
            fits = np.where(np.array(kind.minutes) <= minutes, float(len(kind.teams)), 0.0)
            columns = np.arange(column, column + len(fits), dtype=np.int32)
            highs.changeColsBounds(len(fits), columns, np.zeros(len(fits)), fits)
            column += len(fits)
