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


def compiler(source: str, **options: Any) -> Callable[[Function], Function]:
    """What compiles a function at its first call, and again once any file beside `source` has changed.

    numba asks only whether a function's own file has changed since it was cached; functions of one folder are compiled
    into one another.

    Parameters
    ----------
    source
        The file of the module whose folder counts, its `__file__`.
    options
        Of `numba.njit`, beside a cache on disk and the released lock.
    """
    files = [path.stat() for path in Path(source).parent.glob("*.py")]
    stamp = (max(file.st_mtime for file in files), sum(file.st_size for file in files))

    def compile_function(function: Function) -> Function:
        dispatcher = njit(cache=True, nogil=True, **options)(function)
        cache_file = getattr(getattr(dispatcher, "_cache", None), "_cache_file", None)
        if cache_file is not None:
            cache_file._source_stamp = stamp
            cache_file._load_index = _without_strangers(cache_file._load_index)
        return cast("Function", dispatcher)

    return compile_function


def _without_strangers(load_index: Callable[[], Any]) -> Callable[[], Any]:
    """What reads the index of a cache; one that names modules which are no more is as good as none."""

    def load() -> Any:
        try:
            return load_index()
        except (ImportError, AttributeError):
            return {}

    return load


OPTIONS: dict[str, Any] = {"error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}

compiled = compiler(__file__, **OPTIONS)
"""For functions that are called from Python or from other compiled ones."""

inlined = compiler(__file__, **OPTIONS, forceinline=True)
"""For functions always copied into compiled callers: a call would first have to push every field of their tuples."""
