"""A small memory of what was costly to prepare for a grid: factors and solver models of its last topologies."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from relight.engine.grid import Grid

Value = TypeVar("Value")


class Recent(threading.local, Generic[Value]):
    """The last few values made for each grid, one memory a thread because solver models cannot be shared."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._by_grid: WeakKeyDictionary[Grid, OrderedDict[Hashable, Value]] = WeakKeyDictionary()

    def get(self, grid: Grid, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value kept under `key`, made first if it is not there; the one unused for longest is dropped."""
        kept = self._by_grid.setdefault(grid, OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
        kept[key] = value = make()
        if len(kept) > self._size:
            kept.popitem(last=False)
        return value
