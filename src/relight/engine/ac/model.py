"""One island as power-grid-model's input, and the slopes of its equations. Everything is per unit of one voltage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, coo_matrix, diags_array
from scipy.sparse.linalg import splu

from relight.engine.grid import BoolArray, FloatArray, IntArray
from relight.errors import InputError, Problem, install

Complexes = NDArray[np.complex128]

NOMINAL_V = 100_000.0
"""Any will do: everything is per unit."""

STIFF_VA = 1e15  # short-circuit power behind a held bus: it keeps its voltage whatever flows
MVA = 1e6


@dataclass(frozen=True, eq=False)
class AcCase:
    """One island in per unit of `base_mva`, buses and branches by position; power in MVA."""

    base_mva: float
    start: IntArray
    end: IntArray
    impedance_pu: Complexes
    charging_pu: FloatArray  # in all, half at each end
    tap: FloatArray
    shift_rad: FloatArray
    load_mva: Complexes  # per bus
    shunt_mvar: FloatArray  # per bus, given at voltage 1
    unit_mw: FloatArray  # per bus
    headroom_mw: FloatArray  # per bus, what its units can give beyond that: losses are shared by it
    low_mvar: FloatArray  # per bus, what its units can give at least and at most; the same = they hold no voltage
    high_mvar: FloatArray
    voltage_pu: FloatArray  # per bus, what its units hold
    balancing: int  # bus of the unit that balances the island


class AcModel:
    """power-grid-model's model of an island; only powers, sources and angles change from run to run."""

    def __init__(self, case: AcCase) -> None:
        self.case = case
        try:
            import power_grid_model
            from power_grid_model import errors
        except ImportError as error:
            found = f"it needs {error.name or 'power-grid-model'}, which is missing"
            raise InputError([Problem("--ac", 0, "", found, install("ac"))]) from error
        self.pgm, self.failure = power_grid_model, errors.PowerGridError
        buses, branches = len(case.load_mva), len(case.start)
        self.first_unit = 2 * buses + branches
        self.first_source = self.first_unit + buses
        self.turning = np.arange(buses) != case.balancing
        self.admittance = nodal_admittance(case)
        self.model = power_grid_model.PowerGridModel(self._input(buses, branches))
        self.output: dict[str, Any] = {}

    def voltages(self, angle_rad: FloatArray, unit_mva: Complexes, held: BoolArray) -> Complexes | None:
        """Voltage of every bus, where held buses keep their set point at those angles; None if it does not converge.

        At the other buses units give `unit_mva`.
        """
        source = self.pgm.initialize_array("update", "source", len(held))
        source["id"], source["status"] = self.first_source + np.arange(len(held)), held | ~self.turning
        source["u_ref_angle"] = np.where(self.turning, angle_rad, 0.0)
        unit = self._injections(
            "update", "sym_gen", self.first_unit, np.where(self.turning & ~held, unit_mva, 0.0)
        )
        self.model.update(update_data={"sym_gen": unit, "source": source})
        try:
            self.output = self.model.calculate_power_flow(symmetric=True, error_tolerance=1e-9, max_iterations=50)
        except self.failure:
            return None
        node = self.output["node"]
        voltage_pu: Complexes = node["u_pu"] * np.exp(1j * node["u_angle"])
        return voltage_pu if np.isfinite(voltage_pu).all() else None

    def first_angles(self) -> FloatArray:
        """Angle of every bus as a linear power flow has it [rad]: what is given turns it from voltage 1 on."""
        flat: Complexes = np.ones(len(self.turning), dtype=np.complex128)
        more_mw = self.case.unit_mw - self.case.load_mva.real
        return self.turn_rad(flat, self.turning, np.where(self.turning, more_mw, 0.0))

    def turn_rad(self, voltage_pu: Complexes, held: BoolArray, more_mw: FloatArray) -> FloatArray:
        """By how much angles turn where that much more active power comes in, to first order [rad]."""
        turning, free = self.turning, self.turning & ~held
        by_angle, by_voltage = power_slopes(self.admittance, voltage_pu)
        slopes = block_array(
            [
                [by_angle.real[turning][:, turning], by_voltage.real[turning][:, free]],
                [by_angle.imag[free][:, turning], by_voltage.imag[free][:, free]],
            ]
        )
        more = np.concatenate([more_mw[turning] / self.case.base_mva, np.zeros(free.sum())])
        turn = np.zeros(len(held))
        turn[turning] = splu(slopes.tocsc()).solve(more)[: turning.sum()]
        return turn

    def _input(self, buses: int, branches: int) -> dict[str, Any]:
        case, pgm = self.case, self.pgm
        ohm = NOMINAL_V**2 / (MVA * case.base_mva)
        bus = np.arange(buses)
        node = pgm.initialize_array("input", "node", buses)
        node["id"], node["u_rated"] = bus, NOMINAL_V
        branch = pgm.initialize_array("input", "generic_branch", branches)
        branch["id"] = buses + np.arange(branches)
        branch["from_node"], branch["to_node"] = case.start, case.end
        branch["from_status"] = branch["to_status"] = 1
        branch["r1"], branch["x1"] = case.impedance_pu.real * ohm, case.impedance_pu.imag * ohm
        branch["g1"], branch["b1"] = 0.0, case.charging_pu / ohm
        branch["k"], branch["theta"], branch["sn"] = case.tap, case.shift_rad, MVA * case.base_mva
        load = self._injections("input", "sym_load", buses + branches, case.load_mva)
        unit = self._injections("input", "sym_gen", self.first_unit, 0 * case.load_mva)
        for rows in (load, unit):
            rows["node"], rows["type"] = bus, pgm.LoadGenType.const_power
        source = pgm.initialize_array("input", "source", buses)
        source["id"], source["node"], source["status"] = self.first_source + bus, bus, ~self.turning
        source["u_ref"], source["u_ref_angle"], source["sk"] = case.voltage_pu, 0.0, STIFF_VA
        shunt = pgm.initialize_array("input", "shunt", buses)
        shunt["id"], shunt["node"], shunt["status"] = self.first_source + buses + bus, bus, 1
        shunt["g1"], shunt["b1"] = 0.0, case.shunt_mvar * MVA / NOMINAL_V**2
        return {
            "node": node, "generic_branch": branch, "sym_load": load, "sym_gen": unit, "source": source, "shunt": shunt,
        }  # fmt: skip

    def _injections(self, purpose: str, kind: str, first: int, mva: Complexes) -> Any:
        rows = self.pgm.initialize_array(purpose, kind, len(mva))
        rows["id"], rows["status"] = first + np.arange(len(mva)), 1
        rows["p_specified"], rows["q_specified"] = MVA * mva.real, MVA * mva.imag
        return rows


