"""Columns, bounds and rows of the programme that bounds what repairs can restore.

Columns: a number per job (repaired or not), power given per unit, served per feeder, flowing per branch, an angle per
bus, how many crews end each mix, and for services the shares of power, facilities and people. Rows: what power balances
at every bus; what an asset may carry once its jobs are done; how much work there was; which mixes of repairs fit into
the time of each crew. The law that ties flows to angles is kept only on branches that nothing can take out of service,
everything else is a relaxation.
"""

from __future__ import annotations

import numpy as np

from relight.engine.wiring import Floats, Ints
from relight.plan.repairs.damage import Damage
from relight.plan.repairs.mixes import classes_of, crew_kinds
from relight.plan.repairs.problem import RepairProblem
from relight.plan.repairs.service_rows import ServiceRows
from relight.plan.repairs.sparse_rows import Rows


class RelaxedProgramme:
    """The programme of one damage; `unit`, `feeder`, `branch`, `mix` and `share` are where such columns begin.

    From the rows `work` and `mixes` on stand the amounts of work and the mixes of crews, whose limits are open.

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
        self.damage, self._problem = damage, problem
        self._efforts = [effort * job.crews for effort, job in zip(efforts, problem.jobs, strict=True)]
        grid = damage.grid
        jobs, units, feeders = len(problem.jobs), len(grid.unit_ids), len(grid.feeder_ids)
        branches, buses = len(grid.branch_ids), len(grid.bus_ids)
        self.unit, self.feeder = jobs, jobs + units
        self.branch = self.feeder + feeders
        self._angle = self.branch + branches
        self.mix = self._angle + buses
        self.classes = classes_of(problem, efforts)
        self.kinds = crew_kinds(problem, self.classes)
        self.share = self.mix + sum(len(kind.mixes) for kind in self.kinds)
        self.services = services
        self.columns = self.share + (0 if services is None else feeders + services.columns)
        self._total_mw = float(damage.demand_mw.sum())
        # A flow that follows falling angles never goes in circles, so no branch carries more than all demand.
        downhill = bool((grid.reactance_pu > 0).all()) and not bool(grid.shift_rad.any())
        self._most_flow_mw = self._total_mw if downhill else np.inf
        self._begun = {row.job for row in problem.begun}
        self.rows = Rows()
        self.upper = np.full(self.columns, np.inf)
        self.lower = np.full(self.columns, -np.inf)
        self.lower[: self.branch], self.lower[self.mix :] = 0.0, 0.0
        self.upper[:jobs] = 1.0
        self._limit_assets()
        self._balance_buses()
        if services is None:
            self._tie_angles()
        else:
            self._share_power(services)
        self._wait_for_predecessors()
        self.work = self.rows.count
        self._limit_work()
        self.mixes = self.rows.count
        self._fit_mixes()

    def worth(self) -> Floats:
        """What each column is worth in full: megawatts served, or weighted people with a service."""
        worth = np.zeros(self.columns)
        if self.services is None:
            worth[self.feeder : self.branch] = 1.0
        else:
            worth[self.share :] = self.services.worth
        return worth

    @property
    def total(self) -> float:
        """What there is to have: all demand [MW], or everybody with every service."""
        return self._total_mw if self.services is None else self.services.people

    def _limit_assets(self) -> None:
        """Bounds of what every asset carries, and rows that tie them to the jobs it waits for."""
        damage, grid = self.damage, self.damage.grid
        full = grid.unit_max_mw
        for unit in range(len(grid.unit_ids)):
            jobs = [(int(damage.unit_job[unit]), float(damage.unit_share[unit])), self._bus(int(grid.unit_bus[unit]))]
            self._limit(self.unit + unit, float(full[unit]), jobs)
        for feeder in range(len(grid.feeder_ids)):
            share = float(damage.feeder_in[feeder])
            jobs = [(int(damage.feeder_job[feeder]), share), self._bus(int(grid.feeder_bus[feeder]))]
            self._limit(self.feeder + feeder, float(damage.demand_mw[feeder]), jobs)
        for branch in range(len(grid.branch_ids)):
            ends = [self._bus(int(bus)) for bus in (grid.branch_from[branch], grid.branch_to[branch])]
            jobs = [(int(damage.branch_job[branch]), float(damage.branch_share[branch])), *ends]
            most = min(float(grid.limit_mw[branch]), self._most_flow_mw)
            self._limit(self.branch + branch, most, jobs, both_ways=True)

    def _bus(self, bus: int) -> tuple[int, float]:
        return int(self.damage.bus_job[bus]), float(self.damage.bus_in[bus])

    def _limit(self, column: int, most: float, jobs: list[tuple[int, float]], both_ways: bool = False) -> None:
        """Column ≤ most × (what is left + what the job restores), for every job it depends on."""
        self.upper[column] = most
        if both_ways:
            self.lower[column] = -most
        for job, share in jobs:
            if job < 0 or not np.isfinite(most):
                continue
            entry = [(column, 1.0), (job, -most * (1.0 - share))]
            self.rows.add(entry, -np.inf, most * share)
            if both_ways:
                self.rows.add([(column, -1.0), (job, -most * (1.0 - share))], -np.inf, most * share)

    def _balance_buses(self) -> None:
        grid = self.damage.grid
        at_bus: list[list[tuple[int, float]]] = [[] for _ in grid.bus_ids]
        _collect(at_bus, grid.unit_bus, self.unit, 1.0)
        _collect(at_bus, grid.feeder_bus, self.feeder, -1.0)
        _collect(at_bus, grid.branch_from, self.branch, -1.0)
        _collect(at_bus, grid.branch_to, self.branch, 1.0)
        for entries in at_bus:
            self.rows.add(entries, 0.0, 0.0)

    def _tie_angles(self) -> None:
        """Flow by angles, where both are there whatever is repaired."""
        grid = self.damage.grid
        for branch in range(len(grid.branch_ids)):
            if not self._lawful(branch):
                continue
            start, end = int(grid.branch_from[branch]), int(grid.branch_to[branch])
            ohm = float(grid.reactance_pu[branch]) / grid.base_mva * 1000.0
            entries = [(self.branch + branch, ohm), (self._angle + start, -1.0), (self._angle + end, 1.0)]
            self.rows.add(entries, 0.0, 0.0)

    def _share_power(self, services: ServiceRows) -> None:
        """Shares of power, facilities and people served; a feeder's share takes that much of its least demand."""
        self.lower[self.share :], self.upper[self.share :] = 0.0, 1.0
        for feeder, demand_mw in enumerate(self.damage.demand_mw.tolist()):
            if demand_mw > 0:
                self.rows.add([(self.share + feeder, demand_mw), (self.feeder + feeder, -1.0)], -np.inf, 0.0)
        for entries, most in services.rows:
            self.rows.add([(self.share + column, value) for column, value in entries], -np.inf, most)

    def _lawful(self, branch: int) -> bool:
        """Whether the branch is in service before and after every repair, and no phase shifter."""
        damage, grid = self.damage, self.damage.grid
        start, end = int(grid.branch_from[branch]), int(grid.branch_to[branch])
        jobs = max(damage.branch_job[branch], damage.bus_job[start], damage.bus_job[end])
        return bool(jobs < 0 and start != end and grid.shift_rad[branch] == 0.0)

    def _wait_for_predecessors(self) -> None:
        for number, job in enumerate(self._problem.jobs):
            for earlier in () if number in self._begun else job.after:
                self.rows.add([(number, 1.0), (earlier, -1.0)], -np.inf, 0.0)
        for kind, minutes in self._problem.parts:
            users = [
                (number, 1.0)
                for number, job in enumerate(self._problem.jobs)
                if job.part == kind and job.temporary_minutes is None and number not in self._begun
            ]
            self.rows.add(users, -np.inf, float(len(minutes)))

    def _limit_work(self) -> None:
        """Rows of how much work there was; how much, is for each question to say."""
        jobs = self._problem.jobs
        self.rows.add([(number, float(job.crews)) for number, job in enumerate(jobs)], -np.inf, np.inf)
        self.rows.add(list(enumerate(self._efforts)), -np.inf, np.inf)
        for skill in sorted({job.skill for job in jobs}):
            of_skill = [(at, self._efforts[at]) for at, job in enumerate(jobs) if job.skill == skill]
            self.rows.add(of_skill, -np.inf, np.inf)

    def _fit_mixes(self) -> None:
        """Jobs of every class are no more than in the mixes that crews end; each crew ends one mix."""
        columns = [(at, mix) for at, mix in enumerate((mix for kind in self.kinds for mix in kind.mixes), self.mix)]
        for number in range(len(self.classes.minutes) if self.kinds else 0):
            entries = [
                (at, float(job.crews)) for at, job in enumerate(self._problem.jobs) if self.classes.of_job[at] == number
            ]
            entries += [(column, -float(mix[number])) for column, mix in columns if mix[number]]
            self.rows.add(entries, -np.inf, np.inf)
        first = self.mix
        for kind in self.kinds:
            self.rows.add([(first + at, 1.0) for at in range(len(kind.mixes))], -np.inf, float(len(kind.teams)))
            first += len(kind.mixes)


def _collect(at_bus: list[list[tuple[int, float]]], bus: Ints, first_column: int, sign: float) -> None:
    for number, position in enumerate(bus.tolist()):
        at_bus[position].append((first_column + number, sign))
