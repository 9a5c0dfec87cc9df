"""One island as power-grid-model's input, and the slopes of its equations. Everything is per unit of one voltage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, coo_matrix, diags_array
from scipy.sparse.linalg import splu

from relight.engine.grid import BoolArray, FloatArray, IntArray
from relight.errors import InputError, Problem

Complexes = NDArray[np.complex128]

NOMINAL_V = 100_000.0
"""Any will do: everything is per unit."""

STIFF_VA = 1e15  # short-circuit power behind the balancing unit: it holds its voltage whatever flows
MVA = 1e6
STIFFNESS = 20.0
"""Reactive power, as a multiple of its limit, that a unit would give more at no voltage than at voltage 1."""


@dataclass(frozen=True, eq=False)
class AcCase:
    """One island in per unit of `base_mva`, buses and branches by position; power in MVA."""

    base_mva: float
    start: IntArray
    end: IntArray
    impedance_pu: Complexes
    tap: FloatArray
    shift_rad: FloatArray
    load_mva: Complexes  # per bus
    unit_mw: FloatArray  # per bus
    unit_mvar_limit: FloatArray  # per bus, 0 = nothing there to hold the voltage
    balancing: int  # bus of the unit that balances the island


class AcModel:
    """power-grid-model's model of an island; only the powers change from run to run."""

    def __init__(self, case: AcCase) -> None:
        self.case = case
        try:
            import power_grid_model
            from power_grid_model import errors
        except ImportError as error:
            found = f"it needs {error.name or 'power-grid-model'}, which is missing"
            raise InputError([Problem("--ac", 0, "", found, "install it with: pip install 'relight[ac]'")]) from error
        self.pgm, self.failure = power_grid_model, errors.PowerGridError
        buses, branches = len(case.load_mva), len(case.start)
        self.first_load = buses + branches
        self.first_unit = self.first_load + buses
        self.first_coil = self.first_unit + buses + 1
        self.stiff_mvar = STIFFNESS * case.unit_mvar_limit
        self.turning = np.arange(buses) != case.balancing
        self.admittance = nodal_admittance(case)
        self.model = power_grid_model.PowerGridModel(self._input(buses, branches))
        self.output: dict[str, Any] = {}

    def voltages(self, share: float, mvar: FloatArray, held: BoolArray) -> Complexes | None:
        """Voltage of every bus with a share of all active power and of the load; None if it does not converge.

        Units give `mvar`, those at held buses more where the voltage is under 1 and less where it is above: Newton's
        method converges as with a held voltage.
        """
        extra_mvar = np.where(held, self.stiff_mvar, 0.0)
        unit_mva = np.where(self.turning, share * self.case.unit_mw + 1j * (mvar + extra_mvar), 0.0)
        unit = self._injections("update", "sym_gen", self.first_unit, unit_mva)
        load = self._injections("update", "sym_load", self.first_load, share * self.case.load_mva)
        coil = self.pgm.initialize_array("update", "shunt", len(held))
        coil["id"], coil["status"] = self.first_coil + np.arange(len(held)), held
        self.model.update(update_data={"sym_gen": unit, "sym_load": load, "shunt": coil})
        try:
            self.output = self.model.calculate_power_flow(symmetric=True, error_tolerance=1e-9, max_iterations=50)
        except self.failure:
            return None
        node = self.output["node"]
        voltage_pu: Complexes = node["u_pu"] * np.exp(1j * node["u_angle"])
        return voltage_pu if np.isfinite(voltage_pu).all() else None

    def given_mvar(self, voltage_pu: Complexes, mvar: FloatArray, held: BoolArray) -> FloatArray:
        """What units really give at these voltages where `mvar` is what they would give at voltage 1."""
        given: FloatArray = mvar + np.where(held, self.stiff_mvar * (1.0 - np.abs(voltage_pu) ** 2), 0.0)
        return given

    def answer_mvar(
        self, voltage_pu: Complexes, held: BoolArray, more_pu: FloatArray, more_mva: Complexes
    ) -> FloatArray:
        """Reactive power to add at the held buses so that their voltages rise by `more_pu` while `more_mva` comes in,
        to first order [MVAr].
        """
        answer = np.zeros(len(held))
        if not held.any():
            return answer
        turning, free = self.turning, self.turning & ~held
        by_angle, by_voltage = power_slopes(self.admittance, voltage_pu)
        slopes = block_array(
            [
                [by_angle.real[turning][:, turning], by_voltage.real[turning][:, free]],
                [by_angle.imag[free][:, turning], by_voltage.imag[free][:, free]],
            ]
        )
        more = more_mva / self.case.base_mva - by_voltage[:, held] @ more_pu[held]
        change = splu(slopes.tocsc()).solve(np.concatenate([more.real[turning], more.imag[free]]))
        turned, raised = change[: turning.sum()], change[turning.sum() :]
        power = by_angle[held][:, turning] @ turned + by_voltage[held][:, free] @ raised - more[held]
        answer[held] = self.case.base_mva * power.imag
        return answer

    def _input(self, buses: int, branches: int) -> dict[str, Any]:
        case, pgm = self.case, self.pgm
        ohm = NOMINAL_V**2 / (MVA * case.base_mva)
        node = pgm.initialize_array("input", "node", buses)
        node["id"], node["u_rated"] = np.arange(buses), NOMINAL_V
        branch = pgm.initialize_array("input", "generic_branch", branches)
        branch["id"] = buses + np.arange(branches)
        branch["from_node"], branch["to_node"] = case.start, case.end
        branch["from_status"] = branch["to_status"] = 1
        branch["r1"], branch["x1"] = case.impedance_pu.real * ohm, case.impedance_pu.imag * ohm
        branch["g1"] = branch["b1"] = 0.0
        branch["k"], branch["theta"], branch["sn"] = case.tap, case.shift_rad, MVA * case.base_mva
        load = self._injections("input", "sym_load", self.first_load, case.load_mva)
        unit = self._injections("input", "sym_gen", self.first_unit, 0 * case.load_mva)
        for rows in (load, unit):
            rows["node"], rows["type"] = np.arange(buses), pgm.LoadGenType.const_power
        source = pgm.initialize_array("input", "source", 1)
        source["id"], source["node"], source["status"] = self.first_unit + buses, case.balancing, 1
        source["u_ref"], source["sk"] = 1.0, STIFF_VA
        coil = pgm.initialize_array("input", "shunt", buses)
        coil["id"], coil["node"], coil["status"] = self.first_coil + np.arange(buses), np.arange(buses), 0
        coil["g1"], coil["b1"] = 0.0, -self.stiff_mvar * MVA / NOMINAL_V**2
        return {
            "node": node, "generic_branch": branch, "sym_load": load, "sym_gen": unit, "source": source, "shunt": coil,
        }  # fmt: skip

    def _injections(self, purpose: str, kind: str, first: int, mva: Complexes) -> Any:
        rows = self.pgm.initialize_array(purpose, kind, len(mva))
        rows["id"], rows["status"] = first + np.arange(len(mva)), 1
        rows["p_specified"], rows["q_specified"] = MVA * mva.real, MVA * mva.imag
        return rows


def nodal_admittance(case: AcCase) -> Any:
    """The nodal admittance matrix of an island [per unit], sparse."""
    series = 1 / case.impedance_pu
    ratio = case.tap * np.exp(1j * case.shift_rad)
    rows = np.concatenate([case.start, case.end, case.start, case.end])
    columns = np.concatenate([case.start, case.end, case.end, case.start])
    values = np.concatenate([series / case.tap**2, series, -series / ratio.conj(), -series / ratio])
    buses = len(case.load_mva)
    return coo_matrix((values, (rows, columns)), shape=(buses, buses)).tocsr()


def power_slopes(admittance: Any, voltage_pu: Complexes) -> tuple[Any, Any]:
    """How the complex power into every bus changes with every angle [per unit/rad] and voltage [per unit]."""
    current, direction = admittance @ voltage_pu, voltage_pu / np.abs(voltage_pu)
    by_angle = 1j * diags_array(voltage_pu) @ (diags_array(current) - admittance @ diags_array(voltage_pu)).conj()
    by_voltage = diags_array(voltage_pu) @ (admittance @ diags_array(direction)).conj()
    by_voltage = by_voltage + diags_array(current.conj() * direction)
    return by_angle.tocsr(), by_voltage.tocsr()
