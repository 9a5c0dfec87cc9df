"""AC power flow of one island: one unit balances it, the others hold their voltage as far as their reactive power goes.

power-grid-model solves it for given reactive powers. Those are moved, step by step where need be, until the voltage at
every bus with a unit is 1 or its units are at their limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relight.engine.ac_model import MVA, AcCase, AcModel, Complexes
from relight.engine.grid import BoolArray, FloatArray

VOLTAGE_TOLERANCE_PU = 1e-7
MOST_CORRECTIONS = 20
SMALLEST_STEP = 1 / 64
"""Share of a change; where an island does not converge after all of it, it is made in smaller steps."""


@dataclass(frozen=True, eq=False)
class AcSolution:
    """What the AC power flow found."""

    voltage_pu: FloatArray
    branch_mva: FloatArray  # at the end where it is more
    losses_mw: float
    unit_mvar: FloatArray  # per bus


@dataclass(frozen=True, eq=False)
class Point:
    """A solved power flow: at which share of all power, with which reactive power from the units."""

    share: float
    mvar: FloatArray
    voltage_pu: Complexes


def solve_ac(case: AcCase) -> AcSolution | None:
    """The AC power flow of an island; None if it does not converge.

    Raises
    ------
    InputError
        If power-grid-model is not installed.
    """
    if not len(case.start):
        mvar = np.where(np.arange(len(case.load_mva)) == case.balancing, case.load_mva.imag, 0.0)
        return AcSolution(np.ones(len(mvar)), np.zeros(0), 0.0, mvar)
    model = AcModel(case)
    held = (case.unit_mvar_limit > 0) & model.turning
    point = _first_point(model, held)
    if point is not None and point.share < 1.0:
        point = _move(model, held, point, 1.0, point.mvar)
    while point is not None:
        beyond = held & (np.abs(point.mvar) > case.unit_mvar_limit)
        if not beyond.any():
            return _solution(model, point)
        held = held & ~beyond
        point = _move(model, held, point, 1.0, np.clip(point.mvar, -case.unit_mvar_limit, case.unit_mvar_limit))
    return None


def _first_point(model: AcModel, held: BoolArray) -> Point | None:
    """The voltages held at the largest share of all power for which that works at once."""
    able = model.case.unit_mvar_limit
    wanted_mvar = float(model.case.load_mva.imag.sum())
    guess = min(1.0, wanted_mvar / float(able.sum())) * able if able.any() else able
    share = 1.0
    while share >= SMALLEST_STEP:
        if (point := _hold(model, held, share, share * guess)) is not None:
            return point
        share /= 2
    return None


def _move(model: AcModel, held: BoolArray, point: Point, share: float, mvar: FloatArray) -> Point | None:
    """From one point to a share of all power and to the reactive power of the units that hold no voltage."""
    step = 1.0
    case, start = model.case, point
    done = 0.0
    while done < 1.0:
        part = min(step, 1.0 - done)
        more_share = part * (share - start.share)
        more_mvar = np.where(held, 0.0, part * (mvar - start.mvar))
        more_mva = more_share * (case.unit_mw - case.load_mva) + 1j * more_mvar
        answer = model.answer_mvar(point.voltage_pu, held, np.zeros(len(held)), more_mva)
        trial = _hold(model, held, point.share + more_share, point.mvar + more_mvar + answer)
        if trial is not None:
            point, done = trial, done + part
        elif step <= SMALLEST_STEP:
            return None
        else:
            step /= 2
    return point


def _hold(model: AcModel, held: BoolArray, share: float, mvar: FloatArray) -> Point | None:
    """Correct the reactive power of the held buses until their voltages are 1."""
    nothing = np.zeros(len(held), dtype=np.complex128)
    for _ in range(MOST_CORRECTIONS):
        voltage_pu = model.voltages(share, mvar, held)
        if voltage_pu is None:
            return None
        missing_pu = np.where(held, 1.0 - np.abs(voltage_pu), 0.0)
        if np.abs(missing_pu).max() < VOLTAGE_TOLERANCE_PU:
            return Point(share, mvar, voltage_pu)
        mvar = model.given_mvar(voltage_pu, mvar, held) + model.answer_mvar(voltage_pu, held, missing_pu, nothing)
    return None


def _solution(model: AcModel, point: Point) -> AcSolution:
    """The results of the model's last run, which was that point."""
    case, out = model.case, model.output
    source = out["source"]
    given_mw = float(source["p"][0]) / MVA + float(case.unit_mw[model.turning].sum())
    branch = out["generic_branch"]
    return AcSolution(
        voltage_pu=np.abs(point.voltage_pu),
        branch_mva=np.maximum(branch["s_from"], branch["s_to"]) / MVA,
        losses_mw=float(given_mw - case.load_mva.real.sum()),
        unit_mvar=np.where(model.turning, point.mvar, float(source["q"][0]) / MVA),
    )
