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
from relight.model.schema.rota import EMERGENCY

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
    edges = [datetime.fromisoformat(stamp) for stamp in (*outlook["slots"], outlook["end"])]
    for row in outlook["rota"]["emergency"]:
        group = groups.get((row["zone"], row["outage_group"]))
        if group is None or not row["outage_group"]:
            continue
        without = group["without_at"]
        series = without["p50"] if isinstance(without, Mapping) else without
        begin, end = (datetime.fromisoformat(row[key]).astimezone(UTC) for key in ("start", "end"))
        for (first, last), people in zip(pairwise(edges), series, strict=True):
            if begin <= first.astimezone(UTC) < end and people >= max(1.0, least_share * group["people"]):
                yield RotaSlot(
                    zone=row["zone"], outage_group=row["outage_group"], start=first, end=last, state=EMERGENCY,
                    source=SOURCE,
                )  # fmt: skip
