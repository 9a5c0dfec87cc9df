"""A PyPSA network (netCDF file or folder of CSV files) as plain elements at one snapshot, in PyPSA's own per unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, nan
from pathlib import Path
from typing import Any

from relight.errors import InputError, Problem, install
from relight.files.importers.quiet import quiet
from relight.model.check.wording import shown

SAVE = "give a file that network.export_to_netcdf or a folder that network.export_to_csv_folder has written"
TABLES = {
    "bus": "buses",
    "line": "lines",
    "transformer": "transformers",
    "generator": "generators",
    "load": "loads",
    "shunt_impedance": "shunt_impedances",
    "link": "links",
    "storage_unit": "storage_units",
    "store": "stores",
    "process": "processes",
}
"""What an element is called in messages and in the id map -> PyPSA's table of it."""

VARYING = {
    "bus": ("v_mag_pu_set",),
    "line": ("s_max_pu",),
    "transformer": ("s_max_pu",),
    "generator": ("p_max_pu", "p_min_pu", "p_set", "q_set", "marginal_cost"),
    "load": ("p_set", "q_set"),
}
"""Columns that may differ from snapshot to snapshot."""


@dataclass(frozen=True)
class PypsaElement:
    """One row of a table of the network, its cells by column as they are at the snapshot."""

    table: str
    name: str
    cells: dict[str, Any]

    @property
    def source(self) -> str:
        """What it is called in messages and in the id map, as "line Calais-Dover"."""
        return f"{self.table} {self.name}"

    @property
    def active(self) -> bool:
        """Whether it takes part at all."""
        return bool(self.cells.get("active", True))

    def number(self, column: str, default: float = nan) -> float:
        """The number in a column; the default where it is missing, NaN or no number."""
        try:
            value = float(self.cells[column])
        except (KeyError, TypeError, ValueError):
            return default
        return default if value != value else value

    def text(self, column: str) -> str:
        """The text in a column, empty where there is none."""
        value = self.cells.get(column)
        return value.strip() if isinstance(value, str) else ""

    def nominal(self, quantity: str) -> float:
        """`p_nom` or `s_nom`; where an optimisation may extend it, what the last one found."""
        found = self.number(f"{quantity}_opt")
        extended = bool(self.cells.get(f"{quantity}_extendable", False)) and isfinite(found) and found > 0
        return found if extended else self.number(quantity, 0.0)


@dataclass(frozen=True)
class PypsaNetwork:
    """The elements of a network by table, at one snapshot."""

    file: str
    name: str
    snapshot: str
    snapshots: int
    tables: dict[str, tuple[PypsaElement, ...]]

    def elements(self, table: str) -> tuple[PypsaElement, ...]:
        """The elements of a table, none if there is no such table."""
        return self.tables.get(table, ())


def read_pypsa_network(path: Path, snapshot: str = "") -> PypsaNetwork:
    """The elements of a network that PyPSA has exported, with types of lines and transformers resolved.

    Parameters
    ----------
    path
        netCDF file or folder of CSV files.
    snapshot
        The snapshot to take, as it is written in the file; by default the first.

    Raises
    ------
    InputError
        If PyPSA is not installed, the file is no such network, or it has no such snapshot.
    """
    network = _load(path)
    label, at = _snapshot(network, snapshot, path)
    tables = {table: tuple(_elements(network, table, label)) for table in TABLES}
    return PypsaNetwork(
        file=path.name,
        name=str(network.name or "").strip() or path.stem,
        snapshot=at,
        snapshots=len(network.snapshots),
        tables=tables,
    )


def _load(path: Path) -> Any:
    """PyPSA's network of the file."""
    try:
        with quiet("pypsa"):
            import pypsa
    except ImportError as error:
        found = f"reading it needs {error.name or 'pypsa'}, which is missing"
        raise InputError([Problem(path.name, 0, "", found, install("pypsa"))]) from error
    if not path.exists():
        raise InputError([Problem(path.name, 0, "", "the file is not there", "correct the path")])
    if path.is_dir() and not (path / "buses.csv").is_file():
        raise InputError([Problem(path.name, 0, "", "the folder has no buses.csv", SAVE)])
    if not path.is_dir() and path.suffix.lower() != ".nc":
        raise InputError([Problem(path.name, 0, "", "is neither a .nc file nor a folder", SAVE)])
    try:
        with quiet("pypsa"), pypsa.option_context("general.allow_network_requests", False):
            network = pypsa.Network(str(path))
            network.calculate_dependent_values()
    except Exception as error:  # whatever PyPSA trips over, the file is not one that it wrote
        found = f"is not a PyPSA network ({' '.join(str(error).split())[:200] or type(error).__name__})"
        raise InputError([Problem(path.name, 0, "", found, SAVE)]) from error
    if not len(network.components.buses.static):
        raise InputError([Problem(path.name, 0, "", "is not a PyPSA network with buses", SAVE)])
    if network.has_scenarios:
        found, remedy = "is a stochastic network", "export one of its scenarios: network.get_scenario(name)"
        raise InputError([Problem(path.name, 0, "", found, remedy)])
    return network


def _snapshot(network: Any, wanted: str, path: Path) -> tuple[Any, str]:
    """The label of a snapshot, and how it is written."""
    written = {_written(label): label for label in network.snapshots}
    if not wanted:
        first = next(iter(written))
        return written[first], first
    if wanted not in written:
        names = list(written)
        found = f"the network has no snapshot {shown(wanted)}"
        remedy = f"it has {len(names)}, from {names[0]} to {names[-1]}"
        raise InputError([Problem(path.name, 0, "snapshot", found, remedy)])
    return written[wanted], wanted


def _written(label: Any) -> str:
    if isinstance(label, tuple):
        return " ".join(_written(part) for part in label)
    return str(label.isoformat()) if hasattr(label, "isoformat") else str(label)


def _elements(network: Any, table: str, label: Any) -> Iterator[PypsaElement]:
    component = getattr(network.components, TABLES[table], None)
    if component is None:  # PyPSA gains kinds of component from version to version
        return
    rows = component.static.to_dict("index")
    for column in VARYING.get(table, ()):
        for name, value in component.dynamic[column].loc[label].items():
            rows[name][column] = value
    for name, cells in rows.items():
        yield PypsaElement(table, str(name), cells)
