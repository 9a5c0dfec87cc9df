"""What a switching desk reads first in a planned rota."""

from __future__ import annotations

from typing import Any

from relight.publish.group_order import group_order
from relight.publish.rota_first import first_lines

SLOTS = ["2026-01-08T23:00:00+02:00", "2026-01-08T23:30:00+02:00", "2026-01-09T00:00:00+02:00"]


def lines(limits_broken: dict[str, float], **slots: str) -> list[str]:
    """The lines of a plan of one zone whose groups have these slots."""
    zone: dict[str, Any] = {
        "zone": "North",
        "limits_hold": not limits_broken,
        "limits_broken": limits_broken,
        "groups": [{"outage_group": name[1:], "slots": letters} for name, letters in slots.items()],
    }
    return [line.plain for line in first_lines({"slots": SLOTS, "zones": [zone]})]


def test_who_is_off_now_and_what_is_switched_next() -> None:
    """Groups off in the first slot, then the first slot that differs, with its day where that is another one; from
    confirmed to preliminary nothing is switched.
    """
    told = lines({}, g10="Xx.", g2="XX!", g1="..X")
    assert told == ["Zone North: off from 23:00 2, 10; next at 09 Jan 00:00: off 1; on 10", ""]
    assert lines({}, g1="...") == ["Zone North: off from 23:00 nobody; nothing is switched after that", ""]


def test_a_limit_that_gives_way_is_said_above_the_grids() -> None:
    """Whoever reads only the top must learn that a limit does not hold, and by how much."""
    told = lines({"max_off_minutes": 30.0}, g1="XX.")
    assert told[1] == "Zone North: NOT ALL LIMITS HOLD, at worst: a cut is 30 min longer than max_off_minutes"


def test_groups_are_sorted_as_people_count() -> None:
    """Numbers by size wherever they stand, names after them, and people of no group last."""
    ordered = ["1.1", "1.2", "1.10", "2", "14", "Block 2", "Block 10", "Harbour", ""]
    shuffled = ordered[4:] + ordered[:4]
    assert sorted(shuffled, key=group_order) == ordered
