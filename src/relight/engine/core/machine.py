"""How the core becomes machine code: as everywhere in the engine, and with loops the compiler may vectorise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# What stands for a position and is never negative: numba then need not ask whether to count from the end.
Positions = NDArray[np.uint32]

Function = TypeVar("Function", bound=Callable[..., Any])

# Sums in any order and IEEE division: without them no loop that adds up or divides is vectorised.
OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"reassoc", "contract", "nsz", "nnan"},
}


# numba asks only whether a function's own file has changed since it was cached. These functions are compiled into one
# another, so the change of any file of the core has to count.
SOURCES = [path.stat() for path in sorted(Path(__file__).parent.glob("*.py"))]
STAMP = (max(source.st_mtime for source in SOURCES), sum(source.st_size for source in SOURCES))


def machine(function: Function) -> Function:
    """The function, compiled by numba for other compiled functions alone.

    Without the code that unpacks Python's arguments: for tuples of many arrays that takes longest to compile.
    """
    options = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
    return cast("Function", _stamped(njit(**options)(function)))


def inlined(function: Function) -> Function:
    """The same, always copied into its callers: a call would first have to push every field of its tuples."""
    options = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False, "forceinline": True}
    return cast("Function", _stamped(njit(**options)(function)))


def allocating(function: Function) -> Function:
    """The function, compiled for calls from Python, free to make arrays."""
    return cast("Function", _stamped(njit(**OPTIONS, no_cfunc_wrapper=True)(function)))


def entry(function: Function) -> Function:
    """The function, compiled at its first call from Python and cached on disk, with the interpreter's lock released."""
    return cast("Function", _stamped(njit(**OPTIONS, no_cfunc_wrapper=True, _nrt=False)(function)))


def _stamped(dispatcher: Any) -> Any:
    cache_file = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
    if cache_file is not None:
        cache_file._source_stamp = STAMP
    return dispatcher


@inlined
def copy(source: Floats, target: Floats) -> None:
    """Copy numbers one by one: a slice on the left would first be copied aside."""
    for position in range(len(source)):
        target[position] = source[position]
