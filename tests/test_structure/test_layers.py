"""The arrows between the rooms point one way, and nothing is imported where a reader would not look for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"

ARROWS = {
    "errors": (),
    "model": ("errors",),
    "files": ("model",),
    "engine": ("model",),
    "plan": ("engine",),
    "read": ("files", "plan"),
    "publish": ("files", "plan"),
    "desk": ("read", "publish"),
    "demo": ("read", "publish"),
    "public": ("demo",),  # relight/__init__.py: names of rooms below, for users and the command line
    "cli": ("desk", "demo", "public"),
}
"""Room -> the rooms it may import, with everything those may import."""

ON_THE_ENGINE = ("relight.engine.ac", "relight.engine.ensembles")

SLOW_LIBRARIES = {
    "distributed", "icalendar", "netCDF4", "ortools", "pandapower", "pandas", "power_grid_model", "pypsa",
    "typst", "wntr", "xarray",
}  # fmt: skip
"""Optional libraries that take seconds to load: the only ones that may be imported inside a function."""


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return found


MODULES = modules()


def room_of(module: str) -> str:
    """The room a module of the package lives in."""
    parts = module.split(".")
    if len(parts) == 1:
        return "public"
    return "cli" if parts[1] == "__main__" else parts[1]


def imports_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Names of the modules imported anywhere in `tree`, each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in MODULES else node.module), node.lineno


def own_imports(module: str) -> Iterator[tuple[str, int]]:
    """The package's own modules that `module` imports."""
    return ((name, line) for name, line in imports_in(MODULES[module]) if name.split(".")[0] == "relight")


def rooms_below(room: str) -> set[str]:
    """The rooms that `room` may import."""
    direct = ARROWS[room]
    return set(direct).union(*(rooms_below(below) for below in direct))


@pytest.mark.parametrize("module", MODULES)
def test_arrows_point_one_way(module: str) -> None:
    """A module imports only from its own room and the rooms below it."""
    room = room_of(module)
    assert room in ARROWS, f"{module} is in no room of docs/design.md"
    allowed = rooms_below(room) | {room}
    wrong = [f"line {line}: {name}" for name, line in own_imports(module) if room_of(name) not in allowed]
    assert not wrong, f"{module} ({room}) must not import {wrong}"


def test_the_arrows_themselves_have_the_rule_that_matters() -> None:
    """Engine and plan never see files, and nothing below sees the command line: the table of arrows cannot be bent."""
    assert "files" not in rooms_below("engine") | rooms_below("plan")
    assert all("cli" not in rooms_below(room) for room in ARROWS)
    assert rooms_below("model") == {"errors"}


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("relight.engine")])
def test_the_engine_does_not_know_who_looks_at_it(module: str) -> None:
    """Ensembles and the AC check stand on the engine: nothing in it imports them, nor they each other."""
    others = tuple(inner for inner in ON_THE_ENGINE if not module.startswith(inner))
    wrong = [name for name, _ in own_imports(module) if name.startswith(others)]
    assert not wrong, f"{module} must not import {wrong}"


def test_no_import_cycles() -> None:
    """No module reaches itself by following imports."""
    graph = {module: ({name for name, _ in own_imports(module)} & set(MODULES)) - {module} for module in MODULES}
    leaves: set[str] = set()
    while ready := {module for module, names in graph.items() if module not in leaves and names <= leaves}:
        leaves |= ready
    assert not sorted(set(graph) - leaves), "these import each other in a circle, or import from one that does"


@pytest.mark.parametrize("module", MODULES)
def test_imports_stand_at_the_top(module: str) -> None:
    """Only slow optional libraries are imported inside a function."""
    functions = [node for node in ast.walk(MODULES[module]) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {(name, line) for function in functions for name, line in imports_in(function)}
    wrong = sorted(item for item in inside if item[0].split(".")[0] not in SLOW_LIBRARIES)
    assert not wrong, f"{module} imports inside functions: {wrong}"
