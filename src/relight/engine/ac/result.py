"""What an AC check found: voltages and loadings outside limits, how each island ended, and the sentence about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from relight.model.counting import counted


@dataclass(frozen=True)
class BusVoltage:
    """A bus whose voltage is outside the limits."""

    bus: str
    voltage_pu: float
    voltage_kv: float | None  # None: the bus has no nominal voltage
    limit_pu: float


@dataclass(frozen=True)
class BranchLoading:
    """A branch that carries more than its rating."""

    branch: str
    loading_percent: float
    mva: float
    rating_mw: float


@dataclass(frozen=True)
class AcIsland:
    """How the power flow of one island ended."""

    first_bus: str
    buses: int
    balancing: str  # unit
    converged: bool
    lacks_mvar: bool  # it did not converge, but would without limits of reactive power
    losses_mw: float | None
    over_capacity_mw: float  # by which losses take its units beyond their capacity, left to the balancing one


@dataclass(frozen=True)
class AcCheck:
    """Voltages and loadings outside limits, or that the power flow did not converge."""

    converged: bool
    message: str
    voltages: tuple[BusVoltage, ...]
    loadings: tuple[BranchLoading, ...]
    islands: tuple[AcIsland, ...]
    assumptions: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """What `relight status --ac --json` prints under `ac`."""
        return {
            "converged": self.converged,
            "message": self.message,
            "voltages": [vars(row) for row in self.voltages],
            "loadings": [vars(row) for row in self.loadings],
            "islands": [vars(row) for row in self.islands],
            "assumptions": self.assumptions,
        }


def message_of(islands: Sequence[AcIsland], voltages: int, loadings: int, without_kv: int) -> str:
    """The sentence that says how a check ended, with so many voltages and loadings outside limits."""
    if not islands:
        return "nothing is served, so there is no flow to check"
    failed = [row for row in islands if not row.converged]
    said = []
    if failed:
        where = ", ".join(
            f"the one of bus {row.first_bus} ({counted(row.buses, 'bus', 'buses')}"
            f"{', whose units have too little reactive power' if row.lacks_mvar else ''})"
            for row in failed
        )
        said.append(
            f"the AC power flow did not converge in {len(failed)} of {counted(len(islands), 'island')}: {where}; "
            "there the DC answer is not confirmed"
        )
    if len(failed) < len(islands):
        said.append(f"{counted(voltages, 'voltage')} and {counted(loadings, 'loading')} are outside limits")
    said += [
        f"losses take unit {row.balancing} {row.over_capacity_mw:g} MW beyond its capacity"
        for row in islands
        if row.over_capacity_mw > 0
    ]
    if without_kv:
        said.append(f"{counted(without_kv, 'bus has', 'buses have')} no kv, so voltages there are in per unit only")
    return "; ".join(said)
