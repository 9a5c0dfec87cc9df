"""The public names are few, pinned, and loaded only when they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import relight

PUBLIC = [
    "AcCheck", "Assumption", "Assumptions", "Backup", "Branch", "Bus", "Crew", "District", "Effort", "Ensemble",
    "Facility", "Feeder", "Futures", "Generator", "Grid", "GridStates", "Hazard", "Imported", "InputError",
    "LoadBatch", "MobileUnit", "Need", "Outlook", "PastCut", "Precedence", "Problem", "ProfilePoint", "Publication",
    "Rate", "Region", "RelightError", "Repair", "RepairClass", "RepairOptions", "RepairPlan", "Report", "RotaPlan",
    "RotaSlot", "Serve", "Settings", "Situation", "SolverError", "Source", "Spare", "State", "Status",
    "WeatherPoint", "__version__", "ac_check", "compile_grid", "damage_states", "dataset", "demo_region_path",
    "demo_reports_path", "ensemble", "futures_from", "has_to_compile", "import_epanet", "import_matpower",
    "import_pandapower", "import_pypsa", "outlook", "outlook_from", "plan_repairs", "plan_rota", "publish_feeds",
    "read_hazards", "read_history", "read_region", "read_repairs", "read_reports", "read_rota", "replay",
    "run_demo", "score_plan", "served_load", "served_load_sequence", "status", "write_region", "write_repairs",
    "write_reports", "write_results", "write_rota",
]  # fmt: skip


def test_public_names_are_pinned() -> None:
    """A name appears in or disappears from the public ones only on purpose."""
    assert relight.__all__ == PUBLIC
    assert dir(relight) == PUBLIC


@pytest.mark.parametrize("name", [name for name in PUBLIC if name != "__version__"])
def test_every_public_name_is_what_its_home_defines(name: str) -> None:
    """Every public name can be loaded, is documented, and is the very thing its home module has."""
    thing = getattr(relight, name)
    assert thing.__name__ == name
    assert thing.__doc__
    assert getattr(sys.modules[relight.HOMES[name]], name) is thing


def test_the_page_of_public_names_has_them_all(project: Path) -> None:
    """Every public name is on its page, under its home, and nothing else is."""
    page = (project / "docs" / "python-names.md").read_text(encoding="utf-8")
    listed = [line.removeprefix("::: ") for line in page.splitlines() if line.startswith("::: ")]
    assert sorted(listed) == sorted(f"{home}.{name}" for name, home in relight.HOMES.items())


def test_type_checkers_see_the_same_names() -> None:
    """The imports that only type checkers read name the same things from the same homes."""
    tree = ast.parse(Path(relight.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    imported = {
        alias.name: node.module for node in block.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert imported == relight.HOMES


def test_an_unknown_name_is_an_attribute_error() -> None:
    """Asking for a name that is not there fails as for any module."""
    with pytest.raises(AttributeError, match="no attribute 'blackout'"):
        relight.blackout  # noqa: B018 - asking for it is the test


def test_importing_relight_loads_nothing_heavy() -> None:
    """`import relight` loads no numeric library, so that it costs nothing before it is used."""
    heavy = "{'numpy', 'scipy', 'highspy', 'numba', 'rich', 'typer', 'jinja2'}"
    code = f"import sys, relight; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_version_is_the_same_everywhere(project: Path) -> None:
    """The version in the code is the package's and the newest in the changelog."""
    package = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    changelog = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = next(line for line in changelog.splitlines() if line.startswith("## ["))
    assert relight.__version__ == package
    assert newest.startswith(f"## [{package}]")
