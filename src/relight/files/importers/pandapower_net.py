"""A pandapower network (JSON file) as plain elements, and the branch parameters that its own DC flow uses."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import isnan, nan
from pathlib import Path
from typing import Any

from relight.errors import InputError, Problem, install

SAVE = "save the network with pandapower.to_json(net, file)"
BUS_COLUMNS = ("bus", "from_bus", "to_bus", "hv_bus", "mv_bus", "lv_bus")


@dataclass(frozen=True)
class SeriesElement:
    """What a branch is: an impedance, and charging in all, behind an ideal transformer at its first end."""

    r_pu: float
    x_pu: float
    tap: float
    shift_deg: float
    b_pu: float


@dataclass(frozen=True)
class Element:
    """One row of a table of the network, its cells by column."""

    table: str
    index: int
    cells: dict[str, Any]
    series: tuple[SeriesElement, ...] = ()

    @property
    def source(self) -> str:
        """What it is called in messages and in the id map, as "line 3"."""
        return f"{self.table} {self.index}"

    @property
    def name(self) -> str:
        """Its name, empty if it has none."""
        return self.text("name")

    @property
    def in_service(self) -> bool:
        """Whether it is in service."""
        return self.flag("in_service", True)

    def number(self, column: str, default: float = nan) -> float:
        """The number in a column; the default where it is missing, NaN or no number."""
        try:
            value = float(self.cells[column])
        except (KeyError, TypeError, ValueError):
            return default
        return default if isnan(value) else value

    def text(self, column: str) -> str:
        """The text in a column, empty where there is none."""
        value = self.cells.get(column)
        return value.strip() if isinstance(value, str) else ""

    def flag(self, column: str, default: bool) -> bool:
        """Whether a column is true; the default where it is missing."""
        value = self.number(column)
        return default if isnan(value) else bool(value)

    def bus(self, column: str = "bus") -> int:
        """Index of the bus in a column."""
        return int(self.cells[column])


@dataclass(frozen=True)
class PandapowerNet:
    """The elements of a network by table."""

    file: str
    name: str
    base_mva: float
    tables: dict[str, tuple[Element, ...]] = field(default_factory=dict)

    def elements(self, table: str) -> tuple[Element, ...]:
        """The elements of a table, none if there is no such table."""
        return self.tables.get(table, ())


def read_pandapower_net(path: Path) -> PandapowerNet:
    """The elements of a network that `pandapower.to_json` has written.

    Raises
    ------
    InputError
        If pandapower is not installed, the file is no such network, or an element is on a bus that does not exist.
    """
    net = _load(path)
    tables = {
        table: tuple(Element(table, int(index), cells) for index, cells in net[table].to_dict("index").items())
        for table in net
        if not table.startswith(("_", "res_")) and hasattr(net[table], "to_dict") and hasattr(net[table], "columns")
    }
    problems = [*_lost_elements(path.name, tables)]
    if problems:
        raise InputError(problems)
    for table, series in _series_elements(net, path.name).items():
        tables[table] = tuple(replace(element, series=series.get(element.index, ())) for element in tables[table])
    return PandapowerNet(path.name, str(net.name or "") or path.stem, float(net.sn_mva), tables)


def _lost_elements(file: str, tables: dict[str, tuple[Element, ...]]) -> Iterator[Problem]:
    buses = {element.index for element in tables["bus"]}
    for element in (element for elements in tables.values() for element in elements):
        coupler = element.table == "switch" and element.text("et") == "b"
        for column in (*BUS_COLUMNS, "element") if coupler else BUS_COLUMNS:
            if column in element.cells and element.number(column) not in buses:
                found = f"{element.source} is on bus {element.cells[column]}, which is not there"
                yield Problem(file, 0, column, found, "correct the index or add the bus")


def _load(path: Path) -> Any:
    try:
        import pandapower
    except ImportError as error:
        found = "reading it needs pandapower, which is missing"
        raise InputError([Problem(path.name, 0, "", found, install("pandapower"))]) from error
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError([Problem(path.name, 0, "", f"cannot be read ({error.strerror})", SAVE)]) from error
    except UnicodeDecodeError as error:
        raise InputError([Problem(path.name, 0, "", "is not a pandapower network, nor text at all", SAVE)]) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            net = pandapower.from_json_string(text, convert=True, ignore_unknown_objects=True)
        except Exception as error:  # whatever pandapower trips over, the file is not one that it wrote
            found = f"is not a pandapower network ({type(error).__name__})"
            raise InputError([Problem(path.name, 0, "", found, SAVE)]) from error
    if not isinstance(net, pandapower.pandapowerNet) or net.bus.empty:
        raise InputError([Problem(path.name, 0, "", "is not a pandapower network with buses", SAVE)])
    return net


def _series_elements(net: Any, file: str) -> dict[str, dict[int, tuple[SeriesElement, ...]]]:
    """Table -> index -> what each of its branches is, from the conversion that `rundcpp` itself uses."""
    from pandapower.auxiliary import _init_rundcpp_options, _select_is_elements_numba
    from pandapower.build_branch import _build_branch_ppc
    from pandapower.build_bus import _build_bus_ppc
    from pandapower.pd2ppc import _init_ppc
    from pandapower.pypower.idx_brch import BR_B, BR_R, BR_X, SHIFT, TAP

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _init_rundcpp_options(net, "t", "current", None, False, switch_rx_ratio=2, trafo3w_losses="hv")
            net._options["numba"] = False
            net._is_elements = _select_is_elements_numba(net)
            ppc = _init_ppc(net, mode="dc")
            _build_bus_ppc(net, ppc)
            _build_branch_ppc(net, ppc)
    except Exception as error:  # pandapower says in many ways that a table does not suit it
        reason = f"pandapower cannot work out its branches ({' '.join(str(error).split())})"
        remedy = "correct the network until pandapower.rundcpp(net) runs"
        raise InputError([Problem(file, 0, "", reason, remedy)]) from error
    rows = [SeriesElement(*map(float, row)) for row in ppc["branch"][:, [BR_R, BR_X, TAP, SHIFT, BR_B]].real]
    found: dict[str, dict[int, tuple[SeriesElement, ...]]] = {}
    for table, (start, end) in net._pd2ppc_lookups["branch"].items():
        indices = list(net[table].index[net._impedance_bb_switches] if table == "switch" else net[table].index)
        # The three windings of three-winding transformers stand side by side: all first windings, then all second ones.
        found[table] = {index: tuple(rows[start + at : end : len(indices)]) for at, index in enumerate(indices)}
    return found
