"""The present while it is simulated: conditions, what is observed, what is on, and the services' live arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from relight.engine.backups import bring_up_to_date
from relight.engine.cascade import Cascade
from relight.engine.grid import GridState
from relight.engine.live import Live, copy, whole
from relight.engine.model import Model
from relight.engine.operation import Operation, running_as_always
from relight.engine.serve import Served
from relight.engine.timeline import UNSEEN, Change
from relight.engine.wiring import Flags, Floats, Ints


@dataclass(frozen=True, eq=False)
class Shock:
    """A cascade, the minute at which it began, and the load that was on just before."""

    minute: float
    load_before_mw: float
    cascade: Cascade


@dataclass
class Present:
    """Everything that changes. Only `simulate` writes to it; what leaves the engine is made from copies."""

    bus_in: Flags
    branch_share: Floats
    unit_share: Floats
    feeder_in: Flags
    seen: Ints  # per feeder: UNSEEN, SEEN_OFF or SEEN_ON
    feeder_share: Floats  # of its demand that each feeder gets
    computed_share: Floats  # the same without what is observed
    feeder_since: Floats  # minute since which each feeder is on or off as it is
    live: Live
    waiting: Flags  # feeders that could be on but wait to be picked up
    operation: Operation | None = None  # only with dynamics
    trace: list[Shock] = field(default_factory=list)
    served: Served | None = None
    demand_mw: Floats | None = None  # of every feeder, with its cold load if it is on
    demand_factor: float = 1.0
    rota_off: Flags | None = None  # feeders that the rota has switched off
    grid_state: GridState | None = None  # what was served from
    solved: tuple[GridState, Served] | None = None  # what was asked last of the grid before any waiting, and its answer

    def copy(self) -> Present:
        """An independent copy: time can pass in it without touching this one."""
        return Present(
            bus_in=self.bus_in.copy(),
            branch_share=self.branch_share.copy(),
            unit_share=self.unit_share.copy(),
            feeder_in=self.feeder_in.copy(),
            seen=self.seen.copy(),
            feeder_share=self.feeder_share.copy(),
            computed_share=self.computed_share.copy(),
            feeder_since=self.feeder_since.copy(),
            live=copy(self.live),
            waiting=self.waiting.copy(),
            operation=None if self.operation is None else self.operation.copy(),
            trace=list(self.trace),
            demand_mw=self.demand_mw,
            demand_factor=self.demand_factor,
            rota_off=None if self.rota_off is None else self.rota_off.copy(),
            grid_state=self.grid_state,
            served=self.served,
            solved=self.solved,
        )


def whole_region(model: Model) -> Present:
    """The present before anything happened: all in service, all on, all backups at their given level."""
    grid = model.grid
    feeders = len(grid.feeder_ids)
    return Present(
        bus_in=np.ones(len(grid.bus_ids), dtype=np.bool_),
        branch_share=np.ones(len(grid.branch_ids)),
        unit_share=np.ones(len(grid.unit_ids)),
        feeder_in=np.ones(feeders, dtype=np.bool_),
        seen=np.full(feeders, UNSEEN, dtype=np.int64),
        feeder_share=np.ones(feeders),
        computed_share=np.ones(feeders),
        feeder_since=np.full(feeders, -np.inf),
        live=whole(model.services),
        waiting=np.zeros(feeders, dtype=np.bool_),
        operation=None if model.dynamics is None else running_as_always(grid),
    )


def apply(change: Change, model: Model, present: Present) -> None:
    """Make a change part of the present."""
    if change.what == "level":
        _set_level(model, present, model.backup_position[change.subject], change)
        return
    kind = change.subject.partition(":")[0]
    if kind == "backup":
        backup = model.backup_position[change.subject]
        present.live.backup_share[backup] = change.value
        present.live.dirty[model.backup_asset[backup]] = True
        return
    position = model.position[change.subject]
    if change.what == "rota":
        _switch(present, position, off=change.value <= 0)
    elif change.what == "observation":
        present.seen[position] = int(change.value)
    elif kind == "bus":
        present.bus_in[position] = change.value > 0
    elif kind == "branch":
        present.branch_share[position] = change.value
    elif kind == "generator":
        present.unit_share[position] = change.value
    elif kind == "feeder":
        present.feeder_in[position] = change.value > 0
    elif kind == "facility":
        present.live.asset_share[position] = change.value
        present.live.dirty[position] = True


def _switch(present: Present, feeder: int, off: bool) -> None:
    """The rota switches a feeder."""
    if present.rota_off is None:
        present.rota_off = np.zeros(len(present.feeder_in), dtype=np.bool_)
    present.rota_off[feeder] = off


def may_be_on(present: Present) -> Flags:
    """Feeders that are neither damaged nor switched off by the rota."""
    return present.feeder_in if present.rota_off is None else present.feeder_in & ~present.rota_off


def _set_level(model: Model, present: Present, backup: int, change: Change) -> None:
    """A report says how full a backup is."""
    live = present.live
    need = int(np.searchsorted(model.services.wiring.backup_start, backup, side="right")) - 1
    bring_up_to_date(model.services.wiring, live, need, change.minute)
    live.stored[backup] = change.value
    live.dirty[model.backup_asset[backup]] = True
