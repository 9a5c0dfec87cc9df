"""The one way a hot loop becomes machine code: cached on disk, with the interpreter's lock released.

Compiled functions work on arrays that are handed to them and make none: numba then counts no references, which for
tuples of many arrays takes longer than the work. Set NUMBA_DISABLE_JIT=1 to step through them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
    "_nrt": False,
}

# numba asks only whether a function's own file has changed since it was cached. These functions are compiled into one
# another, so the change of any file beside them has to count.
SOURCES = [path.stat() for path in sorted(Path(__file__).parent.glob("*.py"))]
STAMP = (max(source.st_mtime for source in SOURCES), sum(source.st_size for source in SOURCES))


def compiled(function: Function) -> Function:
    """The function, compiled by numba at its first call."""
    return cast("Function", _stamped(njit(**OPTIONS)(function)))


def inlined(function: Function) -> Function:
    """The function, always copied into compiled callers: a call would first have to push every field of its tuples."""
    return cast("Function", _stamped(njit(**OPTIONS, forceinline=True)(function)))


def _stamped(dispatcher: Any) -> Any:
    cache_file = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    if cache_file is not None:
        cache_file._source_stamp = STAMP
    return dispatcher
