"""How the core becomes machine code: as everywhere in the engine, and with loops the compiler may vectorise."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from relight.engine.compiled import compiler

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# What stands for a position and is never negative: numba then need not ask whether to count from the end.
Positions = NDArray[np.uint32]

# Sums in any order and IEEE division: without them no loop that adds up or divides is vectorised.
OPTIONS: dict[str, Any] = {
    "error_model": "numpy",
    "fastmath": {"reassoc", "contract", "nsz", "nnan"},
    "no_cfunc_wrapper": True,
}

# Without the code that unpacks Python's arguments: for tuples of many arrays that takes longest to compile.
AMONG_THEMSELVES: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True, "_nrt": False}

machine = compiler(__file__, **AMONG_THEMSELVES)
"""For functions that only compiled ones call."""

inlined = compiler(__file__, **AMONG_THEMSELVES, forceinline=True)
"""The same, always copied into their callers: a call would first have to push every field of their tuples."""

spliced = compiler(__file__, **AMONG_THEMSELVES, inline="always")
"""For one that has a single caller: its lines become the caller's before either is compiled.

Else all that it calls would become machine code once more, for it alone.
"""

allocating = compiler(__file__, **OPTIONS)
"""For functions that Python calls and that make arrays."""

entry = compiler(__file__, **OPTIONS, _nrt=False)
"""For functions that Python calls and that make no arrays."""


@inlined
def copy(source: Floats, target: Floats) -> None:
    """Copy numbers one by one: a slice on the left would first be copied aside."""
    for position in range(len(source)):
        target[position] = source[position]
