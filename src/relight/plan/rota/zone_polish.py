"""The rota of a zone among others: planned first, mended where the grid does not serve it, then polished."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from relight.plan.rota.zone_aims import LIMITS, Aim, aims_of
from relight.plan.rota.zone_bound import Most
from relight.plan.rota.zone_case import ZoneCase
from relight.plan.rota.zone_check import limits_broken
from relight.plan.rota.zone_greedy import fitted
from relight.plan.rota.zone_leaps import QUICK, Leaps
from relight.plan.rota.zone_parts import Found, bounds_of_cut, found_unshared, parts_of
from relight.plan.rota.zone_rota import Effort, Stage, ZoneRota
from relight.plan.rota.zone_search import Allows, Refused, Search, first_off, rota_found
from relight.plan.rota.zone_spare import kept_aims, put_back
from relight.plan.rota.zone_value import cut_of
from relight.plan.rota.zone_walk import Held

FIRST = ("changes", "cut", "spread", "cut again")
"""What a rota is first planned for where it is polished later."""

MENDED = ("changes", "spread", "cut again")
"""What a rota that is mended is improved in at once; the rest is left to its polishing."""


def first_rota(case: ZoneCase, effort: Effort) -> ZoneRota:
    """A rota of a zone that is to be polished when its neighbours are planned: the main objectives, without bounds."""
    search = Search(case, effort, first_off(case, effort), bounded=False, breadth=QUICK)
    aims = [aim for aim in aims_of(case) if aim.name in FIRST]
    if search.small or not search.leap():
        search.reach_all(aims)
        return rota_found(search, search.stages)
    reached = aims if search.strict else [LIMITS, *aims]
    return rota_found(search, [_stage(search, aim, aim.least, 0.0) for aim in reached])


def mend_zone(case: ZoneCase, rota: ZoneRota, effort: Effort) -> ZoneRota:
    """The rota with few changes that make it fit what was found since; the objectives are valued anew."""
    near = replace(case, published=rota.off.astype(np.int64))
    before = {stage.name: stage for stage in rota.stages}
    search = Search(near, effort, rota.off, bounded=False, mending=True, breadth=QUICK)
    if search.small or not search.leap(may_break_limits=not rota.limits_hold):
        search = Search(near, effort, fitted(near, rota.off), bounded=False, mending=True)
        enough = before["limits"].value if "limits" in before else 0
        search.reach_all([aim for aim in aims_of(near) if aim.name in MENDED], replace(LIMITS, least=enough))
    values = {aim.name: aim.value(case, search.off) for aim in [*aims_of(case), LIMITS]}
    stages = [replace(stage, value=values[name], proven=values[name] <= stage.bound) for name, stage in before.items()]
    return rota_found(search, stages)


def _stage(search: Search, aim: Aim, bound: int, seconds: float) -> Stage:
    """What a search has reached of an aim."""
    value = aim.value(search.case, search.off)
    return Stage(aim.name, value, bound, aim.unit, value <= bound, seconds)


def polish_zone(
    case: ZoneCase, rota: ZoneRota, effort: Effort, allows: Allows, refused: Refused | None = None
) -> ZoneRota:
    """The rota with steps that make it better in the order of the objectives, each of them allowed.

    What the least cut may be exceeded by to share hours (`Aim.give`) counts from the rota as it is.
    """
    search, aims, bounds = Search(case, effort, rota.off, False, allows=allows, refused=refused), aims_of(case), {}
    reached = []
    if not search.strict:
        if not search.small:
            search.leap()
        bounds["limits"] = search.relaxation.beyond(LIMITS.value(case, search.off))
        search.reach_all([], replace(LIMITS, least=bounds["limits"]))
        reached = [] if search.strict else [LIMITS]
    most = Most(search.strict, search.held[0].most if reached else None)
    last_cut = [aim for aim in aims if aim.name in ("cut", "cut again")][-1]
    bounds["cut"] = bounds["cut again"] = search.relaxation.cut(most, cut_of(case, search.off))
    search.leap_from_now_on()
    found = _unshared(search, search.leaps, cut_of(case, search.off))
    with ThreadPoolExecutor(1) as pool:
        bounded = pool.submit(bounds_of_cut, case, most, bounds["cut"])
        for aim in aims:
            if aim.name == "cut" and aim.give:
                search.held.append(Held(aim, aim.value(case, search.off) + aim.give))
            else:
                search.reach(aim)
            if aim is last_cut:
                # Where the grid refuses the cheapest slots, a walk proposes them again and again and never less.
                search.off = put_back(case, search.off, search.held, allows)
                search.held[-1] = Held(aim, aim.value(case, search.off))
    begun = next(aim for aim in aims if aim.name == "cuts").value(case, search.off)
    bounds["cuts"] = search.relaxation.cuts(replace(most, cut_kw_minutes=cut_of(case, search.off)), begun)
    seconds = {stage.name: stage.seconds for stage in search.stages}
    stages = [
        _stage(search, aim, max(aim.least, bounds.get(aim.name, 0)), seconds.get(aim.name, 0.0))
        for aim in [*reached, *aims]
    ]
    parts = parts_of(case, bounded.result(), found, cut_of(case, search.off))
    return replace(rota_found(search, stages), parts=parts)


def _unshared(search: Search, leaps: Leaps | None, cut: int) -> Found:
    """The least cuts found if hours were not shared; what was published is kept in none of them."""
    if leaps is None or search.case.published is not None:
        return Found(cut, cut)
    found, search.free = found_unshared(leaps, search.unasked, cut)
    return found


def fill_zone(case: ZoneCase, rota: ZoneRota, allows: Allows) -> ZoneRota:
    """The finished rota with every group on that its neighbours have left room for since.

    Bounds that were found for less room are none any more.
    """
    off = put_back(case, rota.off, kept_aims(case, rota.off), allows)
    if (off == rota.off).all():
        return rota
    aims = {aim.name: aim for aim in [*aims_of(case), LIMITS]}
    stages = []
    for stage in rota.stages:
        value, bound = aims[stage.name].value(case, off), aims[stage.name].least
        stages.append(replace(stage, value=value, bound=bound, proven=value <= bound))
    return ZoneRota(off, tuple(stages), not limits_broken(case, off))
