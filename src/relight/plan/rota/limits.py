"""The limits and weights of a rota, from `[rota]` in `region.toml` and the assumptions."""

from __future__ import annotations

from dataclasses import dataclass, fields

from relight.model.assumptions import ROTA_PREFIX
from relight.model.region import Region


@dataclass(frozen=True)
class Limits:
    """What a rota must hold to; 0 = no such limit."""

    max_off_minutes: float = 360.0
    min_off_minutes: float = 120.0
    min_on_minutes: float = 120.0
    switchings_per_slot: float = 0.0
    block_minutes: float = 0.0
    stage_share: float = 0.0
    keep_minutes: float = 360.0
    firm_minutes: float = 1440.0
    beyond_need_share: float = 0.05
    history_days: float = 7.0
    night_from_hour: float = 23.0
    night_to_hour: float = 6.0

    def is_night(self, hour: int) -> bool:
        """Whether that local hour of the day counts as night."""
        begin, end = self.night_from_hour, self.night_to_hour
        return begin <= hour < end if begin <= end else hour >= begin or hour < end


def limits_of(region: Region) -> Limits:
    """The limits in force in a Region."""
    own, usual = region.settings.rota, region.assumptions
    names = [field.name for field in fields(Limits)]
    return Limits(**{name: own.get(name, usual[ROTA_PREFIX + name]) for name in names})


def stale_minutes(region: Region) -> float:
    """How old a timetable may be [min] before it promises supply to nobody."""
    return _setting(region, "stale_minutes")


def dark_share(region: Region) -> float:
    """Share of a group's people who are without power beyond the rota from which on that is told as an emergency."""
    return _setting(region, "dark_share")


def _setting(region: Region, name: str) -> float:
    return region.settings.rota.get(name, region.assumptions[ROTA_PREFIX + name])
