"""Why something is off: the need that binds, followed upstream to the first cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relight.engine.model import Model
from relight.engine.present import Present
from relight.engine.replay import State
from relight.engine.returns import OVERDUE, Return
from relight.engine.serve import Reason
from relight.engine.timeline import SEEN_OFF
from relight.model.situation import latest

PHRASES = {
    Reason.ON: "on",
    Reason.NO_LIVE_PATH: "no live path",
    Reason.NO_CAPACITY: "no capacity",
    Reason.LINE_LIMIT: "line limit",
    Reason.REPORTED_OUT: "reported out",
    Reason.LEAST_OUTPUT: "least output",
}
OBSERVED_OFF = "observed off"
ROTA = "rota"
"""A cut of the rota is in force."""

RESTART = "restart"
"""With dynamics: there is power, but load is picked up in steps and this feeder's turn has not come."""


@dataclass(frozen=True)
class Cause:
    """One sentence on why an asset is down, and the assets from it to the first cause."""

    because: str
    chain: tuple[str, ...]


def feeder_because(feeder: int, state: State) -> str:
    """The fixed phrase on why a feeder is off: no live path, no capacity, line limit, reported out, rota and so on."""
    present = state.present
    if not present.feeder_in[feeder]:
        return PHRASES[Reason.REPORTED_OUT]
    if present.seen[feeder] == SEEN_OFF:
        return OBSERVED_OFF
    if present.rota_off is not None and present.rota_off[feeder]:
        return ROTA
    if present.waiting[feeder]:
        return RESTART
    if present.feeder_share[feeder] > 0:
        return PHRASES[Reason.ON]
    return _computed_reason(feeder, state)


def _computed_reason(feeder: int, state: State) -> str:
    served = state.present.served
    assert served is not None
    reason = Reason(int(served.feeder_reason[feeder]))
    # There is nothing to switch off on a feeder without demand: if it is off all the same, its bus is dead.
    return PHRASES[Reason.NO_LIVE_PATH if reason is Reason.ON else reason]


def feeder_detail(feeder: int, state: State) -> str:
    """One more sentence on why a feeder is off, for the desk."""
    because = feeder_because(feeder, state)
    bus = int(state.model.grid.feeder_bus[feeder])
    name = f"bus:{state.model.grid.bus_ids[bus]}"
    if because == PHRASES[Reason.REPORTED_OUT]:
        return _reported(f"feeder:{state.model.grid.feeder_ids[feeder]}", state)
    if because == OBSERVED_OFF:
        on = state.present.computed_share[feeder] > 0
        return "nothing reported explains it" if on else f"as computed: {_computed_reason(feeder, state)}"
    if because == PHRASES[Reason.NO_LIVE_PATH]:
        cut = _cut_by(bus, state)
        damage = "; ".join(_reported(asset, state) for asset in cut)
        return damage or f"no unit with power is connected to {name}"
    if because == PHRASES[Reason.NO_CAPACITY]:
        return f"the units connected to {name} cannot carry all feeders, and this one ranks too low"
    if because == PHRASES[Reason.LINE_LIMIT]:
        return f"there is power, but a line on its way to {name} is at its limit"
    if because == PHRASES[Reason.LEAST_OUTPUT]:
        return f"there is power for {name}, but not with every running unit at its least output or above"
    return ""


def _cut_by(bus: int, state: State, most: int = 3) -> list[str]:
    """The damaged assets that keep power from a bus: itself, or what is out at the edge of its dead island."""
    model, present = state.model, state.present
    grid, served = model.grid, present.served
    assert served is not None
    island = served.bus_island[bus]
    if island < 0:
        return [f"bus:{grid.bus_ids[bus]}"]
    inside = served.bus_island == island
    edge = np.flatnonzero(inside[grid.branch_from] != inside[grid.branch_to])
    far = np.where(inside[grid.branch_from[edge]], grid.branch_to[edge], grid.branch_from[edge])
    cut = [
        f"branch:{grid.branch_ids[row]}" if present.branch_share[row] == 0 else f"bus:{grid.bus_ids[end]}"
        for row, end in zip(edge.tolist(), far.tolist(), strict=True)
    ]
    return sorted(set(cut))[:most]


def _reported(asset: str, state: State) -> str:
    """An asset that is out with the report that says so, as far as there is one."""
    situation = state.situation
    report = latest(situation.tracks.get((asset, "condition"), ()), situation.at)
    if report is None:
        return f"{asset} is out"
    since = report.valid_from.astimezone(situation.region.settings.zone)
    source = f" ({report.source})" if report.source else ""
    return f"{asset} out since {since:%a %H:%M}{source}"


