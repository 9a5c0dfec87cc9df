"""The most load that some amount of repair work could restore, relaxed to a linear or mixed-integer programme.

Columns: a number per job (repaired or not), power given per unit, served per feeder, flowing per branch. Rows: what
power balances at every bus; what an asset may carry once its jobs are done; how much work there was; which mixes of
repairs fit into the time of each crew. The law that ties flows to angles is kept only on branches that nothing can take
out of service, everything else is a relaxation. Rows by which nothing is served before it is connected are added where
a solution breaks them.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from relight.engine.wiring import Floats, Ints
from relight.errors import SolverError
from relight.plan.repairs.capacity import Capacity
from relight.plan.repairs.connections import Connections
from relight.plan.repairs.damage import Damage
from relight.plan.repairs.mixes import classes_of, crew_kinds
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.service_rows import ServiceRows
from relight.plan.repairs.sparse_rows import Rows

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
    damage
        The grid and which job restores what.
    problem
        Jobs, what they wait for and the parts they use up.
    efforts
        Minutes that every job takes one crew at least.
    services
        Count people with services in place of megawatts. The damage then has the least demand of each feeder, and no
        flow is tied to angles: from a flow that serves more, one that serves less is always left.
    """

    def __init__(
        self, damage: Damage, problem: RepairProblem, efforts: list[float], services: ServiceRows | None = None
    ) -> None:
        self._damage, self._problem = damage, problem
        self._efforts = [effort * job.crews for effort, job in zip(efforts, problem.jobs, strict=True)]
        grid = damage.grid
        jobs, units, feeders = len(problem.jobs), len(grid.unit_ids), len(grid.feeder_ids)
        branches, buses = len(grid.branch_ids), len(grid.bus_ids)
        self._unit, self._feeder = jobs, jobs + units
        self._branch = self._feeder + feeders
        self._angle = self._branch + branches
        self._mix = self._angle + buses
        self._classes = classes_of(problem, efforts)
        self._kinds = crew_kinds(problem, self._classes)
        self._share = self._mix + sum(len(kind.mixes) for kind in self._kinds)
        self._services = services
        self.columns = self._share + (0 if services is None else feeders + services.columns)
        self._total_mw = float(damage.demand_mw.sum())
        # A flow that follows falling angles never goes in circles, so no branch carries more than all demand.
        downhill = bool((grid.reactance_pu > 0).all()) and not bool(grid.shift_rad.any())
        self._most_flow_mw = self._total_mw if downhill else np.inf
        self._begun = {row.job for row in problem.begun}
        self._rows = Rows()
        self._upper = np.full(self.columns, np.inf)
        self._lower = np.full(self.columns, -np.inf)
        self._lower[: self._branch], self._lower[self._mix :] = 0.0, 0.0
        self._upper[:jobs] = 1.0
        self._limit_assets()
        self._balance_buses()
        if services is None:
            self._tie_angles()
        else:
            self._share_power(services)
        self._wait_for_predecessors()
        self._work = self._rows.count
        self._limit_work()
        self._mixes = self._rows.count
        self._fit_mixes()
        self._connections = Connections(damage, self._unit, self._feeder)
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
        return Relaxed(most, value[: self._unit])

    @property
    def total(self) -> float:
        """What there is to have: all demand [MW], or everybody with every service."""
        return self._total_mw if self._services is None else self._services.people

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
        highs, jobs = self._highs, np.arange(self._unit, dtype=np.int32)
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
        done = value[: self._unit] if found else np.zeros(self._unit)
        return Relaxed(min(-float(bound), self.total), done)

    def _passed(self) -> highspy.Highs:
        """HiGHS with the programme in it."""
        programme, matrix = highspy.HighsLp(), self._rows.matrix(self.columns)
        worth = np.zeros(self.columns)
        if self._services is None:
            worth[self._feeder : self._branch] = -1.0
        else:
            worth[self._share :] = -self._services.worth
        programme.num_col_, programme.num_row_ = self.columns, self._rows.count
        programme.col_cost_, programme.col_lower_, programme.col_upper_ = worth, self._lower, self._upper
        programme.row_lower_, programme.row_upper_ = np.array(self._rows.least), np.array(self._rows.most)
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
        highs, jobs = self._highs, np.arange(self._unit, dtype=np.int32)
        possible = np.array(capacity.possible, dtype=np.float64)
        highs.changeColsBounds(len(jobs), jobs, np.zeros(len(jobs)), possible)
        by_skill = [minutes for _, minutes in capacity.minutes_by_skill]
        for row, most in enumerate([capacity.parts_in_jobs, capacity.minutes, *by_skill], start=self._work):
            highs.changeRowBounds(row, -np.inf, float(most))
        times = [capacity.minutes_by_team[kind.teams[0]] for kind in self._kinds]
        known = all(minutes < kind.known_to for minutes, kind in zip(times, self._kinds, strict=True))
        for row in range(len(self._classes.minutes) if self._kinds else 0):
            highs.changeRowBounds(self._mixes + row, -np.inf, 0.0 if known else np.inf)
        column = self._mix
        for kind, minutes in zip(self._kinds, times, strict=True):
            fits = np.where(np.array(kind.minutes) <= minutes, float(len(kind.teams)), 0.0)
            columns = np.arange(column, column + len(fits), dtype=np.int32)
            highs.changeColsBounds(len(fits), columns, np.zeros(len(fits)), fits)
            column += len(fits)

    def _limit_assets(self) -> None:
        """Bounds of what every asset carries, and rows that tie them to the jobs it waits for."""
        damage, grid = self._damage, self._damage.grid
        full = grid.unit_max_mw
        for unit in range(len(grid.unit_ids)):
            jobs = [(int(damage.unit_job[unit]), float(damage.unit_share[unit])), self._bus(int(grid.unit_bus[unit]))]
            self._limit(self._unit + unit, float(full[unit]), jobs)
        for feeder in range(len(grid.feeder_ids)):
            share = float(damage.feeder_in[feeder])
            jobs = [(int(damage.feeder_job[feeder]), share), self._bus(int(grid.feeder_bus[feeder]))]
            self._limit(self._feeder + feeder, float(damage.demand_mw[feeder]), jobs)
        for branch in range(len(grid.branch_ids)):
            ends = [self._bus(int(bus)) for bus in (grid.branch_from[branch], grid.branch_to[branch])]
            jobs = [(int(damage.branch_job[branch]), float(damage.branch_share[branch])), *ends]
            most = min(float(grid.limit_mw[branch]), self._most_flow_mw)
            self._limit(self._branch + branch, most, jobs, both_ways=True)

    def _bus(self, bus: int) -> tuple[int, float]:
        return int(self._damage.bus_job[bus]), float(self._damage.bus_in[bus])

    def _limit(self, column: int, most: float, jobs: list[tuple[int, float]], both_ways: bool = False) -> None:
        """Column ≤ most × (what is left + what the job restores), for every job it depends on."""
        self._upper[column] = most
        if both_ways:
            self._lower[column] = -most
        for job, share in jobs:
            if job < 0 or not np.isfinite(most):
                continue
            entry = [(column, 1.0), (job, -most * (1.0 - share))]
            self._rows.add(entry, -np.inf, most * share)
            if both_ways:
                self._rows.add([(column, -1.0), (job, -most * (1.0 - share))], -np.inf, most * share)

    def _balance_buses(self) -> None:
        grid = self._damage.grid
        at_bus: list[list[tuple[int, float]]] = [[] for _ in grid.bus_ids]
        _collect(at_bus, grid.unit_bus, self._unit, 1.0)
        _collect(at_bus, grid.feeder_bus, self._feeder, -1.0)
        _collect(at_bus, grid.branch_from, self._branch, -1.0)
        _collect(at_bus, grid.branch_to, self._branch, 1.0)
        for entries in at_bus:
            self._rows.add(entries, 0.0, 0.0)

    def _tie_angles(self) -> None:
        """Flow by angles, where both are there whatever is repaired."""
        grid = self._damage.grid
        for branch in range(len(grid.branch_ids)):
            if not self._lawful(branch):
                continue
            start, end = int(grid.branch_from[branch]), int(grid.branch_to[branch])
            ohm = float(grid.reactance_pu[branch]) / grid.base_mva * 1000.0
            entries = [(self._branch + branch, ohm), (self._angle + start, -1.0), (self._angle + end, 1.0)]
            self._rows.add(entries, 0.0, 0.0)

    def _share_power(self, services: ServiceRows) -> None:
        """Shares of power, facilities and people served; a feeder's share takes that much of its least demand."""
        self._lower[self._share :], self._upper[self._share :] = 0.0, 1.0
        for feeder, demand_mw in enumerate(self._damage.demand_mw.tolist()):
            if demand_mw > 0:
                self._rows.add([(self._share + feeder, demand_mw), (self._feeder + feeder, -1.0)], -np.inf, 0.0)
        for entries, most in services.rows:
            self._rows.add([(self._share + column, value) for column, value in entries], -np.inf, most)

    def _lawful(self, branch: int) -> bool:
        """Whether the branch is in service before and after every repair, and no phase shifter."""
        damage, grid = self._damage, self._damage.grid
        start, end = int(grid.branch_from[branch]), int(grid.branch_to[branch])
        jobs = max(damage.branch_job[branch], damage.bus_job[start], damage.bus_job[end])
        return bool(jobs < 0 and start != end and grid.shift_rad[branch] == 0.0)

    def _wait_for_predecessors(self) -> None:
        for number, job in enumerate(self._problem.jobs):
            for earlier in () if number in self._begun else job.after:
                self._rows.add([(number, 1.0), (earlier, -1.0)], -np.inf, 0.0)
        for kind, minutes in self._problem.parts:
            users = [
                (number, 1.0)
                for number, job in enumerate(self._problem.jobs)
                if job.part == kind and job.temporary_minutes is None and number not in self._begun
            ]
            self._rows.add(users, -np.inf, float(len(minutes)))

    def _limit_work(self) -> None:
        """Rows of how much work there was; `_allow` says how much."""
        jobs = self._problem.jobs
        self._rows.add([(number, float(job.crews)) for number, job in enumerate(jobs)], -np.inf, np.inf)
        self._rows.add(list(enumerate(self._efforts)), -np.inf, np.inf)
        for skill in sorted({job.skill for job in jobs}):
            of_skill = [(at, self._efforts[at]) for at, job in enumerate(jobs) if job.skill == skill]
            self._rows.add(of_skill, -np.inf, np.inf)

    def _fit_mixes(self) -> None:
        """Jobs of every class are no more than in the mixes that crews end; each crew ends one mix."""
        columns = [(at, mix) for at, mix in enumerate((mix for kind in self._kinds for mix in kind.mixes), self._mix)]
        for number in range(len(self._classes.minutes) if self._kinds else 0):
            entries = [
                (at, float(job.crews))
                for at, job in enumerate(self._problem.jobs)
                if self._classes.of_job[at] == number
            ]
            entries += [(column, -float(mix[number])) for column, mix in columns if mix[number]]
            self._rows.add(entries, -np.inf, np.inf)
        first = self._mix
        for kind in self._kinds:
            self._rows.add([(first + at, 1.0) for at in range(len(kind.mixes))], -np.inf, float(len(kind.teams)))
            first += len(kind.mixes)


def _collect(at_bus: list[list[tuple[int, float]]], bus: Ints, first_column: int, sign: float) -> None:
    for number, position in enumerate(bus.tolist()):
        at_bus[position].append((first_column + number, sign))
