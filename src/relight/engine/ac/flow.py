"""AC power flow of one island: one unit balances it, the others hold their voltage as far as their reactive power goes.

power-grid-model solves it with a stiff source of given voltage and angle at every bus whose units hold a voltage. The
angles are moved, by Newton's method, until each of those sources gives what its units give. Losses are shared: every
unit that runs takes part in proportion to the room it has left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.ac.model import MVA, AcCase, AcModel, Complexes, given_mva
from relight.engine.grid import BoolArray, FloatArray

POWER_TOLERANCE_PU = 1e-7
VOLTAGE_TOLERANCE_PU = 1e-6
LOSS_TOLERANCE_PU = 1e-5
MOST_CORRECTIONS = 30
MOST_SHARINGS = 30
SMALLEST_STEP = 1 / 64
"""Share of a change; where an island does not converge after all of it, it is made in smaller steps."""


@dataclass(frozen=True, eq=False)
class AcSolution:
    """What the AC power flow found."""

    voltage_pu: FloatArray
    branch_mva: FloatArray  # at the end where it is more
    losses_mw: float
    unit_mw: FloatArray  # per bus, with their share of the losses
    unit_mvar: FloatArray  # per bus


@dataclass(frozen=True, eq=False)
class Point:
    """Voltages for given angles of the held buses, and what their units give with them."""

    angle_rad: FloatArray
    voltage_pu: Complexes
    unit_mva: Complexes


def solve_ac(case: AcCase) -> AcSolution | None:
    """The AC power flow of an island; None if it does not converge.

    Raises
    ------
    InputError
        If power-grid-model is not installed.
    """
    if not len(case.start):
        mvar = case.load_mva.imag - case.voltage_pu**2 * case.shunt_mvar
        return AcSolution(case.voltage_pu, np.zeros(0), 0.0, case.unit_mw, mvar)
    model = AcModel(case)
    unit_mw, angle_rad = case.unit_mw, model.first_angles()
    room_mw = case.headroom_mw.sum()
    for _ in range(MOST_SHARINGS):
        point = _within_limits(model, unit_mw, angle_rad)
        if point is None:
            return None
        losses_mw = float((point.unit_mva.real - case.load_mva.real).sum())
        used = min(1.0, max(losses_mw, 0.0) / room_mw) if room_mw > 0 else 0.0
        shared_mw = case.unit_mw + used * case.headroom_mw
        if np.abs(shared_mw - unit_mw)[model.turning].max() < LOSS_TOLERANCE_PU * case.base_mva:
            return _solution(model, point, losses_mw)
        unit_mw, angle_rad = shared_mw, point.angle_rad
    return None


def solves_without_mvar_limits(case: AcCase) -> bool:
    """Whether an island that does not converge would if its units could give and take any reactive power."""
    model = AcModel(case)
    held = (case.high_mvar > case.low_mvar) & model.turning
    unit_mva = case.unit_mw + 1j * np.where(held, 0.0, case.low_mvar)
    return _balanced(model, held, unit_mva, model.first_angles()) is not None


def _within_limits(model: AcModel, unit_mw: FloatArray, angle_rad: FloatArray) -> Point | None:
    """The point at which units give so many MW and hold voltages as far as their limits go; None if none is found.

    A unit beyond a limit stays at it; one whose voltage turns out to be on the wrong side for that holds it again,
    once.
    """
    case = model.case
    able = (case.high_mvar > case.low_mvar) & model.turning
    held, again = able, np.zeros(len(able), dtype=np.bool_)
    mvar = np.where(held, 0.0, case.low_mvar)
    point = _balanced(model, held, unit_mw + 1j * mvar, angle_rad)
    while point is not None:
        given, above_pu = point.unit_mva.imag, np.abs(point.voltage_pu) - case.voltage_pu
        beyond = held & ((given > case.high_mvar) | (given < case.low_mvar))
        wrong = np.where(mvar >= case.high_mvar, above_pu, -above_pu) > VOLTAGE_TOLERANCE_PU
        back = able & ~held & ~again & wrong
        if not (beyond | back).any():
            return point
        mvar = np.where(beyond, np.clip(given, case.low_mvar, case.high_mvar), mvar)
        held, again = (held & ~beyond) | back, again | back
        point = _balanced(model, held, unit_mw + 1j * mvar, point.angle_rad)
    return None


def _balanced(model: AcModel, held: BoolArray, unit_mva: Complexes, angle_rad: FloatArray) -> Point | None:
    """The point at which units at held buses give their MW, from these angles on; None if none is found."""
    point = _point(model, held, unit_mva, angle_rad)
    for _ in range(MOST_CORRECTIONS):
        if point is None:
            return None
        missing_mw = _missing_mw(held, unit_mva, point)
        if np.abs(missing_mw).max() < POWER_TOLERANCE_PU * model.case.base_mva:
            return point
        turn_rad = model.turn_rad(point.voltage_pu, held, missing_mw)
        step, trial = 1.0, _point(model, held, unit_mva, point.angle_rad + turn_rad)
        while trial is None or _norm(_missing_mw(held, unit_mva, trial)) >= _norm(missing_mw):
            step /= 2
            if step < SMALLEST_STEP:
                return None
            trial = _point(model, held, unit_mva, point.angle_rad + step * turn_rad)
        point = trial
    return None


def _point(model: AcModel, held: BoolArray, unit_mva: Complexes, angle_rad: FloatArray) -> Point | None:
    voltage_pu = model.voltages(angle_rad, unit_mva, held)
    if voltage_pu is None:
        return None
    given = given_mva(model.case, model.admittance, voltage_pu)
    # A source turns on as it was told: its bus lies behind its impedance by next to nothing, but not by nothing.
    return Point(np.where(held, angle_rad, np.angle(voltage_pu)), voltage_pu, given)


def _missing_mw(held: BoolArray, unit_mva: Complexes, point: Point) -> FloatArray:
    missing: FloatArray = np.where(held, unit_mva.real - point.unit_mva.real, 0.0)
    return missing


def _norm(mw: FloatArray) -> float:
    return float(np.linalg.norm(mw))


def _solution(model: AcModel, point: Point, losses_mw: float) -> AcSolution:
    """The results of the model's last run, which was that point."""
    branch = model.output["generic_branch"]
    return AcSolution(
        voltage_pu=np.abs(point.voltage_pu),
        branch_mva=np.maximum(branch["s_from"], branch["s_to"]) / MVA,
        losses_mw=losses_mw,
        unit_mw=point.unit_mva.real,
        unit_mvar=point.unit_mva.imag,
    )
