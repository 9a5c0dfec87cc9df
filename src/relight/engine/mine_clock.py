"""A mine without power: when everyone is ordered out, when they are out, and until when the hoist can bring them."""

from __future__ import annotations

from dataclasses import dataclass

from relight.engine.history import History, Stretch, stretches
from relight.engine.model import Model
from relight.model.schema import Facility

MINE, FAN, HOIST = "mine", "power", "hoist"
MINE_TIMES = ("fan_off_at", "order_at", "out_by", "evacuate_by", "power_back_at")


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

    def minutes(self) -> list[float]:
        """Minutes of `MINE_TIMES`; inf = there is no such moment."""
        times = (self.fan_off_at, self.order_at, self.out_by, self.evacuate_by, self.power_back_at)
        return [float("inf") if minute is None else minute for minute in times]


@dataclass(frozen=True, eq=False)
class Mine:
    """A mine, and where its fan's need and its hoist's backups stand."""

    facility: Facility
    fan: int
    hoist: tuple[int, ...]  # all of its backups, if none is the hoist's own


def mines_of(model: Model) -> tuple[Mine, ...]:
    """Every facility of kind `mine` or with `egress_minutes` whose fan needs something, in order of id."""
    needs = {need: at for at, need in enumerate(model.services.needs)}
    found = []
    for row in sorted(model.region.facilities, key=lambda row: row.facility):
        fan = needs.get((f"facility:{row.facility}", FAN))
        if fan is None or (row.kind != MINE and row.egress_minutes is None):
            continue
        own = [(at, backup) for at, backup in enumerate(model.services.backups) if backup.facility == row.facility]
        hoist = [at for at, backup in own if backup.need == HOIST] or [at for at, _ in own]
        found.append(Mine(row, fan, tuple(hoist)))
    return tuple(found)


def mine_clocks(model: Model, history: History) -> list[MineClock]:
    """The clocks of every mine whose fan is or will be without power, in order of id.

    A mine without `egress_minutes` has no `out_by`. The order comes after the assumption mine_order_minutes without a
    break (30 CFR 75.313); `evacuate_by` is the run-out of the hoist's backup less the time to get out.
    """
    clocks = [mine_clock(mine, model, history) for mine in mines_of(model)]
    return [clock for clock in clocks if clock is not None]


def mine_clock(mine: Mine, model: Model, history: History) -> MineClock | None:
    """The clock of one mine; None if its fan has power all the time."""
    row, wait = mine.facility, model.region.assumptions["mine_order_minutes"]
    dark = _relevant(stretches(history.values.get(mine.fan, [])), wait)
    if dark is None:
        return None
    ordered = dark.end is None or dark.end - dark.begin >= wait
    order_at = dark.begin + wait if ordered else None
    out_by = None if order_at is None or row.egress_minutes is None else order_at + row.egress_minutes
    empty_at = _hoist_empty_at(mine, dark, history)
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


def _hoist_empty_at(mine: Mine, dark: Stretch, history: History) -> float | None:
    """When the backup that keeps the hoist going runs out in that stretch; the last one if there are several."""
    empty = [
        minute
        for at in mine.hoist
        for minute in history.ran_out.get(at, [])
        if minute >= dark.begin and (dark.end is None or minute <= dark.end)
    ]
    return max(empty, default=None)
