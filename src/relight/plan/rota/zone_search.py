"""The rota of one zone: objectives one after the other, each held while the next is improved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from relight.errors import SolverError
from relight.plan.rota.zone_ages import ages_for
from relight.plan.rota.zone_aims import LIMITS, Aim, aims_of
from relight.plan.rota.zone_bound import Most, ZoneBound
from relight.plan.rota.zone_case import Flags, LoadRow, ZoneCase
from relight.plan.rota.zone_check import limits_broken, overloads
from relight.plan.rota.zone_greedy import fitted, fitting_rota, greedy_rotas
from relight.plan.rota.zone_leaps import THOROUGH, Breadth, Leaps
from relight.plan.rota.zone_limits import beyond_limits
from relight.plan.rota.zone_model import ZoneModel, cp_model_module
from relight.plan.rota.zone_parts import Found, bounds_of_cut, parts_of
from relight.plan.rota.zone_rota import USUAL_EFFORT, Effort, Stage, ZoneRota
from relight.plan.rota.zone_value import cut_of
from relight.plan.rota.zone_walk import Held, Walk
from relight.plan.rota.zone_ways import Share, Ways

WORKERS = 1
"""Threads of CP-SAT: with one, the same seed and deterministic time give the same rota on every machine."""

SIDE_BY_SIDE = 2
"""Walks at the same time: what they find does not depend on it."""

EXACT_CELLS = 320
"""Groups times slots up to which CP-SAT is asked for proofs; beyond, it proves nothing in any time one would wait."""


Allows = Callable[[Flags], bool]
Refused = Callable[[Flags], Sequence[LoadRow]]


def solve_zone(case: ZoneCase, effort: Effort = USUAL_EFFORT) -> ZoneRota:
    """The rota of a zone, optimal stage by stage where the stage says `proven`.

    Limits hold if a rota is found in which they all do; where none is, the least weighted minutes beyond them come
    first. What is on never exceeds a row's capacity.
    """
    if not case.groups or not case.minutes:
        return ZoneRota(np.zeros((len(case.groups), len(case.minutes)), dtype=np.bool_), (), True)
    aims = aims_of(case)
    search = Search(case, effort, first_off(case, effort))
    if not search.strict and not search.small:
        search.leap()
    search.reach_all(aims)
    held = {held.aim.name: held.most for held in search.held}
    cut = next(stage for stage in search.stages if stage.name == "cut")
    bounds = bounds_of_cut(case, Most(search.strict, held.get("limits")), cut.bound)
    parts = parts_of(case, bounds, Found(cut.value, cut.value), cut_of(case, search.off))
    return replace(rota_found(search, search.stages), parts=parts)


def rota_found(search: Search, stages: Iterable[Stage]) -> ZoneRota:
    """What a search has found; a later stage may have mended a limit that no step of an earlier one could."""
    return ZoneRota(search.off, tuple(stages), not limits_broken(search.case, search.off))


def first_off(case: ZoneCase, effort: Effort) -> Flags:
    """Where a search starts: the best of the rotas made slot by slot, or one that fits whatever limits it breaks."""
    starts, aims = greedy_rotas(case, effort.seed), aims_of(case)
    if case.published is not None:
        starts.append(fitted(case, case.published == 1))
    holding = [off for off in starts if not overloads(case, off) and not limits_broken(case, off)]
    return min(holding or [fitting_rota(case)], key=lambda off: aims[0].rank(case, off))


MENDING = 0.2
"""Share of the steps with which a rota is mended that needs only a few changes."""

LEAPT = ("cut", "spread", "cut again")
"""Aims for which whole rotas are looked for."""

AFTER_LEAPS = 0.05
"""Share of the steps that a walk still takes where leaps have led: it seldom finds more."""

SLOTS_TO_SPARE = 16
"""Slots of groups that mending may change beyond the fewest possible, so that hours stay shared."""


class Search:
    """The best rota so far, the stages that led to it and what they hold."""

    def __init__(
        self,
        case: ZoneCase,
        effort: Effort,
        off: Flags,
        bounded: bool = True,
        mending: bool = False,
        breadth: Breadth = THOROUGH,
        allows: Allows | None = None,
        refused: Refused | None = None,
    ) -> None:
        self.cp_model = cp_model_module()  # asked for whatever the zone's size: nobody is to find out later
        self.case, self.effort, self.off = case, effort, off
        self.allows = allows  # what else every step must pass
        self.refused = refused  # rows against what `allows` says no to
        self.leaps: Leaps | None = None
        self.shared = False  # whether leaps have led to a rota with shared hours
        self.free: Flags | None = None  # the best rota known whose hours need not be shared
        self.bounded = bounded  # whether bounds are looked for
        self.mending = mending  # with few changes, so with few steps
        self.breadth = breadth
        self.strict = not limits_broken(case, off)
        self.small = len(case.groups) * len(case.minutes) <= EXACT_CELLS
        self.stages: list[Stage] = []
        self.held: list[Held] = []
        self.passed = [off]  # where it started, and the rota of every stage

    @cached_property
    def relaxation(self) -> ZoneBound:
        """The relaxation of the zone, built where it is asked for."""
        return ZoneBound(self.case)

    def reach_all(self, aims: Sequence[Aim], limits: Aim = LIMITS) -> None:
        """Every aim in turn; where limits do not hold, they come first."""
        if not self.strict:
            self.reach(limits)
            if not self.stages[0].value:
                self.strict, self.stages, self.held = True, [], []
        for aim in aims:
            self.reach(aim)

    def reach(self, aim: Aim) -> None:
        """Minimise one aim and hold it from then on."""
        begun = time.perf_counter()
        self.off = self._best_passed(aim)
        value, bound, proven = aim.value(self.case, self.off), aim.least, False
        if value > bound and self.small and self.allows is None:
            value, least, proven = self._solve(aim)
            bound = max(bound, least)
        if value > bound and not proven:
            with ThreadPoolExecutor(1) as pool:
                relaxed = pool.submit(self._relaxed, aim)
                if self.bounded and aim.name == "cut":
                    relaxed.result()
                    self.leap_from_now_on()
                leapt = self._leapt(aim)
                is_near = aim.name == "spread" and not self.shared and leapt is not self.off
                starts = [leapt, self.off] if is_near else [leapt]
                walked = [self._walked(aim, bound, off) for off in starts]
                self.off = min(walked, key=lambda off: aim.rank(self.case, off))
                bound = max(bound, relaxed.result())
            value = aim.value(self.case, self.off)
        seconds = time.perf_counter() - begun
        self.stages.append(Stage(aim.name, value, bound, aim.unit, proven or value <= bound, seconds))
        give = SLOTS_TO_SPARE * max(self.case.minutes) if aim.name == "changes" and self.mending else aim.give
        self.held.append(Held(aim, value + give))
        self.passed.append(self.off)

    def _best_passed(self, aim: Aim) -> Flags:
        """The rota there is, or an earlier one that is better in an aim: what a stage gave and got nothing for."""
        best = self.off
        for off in self.passed:
            is_better = self._holds(off) and aim.rank(self.case, off) < aim.rank(self.case, best)
            within = is_better and not (self.strict and limits_broken(self.case, off))
            if within and not overloads(self.case, off) and self.allowed(off):
                best = off
        return best

    def _holds(self, off: Flags) -> bool:
        """Whether a rota is no worse in the aims reached than they allow."""
        return all(held.aim.value(self.case, off) <= held.most for held in self.held)

    def leap_from_now_on(self) -> None:
        """Whole rotas are looked for too where limits hold; the relaxation has its prices."""
        if self.strict and self.leaps is None:
            self.leaps = self.new_leaps()

    def new_leaps(self, strict: bool = True) -> Leaps:
        """Leaps that nothing has been refused yet, at the relaxation's prices."""
        ways = Ways(self.relaxation, strict)
        return Leaps(ways, self.refused or _nothing, self.breadth, self.effort.rounds, self.effort.seed)

    def leap(self, may_break_limits: bool = True) -> bool:
        """Go on from a whole rota that shares the hours within limits, or else as little beyond them as can be found.

        Returns whether ways lead to a rota that is better than the one there is; one that is to be mended is none.
        """
        for strict in (True, False) if may_break_limits else (True,):
            beyond = beyond_limits(self.case, self.off)
            self.relaxation.cut(Most(strict, None if strict else beyond), cut_of(self.case, self.off))
            leaps = self.new_leaps(strict)
            found, free = self._led(leaps)
            if found is not None and (self.mending or self._worth(found) < self._worth(self.off)):
                self.off, self.strict, self.leaps, self.free = found, not limits_broken(self.case, found), leaps, free
                self.shared = found is not free
                return True
        return False

    def _worth(self, off: Flags) -> tuple[int, int]:
        return beyond_limits(self.case, off), cut_of(self.case, off)

    def _led(self, leaps: Leaps) -> tuple[Flags | None, Flags | None]:
        """A rota with shared hours that leaps lead to, or one without, and the best without."""
        nobody, passes = [Share.nobody(self.case)], self.unasked
        # A rota that is mended shares its hours at the level it had, if it can.
        kept = leaps.quick([*leaps.ways.levels(self.off)][:1], passes).off if self.mending else None
        free = leaps.quick(nobody, passes).off if kept is None else kept
        shared = None if free is None or self.mending else leaps.least([*leaps.ways.levels(free)], passes).off
        if shared is None:
            return free, free
        most = beyond_limits(self.case, shared)
        return leaps.by_lots(shared, lambda new: passes(new) and beyond_limits(self.case, new) <= most), free

    def _leapt(self, aim: Aim) -> Flags:
        """The best rota that leaps lead to from the one there is."""
        leaps, off = self.leaps, self.off
        if leaps is None or aim.name not in LEAPT:
            return off

        def passes(new: Flags) -> bool:
            return self._holds(new) and aim.rank(self.case, new) <= aim.rank(self.case, off)

        if aim.name == "cut" or not self.shared:
            free = off if self.free is None else self.free
            shares = [Share.nobody(self.case)] if aim.name == "cut" else [*leaps.ways.levels(free)]
            found = leaps.least(shares, lambda new: passes(new) and self.unasked(new)).off
            self.shared = found is not None and aim.name != "cut"
            if found is None and aim.name == "spread":
                found = leaps.nearest(free, lambda new: passes(new) and self.unasked(new))
            off = off if found is None else found
        return leaps.by_lots(off, lambda new: passes(new) and self.allowed(new)) if aim.name == "cut again" else off

    def allowed(self, off: Flags) -> bool:
        """Whether nothing but limits and capacity stands against a rota."""
        return self.allows is None or self.allows(off)

    def unasked(self, off: Flags) -> bool:
        """The same, but for what leaps will ask the grid themselves."""
        return self.refused is not None or self.allowed(off)

    def _walked(self, aim: Aim, bound: int, off: Flags) -> Flags:
        """The best rota of a few walks from one, some side by side, until one reaches the bound."""
        ages = ages_for(self.case, self.strict, off)
        rounds, best = self.effort.rounds * aim.rounds, off
        if self.leaps is not None and aim.name in LEAPT and aim.name != "spread":
            rounds *= AFTER_LEAPS
        rounds = max(1, round(MENDING * rounds if self.mending and aim.name != "limits" else rounds))

        def walk(attempt: int) -> Flags:
            chance = np.random.default_rng((self.effort.seed, len(self.stages), attempt))
            return Walk(self.case, ages, aim, self.held, self.strict, chance, self.allows).best(off, rounds, bound)

        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for first in range(0, aim.attempts, SIDE_BY_SIDE):
                found = pool.map(walk, range(first, min(first + SIDE_BY_SIDE, aim.attempts)))
                best = min([best, *found], key=lambda off: aim.rank(self.case, off))
                if aim.value(self.case, best) <= bound:
                    break
        return best

    def _relaxed(self, aim: Aim) -> int:
        """The relaxation's bound for an aim, 0 where it has none."""
        if not self.bounded:
            return 0
        held = {held.aim.name: held.most for held in self.held}
        most, known = Most(self.strict, held.get("limits")), aim.value(self.case, self.off)
        if aim.name == "limits":
            return self.relaxation.beyond(known)
        if aim.name == "cut":
            return self.relaxation.cut(most, known)
        if aim.name == "cut again":  # what was a bound before spread was held still is one
            return next(stage.bound for stage in self.stages if stage.name == "cut")
        if aim.name == "cuts":
            return self.relaxation.cuts(replace(most, cut_kw_minutes=held.get("cut again", held["cut"])), known)
        return 0

    def _solve(self, aim: Aim) -> tuple[int, int, bool]:
        """Value, bound and whether it is proven, by CP-SAT for the whole zone; what it finds is taken over.

        Raises
        ------
        SolverError
            If CP-SAT says that the model is no model, or that what fits does not.
        """
        cp_model = self.cp_model
        model = ZoneModel(self.case, self.off, not self.strict)
        for held in self.held:
            model.model.add(held.aim.expression(model) <= held.most)
        model.model.minimize(aim.expression(model))
        solver = _set_up(cp_model.CpSolver(), self.effort)
        status = solver.solve(model.model)
        if status in (cp_model.MODEL_INVALID, cp_model.INFEASIBLE):
            raise SolverError(f"the rota's model is {solver.status_name(status)}: {model.model.validate()}")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return aim.value(self.case, self.off), aim.least, False
        self.off = np.array([[solver.boolean_value(var) for var in row] for row in model.off], dtype=np.bool_)
        value, bound = round(solver.objective_value), round(solver.best_objective_bound)
        return value, bound, status == cp_model.OPTIMAL


def _nothing(off: Flags) -> Sequence[LoadRow]:
    """What is refused where nothing is."""
    return ()


def _set_up(solver: Any, effort: Effort) -> Any:
    """A solver that does the same on every machine."""
    # One search that starts from the hint; interleaving several, and thorough presolving, cost more than they find.
    solver.parameters.interleave_search = False
    solver.parameters.num_workers = WORKERS
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_deterministic_time = effort.whole
    return solver
