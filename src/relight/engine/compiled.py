"""The one way a hot loop becomes machine code: cached on disk, with the interpreter's lock released."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """The function, compiled by numba at its first call; set NUMBA_DISABLE_JIT=1 to step through it."""
    return cast("Function", njit(cache=True, nogil=True)(function))
