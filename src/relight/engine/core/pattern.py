"""What every damage state of a grid shares: an order of elimination and the pattern of the factor it leads to.

Inside the core a bus is known by its place in that order, so that the factor of any state is lower triangular with the
pattern kept here: damage only takes entries away.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu

from relight.engine.core.machine import Floats, Ints, Positions, allocating
from relight.engine.grid import Grid


class Pattern(NamedTuple):
    """Arrays of one grid that stay the same for all of its states."""

    order: Positions  # bus at each place
    place: Positions  # place of every bus
    start: Positions  # place of every branch's ends
    end: Positions
    susceptance_mw: Floats  # MW a radian
    shifter: Positions  # branches with a phase shift
    forced_mw: Floats  # flow that the shift alone drives, per branch
    limit_mw: Floats
    unit: Positions  # place of every unit
    feeder: Positions  # place of every feeder
    protected: Positions  # 1 = protected, per feeder
    divisible: Positions  # 1 = divisible, per feeder
    lower_first: Positions  # branches from a place to lower places: their first row in lower_branch and lower_place
    lower_branch: Positions
    lower_place: Positions
    row_first: Positions  # columns of the factor in each row, ascending
    row_column: Positions
    column_first: Positions  # rows of the factor in each column, ascending
    column_row: Positions
    parent: Ints  # first row below the diagonal in each column, -1 = none
    tilt: Floats  # a fixed random number in 0.5-1.5 per place, to break ties with


def compile_pattern(grid: Grid) -> Pattern:
    """The pattern of a grid."""
    buses = len(grid.bus_ids)
    place = _places(grid)
    start, end = place[grid.branch_from], place[grid.branch_to]
    high, low = np.maximum(start, end), np.minimum(start, end)
    links = np.flatnonzero(high != low)
    by_high = links[np.argsort(high[links], kind="stable")]
    lower_first = np.concatenate([[0], np.cumsum(np.bincount(high[links], minlength=buses))]).astype(np.int64)
    lower_place = low[by_high]
    parent, row_count = _elimination_tree(lower_first, lower_place)
    row_first = np.concatenate([[0], np.cumsum(row_count)]).astype(np.int64)
    unsorted = np.empty(row_first[-1], dtype=np.int64)
    _fill_rows(lower_first, lower_place, parent, row_first, unsorted)
    rows = np.repeat(np.arange(buses), row_count)
    row_column = unsorted[np.lexsort((unsorted, rows))]
    column_first = np.concatenate([[0], np.cumsum(np.bincount(row_column, minlength=buses))]).astype(np.int64)
    susceptance_mw = grid.base_mva / grid.reactance_pu
    return Pattern(
        order=_positions(np.argsort(place)),
        place=_positions(place),
        start=_positions(start),
        end=_positions(end),
        susceptance_mw=susceptance_mw,
        shifter=_positions(np.flatnonzero(grid.shift_rad)),
        forced_mw=susceptance_mw * grid.shift_rad,
        limit_mw=grid.limit_mw.copy(),
        unit=_positions(place[grid.unit_bus]),
        feeder=_positions(place[grid.feeder_bus]),
        protected=_positions(grid.feeder_protected),
        divisible=_positions(grid.feeder_divisible),
        lower_first=_positions(lower_first),
        lower_branch=_positions(by_high),
        lower_place=_positions(lower_place),
        row_first=_positions(row_first),
        row_column=_positions(row_column),
        column_first=_positions(column_first),
        column_row=_positions(rows[np.argsort(row_column, kind="stable")]),
        parent=parent,
        tilt=np.random.default_rng(0).uniform(0.5, 1.5, buses),
    )


def _positions(numbers: NDArray[Any]) -> Positions:
    return numbers.astype(np.uint32)


def _places(grid: Grid) -> Ints:
    """Place of every bus in an order of minimum degree, which SuperLU works out."""
    buses = len(grid.bus_ids)
    cells = (np.concatenate([grid.branch_from, grid.branch_to]), np.concatenate([grid.branch_to, grid.branch_from]))
    links = coo_matrix((-np.ones(len(cells[0])), cells), shape=(buses, buses)).tocsc()
    links.setdiag(1.0 + np.bincount(cells[0], minlength=buses))
    factor = splu(links, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return np.asarray(factor.perm_c, dtype=np.int64)


@allocating
def _elimination_tree(lower_first: Ints, lower_place: Ints) -> tuple[Ints, Ints]:
    """The parent of every place in the elimination tree and how many entries its row has left of the diagonal."""
    places = len(lower_first) - 1
    parent, mark, count = np.full(places, -1), np.full(places, -1), np.zeros(places, dtype=np.int64)
    for row in range(places):
        mark[row] = row
        for link in range(lower_first[row], lower_first[row + 1]):
            column = lower_place[link]
            while mark[column] != row:
                if parent[column] < 0:
                    parent[column] = row
                mark[column] = row
                count[row] += 1
                column = parent[column]
    return parent, count


@allocating
def _fill_rows(lower_first: Ints, lower_place: Ints, parent: Ints, row_first: Ints, row_column: Ints) -> None:
    """Write the columns of every row, in no order."""
    places = len(parent)
    mark = np.full(places, -1)
    for row in range(places):
        mark[row] = row
        position = row_first[row]
        for link in range(lower_first[row], lower_first[row + 1]):
            column = lower_place[link]
            while mark[column] != row:
                mark[column] = row
                row_column[position] = column
                position += 1
                column = parent[column]
