"""Outage groups in the order in which people count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

NAMES = 10**9
"""Names come after numbers, and nobody's group after names."""


def in_order(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows with an `outage_group`, as people count their groups."""
    return sorted(rows, key=lambda row: group_order(row["outage_group"]))


def group_order(group: str) -> list[tuple[int, str]]:
    """A key to sort the names of groups by: 1.2 before 1.10, block 2 before block 10."""
    if not group:
        return [(2 * NAMES, "")]
    texts_and_numbers = re.split(r"(\d+)", group)  # in turn, a text first
    return [
        (int(part), "") if part.isdecimal() else (NAMES if part.strip(".") else 0, part) for part in texts_and_numbers
    ]
