"""Demand shapes of the demo: a week in winter, hour by hour, for four kinds of feeder."""

from __future__ import annotations

from relight.model.schema import ProfilePoint

HOUSEHOLDS, SERVICES, INDUSTRY, FLAT = "households", "services", "industry", "flat"

# Hour 0 to 23, working day; assumption: the usual shapes of a winter day, largest value 1.
_WORKING_DAY = {
    HOUSEHOLDS: (56, 52, 50, 49, 50, 55, 68, 78, 74, 68, 65, 64, 65, 64, 64, 68, 78, 92, 99, 100, 97, 90, 78, 65),
    SERVICES: (42, 40, 40, 40, 42, 48, 60, 76, 92, 99, 100, 100, 98, 98, 98, 97, 95, 92, 86, 78, 68, 58, 50, 45),
    INDUSTRY: (76, 75, 75, 75, 76, 80, 88, 96, 100, 100, 100, 99, 96, 99, 100, 98, 95, 92, 90, 88, 86, 84, 80, 78),
    FLAT: (100,) * 24,
}
_SATURDAY = {HOUSEHOLDS: 1.04, SERVICES: 0.78, INDUSTRY: 0.82, FLAT: 1.0}
_SUNDAY = {HOUSEHOLDS: 1.05, SERVICES: 0.66, INDUSTRY: 0.76, FLAT: 1.0}


def build_profiles() -> tuple[ProfilePoint, ...]:
    """168 factors for each shape; no factor is above 1."""
    return tuple(
        ProfilePoint(profile=shape, hour_of_week=hour, factor=factor(shape, hour))
        for shape in sorted(_WORKING_DAY)
        for hour in range(168)
    )


def factor(shape: str, hour_of_week: int) -> float:
    """Share of the peak demanded in that hour, Monday 00:00 being 0."""
    day, hour = divmod(hour_of_week, 24)
    weekend = {5: _SATURDAY, 6: _SUNDAY}.get(day)
    return round(min(1.0, _WORKING_DAY[shape][hour] / 100 * (weekend[shape] if weekend else 1.0)), 3)
