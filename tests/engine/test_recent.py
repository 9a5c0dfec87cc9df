"""What was prepared for a grid is kept for the next state, but not without end."""

from __future__ import annotations

from functools import partial
from threading import Thread

from relight.engine.grid import Grid, compile_grid
from relight.engine.recent import Recent
from tests.engine.grids import feeder, region_of


def any_grid() -> Grid:
    """One bus with a feeder."""
    return compile_grid(region_of("x", [], {"g": ("x", 1.0)}, [feeder("f", "x", 1.0)]))


def test_a_value_is_made_once_and_the_one_unused_for_longest_is_dropped() -> None:
    """Of two places, the one asked for last stays when a third value comes."""
    made: list[str] = []
    recent: Recent[str] = Recent(size=2)
    grid = any_grid()

    def make(key: str) -> str:
        made.append(key)
        return key

    for key in ("a", "b", "a", "c", "a", "b"):
        assert recent.get(grid, key, partial(make, key)) == key
    assert made == ["a", "b", "c", "b"]


def test_grids_and_threads_share_nothing() -> None:
    """Another grid and another thread each get a value of their own."""
    recent: Recent[object] = Recent(size=2)
    grid, other = any_grid(), any_grid()
    mine = recent.get(grid, "a", object)
    seen: list[object] = []
    thread = Thread(target=lambda: seen.append(recent.get(grid, "a", object)))
    thread.start()
    thread.join()
    assert recent.get(grid, "a", object) is mine
    assert recent.get(other, "a", object) is not mine
    assert seen[0] is not mine
