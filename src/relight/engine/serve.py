"""Served load at one instant: the most that can be served, and what whole feeders get of it."""

from __future__ import annotations

from relight.engine.grid import Grid, GridState
from relight.engine.serve_by_core import serve_by_core
from relight.engine.serve_by_highs import serve_by_highs
from relight.engine.served import WHOLE, Method, Reason, Served

__all__ = ["WHOLE", "Method", "Reason", "Served", "serve"]


def serve(grid: Grid, state: GridState, method: Method = "core") -> Served:
    """What the grid can serve in a state, and which feeders an operator who switches whole feeders leaves on.

    Parameters
    ----------
    grid
        The compiled grid.
    state
        What is in service, what units can give and what feeders ask for.
    method
        "core": the compiled core, every answer proved, HiGHS where there is no proof; "simplex", "ipm": HiGHS
        throughout. What is served and which feeders are on do not depend on it.

    Raises
    ------
    SolverError
        HiGHS was needed and found no optimum.
    """
    if method != "core":
        return serve_by_highs(grid, state, method)
    served = serve_by_core(grid, state)
    return served if isinstance(served, Served) else serve_by_highs(grid, state, "simplex", trouble=served)
