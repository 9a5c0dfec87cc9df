"""What an outlook foresees beyond its rota, to be told with it: groups that damage or a lack of power keeps off."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from relight.errors import InputError, Problem
from relight.model.rota import merged_slots
from relight.model.schema import RotaSlot
from relight.model.schema.rota import EMERGENCY, POSSIBLE

SOURCE = "relight outlook"


def read_emergencies(path: Path, least_share: float) -> tuple[RotaSlot, ...]:
    """The times at which most of a group is without power beyond the rota, as emergencies.

    Parameters
    ----------
    path
        outlook.json or outlook-public.json of an outlook with that rota; of an ensemble its median is told.
    least_share
        Share of the group's people from which on it is told.

    Raises
    ------
    InputError
        If it is no outlook with a rota.
    """
    try:
        outlook = json.loads(path.read_text(encoding="utf-8"))
        return merged_slots(_slots(outlook, least_share))
    except OSError:
        raise InputError([Problem(path.name, 0, "", "the file cannot be read", "correct the path")]) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        remedy = "write one with: relight outlook REGION --rota FILE --out DIR"
        raise InputError([Problem(path.name, 0, "", "it is no outlook with a rota", remedy)]) from None


def _slots(outlook: Mapping[str, Any], least_share: float) -> Iterator[RotaSlot]:
    groups = {(group["zone"], group["outage_group"]): group for group in outlook["groups"]}
    edges = [_instant(stamp) for stamp in (*outlook["slots"], outlook["end"])]
    rota = outlook["rota"]
    for row in (*rota["emergency"], *rota["damaged"]):
        area = (row["zone"], row["outage_group"])
        group = groups.get(area)
        if group is None or not row["outage_group"]:
            continue
        planned = [cut for cut in rota["cuts"] if (cut["zone"], cut["outage_group"]) == area and _is_off(cut)]
        without = group["without_at"]
        series = without["p50"] if isinstance(without, Mapping) else without
        for (first, last), people in zip(pairwise(edges), series, strict=True):
            dark = people >= max(1.0, least_share * group["people"])
            if dark and _holds(row, first, first) and not any(_holds(cut, first, last) for cut in planned):
                yield RotaSlot(
                    zone=row["zone"], outage_group=row["outage_group"], start=first, end=last, state=EMERGENCY,
                    source=SOURCE,
                )  # fmt: skip


def _instant(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def _is_off(cut: Mapping[str, Any]) -> bool:
    return bool(cut["state"] != POSSIBLE)


def _holds(row: Mapping[str, Any], first: datetime, last: datetime) -> bool:
    """Whether a row is under way from the first instant to the last."""
    begin, end = (_instant(row[key]).astimezone(UTC) for key in ("start", "end"))
    return begin <= first.astimezone(UTC) < end and last.astimezone(UTC) <= end
