"""AC power flow of one island by power-grid-model: one unit balances, the others hold their voltage while they can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu

from relight.engine.grid import BoolArray, FloatArray, IntArray
from relight.errors import InputError, Problem

Complexes = NDArray[np.complex128]

NOMINAL_V = 100_000.0
"""Any will do: everything is per unit."""

STIFF_VA = 1e15  # short-circuit power behind the balancing unit: it holds its voltage whatever flows
VOLTAGE_TOLERANCE_PU = 1e-7
MOST_ROUNDS = 100
SMALLEST_STEP = 1 / 32
"""Share of all power; where an island does not converge at once, it is loaded step by step."""


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


@dataclass(frozen=True, eq=False)
class AcSolution:
    """What the AC power flow found."""

    voltage_pu: FloatArray
    branch_mva: FloatArray  # at the end where it is more
    losses_mw: float
    unit_mvar: FloatArray  # per bus


def solve_ac(case: AcCase) -> AcSolution | None:
    """The AC power flow of an island; None if it does not converge.

    The reactive power of every bus with a unit is moved until its voltage is 1; where that is more than its units can
    give or take, it stays at their limit.

    Raises
    ------
    InputError
        If power-grid-model is not installed.
    """
    if not len(case.start):
        mvar = np.where(np.arange(len(case.load_mva)) == case.balancing, case.load_mva.imag, 0.0)
        return AcSolution(np.ones(len(mvar)), np.zeros(0), 0.0, mvar)
    flow = _Flow(case)
    mvar, done, step = _first_guess(case), 0.0, 1.0
    while done < 1.0:
        share = min(1.0, done + step)
        settled = _settle(case, flow, share, mvar)
        if settled is not None:
            mvar, done = settled * min(1.0, share + step) / share, share
        elif step > SMALLEST_STEP:
            step /= 2
        else:
            return None
    return flow.solution(mvar)


def _settle(case: AcCase, flow: _Flow, share: float, mvar: FloatArray) -> FloatArray | None:
    """Reactive power of the units with which they hold their voltages at a share of all power; None if it finds none."""
    held = case.unit_mvar_limit > 0
    held[case.balancing] = False
    control = _Control(case, held)
    mvar = mvar.copy()
    for _ in range(MOST_ROUNDS):
        voltage_pu = flow.voltages(share, mvar)
        if voltage_pu is None:
            return None
        missing_pu = 1.0 - voltage_pu[held]
        if held.any() and np.abs(missing_pu).max() >= VOLTAGE_TOLERANCE_PU:
            mvar[held] += control.more_mvar(missing_pu)
            continue
        beyond = held & (np.abs(mvar) > case.unit_mvar_limit)
        if not beyond.any():
            return mvar
        lost_mvar = np.clip(mvar, -case.unit_mvar_limit, case.unit_mvar_limit) - mvar
        held = held & ~beyond
        lost_mvar[held] = 0.0
        control = _Control(case, held)
        mvar += lost_mvar
        mvar[held] += control.answer_mvar(lost_mvar)
    return None


def _first_guess(case: AcCase) -> FloatArray:
    """What demand needs, from all units alike."""
    able = case.unit_mvar_limit
    share = min(1.0, float(case.load_mva.imag.sum()) / float(able.sum())) if able.any() else 0.0
    guess: FloatArray = share * able
    return guess


class _Control:
    """By how much reactive power has to move for a change of voltage, with the voltages elsewhere giving way."""

    def __init__(self, case: AcCase, held: BoolArray) -> None:
        susceptance_mva = -case.base_mva * (1 / case.impedance_pu).imag
        rows = np.concatenate([case.start, case.end, case.start, case.end])
        columns = np.concatenate([case.start, case.end, case.end, case.start])
        values = np.concatenate(
            [susceptance_mva / case.tap**2, susceptance_mva, *[-susceptance_mva / case.tap] * 2]
        )
        buses = len(case.load_mva)
        matrix = coo_matrix((values, (rows, columns)), shape=(buses, buses)).tocsr()
        free = ~held
        free[case.balancing] = False
        self.free = free
        self.held_held = matrix[held][:, held]
        self.held_free = matrix[held][:, free]
        self.free_held = matrix[free][:, held]
        self.factor: Any = splu(matrix[free][:, free].tocsc()) if free.any() and held.any() else None

    def more_mvar(self, more_pu: FloatArray) -> FloatArray:
        """Reactive power to add at each held bus for so much more voltage there [MVAr]."""
        more: FloatArray = self.held_held @ more_pu
        if self.factor is not None:
            more = more - self.held_free @ self.factor.solve(self.free_held @ more_pu)
        return more

    def answer_mvar(self, more_mvar: FloatArray) -> FloatArray:
        """Reactive power with which each held bus keeps its voltage when so much is added at the free ones [MVAr]."""
        if self.factor is None:
            return np.zeros(self.held_held.shape[0])
        answer: FloatArray = self.held_free @ self.factor.solve(more_mvar[self.free])
        return answer


class _Flow:
    """power-grid-model's model of an island; only the reactive power of units changes from run to run."""

    def __init__(self, case: AcCase) -> None:
        try:
            import power_grid_model
            from power_grid_model import errors
        except ImportError as error:
            found = f"it needs {error.name or 'power-grid-model'}, which is missing"
            raise InputError([Problem("--ac", 0, "", found, "install it with: pip install 'relight[ac]'")]) from error
        self.case, self.pgm, self.error = case, power_grid_model, errors.PowerGridError
        buses, branches = len(case.load_mva), len(case.start)
        self.first_load = buses + branches
        self.first_unit = self.first_load + buses + 1
        self.model = power_grid_model.PowerGridModel(self._input(buses, branches))

    def _input(self, buses: int, branches: int) -> dict[str, Any]:
        case, pgm = self.case, self.pgm
        ohm = NOMINAL_V**2 / (1e6 * case.base_mva)
        node = pgm.initialize_array("input", "node", buses)
        node["id"], node["u_rated"] = np.arange(buses), NOMINAL_V
        branch = pgm.initialize_array("input", "generic_branch", branches)
        branch["id"] = buses + np.arange(branches)
        branch["from_node"], branch["to_node"] = case.start, case.end
        branch["from_status"] = branch["to_status"] = 1
        branch["r1"], branch["x1"] = case.impedance_pu.real * ohm, case.impedance_pu.imag * ohm
        branch["g1"] = branch["b1"] = 0.0
        branch["k"], branch["theta"], branch["sn"] = case.tap, case.shift_rad, 1e6 * case.base_mva
        load = self._injections("input", "sym_load", self.first_load, case.load_mva)
        unit = self._injections("input", "sym_gen", self.first_unit, 0 * case.load_mva)
        for rows in (load, unit):
            rows["node"], rows["type"] = np.arange(buses), pgm.LoadGenType.const_power
        source = pgm.initialize_array("input", "source", 1)
        source["id"], source["node"], source["status"] = self.first_unit - 1, case.balancing, 1
        source["u_ref"], source["sk"] = 1.0, STIFF_VA
        return {"node": node, "generic_branch": branch, "sym_load": load, "sym_gen": unit, "source": source}

    def _injections(self, purpose: str, kind: str, first: int, mva: Complexes) -> Any:
        rows = self.pgm.initialize_array(purpose, kind, len(mva))
        rows["id"], rows["status"] = first + np.arange(len(mva)), 1
        rows["p_specified"], rows["q_specified"] = 1e6 * mva.real, 1e6 * mva.imag
        return rows

    def voltages(self, share: float, mvar: FloatArray) -> FloatArray | None:
        """Voltage of every bus [per unit] with a share of all power and so much reactive power from the units; None if
        it does not converge.
        """
        case = self.case
        balanced_mw = np.where(np.arange(len(mvar)) == case.balancing, 0.0, case.unit_mw)
        balanced_mvar = np.where(np.arange(len(mvar)) == case.balancing, 0.0, mvar)
        unit = self._injections("update", "sym_gen", self.first_unit, share * balanced_mw + 1j * balanced_mvar)
        load = self._injections("update", "sym_load", self.first_load, share * case.load_mva)
        self.model.update(update_data={"sym_gen": unit, "sym_load": load})
        try:
            self.output = self.model.calculate_power_flow(symmetric=True, error_tolerance=1e-9, max_iterations=50)
        except self.error:
            return None
        voltage_pu: FloatArray = np.array(self.output["node"]["u_pu"])
        return voltage_pu if np.isfinite(voltage_pu).all() else None

    def solution(self, mvar: FloatArray) -> AcSolution:
        """The last run's results."""
        case, out = self.case, self.output
        given_mw = float(out["source"]["p"][0]) / 1e6 + case.unit_mw.sum() - case.unit_mw[case.balancing]
        mvar = mvar.copy()
        mvar[case.balancing] = float(out["source"]["q"][0]) / 1e6
        return AcSolution(
            voltage_pu=np.array(out["node"]["u_pu"]),
            branch_mva=np.maximum(out["generic_branch"]["s_from"], out["generic_branch"]["s_to"]) / 1e6,
            losses_mw=float(given_mw - case.load_mva.real.sum()),
            unit_mvar=mvar,
        )
