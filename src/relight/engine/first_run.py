"""Whether the engine's loops are machine code already, or the next call has to compile them first."""

from __future__ import annotations

from typing import Any

from relight.engine.core.serving import serve_state
from relight.engine.core.settling import settle_islands
from relight.engine.core.state import solve_states
from relight.engine.kernel import advance

OUTLOOK = (serve_state, settle_islands, advance)
SEARCH = (*OUTLOOK, solve_states)


def has_to_compile(search: bool = False) -> bool:
    """Whether the next outlook compiles something, because no earlier run on this machine has left it behind.

    Parameters
    ----------
    search
        Ask for the next search for repairs instead, which needs more.
    """
    return any(not _is_cached(function) for function in (SEARCH if search else OUTLOOK))


def _is_cached(function: Any) -> bool:
    """Whether a function's machine code is on disk and no older than its source; also if it is not to be compiled."""
    cache_file = getattr(getattr(function, "_cache", None), "_cache_file", None)
    return cache_file is None or bool(cache_file._load_index())
