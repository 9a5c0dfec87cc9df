"""Classes of the share of people without a service, each with a letter, so that no map rests on colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LETTERS = "ABCDEF"
"""A: (almost) nobody is without … F: most or all are."""

LIMITS = (0.01, 0.10, 0.25, 0.50, 0.75)
"""Share from which the next letter begins."""

NOT_MODELLED = "N"
"""Nobody is known to serve these people: neither served nor without."""

MODELLED_AT_ALL = 0.5
"""People [-] below which a service counts as not modelled in a district."""


def modelled_people(district: Mapping[str, Any], service: str) -> float:
    """The district's people whose service is modelled: all, less those nobody is known to serve."""
    return max(0.0, float(district["people"]) - float(district["not_modelled"].get(service, 0.0)))


def letter(without: float, modelled: float) -> str:
    """The letter of the class for `without` of `modelled` people."""
    if modelled < MODELLED_AT_ALL:
        return NOT_MODELLED
    share = without / modelled
    return LETTERS[sum(share >= limit for limit in LIMITS)]


def ranges() -> list[tuple[str, int, int]]:
    """Each letter with the percentages it spans."""
    ends = (0, *(round(100 * limit) for limit in LIMITS), 100)
    return [(name, ends[i], ends[i + 1]) for i, name in enumerate(LETTERS)]
