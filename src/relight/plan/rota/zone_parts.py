"""What a zone's cut is made of: what no rota can avoid, what the grid and the sharing of hours add, and the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate, pairwise

from relight.plan.rota.zone_bound import Most, ZoneBound
from relight.plan.rota.zone_case import Flags, ZoneCase
from relight.plan.rota.zone_leaps import Leaps
from relight.plan.rota.zone_value import cut_of
from relight.plan.rota.zone_ways import Share
from relight.plan.rota.zone_whole import whole_need_kw_minutes


@dataclass(frozen=True)
class Parts:
    """kW·min that add up to what is cut; the first four are proven to be unavoidable."""

    need: int  # if everybody could be cut in part
    whole_groups: int  # groups are on or off
    limits: int  # nobody is off, or on, for too long or too short a time
    cold_load: int  # what comes back asks for more
    not_proven: int  # between the best bound and the best rota known, hours unshared and not put to the grid
    network: int  # sets of groups that fit the capacity, but that the grid does not serve
    sharing: int  # hours off are shared


@dataclass(frozen=True)
class Found:
    """The least that rotas found for a zone cut [kW·min], if hours need not be shared."""

    anyhow: int  # whether the grid serves them or not
    served: int


def found_unshared(leaps: Leaps, passes: Callable[[Flags], bool], cut: int) -> tuple[Found, Flags | None]:
    """The least cuts found, where one rota that is served and cuts so much is known."""
    case = leaps.ways.case
    shares = [Share.nobody(case)]
    led = leaps.quick(shares, passes)
    known = cut if led.off is None else min(cut, cut_of(case, led.off))
    return Found(known if led.least_cut is None else min(known, led.least_cut), known), led.off


def bounds_of_cut(case: ZoneCase, most: Most, bound: int) -> tuple[int, int]:
    """What is cut at least if what comes back asked for no more than usual, and the bound with cold load."""
    return (ZoneBound(replace(case, cold=())).cut(most, bound) if any(case.cold) else bound), bound


def parts_of(case: ZoneCase, bounds: Sequence[int], found: Found, cut: int) -> Parts:
    """The parts of a cut, by bounds without and with cold load."""
    whole = whole_need_kw_minutes(case) or 0
    least = min(bounds[-1], found.anyhow)
    unavoidable = [min(least, bound) for bound in accumulate([case.need_kw_minutes(), whole, *bounds], max)]
    steps = [0, *unavoidable, min(found.anyhow, found.served, cut), min(found.served, cut), cut]
    values = [after - before for before, after in pairwise(steps)]
    return Parts(**{field.name: value for field, value in zip(fields(Parts), values, strict=True)})
