"""A rota as changes in time: which feeders it switches off and on again, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from relight.engine.clock import minute_of
from relight.engine.model import Model
from relight.engine.timeline import Change
from relight.engine.wiring import Flags, Ints
from relight.model.rota import Area, area_of
from relight.model.schema import RotaSlot
from relight.model.schema.rota import POSSIBLE


@dataclass(frozen=True, eq=False)
class Rotated:
    """Where every feeder stands in the rota."""

    areas: tuple[Area, ...]  # of all feeders, those that are not rotated with an empty group
    feeder_area: Ints
    switchable: Flags  # in a group and not protected


def rotated(model: Model) -> Rotated:
    """The areas of a Region's feeders; a protected feeder is never switched, whatever group it is in."""
    rows = {row.feeder: row for row in model.region.feeders}
    own = [
        Area(zone, "" if rows[feeder].protected else rows[feeder].outage_group)
        for feeder, zone in zip(model.grid.feeder_ids, model.feeder_zone, strict=True)
    ]
    areas = tuple(sorted(set(own)))
    position = {area: at for at, area in enumerate(areas)}
    return Rotated(
        areas=areas,
        feeder_area=np.array([position[area] for area in own], dtype=np.int64),
        switchable=np.array([bool(area.outage_group) for area in own], dtype=np.bool_),
    )


def switchings(rota: Sequence[RotaSlot], model: Model, at: datetime, since: float) -> Iterator[Change]:
    """What the rota switches off and on again, of the cuts that are not over at minute `since` from `at`.

    A `possible` cut is not switched; all others are.
    """
    groups, minutes = rotated(model), cut_minutes(rota, at)
    for feeder, area in zip(model.grid.feeder_ids, groups.feeder_area.tolist(), strict=True):
        for begin, end in minutes.get(groups.areas[area], ()) if groups.areas[area].outage_group else ():
            if end > since:
                yield Change(begin, "rota", f"feeder:{feeder}", 0.0)
                yield Change(end, "rota", f"feeder:{feeder}", 1.0)


def cut_minutes(rota: Iterable[RotaSlot], at: datetime) -> dict[Area, list[tuple[float, float]]]:
    """Area -> its cuts as minutes from `at`, those that touch or overlap made one."""
    cuts: dict[Area, list[tuple[float, float]]] = defaultdict(list)
    for slot in sorted(rota, key=lambda slot: (slot.start.astimezone(UTC), slot.end.astimezone(UTC))):
        if slot.state == POSSIBLE:
            continue
        begin, end = (minute_of(instant, at) for instant in (slot.start, slot.end))
        rows = cuts[area_of(slot)]
        if rows and begin <= rows[-1][1]:
            rows[-1] = (rows[-1][0], max(rows[-1][1], end))
        else:
            rows.append((begin, end))
    return dict(cuts)