def facility_cause(asset: int, state: State) -> Cause:
    """Why an asset does not work in full, from its own damage or its scarcest need up to the first cause."""
    model = state.model
    phrases: list[str] = []
    chain: list[str] = []
    position: int | None = asset
    while position is not None:
        name = model.services.asset_ids[position]
        if name in chain:
            phrases.append(f"{name} needs it in turn")
            break
        chain.append(name)
        phrase, supplier = _binding(position, state)
        phrases.append(phrase)
        position = _as_asset(supplier, model)
        if position is None and supplier is not None:
            feeder = f"feeder:{model.services.feeder_ids[supplier]}"
            chain.append(feeder)
            phrases += [f"{feeder} off: {feeder_because(supplier, state)}", feeder_detail(supplier, state)]
            if feeder_because(supplier, state) == PHRASES[Reason.NO_LIVE_PATH]:
                chain += _cut_by(int(model.grid.feeder_bus[supplier]), state)
    return Cause("; ".join(phrase for phrase in phrases if phrase), tuple(chain))


def _binding(asset: int, state: State) -> tuple[str, int | None]:
    """What limits an asset, and the supplier to ask next (none if it is the asset's own damage)."""
    model, present = state.model, state.present
    wiring, live = model.services.wiring, present.live
    needs = range(int(wiring.need_start[asset]), int(wiring.need_start[asset + 1]))
    scarcest = min(needs, key=lambda need: (float(live.need_value[need]), need), default=None)
    own = float(live.asset_share[asset])
    if scarcest is None or own <= float(live.need_value[scarcest]):
        name = model.services.asset_ids[asset]
        return (_reported(name, state) if own == 0 else f"{name} is damaged, {own:.0%} left"), None
    suppliers = [int(wiring.supplier[row]) for row in _run(wiring.supplier_start, scarcest)]
    lowest = min(suppliers, key=lambda supplier: (_supply(supplier, model, present), supplier))
    return _need_phrase(scarcest, model, present), lowest


def _need_phrase(need: int, model: Model, present: Present) -> str:
    wiring, live = model.services.wiring, present.live
    name = model.services.needs[need][1]
    given = float(live.need_input[need])
    rows = _run(wiring.backup_start, need)
    backups = [
        f"{model.services.backups[row].backup} {'empty' if live.stored[row] <= 0 else f'at {live.stored[row]:.0%}'}"
        for row in rows
    ]
    most = sum(float(wiring.share[row]) for row in rows if live.stored[row] > 0)
    least = float(wiring.need_threshold[need])
    if most and given + most < least - 1e-9:
        backups.append(f"carries {most:.0%} of it, at least {least:.0%} is needed")
    held = f" ({', '.join(backups)})" if backups else ""
    return f"no {name}{held}" if given == 0 else f"only {given:.0%} of its {name}{held}"


def _supply(supplier: int, model: Model, present: Present) -> float:
    feeders = len(model.services.feeder_ids)
    return float(present.feeder_share[supplier] if supplier < feeders else present.live.level[supplier - feeders])


def _as_asset(supplier: int | None, model: Model) -> int | None:
    feeders = len(model.services.feeder_ids)
    return None if supplier is None or supplier < feeders else supplier - feeders


def _run(starts: object, index: int) -> range:
    return range(int(starts[index]), int(starts[index + 1]))  # type: ignore[index]


def overdue_cells(state: State, returns: Sequence[Return]) -> frozenset[int]:
    """Cells in which somebody is without because of something that should have been back already."""
    late = {back.asset for back in returns if back.basis == OVERDUE}
    if not late:
        return frozenset()
    wiring, present = state.model.services.wiring, state.present
    cells: set[int] = set()
    for feeder in np.flatnonzero(present.feeder_share < 1).tolist():
        if late & set(_feeder_causes(feeder, state)):
            cells |= {int(wiring.feeder_cell[feeder]), int(wiring.feeder_rota_cell[feeder])}
    for asset in np.flatnonzero(present.live.level < 1).tolist():
        if late & set(facility_cause(asset, state).chain):
            groups = wiring.group_of_asset[wiring.group_start[asset] : wiring.group_start[asset + 1]]
            cells |= {int(wiring.group_cell[group]) for group in groups}
    return frozenset(cells)


def _feeder_causes(feeder: int, state: State) -> list[str]:
    """The damaged assets behind a feeder that is off: itself, what cuts it off, or what takes its island's capacity."""
    grid, present = state.model.grid, state.present
    because = feeder_because(feeder, state)
    if because == PHRASES[Reason.REPORTED_OUT]:
        return [f"feeder:{grid.feeder_ids[feeder]}"]
    if because == PHRASES[Reason.NO_LIVE_PATH]:
        return _cut_by(int(grid.feeder_bus[feeder]), state)
    if because in (PHRASES[Reason.NO_CAPACITY], PHRASES[Reason.LINE_LIMIT], PHRASES[Reason.LEAST_OUTPUT]):
        units = [f"generator:{grid.unit_ids[unit]}" for unit in np.flatnonzero(present.unit_share < 1)]
        return units + [f"branch:{grid.branch_ids[row]}" for row in np.flatnonzero(present.branch_share < 1)]
    return []
