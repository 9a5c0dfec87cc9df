"""The one way a hot loop becomes machine code: cached on disk, with the interpreter's lock released."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])

# numba asks only whether a function's own file has changed since it was cached. These functions are compiled into one
# another, so the change of any file beside them has to count.
SOURCES = [path.stat() for path in sorted(Path(__file__).parent.glob("*.py"))]
STAMP = (max(source.st_mtime for source in SOURCES), sum(source.st_size for source in SOURCES))


def compiled(function: Function) -> Function:
    """The function, compiled by numba at its first call; set NUMBA_DISABLE_JIT=1 to step through it."""
    return cast("Function", njit(cache=True, nogil=True)(function))
