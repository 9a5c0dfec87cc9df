"""Times as people read them off a clock, of which the night when it is put back shows an hour of them twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

SUMMER, WINTER = "summer_time", "winter_time"


def clock_time(moment: datetime, names: Mapping[str, str]) -> str:
    """The time, `03:30`; in the hour that the clock shows twice also which of the two it is: `03:30 (winter time)`.

    Parameters
    ----------
    moment
        In the time zone of the clock.
    names
        What summer and winter time are called, by `SUMMER` and `WINTER`.
    """
    which = _which(moment)
    return f"{moment:%H:%M} ({names.get(which, which)})" if which else f"{moment:%H:%M}"


def _which(moment: datetime) -> str:
    """Which of two hours of the same name it is; nothing where there is only one."""
    first, second = moment.replace(fold=0), moment.replace(fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None or before <= after:  # before < after: an hour that is skipped
        return ""
    if first.dst() == second.dst():  # a place that changed its time zone
        return f"{moment:UTC%z}"
    return WINTER if moment.fold else SUMMER
