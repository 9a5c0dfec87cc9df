"""What cannot be served before it is connected: rows that hold for whole repairs and cut off divided ones.

Take any group of places. While no branch that leads out of it works, what is served inside is at most what its own
units give, and what they give is at most what is asked for inside. So for an amount of at most Q inside the group:
amount ≤ Q × (branches out of it that work) + the other side's megawatts inside. Half a repair of a large branch would
let through all that a small place needs; by these rows half a repair serves at most half of it. Which groups say
something is found by cuts of least capacity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from relight.engine.wiring import Floats, Ints
from relight.plan.repairs.damage import Damage

WHOLE = 1_000_000
"""Capacity that stands for one branch; flows are counted in whole numbers."""

CUT_OFF = 1e-4
"""By how much a row must be broken to be worth having."""

Entries = list[tuple[int, float]]


@dataclass(frozen=True)
class Row:
    """Σ value × column ≤ most."""

    entries: Entries
    most: float


@dataclass(frozen=True)
class _Amount:
    """A sum of columns at one place, what it is at most, and whether it is load (else generation)."""

    columns: tuple[int, ...]
    place: int
    most_mw: float
    is_load: bool


class Connections:
    """The places that damage has cut apart, and what connects them.

    Parameters
    ----------
    damage
        The grid and which job restores what; jobs are the first columns.
    unit, feeder
        The first column of the units and of the feeders.
    """

    def __init__(self, damage: Damage, unit: int, feeder: int) -> None:
        self._damage = damage
        grid = damage.grid
        works = (damage.branch_share > 0) & damage.bus_in[grid.branch_from] & damage.bus_in[grid.branch_to]
        links = (grid.branch_from[works], grid.branch_to[works])
        buses = len(grid.bus_ids)
        graph = coo_matrix((np.ones(int(works.sum())), links), shape=(buses, buses))
        self._places, of_bus = connected_components(graph, directed=False)
        start, end = of_bus[grid.branch_from], of_bus[grid.branch_to]
        broken = np.flatnonzero(~works & (start != end))
        self._start, self._end = start[broken], end[broken]
        self._jobs = [self._jobs_of(branch) for branch in broken.tolist()]
        self._unit_place, self._feeder_place = of_bus[grid.unit_bus], of_bus[grid.feeder_bus]
        self._asked_mw = np.bincount(self._feeder_place, damage.demand_mw, self._places)
        self._amounts = self._amounts_of(unit, feeder)

    def broken_rows(self, value: Floats) -> list[Row]:
        """Rows that a relaxed solution breaks; none if it keeps all that were looked at.

        Parameters
        ----------
        value
            The value of every column.
        """
        narrowest = [min((float(value[job]), job) for job in jobs) for jobs in self._jobs]
        open_share = np.array([share for share, _ in narrowest])
        given_mw = np.bincount(self._unit_place, self._capacity_mw(value), self._places)
        rows = []
        for amount in self._amounts:
            share = float(value[list(amount.columns)].sum()) / amount.most_mw
            if share < CUT_OFF:
                continue
            other_mw = given_mw if amount.is_load else self._asked_mw
            group = self._least_cut(amount.place, share, open_share, other_mw / amount.most_mw)
            if group is not None:
                rows.append(self._row(amount, group, [job for _, job in narrowest]))
        return [row for row in rows if sum(value[at] * times for at, times in row.entries) - row.most > CUT_OFF]

    def _jobs_of(self, branch: int) -> list[int]:
        damage, grid = self._damage, self._damage.grid
        jobs = (
            damage.branch_job[branch],
            damage.bus_job[grid.branch_from[branch]],
            damage.bus_job[grid.branch_to[branch]],
        )
        return [int(job) for job in jobs if job >= 0]

    def _amounts_of(self, unit: int, feeder: int) -> list[_Amount]:
        """Load of every place that is cut off, its units one by one, and all of them together."""
        found = []
        largest = int(np.argmax(np.bincount(np.append(self._unit_place, self._feeder_place))))
        whole = self._places == 1
        most_mw = self._damage.grid.unit_max_mw
        for place in () if whole else range(self._places):
            feeders = np.flatnonzero(self._feeder_place == place)
            units = np.flatnonzero((self._unit_place == place) & (most_mw > 0))
            if place == largest and len(feeders) + len(units) > len(self._jobs):
                continue  # what still hangs together is not what waits for a connection
            if self._asked_mw[place] > 0:
                found.append(_Amount(tuple((feeder + feeders).tolist()), place, float(self._asked_mw[place]), True))
            found += [_Amount((unit + one,), place, float(most_mw[one]), False) for one in units.tolist()]
            if len(units) > 1:
                columns = tuple((unit + units).tolist())
                found.append(_Amount(columns, place, float(most_mw[units].sum()), False))
        return found

    def _capacity_mw(self, value: Floats) -> Floats:
        """What each unit can give with its job done as far as it is."""
        damage = self._damage
        done = np.append(np.minimum(value[: damage.jobs], 1.0), 1.0)[damage.unit_job]
        capacity_mw: Floats = damage.grid.unit_max_mw * (damage.unit_share + (1.0 - damage.unit_share) * done)
        return capacity_mw

    def _least_cut(self, place: int, share: float, open_share: Floats, other: Floats) -> Ints | None:
        """The places on one side of a cut that lets through less than the share; None if every cut lets it through."""
        sink = self._places
        everywhere = np.arange(self._places)
        capacity = np.concatenate([open_share, open_share, np.minimum(other, 2.0)])
        starts = np.concatenate([self._start, self._end, everywhere])
        ends = np.concatenate([self._end, self._start, np.full(self._places, sink)])
        whole = np.minimum(np.maximum(capacity, 0.0), 2.0) * WHOLE
        graph = coo_matrix((whole.astype(np.int32), (starts, ends)), shape=(sink + 1, sink + 1)).tocsr()
        through = maximum_flow(graph, place, sink)
        if through.flow_value >= (share - CUT_OFF) * WHOLE:
            return None
        left: csr_matrix = graph - through.flow
        left.data[left.data < 0] = 0
        left.eliminate_zeros()
        reached: Ints = breadth_first_order(left, place, return_predecessors=False).astype(np.int64)
        return reached

    def _row(self, amount: _Amount, group: Ints, narrowest: list[int]) -> Row:
        """The row of one group, every amount counted as a share of its most."""
        inside = np.zeros(self._places + 1, dtype=np.bool_)
        inside[group] = True
        entries = [(column, 1.0 / amount.most_mw) for column in amount.columns]
        entries += [(narrowest[at], -1.0) for at in np.flatnonzero(inside[self._start] != inside[self._end]).tolist()]
        if not amount.is_load:
            return Row(entries, float(self._asked_mw[inside[:-1]].sum()) / amount.most_mw)
        damage, most = self._damage, 0.0
        for unit in np.flatnonzero(inside[self._unit_place]).tolist():
            part = float(damage.grid.unit_max_mw[unit]) / amount.most_mw
            left = float(damage.unit_share[unit])
            most += part * left
            if damage.unit_job[unit] >= 0:
                entries.append((int(damage.unit_job[unit]), -part * (1.0 - left)))
        return Row(entries, most)
