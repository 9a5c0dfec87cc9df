"""The most load that some amount of repair work could restore, relaxed to a linear or mixed-integer programme.

Columns: a number per job (repaired or not), power given per unit, served per feeder, flowing per branch. Rows: what
power balances at every bus; what an asset may carry once its jobs are done; how much work there was. The law that ties
flows to angles is kept only on branches that nothing can take out of service, everything else is a relaxation.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix

from relight.engine.wiring import Ints
from relight.errors import SolverError
from relight.plan.repairs.capacity import Capacity
from relight.plan.repairs.damage import Damage
from relight.plan.repairs.problem import RepairProblem

MOST_NODES = 20_000


class Rows:
    """Rows of a sparse system, added one at a time: Σ coefficient × column ≤ most."""

    def __init__(self) -> None:
        self.row: list[int] = []
        self.column: list[int] = []
        self.value: list[float] = []
        self.least: list[float] = []
        self.most: list[float] = []

    def add(self, entries: list[tuple[int, float]], least: float, most: float) -> None:
        """One more row."""
        for column, value in entries:
            self.row.append(len(self.most))
            self.column.append(column)
            self.value.append(value)
        self.least.append(least)
        self.most.append(most)

    def matrix(self, columns: int) -> csr_matrix:
        """All rows as a matrix."""
        return coo_matrix((self.value, (self.row, self.column)), shape=(len(self.most), columns)).tocsr()


class Relaxation:
    """The programme of one damage; built once, only the amount of work changes.

    Parameters
    ----------
    damage
        The grid and which job restores what.
    problem
        Jobs, what they wait for and the parts they use up.
    efforts
        Crew minutes every job takes at least.
    """

    def __init__(self, damage: Damage, problem: RepairProblem, efforts: list[float]) -> None:
        self._damage, self._problem, self._efforts = damage, problem, efforts
        grid = damage.grid
        jobs, units, feeders = len(problem.jobs), len(grid.unit_ids), len(grid.feeder_ids)
        branches, buses = len(grid.branch_ids), len(grid.bus_ids)
        self._unit, self._feeder = jobs, jobs + units
        self._branch = self._feeder + feeders
        self._angle = self._branch + branches
        self.columns = self._angle + buses
        self._total_mw = float(damage.demand_mw.sum())
        # A flow that follows falling angles never goes in circles, so no branch carries more than all demand.
        downhill = bool((grid.reactance_pu > 0).all()) and not bool(grid.shift_rad.any())
        self._most_flow_mw = self._total_mw if downhill else np.inf
        self._begun = {row.job for row in problem.begun}
        self._rows = Rows()
        self._upper = np.full(self.columns, np.inf)
        self._lower = np.full(self.columns, -np.inf)
        self._lower[: self._branch] = 0.0
        self._upper[:jobs] = 1.0
        self._limit_assets()
        self._balance_buses()
        self._tie_angles()
        self._wait_for_predecessors()
        self._matrix = self._rows.matrix(self.columns)

    def most_served(self, capacity: Capacity, whole: bool, seconds: float) -> float:
        """A proven bound on the load that work of that capacity can restore [MW].

        Parameters
        ----------
        capacity
            What can have been done.
        whole
            Whether a job is done or not; else parts of jobs count.
        seconds
            After so long the best bound by then is taken.
        """
        work = self._work_rows(capacity)
        constraints = [
            LinearConstraint(self._matrix, np.array(self._rows.least), np.array(self._rows.most)),
            LinearConstraint(work.matrix(self.columns), np.array(work.least), np.array(work.most)),
        ]
        upper = self._upper.copy()
        upper[: len(capacity.possible)] = np.where(capacity.possible, 1.0, 0.0)
        worth = np.zeros(self.columns)
        worth[self._feeder : self._branch] = -1.0
        integrality = np.zeros(self.columns)
        integrality[: len(capacity.possible)] = whole
        options = {"node_limit": MOST_NODES, "mip_rel_gap": 1e-7}
        if whole:
            options["time_limit"] = max(0.5, seconds)
        bounds = Bounds(self._lower, upper)
        result = milp(worth, integrality=integrality, bounds=bounds, constraints=constraints, options=options)
        bound = result.mip_dual_bound if whole else result.fun
        if bound is None and whole:
            return self.most_served(capacity, False, seconds)
        if bound is None or not np.isfinite(bound):
            raise SolverError(f"HiGHS found no bound on the load that can be restored: {result.message}")
        return min(-float(bound), self._total_mw)

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

    def _work_rows(self, capacity: Capacity) -> Rows:
        rows = Rows()
        jobs = self._problem.jobs
        rows.add([(number, float(job.crews)) for number, job in enumerate(jobs)], -np.inf, capacity.parts_in_jobs)
        rows.add(list(enumerate(self._efforts)), -np.inf, capacity.minutes)
        for skill, minutes in capacity.minutes_by_skill:
            rows.add([(at, self._efforts[at]) for at, job in enumerate(jobs) if job.skill == skill], -np.inf, minutes)
        return rows


def _collect(at_bus: list[list[tuple[int, float]]], bus: Ints, first_column: int, sign: float) -> None:
    for number, position in enumerate(bus.tolist()):
        at_bus[position].append((first_column + number, sign))
