"""The night of 7 to 8 January 2026 in the invented regions, as reports: damage, light, levels and official counts."""

from __future__ import annotations

from relight.demo.night_counts import count_entries
from relight.demo.night_damage import HITS
from relight.demo.night_entry import entries_of, reports_of
from relight.demo.night_light import light_entries
from relight.model.region import Region
from relight.model.schema import Report


def build_night(region: Region, seed: int = 2026) -> tuple[Report, ...]:
    """Every report of the night in the order in which it was recorded."""
    return reports_of([*entries_of(HITS), *light_entries(region, seed), *count_entries()])
