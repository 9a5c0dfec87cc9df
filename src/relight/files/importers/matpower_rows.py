"""The rows of a MATPOWER case with their columns by name, checked: what the importer may rely on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite, isnan

from relight.errors import InputError, Problem
from relight.files.importers.matpower_text import MatpowerTable, MatpowerText

ISOLATED = 4
SEE_MANUAL = "see the MATPOWER manual, appendix B"


@dataclass(frozen=True, slots=True)
class BusRow:
    """A row of `mpc.bus`."""

    row: int
    line: int
    number: int
    type: int
    demand_mw: float
    demand_mvar: float
    conductance_mw: float
    shunt_mvar: float
    area: int
    base_kv: float


@dataclass(frozen=True, slots=True)
class GenRow:
    """A row of `mpc.gen`."""

    row: int
    line: int
    bus: int
    in_service: bool
    max_mw: float
    min_mw: float
    min_mvar: float
    max_mvar: float
    voltage_pu: float


@dataclass(frozen=True, slots=True)
class BranchRow:
    """A row of `mpc.branch`."""

    row: int
    line: int
    from_bus: int
    to_bus: int
    r_pu: float
    x_pu: float
    b_pu: float
    rating_mva: float
    tap: float
    shift_deg: float
    in_service: bool
    min_angle_deg: float
    max_angle_deg: float


@dataclass(frozen=True)
class MatpowerCase:
    """A case whose rows are complete, finite where they must be, and refer to buses that exist."""

    text: MatpowerText
    base_mva: float
    buses: tuple[BusRow, ...]
    gens: tuple[GenRow, ...]
    branches: tuple[BranchRow, ...]


BUS_COLUMNS = {"bus_i": 0, "type": 1, "Pd": 2, "Qd": 3, "Gs": 4, "Bs": 5, "area": 6, "baseKV": 9}
GEN_COLUMNS = {"bus": 0, "Qmax": 3, "Qmin": 4, "Vg": 5, "status": 7, "Pmax": 8, "Pmin": 9}
BRANCH_COLUMNS = {
    "fbus": 0, "tbus": 1, "r": 2, "x": 3, "b": 4, "rateA": 5, "ratio": 8, "angle": 9, "status": 10,
    "angmin": 11, "angmax": 12,
}  # fmt: skip
OPTIONAL = {"angmin": -inf, "angmax": inf}
MAY_BE_INFINITE = {"Pmax", "Pmin", "Qmax", "Qmin", "rateA", "angmin", "angmax"}


def read_rows(text: MatpowerText) -> MatpowerCase:
    """The buses, generators and branches of a case.

    Raises
    ------
    InputError
        With every row that lacks a column, holds no number where one is needed, or names a bus that is not there.
    """
    problems: list[Problem] = []
    base_mva = text.numbers.get("baseMVA", 0.0)
    if not base_mva > 0 or not isfinite(base_mva):
        remedy = "add a line such as mpc.baseMVA = 100;"
        problems.append(Problem(text.file, 0, "baseMVA", "there is no positive baseMVA", remedy))
    if "bus" not in text.tables or not text.tables["bus"].rows:
        found = "no table bus, so this is not a MATPOWER case of version 2"
        raise InputError([*problems, Problem(text.file, 0, "", found, "give a case file with mpc.bus = [ ... ];")])
    buses = tuple(_buses(text, problems))
    gens = tuple(_gens(text, problems))
    branches = tuple(_branches(text, problems))
    problems += _unknown_buses(text.file, buses, gens, branches)
    if problems:
        raise InputError(sorted(problems))
    return MatpowerCase(text, base_mva, buses, gens, branches)


def _buses(text: MatpowerText, problems: list[Problem]) -> Iterator[BusRow]:
    seen: dict[int, int] = {}
    for row, line, cell in _rows(text, "bus", BUS_COLUMNS, problems):
        for column in ("bus_i", "area"):
            if cell[column] != int(cell[column]):
                found = f"{column} is {cell[column]:g}"
                problems.append(Problem(text.file, line, column, found, "give a whole number"))
        number = int(cell["bus_i"])
        if number in seen:
            found = f"bus {number} again (first on line {seen[number]})"
            problems.append(Problem(text.file, line, "bus_i", found, "give every bus its own number"))
        seen.setdefault(number, line)
        yield BusRow(
            row=row,
            line=line,
            number=number,
            type=int(cell["type"]),
            demand_mw=cell["Pd"],
            demand_mvar=cell["Qd"],
            conductance_mw=cell["Gs"],
            shunt_mvar=cell["Bs"],
            area=int(cell["area"]),
            base_kv=cell["baseKV"],
        )


def _gens(text: MatpowerText, problems: list[Problem]) -> Iterator[GenRow]:
    for row, line, cell in _rows(text, "gen", GEN_COLUMNS, problems):
        yield GenRow(
            row=row,
            line=line,
            bus=int(cell["bus"]),
            in_service=cell["status"] > 0,
            max_mw=cell["Pmax"],
            min_mw=cell["Pmin"],
            min_mvar=cell["Qmin"],
            max_mvar=cell["Qmax"],
            voltage_pu=cell["Vg"],
        )


def _branches(text: MatpowerText, problems: list[Problem]) -> Iterator[BranchRow]:
    for row, line, cell in _rows(text, "branch", BRANCH_COLUMNS, problems):
        for column in ("rateA", "ratio"):
            if cell[column] < 0:
                found = f"{column} is {cell[column]:g}"
                problems.append(Problem(text.file, line, column, found, "give zero or a positive number"))
        yield BranchRow(
            row=row,
            line=line,
            from_bus=int(cell["fbus"]),
            to_bus=int(cell["tbus"]),
            r_pu=cell["r"],
            x_pu=cell["x"],
            b_pu=cell["b"],
            rating_mva=cell["rateA"],
            tap=cell["ratio"],
            shift_deg=cell["angle"],
            in_service=cell["status"] > 0,
            min_angle_deg=cell["angmin"],
            max_angle_deg=cell["angmax"],
        )


def _rows(
    text: MatpowerText, name: str, columns: dict[str, int], problems: list[Problem]
) -> Iterator[tuple[int, int, dict[str, float]]]:
    """Row number, line and cells by name of each row of a table; nothing if the table is not there or too narrow."""
    table = text.tables.get(name, MatpowerTable(name, 0, (), ()))
    width = len(table.rows[0]) if table.rows else 0
    there = {column: at for column, at in columns.items() if at < width}
    missing = [column for column in columns if column not in there and column not in OPTIONAL]
    if table.rows and missing:
        found = f"the table {name} has {width} columns, so {', '.join(missing)} is missing"
        problems.append(Problem(text.file, table.line, missing[0], found, SEE_MANUAL))
        return
    for row, (line, numbers) in enumerate(zip(table.lines, table.rows, strict=True), start=1):
        cell = {column: numbers[at] for column, at in there.items()}
        for column, value in cell.items():
            if not isfinite(value) and (isnan(value) or column not in MAY_BE_INFINITE):
                found = f"{column} of row {row} of {name} is {value}"
                problems.append(Problem(text.file, line, column, found, "give a finite number"))
                cell[column] = 0.0
        yield row, line, OPTIONAL | cell


def _unknown_buses(
    file: str, buses: tuple[BusRow, ...], gens: tuple[GenRow, ...], branches: tuple[BranchRow, ...]
) -> Iterator[Problem]:
    known = {bus.number for bus in buses}
    ends = [("gen", "bus", gen.row, gen.line, gen.bus) for gen in gens]
    ends += [("branch", "fbus", branch.row, branch.line, branch.from_bus) for branch in branches]
    ends += [("branch", "tbus", branch.row, branch.line, branch.to_bus) for branch in branches]
    for table, column, row, line, bus in ends:
        if bus not in known:
            found = f"row {row} of {table} names bus {bus}, which is not in the table bus"
            yield Problem(file, line, column, found, "correct the number or add the bus")
