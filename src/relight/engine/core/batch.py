"""Served load of many damage states in one call: arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from relight.engine.core.machine import Floats, Ints
from relight.engine.core.reference import most_load
from relight.engine.core.rooms import GridRooms, rooms_of
from relight.engine.core.state import Answers, GridStates, Task, solve_states
from relight.engine.grid import Grid, GridState

Method = Literal["core", "highs"]

TROUBLES = (
    "",
    "imprecise",  # an imbalance is left at a bus even after refinement
    "too many lines",
    "stuck",  # no dispatch within the limits, or none found
    "too many rounds",
    "no proof",
    "singular",  # reactances cancel out
    "no dispatch within the limits",
    "too close to call",  # rounding alone might decide on a feeder
)
"""What the core's status numbers mean, 0 = done."""


@dataclass(frozen=True, eq=False)
class LoadBatch:
    """The most load that can be served in each of many states, protected load first. A row for every state.

    Attributes
    ----------
    served_mw, protected_mw
        Load served, and the part of it that is protected [MW]; per state.
    feeder_mw, unit_mw
        What each feeder gets and each unit gives [MW]; state × feeder, state × unit. One of many optima: the two above
        are the same in all of them, these are not.
    flow_mw
        Flow on each branch [MW] in that optimum, from its first bus to its second; state × branch, None unless wanted.
    trouble
        Why HiGHS had to work a state out in place of the core; "" = it did not.
    gap_mw
        Up to so much more load the core's proof leaves possible [MW]; per state, NaN where HiGHS worked.
    pivots
        Of the core's simplex; per state.
    """

    served_mw: Floats
    protected_mw: Floats
    feeder_mw: Floats
    unit_mw: Floats
    flow_mw: Floats | None
    trouble: tuple[str, ...]
    gap_mw: Floats
    pivots: Ints


def served_load(
    grid: Grid, states: GridStates, method: Method = "core", threads: int = 1, flows: bool = False
) -> LoadBatch:
    """The most load that can be served in each state.

    Parameters
    ----------
    grid
        The compiled grid.
    states
        What is in service, what units can give and what feeders ask for, a row for every state.
    method
        "core": the compiled simplex, every answer proved, HiGHS where there is no proof; "highs": HiGHS throughout.
    threads
        How many states the core works out at the same time. Answers do not depend on it.
    flows
        Whether the flow on every branch comes back too.

    Raises
    ------
    ValueError
        An array has the wrong shape or holds something that is no number of at least 0, there is no such method, or
        fewer than one thread.
    SolverError
        HiGHS was needed and found no optimum.
    """
    if threads < 1:
        raise ValueError(f"{threads} threads work nothing out, give at least 1")
    return _solve(grid, states, method, [Task(first, threads, False) for first in range(threads)], flows)


def served_load_sequence(grid: Grid, states: GridStates, method: Method = "core", flows: bool = False) -> LoadBatch:
    """The same for states of which each differs little from the one before, as when repairs are done one by one.

    Every state starts from the lines and columns on which the optimum of the one before rested. Arguments and errors
    are those of `served_load`.
    """
    return _solve(grid, states, method, [Task(0, 1, True)], flows)


def stack_states(states: Sequence[GridState]) -> GridStates:
    """The states as one array for each field."""
    return GridStates(
        bus_in=np.array([state.bus_in for state in states]),
        branch_share=np.array([state.branch_share for state in states]),
        unit_max_mw=np.array([state.unit_max_mw for state in states]),
        demand_mw=np.array([state.demand_mw for state in states]),
        feeder_in=np.array([state.feeder_in for state in states]),
    )


def _solve(grid: Grid, states: GridStates, method: Method, tasks: Sequence[Task], flows: bool) -> LoadBatch:
    """All states by the core, one thread a task, and by HiGHS those for which there is no proof."""
    if method not in get_args(Method):
        raise ValueError(f"there is no method {method!r}, use one of {', '.join(get_args(Method))}")
    states = _checked(grid, states)
    answers = _empty_answers(grid, _count(states), flows)
    if method == "core":
        _solve_by_core(rooms_of(grid), states, answers, tasks)
    by_highs = np.flatnonzero(answers.status) if method == "core" else np.arange(len(answers.status))
    for state in by_highs.tolist():
        load = most_load(grid, _state(states, state))
        answers.feeder_mw[state], answers.unit_mw[state] = load.feeder_mw, load.unit_mw
        if flows:
            answers.flow_mw[state] = load.flow_mw
    answers.gap_mw[by_highs] = np.nan
    return LoadBatch(
        served_mw=answers.feeder_mw.sum(axis=1),
        protected_mw=answers.feeder_mw[:, grid.feeder_protected].sum(axis=1),
        feeder_mw=answers.feeder_mw,
        unit_mw=answers.unit_mw,
        flow_mw=answers.flow_mw if flows else None,
        trouble=tuple(TROUBLES[status] for status in answers.status.tolist()),
        gap_mw=answers.gap_mw,
        pivots=answers.pivots,
    )


def _solve_by_core(rooms: GridRooms, states: GridStates, answers: Answers, tasks: Sequence[Task]) -> None:
    with rooms.borrow(len(tasks)) as borrowed:
        if len(tasks) == 1:
            solve_states(rooms.pattern, borrowed[0], states, answers, tasks[0])
            return
        with ThreadPoolExecutor(len(tasks)) as executor:
            runs = [
                executor.submit(solve_states, rooms.pattern, room, states, answers, task)
                for room, task in zip(borrowed, tasks, strict=True)
            ]
        for run in runs:
            run.result()


def _checked(grid: Grid, states: GridStates) -> GridStates:
    """The states with every array as the machine code wants it.

    Raises
    ------
    ValueError
        An array has the wrong shape, or holds something that is no number of at least 0.
    """
    ids = (grid.bus_ids, grid.branch_ids, grid.unit_ids, grid.feeder_ids, grid.feeder_ids)
    widths = [len(names) for names in ids]
    kinds: tuple[Any, ...] = (np.bool_, np.float64, np.float64, np.float64, np.bool_)
    arrays = GridStates._make(
        np.ascontiguousarray(rows, dtype=kind) for rows, kind in zip(states, kinds, strict=True)
    )
    count = _count(arrays)
    for name, rows, width in zip(GridStates._fields, arrays, widths, strict=True):
        if rows.ndim != 2 or rows.shape[1] != width or len(rows) not in (1, count):
            raise ValueError(f"{name} has shape {rows.shape}, not {count} or 1 rows of {width}")
        if not np.greater_equal(rows, 0).all():
            raise ValueError(f"{name} holds a negative number or one that is none (NaN)")
    return arrays


def _count(states: GridStates) -> int:
    """How many states there are: arrays of a single row hold for all of them, also where there is none."""
    return next((len(rows) for rows in states if len(rows) != 1), 1)


def _empty_answers(grid: Grid, count: int, flows: bool) -> Answers:
    status, rows, pivots = (np.zeros(count, dtype=np.int64) for _ in range(3))
    return Answers(
        feeder_mw=np.zeros((count, len(grid.feeder_ids))),
        unit_mw=np.zeros((count, len(grid.unit_ids))),
        flow_mw=np.zeros((count, len(grid.branch_ids) if flows else 0)),
        status=status,
        gap_mw=np.zeros(count),
        rows=rows,
        pivots=pivots,
    )


def _state(states: GridStates, position: int) -> GridState:
    """One state on its own."""
    row = GridStates(*(rows[position % len(rows)] for rows in states))
    return GridState(*row, already_on=np.zeros(len(row.feeder_in), dtype=np.bool_))