def nodal_admittance(case: AcCase) -> Any:
    """The nodal admittance matrix of an island [per unit], sparse."""
    series = 1 / case.impedance_pu
    own = series + 0.5j * case.charging_pu
    ratio = case.tap * np.exp(1j * case.shift_rad)
    buses = len(case.load_mva)
    bus = np.arange(buses)
    rows = np.concatenate([case.start, case.end, case.start, case.end, bus])
    columns = np.concatenate([case.start, case.end, case.end, case.start, bus])
    shunt = 1j * case.shunt_mvar / case.base_mva
    values = np.concatenate([own / case.tap**2, own, -series / ratio.conj(), -series / ratio, shunt])
    return coo_matrix((values, (rows, columns)), shape=(buses, buses)).tocsr()


def given_mva(case: AcCase, admittance: Any, voltage_pu: Complexes) -> Complexes:
    """What units give at every bus so that these voltages hold [MVA]."""
    given: Complexes = case.base_mva * voltage_pu * np.conj(admittance @ voltage_pu) + case.load_mva
    return given


def power_slopes(admittance: Any, voltage_pu: Complexes) -> tuple[Any, Any]:
    """How the complex power into every bus changes with every angle [per unit/rad] and voltage [per unit]."""
    current, direction = admittance @ voltage_pu, voltage_pu / np.abs(voltage_pu)
    by_angle = 1j * diags_array(voltage_pu) @ (diags_array(current) - admittance @ diags_array(voltage_pu)).conj()
    by_voltage = diags_array(voltage_pu) @ (admittance @ diags_array(direction)).conj()
    by_voltage = by_voltage + diags_array(current.conj() * direction)
    return by_angle.tocsr(), by_voltage.tocsr()
