"""A grid's pattern and the rooms its states are worked out in, kept as long as the grid."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from relight.engine.core.pattern import compile_pattern
from relight.engine.core.workspace import Memory, Workspace, empty_memory, empty_workspace
from relight.engine.grid import Grid

Room = tuple[Workspace, Memory]


class GridRooms:
    """What is worked out once for a grid, and the workspaces that stand idle."""

    def __init__(self, grid: Grid) -> None:
        self.pattern = compile_pattern(grid)
        self._idle: list[Workspace] = []
        self._lock = threading.Lock()

    @contextmanager
    def borrow(self, count: int) -> Iterator[list[Room]]:
        """Workspaces for so many threads, each with an empty memory; they are given back at the end."""
        with self._lock:
            taken, self._idle = self._idle[:count], self._idle[count:]
        taken += [empty_workspace(self.pattern) for _ in range(count - len(taken))]
        yield [(workspace, empty_memory(self.pattern)) for workspace in taken]
        with self._lock:
            self._idle += taken


_ROOMS: WeakKeyDictionary[Grid, GridRooms] = WeakKeyDictionary()
_LOCK = threading.Lock()


def rooms_of(grid: Grid) -> GridRooms:
    """The rooms of a grid, made at the first call for it."""
    with _LOCK:
        if grid not in _ROOMS:
            _ROOMS[grid] = GridRooms(grid)
        return _ROOMS[grid]
