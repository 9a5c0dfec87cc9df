"""A mine without power: when everyone is ordered out, when they are out, and until when the hoist can bring them."""

from __future__ import annotations

from dataclasses import dataclass

from relight.engine.history import History, Stretch, stretches
from relight.engine.model import Model
from relight.model.schema import Facility

MINE, FAN, HOIST = "mine", "power", "hoist"


@dataclass(frozen=True)
class MineClock:
    """Minutes of one mine's clocks; None where there is no such moment."""

    facility: Facility
    fan_off_at: float
    order_at: float | None
    out_by: float | None
    evacuate_by: float | None
    power_back_at: float | None
    alarm: bool


def mine_clocks(model: Model, history: History) -> list[MineClock]:
    """The clocks of every mine whose fan is or will be without power, in order of id.

    A mine is a facility of kind `mine` or one with `egress_minutes`; without these it has no `out_by`. The order comes
    after the assumption mine_order_minutes without a break (30 CFR 75.313); `evacuate_by` is the run-out of the
    hoist's backup less the time to get out.
    """
    rows = sorted(model.region.facilities, key=lambda row: row.facility)
    clocks = [_clock(row, model, history) for row in rows if row.kind == MINE or row.egress_minutes is not None]
    return [clock for clock in clocks if clock is not None]


def _clock(row: Facility, model: Model, history: History) -> MineClock | None:
    need = (f"facility:{row.facility}", FAN)
    if need not in model.services.needs:
        return None
    wait = model.region.assumptions["mine_order_minutes"]
    dark = _relevant(stretches(history.values.get(model.services.needs.index(need), [])), wait)
    if dark is None:
        return None
    ordered = dark.end is None or dark.end - dark.begin >= wait
    order_at = dark.begin + wait if ordered else None
    out_by = None if order_at is None or row.egress_minutes is None else order_at + row.egress_minutes
    empty_at = _hoist_empty_at(row, dark, model, history)
    evacuate_by = None if empty_at is None or row.egress_minutes is None else empty_at - row.egress_minutes
    inside = out_by is None or out_by > 0
    alarm = evacuate_by is not None and evacuate_by < 0 and dark.holds(0.0) and inside
    return MineClock(row, dark.begin, order_at, out_by, evacuate_by, dark.end, alarm)


def _relevant(dark: list[Stretch], wait: float) -> Stretch | None:
    """The stretch a desk asks about: the one now, else the next long enough to matter, else the last there was."""
    ahead = [stretch for stretch in dark if stretch.end is None or stretch.end > 0]
    ordered = [stretch for stretch in ahead if stretch.end is None or stretch.end - stretch.begin >= wait]
    choice = [stretch for stretch in ahead if stretch.holds(0.0)] or ordered or ahead or dark[-1:]
    return choice[0] if choice else None


def _hoist_empty_at(row: Facility, dark: Stretch, model: Model, history: History) -> float | None:
    """When the backup that keeps the hoist going runs out in that stretch; the last one if there are several."""
    own = [(at, backup) for at, backup in enumerate(model.services.backups) if backup.facility == row.facility]
    hoist = [(at, backup) for at, backup in own if backup.need == HOIST] or own
    empty = [
        minute
        for at, _ in hoist
        for minute in history.ran_out.get(at, [])
        if minute >= dark.begin and (dark.end is None or minute <= dark.end)
    ]
    return max(empty, default=None)
