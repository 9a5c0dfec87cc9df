"""Machine code kept on disk is never older than any source it was made of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

INNER = """
from relight.engine.compiled import compiler
@compiler(__file__)
def inner():
    return {answer}
"""
OUTER = """
from inner import inner
from relight.engine.compiled import compiler
@compiler(__file__)
def outer():
    return inner()
print(outer(), sum(outer.stats.cache_hits.values()))
"""
PAIR = """
from typing import NamedTuple
class Pair(NamedTuple):
    one: int
"""
ONE_OF_PAIR = """
from {module} import Pair
from relight.engine.compiled import compiler
@compiler(__file__)
def outer(pair):
    return pair.one
print(outer(Pair(5)), sum(outer.stats.cache_hits.values()))
"""


def printed(folder: Path) -> str:
    """What the outer module prints in a process of its own: its answer, and how often it was found on disk."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "cache"), "NUMBA_DISABLE_JIT": "0"}
    command = [sys.executable, "outer.py"]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return result.stdout.strip()


def test_a_change_of_a_neighbour_is_seen(tmp_path: Path) -> None:
    """What is compiled into a function counts as its source: change it, and the function is compiled anew."""
    (tmp_path / "outer.py").write_text(OUTER, encoding="utf-8")
    (tmp_path / "inner.py").write_text(INNER.format(answer=1), encoding="utf-8")
    assert printed(tmp_path) == "1 0"
    assert printed(tmp_path) == "1 1"
    (tmp_path / "inner.py").write_text(INNER.format(answer=22), encoding="utf-8")
    assert printed(tmp_path) == "22 0"


def test_a_cache_that_names_a_module_which_is_no_more_is_not_read(tmp_path: Path) -> None:
    """A new version may call its modules otherwise: what was compiled for the old names is compiled anew."""
    for module in ("kinds", "sorts"):
        for path in tmp_path.glob("*.py"):
            path.unlink()
        (tmp_path / f"{module}.py").write_text(PAIR, encoding="utf-8")
        (tmp_path / "outer.py").write_text(ONE_OF_PAIR.format(module=module), encoding="utf-8")
        assert printed(tmp_path) == "5 0"
    assert printed(tmp_path) == "5 1"
