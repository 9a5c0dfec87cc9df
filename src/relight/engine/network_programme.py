"""One island's DC network as the columns and rows of a linear programme.

Columns: power served per feeder, given per unit and flowing per branch, and an angle per bus. Rows: the balance of
every bus and the angle law of every branch. The law is written reactance · flow = angle difference, scaled by the
island's median reactance: divided by the reactance instead, branches of 1e-5 per unit would put coefficients of 1e5
beside ones of 1.
"""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import coo_matrix

from relight.engine.grid import FloatArray, Grid, IntArray
from relight.engine.islands import IslandPart

Block = tuple[IntArray, IntArray, FloatArray | float]

FREE = highspy.kHighsInf


def copper_plate_basis(grid: Grid, part: IslandPart) -> highspy.HighsBasis:
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


def island_programme(grid: Grid, part: IslandPart, power: float) -> highspy.HighsLp:
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
